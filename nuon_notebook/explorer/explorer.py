"""The explorer: owner of its widgets, of what is in hand and of the work under way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from nuon_notebook.client.errors import NuonError
from nuon_notebook.explorer.bench import Bench
from nuon_notebook.explorer.errands import Errands
from nuon_notebook.explorer.finder import Finder
from nuon_notebook.explorer.follow import Pace
from nuon_notebook.explorer.hand import Hand
from nuon_notebook.explorer.places import WORKFLOWS_AT_FIRST, place_of
from nuon_notebook.explorer.rows import SLOTS, TURNS
from nuon_notebook.explorer.workshop import Workshop
from nuon_notebook.loader import pieces
from nuon_notebook.models import App, Installer
from nuon_notebook.render import html, outline
from nuon_notebook.render import panes as render

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.errands import Outcome
    from nuon_notebook.explorer.finding import Entry
    from nuon_notebook.explorer.hand import Root

CSS = "nuon-explorer"
MOST_WORKFLOWS = 100


class Explorer:
    """An installer, an app or an install as accordions that open inline.

    What is opened is made then, and asked of the server where it is not in hand. Other cells can run meanwhile.

    Args:
        root: the installer, app or install.
        client: returns the client that asks the server.
        pace: how often a followed workflow is asked for.
    """

    def __init__(self, root: Root, client: Callable[[], Client], pace: Pace | None = None) -> None:
        workshop, hand = Workshop(), Hand(root)
        bench = Bench(hand, workshop, pace=pace or Pace(), errands=None)  # type: ignore[arg-type]
        bench.errands = Errands(client, bench.lock)
        bench.changed = self._show_anew
        self._bench = bench
        self._refreshing: Any = None
        with bench.lock:
            self._make()

    def _make(self) -> None:
        make = self._bench.workshop
        self._keyboard = make.keyboard()
        self._finder = Finder(self._bench, self._go)
        self._refresh = make.button("Refresh", self.refresh)
        self._note = make.html()
        self._place = place_of(self._bench)
        self.widget = make.column(
            make.html(render.style(SLOTS, TURNS)), self._keyboard, make.bar(*self._finder.bar, self._refresh),
            self._note, self._finder.widget, self._place.widget, css=(CSS,), _view_count=0,
        )  # fmt: skip
        self.widget.observe(self._seen, "_view_count")

    @property
    def root(self) -> Root:
        """The installer, app or install with all that is in hand by now."""
        return self._bench.hand.root

    def open(self, *path: str) -> None:
        """Open the rows that these keys lead to: an app's id, then `configs`, then a config's id, `components`."""
        with self._bench.lock:
            self._reveal(path, "")

    def refresh(self) -> None:
        """Ask for everything in hand anew; what is open stays open. Pressed once more, it is cancelled."""
        with self._bench.lock:
            if self._refreshing is not None:
                self._refreshing.cancel()
                return
            self._say("refreshing …")
            self._refresh.description = "Cancel"
            self._refreshing = self._bench.errands.run(self._asked_anew, self._refreshed)

    def close(self) -> None:
        """End all work, and close every widget, layout and style."""
        with self._bench.lock:
            self._bench.errands.close()
            self._bench.workshop.close()

    async def _asked_anew(self, client: Client) -> tuple[Root, dict[str, str]]:
        hand = self._bench.hand
        root, installs = hand.root, hand.installs
        number = max([WORKFLOWS_AT_FIRST, *(len(install.workflows) for install in installs)])
        texts = asyncio.gather(*(_readme(client, key) for key in hand.readmes))
        try:
            return await _again(client, root, min(number, MOST_WORKFLOWS)), dict(filter(None, await texts))
        finally:
            texts.cancel()
            await asyncio.gather(texts, return_exceptions=True)  # else asyncio says in a cell that nobody looked

    def _refreshed(self, outcome: Outcome) -> None:
        self._refreshing = None
        self._refresh.description = "Refresh"
        self._say(
            outcome.problem or ("refresh cancelled" if outcome.cancelled else ""), "error" if outcome.problem else ""
        )
        if not (outcome.problem or outcome.cancelled):
            root, readmes = outcome.value
            self._bench.hand.renew(root)
            self._bench.hand.readmes.update(readmes)
            self._show_anew()

    def _show_anew(self) -> None:
        self._place.refresh()
        self._finder.refresh()

    def _say(self, text: str, status: str = "") -> None:
        self._note.value = self._bench.rendered(lambda: render.note(text, status)) if text else ""

    def _go(self, entry: Entry) -> None:
        self._reveal(entry.path, entry.chosen)
        self._keyboard.reveal()

    def _reveal(self, path: tuple[str, ...], chosen: str) -> None:
        pane: Any = self._place
        for key in path:
            inner = pane.rows.open(key) if pane.rows is not None else None
            if inner is None:
                pane.choose(key)  # it is being fetched, and opens this once it is there
                return
            pane = inner
        if chosen:
            pane.choose(chosen)

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
        return {**shown, "text/html": html(self.root), "text/plain": outline(self.root)}


async def _again(client: Client, root: Root, workflows: int) -> Root:
    if isinstance(root, Installer):
        return await pieces.installer(client, root.id or "", workflows)
    if isinstance(root, App):
        return await pieces.app(client, root.id or "", workflows)
    change = await pieces.install(client, root.id or "")
    newest = await pieces.older_workflows(client, root.with_loaded(root.loaded, workflows=()), workflows)
    return newest(change(root).with_loaded(root.loaded, workflows=()))


async def _readme(client: Client, install_id: str) -> tuple[str, str] | None:
    try:
        return install_id, await pieces.readme(client, install_id)
    except NuonError:
        return None  # the text that is in hand stays
