"""Two versions of an app's config side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from nuon_notebook.explorer.comparison import compared
from nuon_notebook.explorer.hand import key_of
from nuon_notebook.explorer.panes import Fetched, Leaf
from nuon_notebook.explorer.rows import Pane
from nuon_notebook.loader import pieces
from nuon_notebook.loader.held import holds_children, usable
from nuon_notebook.render import page
from nuon_notebook.render import panes as render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.models import AppConfig

NEWER, OLDER = "newer", "older"


class Versions(Pane):
    """Two pickers, and what differs between the configs that they pick.

    Args:
        bench: makes widgets and asks the server.
        app: the key of the app.
    """

    def __init__(self, bench: Bench, app: str) -> None:
        self._bench = bench
        self._app = app
        options = self._options()
        self._left = bench.workshop.dropdown("Version", options)
        self._right = bench.workshop.dropdown("with", options)
        picked = [key_of(one) for one in bench.hand.app(app).configs if usable(one)]
        self._right.value, self._left.value = (picked * 2)[0], (picked * 2)[min(1, len(picked))]
        for picker in (self._left, self._right):
            picker.observe(self._picked, "value")
        self.widget = bench.workshop.column()
        self._shown: dict[tuple[str, str], Pane] = {}
        self._show()

    def refresh(self) -> None:
        """Offer the versions there are by now, and compare what is picked anew."""
        options = self._options()
        for picker in (self._left, self._right):
            if tuple(picker.options) != options:
                value = picker.value
                picker.options, picker.value = options, value
        for pane in self._shown.values():
            pane.refresh()

    def choose(self, key: str) -> None:
        """Pick the version that is compared."""
        self._left.value = key

    def _options(self) -> tuple[tuple[str, str], ...]:
        configs = self._bench.hand.app(self._app).configs
        return tuple((_named(self._bench, one), key_of(one)) for one in configs if usable(one))

    def _picked(self, _change: Any) -> None:
        with self._bench.lock:
            self._show()

    def _show(self) -> None:
        pair = (self._left.value, self._right.value)
        if pair not in self._shown:
            self._shown[pair] = self._pane(*pair)
        bar = self.widget.children[0] if self.widget.children else self._bench.workshop.bar(self._left, self._right)
        self.widget.children = (bar, self._shown[pair].widget)

    def _pane(self, left: str, right: str) -> Pane:
        def read() -> tuple[AppConfig, AppConfig]:
            hand = self._bench.hand
            pair = (hand.config(self._app, left), hand.config(self._app, right))
            seen[:] = seen if seen and all(map(_same, seen[0], pair)) else [pair]
            return seen[0]

        seen: list[tuple[AppConfig, AppConfig]] = []
        return Fetched(
            self._bench, "both versions", lambda: all(map(holds_children, read())),
            lambda client: self._ask(client, read()), self._take,
            lambda: Leaf(self._bench, read, _table),
        )  # fmt: skip

    async def _ask(self, client: Client, pair: Sequence[AppConfig]) -> list[pieces.AppChange]:
        owner = self._bench.hand.app(self._app)
        bare = {key_of(one): one for one in pair if not holds_children(one)}
        return list(await asyncio.gather(*(pieces.config(client, owner, one) for one in bare.values())))

    def _take(self, changes: Sequence[pieces.AppChange]) -> None:
        for change in changes:
            self._bench.hand.change_app(self._app, change)


def _named(bench: Bench, one: AppConfig) -> str:
    return bench.title(lambda: one.headline.title)


def _same(one: object, other: object) -> bool:
    return one is other


def _table(pair: tuple[AppConfig, AppConfig], _chosen: str) -> str:
    found = compared(*pair)
    return render.body(found) + page.parts(found, ("sections",))
