"""An accordion of any length: rows come in slices, and what a row holds is made when it is opened first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from nuon_notebook.explorer.bench import Bench

SLICE = 50
SLOTS = 17
"""The slots of a slice. Each costs a message, so rows 1, 18 and 35 share one: of an accordion only one row is open. The
style sheet hides in a row what belongs to another, also before the kernel could answer a click."""

TURNS = -(-SLICE // SLOTS)
SHARED = "nuon-shared"


class Pane:
    """What a row holds once it was opened.

    Attributes:
        widget: shows it.
        own_class: a class by which the page knows it, or the first pane in it.
    """

    widget: Any
    own_class: str

    def refresh(self) -> None:
        """Show what is in hand by now."""

    def reveal(self, path: Sequence[str]) -> Pane:  # noqa: ARG002 - most panes hold nothing that opens
        """Open what keys lead to, as soon as it is there, and return the innermost pane that is there now."""
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        key: what tells it from its siblings, also after a refresh.
        title: its header.
        make: makes what it holds.
    """

    key: str
    title: str
    make: Callable[[], Pane]


class Rows:
    """Rows in slices, each slice an accordion.

    Args:
        bench: makes widgets.
        rows: all rows.
        below: a widget that stands below them.
    """

    def __init__(self, bench: Bench, rows: Sequence[Row], below: Any = None) -> None:
        self._bench = bench
        self._rows = list(rows)
        self._panes: dict[str, Pane] = {}
        self._slices: list[_Slice] = []
        self._below = () if below is None else (below,)
        self._more: Any = None
        self.widget = bench.workshop.column()
        self._show(SLICE)

    @property
    def hidden(self) -> int:
        """How many rows are not shown yet."""
        return len(self._rows) - sum(len(one.keys) for one in self._slices)

    def more(self) -> None:
        """Show the next slice."""
        with self._bench.lock:
            self._show(len(self._rows) - self.hidden + SLICE)

    def open(self, key: str) -> Pane | None:
        """Open a row and return what it holds; None where there is no such row."""
        if key not in {row.key for row in self._rows}:
            return None
        while not any(key in one.keys for one in self._slices):
            self.more()
        at = next(one for one in self._slices if key in one.keys)
        at.select(key)
        return self._panes[key]

    def update(self, rows: Sequence[Row]) -> None:
        """Take other rows; what is open stays open."""
        # Where nothing was hidden, what is new was just asked for.
        shown = max(len(self._rows) - self.hidden, SLICE) + (0 if self.hidden else SLICE)
        opened = {one.opened for one in self._slices} - {None}
        shown = max([shown, *(place for place, row in enumerate(rows, 1) if row.key in opened)])
        self._rows = list(rows)
        self._panes = {row.key: self._panes[row.key] for row in rows if row.key in self._panes}
        if [row.key for row in rows[:shown]] == [key for one in self._slices for key in one.keys]:
            self._retitle()
        else:
            old, self._slices = self._slices, []
            self._show(shown, opened)
            for one in old:
                self._bench.workshop.discard(one.widgets)
        for one in self._slices:
            one.refresh()

    def _retitle(self) -> None:
        titles = {row.key: row.title for row in self._rows}
        for one in self._slices:
            one.accordion.titles = tuple(titles[key] for key in one.keys)
        self._lay_out()

    def _show(self, number: int, opened: Set[str | None] = frozenset()) -> None:
        at = sum(len(one.keys) for one in self._slices)
        for rows in _cut(self._rows[at:number], opened):
            self._slices.append(_Slice(self._bench, rows, self._pane, opened))
        self._lay_out()

    def _lay_out(self) -> None:
        if self.hidden and self._more is None:
            self._more = self._bench.workshop.button(f"show {SLICE} more", self.more)
        further = (self._more,) if self.hidden else self._below
        self.widget.children = (*(one.accordion for one in self._slices), *further)

    def _pane(self, key: str) -> Pane:
        """Return what a row holds, as it is by now."""
        if key in self._panes:
            self._panes[key].refresh()
        else:
            self._panes[key] = next(row for row in self._rows if row.key == key).make()
        return self._panes[key]


def _cut(rows: Iterable[Row], opened: Set[str | None]) -> Iterator[list[Row]]:
    """Yield slices, in each of which at most one row is open: an accordion can show no more."""
    cut: list[Row] = []
    for row in rows:
        if len(cut) == SLICE or (row.key in opened and any(one.key in opened for one in cut)):
            yield cut
            cut = []
        cut.append(row)
    if cut:
        yield cut


class _Slice:
    """Some rows in an accordion."""

    def __init__(self, bench: Bench, rows: Sequence[Row], pane: Callable[[str], Pane], opened: Set[str | None]) -> None:
        self._bench = bench
        self._pane = pane
        self.keys = [row.key for row in rows]
        self._slots = [bench.workshop.column(css=("nuon-slot",)) for _ in range(min(len(rows), SLOTS))]
        index = next((place for place, key in enumerate(self.keys) if key in opened), None)
        if index is not None:
            self._fill(index)
        children = tuple(self._slots[place % SLOTS] for place in range(len(rows)))
        self.accordion = bench.workshop.accordion(children, tuple(row.title for row in rows), index)
        self.accordion.observe(self._selected, "selected_index")

    @property
    def widgets(self) -> tuple[Any, ...]:
        """The accordion and its slots."""
        return (self.accordion, *self._slots)

    @property
    def opened(self) -> str | None:
        """The key of the row that is open."""
        index = self.accordion.selected_index
        return None if index is None else self.keys[index]

    def select(self, key: str) -> None:
        """Open a row."""
        index = self.keys.index(key)
        self.accordion.selected_index = index
        self._fill(index)

    def refresh(self) -> None:
        """Show in the row that is open what is in hand by now; the others follow when they are opened."""
        if self.opened is not None:
            self._pane(self.opened)

    def _selected(self, change: Any) -> None:
        with self._bench.lock:
            if change.new is not None and not self._bench.workshop.closed:
                self._fill(change.new)

    def _fill(self, index: int) -> None:
        widget = self._pane(self.keys[index]).widget
        own = (css for css in widget._dom_classes if not css.startswith(SHARED))
        shared = (SHARED, f"{SHARED}-{index // SLOTS}") if len(self.keys) > SLOTS else ()
        widget._dom_classes = (*own, *shared)
        self._slots[index % SLOTS].children = (widget,)
