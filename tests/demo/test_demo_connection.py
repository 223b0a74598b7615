"""Sections 1 and 2 of the API's facts: how one connects, pages and fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID
from tests.demo_generator.worlds import scaled_world

if TYPE_CHECKING:
    from nuon_notebook.demo.respond import Response
    from tests.demo.conftest import Api


def body(response: Response) -> Any:
    return json.loads(response.body)


def test_version_needs_no_token(api: Api) -> None:
    response = api.ask("/version", headers={})
    assert response.status == 200
    assert set(body(response)) == {"version", "git_ref"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"}])
def test_without_a_known_token_it_is_401_in_json(api: Api, headers: dict[str, str]) -> None:
    response = api.ask("/v1/apps", headers=headers)
    assert response.status == 401
    assert body(response)["user_error"] is True


@pytest.mark.parametrize("org", [{}, {"X-Nuon-Org-ID": "org" + "0" * 23}])
def test_without_the_known_org_it_is_403_in_json(api: Api, org: dict[str, str]) -> None:
    response = api.ask("/v1/apps", headers={"Authorization": f"Bearer {api.world.token}"} | org)
    assert response.status == 403
    assert response.headers["Content-Type"].startswith("application/json")


def test_token_and_org_are_accepted_in_the_query_too(api: Api) -> None:
    query = f"token={api.world.token}&org_id={api.world.org_id}"
    assert api.ask("/v1/apps", query, headers={}).status == 200


def test_header_names_have_no_case(api: Api) -> None:
    assert api.ask("/v1/apps", headers={key.lower(): value for key, value in api.headers.items()}).status == 200


def test_every_answer_names_its_trace_and_the_servers_git_ref(api: Api) -> None:
    for path in ("/v1/apps", "/v1/apps/nobody", "/v1/nothing"):
        headers = api.ask(path).headers
        assert len(headers["X-Nuon-Trace-ID"]) == 32
        assert headers["X-Nuon-API-Version"] == body(api.ask("/version"))["git_ref"]


def test_a_missing_record_is_404_in_json(api: Api) -> None:
    response = api.ask("/v1/installers/int" + "0" * 23)
    assert response.status == 404
    assert body(response) == {
        "error": f"unable to get installer int{'0' * 23}: unable to get installer: record not found",
        "user_error": True,
        "description": "not found",
    }


def test_a_missing_endpoint_is_404_in_plain_text(api: Api) -> None:
    response = api.ask("/v1/nothing")
    assert (response.status, response.body) == (404, b"404 page not found")
    assert response.headers["Content-Type"].startswith("text/plain")


def test_a_missing_endpoint_asks_for_token_and_org_first(api: Api) -> None:
    assert api.ask("/v1/nothing", headers={}).status == 401
    assert api.ask("/v1/nothing", headers={"Authorization": f"Bearer {api.world.token}"}).status == 403


@pytest.mark.parametrize("path", ["/v1/installers", f"/v1/installers/{INSTALLER_ID}"])
def test_servers_of_after_0_19_708_have_no_installers(new_api: Api, path: str) -> None:
    assert new_api.ask(path).body == b"404 page not found"
    assert new_api.ask(path, headers={}).status == 401


def test_servers_say_their_version_and_have_what_that_version_has(api_of_version: Api) -> None:
    version = api_of_version.get("/version")["version"]
    assert version == api_of_version.api.number
    paths = {
        "/v1/installers": ("0.19.687",),
        "/v1/installs": ("0.19.687", "0.19.708", "0.19.1147"),
        f"/v1/apps/{api_of_version.app()['id']}/actions": ("0.19.708", "0.19.1147"),
        "/v1/workflows": ("0.19.1147",),
        "/v1/policy-reports": ("0.19.1147",),
    }
    for path, versions in paths.items():
        answer = api_of_version.ask(path)
        assert (answer.status == 200) == (version in versions), path
        assert answer.status == 200 or answer.body == b"404 page not found"


def test_an_older_server_takes_the_list_of_pending_approvals_for_a_workflow(new_api: Api, api: Api) -> None:
    response = new_api.ask("/v1/workflows/pending-approvals")
    assert response.status == 404
    assert body(response)["error"].startswith("unable to get workflow pending-approvals")
    assert len(api.all("/v1/workflows/pending-approvals")) == 5


def test_the_regions_of_a_platform_are_known(api_of_version: Api) -> None:
    regions = api_of_version.get("/v1/general/cloud-platform/aws/regions")
    assert {
        install.record["aws_account"]["region"]
        for install in api_of_version.world.installs
        if "aws_account" in install.record
    } <= {row["value"] for row in regions}
    assert api_of_version.ask("/v1/general/cloud-platform/abacus/regions").status == 404


def test_the_org_of_an_installer_is_not_checked(api: Api) -> None:
    other = next(row for row in api.world.installers if row["org_id"] != api.world.org_id)
    foreign = api.get(f"/v1/installers/{other['id']}")
    assert foreign["org_id"] != api.world.org_id
    assert foreign["id"] not in {row["id"] for row in api.all("/v1/installers")}


def test_what_is_not_ready_yet_is_409(api: Api) -> None:
    unready = api.install("foxglove-council")
    assert api.ask(f"/v1/installs/{unready['id']}/readme").status == 409


def test_a_config_in_error_answers_bare_and_refuses_to_recurse(api: Api) -> None:
    newest = api.app()["app_configs"][0]
    path = f"/v1/apps/{newest['app_id']}/configs/{newest['id']}"
    assert api.get(path)["status"] == "error"
    response = api.ask(path, "recurse=true")
    assert response.status == 400
    assert body(response)["user_error"] is True


@pytest.mark.parametrize(
    "query", ["planonly=perhaps", "created_at_gte=yesterday", "created_at_lte=2025-11-01T00:00:00+01:00"]
)
def test_a_malformed_flag_or_date_is_500(api: Api, query: str) -> None:
    response = api.ask(f"/v1/installs/{api.world.installs[0].id}/workflows", query)
    assert response.status == 500
    assert body(response)["user_error"] is True


def test_a_malformed_limit_is_400(api: Api) -> None:
    assert api.ask("/v1/apps", "limit=many").status == 400


def test_pages_hold_ten_unless_asked_otherwise(api: Api) -> None:
    response = api.ask(f"/v1/apps/{api.app()['id']}/configs")
    assert len(body(response)) == 10
    assert response.headers["X-Nuon-Page-Next"] == "true"
    assert (response.headers["X-Nuon-Page-Offset"], response.headers["X-Nuon-Page-Limit"]) == ("0", "10")


def test_the_page_number_is_answered_only_when_it_was_asked(api: Api) -> None:
    path = f"/v1/apps/{api.app()['id']}/configs"
    assert "X-Nuon-Page-Number" not in api.ask(path, "offset=10").headers
    second = api.ask(path, "page=2")
    assert second.headers["X-Nuon-Page-Number"] == "2"
    assert second.headers["X-Nuon-Page-Next"] == "false"
    assert body(second) == body(api.ask(path, "offset=10"))


def test_no_page_holds_more_than_a_hundred(api_of: type[Api]) -> None:
    large = api_of(scaled_world(installers=120, configs=3, workflows=0, installs=1))
    response = large.ask("/v1/installers", "limit=500")
    assert len(body(response)) == 100
    assert response.headers["X-Nuon-Page-Limit"] == "100"
    assert len(large.all("/v1/installers")) == 120


def test_a_limit_of_zero_promises_another_page_for_ever(api: Api) -> None:
    response = api.ask("/v1/apps", "limit=0&offset=1000")
    assert (body(response), response.headers["X-Nuon-Page-Next"]) == ([], "true")


def test_a_single_record_has_no_page_headers(api: Api) -> None:
    assert not [name for name in api.ask("/v1/apps/harbor-desk").headers if "Page" in name]


def test_links_lead_to_the_dashboard(api: Api) -> None:
    app, workflow = api.app(), api.workflows()[0]
    base = f"https://app.nuon.co/{api.world.org_id}"
    assert app["links"]["ui"] == f"{base}/apps/{app['id']}"
    assert workflow["links"]["ui"] == f"{base}/installs/{workflow['owner_id']}/workflows/{workflow['id']}"
    assert api.get(f"/v1/installs/{workflow['owner_id']}")["links"]["ui"] == f"{base}/installs/{workflow['owner_id']}"


def test_only_get_is_known(api: Api) -> None:
    assert api.ask("/v1/apps", method="POST").status == 404
