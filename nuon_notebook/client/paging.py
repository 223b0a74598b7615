"""Lists of any length, loaded a page at a time when they are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

from nuon_notebook.client.limits import Limits
from nuon_notebook.errors import NuonError

PAGE_SIZE = 100  # the server's maximum; its default is 10
MAX_DISPLAYED = 50


class HasId(Protocol):
    """A record of the API."""

    @property
    def id(self) -> str | None:
        """The record's id; None if it was unreadable."""


R = TypeVar("R", bound=HasId)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list.

    Attributes:
        records: in the server's order.
        has_next: whether the server has more; None if it does not say.
        total: how many records the list has; None if the server does not say.
        next: where the list goes on, for a list that is paged by a cursor; None at its end.
        share: how much of the limits of one response it used, from 0 to 1.
        seconds: how long it took to load and to parse.
    """

    records: list[R]
    has_next: bool | None
    share: float = 0.0
    seconds: float = 0.0
    total: int | None = None
    next: int | None = None


FetchPage = Callable[[int, int], Awaitable[Page[R]]]  # offset, limit
FetchFromCursor = Callable[[int | None], Awaitable[Page[R]]]


class AsyncRecords(Generic[R]):
    """The records of a list, loaded a page at a time, without duplicates.

    Args:
        limit: stop after so many records; None reads to the end, or to a limit of the client.
        limits: the limits of the client.
    """

    def __init__(self, limit: int | None = None, limits: Limits | None = None) -> None:
        if limit is not None and limit < 1:
            problem = "limit must be at least 1, or None for all"
            raise ValueError(problem)
        self._limits = limits or Limits()
        self._limit = limit or self._limits.list_records
        self._has_own_limit = limit is not None
        self._returned = 0
        self._buffer: deque[R] = deque()
        self._seen: set[str] = set()
        self._first: list[R] = []
        self._loaded = 0
        self._share = 0.0
        self._seconds = 0.0
        self._has_next = True

    total: int | None = None
    """How many records the list has; None as long as the server has not said it."""

    @property
    def more(self) -> bool:
        """Whether there are further records, as far as the server has said."""
        return bool(self._buffer) or self._has_next

    @property
    def stopped(self) -> str:
        """Why a list ended before its end, and what to do, in words; empty if it did not, or where `limit` says."""
        reached = self._reached_limit()
        if not reached or self._buffer or not self._has_next:
            return ""
        name, why = reached
        advice = f"`Client(limits=Limits({name}=…))` loads more."
        return f"Only the first {self._loaded:,} were loaded: {why}. {advice}"

    def _reached_limit(self) -> tuple[str, str] | None:
        """Return the limit of the client that was reached: its name, and what it means."""
        limits = self._limits
        if self._loaded >= self._limit and not self._has_own_limit:
            return "list_records", "the server goes on sending more"
        if self._share >= limits.list_responses:
            return "list_responses", "together they are larger than any list of the API"
        if self._seconds >= limits.list_time:
            return "list_time", f"the server took more than {limits.list_time:g} seconds"
        return None

    @property
    def first(self) -> tuple[R, ...]:
        """The first records that were loaded, `MAX_DISPLAYED` at most, whether or not they were read."""
        return tuple(self._first)

    @property
    def more_than_first(self) -> bool:
        """Whether there are records beyond `first`, as far as the server has said."""
        return self._loaded > len(self.first) or self._has_next

    @property
    def is_ready(self) -> bool:
        """Whether the next record, or the end, is known without a request."""
        ended = self._returned == self._limit or not self._has_next or self._reached_limit()
        return bool(self._buffer or ended)

    async def fill(self) -> None:
        """Load pages until the next record, or the end, is known."""
        while not self.is_ready:
            await self._load_page()

    async def _load_page(self) -> None:
        raise NotImplementedError

    def _add(self, page: Page[R], *, has_next: bool) -> None:
        """Keep what is new of a page. Some servers say "next" for ever: a page without anything new is the last one."""
        known = len(self._seen)
        new = [record for record in page.records if record.id is None or self._is_new(record.id)]
        wanted = new[: self._limit - self._loaded]
        self._buffer += wanted
        self._loaded += len(wanted)
        self._first += wanted[: MAX_DISPLAYED - len(self._first)]
        self._share += page.share
        self._seconds += page.seconds
        self._has_next = len(wanted) < len(new) or (has_next and len(self._seen) > known)

    def _is_new(self, record_id: str) -> bool:
        if record_id in self._seen:
            return False
        self._seen.add(record_id)
        return True

    def pop(self) -> R:
        """Return the next record that is loaded.

        Raises:
            StopIteration: there is none.
        """
        if self._returned == self._limit or not self._buffer:
            raise StopIteration
        self._returned += 1
        return self._buffer.popleft()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R:
        await self.fill()
        try:
            return self.pop()
        except StopIteration:
            raise StopAsyncIteration from None


class OffsetRecords(AsyncRecords[R]):
    """The records of a list that is paged by an offset.

    Args:
        fetch: returns the page at an offset, with at most so many records.
        limit: stop after so many records.
        limits: the limits of the client.
    """

    def __init__(self, fetch: FetchPage[R], limit: int | None = None, limits: Limits | None = None) -> None:
        super().__init__(limit, limits)
        self._fetch = fetch
        self._offset = 0

    async def _load_page(self) -> None:
        size = min(PAGE_SIZE, self._limit - self._returned)
        page = await self._fetch(self._offset, size)
        self._offset += len(page.records)
        self._add(page, has_next=len(page.records) >= size if page.has_next is None else page.has_next)


class CursorRecords(AsyncRecords[R]):
    """The records of a list that is paged by a cursor, a time in nanoseconds. Its pages have `PAGE_SIZE` records.

    The server goes on strictly behind the cursor, so it would skip records of the very same nanosecond as the last one
    of a page. The client asks from a nanosecond before, and drops what it knows. Only where a whole page is of one
    nanosecond, it asks from the cursor itself.

    Args:
        fetch: returns the page at a cursor; None is the beginning.
        step: the nanoseconds from a record to the one behind it: 1 for the oldest first, -1 for the newest first.
        start: the cursor to begin at.
        limit: stop after so many records.
        limits: the limits of the client.
    """

    def __init__(
        self,
        fetch: FetchFromCursor[R],
        step: int,
        start: int | None = None,
        limit: int | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(limit, limits)
        self._fetch = fetch
        self._step = step
        self._start = self._cursor = start

    async def _load_page(self) -> None:
        page, known = await self._fetch(self._start), len(self._seen)
        self.total = page.total if self.total is None else self.total
        is_full = page.next is not None and len(page.records) >= PAGE_SIZE
        self._add(page, has_next=is_full)
        if not is_full or page.next is None:
            return
        stuck = len(self._seen) == known and page.next == self._cursor and self._start != page.next
        self._has_next = self._has_next or stuck
        self._cursor = page.next
        self._start = page.next if stuck else page.next - self._step


class Records(Generic[R]):
    """The records of a list, loaded a page at a time, without duplicates. Displays its first records as a table.

    It is an iterator: each record is read once. Displaying it loads at most one page, and reads nothing.
    """

    def __init__(self, records: AsyncRecords[R], run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._records = records
        self._run = run
        self._failure: NuonError | None = None

    @property
    def more(self) -> bool:
        """Whether there are further records, as far as the server has said."""
        return self._records.more

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> R:
        if not self._records.is_ready:
            self._run(self._records.fill())
        return self._records.pop()

    def __repr__(self) -> str:
        return f"Records({len(self._records.first)} loaded{', the server may have more' if self.more else ''})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        from nuon_notebook.display import to_text  # noqa: PLC0415 - only a display needs it

        first = self._load_first()
        printer.text(str(first) if isinstance(first, NuonError) else _joined(to_text(first), self._note()))

    def _repr_html_(self) -> str | None:
        from nuon_notebook.display import to_html  # noqa: PLC0415 - only a display needs it
        from nuon_notebook.display.environment import render_template  # noqa: PLC0415 - likewise

        first = self._load_first()
        if isinstance(first, NuonError):
            return None  # the text says why
        note = self._note()
        return _joined(to_html(first), str(render_template("note.html.j2", text=note)) if note else "")

    def _load_first(self) -> Any:
        """Return a collection of the first records, or the error why they could not be loaded."""
        from nuon_notebook.models import Collection  # noqa: PLC0415 - only a display needs it

        if not self._records.first and self._failure is None:
            try:
                self._run(self._records.fill())
            except NuonError as error:
                self._failure = error.with_traceback(None)  # kept, so that a display in two formats asks once
        records: Any = self._records.first
        return Collection(records) if records else self._failure or Collection()

    def _note(self) -> str:
        """Return the sentence that says that the table is not the whole list; empty if it is."""
        if not self._records.more_than_first:
            return ""
        return f"Only the first {len(self._records.first)} are shown; there are more."


def _joined(table: str, note: str) -> str:
    return "\n".join(filter(None, (table, note.strip())))
