"""What stays in hand when the server was asked anew: what is not asked for again, and what it failed to send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from nuon_notebook.loader.held import filled, holds_children, lacking, latest_first
from nuon_notebook.models import Collection
from nuon_notebook.models.enums import AppConfigStatus

if TYPE_CHECKING:
    from nuon_notebook.models import App, AppConfig, Install
    from nuon_notebook.models.base import Record

R = TypeVar("R", bound="Record")

TELLING = {"status", "updated_at", "checksum", "component_ids"}
"""What changes in a bare config when something in it does."""

FINAL = {AppConfigStatus.ACTIVE, AppConfigStatus.OUTDATED, AppConfigStatus.ERROR}


def renewed_app(new: App, old: App) -> App:
    """Return an app as it is by now; configs that were in hand whole stay whole, lists that failed as they were."""
    failed = new.loaded.notes
    befores = {config.id: config for config in old.app_configs}
    listed = _with_lost(new.app_configs, old.app_configs) if "configs" in failed else new.app_configs
    configs = latest_first(_kept(config, befores.get(config.id)) for config in listed)
    installs = _with_lost(new.installs, old.installs).by("name", "id") if "installs" in failed else new.installs
    branches = _with_lost(new.branches, old.branches) if "branches" in failed else new.branches
    customers = {install.id: install for install in old.installs}
    known = Collection(renewed_install(one, customers[one.id]) if one.id in customers else one for one in installs)
    return new.with_loaded(
        replace(new.loaded, added={**new.loaded.added, "installs": known, "branches": branches}),
        app_configs=Collection(_told_newest(config, configs[0]) for config in configs),
    )


def renewed_install(new: Install, old: Install) -> Install:
    """Return an install as it is by now, with the names of its components, what drifted, and older workflows."""
    if new is old:
        return new
    asked = old.loaded.asked & {"drifted_objects"}
    names = {**old.loaded.added.get("names", {}), **new.loaded.added.get("names", {})}
    drifted = new.drifted_objects if "drifted_objects" in new.loaded.asked else old.drifted_objects
    known = replace(new.loaded, asked=new.loaded.asked | asked, added={**new.loaded.added, "names": names})
    return _with_older_workflows(new.with_loaded(known, drifted_objects=drifted), old)


def _with_older_workflows(new: Install, old: Install) -> Install:
    failed, more = ("workflows" in of for of in (new.loaded.notes, new.loaded.more))
    if not (failed or more):
        return new
    oldest = min((one.created_at for one in new.workflows if one.created_at), default=None)
    lost = _with_lost(new.workflows, old.workflows)[len(new.workflows) :]
    older = [one for one in lost if failed or (oldest and one.created_at and one.created_at < oldest)]
    further = new.loaded.more - {"workflows"} | (old.loaded.more & {"workflows"} if older else new.loaded.more)
    return new.with_loaded(replace(new.loaded, more=further), workflows=Collection((*new.workflows, *older)))


def _with_lost(new: Collection[R], old: Collection[R]) -> Collection[R]:
    known = {one.id for one in new}
    return Collection((*new, *(one for one in old if one.id not in known)))


def _kept(config: AppConfig, before: AppConfig | None) -> AppConfig:
    """Return a config with what is in it, where that is in hand and cannot have changed since."""
    if before is None or before is config or holds_children(config) or not _still(config, before):
        return config
    added = {**before.loaded.added, **config.loaded.added}
    return filled(config, before).with_loaded(
        replace(before.loaded, added=added), action_workflow_configs=before.action_workflow_configs
    )


def _still(config: AppConfig, before: AppConfig) -> bool:
    """Tell whether a config is in hand whole as it is now: what is in one that is being synced still grows."""
    told = config.model_fields_set & TELLING
    same = all(getattr(config, name) == getattr(before, name) for name in told)
    whole = (holds_children(before) or "components" in before.loaded.asked) and not lacking(before)
    return same and whole and before.status in FINAL


def _told_newest(config: AppConfig, newest: AppConfig) -> AppConfig:
    """Return a config that knows whether it is the newest: in others what was carried over is not their history."""
    if config.loaded.added.get("newest") in {None, config is newest}:
        return config
    return config.with_loaded(replace(config.loaded, added={**config.loaded.added, "newest": config is newest}))
