"""The configs of an app that are in force: the newest working one, and those that its installs run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.analysis.loading import has_contents, with_contents
from nuon_notebook.analysis.result import Gap
from nuon_notebook.analysis.working_config import working_config
from nuon_notebook.display import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

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


def versions_in_force(app: App) -> list[AppConfig]:
    """Return the newest working config of an app, and those that its installs run, loaded in full or not."""
    configs = app.configs if app.configs.loaded else ()
    newest = next((config for config in configs if config.usable), None)
    run = _run_by_installs(app)
    return [config for config in configs if config is newest or config.version in run]


def configs_in_force(app: App) -> ConfigsInForce:
    """Return the configs of an app that are in force; they are loaded if they are not and can be."""
    return loaded_configs_in_force(with_contents(app, versions_in_force(app)))


def loaded_configs_in_force(app: App) -> ConfigsInForce:
    """Return the configs of an app that are in force, as far as they were loaded; nothing is requested."""
    newest, gap, _ = working_config(app)
    if newest is None:
        return ConfigsInForce((), (gap,) if gap else ())
    others = [one for one in versions_in_force(app) if one is not newest and has_contents(one)]
    configs = sorted((newest, *others), key=lambda config: config.version or 0, reverse=True)
    missing = _missing(app, {config.version for config in configs})
    return ConfigsInForce(tuple(configs), tuple(filter(None, (gap, *missing))))


def in_words(versions: Iterable[int | None]) -> str:
    """Return versions, the newest first; of many the first ones, and how many more there are."""
    ordered = [f"v{version}" for version in sorted(filter(None, versions), reverse=True)]
    more = len(ordered) - MAX_VERSIONS
    return formats.join_words([*ordered[:MAX_VERSIONS], f"{more} more"] if more > 1 else ordered)


def _run_by_installs(app: App) -> set[int]:
    """Return the versions of which something was deployed to an install that is set to them."""
    installs = app.installs if app.installs.loaded else ()
    return {install.version for install in installs if install.version and not install.rollout.never}


def _missing(app: App, found: Set[int | None]) -> tuple[Gap | None, Gap | None]:
    """Return the versions that installs run, and those that they are only set to, of which nothing was found."""
    run = _run_by_installs(app)
    installs = app.installs if app.installs.loaded else ()
    only_set = {install.version for install in installs if install.version} - run
    load = f"schedule({app.call_to_load_app(app.name or app.id)})"
    return (
        _gap(app, run - found, "which installs still run", load),
        _gap(app, only_set - found, "which installs are set to but do not run"),
    )


def _gap(app: App, versions: Set[int], which: str, load: str = "") -> Gap | None:
    return Gap(what=f"{in_words(versions)} of {app.title}, {which}", load=load).at(app._store) if versions else None
