"""GET requests to one server, each limited in time and size, and retried if a retry can help."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import ssl
import time
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import httpx

from nuon_notebook.client.content_coding import ACCEPTED, BodyReader, BodyTooLargeError, CodingError
from nuon_notebook.client.json_size import JsonSize, json_size
from nuon_notebook.client.network_settings import NetworkSettings
from nuon_notebook.client.sanitize import redact
from nuon_notebook.client.url import host_and_port, same_origin
from nuon_notebook.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

    from nuon_notebook.client.limits import Limits

Q = TypeVar("Q")
T = TypeVar("T")
LOGGERS = (
    "httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks",
)  # fmt: skip
RETRIED_STATUSES = frozenset({429, 502, 503, 504})
RETRIED_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)
YEARS = range(2020, 2100)  # of a clock that is right; one that was never set says 1970
# Steps of the loop from when a request gets its place until a kept-alive connection has sent it; httpx 0.28, anyio 4.
STEPS_TO_SEND = 4
ERROR_BODY = 1024 * 1024  # bytes that are read of the body of an error


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """A complete response. Its `repr` shows nothing of it, since a server may echo the token.

    Attributes:
        status: the HTTP status.
        headers: the headers.
        body: the body, decoded.
        share: how much of the limits of one response it uses, from 0 to 1.
        seconds: how long it took, with the waits before retries.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    share: float = 0.0
    seconds: float = 0.0

    @property
    def date(self) -> datetime | None:
        """When the server made it, in UTC; None if the header is absent, malformed or not of `YEARS`."""
        date = parse_date(self.headers.get("Date", ""))
        return date if date and date.year in YEARS else None

    @property
    def retry_after(self) -> float:
        """The seconds that the server asks to wait before a retry; 0 if it does not say."""
        header = self.headers.get("Retry-After", "").strip()
        if header.isascii() and header.isdigit():
            return float(header)
        date = parse_date(header)
        return max(0.0, (date - datetime.now(UTC)).total_seconds()) if date else 0.0


class RefusedBodyError(Exception):
    """The body of a response was not read, or not to its end.

    Attributes:
        why: the reason, a sentence without its end.
        limit: the name of the limit in `Limits` that it exceeds; empty if there is another reason.
        response: the response, without the body.
    """

    def __init__(self, why: str, limit: str, response: Response) -> None:
        super().__init__(why)
        self.why = why
        self.limit = limit
        self.response = response


def parse_date(header: str) -> datetime | None:
    """Return the time of an HTTP date in UTC; None if it is malformed."""
    try:
        date = parsedate_to_datetime(header)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def user_agent() -> str:
    """Return this client's name; it avoids `nuon/` and others that Nuon's server counts as its own CLI."""
    try:
        own = version("nuon-notebook")
    except PackageNotFoundError:  # a checkout that was never installed
        own = "0"
    return f"nuon-notebook/{own} python-httpx/{httpx.__version__}"


class Transport:
    """Sends GET requests to one server.

    Retries are a loop here, not a transport inside httpx: only above `AsyncClient` can a retry cover a body that breaks
    off, and a transport passed to `AsyncClient` would disable the proxies of the environment.

    Args:
        url: the URL of the API, validated.
        limits: timeouts, sizes, retries.
        transport: responds in place of the network, if given.
    """

    def __init__(self, url: httpx.URL, limits: Limits, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._limits = limits
        self._transport = transport
        self.network = NetworkSettings() if transport else NetworkSettings.read(url)
        self._slots = asyncio.Semaphore(limits.max_concurrency)
        self._client: httpx.AsyncClient | None = None
        self._filter = _SecretFilter()

    def hide(self, secret: str) -> None:
        """Keep a secret out of what the HTTP libraries log."""
        self._filter.secret = secret

    async def get(
        self, path: str, query: Mapping[str, str | int | bool | tuple[str, ...]], headers: httpx.Headers
    ) -> Response:
        """Return the complete response, whatever its status.

        Raises:
            httpx.HTTPError: no complete response arrived.
            NetworkError: the server redirects to another host, or in circles.
            RefusedBodyError: the body exceeds a limit, or is compressed in a way that is not accepted.
            SettingsError: the system's settings for certificates or proxies cannot be used.
        """
        request = self._opened().build_request("GET", path, params=query or None, headers=headers)
        attempt, waited = 0, 0.0
        while True:
            is_last = attempt == self._limits.retries or waited >= self._limits.longest_waits
            try:
                response = await self._attempt(request)
            except RETRIED_ERRORS as error:
                if is_last or any(map(_is_permanent, causes(error))):
                    raise
                wait = self._backoff(attempt)
            else:
                if is_last or response.status not in RETRIED_STATUSES:
                    return replace(response, seconds=response.seconds + waited)
                wait = response.retry_after or self._backoff(attempt)
            wait = min(wait, self._limits.longest_wait, self._limits.longest_waits - waited)
            await asyncio.sleep(wait)
            attempt, waited = attempt + 1, waited + wait

    def _backoff(self, attempt: int) -> float:
        longest: float = self._limits.backoff * 2.0 ** (attempt + 1)
        return longest * random.uniform(0.5, 1)  # noqa: S311 - spreads the retries of many clients out

    async def _attempt(self, request: httpx.Request) -> Response:
        async with self._slots:  # httpx would count the wait for a free connection as time of the request
            started = time.monotonic()
            try:
                async with asyncio.timeout(self._limits.total):
                    response = await _cleanly_cancelled(self._follow, request)
            except TimeoutError:
                problem = "the complete response took too long"
                raise httpx.ReadTimeout(problem, request=request) from None
            seconds = time.monotonic() - started
        if self._slots.locked():
            await _let_next_send()
        return replace(response, seconds=seconds)

    async def _follow(self, request: httpx.Request) -> Response:
        """Send a request and follow redirects on the same host; httpx would follow them anywhere."""
        for _ in range(self._limits.redirects + 1):
            response = await self._send(request)
            try:
                if response.next_request is None:
                    return await self._read(response)
                request = self._redirected(response.next_request)
            finally:
                await response.aclose()
        raise NetworkError(what="The server redirects in circles.", advice="Check the API's URL.")

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """Send a request with exactly its headers; httpx would replace the token by a name and password of the URL."""
        try:
            return await self._opened().send(request, stream=True, auth=httpx.Auth())
        except (UnicodeError, httpx.InvalidURL):  # httpx reads the URL of a redirect
            failure = self._redirect_error("something that is not a URL.")
        raise failure

    def _redirected(self, request: httpx.Request) -> httpx.Request:
        if not same_origin(request.url, self._url):
            target, why = "another address, which was not followed:", "the token is for the configured server only."
            raise self._redirect_error(target, why)
        if request.url.userinfo:
            target, why = "a URL with a name in it, which was not followed:", "only the token says who you are."
            raise self._redirect_error(target, why)
        return request

    def _redirect_error(self, target: str, why: str = "") -> NetworkError:
        what = f"{host_and_port(self._url)} redirects to {target}"
        return NetworkError(what, why, "Check the API's URL; a login page or proxy may be in between.")

    async def _read(self, response: httpx.Response) -> Response:
        head = Response(response.status_code, response.headers, b"")
        if head.status != httpx.codes.OK:
            return replace(head, body=await _error_body(response))
        body = (await self._body(response, head)).removeprefix(BOM_UTF8)
        most = JsonSize(self._limits.body, self._limits.objects, self._limits.values)
        size = json_size(body, most)
        for name, used, limit in zip(size._fields, size, most, strict=True):
            if used > limit:
                why = f"it holds more than {limit:,} {name}"
                raise RefusedBodyError(why, name, head)
        return replace(head, body=body, share=size.share(most))

    async def _body(self, response: httpx.Response, head: Response) -> bytes:
        try:
            return (await _fed(BodyReader(_coding(response), self._limits.body), response)).body()
        except CodingError as error:
            refused = RefusedBodyError(str(error), "", head)
        except BodyTooLargeError:
            refused = RefusedBodyError(f"it is larger than {self._limits.body:,} bytes", "body", head)
        raise refused

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = self._new_client()
            for name in LOGGERS:
                logging.getLogger(name).addFilter(self._filter)
        return self._client

    def _new_client(self) -> httpx.AsyncClient:
        limits = self._limits
        self.network.check_proxy()
        return httpx.AsyncClient(
            base_url=self._url,
            transport=self._transport,
            headers={"User-Agent": user_agent(), "Accept": "application/json", "Accept-Encoding": ACCEPTED},
            cookies=_NoCookies(),
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            limits=httpx.Limits(
                max_connections=limits.max_concurrency, max_keepalive_connections=limits.max_concurrency
            ),
            trust_env=False,  # `NetworkSettings` read the environment
            proxy=self.network.proxy or None,
            verify=self.network.ssl_context() if self._transport is None else True,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(self._filter)
        if self._client is not None:
            await self._client.aclose()


def _coding(response: httpx.Response) -> str:
    """Return the coding in which the chunks of a response come."""
    coding: str = response.headers.get("Content-Encoding", "")
    return "" if response.is_stream_consumed else coding


async def _fed(reader: BodyReader, response: httpx.Response) -> BodyReader:
    """Feed a reader with all chunks of a response. What a transport inside this process read is decoded already."""
    if response.is_stream_consumed:
        reader.feed(response.content)
    else:
        async for chunk in response.aiter_raw():
            reader.feed(chunk)
    return reader


async def _error_body(response: httpx.Response) -> bytes:
    """Return the beginning of the body of an error. A body that cannot be decoded does not hide the status."""
    with suppress(CodingError):
        reader = BodyReader(_coding(response), ERROR_BODY)
        with suppress(BodyTooLargeError):
            await _fed(reader, response)
        return reader.beginning.removeprefix(BOM_UTF8)
    return b""


async def _cleanly_cancelled(send: Callable[[Q], Coroutine[Any, Any, T]], request: Q) -> T:
    """Send a request. If the caller is cancelled, cancel it, but not while it closes a connection.

    httpcore protects that from a cancellation of anyio, but not from one of asyncio: the connection would stay in its
    pool for ever, until later requests find the pool full and wait for a minute.
    """
    scope = anyio.CancelScope()

    async def run() -> T:
        with scope:
            return await send(request)
        raise asyncio.CancelledError

    task = asyncio.ensure_future(run())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        scope.cancel()
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait((task,))
        raise


async def _let_next_send() -> None:
    """Let the request go out that waited for a place. Once a response is parsed, the loop does nothing else."""
    for _ in range(STEPS_TO_SEND):
        await asyncio.sleep(0)


def _is_permanent(cause: BaseException) -> bool:
    """Tell whether a retry would fail for the same cause."""
    if isinstance(cause, socket.gaierror):
        return cause.errno != socket.EAI_AGAIN
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError)


def causes(exception: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all exceptions that led to it."""
    while exception is not None:
        yield exception
        if isinstance(exception, BaseExceptionGroup):
            for member in exception.exceptions:
                yield from causes(member)
        exception = exception.__cause__ or exception.__context__


class _NoCookies(CookieJar):
    """A cookie jar that stays empty: what one response sets is never sent with another request."""

    def extract_cookies(self, *_: object) -> None:
        """Do nothing."""


class _SecretFilter(logging.Filter):
    """Hides a secret in log records: httpcore logs the headers of responses, and a server may echo the token."""

    secret = ""

    def filter(self, record: logging.LogRecord) -> bool:
        if self.secret:
            message = record.getMessage()
            if (hidden := redact(message, self.secret)) != message:
                record.msg, record.args = hidden, ()
        return True
