"""An app with its history: its own record, its versions, components, actions and branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.demo.actions import action_id
from nuon_notebook.demo.components import Component, component_id
from nuon_notebook.demo.people import MARISOL, ORG_ID
from nuon_notebook.demo.records import Record, expand, make_id, stamped
from nuon_notebook.demo.versions import FIRST_RELEASE, ConfigVersion, history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.plan import AppPlan

DASHBOARD = "https://app.nuon.co"


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
    newest_connections: Mapping[str, Record]
    """By component id, the connection that was made last, whatever became of its version."""

    @property
    def id(self) -> str:
        """The app's id."""
        return str(self.record["id"])


def build_app(plan: AppPlan, versions: int, key: str = "") -> AppHistory:
    """The app of `plan` after `versions` versions; `key` tells copies of one plan apart."""
    key = key or plan.name
    app_id = make_id("app", key)
    configs = history(plan, versions, key, app_id)
    return AppHistory(
        key, plan, _app(plan, key, app_id), _notifications(key, app_id), configs,
        components=[
            _component(spec, key, app_id) | {"created_at": _first_seen(spec, configs)}
            for spec in plan.components if spec.since <= versions
        ],
        actions=[
            _row(app_id, action_id(key, action.name), name=action.name, status="active",
                 config_count=versions - action.since + 1)
            for action in plan.actions if action.since <= versions
        ],
        branches=[
            _row(app_id, make_id("abr", key, name), name=name,
                 connected_github_vcs_config_id=make_id("vcs", key, "branch", name))
            for name in plan.branches
        ],
        newest_connections={row["component_id"]: row for config in configs for row in config.carried},
    )  # fmt: skip


def _row(app_id: str, identity: str, **fields: object) -> Record:
    return stamped(identity, FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, app_id=app_id, **fields)


def _first_seen(spec: Component, configs: Sequence[ConfigVersion]) -> str:
    return str(configs[spec.since - 1].bare["created_at"])


def _component(spec: Component, key: str, app_id: str) -> Record:
    identity = component_id(key, spec.name)
    return _row(
        app_id, identity, name=spec.name, var_name=spec.name.replace("-", "_"), type=spec.type,
        status=spec.status, status_description=expand(spec.status_description) or "build is ready",
        dependencies=[component_id(key, name) for name in spec.needs],
        links={"ui": f"{DASHBOARD}/{ORG_ID}/apps/{app_id}/components/{identity}"},
    )  # fmt: skip


def _app(plan: AppPlan, key: str, app_id: str) -> Record:
    # Newer servers send the status of an app as an object too.
    newer = {"status": "active", "status_human_description": "app is ready"} if plan.newest_fails else {}
    return stamped(
        app_id, FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID, name=key, display_name=plan.title,
        description=expand(plan.description), status="active", status_description="app is ready",
        cloud_platform=plan.cloud_platform, runner_type=plan.runner_type,
        config_repo=plan.config_repo, config_directory=plan.config_directory, status_v2=newer,
        links={
            "ui": f"{DASHBOARD}/{ORG_ID}/apps/{app_id}",
            "api": expand("https://api.fernhill.example/hook?token=@secret(link)"),
        },
    )  # fmt: skip


def _notifications(key: str, app_id: str) -> Record:
    return stamped(
        make_id("app", key, "notifications"), FIRST_RELEASE, MARISOL.account_id, org_id=ORG_ID,
        owner_id=app_id, owner_type="apps",
        slack_webhook_url=expand("https://hooks.chat.example/services/@secret(slack-webhook)"),
    )  # fmt: skip
