"""Every request that a server of a world can answer, with the ids of all its records in its paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.endpoints import ENDPOINTS, INSTALLER_ENDPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nuon_notebook.demo import World

Ids = tuple[str, ...]

EXAMPLES = 2
"""How many of the records of one install or app are asked for singly, oldest and newest first."""


NEWEST = 60
"""How many of the records of a table are asked for singly."""


def requests(world: World) -> Iterator[tuple[str, str]]:
    """Each path that is in the tables of endpoints, as a pattern and as the path of a request."""
    for pattern in (*INSTALLER_ENDPOINTS, *ENDPOINTS):
        for ids in _ids(world, pattern):
            yield pattern, pattern.replace("{}", "%s") % ids


def _ids(world: World, pattern: str) -> Iterable[Ids]:
    """The ids for the braces of a path."""
    parts = pattern.split("/")[2:]
    names = [parts[index - 1] for index, part in enumerate(parts) if part == "{}"]
    if not names:
        return [()]
    names = [f"actions/{name}" if f"/actions/{name}/{{}}" in pattern else name for name in names]
    first, *others = names
    if pattern.endswith("/components/{}/health/timeline"):
        others = ["health"]
    return [(identity, *more) for identity in FIRST[first](world) for more in _others(world, identity, first, others)]


def _others(world: World, owner: str, kind: str, names: Sequence[str]) -> Iterable[Ids]:
    """The ids for the braces after the first."""
    if not names:
        return [()]
    if kind == "workflows":
        return _of_workflow(world, owner, names)
    rows: Sequence[Any] = {
        "health": world.tables.of("component_health", "install_id", owner),
        "steps": world.tables.of("action_runs", "install_id", owner),
        "builds": [row for row in world.tables.rows("builds") if row["component_id"] in _components(world, owner)],
        "deploys": world.tables.of("deploys", "install_id", owner) if len(names) > 1 else [],
    }.get(names[-1], [])
    if names == ["health"]:
        return [(row["component_id"],) for row in rows]
    if names[-1] == "steps":
        return [(row["id"], row["steps"][0]["id"]) for row in _some(rows)]
    if len(names) > 1:
        return [(row["component_id"], row["id"]) for row in _some(rows)]
    return ((identity,) for identity in _some(_ids_of(world, owner, names[0])))


def _components(world: World, app_id: str) -> set[str]:
    return {row["id"] for row in world.app_by_id[app_id].components} if app_id in world.app_by_id else set()


def _of_workflow(world: World, owner: str, names: Sequence[str]) -> Iterable[Ids]:
    if names == ["step-groups"]:
        return [(row["id"],) for row in _some(world.tables.of("step_groups", "workflow_id", owner))]
    steps = world.workflow_by_id[owner]["steps"]
    if names == ["steps"]:
        return [(row["id"],) for row in _some(steps)]
    return [(row["id"], row["approval"]["id"]) for row in steps if "approval" in row]


def _ids_of(world: World, owner: str, name: str) -> list[str]:
    """The ids of what belongs to an app or an install, by the part of the path before it."""
    app = world.app_by_id.get(owner)
    if app is not None:
        return {
            "actions/configs": [row["id"] for config in app.configs for row in config.action_configs],
            "config": [config.id for config in app.configs if not config.failed],
            "configs": [config.id for config in app.configs if not config.failed],
            "actions": [row["id"] for row in app.actions],
            "components": [row["id"] for row in app.components],
            "branches": [row["id"] for row in app.branches],
            "runbooks": [row["id"] for row in world.tables.of("runbooks", "app_id", owner)],
        }[name]
    if name in ("components", "actions", "action-workflows"):
        table, key = ("install_components", "component_id") if name == "components" else (
            "install_actions", "action_workflow_id"
        )  # fmt: skip
        return [row[key] for row in world.tables.of(table, "install_id", owner)]
    table = {
        "deploys": "deploys",
        "sandbox-runs": "sandbox_runs",
        "runs": "action_runs",
        "actions/runs": "action_runs",
        "runbooks": "install_runbooks",
        "runbook-runs": "runbook_runs",
        "app-config-versions": "config_versions",
    }[name]
    return [row["id"] for row in world.tables.of(table, "install_id", owner)]


def _some(rows: Sequence[object]) -> list[object]:
    return [*rows[:EXAMPLES], *rows[EXAMPLES:][-EXAMPLES:]]


def _table(name: str):
    return lambda world: [row["id"] for row in world.tables.rows(name)[-NEWEST:]]


FIRST = {
    "installers": lambda world: [row["id"] for row in world.installers if row["org_id"] == world.org_id],
    "apps": lambda world: [app.id for app in world.apps],
    "installs": lambda world: [install.id for install in world.installs],
    "workflows": lambda world: [row["id"] for row in world.workflows],
    "configs": lambda world: list(world.action_config_by_id),
    "action-workflows": lambda world: [row["id"] for app in world.apps for row in app.actions],
    "cloud-platform": lambda _: ["aws", "azure", "gcp"],
    "builds": _table("builds"),
    "stacks": _table("stacks"),
    "sandbox-runs": _table("sandbox_runs"),
    "runners": _table("runners"),
    "runner-jobs": _table("runner_jobs"),
    "log-streams": _table("log_streams"),
    "policy-reports": _table("policy_reports"),
}
"""The ids for the first brace of a path, by the part before it."""
