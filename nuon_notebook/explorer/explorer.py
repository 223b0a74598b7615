"""The explorer: owner of its widgets, of what was loaded and of the tasks under way."""

from __future__ import annotations

import asyncio
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display import explorer_html, formats, to_html, to_text
from nuon_notebook.explorer.accessibility import OPENED, SAME_HIT, SEARCH_USED
from nuon_notebook.explorer.context import Context
from nuon_notebook.explorer.nodes import path_to, root_node
from nuon_notebook.explorer.polling import PollingPolicy
from nuon_notebook.explorer.rows import SLOTS, TURNS
from nuon_notebook.explorer.search_box import SearchBox
from nuon_notebook.explorer.tasks import Tasks
from nuon_notebook.explorer.widget_factory import WidgetFactory
from nuon_notebook.explorer.widgets import View
from nuon_notebook.loader.refresh import request_again

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Root
    from nuon_notebook.explorer.tasks import TaskResult
    from nuon_notebook.loader.refresh import RefreshResult

CSS: Final = "nuon-explorer"


async def _anew(client: Client, root: Root) -> tuple[Client, RefreshResult]:
    return client, await request_again(client.api, root)


class Explorer:
    """An installer, an app or an install as accordions that open inline.

    What is opened is made then, and requested from the server where it was not loaded. Other cells can run meanwhile.

    Args:
        root: the installer, app or install.
        client: returns the client that makes the requests.
        polling: how often a workflow is requested that is followed.
    """

    def __init__(self, root: Root, client: Callable[[], Client], polling: PollingPolicy | None = None) -> None:
        lock = RLock()
        self._tasks = Tasks(client, lock)
        self._factory = WidgetFactory(lock)
        self._context = Context(root, self._tasks, polling or PollingPolicy(), lock, self._update)
        self._refreshing: Future[tuple[Client, RefreshResult]] | None = None
        with lock:
            self._make()

    def _make(self) -> None:
        factory = self._factory
        self._accessibility = factory.accessibility()
        self._search = SearchBox(self._context, factory, self._go, self._update_rows)
        self._context.show_all = self._search.clear
        self._accessibility.on_event(SAME_HIT, lambda _: self._search.go_again())
        self._accessibility.on_event(SEARCH_USED, lambda _: self._search.use())
        self._accessibility.on_event(OPENED, self._open_named)
        self._refresh = factory.button("Refresh", self.refresh)
        self._moment, self._note = factory.html(), factory.html()
        self._view = View(self._context, factory)
        self._pane = self._view.pane(root_node(self.root))
        self._pane.open()
        self._tell_moment()
        # Tab leads from the search box over one button to the first row.
        self._filters = factory.bar(css=("nuon-search",))
        self._offer_filters()
        search = factory.bar(*self._search.bar, css=("nuon-search",))
        self.widget: Any = factory.column(
            factory.html(explorer_html.style(SLOTS, TURNS)), self._accessibility, self._filters, search, self._note,
            self._search.widget, self._pane.widget, css=(CSS,), _view_count=0,
        )  # fmt: skip
        self.widget.observe(self._seen, "_view_count")

    @property
    def root(self) -> Root:
        """The installer, app or install with everything that was loaded by now."""
        return self._context.root

    def open(self, *path: str) -> None:
        """Open the rows that these keys lead to: an app's id, then `configs`, then a config's id, `components`."""
        self._unless_closed(lambda: self._pane.reveal(path))

    def wait(self, timeout: float | None = None) -> None:
        """Wait until everything that was opened is loaded or failed, so that the next cell sees it in `root`.

        Args:
            timeout: the longest time, in seconds.

        Raises:
            TimeoutError: Something was still loading when the time was over. It goes on loading.
        """
        if not self._tasks.wait(timeout):
            problem = f"not everything was loaded within {timeout:g} s; it goes on loading"
            raise TimeoutError(problem)

    def refresh(self) -> None:
        """Request everything anew that was loaded; what is open stays open. A second call cancels it."""
        self._unless_closed(self._request_anew)

    def close(self) -> None:
        """Cancel all requests, and close every widget, layout and style."""
        with self._context.lock:
            self._tasks.close()
            self._factory.close()

    def _unless_closed(self, act: Callable[[], object]) -> None:
        """Do nothing once closed: new widgets would leak."""
        with self._context.lock:
            if not self._factory.closed:
                act()

    def _request_anew(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            return
        self._say("refreshing …")
        self._refresh.description = "Cancel"
        root = self.root
        self._refreshing = self._tasks.run(lambda client: _anew(client, root), self._refreshed)

    def _refreshed(self, result: TaskResult[tuple[Client, RefreshResult]]) -> None:
        self._refreshing = None
        self._refresh.description = "Refresh"
        if result.value is None:
            self._say(result.problem or "refresh cancelled", "error" if result.problem else "")
            return
        client, refreshed = result.value
        report = refreshed.report(self._context.store)
        self._context.refresh(refreshed.answers, client, None if refreshed.problems else refreshed.moment)
        self._say(report, "warning" if report else "")
        self._tell_moment("" if report else "refreshed, ")
        self._update()

    def _tell_moment(self, before: str = "") -> None:
        """Say as of when it is what is shown."""
        moment = formats.format_time(self._context.store.moment)
        self._moment.value = explorer_html.note(f"{before}as of {moment}") if moment else ""

    def _update(self) -> None:
        self._search.update()
        self._offer_filters()
        self._update_rows()

    def _offer_filters(self) -> None:
        self._filters.children = (*self._search.offered, self._refresh, self._moment)

    def _update_rows(self) -> None:
        self._pane.update(root_node(self.root))

    def _say(self, text: str, status: str = "") -> None:
        self._note.value = self._view.note(text, status)

    def _go(self, path: Sequence[str], texts: tuple[str, ...] = ()) -> None:
        """Open the rows that keys lead to, and let the page mark what is there: a line with these texts, or the row."""
        self._accessibility.reveal(self._pane.reveal(path).own_class, texts)

    def _open_named(self, ids: Sequence[str]) -> None:
        """Open the row of a record whose name was pressed."""
        path = path_to(self.root, *ids)
        if path:
            self._unless_closed(lambda: self._go(path))

    def _seen(self, change: Any) -> None:
        """Cancel all requests once nobody looks any more, but not while a view is only being moved."""
        if change.new == 0:
            with self._context.lock:
                if self._tasks.count:
                    self._tasks.run(self._cancel_unless_seen, lambda _: None)

    async def _cancel_unless_seen(self, _client: Client) -> None:
        await asyncio.sleep(self._context.polling.view_timeout)
        with self._context.lock:
            if self.widget._view_count == 0:
                self._tasks.cancel_all()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        shown = {} if self._factory.closed else self.widget._repr_mimebundle_()
        return {**shown, "text/html": to_html(self.root), "text/plain": to_text(self.root)}
