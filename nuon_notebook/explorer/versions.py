"""Two versions of an app's config side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.explorer.comparison import compared
from nuon_notebook.explorer.hand import key_of
from nuon_notebook.explorer.panes import Fetched, Leaf
from nuon_notebook.explorer.rows import Pane
from nuon_notebook.loader import pieces
from nuon_notebook.loader.held import in_hand_whole, lacking, usable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.models import AppConfig, Collection

    Compared = tuple[AppConfig, AppConfig, Collection[AppConfig]]


class Versions(Pane):
    """Two pickers, and what differs between the configs that they pick.

    Args:
        bench: makes widgets and asks the server.
        app: the key of the app.
    """

    def __init__(self, bench: Bench, app: str) -> None:
        self._bench = bench
        self._app = app
        self._shown: dict[tuple[str, str], Pane] = {}
        self._filling = False
        self._left, self._right = (bench.workshop.dropdown(words, ()) for words in ("Version", "with"))
        bar = bench.workshop.bar(self._left, self._right)
        self.own_class = bench.workshop.own_class()
        self.widget = bench.workshop.column(bar, css=(self.own_class,))
        self._offer()
        self._show()
        for picker in (self._left, self._right):
            picker.observe(self._picked, "value")

    def refresh(self) -> None:
        """Offer the versions there are by now, and compare what is picked anew."""
        self._offer()
        self._show()
        for pane in self._shown.values():
            pane.refresh()

    def reveal(self, path: Sequence[str]) -> Pane:
        """Pick the version that is compared."""
        if path and path[0] in {key for _, key in self._left.options}:
            self._left.value = path[0]
        return self

    @property
    def _pair(self) -> tuple[str, str]:
        return self._left.value, self._right.value

    def _offer(self) -> None:
        """Offer all usable versions; what is picked stays picked, else the newest two are."""
        configs = [one for one in self._bench.hand.app(self._app).configs if usable(one)]
        options = tuple((_named(self._bench, one), key_of(one)) for one in configs)
        keys = [key for _, key in options]
        self._shown = {pair: pane for pair, pane in self._shown.items() if set(pair) <= {*keys}}
        for picker, newest in ((self._left, keys[1]), (self._right, keys[0])):
            if tuple(picker.options) != options:
                picked, self._filling = picker.value, True
                picker.options = options
                picker.value = picked if picked in keys else newest
                self._filling = False

    def _picked(self, _change: Any) -> None:
        with self._bench.lock:
            if not self._filling:
                self._show()

    def _show(self) -> None:
        if self._pair not in self._shown:
            self._shown[self._pair] = self._compared(*self._pair)
        self.widget.children = (self.widget.children[0], self._shown[self._pair].widget)

    def _compared(self, left: str, right: str) -> Pane:
        def pair() -> list[AppConfig]:
            return [self._bench.hand.config(self._app, key) for key in (left, right)]

        def read() -> Compared:
            # The same one for as long as nothing of it changed, so that nothing is made anew.
            one, other = pair()
            now = (one, other, self._bench.hand.app(self._app).app_configs)
            seen[:] = seen if seen and all(map(_same, seen[0], now)) else [now]
            return seen[0]

        seen: list[Compared] = []
        return Fetched(
            self._bench, "both versions", lambda: all(map(_whole, pair())),
            lambda client: self._ask(client, pair()), self._take,
            lambda: Leaf(self._bench, read, _table),
        )  # fmt: skip

    async def _ask(self, client: Client, pair: Sequence[AppConfig]) -> list[pieces.AppChange]:
        owner = self._bench.hand.app(self._app)
        wanted = {key_of(one): one for one in pair if not _whole(one)}
        return list(await asyncio.gather(*(pieces.config(client, owner, one) for one in wanted.values())))

    def _take(self, changes: Sequence[pieces.AppChange]) -> None:
        for change in changes:
            self._bench.hand.change_app(self._app, change)


def _named(bench: Bench, one: AppConfig) -> str:
    return bench.title(lambda: one.headline.title)


def _same(one: object, other: object) -> bool:
    return one is other


def _whole(config: AppConfig) -> bool:
    """Tell whether a config is in hand with all of its parts; what failed is asked for anew."""
    return in_hand_whole(config) and not lacking(config)


def _table(both: Compared, _chosen: str) -> str:
    found = compared(*both)
    return explorer_html.body(found) + page.parts(found, ("sections",))
