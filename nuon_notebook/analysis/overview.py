"""The overview of a fleet: who runs which version, what fails or waits now, and what the last problem was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar, Final

from nuon_notebook.analysis.fleet import Fleet, fleet_of, gap_at, gaps_of
from nuon_notebook.analysis.install_summary import InstallSummary, install_summary, waits_in_words
from nuon_notebook.analysis.result import GAPS, Gap, PictureOfResult, Report, picture_of, within
from nuon_notebook.analysis.version_chart import VersionChart, version_chart, versions_in_words
from nuon_notebook.analysis.version_groups import VersionGroup, version_groups, with_old_ones_added_up
from nuon_notebook.display.sections import Customers, Headline, Section
from nuon_notebook.models import App, Collection, Install

SCREEN: Final = 20  # installs that are listed; more are grouped
EVER: Final = datetime.max.replace(tzinfo=UTC)


def _rows(name: str, title: str, *, framed: bool = True) -> Section:
    """Return a section of rows that open installs."""
    return Section(name, title, "rows", framed=framed, comes_with_model=True, optional=True, found_in="installs")


class Overview(Report):
    """Who runs which version, and who needs attention.

    Attributes:
        rows: all installs: those that fail first, then those that wait, then the rest; naturally sorted in each.
        groups: for each app the versions that installs run, the newest first.
        apps: how many apps.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        _rows("shown", "Installs", framed=False),
        _rows("more", "More that need attention"),
        Section("others", "Others that need no attention", "lines", late=True, comes_with_model=True, optional=True),
        Section("versions", "Versions", "table", open=True, comes_with_model=True, optional=True),
        Section("distribution", "Distribution", "picture", comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[InstallSummary] = Collection()
    groups: Collection[VersionGroup] = Collection()
    apps: int = 0

    @property
    def _listed(self) -> Collection[InstallSummary]:
        """All installs, if they fit on a screen; otherwise those that need attention."""
        few = len(self.rows) <= SCREEN
        return self.remember("listed", lambda: Collection(row for row in self.rows if few or row.needs_attention))

    @property
    def shown(self) -> Collection[InstallSummary]:
        """The installs that are listed: all, or those that need attention, as far as they fit on a screen.

        If not all of these fit, half of the screen is for those that fail.
        """
        failing = sum(row.failing for row in self._listed)
        others = len(self._listed) - failing
        first = max(SCREEN // 2, SCREEN - others)
        return Collection((*self._listed[:failing][:first], *self._listed[failing:][: SCREEN - min(first, failing)]))

    @property
    def more(self) -> Collection[InstallSummary]:
        """Further installs that need attention."""
        shown = {id(row) for row in self.shown}
        return Collection(row for row in self._listed if id(row) not in shown)

    @property
    def others(self) -> Collection[InstallSummary]:
        """The installs that need no attention, as far as is known, if not all fit on a screen."""
        listed = {id(row) for row in self._listed}
        return Collection(row for row in self.rows if id(row) not in listed)

    @property
    def installs(self) -> Collection[Install]:
        """The installs, in the order of the rows."""
        return self.remember("installs", lambda: Collection(row.opens for row in self.rows if row.opens))

    @property
    def unlisted(self) -> int:
        """The number of installs that need no attention, as far as is known, and are only counted."""
        return len(self.rows) - len(self._listed)

    @property
    def versions(self) -> Collection[VersionGroup]:
        """The groups, with the old ones of each app added up."""
        by_app: dict[str | None, list[VersionGroup]] = {}
        for group in self.groups:
            by_app.setdefault(group.app, []).append(group)
        return Collection(one for groups in by_app.values() for one in with_old_ones_added_up(groups))

    @property
    def distribution(self) -> PictureOfResult | None:
        """The installs by version, drawn; None if there are no installs."""
        return picture_of(self) if self.rows else None

    @property
    def drawing(self) -> VersionChart:
        """What is drawn: a bar per app and version."""
        return version_chart(self.versions)

    @property
    def alt(self) -> str:
        """In words what is drawn."""
        return versions_in_words(self.versions)

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """How many installs are behind, fail, wait."""
        return self.headline.facts

    @property
    def _for_customers(self) -> int:
        return sum(row.awaits_customer for row in self.rows)

    @property
    def headline(self) -> Headline:
        """Number of installs; how many are behind, fail, are stuck, wait."""
        total = len(self.rows)
        unknown = sum(row.behind is None for row in self.rows)
        unseen = sum(not row.known and not row.needs_attention for row in self.rows) if self.unlisted else 0
        facts = (
            f"{sum(bool(row.behind) for row in self.rows)} behind" if unknown < total else "",
            f"{unknown} of unknown version" if unknown else "",
            f"{sum(row.failing for row in self.rows)} failing" if total else "",
            f"{stuck} stuck" if (stuck := sum(row.stuck for row in self.rows)) else "",
            ", ".join(waits_in_words(sum(row.waiting for row in self.rows), self._for_customers)) if total else "",
            f"{self.unlisted - unseen} others need no attention" if self.unlisted > unseen else "",
            f"workflows of {unseen} not loaded" if unseen else "",
        )
        return Headline(self.title_for(total, "install"), facts=tuple(filter(None, facts)))


def overview(found: object) -> Overview:
    """Return who runs which version, what fails or waits now, and the last problem of each install.

    Args:
        found: an installer, an app, an install, or a list of these.

    Raises:
        InvalidArgumentError: `found` is none of these.
        NotLoadedError: `found` is a collection that was not loaded.
    """
    fleet = fleet_of(found)
    rows = [install_summary(one) for one in fleet.installs]
    by_app: dict[tuple[str | None, str | None], list[InstallSummary]] = {}
    for row in rows:
        by_app.setdefault((row.installer, row.app), []).append(row)
    apps: dict[tuple[str | None, str | None], App] = {
        (one.installer_name, one.app.title): one.app for one in fleet.apps
    }
    whole = {(one.installer.name if one.installer else None, one.app.title) for one in fleet.apps if one.asked_for}
    groups = [
        group
        for key in dict.fromkeys((*apps, *by_app))
        for group in version_groups(by_app.get(key, []), apps.get(key))
        if group.installs or key in whole  # installs that were left out may run the newest version
    ]
    made = Overview(
        as_of=fleet.moment,
        rows=Collection(sorted(rows, key=lambda row: row.rank)),  # stable: naturally sorted within each rank
        groups=Collection(groups),
        apps=len(fleet.apps),
        gaps=gaps_of(fleet.unread, fleet.workflow_gaps(EVER), _unread_configs(fleet)),
    )
    return within(made, fleet.stores)


def _unread_configs(fleet: Fleet) -> Iterator[Gap]:
    for _, app, _ in fleet.apps:
        if not app.was_loaded("configs"):
            yield gap_at(app._store, f"versions of {app.title}", app.call_to_load("configs"))
