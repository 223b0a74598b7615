from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import errors
from nuon_notebook.client import Limits

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

    from nuon_notebook.client import Client

MARK = "hunter2hunter2"


def answered(server: HTTPServer, client: Client, body: str, content_type: str = "application/json") -> Exception:
    """Return the error that a body with status 200 becomes."""
    server.expect_request(re.compile(".*")).respond_with_data(body, content_type=content_type)
    with pytest.raises(errors.NuonError) as raised:
        client.app("a")
    assert MARK not in str(raised.value)
    assert raised.value.__context__ is None
    return raised.value


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f'{{"id": "a", "name": "{MARK}', errors.InvalidJSONError),
        (f"{MARK}", errors.InvalidJSONError),
        ("", errors.InvalidJSONError),
        ("[]", errors.UnexpectedShapeError),
        ("null", errors.UnexpectedShapeError),
        ("17", errors.UnexpectedShapeError),
        (f'"{MARK}"', errors.UnexpectedShapeError),
        ("[" * 100_000 + "]" * 100_000, errors.NestingError),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, errors.NestingError),
        (f"<html>{MARK}</html>", errors.NotJSONError),
    ],
)
def test_a_body_that_is_no_object_is_an_exception_of_its_own_and_not_quoted(
    server: HTTPServer, client: Client, body: str, kind: type
) -> None:
    assert type(answered(server, client, body)) is kind


@pytest.mark.parametrize("body", ["null", "17", "[]", f'"{MARK}"'])
def test_what_is_no_object_is_told_in_plain_words(server: HTTPServer, client: Client, body: str) -> None:
    assert "is not what the API answers: an object was expected." in str(answered(server, client, body))


def test_a_page_of_a_proxy_with_status_200_is_told_from_damaged_json(server: HTTPServer, client: Client) -> None:
    error = answered(server, client, "Please log in", "text/html; charset=utf-8")
    assert type(error) is errors.NotJSONError
    assert "proxy" in str(error)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"id": "a"}', "a list was expected."),
        (f'[{{"id": "a"}}, "{MARK}"]', "an object was expected at 1."),
    ],
)
def test_a_list_that_is_none_says_where(server: HTTPServer, client: Client, body: str, told: str) -> None:
    server.expect_request("/v1/apps").respond_with_data(body, content_type="application/json")
    with pytest.raises(errors.UnexpectedShapeError) as raised:
        list(client.apps())
    assert told in str(raised.value)
    assert MARK not in str(raised.value)


def test_a_body_larger_than_the_limit_is_not_read_to_its_end(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a" * 5000})
    with pytest.raises(errors.AnswerTooLargeError, match="4,000 bytes"):
        connect(server.url_for("/"), Limits(body=4000)).app("a")


def test_an_endless_body_is_refused_while_it_streams(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    def stream(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while True:
            connection.sendall(b" " * 65536)

    with pytest.raises(errors.AnswerTooLargeError):
        connect(raw_server(stream), Limits(body=1_000_000)).app("a")


def test_the_limit_holds_for_what_a_compressed_body_unpacks_to(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    packed = gzip.compress(b" " * 10_000_000)
    server.expect_request("/v1/apps/a").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(errors.AnswerTooLargeError):
        connect(server.url_for("/"), Limits(body=1_000_000)).app("a")


def test_a_compressed_body_is_read(server: HTTPServer, client: Client) -> None:
    packed = gzip.compress(b'{"id": "a"}')
    server.expect_request("/v1/apps/a").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    assert client.app("a").id == "a"


def test_a_damaged_compressed_body_is_an_invalid_answer(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_data(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(errors.InvalidJSONError):
        client.app("a")


def test_a_value_that_does_not_fit_its_field_does_not_refuse_the_record(server: HTTPServer, client: Client) -> None:
    body: dict[str, Any] = {"id": "a", "created_at": {"no": "time"}, "app_configs": "none"}
    server.expect_request("/v1/apps/a").respond_with_json(body)
    assert client.app("a").id == "a"
