from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.client.transport import user_agent
from nuon_notebook.errors import InvalidIdError
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

    from nuon_notebook.client import Client

ASKED_FOR_ONE = [
    (lambda c: c.installer("int1"), "/v1/installers/int1", "Installer"),
    (lambda c: c.app("storefront"), "/v1/apps/storefront", "App"),
    (lambda c: c.app_config("app1", "app2"), "/v1/apps/app1/config/app2?recurse=true", "AppConfig"),
    (lambda c: c.app_config("app1", "app2", recurse=False), "/v1/apps/app1/config/app2", "AppConfig"),
    (lambda c: c.action_config("acc1"), "/v1/action-workflows/configs/acc1", "ActionWorkflowConfig"),
    (lambda c: c.install("inl1"), "/v1/installs/inl1", "Install"),
    (lambda c: c.workflow("inw1"), "/v1/workflows/inw1", "Workflow"),
]
ASKED_FOR_MANY = [
    (lambda c: c.installers(), "/v1/installers", "Installer"),
    (lambda c: c.apps(), "/v1/apps", "App"),
    (lambda c: c.app_configs("app1"), "/v1/apps/app1/configs", "AppConfig"),
    (lambda c: c.action_workflows("app1"), "/v1/apps/app1/action-workflows", "ActionWorkflow"),
    (lambda c: c.components("app1"), "/v1/apps/app1/components", "Component"),
    (lambda c: c.branches("app1"), "/v1/apps/app1/branches", "AppBranch"),
    (lambda c: c.installs("app1"), "/v1/apps/app1/installs", "Install"),
    (lambda c: c.workflows("inl1"), "/v1/installs/inl1/workflows", "Workflow"),
]


@pytest.mark.parametrize(("ask", "target", "kind"), ASKED_FOR_ONE)
def test_one_record_is_asked_for_as_documented(
    server: HTTPServer, client: Client, ask: Callable[[Client], Any], target: str, kind: str
) -> None:
    path, _, query = target.partition("?")
    server.expect_oneshot_request(path, query_string=query).respond_with_json({"id": "x1"})
    record = ask(client)
    assert (type(record).__name__, record.id) == (kind, "x1")


@pytest.mark.parametrize(("ask", "path", "kind"), ASKED_FOR_MANY)
def test_a_list_is_asked_for_as_documented(
    server: HTTPServer, client: Client, ask: Callable[[Client], Any], path: str, kind: str
) -> None:
    server.expect_oneshot_request(path, query_string="limit=100").respond_with_json([{"id": "x1"}, {"id": "x2"}])
    records = list(ask(client))
    assert [(type(record).__name__, record.id) for record in records] == [(kind, "x1"), (kind, "x2")]


def test_token_org_and_an_honest_user_agent_are_sent(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    client.app("a")
    headers = server.log[0][0].headers
    assert headers["Authorization"] == "Bearer tokentokentoken0123456789"
    assert headers["X-Nuon-Org-ID"] == "orgaaaaaaaaaaaaaaaaaaaaaaaa"
    assert headers["User-Agent"] == user_agent()


def test_the_user_agent_is_none_that_the_server_takes_for_its_own_cli() -> None:
    forbidden = ("nuon/", "nuon-cli", "go-http-client", "curl", "wget", "postman")
    assert not [word for word in forbidden if word in user_agent().lower()]


def test_the_version_is_asked_for_without_a_token(server: HTTPServer, client: Client) -> None:
    server.expect_request("/version").respond_with_json({"version": "0.19.687", "git_ref": "abc"})
    version = client.version()
    assert (version.version, version.git_ref) == ("0.19.687", "abc")
    assert "Authorization" not in server.log[0][0].headers


@pytest.mark.parametrize(
    ("body", "readme"),
    [({"readme": "# Hi", "other": 1}, "# Hi"), ("# Hi", "# Hi"), (None, None), ({}, None)],
)
def test_a_readme_is_taken_in_any_of_its_shapes(
    server: HTTPServer, client: Client, body: object, readme: str | None
) -> None:
    server.expect_request("/v1/installs/inl1/readme").respond_with_json(body)
    assert client.install_readme("inl1").readme == readme


def test_workflows_are_filtered_by_the_server(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/installs/inl1/workflows").respond_with_json([])
    since = datetime(2025, 11, 3, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    until = datetime(2025, 11, 4, tzinfo=UTC)
    list(client.workflows("inl1", "provision", planonly=False, created_at_gte=since, created_at_lte=until, limit=5))
    request = server.log[0][0]
    assert request.args.to_dict() == {
        "type": "provision",
        "planonly": "false",
        "created_at_gte": "2025-11-03T09:00:00+01:00",
        "created_at_lte": "2025-11-04T00:00:00+00:00",
        "limit": "5",
    }
    assert b"%2B01:00" in request.query_string or b"%2B01%3A00" in request.query_string


def test_a_moment_without_a_time_zone_is_refused(client: Client) -> None:
    with pytest.raises(ValueError, match="time zone"):
        client.workflows("inl1", created_at_gte=datetime(2025, 1, 1))  # noqa: DTZ001 - the mistake in question


def test_an_id_stays_one_segment_of_the_path(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/../apps?x").respond_with_json({"id": "a"})
    client.app("../apps?x")
    assert server.log[0][0].environ["REQUEST_URI"] == "/v1/apps/..%2Fapps%3Fx"


@pytest.mark.parametrize(
    ("blank", "told"),
    [
        ("", "An id is missing."),
        (" ", "An id is missing."),
        (".", "`.` is no id."),
        (" ..", "`..` is no id."),
        ("\t\n", "An id is missing."),
    ],
)
def test_a_blank_or_climbing_id_is_refused_before_anything_is_sent(
    server: HTTPServer, client: Client, blank: str, told: str
) -> None:
    with pytest.raises(InvalidIdError) as raised:
        client.installer(blank)
    assert raised.value.what == told
    assert server.log == []


def test_an_address_with_a_path_is_kept(server: HTTPServer, connect: Callable[..., Client]) -> None:
    server.expect_request("/behind/v1/apps/a").respond_with_json({"id": "a"})
    assert connect(server.url_for("/behind")).app("a").id == "a"


def test_the_models_are_the_packages_own(server: HTTPServer, client: Client) -> None:
    for path in ("/v1/installers/x", "/v1/apps/x", "/v1/apps/x/config/x", "/v1/installs/x", "/v1/workflows/x"):
        server.expect_request(path).respond_with_json({"id": "x"})
    answers = [client.installer("x"), client.app("x"), client.app_config("x", "x"), client.install("x")]
    assert [type(answer) for answer in [*answers, client.workflow("x")]] == [
        Installer, App, AppConfig, Install, Workflow
    ]  # fmt: skip
