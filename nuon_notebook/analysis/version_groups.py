"""The installs of an app by the version that they run: how many, how far behind, how many fail or wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.analysis.install_summary import InstallSummary, distance_in_words, waits_in_words
from nuon_notebook.analysis.result import Result
from nuon_notebook.analysis.working_config import newest_working, working_config
from nuon_notebook.display import formats
from nuon_notebook.display.sections import MAX_NAMES, Headline
from nuon_notebook.models import App, Collection
from nuon_notebook.models.statuses import APPROVAL_AWAITING

VERSIONS: Final = 5  # of one app that are listed; older ones are added up
FAILING, PENDING = "error", "pending"


class VersionGroup(Result):
    """The installs of an app that run one version, or several old ones.

    Attributes:
        app: the app's name.
        title: the version, for instance `v11`; `v6 and older` for several; `not known`.
        version: its number; None for several, and if it is not known.
        newest: what is said of the newest version: `newest working; v12 failed`; empty for others.
        behind: how many working versions are newer; None if that is not known.
        older_by: how much older it is than the newest working one; None if that is not known.
        installs: how many installs run it.
        failing: how many of them fail.
        waiting: how many of them wait for approval.
        undeployed: to how many of them nothing of it was deployed.
        only_undeployed: how many of those neither fail nor wait.
        only_waiting: how many wait for approval or the customer and do not fail.
        for_customer: how many of them wait until the customer does something.
        rows: the installs, by name.
    """

    app: str | None = None
    title: str | None = None
    version: int | None = None
    newest: str = ""
    behind: int | None = None
    older_by: timedelta | None = None
    installs: int = 0
    failing: int = 0
    waiting: int = 0
    for_customer: int = 0
    undeployed: int = 0
    only_undeployed: int = 0
    only_waiting: int = 0
    rows: Collection[InstallSummary] = Collection()

    @property
    def listed(self) -> Collection[InstallSummary]:
        """The installs, if they are few."""
        return self.rows if len(self.rows) <= MAX_NAMES else Collection()

    @property
    def behind_in_words(self) -> str:
        """How far it is behind, below a heading that says so: `5 versions, 27d older`; empty for the newest."""
        return self.distance.replace(" behind", "")

    @property
    def distance(self) -> str:
        """How far it is behind: `5 versions behind, 27d older`; empty for the newest."""
        return distance_in_words(self.behind, self.older_by)

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """How many of its installs fail, wait, or do not run it: a status for each, and the number in words."""
        waits = waits_in_words(self.waiting, self.for_customer) if self.waiting or self.for_customer else ()
        failing = ((FAILING, f"{self.failing} failing"),) if self.failing else ()
        undeployed = ((PENDING, f"{self.undeployed} not deployed"),) if self.undeployed else ()
        return (*failing, *((APPROVAL_AWAITING, words) for words in waits), *undeployed)

    @property
    def headline(self) -> Headline:
        """App and version; number of installs, how far behind, how many fail or wait."""
        behind = self.distance or self.newest
        facts = (formats.count(self.installs, "install"), behind, *(words for _, words in self.troubles))
        return Headline(f"{self.app} {self.title}", facts=tuple(filter(None, facts)))


def version_groups(rows: Sequence[InstallSummary], app: App | None) -> Iterator[VersionGroup]:
    """Yield the versions that the installs of an app run, the newest first, the unknown one last."""
    by_version: dict[int | None, list[InstallSummary]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row)
    newest = newest_working(app) if app else None
    if newest and newest.version:
        by_version.setdefault(newest.version, [])
    for version in sorted(by_version, key=lambda one: -1 if one is None else one, reverse=True):
        those = by_version[version]
        is_newest = bool(newest and version and newest.version == version)
        yield VersionGroup(
            app=app.title if app else next((row.app for row in those), None),
            title=f"v{version}" if version else "not known",
            version=version,
            newest=_newest_in_words(app) if app and is_newest else "",
            behind=0 if is_newest else next((row.behind for row in those), None),
            older_by=next((row.older_by for row in those), None),
            **_counted(those),
        ).at(app._store if app else None, app)


def _counted(rows: Sequence[InstallSummary]) -> dict[str, object]:
    """Return the fields of a group that count its installs."""
    undeployed = [row for row in rows if row.deployed is False]
    return {
        "installs": len(rows),
        "failing": sum(row.failing for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "for_customer": sum(row.awaits_customer for row in rows),
        "undeployed": len(undeployed),
        "only_waiting": sum(not row.failing and (row.waiting or row.awaits_customer) for row in rows),
        "only_undeployed": sum(not (row.failing or row.waiting or row.awaits_customer) for row in undeployed),
        "rows": Collection(sorted(rows, key=lambda row: natural_key(row.install or row.install_id))),
    }


def _newest_in_words(app: App) -> str:
    failed = working_config(app).failed
    return f"newest working; {formats.join_words(failed)} failed" if failed else "newest"


def with_old_ones_added_up(groups: Sequence[VersionGroup]) -> Iterator[VersionGroup]:
    """Yield the groups of an app. If there are many, the old ones become one group."""
    if len(groups) <= VERSIONS + 1:
        yield from groups
        return
    yield from groups[:VERSIONS]
    old = groups[VERSIONS:]
    behind = Counter(group.behind for group in old)
    yield VersionGroup(
        app=old[0].app,
        title=f"{old[0].title} and older",
        behind=max((number for number in behind if number is not None), default=None),
        older_by=max((group.older_by for group in old if group.older_by is not None), default=None),
        installs=sum(group.installs for group in old),
        failing=sum(group.failing for group in old),
        waiting=sum(group.waiting for group in old),
        for_customer=sum(group.for_customer for group in old),
        undeployed=sum(group.undeployed for group in old),
        only_undeployed=sum(group.only_undeployed for group in old),
        only_waiting=sum(group.only_waiting for group in old),
        rows=Collection(row for group in old for row in group.rows),
    ).at(old[0]._store, old[0].parent)
