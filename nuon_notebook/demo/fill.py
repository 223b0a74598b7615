"""Which part of a record each endpoint shows: one function per request of the API, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo.records import Record, only, shuffled, without

if TYPE_CHECKING:
    from nuon_notebook.demo.app import AppHistory
    from nuon_notebook.demo.installs import InstallHistory
    from nuon_notebook.demo.versions import ConfigVersion
    from nuon_notebook.demo.worlds import World

SHOWN_CONFIGS = 3


def installer(row: Record, world: World) -> Record:
    """`GET /v1/installers/{id}`: each app with the newest inputs, sandbox and runner, and no configs at all."""
    own = row["org_id"] == world.org_id
    apps = [_installer_app(app) for app in sorted(world.apps, key=lambda app: app.key)] if own else []
    return row | ({"apps": apps} if apps else {})


def _installer_app(app: AppHistory) -> Record:
    parts = app.configs[-1].parts if app.configs else {}
    filled = app.record | {"app_configs": None}
    if parts:
        inputs = without(parts["input"], "input_groups")
        inputs["inputs"] = shuffled(inputs.get("inputs", []), app.key)
        sandbox = parts["sandbox"] | {
            name: without(parts["sandbox"][name], "vcs_connection")
            for name in ("connected_github_vcs_config",) if name in parts["sandbox"]
        }  # fmt: skip
        filled |= {"input_config": inputs, "sandbox_config": sandbox, "runner_config": parts["runner"]}
    return filled


def installer_in_list(row: Record, world: World) -> Record:
    """`GET /v1/installers`: apps by name, of which neither runner nor platform is known."""
    unknown = {"runner_type": "unknown", "cloud_platform": "unknown", "app_configs": None}
    return row | {"apps": [app.record | unknown for app in sorted(world.apps, key=lambda app: app.key)]}


def app_in_list(app: AppHistory) -> Record:
    """`GET /v1/apps`: the newest config, without its version."""
    return app.record | {"app_configs": [without(config.bare, "version") for config in app.configs[-1:]]}


def app(app_: AppHistory) -> Record:
    """`GET /v1/apps/{id or name}`: the newest configs bare, inputs in order, notifications."""
    newest = app_.configs[::-1][:SHOWN_CONFIGS]
    filled = app_.record | {"app_configs": [config.bare for config in newest]}
    filled |= {"notifications_config": app_.notifications}
    return filled | ({"input_config": newest[0].parts["input"]} if newest else {})


def config(config_: ConfigVersion) -> Record:
    """A config without children: `GET /v1/apps/{app}/configs`, and one asked for without `recurse`."""
    return config_.bare


def config_recursed(app_: AppHistory, config_: ConfigVersion) -> Record:
    """`GET /v1/apps/{app}/configs/{config}?recurse=true`.

    A version carries what changed. For every other component the server appends the connection that is the newest
    *today*, and says so only by its `app_config_id` and the missing `app_config_version`.
    """
    own = {row["component_id"]: row for row in config_.carried}
    appended = [
        without(app_.newest_connections[component], "app_config_version")
        for component in config_.bare["component_ids"]
        if component not in own
    ]
    actions = [row | {"steps": None, "triggers": None} for row in config_.actions]
    return config_.bare | config_.parts | {
        "component_config_connections": [*config_.carried, *appended],
        "action_workflow_configs": actions, "app_branch": None,
    }  # fmt: skip


def action_in_list(world: World, app_: AppHistory, action: Record) -> Record:
    """`GET /v1/apps/{app}/action-workflows`: the newest config, its steps in no order and without repository."""
    newest = world.newest_action_config(app_, action)
    steps = [
        without(step, "connected_github_vcs_config", "public_git_vcs_config")
        for step in shuffled(newest["steps"], action["id"])
    ]
    return action | {"configs": [newest | {"steps": steps}]}


def install(install_: InstallHistory) -> Record:
    """`GET /v1/installs/{id}`: what lists show, drift, and the inputs as they are."""
    return install_.record | install_.details


def workflow_in_list(workflow: Record) -> Record:
    """`GET /v1/installs/{id}/workflows`: the steps in no order."""
    return workflow | {"steps": shuffled(workflow["steps"], workflow["id"])}


def workflow(workflow_: Record) -> Record:
    """`GET /v1/workflows/{id}`: the steps by group, retry and index."""
    steps = sorted(
        workflow_["steps"],
        key=lambda step: (step.get("group_idx", 0), step["group_retry_idx"], step.get("idx", 0)),
    )
    return workflow_ | {"steps": steps}


def readme(install_: InstallHistory) -> Record:
    """`GET /v1/installs/{id}/readme`: the template, and what became of it for this install."""
    original = install_.app.configs[install_.config_index].bare["readme"]
    return {"original": original, "readme": rendered(original, install_), "warnings": []}


def rendered(template: str, install_: InstallHistory) -> str:
    """The template with the values of one install in the place of its expressions; control lines vanish."""
    account = only(install_.record, "aws_account", "azure_account")
    region = next(iter(account.values()))
    name = install_.plan.name
    known = {
        "{{ $region }}": region.get("region") or region.get("location", ""), "{{ $domain }}": f"desk.{name}.example",
        "{{ $account }}": region.get("iam_role_arn", "::::").split(":")[4], "{{ $cluster }}": f"harbor-{name}",
        "{{ $bucket }}": f"harbor-{name}", "{{ $workers }}": "6",
        "{{ .nuon.inputs.inputs.db_instance }}": "db.m7g.large",
        "{{ .nuon.inputs.inputs.smtp_host }}": f"mail.{name}.example",
        "{{ .nuon.actions.workflows.health_check.status }}": "finished",
    }  # fmt: skip
    for expression, value in known.items():
        template = template.replace(expression, value)
    lines = [line for line in template.split("\n") if not line.startswith("{{")]
    return "\n".join(lines).lstrip("\n")
