"""The versions of an app's config: when they came, what each carried, and what is below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import access
from nuon_notebook.demo.actions import action_config
from nuon_notebook.demo.components import Component, component_id, connection
from nuon_notebook.demo.inputs import input_config
from nuon_notebook.demo.origin import Origin
from nuon_notebook.demo.people import ADAEZE, MARISOL, ORG_ID, ROBOT, TOMASZ
from nuon_notebook.demo.records import (
    Record,
    between,
    digest,
    expand,
    hexadecimal,
    make_id,
    moment,
    text,
    wire_time,
)  # fmt: skip
from nuon_notebook.demo.repositories import repository_fields, vcs_connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.demo.plan import AppPlan

FIRST_RELEASE = moment("2025-10-01 08:00")
WORKING_DAYS, WORKING_MINUTES = 51, 9 * 60
LABELLED_VERSIONS = 3


@dataclass(frozen=True)
class ConfigVersion:
    """One version of an app's config: the bare record, and the children that `recurse=true` fills."""

    bare: Record
    parts: dict[str, Record]
    carried: Sequence[Record]
    """The connections of the components that this version itself carries."""
    actions: Sequence[Record]

    @property
    def id(self) -> str:
        """The config's id."""
        return str(self.bare["id"])

    @property
    def failed(self) -> bool:
        """Whether the version is in status `error`."""
        return bool(self.bare["status"] == "error")


def release_time(version: int, versions: int, key: str) -> datetime:
    """When version `version` of `versions` came: spread over October and November, in office hours."""
    minutes = round((version - 1) / max(versions - 1, 1) * (WORKING_DAYS * WORKING_MINUTES - 60))
    days, minute = divmod(minutes, WORKING_MINUTES)
    return FIRST_RELEASE + timedelta(days=days, minutes=minute, seconds=between(0, 45, key, version))


def carries(component: Component, index: int, count: int, origin: Origin) -> bool:
    """Whether a version carries the component: a config is incremental, and something changes in each."""
    changed = digest(origin.app_key, component.name, origin.version) % 6 == 0 or index == origin.version * 5 % count
    return origin.version == component.since or changed


def history(plan: AppPlan, versions: int, key: str, app_id: str) -> list[ConfigVersion]:
    """All versions of an app, oldest first."""
    counts = Counter[str]()
    made = []
    for version in range(1, versions + 1):
        origin = Origin(
            key, app_id, make_id("app", key, "config", version), version,
            tag=f"2.{version + 7}.{digest(key, version, 'patch') % 4}", when=release_time(version, versions, key),
            by=(MARISOL, ROBOT, TOMASZ, ROBOT, ADAEZE)[digest(key, version, "author") % 5],
        )  # fmt: skip
        present = [component for component in plan.components if component.since <= version]
        bare = _bare(plan, origin, versions, present)
        actions = [action_config(action, origin) for action in plan.actions if action.since <= version]
        made.append(ConfigVersion(bare, _parts(plan, origin), _carried(present, origin, counts), actions))
    return made


def _carried(present: Sequence[Component], origin: Origin, counts: Counter[str]) -> list[Record]:
    """The connections of one version; `counts` goes on from version to version, per component."""
    rows: list[Record] = []
    for index, component in enumerate(present):
        if carries(component, index, len(present), origin):
            counts[component.name] += 1
            rows.append(connection(component, counts[component.name], origin.later(len(rows) + 4)))
    return rows


def _parts(plan: AppPlan, origin: Origin) -> dict[str, Record]:
    inputs = [spec for spec in plan.inputs if spec.since <= origin.version]
    stack = {"stack": access.stack(plan.name, origin)} if plan.cloud_platform == "aws" else {}  # there is no other type
    return {
        "input": input_config(plan.input_groups, inputs, origin),
        "sandbox": _sandbox(plan, origin),
        "runner": origin.child(
            make_id("app", origin.key, "runner"), app_runner_type=plan.runner_type,
            cloud_platform=plan.cloud_platform, **expand(dict(plan.runner)),
        ),
        "permissions": access.permissions(plan.roles, origin),
        "break_glass": access.break_glass(plan.roles, origin),
        "secrets": access.secrets(plan.secrets, origin),
        "policies": access.policies(origin),
    } | stack  # fmt: skip


def _sandbox(plan: AppPlan, origin: Origin) -> Record:
    settings = origin.child(
        make_id("app", origin.key, "sandbox"), cloud_platform=plan.cloud_platform,
        **expand(dict(plan.sandbox), origin.tag),
    )  # fmt: skip
    repository = repository_fields(plan.sandbox_repository, settings, "app_sandbox_configs", origin)
    for connected in repository.values():
        connected["vcs_connection"] = vcs_connection(origin)
    return settings | repository


def _status(plan: AppPlan, version: int, versions: int) -> tuple[str, str]:
    """The status of a version and its description."""
    if 1 < version == versions and plan.newest_fails:
        return "error", plan.newest_fails
    return ("outdated", "") if version * 5 <= versions else ("active", "synced")


def _bare(plan: AppPlan, origin: Origin, versions: int, present: Sequence[Component]) -> Record:
    status, reason = _status(plan, origin.version, versions)
    labels = plan.labels if origin.version > versions - LABELLED_VERSIONS else None
    return origin.row(
        origin.config_id, updated_at=wire_time(origin.when + timedelta(seconds=between(20, 90, origin.key, "sync"))),
        org_id=ORG_ID, app_id=origin.app_id, version=origin.version, status=status, status_description=expand(reason),
        checksum=hexadecimal(64, origin.key), cli_version=f"0.19.{600 + origin.version * 80 // versions}",
        readme=expand(text(f"{plan.name}-readme.md"), origin.tag),
        component_ids=[component_id(origin.app_key, component.name) for component in present],
        app_branch_id=make_id("abr", origin.app_key, plan.branches[0]) if origin.version > 1 else "",
        labels=expand(dict(labels or {})),
    )  # fmt: skip
