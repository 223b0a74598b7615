"""The search box, its filters, and the hits. Nothing is read before somebody uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display import explorer_html, formats
from nuon_notebook.explorer.nodes import SLICE
from nuon_notebook.explorer.search_index import Entry, Query, SearchIndex, found, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.widget_factory import WidgetFactory

ANY: Final = ("any", "")
MOST_LINES: Final = 10  # of the list of hits, which scrolls


class SearchBox:
    """Finds what was loaded.

    Args:
        context: what was loaded.
        factory: makes widgets.
        go: opens the rows that lead to an entry.
    """

    def __init__(self, context: Context, factory: WidgetFactory, go: Callable[[Entry], None]) -> None:
        self._context = context
        self._factory = factory
        self._go = go
        self._index = SearchIndex()
        self._entries: tuple[Entry, ...] | None = None
        self._found: tuple[Entry, ...] = ()
        self._listed: tuple[Entry, ...] = ()
        self._chosen: Entry | None = None
        self._shown = SLICE
        self._filling = False
        self._words = factory.text("Search", "names, ids, kinds, statuses")
        self._filters = [factory.dropdown(name, (ANY,)) for name in ("Status", "Install", "Workflow")]
        self._results: Any = None
        self.bar = (self._words, *self._filters)
        self.widget = factory.column()
        for field in self.bar:
            factory.on_value(field, "value", self._changed)

    @property
    def query(self) -> Query:
        """What is searched for."""
        return Query(self._words.value, *(one.value for one in self._filters))

    def use(self) -> None:
        """Offer the values of the filters: somebody is about to use them."""
        with self._factory.lock:
            if not self._factory.closed and self._entries is None:
                self._read()

    def go_again(self) -> None:
        """Go to the chosen entry again: its rows may have been closed since."""
        with self._factory.lock:
            if not self._factory.closed and self._results is not None and self._results.index is not None:
                self._go(self._listed[self._results.index])

    def update(self) -> None:
        """Search for the same in what is loaded by now; where nothing is searched for, read it when it is used next."""
        if self.query:
            self._read()
            self._find()
        else:
            self._entries = None

    def _read(self) -> None:
        with self._context.masking():
            self._entries = self._index.entries(self._context.root)
        installs = {entry.install for entry in self._entries if entry.install}
        types = {entry.workflow_type for entry in self._entries if entry.workflow_type}
        for one, values in zip(self._filters, (statuses(self._entries), installs, types), strict=True):
            self._offer(one, values)

    def _offer(self, one: Any, values: Iterable[str]) -> None:
        """Offer values; keep the selected value as an option even if nothing matches it now."""
        chosen = one.value
        every = sorted({*values, chosen} - {""})
        options = (ANY, *((value.replace("_", " "), value) for value in every))
        if tuple(one.options) != options:
            self._filling = True
            one.options, one.value = options, chosen
            self._filling = False

    def _changed(self, _value: Any) -> None:
        if not self._filling:
            self.use()
            self._shown, self._chosen = SLICE, None
            self._find()

    def _find(self) -> None:
        if not self.query:
            self.widget.children = ()
            return
        self._found = found(self._entries or (), self.query)
        if self._results is None:
            self._make()
        self._list()

    def _make(self) -> None:
        factory = self._factory
        self._count, self._results = factory.html(), factory.listing("Found", "a choice opens; Enter goes there")
        self._more = factory.button(f"show {SLICE} more", self._show_more)
        factory.on_value(self._results, "index", self._choose)

    def _list(self) -> None:
        shown = self._listed = self._found[: self._shown]
        count = f"{formats.count(len(self._found), 'hit')} in {len(self._entries or ())} loaded items"
        self._count.value = explorer_html.note(
            count if len(shown) == len(self._found) else f"{count}, {len(shown)} shown"
        )
        self._fill(shown)
        more = (self._more,) if len(shown) < len(self._found) else ()
        self.widget.children = (self._count, *((self._results,) if shown else ()), *more)

    def _fill(self, shown: tuple[Entry, ...]) -> None:
        """List some entries; the chosen one stays chosen where it is among them, even if its status has changed."""
        with self._context.masking():
            options = tuple((entry.line(), place) for place, entry in enumerate(shown))
        index = next((place for place, entry in enumerate(shown) if _same(entry, self._chosen)), None)
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
        """Take the chosen entry as it is by now; if its name was loaded only now, the page looks for that name."""
        before, self._chosen = self._chosen, now
        with self._context.masking():
            renamed = before is not None and before.texts()[:1] != now.texts()[:1]
        if renamed:
            self._go(now)

    def _show_more(self) -> None:
        self._shown += SLICE
        self._list()

    def _choose(self, index: int | None) -> None:
        if index is not None and not self._filling:
            self._chosen = self._listed[index]
            self._go(self._chosen)


def _same(one: Entry, other: Entry | None) -> bool:
    return other is not None and (one.path, one.key) == (other.path, other.key)
