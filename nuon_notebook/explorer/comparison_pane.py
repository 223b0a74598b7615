"""Two versions of an app's config side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from nuon_notebook.explorer.rows import Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.explorer.nodes import ComparisonNode, Node
    from nuon_notebook.explorer.widget_factory import WidgetFactory


class ComparisonPane(Pane):
    """Two pickers, and what differs between the configs that they pick.

    Args:
        factory: makes widgets.
        node: offers the versions.
        make: makes the pane of a pair of versions.
    """

    def __init__(self, factory: WidgetFactory, node: ComparisonNode, make: Callable[[Node], Pane]) -> None:
        self._node = node
        self._make = make
        self._pairs: dict[tuple[str, str], Pane] = {}
        self._filling = False
        self._left, self._right = (factory.dropdown(words, ()) for words in ("Version", "with"))
        self._bar = factory.bar(self._left, self._right)
        self.own_class = factory.own_class()
        self.widget = factory.column(self._bar, css=(self.own_class,))
        self._offer()
        self._show()
        for picker in (self._left, self._right):
            factory.on_value(picker, "value", self._picked)

    def update(self, node: Node) -> None:
        """Offer the versions there are by now, and compare what is picked anew."""
        self._node = cast("ComparisonNode", node)
        self._offer()
        self._show()

    def reveal(self, path: Sequence[str]) -> Pane:
        """Pick the version that is compared."""
        if path and path[0] in {key for _, key in self._left.options}:
            self._left.value = path[0]
        return self

    def _offer(self) -> None:
        """Offer all usable versions; what is picked stays picked, otherwise the newest two are."""
        options = tuple(self._node.options())
        keys = [key for _, key in options]
        self._pairs = {pair: pane for pair, pane in self._pairs.items() if set(pair) <= {*keys}}
        for picker, newest in ((self._left, keys[1]), (self._right, keys[0])):
            if tuple(picker.options) != options:
                picked, self._filling = picker.value, True
                picker.options = options
                picker.value = picked if picked in keys else newest
                self._filling = False

    def _picked(self, _value: Any) -> None:
        if not self._filling:
            self._show()

    def _show(self) -> None:
        pair = self._left.value, self._right.value
        node = self._node.pair(*pair)
        if pair in self._pairs:
            self._pairs[pair].update(node)
        else:
            self._pairs[pair] = self._make(node)
            self._pairs[pair].open()
        self.widget.children = (self._bar, self._pairs[pair].widget)
