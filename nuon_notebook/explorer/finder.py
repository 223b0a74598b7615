"""The search box, the filters, and what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html, formats
from nuon_notebook.explorer.finding import Entry, Index, Wanted, found, masked, statuses
from nuon_notebook.explorer.rows import SLICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nuon_notebook.explorer.bench import Bench

ANY = ("any", "")
MOST_LINES = 10  # of the list of hits, which scrolls


class Finder:
    """Finds what is in hand.

    Args:
        bench: makes widgets.
        go: opens the rows that lead to an entry.
    """

    def __init__(self, bench: Bench, go: Callable[[Entry], None]) -> None:
        self._bench = bench
        self._go = go
        self._index = Index()
        self._entries: tuple[Entry, ...] = ()
        self._found: tuple[Entry, ...] = ()
        self._listed: tuple[Entry, ...] = ()
        self._at: Entry | None = None
        self._shown = SLICE
        self._filling = False
        self._words = bench.workshop.text("Search", "names, ids, kinds, statuses")
        self._filters = [bench.workshop.dropdown(name, (ANY,)) for name in ("Status", "Install", "Workflow")]
        self._results: Any = None
        self.bar = (self._words, *self._filters)
        self.widget = bench.workshop.column()
        self._read()
        for field in self.bar:
            field.observe(self._changed, "value")

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self._words.value, *(one.value for one in self._filters))

    def again(self) -> None:
        """Go once more to the entry that is chosen: its rows may have been closed since."""
        with self._bench.lock:
            if not self._bench.workshop.closed and self._results is not None and self._results.index is not None:
                self._go(self._listed[self._results.index])

    def refresh(self) -> None:
        """Look for the same among what is in hand by now."""
        self._read()
        if self._results is not None:
            self._find()

    def _read(self) -> None:
        with self._bench.masking():
            self._entries = self._index.entries(self._bench.hand.root)
        installs = {entry.install for entry in self._entries if entry.install}
        types = {entry.workflow_type for entry in self._entries if entry.workflow_type}
        for one, values in zip(self._filters, (statuses(self._entries), installs, types), strict=True):
            self._offer(one, values)

    def _offer(self, one: Any, values: Iterable[str]) -> None:
        """Offer values, and the chosen one even where nothing has it any more: only who chose it takes it back."""
        chosen = one.value
        every = sorted({*values, chosen} - {""})
        options = (ANY, *((value.replace("_", " "), value) for value in every))
        if tuple(one.options) != options:
            self._filling = True
            one.options, one.value = options, chosen
            self._filling = False

    def _changed(self, _change: Any) -> None:
        with self._bench.lock:
            if not self._filling and not self._bench.workshop.closed:
                self._shown, self._at = SLICE, None
                self._find()

    def _find(self) -> None:
        if not self.wanted:
            self.widget.children = ()
            return
        self._found = found(self._entries, self.wanted)
        if self._results is None:
            self._make()
        self._list()

    def _make(self) -> None:
        make = self._bench.workshop
        self._count, self._results = make.html(), make.listing("Found", "a choice opens; Enter goes there")
        self._more = make.button(f"show {SLICE} more", self._further)
        self._results.observe(self._chosen, "index")

    def _list(self) -> None:
        with self._bench.masking():
            shown = self._listed = tuple(map(masked, self._found[: self._shown]))
        told = f"{formats.count(len(self._found), 'hit')} of {len(self._entries)} in hand"
        self._count.value = explorer_html.note(
            told if len(shown) == len(self._found) else f"{told}, {len(shown)} shown"
        )
        self._fill(shown)
        more = (self._more,) if len(shown) < len(self._found) else ()
        self.widget.children = (self._count, *((self._results,) if shown else ()), *more)

    def _fill(self, shown: tuple[Entry, ...]) -> None:
        """List some entries; the chosen one stays chosen where it is among them, whatever its status is by now."""
        options = tuple((entry.line, place) for place, entry in enumerate(shown))
        index = next((place for place, entry in enumerate(shown) if _same(entry, self._at)), None)
        if tuple(self._results.options) == options and self._results.index == index:
            return
        self._filling = True
        with self._results.hold_sync():
            if tuple(self._results.options) != options:
                self._results.options, self._results.rows = options, min(max(len(options), 2), MOST_LINES)
            self._results.index = index
        self._filling = False
        if index is not None:
            self._follow(shown[index])

    def _follow(self, now: Entry) -> None:
        """Take the chosen entry as it is by now; where its name came only now, the page looks for it by that name."""
        before, self._at = self._at, now
        if before and before.told[:1] != now.told[:1]:
            self._go(now)

    def _further(self) -> None:
        with self._bench.lock:
            self._shown += SLICE
            self._list()

    def _chosen(self, change: Any) -> None:
        with self._bench.lock:
            if change.new is not None and not self._filling:
                self._at = self._listed[change.new]
                self._go(self._at)


def _same(one: Entry, other: Entry | None) -> bool:
    return other is not None and (one.path, one.key) == (other.path, other.key)
