"""Turns responses into answers for the store: what each kind of request fills (API page, section 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.sections import LOADED, NOT_LOADED, SectionState, SectionStatus
from nuon_notebook.models import (
    ActionWorkflow,
    ActionWorkflowConfig,
    App,
    AppBranch,
    AppConfig,
    Install,
    Installer,
    Workflow,
)
from nuon_notebook.models.installs import WAITING_WORKFLOWS
from nuon_notebook.store import Answer, Key, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from nuon_notebook.loader.results import Result
    from nuon_notebook.models import Component
    from nuon_notebook.models.base import Record

BARE: Final = frozenset((
    "id", "created_at", "created_by_id", "updated_at", "org_id", "app_id", "app_branch_id", "checksum", "cli_version",
    "component_ids", "readme", "status", "status_description", "version",
))  # fmt: skip
"""The fields that a config has in a list of configs."""

CONFIG_SECTIONS: Final = tuple(one.name for one in AppConfig.sections if one.layout != "picture")
BARE_SECTIONS: Final = {"readme": LOADED}
FAILED: Final = SectionState(SectionStatus.FAILED)

LACKS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "installer": {App.api_type: frozenset(App.model_fields) - {"id", "name", "display_name", "status"}},
    "app": {App.api_type: frozenset(App.model_fields)},
    "configs": {AppConfig.api_type: frozenset(AppConfig.model_fields) - BARE},
    "config": {
        AppConfig.api_type: BARE | {"app_branch", "vcs_connection_commit"},
        ActionWorkflowConfig.api_type: frozenset(("steps", "triggers")),
    },
    "branches": {AppBranch.api_type: frozenset(AppBranch.model_fields)},
    "installs": {
        Install.api_type: frozenset((
            "azure_account", "drifted_objects", "install_action_workflows", "install_components", "install_config",
            "install_events", "install_inputs", "install_stack", "install_states", "sandbox", "workflows",
        ))
    },
    "org_installs": {
        Install.api_type: frozenset((
            "drifted_objects", "install_action_workflows", "install_components", "install_config", "install_events",
            "install_inputs", "install_stack", "install_states", "sandbox", "workflows",
        ))
    },
    "install": {Install.api_type: frozenset(("workflows",))},
    "workflow": {Workflow.api_type: frozenset(("step_groups",))},
}  # fmt: skip
"""By kind of request, the properties that it does not fill, by API type."""


EVERYTHING: Final = {AppConfig.api_type: frozenset(AppConfig.model_fields)}


def _by_key(records: Iterable[Record], place: str) -> dict[Key, Record]:
    return {key_of(record, f"{place}[{index}]"): record for index, record in enumerate(records)}


def list_answer(owner: Record, name: str, result: Result[Sequence[Record]], kind: str = "") -> Answer:
    """Return the answer to a request for the related records of a record.

    Args:
        owner: the record.
        name: the relation, which is also the name of its section.
        result: the result of the request.
        kind: the kind of the request, as in `LACKS`.
    """
    key = key_of(owner)
    found = _by_key(result.value, f"{key.id}.{name}")
    states = {key: {name: result.state}} if result.requested or result.more else {}
    return Answer(found, LACKS.get(kind, {}), states, {(key, name): tuple(found)})


def installer_answer(installer: Installer) -> Answer:
    """Return the answer of `GET /v1/installers/{installer_id}`."""
    key = key_of(installer)
    apps = _by_key(installer.apps.once() if installer.apps.loaded else (), f"{key.id}.apps")
    texts = ("post_install_markdown", "footer_markdown", "copyright_markdown")
    states = {key: dict.fromkeys(("apps", *texts), LOADED)}
    return Answer({key: installer, **apps}, LACKS["installer"], states, {(key, "apps"): tuple(apps)})


def app_answer(app: App, result: Result[App | None]) -> Answer:
    """Return the answer of `GET /v1/apps/{app_id}`.

    Args:
        app: the app from an earlier response.
        result: the result of the request.
    """
    found = {key_of(app): result.value} if result.value else {}
    return Answer(found, LACKS["app"], {key_of(app): {"notifications_config": result.state}})


def configs_answer(apps: Sequence[App], result: Result[Sequence[AppConfig]]) -> tuple[Answer, ...]:
    """Return the answers of `GET /v1/apps/{app_id}/configs` and of the config data that came with the app.

    Args:
        apps: the app as in different responses; the first one takes precedence.
        result: the result of the request.
    """
    app = apps[0]
    listed = list_answer(app, "configs", result, "configs")
    bare = {key: {**BARE_SECTIONS, **_error_state(record)} for key, record in listed.records.items()}
    branches = [config.app_branch for config in result.value if config.app_branch is not None]
    return (
        *(Answer(_of_app(one, result.value), EVERYTHING) for one in reversed(apps)),
        Answer(listed.records, listed.lacks, {**listed.states, **bare}, listed.related),
        Answer(_by_key(branches, f"{app.id}.branches"), LACKS["branches"]),
    )


def _error_state(config: AppConfig) -> dict[str, SectionState]:
    """Return the state that explains why a config that failed has no content."""
    if config.usable or config.has_children:
        return {}
    version = f"v{config.version}" if config.version else "This config"
    note = f"{version} failed, so the server does not send its components."
    return {"components": SectionState(SectionStatus.FAILED, note)}


def _of_app(app: App, configs: Iterable[AppConfig]) -> dict[Key, Record]:
    """Return the config data that came with an app, as partial configs."""
    children = {"input": app.input_config, "sandbox": app.sandbox_config, "runner": app.runner_config}
    found: dict[Key, Record] = {}
    for config in configs:
        own = {name: one for name, one in children.items() if one and one.app_config_id == config.id}
        if own and config.id:
            found[key_of(config)] = AppConfig(id=config.id, **own)
    return found


def config_answer(
    config: AppConfig, result: Result[AppConfig | None], actions: Result[Sequence[ActionWorkflow]]
) -> Answer:
    """Return the answer of `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`.

    Args:
        config: the config from the list.
        result: the result of the request. It was not made if the config came in full with another response.
        actions: the result of the request for the app's actions, which have the steps and triggers.
    """
    key, found = key_of(config), result.value
    if found is None:
        states = {**dict.fromkeys(CONFIG_SECTIONS, FAILED), **BARE_SECTIONS, "components": result.state}
        return Answer(states={key: states})
    states = dict.fromkeys(CONFIG_SECTIONS, LOADED) if result.requested else {}
    if actions.problem:
        states["actions"] = SectionState(SectionStatus.FAILED, actions.problem)
    actions_of = found.recorded("action_workflow_configs")
    own = _by_key(actions_of, f"{key.id}.action_workflow_configs")
    bare = [action for action in actions_of if actions.problem and not action.steps.loaded]
    of_actions = {key_of(action): {"steps": FAILED} for action in bare}
    return Answer({key: found, **own}, LACKS["config"], {key: states, **of_actions})


def actions_answer(app: App, result: Result[Sequence[ActionWorkflow]]) -> tuple[Answer, ...]:
    """Return the answer of `GET /v1/apps/{app_id}/action-workflows`."""
    listed = list_answer(app, "actions", result)
    newest = [config for action in result.value for config in action.recorded("configs")]
    states = {"steps": LOADED, "step_sources": NOT_LOADED}
    return (listed, *(Answer({key_of(one): one}, states={key_of(one): states}) for one in newest))


def action_config_answer(action_config_id: str, config: ActionWorkflowConfig | None, problem: str = "") -> Answer:
    """Return the answer of `GET /v1/action-workflows/configs/{action_config_id}`."""
    key = Key(ActionWorkflowConfig.api_type, action_config_id)
    if config is None:
        return Answer(states={key: {"steps": SectionState(SectionStatus.FAILED, problem)}})
    return Answer({key: config}, states={key: {"steps": LOADED, "step_sources": LOADED}})


def action_versions_answer(configs: Collection[ActionWorkflowConfig]) -> Answer:
    """Return the answer of `GET /v1/action-workflows/{action_id}/configs`.

    Args:
        configs: the versions of all actions of an app. Whether the server sends where their steps come from is known
            only if it does for one of them.
    """
    sources = any(step.repository for config in configs for step in config.recorded("steps"))
    states = {"steps": LOADED, "step_sources": LOADED if sources else NOT_LOADED}
    return Answer({key_of(one): one for one in configs}, states={key_of(one): states for one in configs})


def branches_answer(app: App, result: Result[Sequence[AppBranch]], included: Sequence[AppBranch]) -> Answer:
    """Return the answer of `GET /v1/apps/{app_id}/branches`.

    Args:
        app: the app.
        result: the result of the request.
        included: further branches, which came with configs.
    """
    listed = list_answer(app, "branches", result, "branches")
    every = dict.fromkeys((*listed.related[key_of(app), "branches"], *(key_of(branch) for branch in included)))
    return Answer(listed.records, listed.lacks, listed.states, {(key_of(app), "branches"): tuple(every)})


def installs_answer(app: App, result: Result[Sequence[Install]]) -> Answer:
    """Return the answer of `GET /v1/apps/{app_id}/installs`."""
    listed = list_answer(app, "installs", result, "installs")
    states = {**listed.states, **{key: {"component_states": LOADED} for key in listed.records}}
    return Answer(listed.records, listed.lacks, states, listed.related)


def org_installs_answer(app: App, result: Result[Sequence[Install]]) -> Answer:
    """Return the answer of `GET /v1/installs` for one app.

    Args:
        app: the app.
        result: its installs.
    """
    listed = installs_answer(app, replace(result, value=[bare_install(install) for install in result.value]))
    return replace(listed, lacks=LACKS["org_installs"])


def bare_install(install: Install) -> Install:
    """Return an install without its app, which has a request of its own, and without a part of its components."""
    return install.without("app", "install_components")


def workflows_answer(install: Install, result: Result[Sequence[Workflow]]) -> Answer:
    """Return the answer of `GET /v1/installs/{install_id}/workflows`."""
    listed = list_answer(install, "workflows", result)
    states = {**listed.states, **{key: {"shown_steps": LOADED} for key in listed.records}}
    complete = result.requested and not (result.problem or result.more)
    none_older: dict[tuple[Key, str], tuple[Key, ...]] = {(key_of(install), WAITING_WORKFLOWS): ()} if complete else {}
    return Answer(listed.records, LACKS["workflow"], states, {**listed.related, **none_older})


def workflow_answer(workflow: Workflow) -> Answer:
    """Return the answer of `GET /v1/workflows/{workflow_id}`."""
    key = key_of(workflow)
    return Answer({key: workflow}, LACKS["workflow"], {key: {"shown_steps": LOADED}})


def install_answer(install: Install) -> Answer:
    """Return the answer of `GET /v1/installs/{install_id}`."""
    key = key_of(install)
    states = {key: {"drifted_objects": LOADED, "component_states": LOADED}}
    return Answer({key: install.without("app")}, LACKS["install"], states)


def components_answer(owner: App | Install, result: Result[Sequence[Component]]) -> Answer:
    """Return the answer of `GET /v1/apps/{app_id}/components`."""
    return list_answer(owner, "components", result)
