"""Makes every widget of one explorer, with layouts and styles shared among siblings, and closes them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ipywidgets import (
    HTML,
    Accordion,
    Button,
    ButtonStyle,
    Dropdown,
    HBox,
    Layout,
    Select,
    Text,
    ToggleButton,
    VBox,
    Widget,
)
from ipywidgets.widgets.widget_bool import ToggleButtonStyle
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import HTMLStyle, TextStyle

from nuon_notebook.explorer.accessibility import Accessibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from threading import RLock

W = TypeVar("W", bound=Widget)


class WidgetFactory:
    """Makes widgets, and closes all that it made.

    Args:
        lock: held while a button's function is called, on whatever thread that is.

    Attributes:
        closed: whether it has closed everything.
    """

    def __init__(self, lock: RLock) -> None:
        self.lock = lock
        self._made: dict[str, Any] = {}
        self._shared: dict[str, Any] = {}
        self._panes = 0
        self.closed = False

    def column(self, *children: Any, css: Sequence[str] = (), **traits: Any) -> Any:
        """Return a box whose children stand one below the other."""
        return self._make(VBox, None, children=children, _dom_classes=tuple(css), **traits)

    def bar(self, *children: Any, css: Sequence[str] = ()) -> Any:
        """Return a box whose children stand side by side."""
        return self._make(HBox, None, children=children, _dom_classes=("nuon-bar", *css))

    def accordion(self, children: Sequence[Any], titles: Sequence[str], selected: int | None = None) -> Any:
        """Return an accordion, closed unless one is selected."""
        return self._make(Accordion, None, children=children, titles=titles, selected_index=selected)

    def html(self, value: str = "") -> Any:
        """Return HTML."""
        return self._make(HTML, HTMLStyle, value=value)

    def leaf(self, value: str, own: str) -> Any:
        """Return HTML with a class of its own."""
        return self._make(HTML, HTMLStyle, value=value, _dom_classes=("nuon-leaf", own))

    def own_class(self) -> str:
        """Return a class for one pane, by which the page finds it."""
        self._panes += 1
        return f"nuon-pane-{self._panes}"

    def button(self, words: str, pressed: Callable[[], None], **traits: Any) -> Any:
        """Return a button that calls a function when it is pressed."""
        made = self._make(Button, ButtonStyle, description=words, **traits)
        made.on_click(lambda _button: self._unless_closed(pressed))
        return made

    def toggle(self, words: str) -> Any:
        """Return a button that stays pressed."""
        return self._make(ToggleButton, ToggleButtonStyle, description=words)

    def text(self, words: str, placeholder: str) -> Any:
        """Return a field for one line."""
        return self._make(Text, TextStyle, description=words, placeholder=placeholder)

    def dropdown(self, words: str, options: Iterable[tuple[str, str]]) -> Any:
        """Return a choice of one."""
        return self._make(Dropdown, DescriptionStyle, description=words, options=tuple(options))

    def listing(self, words: str, tooltip: str) -> Any:
        """Return an empty list to choose from."""
        layout = self._share(Layout, "wide", width="99%")
        return self._make(Select, DescriptionStyle, layout=layout, description=words, tooltip=tooltip)

    def accessibility(self) -> Any:
        """Return what gives headers roles and keys."""
        return self._make(Accessibility, None)

    def on_value(self, widget: Any, trait: str, act: Callable[[Any], None]) -> None:
        """Call a function with each new value of a trait."""
        widget.observe(lambda change: self._unless_closed(lambda: act(change.new)), trait)

    def _unless_closed(self, act: Callable[[], None]) -> None:
        """Act, unless everything is closed: nobody would close new widgets."""
        with self.lock:
            if not self.closed:
                act()

    def discard(self, widgets: Iterable[Any]) -> None:
        """Close some widgets; layouts and styles stay, others share them."""
        for widget in widgets:
            if self._made.pop(widget.model_id, None) is not None:
                widget.close()

    def close(self) -> None:
        """Close every widget, layout and style."""
        self.closed = True
        self.discard(list(self._made.values()))
        for shared in self._shared.values():
            shared.close()
        self._shared.clear()

    @property
    def alive(self) -> tuple[Any, ...]:
        """Every widget, layout and style that is not closed."""
        return (*self._made.values(), *self._shared.values())

    def _make(self, kind: type[W], style: type[Widget] | None, layout: Any = None, **traits: Any) -> Any:
        if style is not None:
            traits["style"] = self._share(style)
        made: Any = kind(layout=layout or self._share(Layout), **traits)
        self._made[made.model_id] = made
        return made

    def _share(self, kind: type[Widget], name: str = "", **traits: Any) -> Any:
        key = f"{kind.__name__}{name}"
        if key not in self._shared:
            self._shared[key] = kind(**traits)
        return self._shared[key]
