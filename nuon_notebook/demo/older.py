"""A world as servers of 2025 know it: without the properties, kinds and types that came later."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.demo.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Set

    from nuon_notebook.demo.records import AppRecords, Record, World

NEW_PLATFORMS: Final = ("gcp",)
NEW_WORKFLOWS: Final = ("runbook_run",)
NEW_JOBS: Final = ("kubernetes-manifest-build",)
NEW_CHILDREN: Final = ("operation_role_config",)
OWNERS: Final = (
    "builds", "deploys", "sandbox_runs", "action_runs", "runner_groups", "runners", "runner_jobs", "log_streams"
)  # fmt: skip
"""Tables whose records others refer to, in the order in which they refer to each other."""
NEW_PROPERTIES: Final = {
    "apps": ("config_count", "default_labels", "labels", "status_v2"),
    "components": ("labels", "status_v2"),
    "actions": ("labels", "status_v2"),
    "app_branches": ("configs", "latest_run", "managed_by", "workflow_count"),
    "app_configs": ("labels", "runbook_ids", "status_v2"),
    "policies": ("policies",),
    "connections": ("health_enabled", "kustomize", "operation_roles", "pulumi"),
    "action_configs": ("role",),
    "installs": (
        "app_branch_id", "component_health_statuses", "composite_health_status",
        "composite_health_status_description", "gcp_account", "labels", "last_health_report_at",
    ),
    "workflows": ("owner_name", "role", "workflow_step_group_id"),
    "builds": ("composite_error", "policy_reports"),
    "deploys": ("applied_at", "composite_error", "planned_at", "policy_reports", "role"),
    "sandbox_runs": ("applied_at", "composite_error", "planned_at", "policy_reports", "role"),
    "action_runs": ("composite_error", "role", "timeout"),
    "install_components": ("enabled", "health_status", "health_status_description", "labels"),
    "runner_jobs": ("composite_error",),
    "stacks": ("custom_role_arns", "input_diff", "role_diff", "run_type", "stack_name", "terraform_contents"),
}  # fmt: skip
"""What records, and those inside of them, have only on newer servers: by their file, or the child of a config."""


def older_world(world: World) -> World:
    """Return a world without what came in 2026."""
    apps = {app.id: _older_app(app) for app in world.apps if app.record["cloud_platform"] not in NEW_PLATFORMS}
    installs = [
        replace(each, app=apps[each.app.id], record=_older("installs", each.record))
        for each in world.installs if each.app.id in apps
    ]  # fmt: skip
    ids = {each.id for each in installs}
    return replace(
        world, apps=list(apps.values()), installs=installs,
        workflows=[
            _older("workflows", row)
            for row in world.workflows if row["owner_id"] in ids and row["type"] not in NEW_WORKFLOWS
        ],
        tables=Tables(partial(_older_table, world, cache(partial(_gone, world)))),
    )  # fmt: skip


def _older_app(app: AppRecords) -> AppRecords:
    return replace(
        app, record=_older("apps", app.record),
        components=[_older("components", row) for row in app.components],
        actions=[_older("actions", row) for row in app.actions],
        branches=[_older("app_branches", row) for row in app.branches],
        configs=[
            replace(
                config, record=_older("app_configs", config.record),
                children={
                    name: _older(name, child)
                    for name, child in config.children.items() if name not in NEW_CHILDREN
                },
                connections=[_older("connections", row) for row in config.connections],
                action_configs=[_older("action_configs", row) for row in config.action_configs],
            )
            for config in app.configs
        ],
    )  # fmt: skip


def _older_table(world: World, gone: Callable[[], frozenset[str]], name: str) -> Iterable[Record]:
    """Return the records of a table, without those of what older servers do not have."""
    return (_older(name, row) for row in world.tables.rows(name) if not _names(row, gone()))


def _gone(world: World) -> frozenset[str]:
    """Return the ids of everything that older servers do not have, and of what belongs to it."""
    apps = [app for app in world.apps if app.record["cloud_platform"] in NEW_PLATFORMS]
    installs = {each.id for each in world.installs if each.app in apps}
    workflows = {row["id"] for row in world.workflows if row["owner_id"] in installs or row["type"] in NEW_WORKFLOWS}
    jobs = {row["id"] for row in world.tables.rows("runner_jobs") if row["type"] in NEW_JOBS}
    gone = (
        jobs | installs | workflows | {app.id for app in apps} | {row["id"] for app in apps for row in app.components}
    )
    for name in OWNERS:
        gone |= {row["id"] for row in world.tables.rows(name) if _names(row, gone)}
    return frozenset(gone)


def _names(row: Record, ids: Set[str]) -> bool:
    """Return whether a record refers to one of these ids."""
    return any(isinstance(value, str) and value in ids for value in row.values())


def _older(name: str, row: Record) -> Record:
    older: Record = _without(row, frozenset(NEW_PROPERTIES.get(name, ())))
    return older


def _without(value: Any, names: frozenset[str]) -> Any:
    """Return a value without some properties of the records in it."""
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    return value
