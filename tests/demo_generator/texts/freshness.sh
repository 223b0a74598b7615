#!/bin/sh
set -eu
trino --execute "select table_name, max(loaded_at) from served.loads group by 1" --output-format TSV |
while read -r table loaded; do
  age=$(( ($(date +%s) - $(date -d "$loaded" +%s)) / 3600 ))
  [ "$age" -le "$MAX_AGE_HOURS" ] || { echo "$table is $age hours old"; exit 1; }
done
