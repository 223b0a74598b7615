"""The endpoints as coroutines."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.client.paging import AsyncRecords, CursorRecords, HasId, OffsetRecords, Page
from nuon_notebook.errors import MissingEndpointError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping
    from datetime import datetime

    from nuon_notebook.client.endpoint import Endpoint
    from nuon_notebook.client.requester import Request
    from nuon_notebook.client.transport import Response
    from nuon_notebook.client.worker import Worker

NO_PAGING: Mapping[str, int] = MappingProxyType({})
LONGEST_NUMBER = 19  # digits of an integer of 64 bits
CURSOR, NEXT, TOTAL = "X-Nuon-API-Offset", "X-Nuon-API-Next", "count"  # headers of a list that is paged by a cursor

T = TypeVar("T")
M = TypeVar("M")
R = TypeVar("R", bound=HasId)


class Api(Endpoints):
    """The endpoints as coroutines: `await client.api.app("storefront")`.

    They may be awaited on any running event loop, for instance in a cell of a notebook. Coroutines that make many
    requests run fastest on the client's own loop: `client.run(work(client.api))`. Methods that take `limit` return an
    asynchronous iterator; `limit=None` reads to the end.

    Every method raises a `NuonError` for anything that can go wrong on the way.
    """

    _list_type: ClassVar[Any] = AsyncRecords

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._moment: datetime | None = None
        self._last_date: str | None = None

    @property
    def moment(self) -> datetime | None:
        """When the oldest response was made, by the server's clock, in UTC; None if no response said so."""
        return self._moment

    def lacks(self, endpoint: Endpoint[Any, Any], feature: str = "") -> bool:
        """Return whether the server has said that it does not have an endpoint, or a feature of it."""
        return f"{endpoint.path}{feature}" in self._worker.missing

    def note_missing(self, endpoint: Endpoint[Any, Any], feature: str = "") -> None:
        """Remember that the server does not have an endpoint as it is needed, or a feature of it."""
        self._worker.missing.add(f"{endpoint.path}{feature}")

    async def load(self, request: Request[M]) -> M:
        """Return the record that a request asks for."""
        return await self._on_own_loop(self._load(request))

    def load_list(self, request: Request[R]) -> AsyncRecords[R]:
        """Return the records that a request asks for; nothing is sent before they are read."""

        async def fetch(offset: int, size: int) -> Page[R]:
            return await self._on_own_loop(self._load_page(request, offset, size))

        return OffsetRecords(fetch, request.limit, self._worker.limits)

    def load_log(self, request: Request[R]) -> CursorRecords[R]:
        """Return the records of a list that is paged by a cursor; nothing is sent before they are read."""

        async def fetch(cursor: int | None) -> Page[R]:
            return await self._on_own_loop(self._load_page_at(request, cursor))

        step = -1 if request.newest_first else 1
        return CursorRecords(fetch, step, request.cursor, request.limit, self._worker.limits)

    async def _on_own_loop(self, work: Coroutine[Any, Any, T]) -> T:
        """Await a coroutine on the client's loop, whichever loop the caller runs on."""
        if self._worker.is_running_here():
            return await work
        return await asyncio.wrap_future(self._worker.submit(work))

    async def _load(self, request: Request[M]) -> M:
        response = await self._send(request)
        return self._worker.requester.read(request, response)

    async def _load_page(self, request: Request[R], offset: int, size: int) -> Page[R]:
        paging = {"limit": size, "offset": offset} if offset else {"limit": size}
        response = await self._send(request, paging)
        said = response.headers.get("X-Nuon-Page-Next", "").lower()
        return replace(self._page(request, response), has_next={"true": True, "false": False}.get(said))

    async def _load_page_at(self, request: Request[R], cursor: int | None) -> Page[R]:
        response = await self._send(request, cursor={} if cursor is None else {CURSOR: str(cursor)})
        total, following = (_number(response.headers.get(name, "")) for name in (TOTAL, NEXT))
        return replace(self._page(request, response), total=total, next=following)

    def _page(self, request: Request[R], response: Response) -> Page[R]:
        started = time.monotonic()
        records = self._worker.requester.read_list(request, response)
        return Page(records, None, response.share, response.seconds + time.monotonic() - started)

    async def _send(
        self, request: Request[Any], paging: Mapping[str, int] = NO_PAGING, cursor: Mapping[str, str] | None = None
    ) -> Response:
        try:
            response = await self._worker.requester.send(request, paging, cursor)
        except MissingEndpointError:
            self._worker.missing.add(request.endpoint)
            raise
        self._note_date(response)
        return response

    def _note_date(self, response: Response) -> None:
        header = response.headers.get("Date")
        if header == self._last_date:  # most responses of one load are of the same second
            return
        self._last_date = header
        date = response.date
        if date is not None and (self._moment is None or date < self._moment):
            self._moment = date


def _number(header: str) -> int | None:
    """Return the number that a header holds; None if it holds none."""
    text = header.strip()
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdecimal() else None
