"""A button that asks the server for what comes after what is in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.rows import SLICE, Pane

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.explorer.errands import Outcome, Work


class Further(Pane):
    """Offers "show 50 more" while the server has more, can be cancelled, and says why it failed.

    Args:
        bench: makes widgets and asks the server.
        there: whether the server has more.
        ask: asks for the next ones.
        take: puts the answer into the hand.
    """

    def __init__(self, bench: Bench, there: Callable[[], bool], ask: Work, take: Callable[[Any], None]) -> None:
        self._bench = bench
        self._there = there
        self._ask = ask
        self._take = take
        self._future: Any = None
        self._button = bench.workshop.button(f"show {SLICE} more", self._pressed)
        self._note = bench.workshop.html()
        self.widget = bench.workshop.bar()
        self.refresh()

    def refresh(self) -> None:
        """Offer more only where there is more."""
        self.widget.children = (self._button, self._note) if self._there() else ()

    def _pressed(self) -> None:
        with self._bench.lock:
            if self._future is not None:
                self._future.cancel()
                return
            self._say("Cancel", "loading …")
            self._future = self._bench.errands.run(self._ask, self._told)

    def _told(self, outcome: Outcome) -> None:
        self._future = None
        if outcome.problem:
            self._say("Retry", outcome.problem, "error")
            return
        self._say(f"show {SLICE} more", "cancelled" if outcome.cancelled else "")
        if not outcome.cancelled:
            self._take(outcome.value)
            self.refresh()
            self._bench.changed()

    def _say(self, offer: str, text: str, status: str = "") -> None:
        self._button.description = offer
        self._note.value = self._bench.rendered(lambda: explorer_html.note(text, status)) if text else ""
