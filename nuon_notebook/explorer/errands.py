"""Runs what waits for the server on the client's thread, and tells what came of it. Nothing here prints or raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from threading import RLock

    from nuon_notebook.client import Client

    Work = Callable[[Client], Coroutine[Any, Any, Any]]
    Tell = Callable[["Outcome"], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand.

    Attributes:
        value: what it returned.
        problem: why it failed, in one paragraph; empty where it did not.
        cancelled: whether it was ended before it was done.
    """

    value: Any = None
    problem: str = ""
    cancelled: bool = False


class Errands:
    """The work under way for one explorer.

    Args:
        client: returns the client; where that fails, the errand fails.
        lock: held while somebody is told of an outcome, on whatever thread that is.
    """

    def __init__(self, client: Callable[[], Client], lock: RLock) -> None:
        self._client = client
        self._lock = lock
        self._under_way: set[Future[Any]] = set()
        self.closed = False

    @property
    def count(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    def run(self, work: Work, tell: Tell) -> Future[Any] | None:
        """Start an errand; cancelling the future ends it.

        Args:
            work: makes the coroutine.
            tell: is told of the outcome; once more, that it failed, where it raises.

        Returns:
            The future, to be kept under the lock; None where the errand has ended already.
        """
        with self._lock:
            if self.closed:
                return None
            try:
                client = self._client()
                future = client.submit(work(client))
            except NuonError as error:
                tell(Outcome(problem=str(error)))
                return None
            self._under_way.add(future)
            future.add_done_callback(lambda done: self._ended(done, tell))
            return future if future in self._under_way else None

    def cancel_all(self) -> None:
        """End everything that is under way."""
        for future in tuple(self._under_way):
            future.cancel()

    def close(self) -> None:
        """End everything, and tell nobody."""
        self.closed = True
        self.cancel_all()

    def _ended(self, future: Future[Any], tell: Tell) -> None:
        with self._lock:
            if not self.closed:
                _tell(tell, _outcome(future))
            self._under_way.discard(future)


def _tell(tell: Tell, outcome: Outcome) -> None:
    try:
        tell(outcome)
    except Exception as error:  # noqa: BLE001 - this is the client's thread; what it raises lands in a cell
        tell(Outcome(problem=f"What came could not be shown ({type(error).__name__})."))


def _outcome(future: Future[Any]) -> Outcome:
    if future.cancelled():
        return Outcome(cancelled=True)
    error = future.exception()
    if error is None:
        return Outcome(future.result())
    # What is no NuonError may quote what it choked on; its type is enough.
    return Outcome(problem=str(error) if isinstance(error, NuonError) else f"It failed ({type(error).__name__}).")
