"""Nothing of the token is in anything that a person, a log or a notebook gets to see."""

from __future__ import annotations

import logging
import re
import threading
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from werkzeug import Request, Response

from nuon_notebook import errors
from nuon_notebook.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

TOKEN = "tok" + "q7Zp2Lx9Vw4Ks8Rt"
ANYWHERE = re.compile(".*")


@pytest.fixture
def client(server: HTTPServer) -> Any:
    with Client(server.url_for("/"), SecretStr(TOKEN), "org1") as client:
        yield client


def everything_of(error: BaseException) -> str:
    """Return all texts of an error that anything could show: message, fields, chain, our frames and variables."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    report.stack[:] = [frame for frame in report.stack if frame.filename != __file__]
    chain = [error, error.__cause__, error.__context__]
    return "\n".join([*report.format(chain=True), *map(repr, chain), repr(error.args), repr(vars(error))])


def echo(request: Request) -> Response:
    said = request.headers["Authorization"]
    body = '{"error": "cannot accept %s", "description": "%s"}' % (said, said.replace(" ", "\\n"))  # noqa: UP031 - braces are JSON's
    return Response(body, 401, headers={"X-Nuon-Trace-ID": said.split()[1], "X-Echo": said})


def test_a_server_that_echoes_the_token_does_not_get_it_shown(
    server: HTTPServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.expect_request(ANYWHERE).respond_with_handler(echo)
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.UnauthorizedError) as raised:
        client.app("a")
    assert "cannot accept Bearer ****" in str(raised.value)
    assert TOKEN not in everything_of(raised.value)
    assert "receive_response_headers" in caplog.text  # httpcore did log the headers of the answer
    assert TOKEN not in caplog.text


def test_a_token_given_as_an_id_is_not_shown(
    server: HTTPServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.expect_request(ANYWHERE).respond_with_json({"error": "not found"}, status=404)
    caplog.set_level(logging.DEBUG, "httpx")
    with pytest.raises(errors.NotFoundError) as raised:
        client.app(TOKEN)
    assert TOKEN not in str(raised.value)
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records if record.name == "httpx")


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "{"), (200, f'["{TOKEN}"]'), (200, f'{{"id": "a", "org_id": "{TOKEN}"}}'), (500, TOKEN), (404, TOKEN)],
)
def test_no_failure_shows_the_token(server: HTTPServer, client: Client, status: int, body: str) -> None:
    server.expect_request(ANYWHERE).respond_with_data(body, status=status)
    with pytest.raises(errors.NuonError) as raised:
        client.app("a")
    assert TOKEN not in everything_of(raised.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://nuon.invalid"])
def test_no_network_failure_shows_the_token(address: str) -> None:
    with Client(address, SecretStr(TOKEN), "org1") as client, pytest.raises(errors.NetworkError) as raised:
        client.app("a")
    assert TOKEN not in everything_of(raised.value)


def test_no_representation_shows_the_token(client: Client) -> None:
    shown = [repr(client), str(client), repr(client.settings), repr(vars(client)), repr(client.api), str(client.apps())]
    assert TOKEN not in "".join(shown)


def test_a_plain_token_is_refused_without_being_shown() -> None:
    def connect(given: list[str]) -> None:
        Client("https://nuon.example", given.pop(), "org1")  # type: ignore[arg-type] # what a user types all the same

    with pytest.raises(errors.SettingsError, match="not accepted as plain text") as raised:
        connect([TOKEN])
    assert TOKEN not in everything_of(raised.value)
    assert "%nuon_connect --ask" in str(raised.value)


@pytest.mark.parametrize("form", [f"{TOKEN}\n\x07", f"{TOKEN} x", f"{TOKEN}é"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_shown(server: HTTPServer, form: str) -> None:
    with (
        Client(server.url_for("/"), SecretStr(form), "org1") as client,
        pytest.raises(errors.SettingsError, match="is not usable: it has") as raised,
    ):
        client.app("a")
    assert TOKEN not in everything_of(raised.value)
    assert server.log == []


def test_a_callable_is_asked_before_each_question_on_the_calling_thread(server: HTTPServer) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    tokens, threads = iter(["first-token", "second-token"]), set()

    def token() -> str:
        threads.add(threading.current_thread())
        return next(tokens)

    with Client(server.url_for("/"), token, "org1") as client:
        client.app("a")
        client.app("a")
    sent = [request.headers["Authorization"] for request, _ in server.log]
    assert sent == ["Bearer first-token", "Bearer second-token"]
    assert threads == {threading.current_thread()}


def failing() -> str:
    problem = f"no such entry beside {TOKEN}"
    raise KeyError(problem)


@pytest.mark.parametrize(("token", "why"), [(failing, "raised KeyError"), (lambda: 17, "returned int, not str")])
def test_a_callable_that_gives_none_is_told_without_its_words(
    server: HTTPServer, token: Callable[[], str], why: str
) -> None:
    with (
        Client(server.url_for("/"), token, "org1") as client,
        pytest.raises(errors.SettingsError, match=f"given as token returned none: it {why}") as raised,
    ):
        client.app("a")
    assert TOKEN not in everything_of(raised.value)


def test_a_secret_in_the_servers_words_is_masked(server: HTTPServer, client: Client) -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    server.expect_request(ANYWHERE).respond_with_json({"error": f"denied for aws_access_key_id={key}"}, status=500)
    with pytest.raises(errors.ServerError) as raised:
        client.app("a")
    assert key not in str(raised.value)
