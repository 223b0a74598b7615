"""The configs of an app that are in force: the newest working one, and those that its installs run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.analysis.loading import has_contents, with_contents
from nuon_notebook.analysis.result import Gap
from nuon_notebook.analysis.working_config import newest_working, working_config
from nuon_notebook.display import formats
from nuon_notebook.loader import fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from nuon_notebook.analysis.fleet import Fleet
    from nuon_notebook.models import App, AppConfig

MAX_VERSIONS: Final = 4  # named in one line


class ConfigsInForce(NamedTuple):
    """The configs of an app that are in force.

    Attributes:
        configs: those that were loaded in full, the newest first.
        gaps: those that were not.
    """

    configs: tuple[AppConfig, ...]
    gaps: tuple[Gap, ...]


def with_configs_in_force(fleet: Fleet) -> Fleet:
    """Return a fleet whose apps have the content of the configs in force; it is loaded if it is not and can be."""
    apps = with_contents([(one.app, versions_in_force(one.app)) for one in fleet.apps])
    return replace(fleet, apps=tuple(one._replace(app=app) for one, app in zip(fleet.apps, apps, strict=True)))


def versions_in_force(app: App) -> list[AppConfig]:
    """Return the newest working config of an app, and those that its installs run, loaded in full or not."""
    newest, run = newest_working(app), _run(app)
    return [one for one in (app.configs if app.configs.loaded else ()) if one is newest or one.version in run]


def configs_in_force(app: App) -> ConfigsInForce:
    """Return the configs of an app that are in force, as far as they were loaded; nothing is requested."""
    working = working_config(app)
    in_force = versions_in_force(app)
    newest = working.config
    found = [one for one in in_force if one is newest or has_contents(one)]
    configs = [newest, *found] if newest and newest not in found else found
    known_missing = newest_working(app) if working.gap else None
    missing = [one for one in in_force if one not in found and one is not known_missing]
    gaps = (working.gap, *_running(app, missing), _only_set(app, {one.version for one in configs}))
    return ConfigsInForce(tuple(configs), tuple(filter(None, gaps)))


def in_words(versions: Iterable[int | None]) -> str:
    """Return versions, the newest first; of many the first ones, and how many more there are."""
    ordered = [f"v{version}" for version in sorted(filter(None, versions), reverse=True)]
    more = len(ordered) - MAX_VERSIONS
    return formats.join_words([*ordered[:MAX_VERSIONS], f"{more} more"] if more > 1 else ordered)


def _run(app: App) -> set[int]:
    """Return the versions of which something was deployed to an install that is set to them."""
    installs = app.installs if app.installs.loaded else ()
    return {install.version for install in installs if install.version and not install.rollout.never}


def _running(app: App, missing: Iterable[AppConfig]) -> Iterator[Gap]:
    """Yield the versions that installs run and that are missing, by why they are."""
    by_reason: dict[tuple[str, bool], list[int | None]] = {}
    for config in missing:
        reason = ", ".join(fetch.unloaded_reasons(config)) if config.usable else "the server does not send its content"
        by_reason.setdefault((reason, config.usable), []).append(config.version)
    load = f"schedule({app.call_to_load_app(app.name or app.id)})"
    for (reason, usable), versions in by_reason.items():
        why = f" ({reason})" if reason else ""
        what = f"{in_words(versions)} of {app.title}, which installs still run{why}"
        yield Gap(what=what, load=load if usable else "").at(app._store)


def _only_set(app: App, found: Set[int | None]) -> Gap | None:
    """Return the versions that installs are set to and do not run, of which nothing was found."""
    installs = app.installs if app.installs.loaded else ()
    versions = {install.version for install in installs if install.version} - _run(app) - found
    what = f"{in_words(versions)} of {app.title}, which installs are set to but do not run"
    return Gap(what=what).at(app._store) if versions else None
