"""An app with its history: which versions there were, and what each of them carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nuon_notebook.demo import access
from nuon_notebook.demo.actions import Action, action_config, action_id
from nuon_notebook.demo.components import Component, component_id, connection
from nuon_notebook.demo.inputs import Input, input_config
from nuon_notebook.demo.people import ADAEZE, MARISOL, ORG_ID, ROBOT, TOMASZ, Person
from nuon_notebook.demo.records import (
    Record, between, digest, expand, hexadecimal, make_id, moment, stamped, text, wire_time,
)  # fmt: skip
from nuon_notebook.demo.repositories import Repository, repository_fields

FIRST_RELEASE = moment("2025-10-01 08:00")
WORKING_DAYS, WORKING_MINUTES = 51, 9 * 60
DASHBOARD = "https://app.nuon.co"


@dataclass(frozen=True)
class AppPlan:
    """What the author of an app wrote down."""

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
    roles: Sequence[access.Role]
    secrets: Sequence[access.Secret]
    config_repo: str
    config_directory: str
    branches: Sequence[str] = ("main",)
    newest_fails: str = ""
    """Why the newest version is in status `error`; empty when it is not."""


@dataclass(frozen=True)
class ConfigVersion:
    """One version of an app's config: the bare record, and the children that `recurse=true` fills."""

    bare: Record
    parts: Mapping[str, Record]
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


@dataclass(frozen=True)
class AppHistory:
    """An app and all of its config versions, oldest first."""

    key: str
    plan: AppPlan
    record: Record
    notifications: Record
    configs: Sequence[ConfigVersion]
    components: Sequence[Record]
    actions: Sequence[Record]
    branches: Sequence[Record]
    newest_connections: Mapping[str, Record] = field(default_factory=dict)
    """By component id, the connection that was made last, whatever became of its version."""

    @property
    def id(self) -> str:
        """The app's id."""
        return str(self.record["id"])


def release_time(version: int, versions: int, key: str) -> datetime:
    """When version `version` of `versions` came: spread over October and November, in office hours."""
    minutes = round((version - 1) / max(versions - 1, 1) * (WORKING_DAYS * WORKING_MINUTES - 60))
    days, minute = divmod(minutes, WORKING_MINUTES)
    return FIRST_RELEASE + timedelta(days=days, minutes=minute, seconds=between(0, 45, key, version))


def release_tag(version: int, key: str) -> str:
    """The release that a version ships."""
    return f"2.{version + 7}.{digest(key, version, 'patch') % 4}"


def author(version: int, key: str) -> Person:
    """Who synced a version."""
    return (MARISOL, ROBOT, TOMASZ, ROBOT, ADAEZE)[digest(key, version, "author") % 5]


def carries(component: Component, index: int, version: int, count: int, key: str) -> bool:
    """Whether `version` carries the component: a config is incremental, and something changes in each."""
    fresh = version == component.since
    changed = digest(key, component.name, version) % 6 == 0 or index == version * 5 % count
    return fresh or (version > component.since and changed)


def build_app(plan: AppPlan, versions: int, key: str = "") -> AppHistory:
    """The app of `plan` after `versions` versions; `key` tells copies of one plan apart."""
    key = key or plan.name
    app_id = make_id("app", key)
    present = [component for component in plan.components if component.since <= versions]
    configs: list[ConfigVersion] = []
    counts: dict[str, int] = {}
    newest: dict[str, Record] = {}
    for version in range(1, versions + 1):
        config = _config_version(plan, key, app_id, version, versions, counts)
        newest |= {carried["component_id"]: carried for carried in config.carried}
        configs.append(config)
    return AppHistory(
        key=key, plan=plan, record=_app_record(plan, key, app_id), notifications=_notifications(key, app_id),
        configs=configs, newest_connections=newest,
        components=[_component(spec, plan, key, app_id, versions) for spec in present],
        actions=[
            stamped(
                action_id(key, action.name), FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, app_id=app_id,
                name=action.name, status="active", config_count=versions - action.since + 1,
            )
            for action in plan.actions if action.since <= versions
        ],
        branches=[
            stamped(
                make_id("abr", key, name), FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, app_id=app_id, name=name,
                connected_github_vcs_config_id=make_id("vcs", key, "branch", name),
            )
            for name in plan.branches
        ],
    )  # fmt: skip


def _config_version(
    plan: AppPlan, key: str, app_id: str, version: int, versions: int, counts: dict[str, int]
) -> ConfigVersion:
    when, by, tag = release_time(version, versions, key), author(version, key), release_tag(version, key)
    config_id, child = make_id("app", key, "config", version), f"{key}/{version}"
    present = [component for component in plan.components if component.since <= version]
    carried: list[Record] = []
    for index, component in enumerate(present):
        if carries(component, index, version, len(present), key):
            counts[component.name] = counts.get(component.name, 0) + 1
            carried.append(
                connection(
                    component, key, config_id=config_id, config_version=version, version=counts[component.name],
                    tag=tag, when=when + timedelta(seconds=len(carried) + 4), by=by,
                )
            )  # fmt: skip
    common = (child, app_id, config_id, when, by)
    inputs = [spec for spec in plan.inputs if spec.since <= version]
    parts = {
        "input": input_config(plan.input_groups, inputs, *common),
        "sandbox": _sandbox(plan, tag, *common),
        "runner": _runner(plan, *common),
        "permissions": access.permissions(plan.roles, *common),
        "break_glass": access.break_glass(plan.roles, *common),
        "secrets": access.secrets(plan.secrets, *common),
        "stack": access.stack(plan.name, *common),
        "policies": access.policies(*common),
    }
    actions = [
        action_config(action, key, app_id, config_id, version, when, by)
        for action in plan.actions
        if action.since <= version
    ]
    return ConfigVersion(_bare(plan, key, app_id, version, versions, present), parts, carried, actions)


def _bare(plan: AppPlan, key: str, app_id: str, version: int, versions: int, present: Sequence[Component]) -> Record:
    when, failed = release_time(version, versions, key), version == versions and bool(plan.newest_fails)
    status = "error" if failed else "outdated" if version * 5 <= versions else "active"
    reason = expand(plan.newest_fails) if failed else "" if status == "outdated" else "synced"
    recent = version > versions - 3 and len(plan.components) > 10
    return stamped(
        make_id("app", key, "config", version), when, author(version, key).account_id,
        updated_at=wire_time(when + timedelta(seconds=between(20, 90, key, version, "sync"))),
        org_id=ORG_ID, app_id=app_id, version=version, status=status, status_description=reason,
        checksum=hexadecimal(64, key, version), cli_version=f"0.19.{600 + version * 80 // max(versions, 1)}",
        readme=expand(text(f"{plan.name}-readme.md"), release_tag(version, key)),
        component_ids=[component_id(key, component.name) for component in present],
        app_branch_id=make_id("abr", key, plan.branches[0]) if version > 1 else "",
        # Newer servers send labels; a client that does not know them shows their names only.
        labels={"channel": "stable", "api_key": expand("@secret(unknown-property)")} if recent else {},
    )  # fmt: skip


def _sandbox(plan: AppPlan, tag: str, key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    identity = make_id("app", key, "sandbox")
    settings = stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        cloud_platform=plan.cloud_platform, **expand(dict(plan.sandbox), tag),
    )  # fmt: skip
    return settings | repository_fields(
        plan.sandbox_repository, identity, "app_sandbox_configs", when, by, connection=True
    )


def _runner(plan: AppPlan, key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    return stamped(
        make_id("app", key, "runner"), when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        app_runner_type=plan.runner_type, cloud_platform=plan.cloud_platform, **expand(dict(plan.runner)),
    )  # fmt: skip


def _component(spec: Component, plan: AppPlan, key: str, app_id: str, versions: int) -> Record:
    identity = component_id(key, spec.name)
    ui = f"{DASHBOARD}/{ORG_ID}/apps/{app_id}/components/{identity}"
    return stamped(
        identity, release_time(spec.since, versions, key), MARISOL.account_id, org_id=ORG_ID, app_id=app_id,
        name=spec.name, var_name=spec.name.replace("-", "_"), type=spec.type,
        status=spec.status, status_description=expand(spec.status_description) or "build is ready",
        dependencies=[component_id(key, name) for name in spec.needs], links={"ui": ui},
    )  # fmt: skip


def _app_record(plan: AppPlan, key: str, app_id: str) -> Record:
    ui = f"{DASHBOARD}/{ORG_ID}/apps/{app_id}"
    newer = {"status": "active", "status_human_description": "app is ready"}
    return stamped(
        app_id, FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, name=key, display_name=plan.title,
        description=expand(plan.description), status="active", status_description="app is ready",
        cloud_platform=plan.cloud_platform, runner_type=plan.runner_type,
        config_repo=plan.config_repo, config_directory=plan.config_directory,
        links={"ui": ui, "api": expand("https://api.fernhill.example/hook?token=@secret(link)")},
        status_v2=newer if plan.newest_fails else {},
    )  # fmt: skip


def _notifications(key: str, app_id: str) -> Record:
    return stamped(
        make_id("app", key, "notifications"), FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID,
        owner_id=app_id, owner_type="apps",
        slack_webhook_url=expand("https://hooks.chat.example/services/@secret(slack-webhook)"),
    )  # fmt: skip
