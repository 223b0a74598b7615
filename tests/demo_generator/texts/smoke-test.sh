#!/bin/sh
set -eu
export API_TOKEN=@secret(registry)
ticket=$(curl -fsS -H "X-Key: $API_TOKEN" -d subject=smoke "$BASE_URL/api/tickets" | jq -r .id)
test -n "$ticket"
echo "opened $ticket"
