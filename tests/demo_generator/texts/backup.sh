#!/bin/sh
set -eu
stamp=$(date -u +%Y%m%dT%H%M%SZ)
pg_dump --format=custom "$DATABASE_URL" | aws s3 cp - "s3://$BUCKET/backups/$stamp.dump"
aws s3 ls "s3://$BUCKET/backups/" | tail -n 3
