"""Which version each install runs, and which installs run a version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nuon_notebook.loader.held import usable
from nuon_notebook.models import Collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nuon_notebook.models import App, AppConfig, Install


def standing(install: Install, configs: Sequence[AppConfig]) -> dict[str, int | None]:
    """Return which version an install runs, and how many usable versions are newer; None where it is not in hand."""
    for place, config in enumerate(configs):
        if config.id == install.app_config_id and config.id is not None:
            return {"version": config.version, "behind": sum(1 for newer in configs[:place] if usable(newer))}
    return {"version": None, "behind": None}


def running(installs: Iterable[Install]) -> dict[str, list[str]]:
    """Return the names of the installs that run a config, by its id."""
    found: dict[str, list[str]] = {}
    for install in installs:
        found.setdefault(install.app_config_id or "", []).append(install.name or install.id or "")
    return found


def restood(app: App) -> App:
    """Return an app whose configs and installs, which may come from different answers, tell of each other."""
    configs, runners = app.configs, running(app.installs)
    installs = Collection(
        install.with_loaded(replace(install.loaded, added={**install.loaded.added, **standing(install, configs)}))
        for install in app.installs
    )
    return app.with_loaded(
        replace(app.loaded, added={**app.loaded.added, "installs": installs}),
        app_configs=Collection(_run_by(config, runners) for config in app.app_configs),
    )


def _run_by(config: AppConfig, runners: Mapping[str, Sequence[str]]) -> AppConfig:
    added = {**config.loaded.added, "run_by": tuple(runners.get(config.id or "", ()))}
    return config.with_loaded(replace(config.loaded, added=added))
