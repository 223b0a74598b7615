"""An accordion of any length: rows come in slices, and what a row holds is made when it is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.explorer.node import SLICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from nuon_notebook.explorer.node import Node
    from nuon_notebook.explorer.widget_factory import WidgetFactory

SLOTS: Final = 17
"""The slots of a slice. Each costs a message, so rows 1, 18 and 35 share one: of an accordion only one row is open. The
style sheet hides in a row what belongs to another, also before the kernel could answer a click."""

TURNS: Final = -(-SLICE // SLOTS)
SHARED: Final = "nuon-shared"


class Pane:
    """What a row holds once it was opened.

    Attributes:
        widget: shows it.
        own_class: a class by which the page finds it.
    """

    widget: Any
    own_class: str

    def open(self) -> None:
        """Show the node, or load it; to be called when the pane is where updates reach it: an answer may be there."""

    def update(self, node: Node) -> None:
        """Show the node as it is by now."""

    def reveal(self, path: Sequence[str]) -> Pane:  # noqa: ARG002 - most panes hold nothing that opens
        """Open what keys lead to, as soon as it is there, and return the innermost pane that is there now."""
        return self


class Rows:
    """Rows in slices, each slice an accordion.

    Args:
        factory: makes widgets.
        nodes: a node for each row.
        make: makes the pane of a node.
        on_change: called after `widgets` has changed.
    """

    def __init__(
        self,
        factory: WidgetFactory,
        nodes: Sequence[Node],
        make: Callable[[Node], Pane],
        on_change: Callable[[], None],
    ) -> None:
        self._factory = factory
        self._nodes = nodes
        self._make = make
        self._on_change = on_change
        self._panes: dict[str, Pane] = {}
        self._slices: list[_Slice] = []
        self._more: Any = None
        self._add_slices(SLICE, {node.key for node in nodes if node.shown_open})

    @property
    def hidden(self) -> int:
        """How many rows are not shown yet."""
        return len(self._nodes) - self._shown

    @property
    def widgets(self) -> tuple[Any, ...]:
        """The accordions, and the button that shows the next slice."""
        if self.hidden and self._more is None:
            self._more = self._factory.button(f"show {SLICE} more", self.more)
        return (*(one.accordion for one in self._slices), *((self._more,) if self.hidden else ()))

    def more(self) -> None:
        """Show the next slice."""
        self._add_slices(self._shown + SLICE)
        self._on_change()

    def open(self, key: str) -> Pane | None:
        """Open a row and return what it holds; None where there is no such row."""
        if key not in {node.key for node in self._nodes}:
            return None
        while not any(key in one.keys for one in self._slices):
            self.more()
        next(one for one in self._slices if key in one.keys).select(key)
        return self._panes[key]

    def update(self, nodes: Sequence[Node]) -> None:
        """Take other nodes; what is open stays open."""
        # Where nothing was hidden, what is new was just loaded.
        shown = max(self._shown, SLICE) + (0 if self.hidden else SLICE)
        opened = {one.opened for one in self._slices} - {None}
        shown = max([shown, *(place for place, node in enumerate(nodes, 1) if node.key in opened)])
        self._nodes = nodes
        kept = {node.key for node in nodes} & self._panes.keys()
        self._panes = {key: self._panes[key] for key in kept}
        if [node.key for node in nodes[:shown]] == [key for one in self._slices for key in one.keys]:
            self._update_slices()
        else:
            self._make_slices(shown, opened)

    def _update_slices(self) -> None:
        at = 0
        for one in self._slices:
            one.update(self._nodes[at : at + len(one.keys)])
            at += len(one.keys)

    def _make_slices(self, shown: int, opened: Set[str | None]) -> None:
        old, self._slices = self._slices, []
        self._add_slices(shown, opened)
        self._on_change()
        for one in old:
            self._factory.discard(one.widgets)

    @property
    def _shown(self) -> int:
        return sum(len(one.keys) for one in self._slices)

    def _add_slices(self, number: int, opened: Set[str | None] = frozenset()) -> None:
        for nodes in _cut(self._nodes[self._shown : number], opened):
            self._slices.append(_Slice(self._factory, nodes, self._pane, opened))

    def _pane(self, node: Node) -> Pane:
        """Return what a row holds, as it is by now."""
        pane = self._panes.get(node.key)
        if pane is None:
            pane = self._panes[node.key] = self._make(node)
            pane.open()
        else:
            pane.update(node)
        return pane


def _cut(nodes: Iterable[Node], opened: Set[str | None]) -> Iterator[list[Node]]:
    """Yield slices, in each of which at most one row is open: an accordion can show no more."""
    cut: list[Node] = []
    for node in nodes:
        second = node.key in opened and any(one.key in opened for one in cut)
        if cut and (len(cut) == SLICE or second or node.apart or cut[-1].apart):
            yield cut
            cut = []
        cut.append(node)
    if cut:
        yield cut


class _Slice:
    """Some rows in an accordion."""

    def __init__(
        self,
        factory: WidgetFactory,
        nodes: Sequence[Node],
        pane: Callable[[Node], Pane],
        opened: Set[str | None],
    ) -> None:
        self._factory = factory
        self._pane = pane
        self._nodes = nodes
        self.keys = [node.key for node in nodes]
        self._slots = [factory.column(css=("nuon-slot",)) for _ in range(min(len(nodes), SLOTS))]
        index = next((place for place, key in enumerate(self.keys) if key in opened), None)
        if index is not None:
            self._fill(index)
        children = tuple(self._slots[place % SLOTS] for place in range(len(nodes)))
        self._signatures = [node.signature() for node in nodes]
        self.accordion = factory.accordion(children, tuple(node.header() for node in nodes), index)
        factory.on_value(self.accordion, "selected_index", self._selected)

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
        self.accordion.selected_index = self.keys.index(key)

    def update(self, nodes: Sequence[Node]) -> None:
        """Take the nodes as they are by now; what is closed follows when it is opened."""
        self._nodes = nodes
        before, self._signatures = self._signatures, [node.signature() for node in nodes]
        self.accordion.titles = tuple(
            node.header() if now is None or now != old else title
            for node, now, old, title in zip(nodes, self._signatures, before, self.accordion.titles, strict=True)
        )
        if self.accordion.selected_index is not None:
            self._pane(nodes[self.accordion.selected_index])

    def _selected(self, index: int | None) -> None:
        if index is not None:
            self._fill(index)

    def _fill(self, index: int) -> None:
        widget = self._pane(self._nodes[index]).widget
        own = (css for css in widget._dom_classes if not css.startswith(SHARED))
        shared = (SHARED, f"{SHARED}-{index // SLOTS}") if len(self.keys) > SLOTS else ()
        widget._dom_classes = (*own, *shared)
        self._slots[index % SLOTS].children = (widget,)
