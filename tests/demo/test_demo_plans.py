"""The plans of approvals: compressed JSON, with secrets in the clear."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx

from nuon_notebook import demo
from tests.demo_generator.values import SECRETS

if TYPE_CHECKING:
    from tests.demo.conftest import Api


def waiting(api: Api) -> dict[str, str]:
    """The paths of the approvals that wait, by what they wait with; the newest of each kind."""
    rows = api.get("/v1/workflows/pending-approvals")
    steps = {row["type"]: row["workflow_step"] for row in reversed(rows)}
    approvals = {row["type"]: row["id"] for row in reversed(rows)}
    return {
        kind: f"/v1/workflows/{step['workflow_id']}/steps/{step['id']}/approvals/{approvals[kind]}"
        for kind, step in steps.items()
    }


def plan(api: Api, kind: str) -> Any:
    return json.loads(gzip.decompress(api.ask(f"{waiting(api)[kind]}/contents").body))


def test_a_plan_of_each_kind_waits(api: Api) -> None:
    assert set(waiting(api)) == {"terraform_plan", "helm_approval", "kubernetes_manifest_approval", "pulumi_plan"}


def test_an_approval_is_answered_with_its_step_twice_and_without_a_response(api: Api) -> None:
    approval = api.get(waiting(api)["terraform_plan"])
    assert approval["InstallWorkflowStep"] == approval["workflow_step"]
    assert approval["workflow_step"]["status"]["status"] == "approval-awaiting"
    assert "response" not in approval


def test_contents_are_gzip_whatever_the_client_accepts(api: Api) -> None:
    path = f"{waiting(api)['terraform_plan']}/contents"
    answer = api.ask(path)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("application/json")
    headers = {**api.headers, "Accept-Encoding": "identity"}
    with demo.serve(api=demo.NEWEST) as server, httpx.Client(base_url=server.url, headers=headers) as client:
        assert client.get(path).json() == json.loads(gzip.decompress(answer.body))


def test_the_terraform_plan_that_waits_creates_changes_replaces_and_destroys(api: Api) -> None:
    actions = Counter("+".join(row["change"]["actions"]) for row in plan(api, "terraform_plan")["resource_changes"])
    assert actions == {"create": 1, "delete+create": 1, "update": 1, "delete": 1, "no-op": 1}


def test_sensitive_values_of_a_terraform_plan_are_in_the_clear_and_marked(api: Api) -> None:
    contents = plan(api, "terraform_plan")
    changed = [row["change"] for row in contents["resource_changes"] if row["change"]["actions"] == ["update"]]
    for change in changed:
        for when in ("before", "after"):
            assert change[when]["password"] in SECRETS
            assert change[f"{when}_sensitive"]["password"] is True
    assert contents["output_changes"]["password"]["after_sensitive"] is True
    for unmarked in ("variables", "prior_state", "planned_values", "configuration"):
        assert any(secret in json.dumps(contents[unmarked]) for secret in SECRETS)


def test_a_helm_plan_has_text_and_objects_with_entries(api: Api) -> None:
    contents = plan(api, "helm_approval")
    assert contents["op"] == "upgrade"
    assert {row["type"] for row in contents["helm_content_diff"]} == {0, 2, 3}
    assert {row["kind"] for row in contents["helm_content_diff"]} == {"Deployment", "Secret", "Service"}
    assert any(secret in contents["plan"] for secret in SECRETS)


def test_a_plan_of_manifests_has_objects_of_version_2(api: Api) -> None:
    contents = plan(api, "kubernetes_manifest_approval")
    assert {row["_version"] for row in contents["k8s_content_diff"]} == {"2"}
    assert {row["type"] for row in contents["k8s_content_diff"]} == {1, 3}


def test_every_approval_has_a_plan(api: Api) -> None:
    known = {row["approval_id"] for row in api.world.tables.rows("plans")}
    approvals = {step["approval"]["id"] for row in api.world.workflows for step in row["steps"] if "approval" in step}
    assert approvals == known


def test_step_groups_hold_all_steps_in_order_and_have_names(api: Api) -> None:
    for workflow in api.world.workflows[-5:]:
        groups = api.get(f"/v1/workflows/{workflow['id']}/step-groups")
        steps = api.get(f"/v1/workflows/{workflow['id']}/steps")
        assert [step["id"] for group in groups for step in group["steps"]] == [step["id"] for step in steps]
        assert all(group["name"] for group in groups)
        assert api.get(f"/v1/workflows/{workflow['id']}/step-groups/{groups[0]['id']}") == groups[0]
