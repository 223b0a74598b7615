"""The records that a demo server holds, and the demo world's own, read from the files in `data/`.

Each file holds the records of one type, one JSON object per line. They refer to each other by their ids.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from nuon_notebook.demo import ORG_ID, TOKEN
from nuon_notebook.demo.older import older_world
from nuon_notebook.demo.tables import Tables
from nuon_notebook.garbage_collection import gc_paused_and_promoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Record = dict[str, Any]

DATA = Path(__file__).with_name("data")

NOW = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
"""The time at which the demo world stands still, two minutes after its newest record."""


@dataclass(frozen=True)
class ConfigRecords:
    """One version of an app's config."""

    record: Record
    """The config without its children."""
    children: dict[str, Record]
    """The children that `recurse=true` fills, by the property of the config that holds them."""
    connections: list[Record]
    """The component connections that were made with this version."""
    action_configs: list[Record]

    @property
    def id(self) -> str:
        """The config's id."""
        return str(self.record["id"])

    @property
    def failed(self) -> bool:
        """Whether the config is in status `error`."""
        return bool(self.record["status"] == "error")


@dataclass(frozen=True)
class AppRecords:
    """An app and what belongs to it; configs are oldest first."""

    record: Record
    notifications: Record
    configs: list[ConfigRecords]
    components: list[Record]
    actions: list[Record]
    branches: list[Record]

    @property
    def id(self) -> str:
        """The app's id."""
        return str(self.record["id"])

    @property
    def name(self) -> str:
        """The app's name."""
        return str(self.record["name"])

    def newest_connection(self, component_id: str) -> Record:
        """Return the newest connection of a component, whatever the status of its config."""
        connections = (row for config in reversed(self.configs) for row in config.connections)
        return next(row for row in connections if row["component_id"] == component_id)

    def newest_action_config(self, action_id: str) -> Record:
        """Return the newest config of an action, whatever the status of its app config."""
        action_configs = (row for config in reversed(self.configs) for row in config.action_configs)
        return next(row for row in action_configs if row["action_workflow_id"] == action_id)


@dataclass(frozen=True)
class InstallRecords:
    """An install of an app."""

    record: Record
    app: AppRecords
    readme: str | None = None
    """The config's README, rendered for this install; None while the install has no state."""

    @property
    def id(self) -> str:
        """The install's id."""
        return str(self.record["id"])

    @property
    def name(self) -> str:
        """The install's name."""
        return str(self.record["name"])

    @property
    def config(self) -> ConfigRecords:
        """The config version that the install runs."""
        return next(config for config in self.app.configs if config.id == self.record["app_config_id"])


@dataclass(frozen=True, repr=False)
class World:
    """Everything that a server knows. Each endpoint answers with a part of it."""

    installers: list[Record]
    """Installers of this org, then of others."""
    apps: list[AppRecords]
    installs: list[InstallRecords]
    workflows: list[Record]
    """Oldest first, each with all of its steps in order."""
    tables: Tables = field(default_factory=Tables, compare=False)
    """What only some requests need."""
    org_id: str = ORG_ID
    token: str = TOKEN
    now: datetime = NOW

    @property
    def date(self) -> str:
        """The `Date` header of every answer."""
        return format_datetime(self.now, usegmt=True)

    @cached_property
    def older(self) -> World:
        """The same world as servers of 2025 know it."""
        return older_world(self)

    @cached_property
    def installer_by_id(self) -> Mapping[str, Record]:
        """All installers by id."""
        return {str(row["id"]): row for row in self.installers}

    @cached_property
    def app_by_id(self) -> Mapping[str, AppRecords]:
        """All apps by id."""
        return {app.id: app for app in self.apps}

    @cached_property
    def config_by_id(self) -> Mapping[str, tuple[AppRecords, ConfigRecords]]:
        """All versions of all apps by the config's id, each with its app."""
        return {config.id: (app, config) for app in self.apps for config in app.configs}

    @cached_property
    def action_config_by_id(self) -> Mapping[str, Record]:
        """The configs of all actions in all versions by id."""
        return {str(row["id"]): row for app in self.apps for config in app.configs for row in config.action_configs}

    @cached_property
    def connection_by_id(self) -> Mapping[str, Record]:
        """The connections of all components in all versions by id."""
        return {str(row["id"]): row for app in self.apps for config in app.configs for row in config.connections}

    @cached_property
    def install_by_id(self) -> Mapping[str, InstallRecords]:
        """All installs by id."""
        return {install.id: install for install in self.installs}

    @cached_property
    def workflow_by_id(self) -> Mapping[str, Record]:
        """All workflows by id."""
        return {str(row["id"]): row for row in self.workflows}


@cache
def world() -> World:
    """Return the demo world, which is read from its files at the first call and stays."""
    with gc_paused_and_promoted():
        return _world()


def _world() -> World:
    apps = {app.id: app for app in _apps()}
    readmes = {row["install_id"]: row["readme"] for row in _read("install_readmes")}
    steps = _grouped("workflow_steps", "workflow_id")
    return World(
        installers=list(_read("installers")),
        apps=list(apps.values()),
        installs=[
            InstallRecords(row, apps[row["app_id"]], readmes.get(row["id"])) for row in _read("installs")
        ],
        workflows=[with_steps(row, steps[row["id"]]) for row in _read("workflows")],
        tables=Tables(_read),
    )  # fmt: skip


def with_steps(row: Record, steps: list[Record]) -> Record:
    """Return a workflow with its steps. They have its author, who is not stored once more with each."""
    author = without_roles(row["created_by"])
    return row | {"steps": [step | {"created_by": author} for step in steps]}


def without_roles(account: Record) -> Record:
    """Return an account as it is sent where its roles were not loaded: the map that follows from them is empty."""
    bare = {name: value for name, value in account.items() if name not in ("org_ids", "roles")}
    return bare | {"permissions": {}}


def _apps() -> Iterator[AppRecords]:
    configs = defaultdict(list)
    for config in _configs():
        configs[config.record["app_id"]].append(config)
    components, actions, branches = (_grouped(name, "app_id") for name in ("components", "actions", "app_branches"))
    notifications = {row["owner_id"]: row for row in _read("notifications_configs")}
    for row in _read("apps"):
        app_id = row["id"]
        yield AppRecords(
            row, notifications[app_id], configs[app_id], components[app_id], actions[app_id], branches[app_id]
        )


def _configs() -> Iterator[ConfigRecords]:
    connections = _grouped("component_config_connections", "app_config_id")
    action_configs = _grouped("action_configs", "app_config_id")
    children: dict[str, dict[str, Record]] = defaultdict(dict)
    for row in _read("app_config_children"):
        for name, child in row.items():
            children[child["app_config_id"]][name] = child
    for row in _read("app_configs"):
        config_id = row["id"]
        yield ConfigRecords(row, children[config_id], connections[config_id], action_configs[config_id])


def _read(name: str) -> list[Record]:
    lines = (DATA / f"{name}.jsonl").read_bytes().strip()
    rows: list[Record] = from_json(b"[%b]" % lines.replace(b"\n", b","))  # at once takes half as long as one by one
    return rows


def _grouped(name: str, owner: str) -> dict[str, list[Record]]:
    """Return the records of a file by the id that their property `owner` holds."""
    groups = defaultdict(list)
    for row in _read(name):
        groups[row[owner]].append(row)
    return groups
