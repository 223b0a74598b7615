"""What each endpoint answers: which records, in which order, and which of their properties it fills."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from nuon_notebook.demo.query import ApiError, created_between, flag, page

if TYPE_CHECKING:
    from nuon_notebook.demo.records import AppRecords, ConfigRecords, InstallRecords, Record, World

T = TypeVar("T")

Answer = tuple[object, dict[str, str]]
"""The body of an answer, and the headers of its page."""

CONFIGS_OF_AN_APP = 3
"""How many of its newest configs an app is answered with."""

NOT_IN_LISTS_OF_INSTALLS = ("drifted_objects", "install_inputs")


@dataclass(frozen=True)
class Call:
    """A request to an endpoint: the ids in its path, and its query parameters."""

    world: World
    ids: tuple[str, ...]
    parameters: Mapping[str, str]

    def page(self, items: Iterable[Any]) -> Answer:
        """Return the page of `items` that was asked for."""
        return page(list(items), self.parameters)

    def app(self) -> AppRecords | None:
        """Return the app whose *id* is in the path; a name finds none."""
        return self.world.app_by_id.get(self.ids[0])

    def install(self) -> InstallRecords:
        """Return the install whose id or name is in the path."""
        by_name = {str(each.record["name"]): each for each in self.world.installs}
        return _found({**by_name, **self.world.install_by_id}, self.ids[0], "install")


Handler = Callable[[Call], Answer]


def installers(call: Call) -> Answer:
    """Newest first; apps by name, without runner, platform and configs."""
    unknown = {"runner_type": "unknown", "cloud_platform": "unknown", "app_configs": None}
    apps = [app.record | unknown for app in _apps_by_name(call.world)]
    own = [row for row in call.world.installers if row["org_id"] == call.world.org_id]
    newest = sorted(own, key=lambda row: str(row["created_at"]), reverse=True)
    return call.page(row | {"apps": apps} for row in newest)


def installer(call: Call) -> Answer:
    """Each app with its newest inputs, sandbox and runner, and without configs. The org is not checked."""
    row = _found(call.world.installer_by_id, call.ids[0], "installer")
    own = row["org_id"] == call.world.org_id
    apps = [_app_of_installer(app) for app in _apps_by_name(call.world)] if own else []
    return row | ({"apps": apps} if apps else {}), {}


def apps(call: Call) -> Answer:
    """Each app with its newest config, which lacks its version."""
    return call.page(
        app.record | {"app_configs": [_without(config.record, "version") for config in app.configs[-1:]]}
        for app in call.world.apps
    )


def app(call: Call) -> Answer:
    """The app of an id or a name, with its newest configs (without children), inputs and notifications."""
    by_name = {each.name: each for each in call.world.apps}
    found = _found({**by_name, **call.world.app_by_id}, call.ids[0], "app")
    newest = found.configs[::-1][:CONFIGS_OF_AN_APP]
    filled = found.record | {"app_configs": [each.record for each in newest]}
    filled |= {"notifications_config": found.notifications}
    return filled | ({"input_config": newest[0].children["input"]} if newest else {}), {}


def configs(call: Call) -> Answer:
    """Newest first, without children."""
    found = call.app()
    return call.page(each.record for each in reversed(found.configs if found else []))


def config(call: Call) -> Answer:
    """One config; with `recurse=true` its children too, unless it is in status `error`."""
    app_id, config_id = call.ids
    found_app, found = call.world.config_by_id.get(config_id, (None, None))
    if found_app is None or found is None or found_app.id != app_id:
        raise _not_found(config_id, "app config")
    if not flag(call.parameters, "recurse", error_status=400):
        return found.record, {}
    if found.failed:
        raise ApiError(400, f"app config {config_id} is in status error", "config cannot be loaded")
    return _with_children(found_app, found), {}


def actions(call: Call) -> Answer:
    """In no order, each with its newest config, whose steps are in no order and lack their repository."""
    found = call.app()
    rows = _unordered(found.actions, found.id, "actions") if found else []
    return call.page(_with_newest_config(found, row) for row in rows if found)


def action_config(call: Call) -> Answer:
    """One config of an action, of any version, with its steps in order."""
    return _found(call.world.action_config_by_id, call.ids[0], "action workflow config"), {}


def components(call: Call) -> Answer:
    """In no order; an error without any config."""
    found = call.app()
    if found is None or not found.configs:
        raise _not_found(call.ids[0], "app config")
    return call.page(_unordered(found.components, found.id, "components"))


def branches(call: Call) -> Answer:
    """The branches of an app."""
    found = call.app()
    return call.page(found.branches if found else [])


def installs(call: Call) -> Answer:
    """By name, without drift and inputs."""
    rows = [
        _without(each.record, *NOT_IN_LISTS_OF_INSTALLS) for each in call.world.installs if each.app.id == call.ids[0]
    ]
    return call.page(sorted(rows, key=lambda row: str(row["name"])))


def install(call: Call) -> Answer:
    """One install, with drift and inputs."""
    return call.install().record, {}


def readme(call: Call) -> Answer:
    """The README of the install's config, rendered for the install."""
    found = call.install()
    if found.readme is None:
        raise ApiError(409, f"install {found.id} has no state yet", "install is not ready")
    return {"original": found.config.record["readme"], "readme": found.readme, "warnings": []}, {}


def workflows(call: Call) -> Answer:
    """The workflows of an install, newest first, with their steps in no order."""
    rows: list[Record] = [row for row in reversed(call.world.workflows) if row["owner_id"] == call.ids[0]]
    if kind := call.parameters.get("type"):
        rows = [row for row in rows if row["type"] == kind]
    if not flag(call.parameters, "planonly", error_status=500, default=True):
        rows = [row for row in rows if not row["plan_only"]]
    rows = created_between(rows, call.parameters)
    return call.page(row | {"steps": _unordered(row["steps"], row["id"])} for row in rows)


def workflow(call: Call) -> Answer:
    """One workflow, its steps ordered by group, retry and index."""
    row = _found(call.world.workflow_by_id, call.ids[0], "workflow")
    steps = sorted(
        row["steps"], key=lambda step: (step.get("group_idx", 0), step["group_retry_idx"], step.get("idx", 0))
    )
    return row | {"steps": steps}, {}


INSTALLER_ENDPOINTS: dict[str, Handler] = {
    "/v1/installers": installers,
    "/v1/installers/{}": installer,
}
"""What servers since 0.19.708 do not have."""

ENDPOINTS: dict[str, Handler] = {
    "/v1/apps": apps,
    "/v1/apps/{}": app,
    "/v1/apps/{}/configs": configs,
    "/v1/apps/{}/config/{}": config,
    "/v1/apps/{}/configs/{}": config,
    "/v1/apps/{}/action-workflows": actions,
    "/v1/action-workflows/configs/{}": action_config,
    "/v1/apps/{}/components": components,
    "/v1/apps/{}/branches": branches,
    "/v1/apps/{}/installs": installs,
    "/v1/installs/{}": install,
    "/v1/installs/{}/readme": readme,
    "/v1/installs/{}/workflows": workflows,
    "/v1/workflows/{}": workflow,
}
"""What every server has."""


def _apps_by_name(world: World) -> list[AppRecords]:
    return sorted(world.apps, key=lambda each: each.name)


def _app_of_installer(found: AppRecords) -> Record:
    filled = found.record | {"app_configs": None}
    if found.configs:
        children = found.configs[-1].children
        inputs = _without(children["input"], "input_groups")
        inputs["inputs"] = _unordered(inputs.get("inputs", []), found.name)
        sandbox = dict(children["sandbox"])
        if repository := sandbox.get("connected_github_vcs_config"):
            sandbox["connected_github_vcs_config"] = _without(repository, "vcs_connection")
        filled |= {"input_config": inputs, "sandbox_config": sandbox, "runner_config": children["runner"]}
    return filled


def _with_children(found_app: AppRecords, found: ConfigRecords) -> Record:
    """Return a config as `recurse=true` fills it.

    A config holds only the connections that changed with it. For every other component the server appends *today's*
    newest connection. These can be told apart by their `app_config_id` and the missing `app_config_version`.
    """
    changed = {row["component_id"] for row in found.connections}
    unchanged = [
        _without(found_app.newest_connection(component_id), "app_config_version")
        for component_id in found.record["component_ids"]
        if component_id not in changed
    ]
    children = found.children | {"permissions": _with_named_roles(found.children["permissions"])}
    return found.record | children | {
        "component_config_connections": [*found.connections, *unchanged],
        "action_workflow_configs": [row | {"steps": None, "triggers": None} for row in found.action_configs],
        "app_branch": None,
    }  # fmt: skip


def _with_named_roles(permissions: Record) -> Record:
    """Return permissions that hold each role twice: in the list, and under its own name."""
    roles = permissions["aws_iam_roles"]
    return permissions | {f"{role['type'].removeprefix('runner_')}_aws_iam_role": role for role in roles}


def _with_newest_config(found_app: AppRecords, action: Record) -> Record:
    newest = found_app.newest_action_config(action["id"])
    steps = [
        _without(step, "connected_github_vcs_config", "public_git_vcs_config")
        for step in _unordered(newest["steps"], action["id"])
    ]
    return action | {"configs": [newest | {"steps": steps}]}


def _found(records: Mapping[str, T], identity: str, kind: str) -> T:
    if identity not in records:
        raise _not_found(identity, kind)
    return records[identity]


def _not_found(identity: str, kind: str) -> ApiError:
    return ApiError(404, f"unable to get {kind} {identity}: unable to get {kind}: record not found", "not found")


def _unordered(rows: Iterable[Record], *key: str) -> list[Record]:
    """Return the rows in an order that seems random and is always the same for one key."""

    def position(numbered: tuple[int, Record]) -> bytes:
        return hashlib.sha256("/".join(("order", str(numbered[0]), *key)).encode()).digest()

    return [row for _, row in sorted(enumerate(rows), key=position)]


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}
