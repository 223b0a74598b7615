"""What a client has in each process: an event-loop thread, and the requester that works on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from nuon_notebook.client.loop_thread import LoopThread
from nuon_notebook.client.requester import Requester
from nuon_notebook.client.transport import Transport
from nuon_notebook.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    import httpx

    from nuon_notebook.client.limits import Limits
    from nuon_notebook.client.network_settings import NetworkSettings
    from nuon_notebook.client.settings import Settings

T = TypeVar("T")


class Worker:
    """Runs coroutines on a thread of its own, with a token in force.

    Attributes:
        missing: the paths of the endpoints that the server said it does not have.

    Args:
        settings: the server, the org, the token.
        url: the URL of the API, validated.
        limits: timeouts, sizes, retries.
        transport: responds in place of the network, if given.
    """

    def __init__(
        self, settings: Settings, url: httpx.URL, limits: Limits, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self.pid = os.getpid()
        self.limits = limits
        self.missing: set[str] = set()
        self._token = settings.token
        self._transport = Transport(url, limits, transport)
        self._loop = LoopThread()
        self.requester = Requester(settings, self._transport)

    @property
    def network(self) -> NetworkSettings:
        """The proxy and the certificates in force."""
        return self._transport.network

    def is_running_here(self) -> bool:
        """Tell whether the caller runs on the worker's thread."""
        return self._loop.is_running_here()

    def run(
        self,
        work: Coroutine[Any, Any, T],
        tick: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> T:
        """Run a coroutine and return what it returns; see `LoopThread.run`."""
        self._authorize(work)
        return self._loop.run(work, tick, meanwhile)

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine and return its future; see `LoopThread.submit`."""
        self._authorize(work)
        return self._loop.submit(work)

    def _authorize(self, work: Coroutine[Any, Any, Any]) -> None:
        """Ask a callable for the token, on the thread of the caller."""
        if callable(self._token):
            try:
                self.requester.authorize(_called(self._token))
            except BaseException:
                work.close()
                raise

    def close(self) -> None:
        """Cancel all work, close all connections, end the thread."""
        if os.getpid() == self.pid:  # a forked child must not touch its parent's loop
            self._loop.close(self._transport.aclose)


def _called(token: Callable[[], str]) -> SecretStr:
    """Return the token that the user's callable returns."""
    result = _result_of(token)
    if isinstance(result, SecretStr):
        return result
    raise SettingsError(
        what="The callable that was given as token returned none:", why=result, advice="Call it once to see why."
    )


def _result_of(token: Callable[[], str]) -> SecretStr | str:
    """Return the token, or why there is none. Of an exception only the type is named: its text may quote the token."""
    try:
        value: object = token()
    except Exception as error:  # noqa: BLE001 - whatever a user's function raises
        return f"it raised {type(error).__name__}."
    if isinstance(value, SecretStr):
        return value
    return SecretStr(value) if isinstance(value, str) else f"it returned {type(value).__name__}, not str."
