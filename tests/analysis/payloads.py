"""A whole config as the server sends it, with the steps of its actions; and another version with the same content."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from nuon_notebook import demo

if TYPE_CHECKING:
    from collections.abc import Iterator

LASTING = ("component_id", "action_workflow_id")
HELM, TERRAFORM, DOCKER, IMAGE, JOB, MANIFEST = "search", "database", "api-image", "ingress-image", "migrate", "quotas"


def base() -> Any:
    """Return the payload of a version of the demo world's first app; all its components as they are in it."""
    return copy.deepcopy(_base())


@cache
def _base() -> Any:
    app = demo.world().apps[0]
    config = app.configs[10]
    named = {component: app.newest_connection(component) for component in config.record["component_ids"]}
    connections = [row | {"app_config_id": config.id} for row in named.values()]
    return {
        **config.record,
        **config.children,
        "component_config_connections": connections,
        "action_workflow_configs": config.action_configs,
    }


def another_version(payload: Any) -> Any:
    """Return the payload as a later version with the same content: other ids, times, checksums, counters."""
    text = json.dumps(payload)
    kept = {row[name] for row in _records(payload) for name in LASTING if row.get(name)}
    for identity in sorted({row["id"] for row in _records(payload) if row.get("id")} - kept):
        text = text.replace(f'"{identity}"', f'"{identity[:-1]}_"')
    text = re.sub(r'("(?:created_at|updated_at)": ")20\d\d', r"\g<1>2030", text)
    text = re.sub(r'("checksum": ")(\w{8})', r"\g<1>00000000", text)
    made = json.loads(text)
    made["version"] += 1
    for row in made["component_config_connections"]:
        row["version"] = row.get("version", 0) + 1
    return made


def _records(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _records(one)
    elif isinstance(value, list):
        for one in value:
            yield from _records(one)
