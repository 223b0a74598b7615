"""The config that answers on an app are computed from: its newest working version that was loaded in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nuon_notebook.analysis.result import Gap

if TYPE_CHECKING:
    from nuon_notebook.models import App, AppConfig


class WorkingConfig(NamedTuple):
    """The newest working config of an app.

    Attributes:
        config: the newest working config that was loaded in full; None if none was.
        gap: a newer working config that was not loaded in full, or that none was; None if nothing is missing.
        failed: newer versions in status `error`, newest first.
    """

    config: AppConfig | None
    gap: Gap | None
    failed: tuple[str, ...]


def newest_working(app: App) -> AppConfig | None:
    """Return the newest config of an app that works, loaded in full or not; None if none does, or none was loaded."""
    return next((config for config in (app.configs if app.configs.loaded else ()) if config.usable), None)


def working_config(app: App) -> WorkingConfig:
    """Return the newest working config of an app. A config in status `error` does not work."""
    configs = app.configs if app.configs.loaded else ()
    usable = [config for config in configs if config.usable]
    found = next((config for config in usable if config.in_full), None)
    failed = [config.title for config in configs if not config.usable]
    newer = failed[: next((at for at, one in enumerate(configs) if one is found or one.usable), len(failed))]
    if found is not None and found is usable[0]:
        return WorkingConfig(found, None, tuple(newer))
    missing = f"{usable[0].title} of {app.title}" if usable else f"configs of {app.title}"
    if app.was_loaded("configs") and not usable:
        return WorkingConfig(None, None, tuple(newer))
    load = app.call_to_load_app(app.name or app.id)
    return WorkingConfig(found, Gap(what=missing, load=load).at(app._store), tuple(newer))
