"""Runs requests on the client's thread and passes their results on. Nothing here prints or raises."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from threading import RLock

    from nuon_notebook.client import Client

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TaskResult(Generic[T]):
    """The result of a task.

    Attributes:
        value: what it returned; None where it did not end well.
        problem: why it failed, in one paragraph; empty where it did not.
        cancelled: whether it was cancelled.
    """

    value: T | None = None
    problem: str = ""
    cancelled: bool = False


class Tasks:
    """The tasks under way for one explorer.

    Args:
        client: returns the client; where that fails, the task fails.
        lock: held while a result is passed on, on whatever thread that is.
    """

    def __init__(self, client: Callable[[], Client], lock: RLock) -> None:
        self._client = client
        self._lock = lock
        self._running: set[Future[Any]] = set()
        self._ended_one = Condition(lock)
        self.closed = False

    @property
    def count(self) -> int:
        """How many are under way."""
        return len(self._running)

    def run(
        self, work: Callable[[Client], Coroutine[Any, Any, T]], on_result: Callable[[TaskResult[T]], None]
    ) -> Future[T] | None:
        """Start a task; cancelling the future cancels it.

        Args:
            work: makes the coroutine.
            on_result: called with the result, while the lock is held; if it raises, called again with that failure.

        Returns:
            The future, to be kept while the lock is held; None where the task has ended already.
        """
        with self._lock:
            if self.closed:
                return None
            try:
                client = self._client()
                future = client.submit(work(client))
            except NuonError as error:
                on_result(TaskResult(problem=str(error)))
                return None
            self._running.add(future)
            future.add_done_callback(lambda done: self._ended(done, on_result))
            return future if future in self._running else None

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until no task is under way and every result was passed on.

        Args:
            timeout: the longest time, in seconds.

        Returns:
            Whether that is so.
        """
        with self._ended_one:
            return self._ended_one.wait_for(lambda: not self._running, timeout)

    def cancel_all(self) -> None:
        """Cancel everything that is under way."""
        for future in tuple(self._running):
            future.cancel()

    def close(self) -> None:
        """Cancel everything; no result is passed on any more."""
        self.closed = True
        self.cancel_all()

    def _ended(self, future: Future[T], on_result: Callable[[TaskResult[T]], None]) -> None:
        with self._lock:
            if not self.closed:
                _pass_on(on_result, _result(future))
            self._running.discard(future)
            self._ended_one.notify_all()


def _pass_on(on_result: Callable[[TaskResult[T]], None], result: TaskResult[T]) -> None:
    try:
        on_result(result)
    except Exception as error:  # noqa: BLE001 - this is the client's thread: what it raises is printed into a cell
        on_result(TaskResult(problem=f"The answer could not be shown ({type(error).__name__})."))


def _result(future: Future[T]) -> TaskResult[T]:
    if future.cancelled():
        return TaskResult(cancelled=True)
    error = future.exception()
    if error is None:
        return TaskResult(future.result())
    # Other errors than NuonError may quote the value that they failed at; their type is enough.
    return TaskResult(problem=str(error) if isinstance(error, NuonError) else f"It failed ({type(error).__name__}).")
