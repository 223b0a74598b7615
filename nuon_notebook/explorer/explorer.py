"""The explorer: owner of its widgets, of what is in hand and of the work under way."""

from __future__ import annotations

import asyncio
from threading import RLock
from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html, to_html, to_text
from nuon_notebook.explorer.bench import Bench
from nuon_notebook.explorer.errands import Errands
from nuon_notebook.explorer.finder import Finder
from nuon_notebook.explorer.follow import Pace
from nuon_notebook.explorer.hand import Hand
from nuon_notebook.explorer.places import place_of
from nuon_notebook.explorer.refreshing import ask_anew
from nuon_notebook.explorer.rows import SLOTS, TURNS
from nuon_notebook.explorer.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.errands import Outcome
    from nuon_notebook.explorer.finding import Entry
    from nuon_notebook.explorer.hand import Root

CSS = "nuon-explorer"


class Explorer:
    """An installer, an app or an install as accordions that open inline.

    What is opened is made then, and asked of the server where it is not in hand. Other cells can run meanwhile.

    Args:
        root: the installer, app or install.
        client: returns the client that asks the server.
        pace: how often a followed workflow is asked for.
    """

    def __init__(self, root: Root, client: Callable[[], Client], pace: Pace | None = None) -> None:
        lock = RLock()
        errands = Errands(client, lock)
        self._bench = Bench(Hand(root), Workshop(), errands, pace or Pace(), lock, self._show_anew)
        self._refreshing: Any = None
        with lock:
            self._make()

    def _make(self) -> None:
        make = self._bench.workshop
        self._keyboard = make.keyboard()
        self._finder = Finder(self._bench, self._go)
        self._keyboard.on_again(self._finder.again)
        self._refresh = make.button("Refresh", self.refresh)
        self._note = make.html()
        self._place = place_of(self._bench)
        self.widget = make.column(
            make.html(explorer_html.style(SLOTS, TURNS)), self._keyboard, make.bar(*self._finder.bar, self._refresh),
            self._note, self._finder.widget, self._place.widget, css=(CSS,), _view_count=0,
        )  # fmt: skip
        self.widget.observe(self._seen, "_view_count")

    @property
    def root(self) -> Root:
        """The installer, app or install with all that is in hand by now."""
        return self._bench.hand.root

    def open(self, *path: str) -> None:
        """Open the rows that these keys lead to: an app's id, then `configs`, then a config's id, `components`."""
        self._unless_closed(lambda: self._place.reveal(path))

    def refresh(self) -> None:
        """Ask for everything in hand anew; what is open stays open. Pressed once more, it is cancelled."""
        self._unless_closed(self._ask_anew)

    def close(self) -> None:
        """End all work, and close every widget, layout and style."""
        with self._bench.lock:
            self._bench.errands.close()
            self._bench.workshop.close()

    def _unless_closed(self, act: Callable[[], object]) -> None:
        """Act where there is still something to act on: what a closed explorer made, nobody would close."""
        with self._bench.lock:
            if not self._bench.workshop.closed:
                act()

    def _ask_anew(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            return
        self._say("refreshing …")
        self._refresh.description = "Cancel"
        self._refreshing = self._bench.errands.run(lambda client: ask_anew(client, self._bench.hand), self._refreshed)

    def _refreshed(self, outcome: Outcome) -> None:
        self._refreshing = None
        self._refresh.description = "Refresh"
        if outcome.problem or outcome.cancelled:
            self._say(outcome.problem or "refresh cancelled", "error" if outcome.problem else "")
            return
        outcome.value.put_into(self._bench.hand)
        self._say(outcome.value.told, "warning")
        self._show_anew()

    def _show_anew(self) -> None:
        self._place.refresh()
        self._finder.refresh()

    def _say(self, text: str, status: str = "") -> None:
        self._note.value = self._bench.rendered(lambda: explorer_html.note(text, status)) if text else ""

    def _go(self, entry: Entry) -> None:
        pane = self._place.reveal((*entry.path, entry.chosen) if entry.chosen else entry.path)
        self._keyboard.reveal(pane.own_class, entry.told)

    def _seen(self, change: Any) -> None:
        """End all work once nobody looks any more, and not while a view is only being moved."""
        if change.new == 0:
            with self._bench.lock:
                if self._bench.errands.count:
                    self._bench.errands.run(self._farewell, lambda _: None)

    async def _farewell(self, _client: Client) -> None:
        await asyncio.sleep(self._bench.pace.farewell)
        with self._bench.lock:
            if self.widget._view_count == 0:
                self._bench.errands.cancel_all()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        shown = {} if self._bench.workshop.closed else self.widget._repr_mimebundle_()
        return {**shown, "text/html": to_html(self.root), "text/plain": to_text(self.root)}
