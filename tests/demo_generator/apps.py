"""An app with its history: its own record, the versions of its config, its components, actions and branches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import AppRecords, ConfigRecords
from tests.demo_generator import access
from tests.demo_generator.actions import action_config, action_id
from tests.demo_generator.branches import branch
from tests.demo_generator.components import Component, component_id, connection
from tests.demo_generator.inputs import input_config
from tests.demo_generator.origin import Origin
from tests.demo_generator.people import ADAEZE, MARISOL, ROBOT, TOMASZ
from tests.demo_generator.releases import Release, uses_tag
from tests.demo_generator.repositories import Repository, repository_fields, vcs_connection
from tests.demo_generator.values import (
    between,
    digest,
    expand,
    hexadecimal,
    make_id,
    moment,
    stamped,
    text,
    wire_time,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.access import OperationRole, Role, Secret
    from tests.demo_generator.actions import Action
    from tests.demo_generator.inputs import Input
    from tests.demo_generator.policies import Policy

DASHBOARD = "https://app.nuon.co"
FIRST_RELEASE = moment("2025-10-01 08:00")
WORKING_DAYS, WORKING_MINUTES = 51, 9 * 60
LABELLED_VERSIONS = 3
"""How many of the latest versions have labels."""


@dataclass(frozen=True)
class AppPlan:
    """What the author of an app writes: the source of every version of its config.

    Components, actions and inputs say since which version they exist.
    """

    name: str
    title: str
    description: str
    runner_type: str
    cloud_platform: str
    sandbox_repository: Repository
    sandbox: Mapping[str, Any]
    runner: Mapping[str, Any]
    components: Sequence[Component]
    actions: Sequence[Action]
    input_groups: Sequence[str]
    inputs: Sequence[Input]
    roles: Sequence[Role]
    secrets: Sequence[Secret]
    config_repo: str
    config_directory: str
    branches: Sequence[str] = ("main",)
    newest_fails: str = ""
    """Why the newest version is in status `error`; empty if it is not."""
    labels: Mapping[str, str] | None = None
    """Labels of the latest versions, a property that only newer servers send."""
    policies: Sequence[Policy] = ()
    operation_roles: Sequence[OperationRole] = ()


def build_app(plan: AppPlan, versions: int, name: str = "") -> AppRecords:
    """Return the app of `plan` after `versions` versions, under `name` if it is a copy."""
    name = name or plan.name
    app_id = make_id("app", name)
    configs = build_configs(plan, versions, name, app_id)
    return AppRecords(
        _app(plan, name, app_id), _notifications(name, app_id), configs,
        components=[
            _component(spec, name, app_id)
            | dict.fromkeys(("created_at", "updated_at"), configs[spec.since - 1].record["created_at"])
            for spec in plan.components if spec.since <= versions
        ],
        actions=[
            _row(app_id, action_id(name, action.name), name=action.name, status="active",
                 config_count=versions - action.since + 1, labels=dict(action.labels))
            for action in plan.actions if action.since <= versions
        ],
        branches=[branch(name, app_id, each, configs) for each in plan.branches],
    )  # fmt: skip


def _row(app_id: str, identity: str, **fields: object) -> Record:
    return stamped(identity, FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, app_id=app_id, **fields)


def _component(spec: Component, name: str, app_id: str) -> Record:
    identity = component_id(name, spec.name)
    return _row(
        app_id, identity, name=spec.name, var_name=spec.name.replace("-", "_"), type=spec.type,
        status=spec.status, status_description=expand(spec.status_description) or "build is ready",
        dependencies=[component_id(name, needed) for needed in spec.needs],
        links={"ui": f"{DASHBOARD}/{ORG_ID}/apps/{app_id}/components/{identity}"},
    )  # fmt: skip


def _app(plan: AppPlan, name: str, app_id: str) -> Record:
    # Newer servers send the status of an app as an object too.
    newer = {"status": "active", "status_human_description": "app is ready"} if plan.newest_fails else {}
    return stamped(
        app_id, FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, name=name, display_name=plan.title,
        description=expand(plan.description), status="active", status_description="app is ready",
        cloud_platform=plan.cloud_platform, runner_type=plan.runner_type,
        config_repo=plan.config_repo, config_directory=plan.config_directory, status_v2=newer,
        links={
            "ui": f"{DASHBOARD}/{ORG_ID}/apps/{app_id}",
            "api": expand("https://api.fernhill.example/hook?token=@secret(link)"),
        },
    )  # fmt: skip


def _notifications(name: str, app_id: str) -> Record:
    return stamped(
        make_id("app", name, "notifications"), FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID,
        owner_id=app_id, owner_type="apps",
        slack_webhook_url=expand("https://hooks.chat.example/services/@secret(slack-webhook)"),
    )  # fmt: skip


def build_configs(plan: AppPlan, versions: int, name: str, app_id: str) -> list[ConfigRecords]:
    """Return all versions of an app's config, oldest first."""
    return [config for config, _ in _releases(plan, versions, name, app_id)]


def build_history(plan: AppPlan, versions: int, name: str = "") -> list[Release]:
    """Return the record of what is in each version of an app's config, oldest first; see `build_app`."""
    name = name or plan.name
    return [release for _, release in _releases(plan, versions, name, make_id("app", name))]


def _releases(plan: AppPlan, versions: int, name: str, app_id: str) -> Iterator[tuple[ConfigRecords, Release]]:
    """Yield all versions of an app's config, oldest first, each with the record of what is in it."""
    connection_counts = Counter[str]()
    tags: dict[str, str] = {}
    for version in range(1, versions + 1):
        origin = Origin(
            name, app_id, make_id("app", name, "config", version), version,
            tag=f"2.{version + 7}.{digest(name, version, 'patch') % 4}", when=_release_time(version, versions, name),
            by=(MARISOL, ROBOT, TOMASZ, ROBOT, ADAEZE)[digest(name, version, "author") % 5],
        )  # fmt: skip
        present = [component for component in plan.components if component.since <= version]
        record = _config(plan, origin, versions, present)
        actions = [action_config(action, origin) for action in plan.actions if action.since <= version]
        connections = _connections(present, origin, connection_counts)
        made = {row["component_name"] for row in connections}
        tags |= {one.name: origin.tag if uses_tag(one.settings) else "" for one in present if one.name in made}
        yield (
            ConfigRecords(record, _children(plan, origin), connections, actions),
            _release(plan, origin, versions, tags),
        )


def _release(plan: AppPlan, origin: Origin, versions: int, tags: Mapping[str, str]) -> Release:
    version = origin.version
    return Release(
        version,
        works=_status(plan, version, versions)[0] != "error",
        components=dict(tags),
        actions=frozenset(action.name for action in plan.actions if action.since <= version),
        inputs=frozenset(one.name for one in plan.inputs if one.since <= version),
        sandbox=origin.key,
        readme=origin.tag if uses_tag(text(f"{plan.name}-readme.md")) else "",
        branch=plan.branches[0] if version > 1 else "",
        labelled=bool(plan.labels) and version > versions - LABELLED_VERSIONS,
    )


def _release_time(version: int, versions: int, name: str) -> datetime:
    """Return when a version was made: spread over October and November, in office hours."""
    minutes = round((version - 1) / max(versions - 1, 1) * (WORKING_DAYS * WORKING_MINUTES - 60))
    days, minute = divmod(minutes, WORKING_MINUTES)
    return FIRST_RELEASE + timedelta(days=days, minutes=minute, seconds=between(0, 45, name, version))


def _changes(component: Component, index: int, count: int, origin: Origin) -> bool:
    """Whether a component changes with a version. Something changes with each."""
    by_chance = digest(origin.app_name, component.name, origin.version) % 6 == 0
    return origin.version == component.since or by_chance or index == origin.version * 5 % count


def _connections(present: Sequence[Component], origin: Origin, counts: Counter[str]) -> list[Record]:
    """Return the connections of one version; `counts` counts them per component over all versions."""
    rows: list[Record] = []
    for index, component in enumerate(present):
        if _changes(component, index, len(present), origin):
            counts[component.name] += 1
            rows.append(connection(component, counts[component.name], origin.later(len(rows) + 4)))
    return rows


def _children(plan: AppPlan, origin: Origin) -> dict[str, Record]:
    inputs = [spec for spec in plan.inputs if spec.since <= origin.version]
    # Servers of 2025 have no type of stack for Azure.
    stack = {"stack": access.stack(plan.name, plan.cloud_platform, origin)} if plan.cloud_platform != "azure" else {}
    newer = (
        {"operation_role_config": access.operation_roles(plan.operation_roles, origin)} if plan.operation_roles else {}
    )
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
        "policies": access.policies(plan.policies, origin),
    } | stack | newer  # fmt: skip


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
    """Return the status of a version and its description."""
    if 1 < version == versions and plan.newest_fails:
        return "error", plan.newest_fails
    return ("outdated", "") if version * 5 <= versions else ("active", "synced")


def _config(plan: AppPlan, origin: Origin, versions: int, present: Sequence[Component]) -> Record:
    status, reason = _status(plan, origin.version, versions)
    labels = plan.labels if origin.version > versions - LABELLED_VERSIONS else None
    return origin.row(
        origin.config_id, updated_at=wire_time(origin.when + timedelta(seconds=between(20, 90, origin.key, "sync"))),
        org_id=ORG_ID, app_id=origin.app_id, version=origin.version, status=status, status_description=expand(reason),
        checksum=hexadecimal(64, origin.key), cli_version=f"0.19.{600 + origin.version * 80 // versions}",
        readme=expand(text(f"{plan.name}-readme.md"), origin.tag),
        component_ids=[component_id(origin.app_name, component.name) for component in present],
        app_branch_id=make_id("abr", origin.app_name, plan.branches[0]) if origin.version > 1 else "",
        labels=expand(dict(labels or {})),
    )  # fmt: skip
