"""Requests a running workflow again and again until it is finished."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

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
from nuon_notebook.loader import fetch
from nuon_notebook.models import Workflow
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Context
    from nuon_notebook.explorer.tasks import TaskResult
    from nuon_notebook.store import Answer

PERMANENT: Final = (
    ClientClosedError, ForbiddenError, MissingEndpointError, NotFoundError, SettingsError, UnauthorizedError,
)  # fmt: skip
"""Errors that retrying cannot fix."""


@dataclass(frozen=True, slots=True)
class PollingPolicy:
    """How often a workflow is requested, and when that ends; all in seconds.

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
    client: Client, workflow_id: str, policy: PollingPolicy, on_answer: Callable[[Sequence[Answer], str], bool]
) -> str:
    """Request a workflow until it is finished or the time is over.

    Args:
        client: reads the API.
        workflow_id: the workflow.
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
            answers = await fetch.workflow(client.api, workflow_id)
        except PERMANENT:
            raise
        except NuonError as error:
            problem = str(error)
        if not on_answer(answers, problem):
            return "finished"
    return f"stopped after {formats.format_duration(timedelta(seconds=waited))}; press Follow to go on"


class Polling:
    """Follows a workflow while it runs.

    Args:
        context: runs the requests and takes the answers.
        workflow_id: the workflow.
        on_change: called after what is said of it has changed.

    Attributes:
        active: whether the workflow is followed.
        note: what is said of it, in words.
        status: the status of the note.
    """

    def __init__(self, context: Context, workflow_id: str, on_change: Callable[[], None]) -> None:
        self._context = context
        self._workflow_id = workflow_id
        self._on_change = on_change
        self._future: Future[str] | None = None
        self.active = False
        self.note = self.status = ""

    def start(self) -> None:
        """Follow the workflow."""
        if not self.active:
            self.active = True
            self._say("following …")
            self._future = self._context.tasks.run(
                lambda client: poll(client, self._workflow_id, self._context.polling, self._answered), self._ended
            )

    def stop(self) -> None:
        """Follow it no longer."""
        if self._future is not None:
            self._future.cancel()

    def _answered(self, answers: Sequence[Answer], problem: str) -> bool:
        """Take answers; return whether the workflow still runs."""
        with self._context.lock:
            if self._context.tasks.closed:
                return False
            if problem:
                self._say(problem, "warning")
                return True
            self._say("following …")
            self._context.merge(answers)
            self._context.changed()
            workflow = self._context.store.record(Key(Workflow.api_type, self._workflow_id))
            return workflow is not None and not workflow.finished

    def _ended(self, result: TaskResult[str]) -> None:
        self._future = None
        self.active = False
        self._say(result.problem or result.value or "not followed", "error" if result.problem else "")

    def _say(self, note: str, status: str = "") -> None:
        self.note, self.status = note, status
        self._on_change()
