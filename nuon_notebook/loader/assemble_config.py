"""Puts a config together: its children, its actions' steps, what it carried over, who runs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nuon_notebook.loader.held import filled, holds_children, usable
from nuon_notebook.models import AppConfig, Collection, Loaded
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.loader.answers import Gathered
    from nuon_notebook.loader.history import History
    from nuon_notebook.models import ActionWorkflowConfig, App, AppBranch

BARE = frozenset({"readme"})
WHOLE = frozenset(part.name for part in AppConfig.parts)


@dataclass(frozen=True, slots=True)
class Context:
    """What the configs of an app have in common.

    Attributes:
        gathered: all answers about the app.
        history: which connections its configs carried.
        running: by config id, the names of the installs that run it.
        branches: its branches by id.
        action_names: the names of its actions by id.
        actions: action configs by id, with triggers and steps.
    """

    gathered: Gathered
    history: History
    running: Mapping[str, Sequence[str]]
    branches: Mapping[str, AppBranch]
    action_names: Mapping[str, str]
    actions: Mapping[str, ActionWorkflowConfig]


def assembled_config(config: AppConfig, context: Context) -> AppConfig:
    """Return a config, as the list has it, with what else is known of it."""
    answer = context.gathered.wholes.get(config.id or "")
    whole = filled(answer.value, config) if answer and answer.value else config
    whole = filled(whole, _of_app(config, context.gathered.app))
    notes = _notes(config, context.gathered)
    asked = WHOLE if answer and answer.value and answer.asked else BARE
    failed = WHOLE - BARE if answer and answer.note else frozenset()
    added: dict[str, Any] = {"run_by": tuple(context.running.get(config.id or "", ()))}
    if whole.component_config_connections:
        newest = context.gathered.configs.value[0]
        added |= {"newest": config.id == newest.id, "history": context.history.of(whole)}
    return whole.with_loaded(
        Loaded(asked=asked - notes.keys(), notes=notes, failed=failed, added=added),
        action_workflow_configs=Collection(_action(action, context) for action in whole.action_workflow_configs),
        app_branch=whole.app_branch or context.branches.get(whole.app_branch_id or ""),
    )


def told_anew(config: AppConfig, context: Context) -> AppConfig:
    """Return a config that was put together before, with the history that is known by now."""
    if not config.component_config_connections:
        return config
    added = {**config.loaded.added, "history": context.history.of(config)}
    return config.with_loaded(replace(config.loaded, added=added))


def _of_app(config: AppConfig, app: App) -> AppConfig:
    """Return what an app came with of one of its configs."""
    children = {"input": app.input_config, "sandbox": app.sandbox_config, "runner": app.runner_config}
    return AppConfig(**{name: one for name, one in children.items() if one and one.app_config_id == config.id})


def _notes(config: AppConfig, gathered: Gathered) -> dict[str, str]:
    answer = gathered.wholes.get(config.id or "")
    if answer and answer.note:
        return {"components": answer.note}
    if not usable(config) and not holds_children(config):
        version = f"v{config.version}" if config.version else "This config"
        why = f" ({mask_text(config.status_description)})" if config.status_description else ""
        return {"components": f"{version} is in status `error`{why}: the server does not send what is in it."}
    return {"actions": gathered.actions.note} if answer and gathered.actions.note else {}


def _action(action: ActionWorkflowConfig, context: Context) -> ActionWorkflowConfig:
    """Return an action config with its name, and with triggers and steps from the endpoint that has them."""
    added = {"name": context.action_names.get(action.action_workflow_id or "", "")}
    if action.steps or action.triggers:
        return action.with_loaded(Loaded(added=added))
    source = context.actions.get(action.id or "")
    if source is not None:
        loaded = Loaded(asked=frozenset(("steps",)), added=added)
        return action.with_loaded(loaded, steps=source.steps, triggers=source.triggers)
    single = context.gathered.action_configs.get(action.id or "")
    notes = {"steps": single.note} if single else {}
    # Where the list of all actions failed, the config has the note once for all.
    failed = frozenset(("steps",) if context.gathered.actions.note else ())
    return action.with_loaded(Loaded(notes=notes, failed=failed, added=added))
