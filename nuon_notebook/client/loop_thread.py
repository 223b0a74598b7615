"""A private event loop on its own thread, used from any other thread, and left at once on Ctrl-C."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from nuon_notebook.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Coroutine, Iterable

T = TypeVar("T")

TICK = 0.1  # seconds between two ticks; on Windows also the longest wait that Ctrl-C cannot interrupt
CANCEL_TIMEOUT = 0.08  # seconds that Ctrl-C waits for cancelled work; later the work ends in the background
SHUTDOWN_TIMEOUT = 2.0  # seconds that `close` waits for the thread


class LoopThread:
    """An event loop that runs on its own thread from the first use until `close`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._work: WeakSet[Coroutine[Any, Any, Any]] = WeakSet()

    def is_running_here(self) -> bool:
        """Tell whether the caller runs on the loop's own thread."""
        return threading.current_thread() is self._thread

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine on the loop and return its future. Cancelling the future cancels the work.

        Raises:
            ClientClosedError: the loop was closed.
        """
        with self._lock:
            if not self._closed:
                self._work.add(work)
                return asyncio.run_coroutine_threadsafe(work, self._started())
        work.close()
        raise _closed()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(self._loop,), name="nuon-notebook-client", daemon=True)
            self._thread.start()
        return self._loop

    def run(
        self,
        work: Coroutine[Any, Any, T],
        tick: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> T:
        """Run a coroutine on the loop and wait for it.

        Args:
            work: the coroutine.
            tick: called on the calling thread every `TICK` seconds while it waits.
            meanwhile: called on the calling thread once, when the coroutine has been started.

        Raises:
            KeyboardInterrupt: the user interrupted; the work was cancelled.
            ClientClosedError: the loop was closed before the work ended.
            RuntimeError: called on the loop's own thread, where waiting would never end.
        """
        if self.is_running_here():
            work.close()
            problem = "inside a coroutine await the methods of `client.api`: the client cannot wait for itself"
            raise RuntimeError(problem)
        future = self.submit(work)
        try:
            if meanwhile is not None:
                meanwhile()
            while not wait((future,), TICK).done:
                if tick is not None:
                    tick()
        except BaseException:
            self._cancel(future, work)
            raise
        if future.cancelled():
            raise _closed()
        return future.result()

    def _cancel(self, future: Future[T], work: Coroutine[Any, Any, T]) -> None:
        future.cancel()
        try:
            ended = self.submit(_wait_for_end(work))
        except ClientClosedError:
            return
        wait((ended,), CANCEL_TIMEOUT)

    def close(self, cleanup: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel all work, run a last coroutine, and end the thread. Closing twice does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._loop is None or self._thread is None:
                return
            asyncio.run_coroutine_threadsafe(_shut_down(self._work, cleanup), self._loop)
        if not self.is_running_here():  # a finalizer may run on any thread
            self._thread.join(SHUTDOWN_TIMEOUT)


def _closed() -> ClientClosedError:
    return ClientClosedError("The client is closed.", advice="Make another one with `Client()`.")


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _cancel_tasks(tasks: Iterable[asyncio.Task[Any]]) -> None:
    cancelled = [task for task in tasks if task.cancel()]
    await asyncio.gather(*cancelled, return_exceptions=True)


async def _wait_for_end(work: Coroutine[Any, Any, Any]) -> None:
    tasks = [task for task in asyncio.all_tasks() if task.get_coro() is work]
    if tasks:
        await asyncio.wait(tasks)


async def _shut_down(
    work: Container[Coroutine[Any, Any, Any]], cleanup: Callable[[], Coroutine[Any, Any, None]] | None
) -> None:
    loop = asyncio.get_running_loop()
    try:
        # Work cancels what it started. Cancelled from here first, anyio's tasks that have not begun would warn.
        await _cancel_tasks(task for task in asyncio.all_tasks() if task.get_coro() in work)
        await _cancel_tasks(task for task in asyncio.all_tasks() if task is not asyncio.current_task())
        if cleanup is not None:
            await cleanup()
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()
    finally:
        loop.stop()
