"""One request at a time on the wire: bounded in time, size and number, retried, never led astray."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import httpx
from httpx_retries import Retry, RetryTransport

from nuon_notebook.client.address import place_of, same_origin
from nuon_notebook.client.errors import AnswerTooLargeError, NetworkSettingsError, RedirectError
from nuon_notebook.client.wording import redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOGGERS = (
    "httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks",
    "httpx_retries.retry", "httpx_retries.transport",
)  # fmt: skip
# What the body no longer is, once it was read and decoded.
BODY_HEADERS = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how often.

    Attributes:
        connect: seconds until a connection stands.
        read: seconds between two pieces of an answer.
        total: seconds for one whole answer.
        body: bytes of a decoded body.
        at_once: requests on the wire at the same time.
        redirects: redirects followed on the same host.
        retries: further tries after 429, 502, 503, 504 and failed connections.
        backoff: seconds; the nth retry waits at most `backoff * 2**n`, where the server asks for nothing else.
        longest_wait: seconds waited before one retry, whatever `Retry-After` says.
        longest_waits: seconds waited before all retries of a request.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 120.0
    body: int = 64 * 1024 * 1024
    at_once: int = 8
    redirects: int = 5
    retries: int = 3
    backoff: float = 0.25
    longest_wait: float = 30.0
    longest_waits: float = 60.0


def user_agent() -> str:
    """Return the name this client gives itself; Nuon's server takes `nuon/` and others for its own CLI."""
    try:
        own = version("nuon-notebook")
    except PackageNotFoundError:  # a checkout that was never installed
        own = "0"
    return f"nuon-notebook/{own} python-httpx/{httpx.__version__}"


class Transport:
    """Sends GET requests to one server.

    Args:
        url: the API's address, checked.
        limits: how long, how much and how often.
        transport: answers in place of the network, if given.
    """

    def __init__(self, url: httpx.URL, limits: Limits, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._limits = limits
        self._given = transport
        self._http: httpx.AsyncClient | None = None
        self._retrying: RetryTransport | None = None
        self._filter = _SecretFilter()

    def hide(self, secret: str) -> None:
        """Keep a secret out of what the HTTP libraries log."""
        self._filter.secret = secret

    async def get(self, path: str, params: Mapping[str, str | int | bool], headers: httpx.Headers) -> httpx.Response:
        """Return the answer, its body read and decoded, whatever its status.

        Raises:
            httpx.HTTPError: no whole answer arrived.
            RedirectError: the server points to another host, or in circles.
            AnswerTooLargeError: the body is larger than `Limits.body`.
            NetworkSettingsError: the system's settings for certificates or proxies cannot be used.
        """
        http, retrying = self._open()
        request = http.build_request("GET", path, params=dict(params), headers=headers)
        return await retrying.handle_async_request(request)

    def _open(self) -> tuple[httpx.AsyncClient, RetryTransport]:
        if self._http is None or self._retrying is None:
            self._http = self._made()
            self._retrying = RetryTransport(_Whole(self._http, self._limits), _retry(self._limits))
            for name in LOGGERS:
                logging.getLogger(name).addFilter(self._filter)
        return self._http, self._retrying

    def _made(self) -> httpx.AsyncClient:
        limits = self._limits
        try:
            return httpx.AsyncClient(
                base_url=self._url,
                transport=self._given,
                headers={"User-Agent": user_agent(), "Accept": "application/json"},
                timeout=httpx.Timeout(limits.read, connect=limits.connect),
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=limits.at_once),
                # A proxy from the environment would be shown the token of a plain http request.
                trust_env=self._url.scheme == "https",
            )
        except (OSError, ValueError, ImportError):  # no such certificates, no proxy address, no SOCKS library
            failure = NetworkSettingsError(
                what="The system's network settings cannot be used:",
                why="the certificates or the proxy that they name.",
                advice="Check SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY and ALL_PROXY in the environment.",
            )
        raise failure

    async def aclose(self) -> None:
        """Close all connections."""
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(self._filter)
        if self._http is not None:
            await self._http.aclose()


class _Whole(httpx.AsyncBaseTransport):
    """Reads answers to their end, so that a retry also covers a connection that breaks off in the body."""

    def __init__(self, http: httpx.AsyncClient, limits: Limits) -> None:
        self._http = http
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.at_once)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._slots:
            try:
                async with asyncio.timeout(self._limits.total):
                    return await self._follow(request)
            except TimeoutError:
                problem = "the answer took too long as a whole"
                raise httpx.ReadTimeout(problem, request=request) from None

    async def _follow(self, request: httpx.Request) -> httpx.Response:
        for _ in range(self._limits.redirects + 1):
            response = await self._sent(request)
            try:
                if response.next_request is None:
                    return await self._read(response)
                request = self._redirected(response.next_request)
            finally:
                await response.aclose()
        raise RedirectError(what="The server redirects in circles.", advice="Check the API's address.")

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request, stream=True)
        except UnicodeError:  # the library decodes the host name that a redirect leads to
            failure = RedirectError(
                what=f"{place_of(self._http.base_url)} redirects to something that is no address.",
                advice="Check the API's address; a log-in page or proxy may stand in between.",
            )
        raise failure

    def _redirected(self, request: httpx.Request) -> httpx.Request:
        if not same_origin(request.url, self._http.base_url):
            raise RedirectError(
                what=f"{place_of(self._http.base_url)} redirects to another address, which was not followed:",
                why="the token is for the configured server only.",
                advice="Check the API's address; a log-in page or proxy may stand in between.",
            )
        return request

    async def _read(self, response: httpx.Response) -> httpx.Response:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._limits.body:
                raise AnswerTooLargeError(
                    what=f"The answer is larger than {self._limits.body:,} bytes and was not read to its end.",
                    status=response.status_code,
                )
        # As bytes: a text with anything but ASCII in it would not be taken back.
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in BODY_HEADERS]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=response.request)


class _Retry(Retry):
    """The library's retries, without those that cannot help."""

    def is_retryable_exception(self, exception: Exception) -> bool:
        return super().is_retryable_exception(exception) and not any(map(_is_final, causes(exception)))

    def parse_retry_after(self, retry_after: str) -> float:
        try:
            return super().parse_retry_after(retry_after)
        except ValueError:
            return 0.0  # back off as without the header; the library would log the server's text as a warning


def _retry(limits: Limits) -> Retry:
    return _Retry(
        total=limits.retries,
        allowed_methods=("GET",),
        retry_on_exceptions=(httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout),
        backoff_factor=limits.backoff,
        max_backoff_wait=limits.longest_wait,
        total_timeout=limits.longest_waits,
        backoff_jitter=0.5,
    )


def _is_final(cause: BaseException) -> bool:
    if isinstance(cause, socket.gaierror):
        return cause.errno != socket.EAI_AGAIN
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError)


def causes(exception: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all that led to it."""
    while exception is not None:
        yield exception
        if isinstance(exception, BaseExceptionGroup):
            for member in exception.exceptions:
                yield from causes(member)
        exception = exception.__cause__ or exception.__context__


class _SecretFilter(logging.Filter):
    """Hides a secret in log records: httpcore logs the headers of answers, and a server may echo anything."""

    secret = ""

    def filter(self, record: logging.LogRecord) -> bool:
        if self.secret:
            message = record.getMessage()
            if (hidden := redact(message, self.secret)) != message:
                record.msg, record.args = hidden, ()
        return True
