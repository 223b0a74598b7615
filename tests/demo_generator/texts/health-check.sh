#!/bin/sh
# Says ok when the API answers within $TIMEOUT seconds.
set -eu
url="https://api.{{ .nuon.inputs.inputs.domain }}/healthz"
curl --fail --silent --max-time "$TIMEOUT" "$url" >/dev/null
echo '{"status": "ok"}' > "$NUON_ACTIONS_OUTPUT_FILEPATH"
