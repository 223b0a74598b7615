"""Logs are paged by a cursor in the headers, which skips records of the same nanosecond and repeats others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug import Request, Response

from nuon_notebook.client.api import CURSOR, NEXT, TOTAL
from nuon_notebook.client.paging import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

    from nuon_notebook.client import Client

PATH = "/v1/log-streams/log1/logs"
START = 1_763_908_132_000_000_000
MOST_PAGES = 12  # a client that asks for more would ask for ever


class Log:
    """Serves records as the API does. Of each there is only the nanosecond."""

    def __init__(self, times: list[int]) -> None:
        self.times = times
        self.asked: list[str | None] = []
        self.queries: list[dict[str, list[str]]] = []

    def answer(self, request: Request) -> Response:
        self.asked.append(request.headers.get(CURSOR))
        self.queries.append(request.args.to_dict(flat=False))
        if len(self.asked) > MOST_PAGES:
            return Response("{}", 400)
        cursor = int(self.asked[-1]) if self.asked[-1] else None
        page = self.page(cursor, backwards=request.args.get("order") == "desc")
        body = [{"id": f"rec{index}", "body": str(index)} for index in page]
        response = Response(json.dumps(body), content_type="application/json")
        response.headers[NEXT] = str(self.times[page[-1]]) if page else ""
        response.headers[TOTAL] = str(len(self.times))
        return response

    def page(self, cursor: int | None, *, backwards: bool) -> list[int]:
        """Return the indexes of the records of a page; backwards, the last one is filled up."""
        every = range(len(self.times))
        if not backwards:
            return [index for index in every if cursor is None or self.times[index] > cursor][:PAGE_SIZE]
        earlier = [index for index in every if cursor is None or self.times[index] < cursor]
        first = max(len(earlier) - PAGE_SIZE, 0)
        return [*every[first : first + PAGE_SIZE]][::-1] if earlier else []


@pytest.fixture
def serve(server: HTTPServer) -> Callable[[list[int]], Log]:
    def keep(times: list[int]) -> Log:
        log = Log(times)
        server.expect_request(PATH).respond_with_handler(log.answer)
        return log

    return keep


def read(client: Client, **options: Any) -> list[int]:
    return [int(record.body or "") for record in client.logs("log1", **options)]


def seconds(number: int) -> list[int]:
    return [START + index * 1_000_000_000 for index in range(number)]


def test_a_log_is_read_to_its_end_by_the_cursor_that_the_server_names(client: Client, serve: Any) -> None:
    log = serve(seconds(250))
    assert read(client) == [*range(250)]
    assert log.asked == [None, *(str(log.times[index] - 1) for index in (99, 198))]


def test_a_short_page_is_the_last_one(client: Client, serve: Any) -> None:
    log = serve(seconds(7))
    assert read(client) == [*range(7)]
    assert len(log.asked) == 1


def test_behind_a_last_page_that_is_full_there_is_nothing(client: Client, serve: Any) -> None:
    log = serve(seconds(100))
    assert read(client) == [*range(100)]
    assert len(log.asked) == 2


def test_records_of_the_same_nanosecond_are_not_skipped_at_the_end_of_a_page(client: Client, serve: Any) -> None:
    times = seconds(140)
    times[96:104] = [times[96]] * 8
    serve(times)
    assert read(client) == [*range(140)]
    assert read(client, newest_first=True) == [*range(140)][::-1]


def test_a_whole_page_of_one_nanosecond_does_not_stop_the_reading(client: Client, serve: Any) -> None:
    times = seconds(250)
    times[50:160] = [times[50]] * 110
    serve(times)
    found = read(client)
    assert found[:100] == [*range(100)]
    assert found[-90:] == [*range(160, 250)]


def test_backwards_what_fills_the_last_page_up_is_not_repeated(client: Client, serve: Any) -> None:
    log = serve(seconds(250))
    assert read(client, newest_first=True) == [*range(250)][::-1]
    assert len(log.asked) <= 5


def test_no_more_pages_are_asked_for_than_are_wanted(client: Client, serve: Any) -> None:
    log = serve(seconds(250))
    records = client.logs("log1", newest_first=True, limit=30)
    assert [record.body for record in records] == [str(index) for index in range(249, 219, -1)]
    assert records.more
    assert len(log.asked) == 1


def test_reading_begins_behind_a_cursor(client: Client, serve: Any) -> None:
    log = serve(seconds(120))
    assert read(client, cursor=log.times[109]) == [*range(110, 120)]
    assert log.asked == [str(log.times[109])]


def test_a_server_that_ignores_the_cursor_is_not_asked_for_ever(client: Client, server: HTTPServer) -> None:
    body = json.dumps([{"id": f"rec{index}", "body": str(index)} for index in range(PAGE_SIZE)])
    asked = []

    def answer(_: Request) -> Response:
        asked.append(1)
        return Response(body, headers={NEXT: str(START)}, content_type="application/json")

    server.expect_request(PATH).respond_with_handler(answer)
    assert read(client) == [*range(100)]
    assert len(asked) <= 3


def test_cursors_that_are_no_number_end_the_reading(client: Client, server: HTTPServer) -> None:
    body = json.dumps([{"id": f"rec{index}", "body": str(index)} for index in range(PAGE_SIZE)])
    server.expect_request(PATH).respond_with_data(body, headers={NEXT: "9" * 5000}, content_type="application/json")
    assert read(client) == [*range(100)]


def test_several_severities_are_asked_for_at_once(client: Client, serve: Any) -> None:
    log = serve(seconds(3))
    read(client, severities=("Error", "Fatal"))
    assert log.queries == [{"severity_text": ["Error", "Fatal"]}]
