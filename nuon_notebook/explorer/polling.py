"""Requests what runs, such as a workflow or a log, again and again until it has ended."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display import formats
from nuon_notebook.errors import (
    ClientClosedError,
    ForbiddenError,
    MissingEndpointError,
    NotFoundError,
    NuonError,
    SettingsError,
    UnauthorizedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence
    from concurrent.futures import Future

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.node import Following
    from nuon_notebook.explorer.tasks import TaskResult
    from nuon_notebook.store import Answer

PERMANENT: Final = (
    ClientClosedError, ForbiddenError, MissingEndpointError, NotFoundError, SettingsError, UnauthorizedError,
)  # fmt: skip
"""Errors that retrying cannot fix."""


@dataclass(frozen=True, slots=True)
class PollingPolicy:
    """How often what runs is requested, and when that ends; all in seconds.

    Attributes:
        first_wait: before the first request.
        growth: the factor by which each wait is longer than the one before.
        longest_wait: no wait is longer.
        time_limit: how long it goes on at most.
        view_timeout: how long an explorer may be out of view, for instance while its cell is moved, before
            everything that is under way is cancelled.
    """

    first_wait: float = 5.0
    growth: float = 1.25
    longest_wait: float = 30.0
    time_limit: float = 600.0
    view_timeout: float = 2.0

    def waits(self) -> Iterator[float]:
        """Yield the waits until the end."""
        wait, waited = self.first_wait, 0.0
        while waited + wait <= self.time_limit:
            yield wait
            waited += wait
            wait = min(wait * self.growth, self.longest_wait)


async def poll(
    fetch: Callable[[], Coroutine[Any, Any, Sequence[Answer]]],
    policy: PollingPolicy,
    on_answer: Callable[[Sequence[Answer], str], bool],
) -> str:
    """Request something until it has ended or the time is over.

    Args:
        fetch: requests it.
        policy: how often.
        on_answer: called with the answers, or with the problem of a request that failed; returns whether to go on.

    Returns:
        Why it ended, in words.

    Raises:
        NuonError: a request failed, and retrying cannot fix that.
    """
    waited = 0.0
    for wait in policy.waits():
        waited += wait
        await asyncio.sleep(wait)
        answers: Sequence[Answer] = ()
        problem = ""
        try:
            answers = await fetch()
        except PERMANENT:
            raise
        except NuonError as error:
            problem = str(error)
        if not on_answer(answers, problem):
            return "finished"
    return f"stopped after {formats.format_duration(timedelta(seconds=waited))}; press Follow to go on"


class Polling:
    """Follows something while it runs.

    Args:
        context: runs the requests and takes the answers.
        following: what is followed, and how.
        on_change: called after what is said of it has changed.

    Attributes:
        active: whether it is followed.
        note: what is said of it, in words.
        status: the status of the note.
    """

    def __init__(self, context: Context, following: Following, on_change: Callable[[], None]) -> None:
        self._context = context
        self._following = following
        self._on_change = on_change
        self._future: Future[str] | None = None
        self.active = False
        self.note = self.status = ""

    def start(self) -> None:
        """Follow it."""
        if not self.active:
            self.active = True
            self._say("following …")
            self._future = self._context.tasks.run(
                lambda client: poll(partial(self._fetch, client), self._context.polling, self._answered), self._ended
            )

    async def _fetch(self, client: Client) -> Sequence[Answer]:
        return await self._following.fetch(client.api, self._context.store)

    def stop(self) -> None:
        """Follow it no longer."""
        if self._future is not None:
            self._future.cancel()

    def _answered(self, answers: Sequence[Answer], problem: str) -> bool:
        """Take answers; return whether it still runs."""
        with self._context.lock:
            if self._context.tasks.closed:
                return False
            if problem:
                self._say(problem, "warning")
                return True
            self._say("following …")
            self._context.merge(answers)
            self._context.changed()
            return self._following.runs(self._context.store)

    def _ended(self, result: TaskResult[str]) -> None:
        self._future = None
        self.active = False
        self._say(result.problem or result.value or "not followed", "error" if result.problem else "")

    def _say(self, note: str, status: str = "") -> None:
        self.note, self.status = note, status
        self._on_change()
