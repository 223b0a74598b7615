"""The filters, the search box and its hits. Nothing is read before somebody uses them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display import explorer_html, formats
from nuon_notebook.explorer.node import SLICE
from nuon_notebook.explorer.search_index import Entry, Filter, Place, SearchIndex, found, labels_in, statuses
from nuon_notebook.explorer.unloaded import LoadingAll, in_words, unloaded
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.node import Load
    from nuon_notebook.explorer.widget_factory import WidgetFactory

    Hit = Entry | Place

ANY: Final = ("any", "")
MOST_LINES: Final = 12  # of the list of hits, which scrolls
INDENT: Final = "\N{NO-BREAK SPACE}" * 3
COUNTED: Final = {"install": "install", "workflow": "workflow", "config": "version"}
"""The kinds of entries that are counted when they are filtered, and what they are called."""


class SearchBox:
    """Finds what was loaded, and filters what is shown.

    Args:
        context: what was loaded.
        factory: makes widgets.
        go: opens the rows that lead to something; called with the keys, the texts by which the page finds it there.
        on_filter: called after another filter was chosen.
    """

    def __init__(
        self,
        context: Context,
        factory: WidgetFactory,
        go: Callable[[Sequence[str], tuple[str, ...]], None],
        on_filter: Callable[[], None],
    ) -> None:
        self._context = context
        self._factory = factory
        self._go = go
        self._on_filter = on_filter
        self._index = SearchIndex()
        self._entries: tuple[Entry, ...] | None = None
        self._found: tuple[Entry, ...] = ()
        self._listed: tuple[Hit, ...] = ()
        self._chosen: Hit | None = None
        self._shown = SLICE
        self._filling = False
        self._words = factory.text("Search", "names, ids, statuses, variables, repositories")
        self._clear = factory.button("Show all", self.clear, disabled=True)
        self._results: Any = None
        self._missing: Sequence[Load] = ()
        self._loading = LoadingAll(context, self._arrange)
        self.filters = tuple(factory.dropdown(name, (ANY,)) for name in ("Status", "Install", "Workflow", "Label"))
        self.bar = (self._words, self._clear)
        self.widget = factory.column()
        for one in self.filters:
            factory.on_value(one, "value", self._filter_changed)
        factory.on_value(self._words, "value", self._words_changed)

    @property
    def filter(self) -> Filter:
        """What is shown."""
        return Filter(*(one.value for one in self.filters))

    @property
    def offered(self) -> tuple[Any, ...]:
        """The filters that have something to offer: that by label only where an install has one."""
        *others, label = self.filters
        return self.filters if label.value or self._labels else (*others,)

    @property
    def _labels(self) -> tuple[str, ...]:
        root = self._context.root
        with self._context.masking():
            return root.remember("labels", lambda: labels_in(root))

    @property
    def words(self) -> str:
        """What is searched for."""
        return str(self._words.value).strip()

    def use(self) -> None:
        """Offer the values of the filters: somebody is about to use them."""
        with self._factory.lock:
            if not self._factory.closed and self._entries is None:
                self._read()

    def clear(self) -> None:
        """Show everything: take the filters away, and the words."""
        self._filling = True
        for one in self.filters:
            one.value = ""
        self._words.value = ""
        self._filling = False
        self._changed()
        self._on_filter()

    def go_again(self) -> None:
        """Go to the chosen hit again: its rows may have been closed since."""
        with self._factory.lock:
            if not self._factory.closed and self._results is not None and self._results.index is not None:
                self._go_to(self._listed[self._results.index])

    def update(self) -> None:
        """Search in what is loaded by now; where nothing is searched for, read it when it is used next."""
        if self.words or self.filter:
            self._read()
            self._find()
        else:
            self._entries = None

    def _read(self) -> None:
        with self._context.masking():
            self._entries = self._index.entries(self._context.root)
        installs = sorted({name for entry in self._entries for name in entry.installs}, key=str.casefold)
        types = sorted({entry.workflow_type for entry in self._entries if entry.workflow_type})
        options = (
            _in_words(statuses(self._entries), _status_in_words, _severity),
            [(name, name) for name in installs],
            _in_words(types, formats.describe_workflow, str),
            [(label, label) for label in self._labels],
        )
        for one, offered in zip(self.filters, options, strict=True):
            self._offer(one, offered)

    def _offer(self, one: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Offer values; keep the selected value as an option even if nothing matches it now."""
        chosen = one.value
        known = {value for _, value in offered}
        kept = () if not chosen or chosen in known else ((chosen, chosen),)
        options = (ANY, *offered, *kept)
        if tuple(one.options) != options:
            self._filling = True
            one.options, one.value = options, chosen
            self._filling = False

    def _filter_changed(self, _value: Any) -> None:
        if not self._filling:
            self._changed()
            self._on_filter()

    def _words_changed(self, _value: Any) -> None:
        if not self._filling:
            self._changed()

    def _changed(self) -> None:
        self.use()
        self._shown, self._chosen = SLICE, None
        self._find()

    def _find(self) -> None:
        """Filter, search, and tell what was not looked through."""
        entries, left = self._entries or (), self.filter
        self._context.kept = left.kept(entries)
        self._clear.disabled = not (self.words or left)
        self._missing = unloaded(self._context.root) if self.words or left else ()
        if self._results is None and (self.words or left):
            self._make()
        if self.words:
            self._found = found(entries, self.words, left)
            self._list()
        self._arrange()

    def _list(self) -> None:
        self._listed = tuple(_grouped(self._found[: self._shown]))
        number = len(self._found)
        count = f"{formats.count(number, 'hit')} in {len(self._entries or ()):,} loaded items, long texts left out"
        self._count.value = explorer_html.note(count if number <= self._shown else f"{count}, {self._shown} shown")
        self._fill()

    def _make(self) -> None:
        factory = self._factory
        self._count, self._results = factory.html(), factory.listing("Found", "a choice opens; Enter goes there")
        self._more = factory.button(f"show {SLICE} more", self._show_more)
        factory.on_value(self._results, "index", self._choose)
        self._filtered_note, self._missing_note = factory.html(), factory.html()
        self._load = factory.button("Load and search", lambda: self._loading.press(self._missing))
        self._missing_bar = factory.bar()

    def _fill(self) -> None:
        """List the hits; the chosen one stays chosen where it is among them, even if its status has changed."""
        with self._context.masking():
            options = tuple((self._line(one), place) for place, one in enumerate(self._listed))
        index = next((place for place, one in enumerate(self._listed) if _same(one, self._chosen)), None)
        if tuple(self._results.options) == options and self._results.index == index:
            return
        self._filling = True
        with self._results.hold_sync():
            if tuple(self._results.options) != options:
                self._results.options, self._results.rows = options, min(max(len(options), 2), MOST_LINES)
            self._results.index = index
        self._filling = False
        if index is not None:
            self._follow(self._listed[index])

    def _line(self, hit: Hit) -> str:
        if isinstance(hit, Place):
            number = sum(entry.place.path == hit.path for entry in self._found)
            return f"{mask_text(hit.words)} · {formats.count(number, 'hit')}"
        return f"{INDENT if hit.place.names else ''}{hit.line()}"

    def _follow(self, now: Hit) -> None:
        """Take the chosen hit as it is by now; if its name was loaded only now, the page looks for that name."""
        before, self._chosen = self._chosen, now
        if isinstance(before, Place) or isinstance(now, Place) or before is None:
            return
        with self._context.masking():
            renamed = before.texts()[:1] != now.texts()[:1]
        if renamed:
            self._go_to(now)

    def _arrange(self) -> None:
        """Show what there is to tell; what is there already is not sent again."""
        if not (self.words or self.filter):
            self.widget.children = ()
            return
        filtered = (self._filtered_note,) if self.filter else ()
        self._tell_filtered()
        self.widget.children = (*filtered, *(self._hits() if self.words else ()), *self._missing_bars())

    def _tell_filtered(self) -> None:
        """Say how much of everything the filter leaves."""
        kept = self._context.kept or ()
        rows = [(entry.kind, entry.path[-1]) for entry in self._entries or () if entry.kind in COUNTED]
        every, left = Counter(kind for kind, _ in rows), Counter(kind for kind, key in rows if key in kept)
        told = [f"{left[kind]} of {formats.count(every[kind], noun)}" for kind, noun in COUNTED.items() if every[kind]]
        self._filtered_note.value = explorer_html.note(f"Shown: {', '.join(told)}")

    def _hits(self) -> tuple[Any, ...]:
        more = (self._more,) if self._shown < len(self._found) else ()
        return (self._count, *((self._results,) if self._found else ()), *more)

    def _missing_bars(self) -> tuple[Any, ...]:
        """Return what was not looked through, and the button that loads it; nothing if all of it was."""
        loading = self._loading
        missing = f"Not looked through, because not loaded: {in_words(self._missing)}." if self._missing else ""
        told = loading.note if loading.active else " ".join(filter(None, (missing, loading.note)))
        if not told:
            return ()
        with self._context.masking():
            self._missing_note.value = explorer_html.note(told, loading.status)
        self._load.description = "Cancel" if loading.active else "Load and search"
        offered = (self._load,) if self._missing or loading.active else ()
        self._missing_bar.children = (self._missing_note, *offered)
        return (self._missing_bar,)

    def _show_more(self) -> None:
        self._shown += SLICE
        self._list()
        self._arrange()

    def _choose(self, index: int | None) -> None:
        if index is not None and not self._filling:
            self._chosen = self._listed[index]
            self._go_to(self._chosen)

    def _go_to(self, hit: Hit) -> None:
        if isinstance(hit, Place):
            self._go(hit.path, ())
            return
        with self._context.masking():
            texts = hit.texts()
        self._go((*hit.path, hit.chosen) if hit.chosen else hit.path, texts)


def _grouped(entries: Iterable[Entry]) -> Iterator[Hit]:
    """Yield entries by place, each place before what is in it."""
    by_place: dict[Place, list[Entry]] = {}
    for entry in entries:
        by_place.setdefault(entry.place, []).append(entry)
    for place, found_there in by_place.items():
        if place.names:
            yield place
        yield from found_there


def _in_words(values: Iterable[str], words: Callable[[str], str], order: Callable[[str], Any]) -> list[tuple[str, str]]:
    """Return values as options, each in words; where two have the same, with the API's word."""
    ordered = sorted(values, key=order)
    told = Counter(map(words, ordered))
    return [(words(one) if told[words(one)] == 1 else f"{words(one)} ({one})", one) for one in ordered]


def _status_in_words(status: str) -> str:
    return f"{formats.GLYPHS[formats.status_tone(status)]} {formats.status_words(status)}".strip()


def _severity(status: str) -> tuple[int, str]:
    return formats.SEVERITY[formats.status_tone(status)], formats.status_words(status)


def _same(one: Hit, other: Hit | None) -> bool:
    if isinstance(one, Place) or isinstance(other, Place):
        return one == other
    return other is not None and (one.path, one.key) == (other.path, other.key)
