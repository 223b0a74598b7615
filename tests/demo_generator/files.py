"""A world as files: one for each type of record, one line of JSON for each record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.demo_generator.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nuon_notebook.demo.records import Record, World


def files_of(world: World) -> dict[str, bytes]:
    """Return the contents of the files of a world by their names."""
    return {f"{name}.jsonl": b"".join(map(_line, rows)) for name, rows in _records(world).items()}


def _records(world: World) -> Mapping[str, Iterable[Record]]:
    apps = world.apps
    configs = [config for app in apps for config in app.configs]
    return {
        "installers": world.installers,
        "apps": [app.record for app in apps],
        "notifications_configs": [app.notifications for app in apps],
        "components": [row for app in apps for row in app.components],
        "actions": [row for app in apps for row in app.actions],
        "app_branches": [row for app in apps for row in app.branches],
        "app_configs": [config.record for config in configs],
        "app_config_children": [{name: child} for config in configs for name, child in config.children.items()],
        "component_config_connections": [row for config in configs for row in config.connections],
        "action_configs": [row for config in configs for row in config.action_configs],
        "installs": [install.record for install in world.installs],
        "install_readmes": [
            {"install_id": install.id, "readme": install.readme}
            for install in world.installs if install.readme is not None
        ],
        "workflows": [{name: row[name] for name in row if name != "steps"} for row in world.workflows],
        "workflow_steps": [
            {name: step[name] for name in step if name != "created_by"}
            for row in world.workflows for step in row["steps"]
        ],
        **{name: world.tables.rows(name) for name in TABLES},
    }  # fmt: skip


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
