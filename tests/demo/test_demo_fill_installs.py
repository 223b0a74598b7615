"""Section 3 of the API's facts, as far as it is about installs and their workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from tests.demo.conftest import Api


def test_installs_are_listed_by_name_with_what_they_run(api: Api) -> None:
    rows = api.all(f"/v1/apps/{api.app()['id']}/installs")
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    versions = {row["id"]: row["version"] for row in api.all(f"/v1/apps/{api.app()['id']}/configs")}
    assert [versions[row["app_config_id"]] for row in rows] == [11, 11, 10, 6, 2]
    assert {row["status"] for row in rows} == {"deprecated"}
    needed = {"sandbox_status", "composite_component_status", "component_statuses", "runner_status"}
    assert all(needed <= set(row) for row in rows)


def test_an_install_in_a_list_has_neither_inputs_nor_drift(api: Api) -> None:
    rows = api.all(f"/v1/apps/{api.app()['id']}/installs")
    assert not [
        row for row in rows if {"install_inputs", "drifted_objects", "workflows", "install_components"} & set(row)
    ]


def test_an_install_has_drift_and_raw_inputs(api: Api) -> None:
    install = api.install("cobalt-freight")
    assert [row["component_name"] for row in install["drifted_objects"]] == ["cache"]
    inputs = install["install_inputs"][0]
    assert inputs["values"]["smtp_password"] != inputs["redacted_values"]["smtp_password"]


def test_sandbox_runs_are_newest_first(api: Api) -> None:
    runs = api.install("kestrel-grain-coop")["install_sandbox_runs"]
    assert [row["run_type"] for row in runs] == ["reprovision", "provision"]


def _workflows(api: Api, name: str, query: str = "") -> list[Any]:
    return api.all(f"/v1/installs/{api.install(name)['id']}/workflows", query)


def test_workflows_are_newest_first_and_an_install_may_have_none(api: Api) -> None:
    rows = _workflows(api, "brightwater-energy")
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert _workflows(api, "foxglove-council") == []


def test_workflows_are_filtered_by_type(api: Api) -> None:
    assert {row["type"] for row in _workflows(api, "brightwater-energy", "type=deploy_components")} == {
        "deploy_components"
    }


def test_planonly_false_leaves_plan_only_ones_out(api: Api) -> None:
    every, applied = (_workflows(api, "brightwater-energy", query) for query in ("", "planonly=false"))
    assert {row["plan_only"] for row in every} == {True, False}
    assert {row["plan_only"] for row in applied} == {False}


def test_workflows_are_filtered_by_date(api: Api) -> None:
    query = "&".join((f"created_at_gte={quote('2025-10-21T00:00:00+02:00')}", "created_at_lte=2025-11-10T23:00:00Z"))
    days = {row["created_at"][:10] for row in _workflows(api, "brightwater-energy", query)}
    assert days == {"2025-10-21", "2025-10-28", "2025-11-03", "2025-11-10"}


def test_steps_are_unordered_in_lists_and_ordered_in_one_workflow(api: Api) -> None:
    def place(step: Any) -> tuple[int, int, int]:
        return step.get("group_idx", 0), step["group_retry_idx"], step.get("idx", 0)

    shuffled = 0
    for row in _workflows(api, "brightwater-energy"):
        ordered = api.get(f"/v1/workflows/{row['id']}")["steps"]
        assert [place(step) for step in ordered] == sorted(place(step) for step in ordered)
        assert sorted(step["id"] for step in row["steps"]) == sorted(step["id"] for step in ordered)
        shuffled += row["steps"] != ordered
    assert shuffled


def test_workflows_hold_their_author_and_approvals_and_nothing_below(api: Api) -> None:
    for row in api.workflows():
        assert row["created_by"]["email"]
        assert not {"install_deploys", "install_sandbox_runs", "install_action_workflow_runs"} & set(row)
        assert not [step for step in row["steps"] if "policy_validation" in step]
    responses = [
        step["approval"].get("response") for row in api.workflows() for step in row["steps"] if "approval" in step
    ]
    types = {response["type"] for response in responses if response}
    assert types == {
        "approve", "auto-approve", "deny", "deny-skip-current", "deny-skip-current-and-dependents", "retry",
    }  # fmt: skip


def test_a_readme_is_rendered_for_its_install(api: Api) -> None:
    readme = api.get(f"/v1/installs/{api.install('brightwater-energy')['id']}/readme")
    assert readme["original"].startswith("{{ $region")
    assert "eu-west-1" in readme["readme"]
    assert "{{" not in readme["readme"]
