"""Lists of any length: fetched a page at a time, when asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

PAGE_SIZE = 100  # the server clamps to it; its own default is 10


class HasId(Protocol):
    """A record of the API."""

    @property
    def id(self) -> str | None:
        """The record's id, absent where it could not be read."""


R = TypeVar("R", bound=HasId)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list.

    Attributes:
        records: in the server's order.
        has_next: whether the server holds more; None where it does not say.
    """

    records: list[R]
    has_next: bool | None


FetchPage = Callable[[int, int], Awaitable[Page[R]]]  # offset, limit


class AsyncRecords(Generic[R]):
    """The records of a list, each once, fetched a page at a time.

    Args:
        fetch: returns the page at an offset, with at most so many records.
        limit: stop after so many records; None reads to the end.
    """

    def __init__(self, fetch: FetchPage[R], limit: int | None = None) -> None:
        if limit is not None and limit < 1:
            problem = "limit must be at least 1, or None for all"
            raise ValueError(problem)
        self._fetch = fetch
        self._wanted = limit
        self._ready: deque[R] = deque()
        self._seen: set[str] = set()
        self._offset = 0
        self._has_next = True

    @property
    def more(self) -> bool:
        """Whether there are records that were not handed out, as far as the server has told."""
        return bool(self._ready) or self._has_next

    @property
    def ready(self) -> bool:
        """Whether the next record, or the end, is known without a request."""
        return bool(self._ready) or self._wanted == 0 or not self._has_next

    async def fill(self) -> None:
        """Fetch pages until the next record, or the end, is known."""
        while not self.ready:
            size = min(PAGE_SIZE, self._wanted or PAGE_SIZE)
            page = await self._fetch(self._offset, size)
            known = len(self._seen)
            for record in page.records:
                if record.id is None:
                    self._ready.append(record)
                elif record.id not in self._seen:
                    self._seen.add(record.id)
                    self._ready.append(record)
            self._offset += len(page.records)
            told = len(page.records) >= size if page.has_next is None else page.has_next
            # A server that says "next" for ever ends where a page brings nothing new.
            self._has_next = told and len(self._seen) > known

    def pop(self) -> R:
        """Return the next record that is ready.

        Raises:
            StopIteration: there is none.
        """
        if self._wanted == 0 or not self._ready:
            raise StopIteration
        if self._wanted is not None:
            self._wanted -= 1
        return self._ready.popleft()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R:
        await self.fill()
        try:
            return self.pop()
        except StopIteration:
            raise StopAsyncIteration from None


class Records(Generic[R]):
    """The records of a list, each once, fetched a page at a time on the client's own thread."""

    def __init__(self, records: AsyncRecords[R], run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._records = records
        self._run = run

    @property
    def more(self) -> bool:
        """Whether there are records that were not handed out, as far as the server has told."""
        return self._records.more

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> R:
        if not self._records.ready:
            self._run(self._records.fill())
        return self._records.pop()
