"""Shows nodes with ipywidgets: the content of a node as HTML, its children as rows of an accordion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.choice_pane import ChoicePane
from nuon_notebook.explorer.loading import Loading, LoadingMore
from nuon_notebook.explorer.node import RecordNode, leaf
from nuon_notebook.explorer.polling import Polling
from nuon_notebook.explorer.rows import Pane, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.node import Following, Node
    from nuon_notebook.explorer.widget_factory import WidgetFactory


class View:
    """Makes the panes of one explorer.

    Args:
        context: what its parts share.
        factory: makes widgets.
    """

    def __init__(self, context: Context, factory: WidgetFactory) -> None:
        self.context = context
        self.factory = factory

    def pane(self, node: Node) -> Pane:
        """Return the pane of a node."""
        return LeafPane(self.factory, node, node.content()) if node.is_leaf else NodePane(self, node)

    def note(self, text: str, status: str = "") -> str:
        """Return a line that says what happens; empty where there is nothing to say."""
        with self.context.masking():
            return leaf(lambda: explorer_html.note(text, status)) if text else ""


class LeafPane(Pane):
    """A node in which nothing opens but what its HTML folds.

    Args:
        factory: makes widgets.
        node: the node.
        html: its content.
    """

    def __init__(self, factory: WidgetFactory, node: Node, html: str) -> None:
        self._node = node
        self._chosen = ""
        self._signature = node.signature()
        self.own_class = factory.own_class()
        self.widget = factory.leaf(html, self.own_class)

    def update(self, node: Node) -> None:
        """Show the node as it is by now."""
        self._node = node
        signature = node.signature()
        if signature is None or signature != self._signature:
            self._signature = signature
            self.widget.value = node.content(self._chosen)

    def reveal(self, path: Sequence[str]) -> Pane:
        """Show one of the models in it open."""
        if path and path[0] != self._chosen:
            self._chosen = path[0]
            self.widget.value = self._node.content(self._chosen)
        return self


class NodePane(Pane):
    """A node: the state of its loading, its own content, what is chosen in it, and its rows.

    Args:
        view: makes the panes in it.
        node: the node.
    """

    def __init__(self, view: View, node: Node) -> None:
        self._view = view
        self._path: Sequence[str] = ()
        self._status = _ActionBar(view, self._loading_pressed)
        self._follow: _FollowBar | None = None
        self._leaf: LeafPane | None = None
        self._chosen: ChoicePane | None = None
        self._rows: Rows | None = None
        self._filtered: _FilteredBar | None = None
        self._more: _MoreBar | None = None
        self.own_class = view.factory.own_class()
        self.widget = view.factory.column(css=(self.own_class,))
        self._loading = Loading(view.context, node, self._show, self._arrange)

    def open(self) -> None:
        """Show the node, or load it first."""
        self._loading.open()

    def update(self, node: Node) -> None:
        """Show the node as it is by now."""
        self._loading.update(node)

    def reveal(self, path: Sequence[str]) -> Pane:
        """Open a row, and what is in it; as soon as it was loaded."""
        self._path = path
        if not path:
            return self
        if self._rows is not None or (self._filtered and self._filtered.hidden):
            return self._reveal_row(path)
        if self._chosen is not None:
            return self._chosen.reveal(path)
        if self._leaf is not None:
            self._leaf.reveal(path)
        return self

    def _reveal_row(self, path: Sequence[str]) -> Pane:
        if path[0] in (self._filtered.hidden if self._filtered else ()):
            self._view.context.show_all()
        pane = self._rows.open(path[0]) if self._rows else None
        return pane.reveal(path[1:]) if pane else self

    def _loading_pressed(self) -> None:
        self._loading.press()

    def _show(self) -> None:
        node = self._loading.node
        is_new = self._leaf is None and self._rows is None and self._chosen is None
        self._show_leaf(node)
        self._show_choice(node)
        self._show_rows(node)
        self._show_bars(node)
        if is_new:
            self.reveal(self._path)

    def _show_leaf(self, node: Node) -> None:
        if self._leaf is not None:
            self._leaf.update(node)
        elif html := node.content():
            self._leaf = LeafPane(self._view.factory, node, html)

    def _show_choice(self, node: Node) -> None:
        choice = node.choice()
        if choice is None:
            self._chosen = None
        elif self._chosen is None:
            self._chosen = ChoicePane(self._view.factory, choice, self._view.pane)
        else:
            self._chosen.take(choice)

    def _show_rows(self, node: Node) -> None:
        children = self._filter(node.children())
        if self._rows is not None:
            self._rows.update(children)
        elif children:
            self._rows = Rows(self._view.factory, children, self._view.pane, self._arrange)

    def _filter(self, children: Sequence[Node]) -> Sequence[Node]:
        """Return the rows that the filter leaves; how many it hides is told in a bar."""
        kept = self._view.context.kept
        if kept is None:
            if self._filtered is not None:
                self._filtered.tell((), ())
            return children
        left = [one for child in children if (one := child.filtered(kept)) is not None]
        if self._filtered is None:
            self._filtered = _FilteredBar(self._view)
        self._filtered.tell(children, left)
        return left

    def _show_bars(self, node: Node) -> None:
        if self._more is not None:
            self._more.update(node)
        elif node.load_more() is not None:
            self._more = _MoreBar(self._view, node)
        following = node.following()
        if following and self._follow is None:
            self._follow = _FollowBar(self._view, following)

    def _arrange(self) -> None:
        """Put everything in its order; what is there already is not sent again."""
        self._status.say(self._loading.note, self._loading.status, self._loading.action)
        rows = self._rows.widgets if self._rows else ()
        further = self._more.widgets if self._more and not (self._rows and self._rows.hidden) else ()
        above = (self._follow.widget,) if self._follow else ()
        own = (self._leaf.widget,) if self._leaf else ()
        chosen = (self._chosen.widget,) if self._chosen else ()
        filtered = self._filtered.widgets if self._filtered else ()
        self.widget.children = (*self._status.widgets, *above, *own, *chosen, *filtered, *rows, *further)


class _ActionBar:
    """A note and a button, each where there is something to say or to offer."""

    def __init__(self, view: View, pressed: Callable[[], None]) -> None:
        self._view = view
        self._pressed = pressed
        self._note: Any = None
        self._button: Any = None
        self.widgets: tuple[Any, ...] = ()

    def say(self, note: str, status: str, action: str) -> None:
        """Show a note and a button."""
        self.widgets = (*self._notes(note, status), *self._buttons(action))

    def _notes(self, note: str, status: str) -> tuple[Any, ...]:
        if not note:
            return ()
        value = self._view.note(note, status)
        if self._note is None:
            self._note = self._view.factory.html(value)
        self._note.value = value
        return (self._note,)

    def _buttons(self, action: str) -> tuple[Any, ...]:
        if not action:
            return ()
        if self._button is None:
            self._button = self._view.factory.button(action, self._pressed)
        self._button.description = action
        return (self._button,)


class _FilteredBar:
    """How many rows a filter hides, and a button that takes it away.

    Attributes:
        hidden: the keys of the hidden rows.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._bar = _ActionBar(view, view.context.show_all)
        self._widget = view.factory.bar()
        self.hidden: frozenset[str] = frozenset()

    @property
    def widgets(self) -> tuple[Any, ...]:
        """The bar, where the filter hides anything."""
        return (self._widget,) if self.hidden else ()

    def tell(self, every: Sequence[Node], left: Sequence[Node]) -> None:
        """Say how many rows are left of all."""
        number = sum(isinstance(one, RecordNode) for one in every)
        self.hidden = frozenset(one.key for one in every) - {one.key for one in left}
        self._bar.say(f"{number - len(self.hidden)} of {number} shown", "", "Show all")
        self._widget.children = self._bar.widgets


class _MoreBar:
    """A button that loads further rows from the server."""

    def __init__(self, view: View, node: Node) -> None:
        self._bar = _ActionBar(view, self._press)
        self._widget = view.factory.bar()
        self._more = LoadingMore(view.context, node, node.offer_of_more, self._arrange)
        self._arrange()

    @property
    def widgets(self) -> tuple[Any, ...]:
        """The button with its note, where the server has more."""
        return (self._widget,) if self._more.load is not None else ()

    def update(self, node: Node) -> None:
        """Take the node as it is by now."""
        self._more.update(node)

    def _press(self) -> None:
        self._more.press()

    def _arrange(self) -> None:
        self._bar.say(self._more.note, self._more.status, self._more.action)
        self._widget.children = self._bar.widgets[::-1]


class _FollowBar:
    """A toggle that follows what runs, such as a workflow."""

    def __init__(self, view: View, following: Following) -> None:
        factory = view.factory
        self._view = view
        self._polling = Polling(view.context, following, self._changed)
        self._toggle = factory.toggle("Follow")
        self._note = factory.html()
        self.widget = factory.bar(self._toggle, self._note)
        factory.on_value(self._toggle, "value", self._toggled)

    def _toggled(self, value: bool) -> None:
        if value:
            self._polling.start()
        else:
            self._polling.stop()

    def _changed(self) -> None:
        self._toggle.value = self._polling.active
        self._note.value = self._view.note(self._polling.note, self._polling.status)
