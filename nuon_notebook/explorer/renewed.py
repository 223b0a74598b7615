"""What stays in hand when the server was asked anew: what is not asked for again, and what it failed to send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from nuon_notebook.loader.held import complete, filled, holds_children, in_hand_whole, lacking, latest_first
from nuon_notebook.loader.standing import restood
from nuon_notebook.models import Collection
from nuon_notebook.models.enums import AppConfigStatus

if TYPE_CHECKING:
    from nuon_notebook.models import App, AppConfig, Install, Loaded
    from nuon_notebook.models.base import Record

R = TypeVar("R", bound="Record")

DETAIL = "notifications_config"
"""The part of an app that has the note where the app's own answer failed."""

TELLING = {"status", "updated_at", "checksum", "component_ids"}
"""What changes in a bare config when something in it does."""

FINAL = {AppConfigStatus.ACTIVE, AppConfigStatus.OUTDATED, AppConfigStatus.ERROR}


def renewed_app(new: App, old: App) -> App:
    """Return an app as it is by now; configs that were in hand whole stay whole, what failed is as it was."""
    if not complete(new):  # nobody asked for what belongs to it, but somebody may have meanwhile
        return old if complete(old) else new
    merged = _with_failed(new, old)
    befores = {config.id: config for config in old.app_configs}
    configs = latest_first(_kept(config, befores.get(config.id)) for config in merged.app_configs)
    customers = {install.id: install for install in old.installs}
    installs = Collection(renewed_install(one, customers.get(one.id, one)) for one in merged.installs)
    return restood(
        merged.with_loaded(
            replace(merged.loaded, added={**merged.loaded.added, "installs": installs}),
            app_configs=Collection(_told_newest(config, configs[0]) for config in configs),
        )
    )


def _with_failed(new: App, old: App) -> App:
    """Return an app in which what failed now is as it was."""
    failed = new.loaded.notes
    configs = _with_lost(new.app_configs, old.app_configs) if "configs" in failed else new.app_configs
    installs = _with_lost(new.installs, old.installs).by("name", "id") if "installs" in failed else new.installs
    branches = _with_lost(new.branches, old.branches) if "branches" in failed else new.branches
    known = _told(new.loaded, old.loaded)
    whole = filled(new, old) if DETAIL in failed else new
    return whole.with_loaded(
        replace(known, added={**known.added, "installs": installs, "branches": branches}), app_configs=configs
    )


def _told(new: Loaded, old: Loaded) -> Loaded:
    """Return what is known of parts, of which those that failed now and had not before are as they were."""
    kept = new.notes.keys() - old.notes.keys() if old.asked or old.notes else frozenset()
    return replace(
        new,
        asked=new.asked | old.asked & kept,
        notes={part: note for part, note in new.notes.items() if part not in kept},
        more=new.more - kept | old.more & kept,
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
    if "workflows" in new.loaded.notes:
        return new.with_loaded(_told(new.loaded, old.loaded), workflows=_with_lost(new.workflows, old.workflows))
    meet = {one.id for one in new.workflows} & {one.id for one in old.workflows}
    if "workflows" not in new.loaded.more or not meet:  # between lists that do not meet some would be missing
        return new
    oldest = min((one.created_at for one in new.workflows if one.created_at), default=None)
    lost = _with_lost(new.workflows, old.workflows)[len(new.workflows) :]
    older = [one for one in lost if oldest and one.created_at and one.created_at < oldest]
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
    return same and in_hand_whole(before) and not lacking(before) and before.status in FINAL


def _told_newest(config: AppConfig, newest: AppConfig) -> AppConfig:
    """Return a config that knows whether it is the newest: in others what was carried over is not their history."""
    if config.loaded.added.get("newest") in {None, config is newest}:
        return config
    return config.with_loaded(replace(config.loaded, added={**config.loaded.added, "newest": config is newest}))
