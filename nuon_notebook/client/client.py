"""The endpoints as plain methods."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from nuon_notebook.client.api import Api
from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.client.limits import Limits
from nuon_notebook.client.network_settings import NetworkSettings
from nuon_notebook.client.paging import HasId, Records
from nuon_notebook.client.settings import Settings, Token, plain_token_refused
from nuon_notebook.client.url import validate_api_url
from nuon_notebook.client.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from types import TracebackType

    import httpx

    from nuon_notebook.client.requester import Request

T = TypeVar("T")
M = TypeVar("M")
R = TypeVar("R", bound=HasId)

_parent_workers: list[Worker] = []  # kept from the collector, which would unregister the parent's sockets from its loop


class Client(Endpoints):
    """Reads Nuon's API. It may be used from several threads, in forked children, and as a context manager.

    Every method raises a `NuonError` for anything that can go wrong on the way; Ctrl-C ends any of them at once.
    Methods that take `limit` return an iterator that loads pages when they are needed, drops duplicates, knows whether
    there are `more`, and displays as a table.

    Args:
        api_url: the URL of the API; else NUON_API_URL, else the CLI's file, else `https://api.nuon.co`.
        token: a `SecretStr`, or a callable that returns the token and is called on the calling thread before each
            request; else NUON_API_TOKEN, else the CLI's file.
        org_id: the org; else NUON_ORG_ID, else the CLI's file.
        transport: responds in place of the network.
        limits: timeouts, retries, sizes.

    Raises:
        SettingsError: the token is a plain `str`, a token may not be sent to the URL, or the CLI's file cannot be used.
    """

    settings = Settings()  # the defaults, for the display of a client whose constructor failed
    _list_type: ClassVar[Any] = Records

    def __init__(
        self,
        api_url: str | None = None,
        token: Token | None = None,
        org_id: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: Limits | None = None,
    ) -> None:
        if isinstance(token, str):
            token = None  # a traceback that shows local variables must not show it
            raise plain_token_refused()
        settings = Settings.load(api_url, token, org_id)
        self._url = validate_api_url(settings.api_url, settings.source("api_url"))
        self.settings = settings
        self._transport = transport
        self._limits = limits or Limits()
        self._worker = self._new_worker()

    def _new_worker(self) -> Worker:
        worker = Worker(self.settings, self._url, self._limits, self._transport)
        weakref.finalize(self, worker.close)
        return worker

    def _own_worker(self) -> Worker:
        """Return the worker of this process: after a fork the child makes its own."""
        if self._worker.pid != os.getpid():
            _parent_workers.append(self._worker)
            self._worker = self._new_worker()
        return self._worker

    @property
    def api(self) -> Api:
        """The endpoints as coroutines: `await client.api.app("storefront")`."""
        return Api(self._own_worker())

    def is_outdated(self) -> bool:
        """Tell whether the proxy or the certificates of the environment have changed since the client was made."""
        return self._transport is None and self._worker.network != NetworkSettings.read(self._url)

    def run(
        self,
        work: Coroutine[Any, Any, T],
        tick: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> T:
        """Run a coroutine that uses `api` and return what it returns.

        Args:
            work: the coroutine, for instance `load(client.api)`.
            tick: called on the calling thread every 0.1 seconds while it waits.
            meanwhile: called on the calling thread once, when the coroutine has been started.

        Raises:
            KeyboardInterrupt: at once; the requests in flight are cancelled.
            ClientClosedError: the client was closed.
        """
        return self._own_worker().run(work, tick, meanwhile)

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine that uses `api`, and return at once.

        Returns:
            Its future; cancelling it cancels the work. Its callbacks run on the client's thread.
        """
        return self._own_worker().submit(work)

    def load(self, request: Request[M]) -> M:
        """Return the record that a request asks for."""
        return self.run(self.api.load(request))

    def load_list(self, request: Request[R]) -> Records[R]:
        """Return the records that a request asks for; nothing is sent before they are read."""
        return Records(self.api.load_list(request), self.run)

    def load_log(self, request: Request[R]) -> Records[R]:
        """Return the records of a list that is paged by a cursor; nothing is sent before they are read."""
        return Records(self.api.load_log(request), self.run)

    def close(self) -> None:
        """Cancel all work, close all connections, end the thread."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(api_url={self.settings.api_url!r}, org_id={self.settings.org_id!r})"
