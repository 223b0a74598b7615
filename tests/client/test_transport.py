from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from httpcore._backends.anyio import AnyIOStream
from pydantic import SecretStr
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from nuon_notebook import demo, errors
from nuon_notebook.client import Client, Limits
from nuon_notebook.client.requester import Requester

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

APP = "/v1/apps/a"
NO_RETRY = Limits(connect=1, read=0.2, total=1, retries=0)


def test_two_unavailable_answers_are_survived_unseen(server: HTTPServer, client: Client) -> None:
    for _ in range(2):
        server.expect_ordered_request(APP).respond_with_data("busy", status=503)
    server.expect_ordered_request(APP).respond_with_json({"id": "a"})
    assert client.app("a").id == "a"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_status_is_survived(server: HTTPServer, client: Client, status: int) -> None:
    server.expect_ordered_request(APP).respond_with_data("busy", status=status)
    server.expect_ordered_request(APP).respond_with_json({"id": "a"})
    assert client.app("a").id == "a"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500])
def test_a_lasting_status_is_not_asked_for_again(server: HTTPServer, client: Client, status: int) -> None:
    server.expect_request(APP).respond_with_json({}, status=status)
    with pytest.raises(errors.StatusError):
        client.app("a")
    assert len(server.log) == 1


def test_the_wait_that_the_server_asks_for_is_kept(server: HTTPServer, client: Client) -> None:
    asked: list[float] = []

    def answer(_: Request) -> Response:
        asked.append(time.monotonic())
        busy = Response("slow down", 429, headers={"Retry-After": "1"})
        return busy if len(asked) == 1 else Response('{"id": "a"}')

    server.expect_request(APP).respond_with_handler(answer)
    assert client.app("a").id == "a"
    assert asked[1] - asked[0] >= 1


def test_a_wait_without_end_is_cut_short(server: HTTPServer, connect: Callable[..., Client]) -> None:
    server.expect_ordered_request(APP).respond_with_data("busy", status=503, headers={"Retry-After": "9" * 30})
    server.expect_ordered_request(APP).respond_with_json({"id": "a"})
    assert connect(server.url_for("/"), Limits(longest_wait=0.01)).app("a").id == "a"


def test_a_wait_that_is_no_time_is_passed_over_in_silence(
    server: HTTPServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.expect_ordered_request(APP).respond_with_data("busy", status=503, headers={"Retry-After": "soon"})
    server.expect_ordered_request(APP).respond_with_json({"id": "a"})
    assert client.app("a").id == "a"
    assert "soon" not in caplog.text


def test_a_connection_that_breaks_off_once_is_survived(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    answers = iter(
        [
            b"",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b'{"id": "a"}',
        ]
    )
    assert connect(raw_server(lambda connection: connection.sendall(next(answers)))).app("a").id == "a"


@pytest.mark.parametrize("sent", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
def test_a_connection_that_always_breaks_off_is_told(
    raw_server: Callable[..., str], connect: Callable[..., Client], sent: bytes
) -> None:
    client = connect(raw_server(lambda connection: connection.sendall(sent)))
    with pytest.raises(errors.NetworkError, match="broke off") as raised:
        client.app("a")
    assert raised.value.__context__ is None


def test_a_server_that_does_not_run_is_told(connect: Callable[..., Client]) -> None:
    with pytest.raises(errors.NetworkError, match="No connection could be made") as raised:
        connect("http://127.0.0.1:9").app("a")
    assert "127.0.0.1:9 " in str(raised.value)
    assert raised.value.__context__ is None


def test_a_host_without_an_address_is_told(connect: Callable[..., Client]) -> None:
    with pytest.raises(errors.NetworkError, match="The host name has no address") as raised:
        connect("https://nuon.invalid").app("a")
    assert "nuon.invalid" in str(raised.value)


def test_a_silent_server_times_out(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    released = threading.Event()
    client = connect(raw_server(lambda _: released.wait(5) and None), NO_RETRY)
    with pytest.raises(errors.RequestTimeoutError):
        client.app("a")
    released.set()


def test_a_server_that_drips_times_out_as_a_whole(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{")
        while True:
            time.sleep(0.02)
            connection.sendall(b" ")

    with pytest.raises(errors.RequestTimeoutError):
        connect(raw_server(drip), Limits(total=0.3, retries=0)).app("a")


def test_no_more_than_eight_requests_are_on_the_wire_at_once(server: HTTPServer, client: Client) -> None:
    lock, present, most = threading.Lock(), [0], [0]
    full = threading.Barrier(8)

    def answer(_: Request) -> Response:
        with lock:
            present[0] += 1
            most[0] = max(most[0], present[0])
        full.wait(5)  # eight are let in together, or none
        time.sleep(0.05)  # a ninth that was let in would be counted
        with lock:
            present[0] -= 1
        return Response('{"id": "a"}')

    async def many() -> None:
        await asyncio.gather(*(client.api.app("a") for _ in range(24)))

    server.expect_request(APP).respond_with_handler(answer)
    client.run(many())
    assert most[0] == 8


class KeptAlive(BaseHTTPRequestHandler):
    """Answers with an app, and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"id": "a"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def kept_alive() -> Iterator[str]:
    """The URL of a server that keeps connections."""
    with ThreadingHTTPServer(("127.0.0.1", 0), KeptAlive) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_a_request_that_waits_is_sent_before_a_response_is_parsed(
    kept_alive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    parse, write = Requester.read, AnyIOStream.write

    async def recorded_write(stream: AnyIOStream, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
            happened.append("sent")
        await write(stream, buffer, timeout)  # which writes at once, and then lets others run

    def read(*arguments: Any) -> Any:
        happened.append("parsed")
        return parse(*arguments)

    async def ask(client: Client) -> None:
        await asyncio.gather(*(client.api.app("a") for _ in range(5)))

    monkeypatch.setattr(Requester, "read", read)
    monkeypatch.setattr(AnyIOStream, "write", recorded_write)
    with Client(kept_alive, SecretStr(demo.TOKEN), demo.ORG_ID, limits=Limits(max_concurrency=1)) as client:
        client.run(ask(client))
    assert happened == ["sent", *["sent", "parsed"] * 4, "parsed"]


def test_a_redirect_on_the_same_server_is_followed(server: HTTPServer, client: Client) -> None:
    server.expect_request(APP).respond_with_data("", status=308, headers={"Location": "/v2/apps/a"})
    server.expect_request("/v2/apps/a").respond_with_json({"id": "a"})
    assert client.app("a").id == "a"


def test_a_redirect_to_another_host_is_not_followed(server: HTTPServer, client: Client) -> None:
    elsewhere = f"http://localhost:{server.port}/v1/apps/b"
    server.expect_request(APP).respond_with_data("", status=302, headers={"Location": elsewhere})
    with pytest.raises(errors.NetworkError, match=rf"127.0.0.1:{server.port} .* not followed"):
        client.app("a")
    assert len(server.log) == 1


@pytest.mark.parametrize("location", ["//other.example/x", "https://127.0.0.1/x", "ftp://127.0.0.1/"])
def test_a_redirect_to_another_scheme_or_port_is_not_followed(
    server: HTTPServer, client: Client, location: str
) -> None:
    server.expect_request(APP).respond_with_data("", status=302, headers={"Location": location})
    with pytest.raises(errors.NetworkError):
        client.app("a")
    assert {request.path for request, _ in server.log} == {APP}


@pytest.mark.parametrize("location", [b"http://[bad", b"http://xn--/", b"http://127.0.0.1:99999/"])
def test_a_redirect_to_nowhere_is_told(
    raw_server: Callable[..., str], connect: Callable[..., Client], location: bytes
) -> None:
    redirect = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    with pytest.raises(errors.NetworkError):
        connect(raw_server(lambda connection: connection.sendall(redirect))).app("a")


@pytest.mark.parametrize("header", [b"X-Nuon-Trace-ID", b"Retry-After", b"X-Nuon-Page-Next", b"Content-Type"])
def test_a_header_that_is_not_ascii_does_no_harm(
    raw_server: Callable[..., str], connect: Callable[..., Client], header: bytes
) -> None:
    answer = b'HTTP/1.1 200 OK\r\n%s: \xff\xfe\r\nContent-Length: 10\r\n\r\n{"id":"a"}' % header
    assert connect(raw_server(lambda connection: connection.sendall(answer))).app("a").id == "a"


def test_redirects_in_circles_come_to_an_end(server: HTTPServer, client: Client) -> None:
    server.expect_request(APP).respond_with_data("", status=302, headers={"Location": APP})
    with pytest.raises(errors.NetworkError, match="circles"):
        client.app("a")
    assert len(server.log) == 6


@pytest.mark.parametrize("address", ["http://nuon.example", "http://10.0.0.1:8081", "http://127.0.0.1.nip.example"])
def test_plain_http_to_another_machine_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(errors.SettingsError, match=r"Plain http to .* is refused"):
        Client(address, SecretStr("some-token"), "org1")


def test_plain_http_is_refused_with_the_address_and_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.SettingsError, match=r"http to 10\.0\.0\.1:8081 .* the argument `api_url`\."):
        Client("http://10.0.0.1:8081")
    monkeypatch.setenv("NUON_API_URL", "http://nuon.example")
    with pytest.raises(errors.SettingsError, match=r"http to nuon\.example .* environment NUON_API_URL\."):
        Client()


@pytest.mark.parametrize("address", ["http://localhost:8081", "http://127.0.0.2", "http://[::1]:8081"])
def test_plain_http_on_this_machine_is_allowed(address: str) -> None:
    Client(address, SecretStr("some-token"), "org1").close()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "api.nuon.co",
            "ftp://api.nuon.co",
            "https://",
            "https://me:hunter2@nuon.co",
            "https://nuon.co/?token=hunter2",
        ),
        *("https://nuon.co:0", "https://nuon.co:65536", "https://nuon.co:-1", "https://xn--"),
    ],
)
def test_an_address_that_is_none_is_refused_and_its_password_not_shown(address: str) -> None:
    with pytest.raises(errors.SettingsError, match="The API's URL") as raised:
        Client(address)
    assert "hunter2" not in str(raised.value)


def test_a_request_to_this_machine_passes_by_the_proxy_of_the_environment(
    server: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.expect_request(APP).respond_with_json({"id": "a"})
    assert client.app("a").id == "a"


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls_server: HTTPServer, connect: Callable[..., Client]
) -> None:
    with pytest.raises(errors.NetworkError, match="certificate is not valid here: self-signed") as raised:
        connect(f"https://127.0.0.1:{tls_server.port}").app("a")
    assert raised.value.__context__ is None
    assert tls_server.log == []


def test_a_certificate_that_the_environment_vouches_for_is_accepted(
    tls_server: HTTPServer,
    certificate: tuple[str, str],
    connect: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    tls_server.expect_request(APP).respond_with_json({"id": "a"})
    assert connect(f"https://127.0.0.1:{tls_server.port}").app("a").id == "a"


def test_a_server_without_tls_is_told(server: HTTPServer, connect: Callable[..., Client]) -> None:
    with pytest.raises(errors.NetworkError, match="it may speak plain http"):
        connect(f"https://127.0.0.1:{server.port}").app("a")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits before retries, none of which is waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("nuon_notebook.client.transport.asyncio.sleep", sleep)
    return waited


def busy(limits: Limits, retry_after: str = "") -> int:
    """Return how often a server that is always busy is asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503, headers={"Retry-After": retry_after} if retry_after else {})

    with (
        Client(
            "http://127.0.0.1", SecretStr("a-token"), "org1", transport=httpx.MockTransport(answer), limits=limits
        ) as it,
        pytest.raises(errors.ServerError, match="not available, even after several attempts"),
    ):
        it.app("a")
    return len(asked)


def test_each_wait_before_a_retry_is_longer(waits: list[float]) -> None:
    assert busy(Limits(retries=4, backoff=1)) == 5
    assert [most / 2 <= wait <= most for wait, most in zip(waits, (2, 4, 8, 16), strict=True)] == [True] * 4


def test_no_wait_is_longer_than_the_limit(waits: list[float]) -> None:
    assert busy(Limits(retries=2, longest_wait=7), "3600") == 3
    assert waits == [7, 7]


def test_all_waits_together_have_a_limit(waits: list[float]) -> None:
    assert busy(Limits(retries=9, longest_wait=30, longest_waits=70), "3600") == 4
    assert waits == [30, 30, 10]


def test_a_date_to_wait_for_is_kept(waits: list[float]) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert busy(Limits(retries=1), until) == 2
    assert 15 < waits[0] <= 20


def test_without_retries_one_request_is_sent(waits: list[float]) -> None:
    assert busy(Limits(retries=0)) == 1
    assert waits == []


def test_connections_are_kept_open_and_never_more_than_eight(connect: Callable[..., Client]) -> None:
    with demo.serve() as running:
        opened: set[Any] = set()
        answer = running.answer

        def note(request: Any, target: str) -> Any:
            opened.add(threading.current_thread())  # the server has one for each connection
            return answer(request, target)

        running.answer = note  # type: ignore[method-assign] # to see who asks

        async def many(client: Client) -> None:
            await asyncio.gather(*(client.api.app("harbor-desk") for _ in range(64)))

        with Client(running.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
            client.run(many(client))
            client.run(many(client))
    assert 1 <= len(opened) <= 8


def test_a_failed_encryption_is_not_tried_again(
    server: HTTPServer, connect: Callable[..., Client], waits: list[float]
) -> None:
    with pytest.raises(errors.NetworkError, match="it may speak plain http"):
        connect(f"https://127.0.0.1:{server.port}").app("a")
    assert not any(waits)


def test_a_refused_connection_is_tried_again(connect: Callable[..., Client], waits: list[float]) -> None:
    with pytest.raises(errors.NetworkError, match="No connection could be made"):
        connect("http://127.0.0.1:9").app("a")
    assert len(list(filter(None, waits))) == 3


def test_waiting_for_other_requests_is_not_part_of_the_time_of_one(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    def answer(_: Request) -> Response:
        time.sleep(0.4)
        return Response('{"id": "a"}')

    async def many(client: Client) -> list[Any]:
        return await asyncio.gather(*(client.api.app("a") for _ in range(4)))

    server.expect_request(APP).respond_with_handler(answer)
    client = connect(server.url_for("/"), Limits(read=1.2, total=1.2, max_concurrency=1, retries=0))
    assert len(client.run(many(client))) == 4


def test_a_request_that_is_cancelled_at_any_moment_leaves_its_connection_to_the_next_one(server: HTTPServer) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})

    async def cancelled_after(steps: int, client: Client) -> None:
        request = asyncio.create_task(client.api.app("a"))
        for _ in range(steps):
            await asyncio.sleep(0)
        request.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await request

    async def cancelled_often(client: Client) -> str | None:
        for steps in range(300):
            await cancelled_after(steps, client)
        return (await client.api.app("a")).id

    limits = Limits(connect=5, read=5, total=10, max_concurrency=1)
    with Client(server.url_for("/"), SecretStr("some-token"), "org1", limits=limits) as client:
        assert client.run(cancelled_often(client)) == "a"
