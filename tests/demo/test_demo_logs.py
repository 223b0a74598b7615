"""Log streams: flat records, paged by a cursor in the headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import API_VERSIONS, world

if TYPE_CHECKING:
    from nuon_notebook.demo.respond import Response
    from tests.demo.conftest import Api


def failed_deploy(api: Api, install: str = "eastgate-bank") -> Any:
    """The newest deploy of an install that failed."""
    deploys = api.all(f"/v1/installs/{api.install(install)['id']}/deploys")
    newest = next(row for row in deploys if row["status"] == "error")
    return api.get(f"/v1/installs/{newest['install_id']}/deploys/{newest['id']}")


def page(api: Api, stream: str, cursor: str = "", query: str = "") -> Response:
    headers = api.headers | ({"X-Nuon-API-Offset": cursor} if cursor else {})
    return api.ask(f"/v1/log-streams/{stream}/logs", query, headers)


def pages(api: Api, stream: str, query: str = "") -> list[list[Any]]:
    """All pages of a stream, the last one of which is empty or not full."""
    found, cursor = [], ""
    while True:
        response = page(api, stream, cursor, query)
        assert response.status == 200
        found.append(json.loads(response.body))
        assert response.headers["X-Nuon-API-Next"] != cursor or not cursor
        cursor = response.headers["X-Nuon-API-Next"]
        if not cursor:
            return found


def test_the_log_of_a_failed_deploy_says_why_in_an_error(api: Api) -> None:
    deploy = failed_deploy(api)
    records = [row for each in pages(api, deploy["log_stream"]["id"]) for row in each]
    errors = [row for row in records if row["severity_text"] == "Error"]
    assert [row["body"] for row in errors] == [deploy["status_description"]]
    assert "CrashLoopBackOff" in deploy["status_description"]
    assert 0 < records.index(errors[0]) < len(records) - 1


def test_every_failed_run_that_is_not_too_old_says_why_in_its_log(api: Api) -> None:
    streams = {row["owner_id"]: row["id"] for row in world().tables.rows("log_streams")}
    quiet = []
    for table in ("deploys", "sandbox_runs", "action_runs", "builds"):
        for row in world().tables.rows(table):
            if (
                row["status"] == "error"
                and row.get("workflow_id", "build")
                and "reason" in row["status_v2"].get("metadata", {})
            ):
                records = [line for each in pages(api, streams[row["id"]]) for line in each]
                old = row["created_at"] < "2025-10-25T12"
                if bool(records) == old or not (
                    old or row["status_v2"]["metadata"]["reason"] in [line["body"] for line in records]
                ):
                    quiet.append((table, row["id"], row["created_at"]))
    assert quiet == []


def test_pages_hold_a_hundred_records_and_go_on_after_the_cursor(api: Api) -> None:
    stream = failed_deploy(api)["log_stream"]["id"]
    found = pages(api, stream, "limit=7&offset=3")
    assert {len(each) for each in found[:-2]} == {100}
    records = [row for each in found for row in each]
    assert len(records) > 300
    assert len({row["id"] for row in records}) == len(records) == int(page(api, stream).headers["count"])
    assert [row["timestamp"] for row in records] == sorted(row["timestamp"] for row in records)
    assert page(api, stream).headers["Range-Units"] == "items"


def test_the_cursor_is_the_time_of_the_last_record_in_nanoseconds(api: Api) -> None:
    response = page(api, failed_deploy(api)["log_stream"]["id"])
    last = json.loads(response.body)[-1]["timestamp"]
    assert response.headers["X-Nuon-API-Next"].endswith(last.rpartition(".")[2].removesuffix("Z"))
    assert len(response.headers["X-Nuon-API-Next"]) == 19


def test_backwards_the_last_page_is_filled_up_with_records_that_were_seen(api: Api) -> None:
    stream = failed_deploy(api)["log_stream"]["id"]
    forwards = [row["id"] for each in pages(api, stream) for row in each]
    backwards = pages(api, stream, "order=desc")
    ids = [row["id"] for each in backwards for row in each]
    assert list(dict.fromkeys(ids)) == forwards[::-1]
    assert len(ids) > len(forwards)
    assert {len(each) for each in backwards[:-1]} == {100}


@pytest.mark.parametrize(("cursor", "query"), [("soon", ""), ("", "order=sideways")])
def test_a_cursor_or_order_that_makes_no_sense_is_500(api: Api, cursor: str, query: str) -> None:
    assert page(api, failed_deploy(api)["log_stream"]["id"], cursor, query).status == 500


def test_records_older_than_thirty_days_are_gone_which_looks_like_nothing(api: Api) -> None:
    oldest = next(row for row in world().tables.rows("log_streams") if row["owner_type"] == "install_deploys")
    response = page(api, oldest["id"])
    assert (json.loads(response.body), response.headers["count"], response.headers["X-Nuon-API-Next"]) == ([], "0", "")


def test_only_the_log_of_what_still_runs_is_open(api: Api) -> None:
    opened = [row for row in world().tables.rows("log_streams") if row.get("open")]
    assert [row["owner_type"] for row in opened] == ["install_deploys"]
    assert page(api, opened[0]["id"]).headers["count"] != "0"
    assert "open" not in failed_deploy(api)["log_stream"]


def test_an_unknown_stream_is_404_in_json(api: Api) -> None:
    assert json.loads(page(api, "lognone").body)["description"] == "not found"


FILTERS = {
    "severity_text=Error": "Error", "severity_text=Warn&severity_text=Error": "Error", "q=crashloopbackoff": "Error",
    "tool=helm&severity_text=Error": "Error",
}  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_newer_servers_filter_and_older_ones_ignore_the_filter(api: Api, api_of: Any, query: str) -> None:
    stream = failed_deploy(api)["log_stream"]["id"]
    older = api_of(world(), API_VERSIONS["0.19.708"])
    filtered, whole = (json.loads(page(each, stream, "", query).body) for each in (api, older))
    assert filtered
    assert filtered[-1]["severity_text"] == FILTERS[query]
    assert len(whole) == 100 > len(filtered)


def test_newer_servers_answer_what_came_since(api: Api) -> None:
    stream = failed_deploy(api)["log_stream"]["id"]
    first = api.get(f"/v1/log-streams/{stream}/logs/tail")
    second = api.get(f"/v1/log-streams/{stream}/logs/tail", f"since={first['next']}")
    assert (len(first["logs"]), first["has_more"]) == (100, True)
    assert second["logs"][0]["timestamp"] > first["logs"][-1]["timestamp"]
    assert api.get(f"/v1/log-streams/{stream}/logs/tail", "since=1999999999000000000") == {
        "logs": [], "next": "1999999999000000000", "has_more": False
    }  # fmt: skip


def test_severities_are_named_by_their_numbers(api: Api) -> None:
    names = {
        row["severity_number"]: row["severity_text"]
        for each in pages(api, failed_deploy(api)["log_stream"]["id"])
        for row in each
    }
    assert names == {5: "Debug", 9: "Info", 13: "Warn", 17: "Error"}
