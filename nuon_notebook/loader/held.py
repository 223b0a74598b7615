"""What an answer already holds, so that it is not asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from nuon_notebook.models import Collection
from nuon_notebook.models.enums import AppConfigStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.models import App, AppBranch, AppConfig, Workflow
    from nuon_notebook.models.base import Record

R = TypeVar("R", bound="Record")

CHILDREN = (
    "component_config_connections", "action_workflow_configs", "permissions", "break_glass", "secrets", "stack"
)  # fmt: skip
"""What a config has only where it came whole; an app comes with the inputs, sandbox and runner of its newest."""


def filled(record: R, *others: R | None) -> R:
    """Return a record with what its answer left out and other answers sent of it; the first one counts."""
    for other in others:
        if other is not None:
            absent = other.model_fields_set - record.model_fields_set
            record = record.with_loaded(record.loaded, **{name: getattr(other, name) for name in sorted(absent)})
    return record


def holds_children(config: AppConfig) -> bool:
    """Tell whether a config came with what is in it."""
    return any(getattr(config, name) for name in CHILDREN)


def in_hand_whole(config: AppConfig) -> bool:
    """Tell whether a config is in hand with what is in it, be that nothing."""
    return holds_children(config) or "components" in config.loaded.asked


def usable(config: AppConfig) -> bool:
    """Tell whether the server sends a config whole; it refuses those in status `error`, and only those."""
    return config.status != AppConfigStatus.ERROR


def complete(app: App) -> bool:
    """Tell whether what belongs to an app was asked for, whatever came of it."""
    return bool(app.loaded.asked or app.loaded.notes)


def lacking(config: AppConfig) -> tuple[str, ...]:
    """Return why some of what is in a config could not be had, each reason once."""
    notes = [*config.loaded.notes.values()]
    for action in config.action_workflow_configs:
        notes += action.loaded.notes.values()
    return tuple(dict.fromkeys(notes))


def latest_first(configs: Iterable[AppConfig]) -> Collection[AppConfig]:
    """Return configs each once, newest first."""
    return Collection(reversed(Collection(configs).once().by("version", "created_at", "id")))


def held_branches(configs: Iterable[AppConfig]) -> Collection[AppBranch]:
    """Return the branches that configs came with."""
    return Collection(config.app_branch for config in configs if config.app_branch is not None).once()


def held_workflows(configs: Iterable[AppConfig]) -> dict[str, Collection[Workflow]]:
    """Return the workflows that configs came with (in their branches), by the id of what they ran on."""
    found: dict[str, list[Workflow]] = {}
    for branch in held_branches(configs):
        for workflow in branch.workflows:
            found.setdefault(workflow.owner_id or "", []).append(workflow)
    return {owner: Collection(workflows).once() for owner, workflows in found.items()}
