"""What the endpoints of installers and apps answer: which records, in which order, with which properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, not_found, unordered, without
from nuon_notebook.demo.query import ApiError, flag

if TYPE_CHECKING:
    from nuon_notebook.demo.records import AppRecords, ConfigRecords, Record, World

CONFIGS_OF_AN_APP = 3
"""How many of its newest configs an app is answered with."""


def installers(call: Call) -> Answer:
    """Newest first; apps by name, without runner, platform and configs."""
    unknown = {"runner_type": "unknown", "cloud_platform": "unknown", "app_configs": None}
    own = [row for row in call.world.installers if row["org_id"] == call.world.org_id]
    newest = sorted(own, key=lambda row: str(row["created_at"]), reverse=True)
    return call.page(
        without(row, "app_ids") | {"apps": [app.record | unknown for app in _apps_of_installer(call.world, row)]}
        for row in newest
    )


def installer(call: Call) -> Answer:
    """Each app with its newest inputs, sandbox and runner, and without configs. The org is not checked."""
    row = lookup(call.world.installer_by_id, call.ids[0], "installer")
    apps = [_app_of_installer(app) for app in _apps_of_installer(call.world, row)]
    return without(row, "app_ids") | ({"apps": apps} if apps else {}), {}


def apps(call: Call) -> Answer:
    """Each app with its newest config, which lacks its version, and with its sandbox and runner."""
    return call.page(
        app.record
        | {"app_configs": [without(config.record, "version") for config in app.configs[-1:]]}
        | _sandbox_and_runner(app)
        for app in call.world.apps
    )


def app(call: Call) -> Answer:
    """The app of an id or a name, with its newest configs (without children), inputs, sandbox and runner."""
    by_name = {each.name: each for each in call.world.apps}
    found = lookup({**by_name, **call.world.app_by_id}, call.ids[0], "app")
    newest = found.configs[::-1][:CONFIGS_OF_AN_APP]
    filled = found.record | {"app_configs": [each.record for each in newest]} | _sandbox_and_runner(found)
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
        raise not_found(config_id, "app config")
    return _config(call, found_app, found)


def latest_config(call: Call) -> Answer:
    """The newest config of an app, as `config` answers it."""
    found = call.app()
    if found is None or not found.configs:
        raise not_found(call.ids[0], "app config")
    return _config(call, found, found.configs[-1])


def actions(call: Call) -> Answer:
    """In no order, each with its newest config, whose steps are in no order and lack their repository."""
    found = call.app()
    rows = unordered(found.actions, found.id, "actions") if found else []
    return call.page(_with_newest_config(found, row) for row in rows if found)


def action(call: Call) -> Answer:
    """One action with its newest config."""
    found, row = _action(call)
    return _with_newest_config(found, row), {}


def action_configs(call: Call) -> Answer:
    """Every version of an action, newest first, with its steps and triggers."""
    found, row = _action(call)
    return call.page(
        action_config
        for each in reversed(found.configs)
        for action_config in each.action_configs
        if action_config["action_workflow_id"] == row["id"]
    )


def action_config(call: Call) -> Answer:
    """One config of an action, of any version, with its steps in order."""
    return lookup(call.world.action_config_by_id, call.ids[-1], "action workflow config"), {}


def components(call: Call) -> Answer:
    """In no order; an error without any config."""
    found = call.app()
    if found is None or not found.configs:
        raise not_found(call.ids[0], "app config")
    return call.page(unordered(found.components, found.id, "components"))


def branches(call: Call) -> Answer:
    """The branches of an app."""
    found = call.app()
    return call.page(without(row, "configs") for row in (found.branches if found else []))


def all_branches(call: Call) -> Answer:
    """The branches of all apps."""
    return call.page(without(row, "configs") for found in call.world.apps for row in found.branches)


def branch(call: Call) -> Answer:
    """One branch; with `latest_config=true` with its newest config."""
    row = _branch(call)
    newest = flag(call.parameters, "latest_config", error_status=400)
    return without(row, "configs") | ({"configs": row["configs"][-1:]} if newest and "configs" in row else {}), {}


def branch_latest_config(call: Call) -> Answer:
    """The newest config of a branch: what it follows, and to which installs it is rolled out."""
    row = _branch(call)
    if "configs" not in row:
        raise not_found(row["id"], "app branch config")
    return row["configs"][-1], {}


def branch_configs(call: Call) -> Answer:
    """The configs of the app that were made from a branch, newest first, without children."""
    row = _branch(call)
    found = call.app()
    made = [one.record for one in (found.configs if found else []) if one.record.get("app_branch_id") == row["id"]]
    return call.page(reversed(made))


def _apps_of_installer(world: World, row: Record) -> list[AppRecords]:
    shown = [world.app_by_id[identity] for identity in row.get("app_ids", ()) if identity in world.app_by_id]
    return sorted(shown, key=lambda each: each.name)


def _app_of_installer(found: AppRecords) -> Record:
    filled = found.record | {"app_configs": None}
    if found.configs:
        inputs = without(found.configs[-1].children["input"], "input_groups")
        inputs["inputs"] = unordered(inputs.get("inputs", []), found.name)
        filled |= {"input_config": inputs} | _sandbox_and_runner(found)
    return filled


def _sandbox_and_runner(found: AppRecords) -> Record:
    """Return what an app has of its newest config; the sandbox has its repository, but not the connection to it."""
    if not found.configs:
        return {}
    children = found.configs[-1].children
    sandbox = dict(children["sandbox"])
    if repository := sandbox.get("connected_github_vcs_config"):
        sandbox["connected_github_vcs_config"] = without(repository, "vcs_connection")
    return {"sandbox_config": sandbox, "runner_config": children["runner"]}


def _config(call: Call, found_app: AppRecords, found: ConfigRecords) -> Answer:
    if not flag(call.parameters, "recurse", error_status=400):
        return found.record, {}
    if found.failed:
        raise ApiError(400, f"app config {found.id} is in status error", "config cannot be loaded")
    return _with_children(found_app, found), {}


def _with_children(found_app: AppRecords, found: ConfigRecords) -> Record:
    """Return a config as `recurse=true` fills it.

    A config holds only the connections that changed with it. For every other component the server appends *today's*
    newest connection. These can be told apart by their `app_config_id` and the missing `app_config_version`.
    """
    changed = {row["component_id"] for row in found.connections}
    unchanged = [
        without(found_app.newest_connection(component_id), "app_config_version")
        for component_id in found.record["component_ids"]
        if component_id not in changed
    ]
    children = found.children | {"permissions": _with_named_roles(found.children["permissions"])}
    return found.record | children | {
        "component_config_connections": [*found.connections, *unchanged],
        "action_workflow_configs": [without(row, "steps", "triggers") for row in found.action_configs],
        "app_branch": None,
    }  # fmt: skip


def _with_named_roles(permissions: Record) -> Record:
    """Return permissions that hold each role twice: in the list, and under its own name."""
    roles = permissions["aws_iam_roles"]
    return permissions | {f"{role['type'].removeprefix('runner_')}_aws_iam_role": role for role in roles}


def _with_newest_config(found_app: AppRecords, action: Record) -> Record:
    newest = found_app.newest_action_config(action["id"])
    steps = [
        without(step, "connected_github_vcs_config", "public_git_vcs_config")
        for step in unordered(newest["steps"], action["id"])
    ]
    return action | {"configs": [newest | {"steps": steps}]}


def _action(call: Call) -> tuple[AppRecords, Record]:
    """Return the action whose id is the last one of the path, with its app."""
    by_id = {row["id"]: (found, row) for found in call.world.apps for row in found.actions}
    return lookup(by_id, call.ids[-1], "action workflow")


def _branch(call: Call) -> Record:
    found = call.app()
    rows = found.branches if found else []
    return lookup({row["id"]: row for row in rows}, call.ids[1], "app branch")
