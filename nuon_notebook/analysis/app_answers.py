"""The answers on an app, from what was loaded: nothing is requested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from nuon_notebook.analysis.result import Report, Result
from nuon_notebook.analysis.working_config import working_config
from nuon_notebook.display.sections import Headline
from nuon_notebook.models import App, AppConfig, Collection

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.analysis.comparison import Comparison

R = TypeVar("R", bound=Report)


class PendingComparison(Result):
    """Two versions of a config that were not compared, because not all that is needed was loaded.

    Attributes:
        old: the earlier version, for instance "v10".
        new: the later version.
        missing: what was not loaded, in words.
        load: the Python call that loads it and compares them.
    """

    old: str
    new: str
    missing: str
    load: str = ""

    @property
    def headline(self) -> Headline:
        """The two versions; what was not loaded, the call that compares them."""
        return Headline(f"{self.old} \N{RIGHTWARDS ARROW} {self.new}", facts=(self.missing,), reference=self.load)


def latest_changes(app: App) -> Comparison | PendingComparison | None:
    """Return what changed between the newest working version of an app's config and the one before.

    Returns:
        The comparison, if both were loaded in full, in which some components may not be compared; otherwise what is
        missing. None if there are no two versions.
    """
    usable = [config for config in (app.configs if app.configs.loaded else ()) if config.usable][:2]
    if len(usable) < 2:  # noqa: PLR2004 - a pair
        return None
    new, old = usable
    world = app.server.world if app.server else ""
    load = f'compare("{world}{app.name or app.id}", "{old.title}", "{new.title}")' if app.name or app.id else ""
    unloaded = [config.title for config in (old, new) if not config.in_full]
    if not unloaded:
        from nuon_notebook.analysis.comparer import compare_configs  # noqa: PLC0415 - a first page needs it rarely

        found = compare_configs(old, new)
        return found.with_fields({"load": load}).at(found._store, app) if found.not_compared else found
    missing = f"{' and '.join(unloaded)} not loaded"
    return PendingComparison(old=old.title, new=new.title, missing=missing, load=load).at(app._store)


def on_newest(app: App, answer: Callable[[AppConfig], R]) -> R | None:
    """Return the answer on the newest working version of an app's config that was loaded in full; None if none was.

    Args:
        app: the app.
        answer: returns the answer on a config.
    """
    working = working_config(app)
    if working.config is None:
        return None
    found = answer(working.config)
    if working.gap is None:
        return found
    gaps: Collection[Any] = Collection((*found.gaps, working.gap))
    return found.with_fields({"gaps": gaps}).at(found._store)
