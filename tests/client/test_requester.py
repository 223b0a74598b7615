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
    ("body", "message"),
    [
        (f'{{"id": "a", "name": "{MARK}', "is not valid JSON: it is truncated or damaged."),
        (f"{MARK}", "is not valid JSON: it is text of another kind."),
        ("", "is not valid JSON: it is empty."),
        ("[]", "shape that the API documents: an object was expected."),
        ("null", "shape that the API documents: an object was expected."),
        ("17", "shape that the API documents: an object was expected."),
        (f'"{MARK}"', "shape that the API documents: an object was expected."),
        ("[" * 100_000 + "]" * 100_000, "nested deeper than any response of the API."),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested deeper than any response of the API."),
        (f"<html>{MARK}</html>", "responded with a web page instead of data (200)."),
    ],
)
def test_a_body_that_is_not_an_object_is_described_and_not_quoted(
    server: HTTPServer, client: Client, body: str, message: str
) -> None:
    error = answered(server, client, body)
    assert type(error) is errors.ResponseError
    assert message in str(error)


@pytest.mark.parametrize("body", ["null", "17", "[]", f'"{MARK}"'])
def test_what_is_no_object_is_told_in_plain_words(server: HTTPServer, client: Client, body: str) -> None:
    assert "does not have the shape that the API documents: an object was expected." in str(
        answered(server, client, body)
    )


def test_a_page_of_a_proxy_with_status_200_is_told_from_damaged_json(server: HTTPServer, client: Client) -> None:
    error = answered(server, client, "Please log in", "text/html; charset=utf-8")
    assert type(error) is errors.ResponseError
    assert "a web page instead of data" in str(error)
    assert "proxy" in str(error)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"id": "a"}', "a list was expected."),
        (f'[{{"id": "a"}}, "{MARK}"]', "an object was expected at 1."),
    ],
)
def test_a_list_that_is_none_says_where(server: HTTPServer, client: Client, body: str, message: str) -> None:
    server.expect_request("/v1/apps").respond_with_data(body, content_type="application/json")
    with pytest.raises(errors.ResponseError, match="shape that the API documents") as raised:
        list(client.apps())
    assert message in str(raised.value)
    assert MARK not in str(raised.value)


def test_a_body_larger_than_the_limit_is_not_read_to_its_end(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a" * 5000})
    with pytest.raises(errors.ResponseError, match="larger than 4,000 bytes"):
        connect(server.url_for("/"), Limits(body=4000)).app("a")


def test_an_endless_body_is_refused_while_it_streams(
    raw_server: Callable[..., str], connect: Callable[..., Client]
) -> None:
    def stream(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while True:
            connection.sendall(b" " * 65536)

    with pytest.raises(errors.ResponseError, match="larger than 1,000,000 bytes"):
        connect(raw_server(stream), Limits(body=1_000_000)).app("a")


def test_the_limit_holds_for_what_a_compressed_body_unpacks_to(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    packed = gzip.compress(b" " * 10_000_000)
    server.expect_request("/v1/apps/a").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(errors.ResponseError, match="larger than 1,000,000 bytes"):
        connect(server.url_for("/"), Limits(body=1_000_000)).app("a")


def test_a_compressed_body_is_read(server: HTTPServer, client: Client) -> None:
    packed = gzip.compress(b'{"id": "a"}')
    server.expect_request("/v1/apps/a").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    assert client.app("a").id == "a"


def test_a_damaged_compressed_body_is_an_invalid_answer(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_data(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(errors.ResponseError, match="compressed body is damaged"):
        client.app("a")


def test_a_value_that_does_not_fit_its_field_does_not_refuse_the_record(server: HTTPServer, client: Client) -> None:
    body: dict[str, Any] = {"id": "a", "created_at": {"no": "time"}, "app_configs": "none"}
    server.expect_request("/v1/apps/a").respond_with_json(body)
    assert client.app("a").id == "a"
