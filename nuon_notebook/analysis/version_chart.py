"""What is drawn of the versions that installs run: a bar per app and version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nuon_notebook.analysis.install_summary import distance_in_brief
from nuon_notebook.display import formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nuon_notebook.analysis.version_groups import VersionGroup

MAX_ROWS: Final = 40
WIDTH: Final = 700
TOP, ROW, FOOT = 8, 20, 26
LEFT, LENGTH = 120, 90  # of the longest bar
KINDS: Final = ("others", "not deployed", "failing", "waiting")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: the installs of one of `KINDS`."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A version of an app, or the app's name where `parts` and `says` are empty."""

    y: int
    title: str
    is_app: bool
    parts: tuple[Part, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class VersionChart:
    """The picture of the versions that installs run."""

    rows: tuple[Row, ...]
    rest: str
    height: int
    width: int = WIDTH
    left: int = LEFT
    length: int = LENGTH
    template: str = "version_chart.svg.j2"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that there are."""
        found = {part.kind for row in self.rows for part in row.parts}
        return tuple(kind for kind in KINDS if kind in found)


def version_chart(groups: Sequence[VersionGroup]) -> VersionChart:
    """Return what is drawn of groups of installs, which are sorted by app."""
    every = [*_rows(groups)]
    cut = sum(not row.is_app for row in every[MAX_ROWS:])
    rest = f"{formats.count(cut, 'more version')} not drawn" if cut else ""
    rows = tuple(every[:MAX_ROWS])
    return VersionChart(rows, rest, TOP + ROW * len(rows) + FOOT)


def versions_in_words(groups: Sequence[VersionGroup]) -> str:
    """Return in words what is drawn."""
    return "Installs by version. " + "; ".join(f"{group.app} {group.title}: {_says(group)}" for group in groups)


def _rows(groups: Sequence[VersionGroup]) -> Iterator[Row]:
    most = max((group.installs for group in groups), default=0) or 1
    y, app = TOP, None
    for group in groups:
        if group.app != app:
            app = group.app
            yield Row(y, app or "", is_app=True)
            y += ROW
        yield Row(y, group.title or "", is_app=False, parts=tuple(_parts(group, most)), says=_says(group))
        y += ROW


def _parts(group: VersionGroup, most: int) -> Iterator[Part]:
    """Yield the parts of a bar; an install that fails and waits counts as failing."""
    others = group.installs - group.failing - group.only_waiting - group.only_undeployed
    x: float = LEFT
    for kind, number in zip(KINDS, (others, group.only_undeployed, group.failing, group.only_waiting), strict=True):
        width = round(LENGTH * number / most, 1)
        if number:
            yield Part(kind, round(x, 1), width)
        x += width


def _says(group: VersionGroup) -> str:
    behind = distance_in_brief(group.behind, group.older_by) or group.newest
    troubles = (f"{formats.GLYPHS[formats.status_tone(status)]} {words}".strip() for status, words in group.troubles)
    return ", ".join(filter(None, (formats.count(group.installs, "install"), *troubles, behind)))
