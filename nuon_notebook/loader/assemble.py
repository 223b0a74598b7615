"""Puts an installer or an app together from the answers; asks for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nuon_notebook.loader.answers import Answer
from nuon_notebook.loader.assemble_config import Context, assembled_config, told_anew
from nuon_notebook.loader.held import filled, held_branches, holds_children
from nuon_notebook.loader.history import History
from nuon_notebook.loader.standing import running, standing
from nuon_notebook.models import Collection, Loaded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.loader.answers import Gathered
    from nuon_notebook.loader.dashboard import Dashboard
    from nuon_notebook.models import App, AppBranch, AppConfig, Install, Installer, Workflow

OF_ANSWER = ("apps", "post_install_markdown", "footer_markdown", "copyright_markdown")


def assembled_installer(installer: Installer, apps: Sequence[App]) -> Installer:
    """Return an installer with its apps, and a note for each app whose installs are missing."""
    return with_apps(installer.with_loaded(Loaded(asked=frozenset(OF_ANSWER))), apps)


def with_apps(installer: Installer, apps: Sequence[App]) -> Installer:
    """Return an installer with other apps, which tells of their installs what they tell."""
    troubles = [f"{app.title}: {app.loaded.notes['installs']}" for app in apps if "installs" in app.loaded.notes]
    whole = all("installs" in app.loaded.asked for app in apps)
    known = replace(
        installer.loaded,
        asked=installer.loaded.asked - {"installs"} | frozenset(("installs",) if whole else ()),
        notes={"installs": " ".join(troubles)} if troubles else {},
    )
    return installer.with_loaded(known, apps=Collection(apps))


def assembled_app(gathered: Gathered, dashboard: Dashboard) -> App:
    """Return an app with all that was gathered about it."""
    branches = _branches(gathered)
    installs = _installs(gathered, dashboard)
    context = _context(gathered, installs, branches)
    answers = {"configs": gathered.configs, "installs": gathered.installs, "branches": gathered.branches}
    detail = {"notifications_config": gathered.detail} if gathered.detail else {}
    return gathered.app.with_loaded(
        Loaded(
            asked=frozenset(name for name, answer in answers.items() if answer.complete),
            notes={**{name: answer.note for name, answer in answers.items() if answer.note}, **detail},
            more=frozenset(name for name, answer in answers.items() if answer.more),
            added={"installs": installs, "branches": branches, "dashboard": dashboard.of_app},
        ),
        app_configs=Collection(assembled_config(config, context) for config in gathered.configs.value),
    )


def with_config(app: App, gathered: Gathered) -> App:
    """Return an app in which some configs are whole; what others carried over is told anew.

    Args:
        app: the app as it is now.
        gathered: what was asked for to make the configs whole.
    """
    now = replace(gathered, app=app, configs=Answer(app.configs))
    context = _context(now, app.installs, app.branches)
    configs = (
        assembled_config(config, context) if config.id in gathered.wholes else told_anew(config, context)
        for config in app.configs
    )
    return app.with_loaded(app.loaded, app_configs=Collection(configs))


def _context(gathered: Gathered, installs: Collection[Install], branches: Collection[AppBranch]) -> Context:
    actions = gathered.actions.value
    singles = {key: answer.value for key, answer in gathered.action_configs.items() if answer.value}
    listed = {config.id: config for action in actions for config in action.configs if config.id}
    return Context(
        gathered=gathered,
        history=History(gathered.configs.value, _wholes(gathered)),
        running=running(installs),
        branches={branch.id: branch for branch in branches if branch.id},
        action_names={action.id: action.name for action in actions if action.id and action.name},
        actions=singles | listed,
    )


def _wholes(gathered: Gathered) -> list[AppConfig]:
    """Return the configs that are in hand whole, newest first; an answer may have held some unasked."""
    asked = {key: answer.value for key, answer in gathered.wholes.items() if answer.value}
    every = (asked.get(config.id or "", config) for config in gathered.configs.value)
    return [config for config in every if holds_children(config)]


def _branches(gathered: Gathered) -> Collection[AppBranch]:
    """Return the branches of the list, then those that came with configs, each with what any answer sent of it."""
    held = {branch.id: branch for branch in held_branches(gathered.configs.value)}
    every = Collection((*gathered.branches.value, *held.values())).once()
    return Collection(filled(branch, held.get(branch.id)) for branch in every).by("name", "id")


def _installs(gathered: Gathered, dashboard: Dashboard) -> Collection[Install]:
    names = _component_names(gathered)
    return Collection(
        _install(install, gathered, names, dashboard) for install in gathered.installs.value.by("name", "id")
    )


def _install(install: Install, gathered: Gathered, names: Mapping[str, str], dashboard: Dashboard) -> Install:
    workflows = gathered.workflows[install.id or ""]
    return install.with_loaded(
        Loaded(
            asked=frozenset(("workflows", "component_states") if workflows.complete else ("component_states",)),
            notes={"workflows": workflows.note} if workflows.note else {},
            more=frozenset(("workflows",) if workflows.more else ()),
            added={
                "app_name": gathered.app.title, "names": names, "dashboard": dashboard.of_install(install.id),
                **standing(install, gathered.configs.value),
            },
        ),
        workflows=Collection(_workflow(workflow, install, dashboard) for workflow in workflows.value),
    )  # fmt: skip


def _workflow(workflow: Workflow, install: Install, dashboard: Dashboard) -> Workflow:
    page = dashboard.of_workflow(install.id, workflow.id)
    return workflow.with_loaded(Loaded(asked=frozenset(("shown_steps",)), added={"dashboard": page}))


def _component_names(gathered: Gathered) -> dict[str, str]:
    """Return the components' names by id; the newest config's word counts."""
    connections = (one for config in reversed(_wholes(gathered)) for one in config.component_config_connections)
    return {one.component_id: one.component_name for one in connections if one.component_id and one.component_name}
