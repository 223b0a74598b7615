from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.formatters import DisplayFormatter
from werkzeug import Request, Response

from nuon_notebook import errors
from nuon_notebook.client import Limits
from nuon_notebook.client.paging import PAGE_SIZE
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

    from nuon_notebook.client import Client

PATH = "/v1/apps/app1/configs"
MOST_PAGES = 5  # a client that asks for more would ask for ever


@pytest.fixture
def store(server: HTTPServer) -> Callable[..., list[dict[str, str]]]:
    """Serve a list in pages, as the API does; returns what was asked for."""

    def keep(ids: list[str], always_next: bool = False, with_next: bool = True) -> list[dict[str, str]]:
        asked: list[dict[str, str]] = []

        def answer(request: Request) -> Response:
            asked.append(request.args.to_dict())
            if len(asked) > MOST_PAGES:
                return Response("{}", 400)
            offset, limit = int(request.args.get("offset", "0")), min(int(request.args["limit"]), PAGE_SIZE)
            page = [{"id": name} for name in ids[offset : offset + limit]]
            response = Response(json.dumps(page), content_type="application/json")
            if with_next:
                more = always_next or offset + limit < len(ids)
                response.headers["X-Nuon-Page-Next"] = "true" if more else "false"
            return response

        server.expect_request(PATH).respond_with_handler(answer)
        return asked

    return keep


def names(count: int) -> list[str]:
    return [f"app{number:03}" for number in range(count)]


def test_a_list_is_read_to_its_end(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(250))
    assert [config.id for config in client.app_configs("app1")] == names(250)
    assert asked == [
        {"limit": "100"},
        {"limit": "100", "offset": "100"},
        {"limit": "100", "offset": "200"},
    ]


def test_nothing_is_asked_for_before_it_is_needed(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(250))
    configs = client.app_configs("app1")
    assert asked == []
    list(islice(configs, 100))
    assert len(asked) == 1


def test_no_more_is_asked_for_than_is_wanted(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(12))
    configs = client.app_configs("app1", limit=5)
    assert [config.id for config in configs] == names(5)
    assert asked == [{"limit": "5"}]
    assert configs.more is True


def test_a_list_that_was_read_whole_has_no_more(client: Client, store: Callable[..., Any]) -> None:
    store(names(5))
    configs = client.app_configs("app1", limit=5)
    list(configs)
    assert configs.more is False


def test_a_record_that_appears_on_two_pages_is_given_once(client: Client, store: Callable[..., Any]) -> None:
    store([*names(100), "app000", "app099", "last"])
    assert [config.id for config in client.app_configs("app1")] == [*names(100), "last"]


def test_a_duplicate_does_not_count_towards_what_is_wanted(client: Client, store: Callable[..., Any]) -> None:
    store(["app000", "app000", "app001", "app002"])
    assert [config.id for config in client.app_configs("app1", limit=3)] == names(3)


@pytest.mark.parametrize("ids", [[], names(3)])
def test_a_server_that_says_next_for_ever_comes_to_an_end(
    client: Client, store: Callable[..., Any], ids: list[str]
) -> None:
    asked = store(ids, always_next=True)
    configs = client.app_configs("app1")
    assert [config.id for config in configs] == ids
    assert len(asked) <= 2
    assert configs.more is False


def test_a_server_that_repeats_the_same_page_for_ever_comes_to_an_end(client: Client, server: HTTPServer) -> None:
    for _ in range(MOST_PAGES):
        server.expect_ordered_request(PATH).respond_with_json([{"id": "a"}], headers={"X-Nuon-Page-Next": "true"})
    assert [config.id for config in client.app_configs("app1")] == ["a"]
    assert len(server.log) == 2


def test_without_the_paging_header_a_full_page_is_taken_as_not_the_last(
    client: Client, store: Callable[..., Any]
) -> None:
    store(names(150), with_next=False)
    assert len(list(client.app_configs("app1"))) == 150


def test_null_is_an_empty_list(client: Client, server: HTTPServer) -> None:
    server.expect_request(PATH).respond_with_json(None)
    assert list(client.app_configs("app1")) == []


def test_less_than_one_record_cannot_be_wanted(client: Client) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        client.app_configs("app1", limit=0)


def test_a_coroutine_reads_the_same_list(client: Client, store: Callable[..., Any]) -> None:
    store(names(120))

    async def read() -> list[str | None]:
        return [config.id async for config in client.api.app_configs("app1")]

    assert client.run(read()) == names(120)


def displayed(records: Any) -> dict[str, str]:
    """Return what a notebook would show."""
    formats, _ = DisplayFormatter().format(records)
    return formats


def test_a_list_displays_as_a_table(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(3))
    shown = displayed(client.app_configs("app1"))
    assert [kind for kind in ("text/plain", "text/html") if names(3)[2] not in shown[kind]] == []
    assert "<table>" in shown["text/html"]
    assert "there are more" not in f"{shown}"
    assert len(asked) == 1


def test_displaying_a_list_reads_nothing_of_it(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(120))
    configs = client.app_configs("app1")
    before = displayed(configs)
    assert [config.id for config in configs] == names(120)
    assert displayed(configs) == before
    assert len(asked) == 2


@pytest.mark.parametrize(("count", "limit", "first"), [(80, None, 50), (250, None, 50), (80, 5, 5), (250, 60, 50)])
def test_a_long_list_displays_its_first_records_and_says_that_there_are_more(
    client: Client, store: Callable[..., Any], count: int, limit: int | None, first: int
) -> None:
    asked = store(names(count))
    shown = displayed(client.app_configs("app1", limit))
    note = f"Only the first {first} are shown; there are more."
    assert [kind for kind, text in shown.items() if note not in text] == []
    assert [kind for kind, text in shown.items() if names(count)[first - 1] not in text] == []
    assert [kind for kind, text in shown.items() if names(count)[first] in text] == []
    assert len(asked) == 1


def test_an_empty_list_displays_as_one(client: Client, store: Callable[..., Any]) -> None:
    asked = store([])
    shown = displayed(client.app_configs("app1"))
    assert shown["text/html"]
    assert "no items" in shown["text/plain"]
    assert len(asked) == 1


def test_a_list_that_cannot_be_loaded_displays_why_and_asks_once(client: Client, server: HTTPServer) -> None:
    server.expect_request(PATH).respond_with_json({"error": "expired", "user_error": True}, status=401)
    configs = client.app_configs("app1")
    shown = displayed(configs)
    assert [*shown] == ["text/plain"]
    assert "does not accept the token" in shown["text/plain"]
    assert len(server.log) == 1
    with pytest.raises(errors.UnauthorizedError):
        next(configs)


def test_the_repr_of_a_list_asks_nothing(client: Client, store: Callable[..., Any]) -> None:
    asked = store(names(3))
    configs = client.app_configs("app1")
    assert repr(configs) == "Records(0 loaded, the server may have more)"
    list(configs)
    assert repr(configs) == "Records(3 loaded)"
    assert len(asked) == 1


# Lists without end


@pytest.fixture
def endless(server: HTTPServer) -> Callable[..., list[int]]:
    """Serve pages with new records for ever; returns the sizes that were asked for."""

    def serve(size: int = 0, **fields: Any) -> list[int]:
        asked: list[int] = []

        def answer(request: Request) -> Response:
            asked.append(int(request.args["limit"]))
            offset = int(request.args.get("offset", "0"))
            page = [{"id": f"app{offset + n:06}", **fields} for n in range(size or asked[-1])]
            return Response(json.dumps(page), headers={"X-Nuon-Page-Next": "true"})

        server.expect_request(PATH).respond_with_handler(answer)
        return asked

    return serve


SLOWLY = {"connect": 30.0, "read": 30.0, "total": 60.0}
ENDINGS = [
    ("list_records", Limits(**SLOWLY, list_records=250), {}, 250, [100, 100, 50]),
    ("list_records", Limits(**SLOWLY, list_records=250), {"size": 1000}, 250, [100]),
    ("list_responses", Limits(**SLOWLY, body=10_000, list_responses=2), {"readme": "x" * 50}, 300, [100, 100, 100]),
    ("list_responses", Limits(**SLOWLY, objects=100, list_responses=3), {}, 300, [100, 100, 100]),
    ("list_responses", Limits(**SLOWLY, values=300, list_responses=2), {}, 300, [100, 100, 100]),
    ("list_time", Limits(**SLOWLY, list_time=1e-9), {}, 100, [100]),
]


def test_a_list_without_end_ends_at_a_limit_and_keeps_what_was_loaded(
    server: HTTPServer, connect: Callable[..., Client], endless: Callable[..., list[int]]
) -> None:
    def check(limit: str, limits: Limits, served: dict[str, Any], number: int, sizes: list[int]) -> None:
        server.clear()
        asked = endless(**served)
        records = connect(server.url_for("/"), limits).api.app_configs("app1")

        async def read() -> list[str | None]:
            return [config.id async for config in records]

        assert connect(server.url_for("/"), limits).run(read()) == [f"app{n:06}" for n in range(number)]
        assert asked == sizes
        assert records.more is True
        assert f"Only the first {number:,} were loaded: " in records.stopped
        assert f"`Client(limits=Limits({limit}=…))` loads more." in records.stopped

    assert failures(check, ENDINGS) == []


def test_a_list_that_ends_at_a_limit_of_the_client_displays_that_there_are_more(
    server: HTTPServer, connect: Callable[..., Client], endless: Callable[..., list[int]]
) -> None:
    endless()
    configs = connect(server.url_for("/"), Limits(**SLOWLY, list_records=20)).app_configs("app1")
    assert "Only the first 20 are shown; there are more." in displayed(configs)["text/plain"]
    assert len(list(configs)) == 20
    assert configs.more is True
    assert "the server may have more" in repr(configs)


def test_a_list_that_is_exactly_as_long_as_the_limit_ended_by_itself(
    server: HTTPServer, connect: Callable[..., Client], store: Callable[..., Any]
) -> None:
    store(names(200))
    records = connect(server.url_for("/"), Limits(**SLOWLY, list_records=200)).api.app_configs("app1")

    async def read() -> int:
        return len([config async for config in records])

    assert connect(server.url_for("/"), Limits(**SLOWLY)).run(read()) == 200
    assert (records.more, records.stopped) == (False, "")


def test_a_limit_that_is_given_is_not_cut_by_that_of_the_client(
    server: HTTPServer, connect: Callable[..., Client], endless: Callable[..., list[int]]
) -> None:
    endless()
    configs = connect(server.url_for("/"), Limits(**SLOWLY, list_records=50)).app_configs("app1", limit=150)
    assert len(list(configs)) == 150


def test_no_more_records_are_kept_than_are_wanted(client: Client, endless: Callable[..., list[int]]) -> None:
    asked = endless(size=60_000)
    configs = client.app_configs("app1", limit=5)
    assert len(list(configs)) == 5
    assert asked == [5]
    assert configs.more is True


def test_the_empty_page_is_the_last_one_whatever_the_server_says(client: Client, server: HTTPServer) -> None:
    server.expect_request(PATH).respond_with_json([], headers={"X-Nuon-Page-Next": "true"})
    assert list(client.app_configs("app1")) == []
    assert len(server.log) == 1


def test_records_without_ids_do_not_go_on_for_ever(client: Client, server: HTTPServer) -> None:
    server.expect_request(PATH).respond_with_json([{"version": 1}] * 100, headers={"X-Nuon-Page-Next": "true"})
    assert len(list(client.app_configs("app1"))) == 100
    assert len(server.log) == 1


def test_the_defaults_leave_room_for_the_longest_real_lists() -> None:
    limits = Limits()
    assert limits.list_records >= 10 * 1000  # configs of an app that is synced for years
    assert limits.list_responses * limits.body >= 1000 * 100_000
    assert limits.list_time >= 2 * limits.total
