#!/bin/bash
set -euo pipefail
yum install -y amazon-ssm-agent
export REGISTRY_PASSWORD=@secret(runner-script)
docker login registry.fernhill.example -u runner -p "$REGISTRY_PASSWORD"
