"""Servers and proxies that break HTTP's rules, send elsewhere, set cookies or repeat the token."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import errors
from nuon_notebook.client import Limits
from tests.cases import failures
from tests.client.conftest import ORG, PATIENT, TOKEN, response

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from nuon_notebook.client import Client

BODY = b'{"id": "a"}'
HURRIED = Limits(connect=30, read=30, total=0.5, retries=0)


def forever(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """Return a server that sends a start, and then a piece again and again."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return answer


def with_status(status: str) -> bytes:
    return response(BODY, status=status)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BROKEN = {
    "the length is more than the body": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + BODY,
    "the length is negative": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + BODY,
    "the length is no 64-bit number": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n" + BODY,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Length: 12\r\n\r\n" + BODY,
    "the connection closes after the headers": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n",
    "no size of a chunk": CHUNKED + b"zz\r\n",
    "a chunk of 2^64 bytes": CHUNKED + b"ffffffffffffffff\r\nabc",
    "an extension of a chunk without end": forever(CHUNKED + b"1;", b"a" * 65536),
    "trailers without end": forever(CHUNKED + b"0\r\n", b"a: b\r\n" * 1000),
    "a transfer coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "headers without end": forever(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 1000),
    "a header without end": forever(b"HTTP/1.1 200 OK\r\nA: ", b"a" * 65536),
    "a status line without end": forever(b"HTTP/1.1 200 ", b"a" * 65536),
    "a NUL in a header": response(BODY, "X: a\0b"),
    "a space in a header's name": response(BODY, "X Y: a"),
    "status 000": with_status("000 X"),
    "status 099": with_status("099 X"),
    "status 101": with_status("101 X"),
    "status 1000": with_status("1000 X"),
    "status abc": with_status("abc X"),
    "HTTP/0.9": b"hello world",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "nothing": b"",
}
WITHOUT_END = {
    "100 Continue": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "103 Early Hints": forever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 100),
    "a byte now and then": forever(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{", b" ", 0.02),
    "a byte of a header now and then": forever(b"HTTP/1.1 200 OK\r\nA: ", b"a", 0.02),
    "chunks of one byte": forever(CHUNKED, b"1\r\n \r\n", 0.001),
}
OTHER_STATUSES = [
    ("204 No Content", errors.StatusError),
    ("205 Reset Content", errors.StatusError),
    ("206 Partial Content", errors.StatusError),
    ("300 Multiple Choices", errors.StatusError),
    ("304 Not Modified", errors.StatusError),
    ("418 Teapot", errors.StatusError),
    ("600 X", errors.ServerError),
    ("999 X", errors.ServerError),
]
READ = {
    "the body is longer than its length": response() + b"more",
    "no length": b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "lines end with LF": response().replace(b"\r\n", b"\n"),
    "a long header": response(BODY, f"X: {'a' * 60_000}"),
    "a folded header": response(BODY, "X: a", " b"),
    "a hint before": b"HTTP/1.1 103 Early Hints\r\n\r\n" + response(),
    "Date of year 1": response(BODY, "Date: Mon, 01 Jan 0001 00:00:00 +2300"),
    "Date of year 9999": response(BODY, "Date: Fri, 31 Dec 9999 23:59:59 -2300"),
    "no Date": response(BODY, f"Date: {'1' * 50_000}"),
}


def test_what_is_not_http_is_told_so(refusal: Callable[..., Any]) -> None:
    def check(name: str) -> None:
        error = refusal(BROKEN[name], errors.NetworkError)
        assert "The connection broke off, or the server did not speak HTTP." in str(error)

    assert failures(check, BROKEN) == []


def test_what_never_ends_is_ended_by_the_time_limit(refusal: Callable[..., Any]) -> None:
    def check(name: str) -> None:
        refusal(WITHOUT_END[name], errors.RequestTimeoutError, HURRIED)

    assert failures(check, WITHOUT_END) == []


def test_a_status_that_the_api_does_not_send_is_named(refusal: Callable[..., Any]) -> None:
    def check(status: str, kind: type[errors.NuonError]) -> None:
        assert status[:3] in str(refusal(with_status(status), kind))

    assert failures(check, OTHER_STATUSES) == []


def test_what_is_unusual_but_clear_is_read(ask: Callable[..., Any]) -> None:
    def check(name: str) -> None:
        assert ask(READ[name]).id == "a"

    assert failures(check, READ) == []


@pytest.mark.parametrize("year", ["0001", "1970", "2001", "9999"])
def test_the_date_of_a_wrong_clock_is_not_the_moment_of_a_page(
    year: str, raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    sent = response(BODY, f"Date: Mon, 01 Jan {year} 00:00:00 GMT")
    client = connect(raw_server(lambda connection: connection.sendall(sent)))
    api = client.api

    async def ask() -> Any:
        await api.app("a")
        return api.moment

    assert client.run(ask()) is None


# Redirects: HOST stands for the server's own host and port.
NOT_FOLLOWED = {
    "http://me:password@HOST/v1/apps/b": "redirects to a URL with a name in it, which was not followed",
    "//me:password@HOST/v1/apps/b": "redirects to a URL with a name in it",
    "http://me@HOST/v1/apps/b": "redirects to a URL with a name in it",
    "http://:password@HOST/": "redirects to a URL with a name in it",
    "http://HOST@evil.example/": "redirects to another address, which was not followed",
    "//evil.example/": "redirects to another address",
    "https://HOST/": "redirects to another address",
    "http://127.0.0.1/": "redirects to another address",
    "http://127.0.0.1:80/": "redirects to another address",
    "http://127.0.0.1:1/": "redirects to another address",
    "http://localhost:PORT/": "redirects to another address",
    "http://LocalHost:PORT/": "redirects to another address",
    "http://127.0.0.1.:PORT/": "redirects to another address",
    "http://[::1]:PORT/": "redirects to another address",
    "http://127.1:PORT/": "redirects to another address",
    "http://xn--bcher-kva.example/": "redirects to another address",
    "http://b\xfccher.example/": "redirects to another address",
    "http://xn--/": "redirects to something that is not a URL",
    "javascript:alert(1)": "redirects to something that is not a URL",
    "data:application/json,{}": "redirects to something that is not a URL",
    "ftp://HOST/": "redirects to another address",
}
FOLLOWED = ["/v1/apps/b", "?x=1", "b", "http://HOST/v1/apps/b", "//HOST/v1/apps/b", "HTTP://HOST/v1/apps/b", "#x"]


def redirecting(location: str, raw_server: Callable[..., str], received: list[bytes]) -> str:
    """Return the address of a server that redirects the first request, and answers all others."""
    received.clear()
    address = ""

    def answer(connection: socket.socket) -> None:
        own = address.removeprefix("http://")
        place = location.replace("HOST", own).replace("PORT", own.partition(":")[2])
        sent = response(b"", f"Location: {place}", status="302 Found") if len(received) == 1 else response()
        connection.sendall(sent)

    address = raw_server(answer)
    return address


def identities(received: list[bytes]) -> list[tuple[bytes, ...]]:
    """Return the headers of each request that say who asks."""
    names = (b"authorization", b"x-nuon-org-id", b"cookie", b"proxy-authorization")
    lines = [request.split(b"\r\n") for request in received]
    return [tuple(line for line in one if line.partition(b":")[0].lower() in names) for one in lines]


OWN_IDENTITY = (f"Authorization: Bearer {TOKEN}".encode(), f"X-Nuon-Org-ID: {ORG}".encode())


def test_a_redirect_elsewhere_is_not_followed(
    raw_server: Callable[..., str], connect: Callable[..., Client], received: list[bytes]
) -> None:
    def check(location: str) -> None:
        client = connect(redirecting(location, raw_server, received), PATIENT)
        with pytest.raises(errors.NetworkError) as raised:
            client.app("a")
        assert NOT_FOLLOWED[location] in str(raised.value)
        assert "password" not in str(raised.value)
        assert raised.value.__context__ is None
        assert identities(received) == [OWN_IDENTITY]

    assert failures(check, NOT_FOLLOWED) == []


def test_a_redirect_on_the_same_server_takes_the_token_and_nothing_else(
    raw_server: Callable[..., str], connect: Callable[..., Client], received: list[bytes]
) -> None:
    def check(location: str) -> None:
        assert connect(redirecting(location, raw_server, received), PATIENT).app("a").id == "a"
        assert identities(received) == [OWN_IDENTITY, OWN_IDENTITY]

    assert failures(check, FOLLOWED) == []


COOKIES = ["a=b", "a=b; Path=/; Max-Age=9999", "a=b; Domain=127.0.0.1", "__Host-a=b; Path=/; HttpOnly", "a=b, c=d"]


def test_no_cookie_is_ever_sent(
    raw_server: Callable[..., str], connect: Callable[..., Client], received: list[bytes]
) -> None:
    def check(cookie: str) -> None:
        received.clear()
        sent = [response(b"", f"Set-Cookie: {cookie}", "Location: /v1/apps/b", status="302 Found")]
        sent += [response(b"busy", f"Set-Cookie: {cookie}", status="503 X"), response(BODY, f"Set-Cookie: {cookie}")]
        answers = iter([*sent, response(BODY)])
        client = connect(raw_server(lambda connection: connection.sendall(next(answers))), Limits(backoff=0.001))
        with contextlib.suppress(errors.NuonError):
            client.app("a")
        with contextlib.suppress(errors.NuonError):
            client.app("a")
        assert len(received) >= 4
        assert b"\r\ncookie" not in b"".join(received).lower()

    assert failures(check, COOKIES) == []


ECHOES = [
    *("Set-Cookie: a=TOKEN", "WWW-Authenticate: Bearer TOKEN", "Refresh: 0; url=/?TOKEN", "Location: /?TOKEN"),
    *("Location: http://TOKEN@evil.example/", "Location: http://[TOKEN", "X-Nuon-Trace-ID: TOKEN", "X: Bearer TOKEN"),
    *("Content-Encoding: TOKEN", "Content-Type: TOKEN", "Retry-After: TOKEN", "Date: TOKEN", "TOKEN: x"),
]


def test_a_token_in_a_header_is_in_no_message_and_no_log(
    raw_server: Callable[..., str], connect: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def check(header: str, status: str) -> None:
        sent = response(b'{"error": "no"}', header.replace("TOKEN", TOKEN), status=status)
        client = connect(raw_server(lambda connection: connection.sendall(sent)), Limits(retries=0, redirects=2))
        with contextlib.suppress(errors.NuonError):
            client.app("a")
            return
        with pytest.raises(errors.NuonError) as raised:
            client.app("a")
        assert TOKEN not in str(raised.value)

    cases = [(header, status) for header in ECHOES for status in ("200 OK", "302 Found", "401 X", "500 X", "503 X")]
    assert failures(check, cases) == []
    assert re.findall(f".*{TOKEN}.*", caplog.text, re.IGNORECASE) == []
    assert "receive_response_headers" in caplog.text


WORDS = {
    "markup": "<b onclick=alert(1)>no</b>",
    "terminal escapes": "\x1b[31mno\x1b]0;title\x07",
    "bidi controls": "\u202eno\u2066\u2069",
    "invisible characters": "n\u200bo\ufeff",
    "10 MB": "no" * 5_000_000,
    "line ends": "no\r\n\u2028\u2029\x85no",
}


def test_the_words_of_an_error_are_one_short_line_of_visible_characters(refusal: Callable[..., Any]) -> None:
    def check(name: str) -> None:
        body = b'{"error": "' + WORDS[name].encode("unicode_escape").replace(b"\\x", b"\\u00") + b'"}'
        text = str(refusal(response(body, status="500 X"), errors.ServerError))
        assert text.isprintable()
        assert "The server says: “" in text

    assert failures(check, WORDS) == []
