from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import errors
from nuon_notebook.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

NOT_FOUND = {
    "error": "unable to get installer X: unable to get installer: record not found",
    "user_error": True,
    "description": "not found",
}


def refused(server: HTTPServer, ask: Callable[[], Any], body: object, status: int) -> errors.NuonError:
    """Return the error that a refusal of everything becomes."""
    answer = {"status": status, "headers": {"X-Nuon-Trace-ID": "trace-17"}}
    server.clear()
    handler = server.expect_request(re.compile(".*"))
    if isinstance(body, str):
        handler.respond_with_data(body, content_type="text/plain", **answer)  # type: ignore[arg-type] # one dict, two types
    else:
        handler.respond_with_json(body, **answer)
    with pytest.raises(errors.NuonError) as raised:
        ask()
    assert raised.value.status == status
    assert raised.value.trace_id == "trace-17"
    assert "Trace id: trace-17" in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    return raised.value


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            (400, {"error": "bad", "user_error": True}, errors.StatusError),
            "rejected the request for installer int1 as invalid",
        ),
        ((401, {"error": "expired", "user_error": True}, errors.UnauthorizedError), "from: typed at the prompt"),
        ((403, {"error": "no", "user_error": True}, errors.ForbiddenError), "NUON_ORG_ID (from: typed at the prompt"),
        ((404, NOT_FOUND, errors.NotFoundError), "No such record on this server: installer int1"),
        ((409, {"error": "wait", "user_error": True}, errors.StatusError), "not ready yet"),
        ((418, {"error": "tea"}, errors.StatusError), "with status 418"),
        ((429, {"error": "slow down"}, errors.RateLimitError), "too many requests"),
        ((500, {"error": "timeout", "user_error": True}, errors.ServerError), "ran out of time"),
        ((500, {"error": "internal", "description": "pg: dead"}, errors.ServerError), "internal: pg: dead"),
        ((502, "Bad Gateway", errors.ServerError), "not available"),
        ((503, "Service Unavailable", errors.ServerError), "not available"),
        ((504, {"error": "gateway"}, errors.ServerError), "not available"),
        ((507, {"error": "full"}, errors.ServerError), "(507)"),
    ],
)
def test_every_refusal_is_an_exception_of_its_own(
    server: HTTPServer, client: Client, refusal: tuple[int, object, type], message: str
) -> None:
    status, body, kind = refusal
    error = refused(server, lambda: client.installer("int1"), body, status)
    assert type(error) is kind
    assert message in str(error)


def test_a_record_that_is_not_there_is_told_once(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: client.installer("int1"), NOT_FOUND, 404)
    assert "record not found" not in str(error)


def test_a_refused_token_is_not_answered_with_all_ways_to_give_one(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: client.installer("int1"), {"error": "expired", "user_error": True}, 401)
    assert error.advice == "Give another one there; `%nuon_connect` shows the current settings."


def test_host_and_port_are_named(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: client.installer("int1"), NOT_FOUND, 404)
    assert f"(127.0.0.1:{server.port}, org " in str(error)


def test_a_text_404_for_installers_says_that_they_were_removed_and_what_there_is_instead(
    server: HTTPServer, client: Client
) -> None:
    for ask in (lambda: client.installer("int1"), lambda: list(client.installers())):
        error = refused(server, ask, "404 page not found", 404)
        assert type(error) is errors.InstallersRemovedError
        assert str(error).startswith(
            "This server no longer has installers (removed from Nuon's API in 0.19.708, November 2025): "
            "`%nuon_apps` lists its apps, `%nuon_app NAME` shows one."
        )


def test_a_text_404_elsewhere_says_that_the_server_lacks_the_endpoint(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: list(client.branches("app1")), "404 page not found", 404)
    assert type(error) is errors.MissingEndpointError


def test_a_page_with_status_404_is_no_proof_that_installers_were_removed(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: client.installer("int1"), "<!doctype html><h1>Not found</h1>", 404)
    assert type(error) is errors.ResponseError
    assert "a web page instead of data (404)" in str(error)


def test_a_page_with_another_status_is_named_as_one(server: HTTPServer, client: Client) -> None:
    error = refused(server, lambda: client.installer("int1"), "<html>Blocked by policy</html>", 403)
    assert type(error) is errors.ForbiddenError
    assert "may come from a proxy" in str(error)
    assert "Blocked" not in str(error)


def test_a_config_in_error_asked_for_whole_is_named_as_such(server: HTTPServer, client: Client) -> None:
    body = {"error": "app config is in error", "user_error": True}
    error = refused(server, lambda: client.app_config("app1", "app2"), body, 400)
    assert type(error) is errors.BrokenConfigError
    assert "config app2" in str(error)


def test_what_the_server_says_is_quoted_in_one_short_line(server: HTTPServer, client: Client) -> None:
    said = "first\n\x1b[31mred\x07 \u202eflipped " + "long " * 2000
    error = refused(server, lambda: client.app("app1"), {"error": said}, 500)
    assert "The server says: “first [31mred flipped long" in str(error)
    assert len(str(error)) < 600
    assert str(error).isprintable()


@pytest.mark.parametrize("strange", [{"error": 17}, {"error": None, "description": ["x"]}, {}])
def test_a_refusal_of_a_strange_shape_is_still_the_refusal(server: HTTPServer, client: Client, strange: object) -> None:
    error = refused(server, lambda: client.app("app1"), strange, 409)
    assert type(error) is errors.StatusError
    assert "app app1: not ready yet (409)." in str(error)


def test_a_trace_id_that_is_none_is_left_out(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({}, status=409, headers={"X-Nuon-Trace-ID": "<b>x</b>"})
    with pytest.raises(errors.StatusError, match="not ready yet") as raised:
        client.app("a")
    assert raised.value.trace_id is None


def test_a_record_of_another_org_is_refused(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a", "org_id": "orgother", "name": "secret name"})
    with pytest.raises(errors.OtherOrgError) as raised:
        client.app("a")
    assert "secret name" not in str(raised.value)


def test_a_list_with_a_record_of_another_org_is_refused(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps").respond_with_json([{"id": "a"}, {"id": "b", "org_id": "orgother"}])
    with pytest.raises(errors.OtherOrgError):
        list(client.apps())


def test_a_missing_token_is_told_before_anything_is_sent(server: HTTPServer) -> None:
    with (
        Client(server.url_for("/"), org_id="org1") as client,
        pytest.raises(errors.SettingsError, match="There is no token") as raised,
    ):
        client.app("a")
    assert "NUON_API_TOKEN" in str(raised.value)
    assert server.log == []


def test_a_missing_org_is_told_before_anything_is_sent(server: HTTPServer) -> None:
    with (
        Client(server.url_for("/"), SecretStr("some-token")) as client,
        pytest.raises(errors.SettingsError, match=r"no org id\. .*NUON_ORG_ID"),
    ):
        client.app("a")
    assert server.log == []
