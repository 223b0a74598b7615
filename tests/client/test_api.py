"""The coroutines of `client.api`: on any event loop, and what they remember."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient
from werkzeug import Request, Response

from nuon_notebook import errors
from nuon_notebook.client import Client

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from pytest_httpserver import HTTPServer

OLDER, NEWER = "Tue, 25 Nov 2025 10:00:00 GMT", "Tue, 25 Nov 2025 10:00:01 GMT"


def test_a_record_is_awaited_on_another_loop(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    assert asyncio.run(client.api.app("a")).id == "a"


def test_a_list_is_read_on_another_loop(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps").respond_with_json([{"id": "a"}, {"id": "b"}])

    async def read() -> list[str | None]:
        return [app.id async for app in client.api.apps()]

    assert asyncio.run(read()) == ["a", "b"]


def test_many_requests_of_another_loop_run_side_by_side(server: HTTPServer, client: Client) -> None:
    together = threading.Barrier(4)

    def answer(_: Request) -> Response:
        together.wait(5)  # one after the other would break it
        return Response('{"id": "a"}')

    async def read() -> list[Any]:
        return await asyncio.gather(*(client.api.app("a") for _ in range(4)))

    server.expect_request("/v1/apps/a").respond_with_handler(answer)
    assert len(asyncio.run(read())) == 4


def test_an_error_arrives_on_another_loop_as_itself(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"error": "not found"}, status=404)
    with pytest.raises(errors.NotFoundError) as raised:
        asyncio.run(client.api.app("a"))
    assert raised.value.__context__ is None


def test_cancelling_on_another_loop_cancels_the_request(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    hung, gone = threading.Event(), threading.Event()

    def hang(connection: socket.socket) -> None:
        hung.set()
        connection.recv(1)  # returns once the client has closed the connection
        gone.set()

    async def give_up(client: Client) -> None:
        task = asyncio.create_task(client.api.app("a"))
        await asyncio.to_thread(hung.wait, 5)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(give_up(connect(raw_server(hang))))
    assert gone.wait(5)


def test_a_callable_gives_the_token_for_another_loop_on_its_thread(server: HTTPServer) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    threads: list[threading.Thread] = []

    def token() -> str:
        threads.append(threading.current_thread())
        return "some-token"

    with Client(server.url_for("/"), token, "org1") as client:
        asyncio.run(client.api.app("a"))
    assert server.log[0][0].headers["Authorization"] == "Bearer some-token"
    assert threads == [threading.current_thread()]


def test_a_closed_client_cannot_be_awaited(client: Client) -> None:
    client.close()
    with pytest.raises(errors.ClientClosedError):
        asyncio.run(client.api.app("a"))


def test_a_cell_of_a_notebook_awaits() -> None:
    code = 'from nuon_notebook import demo_client\n(await demo_client().api.app("harbor-desk")).name'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.data["text/plain"] == "'harbor-desk'"


def answer_dated(date: bytes | None) -> Callable[[socket.socket], None]:
    """Return what answers a connection with such a `Date` header."""
    header = b"" if date is None else b"Date: " + date + b"\r\n"

    def answer(connection: socket.socket) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\n%sContent-Length: 10\r\n\r\n{"id":"a"}' % header)

    return answer


def answer_dated_one_after_another(dates: Iterator[bytes | None]) -> Callable[[socket.socket], None]:
    """Return what answers each connection with the next of some `Date` headers."""

    def answer(connection: socket.socket) -> None:
        answer_dated(next(dates))(connection)

    return answer


def moments(client: Client, times: int) -> list[datetime | None]:
    """Return the moment of one `Api` after each of some requests."""
    api = client.api
    found = [api.moment]
    for _ in range(times):
        client.run(api.app("a"))
        found.append(api.moment)
    return found


def test_the_moment_is_that_of_the_oldest_response(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    dates = iter([NEWER.encode(), OLDER.encode(), NEWER.encode()])
    client = connect(raw_server(answer_dated_one_after_another(dates)))
    newer, older = datetime(2025, 11, 25, 10, 0, 1, tzinfo=UTC), datetime(2025, 11, 25, 10, 0, tzinfo=UTC)
    assert moments(client, 3) == [None, newer, older, older]
    assert client.api.moment is None


def test_a_page_of_a_list_has_a_moment_too(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    answer = b"HTTP/1.1 200 OK\r\nDate: " + OLDER.encode() + b"\r\nContent-Length: 4\r\n\r\nnull"
    api = connect(raw_server(lambda connection: connection.sendall(answer))).api
    asyncio.run(api.apps().fill())
    assert api.moment == datetime(2025, 11, 25, 10, 0, tzinfo=UTC)


MALFORMED = [
    *(
        b"",
        b"now",
        b"2025-11-25T10:00:00Z",
        b"Tue, 99 Nov 2025 10:00:00 GMT",
        b"\xff\xfe",
        b",",
        b", ,",
        b"Tue,",
        b":::",
    ),
    *(b"Fri, 31 Dec 9999 23:59:59 -2359", b"1 2 3 4 5 6", b"9" * 400, b"+ - ,"),
    None,
]


def test_a_date_that_is_none_is_ignored(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    dates = iter([OLDER.encode(), *MALFORMED])
    client = connect(raw_server(answer_dated_one_after_another(dates)))
    assert set(moments(client, 1 + len(MALFORMED))[1:]) == {datetime(2025, 11, 25, 10, 0, tzinfo=UTC)}
    client = connect(raw_server(answer_dated_one_after_another(iter(MALFORMED))))
    assert set(moments(client, len(MALFORMED))) == {None}


def test_a_date_without_a_zone_is_in_utc(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    client = connect(raw_server(answer_dated(b"Tue, 25 Nov 2025 10:00:00 -0000")))
    assert moments(client, 1)[1] == datetime(2025, 11, 25, 10, 0, tzinfo=UTC)
