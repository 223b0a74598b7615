"""What is loading, failed or was cancelled of a node that is open. Knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.node import Load, Node
    from nuon_notebook.explorer.tasks import TaskResult
    from nuon_notebook.store import Answer

    Answered = tuple[Client, list[Answer]]


async def _fetched(client: Client, load: Load) -> Answered:
    return client, await load.fetch(client.api)


class Loading:
    """Loads what a node shows. It says what it waits for, can be cancelled, and says why it failed.

    What was loaded and is not any more (a config that may have changed) is requested again, and stays shown until
    then. Where only a part failed, the node is shown, and the whole can be requested again.

    Args:
        context: runs the requests and takes the answers.
        node: the node.
        on_show: called when the node is to be shown, or shown anew.
        on_change: called after the note or the action has changed.

    Attributes:
        node: the node as it is by now.
        note: what is said of it, in words; empty where nothing is.
        status: the status of the note.
        action: what a button offers, for instance "Cancel"; empty where there is none.
    """

    def __init__(
        self, context: Context, node: Node, on_show: Callable[[], None], on_change: Callable[[], None]
    ) -> None:
        self._context = context
        self._on_show = on_show
        self._on_change = on_change
        self._load = node.load()
        self._was_ready = False
        self._was_answered = False
        self._request: object | None = None
        self._future: Future[Answered] | None = None
        self.node = node
        self.note = self.status = self.action = ""

    def open(self) -> None:
        """Show the node, or load it first."""
        if self._load is None or self._load.ready:
            self._show()
        else:
            self._start()

    def update(self, node: Node) -> None:
        """Take the node as it is by now; what failed stays as it is until somebody retries."""
        self.node = node
        load = self._load = node.load()
        if load is None or self._was_answered or (load.ready and not (self._request and load.failed)):
            self._show()
        elif self._was_ready:
            self._start()

    def press(self) -> None:
        """Do what the button offers."""
        if self._future is not None:
            self._future.cancel()
        elif self._load is not None and (not self._was_ready or self._load.failed):
            self._start()

    def _show(self) -> None:
        load = self._load
        self._was_ready = load is None or load.ready
        self._was_answered = False
        # What a request under way was made for has come by another way.
        future, self._future, self._request = self._future, None, None
        if future is not None:
            future.cancel()
        self._on_show()
        self._say(action="Retry" if load is not None and load.failed else "")

    def _start(self) -> None:
        load = self._load
        if load is None:
            return
        self._was_ready = self._was_answered = False
        self._request = request = object()
        self._say(f"loading {load.what} …", action="Cancel")
        self._future = self._context.tasks.run(
            lambda client: _fetched(client, load), lambda result: self._ended(request, result)
        )

    def _ended(self, request: object, result: TaskResult[Answered]) -> None:
        if request is not self._request:
            return
        if result.value is not None:
            client, answers = result.value
            self._context.merge(answers, client)
            self._future = self._request = None
            self._was_answered = True
            self._context.changed()  # which updates this node, too, if it is open
            return
        self._future = self._request = None
        if result.cancelled:
            self._say(f"cancelled: {self._load.what}" if self._load else "", action="Load")
        else:
            self._say(result.problem, "error", "Retry")

    def _say(self, note: str = "", status: str = "", action: str = "") -> None:
        self.note, self.status, self.action = note, status, action
        self._on_change()


class LoadingMore:
    """Loads further children of a node, as long as the server has more. It can be cancelled and says why it failed.

    Args:
        context: runs the requests and takes the answers.
        node: the node.
        offer: what its button offers.
        on_change: called after any attribute has changed.

    Attributes:
        load: how further children are loaded; None where the server has no more.
        note: what is said of it, in words.
        status: the status of the note.
        action: what the button offers.
    """

    def __init__(self, context: Context, node: Node, offer: str, on_change: Callable[[], None]) -> None:
        self._context = context
        self._offer = offer
        self._on_change = on_change
        self._future: Future[Answered] | None = None
        self.load = node.load_more()
        self.note = self.status = ""
        self.action = offer

    def update(self, node: Node) -> None:
        """Take the node as it is by now."""
        self.load = node.load_more()
        self._on_change()

    def press(self) -> None:
        """Do what the button offers."""
        load = self.load
        if self._future is not None:
            self._future.cancel()
        elif load is not None:
            self._say("loading …", action="Cancel")
            self._future = self._context.tasks.run(lambda client: _fetched(client, load), self._ended)

    def _ended(self, result: TaskResult[Answered]) -> None:
        self._future = None
        if result.problem:
            self._say(result.problem, "error", "Retry")
            return
        self._say("cancelled" if result.cancelled else "", action=self._offer)
        if result.value is not None:
            client, answers = result.value
            self._context.merge(answers, client)
            self._context.changed()

    def _say(self, note: str, status: str = "", action: str = "") -> None:
        self.note, self.status, self.action = note, status, action
        self._on_change()
