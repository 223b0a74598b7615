"""What rows hold: leaves, groups of further rows, and what has to be fetched first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.rows import Pane, Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.explorer.errands import Outcome, Work


class Leaf(Pane):
    """HTML of what is in hand.

    Args:
        bench: makes widgets.
        read: returns what is shown; unless that is another object, or something else is secret by now, nothing is
            made anew.
        make: makes the HTML of it, with one of the models in it open.
    """

    def __init__(self, bench: Bench, read: Callable[[], Any], make: Callable[[Any, str], str]) -> None:
        self._bench = bench
        self._read = read
        self._make = make
        self._chosen = ""
        self._shown = read()
        self._known = bench.known
        self.own_class = bench.workshop.own_class()
        self.widget = bench.workshop.leaf(self._made(), self.own_class)

    def refresh(self) -> None:
        """Show what is in hand by now."""
        found, known = self._read(), self._bench.known
        if found is not self._shown or known != self._known:
            self._shown, self._known = found, known
            self.widget.value = self._made()

    def reveal(self, path: Sequence[str]) -> Pane:
        """Show one of the models in it open."""
        if path:
            self._chosen = path[0]
            self.widget.value = self._made()
        return self

    def _made(self) -> str:
        return self._bench.rendered(lambda: self._make(self._shown, self._chosen))


class Group(Pane):
    """Panes one below the other, and rows.

    Args:
        bench: makes widgets.
        head: what stands above the rows.
        rows: returns the rows.
        below: what stands below the rows.
    """

    def __init__(
        self, bench: Bench, head: Sequence[Pane], rows: Callable[[], Sequence[Row]], below: Pane | None = None
    ) -> None:
        self._head = head
        self.own_class = head[0].own_class
        self._listed = rows
        self._below = below
        self._rows = Rows(bench, rows(), below.widget if below else None)
        self.widget = bench.workshop.column(*(pane.widget for pane in head), self._rows.widget)

    def refresh(self) -> None:
        """Show what is in hand by now."""
        for pane in (*self._head, *((self._below,) if self._below else ())):
            pane.refresh()
        self._rows.update(self._listed())

    def reveal(self, path: Sequence[str]) -> Pane:
        """Open a row, and what is in it."""
        pane = self._rows.open(path[0]) if path else None
        return pane.reveal(path[1:]) if pane else self


class Fetched(Pane):
    """What has to be fetched first: says what it waits for, can be cancelled, and says why it failed.

    What was in hand and is not any more is fetched anew, and stays shown until it came; what is in hand only in part
    can be fetched anew.

    Args:
        bench: makes widgets and asks the server.
        what: what is waited for, for instance "config v9".
        ready: whether it is in hand.
        ask: asks the server for it.
        take: puts the answer into the hand.
        make: makes the pane of what is in hand.
        failed: whether some of what is in hand could not be had, which its pane says.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each says one thing, and all are needed
        self, bench: Bench, what: str, ready: Callable[[], bool], ask: Work, take: Callable[[Any], None],
        make: Callable[[], Pane], failed: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self._bench = bench
        self._what = what
        self._ready = ready
        self._ask = ask
        self._take = take
        self._make = make
        self._failed = failed
        self._content: Pane | None = None
        self._was_ready = False
        self._path: Sequence[str] = ()
        self._errand: object | None = None
        self._future: Any = None
        self._note: Any = None
        self._button: Any = None
        self.own_class = bench.workshop.own_class()
        self.widget = bench.workshop.column(css=(self.own_class,))
        if ready():
            self._show()
        else:
            self._fetch()

    def refresh(self) -> None:
        """Show what is in hand by now; what fails stays as it is until somebody tries again."""
        if self._ready() and not (self._errand and self._failed()):
            self._show()
        elif self._was_ready:
            self._fetch()

    def reveal(self, path: Sequence[str]) -> Pane:
        """Open what keys lead to, as soon as it is there."""
        self._path = path
        return self._content.reveal(path) if self._content else self

    def _show(self) -> None:
        if self._content is None:
            self._content = self._make()
            self._content.reveal(self._path)
        else:
            self._content.refresh()
        self._was_ready = self._ready()
        self._say("", "", "Retry" if self._failed() else "")
        self._forget()

    def _fetch(self) -> None:
        self._was_ready = False
        self._errand = errand = object()
        self._say(f"loading {self._what} …", "", "Cancel")
        self._future = self._bench.errands.run(self._ask, lambda outcome: self._told(errand, outcome))

    def _forget(self) -> None:
        """End the errand that is out: what it was sent for came by other ways."""
        future, self._future, self._errand = self._future, None, None
        if future is not None:
            future.cancel()

    def _told(self, errand: object, outcome: Outcome) -> None:
        if errand is not self._errand:
            return
        if outcome.cancelled:
            self._forget()
            self._say(f"cancelled: {self._what}", "", "Load")
        elif outcome.problem:
            self._forget()
            self._say(outcome.problem, "error", "Retry")
        else:
            self._take(outcome.value)
            self._show()
            self._bench.changed()

    def _pressed(self) -> None:
        with self._bench.lock:
            if self._future is not None:
                self._future.cancel()
            elif not self._was_ready or self._failed():
                self._fetch()

    def _say(self, text: str, status: str, offer: str) -> None:
        """Show a note, a button and what is in hand, each where there is one."""
        note, button = self._note_of(text, status), self._button_of(offer)
        content = (self._content.widget,) if self._content else ()
        self.widget.children = (*note, *button, *content)

    def _note_of(self, text: str, status: str) -> Sequence[Any]:
        if not text:
            return ()
        if self._note is None:
            self._note = self._bench.workshop.html()
        self._note.value = self._bench.rendered(lambda: explorer_html.note(text, status))
        return (self._note,)

    def _button_of(self, offer: str) -> Sequence[Any]:
        if not offer:
            return ()
        if self._button is None:
            self._button = self._bench.workshop.button(offer, self._pressed)
        self._button.description = offer
        return (self._button,)
