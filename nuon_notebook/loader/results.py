"""Results of requests, and running requests concurrently."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
    from typing import Any

    from nuon_notebook.client.paging import AsyncRecords
    from nuon_notebook.loader.progress import RequestCounter
    from nuon_notebook.models.base import Record

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True)
class Result(Generic[T_co]):
    """The result of a request: a value, or the reason why there is none.

    Attributes:
        value: the value; if a list failed, the items before the failure.
        problem: why it failed, in one paragraph; empty if it did not.
        requested: whether a request was made at all.
        more: whether the server has more items.
    """

    value: T_co
    problem: str = ""
    requested: bool = True
    more: bool = False

    @property
    def state(self) -> SectionState:
        """The state of the section for which the request was made."""
        if self.problem:
            return SectionState(SectionStatus.FAILED, self.problem, self.more)
        status = SectionStatus.LOADED if self.requested else SectionStatus.NOT_LOADED
        return SectionState(status, more=self.more)


async def request_one(counter: RequestCounter, subject: str, request: Callable[[], Awaitable[T]]) -> Result[T | None]:
    """Request one record; an error becomes the result's problem."""
    with counter.counting(subject):
        try:
            return Result(await request())
        except NuonError as error:
            return Result(None, str(error))


async def request_list(
    counter: RequestCounter, subject: str, request: Callable[[], AsyncRecords[R]]
) -> Result[list[R]]:
    """Request a list to its end or limit.

    An error, or a limit of the client, becomes the result's problem; the items before it are kept.
    """
    found: list[R] = []
    with counter.counting(subject):
        try:
            records = request()
            async for record in records:
                found.append(record)  # noqa: PERF401 - a comprehension would lose the items before an error
        except NuonError as error:
            return Result(found, str(error), more=bool(found))
    return Result(found, records.stopped, more=records.more)


@asynccontextmanager
async def side_by_side() -> AsyncIterator[asyncio.TaskGroup]:
    """Run tasks concurrently. If one fails, cancel all and raise its error (not an exception group)."""
    failed: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        failed = failures.exceptions[0]
    if failed is not None:  # raised here, because a handler would add the group to its context
        raise failed


async def gather(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run coroutines concurrently and return their results in order."""
    async with side_by_side() as group:
        tasks = [group.create_task(each) for each in work]
    return [task.result() for task in tasks]
