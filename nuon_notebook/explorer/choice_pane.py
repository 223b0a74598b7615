"""A pane in which something is chosen, and what the choice leads to: two versions compared, a component's impact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.explorer.rows import Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.explorer.node import Choice, Node
    from nuon_notebook.explorer.widget_factory import WidgetFactory


class ChoicePane(Pane):
    """Pickers, and what the chosen keys lead to.

    Args:
        factory: makes widgets.
        choice: what can be chosen.
        make: makes the pane of what was chosen.
    """

    def __init__(self, factory: WidgetFactory, choice: Choice, make: Callable[[Node], Pane]) -> None:
        self._choice = choice
        self._make = make
        self._panes: dict[tuple[str, ...], Pane] = {}
        self._filling = False
        self._pickers = [factory.dropdown(words, ()) for words in choice.labels]
        self._bar = factory.bar(*self._pickers)
        self.own_class = factory.own_class()
        self.widget = factory.column(self._bar, css=(self.own_class,))
        self._offer()
        self._show()
        for picker in self._pickers:
            factory.on_value(picker, "value", self._picked)

    def take(self, choice: Choice) -> None:
        """Offer what there is by now, and show anew what is chosen."""
        self._choice = choice
        self._offer()
        self._show()

    def reveal(self, path: Sequence[str]) -> Pane:
        """Choose by the first picker."""
        first = self._pickers[0]
        if path and path[0] in {key for _, key in first.options}:
            first.value = path[0]
        return self

    def _offer(self) -> None:
        """Offer all options; what is chosen stays chosen as long as it is one of them."""
        options = self._choice.options
        keys = {key for _, key in options}
        self._panes = {chosen: pane for chosen, pane in self._panes.items() if keys.issuperset(chosen)}
        for picker, first in zip(self._pickers, self._choice.chosen, strict=True):
            if tuple(picker.options) != options:
                chosen, self._filling = picker.value, True
                picker.options = options
                picker.value = chosen if chosen in keys else first
                self._filling = False

    def _picked(self, _value: Any) -> None:
        if not self._filling:
            self._show()

    def _show(self) -> None:
        chosen = tuple(picker.value for picker in self._pickers)
        node = self._choice.node(*chosen)
        if chosen in self._panes:
            self._panes[chosen].update(node)
        else:
            self._panes[chosen] = self._make(node)
            self._panes[chosen].open()
        self.widget.children = (self._bar, self._panes[chosen].widget)
