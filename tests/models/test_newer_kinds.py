"""What servers of 2026 send, as it is displayed: each kind of record once, written after its schema."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from nuon_notebook import overview, problems
from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import (
    App,
    AppBranch,
    AppConfig,
    Install,
    InstallComponent,
    InstallDeploy,
    InstallRunbookRun,
    InstallsHealthResponse,
    Model,
    OtelLogRecord,
    PolicyReport,
    Runbook,
    RunnerCardDetailsResponse,
    RunnerJob,
    Workflow,
)
from nuon_notebook.store import Answer, Store, key_of
from tests.cases import failures
from tests.loaded import with_installs

TIME = "2026-08-03T09:14:03Z"
ERROR = {
    "message": "the quota of vCPUs is used up",
    "hints": {"b": "choose another region", "a": "ask AWS for a higher quota"},
    "sections": [{"heading": "Terraform", "kind": "code", "body": "Error: quota\npassword: blue-heron-7"}],
    "severity": "error",
}
WHY = "the quota of vCPUs is used up. Hint: ask AWS for a higher quota; choose another region"
DEPLOY = {"id": "dpl1", "component_name": "api", "status": "error", "composite_error": ERROR}
STEP = {
    "id": "iws1",
    "name": "deploy it",
    "status": {"status": "error", "metadata": {"reason": "the job failed"}},
    "step_target_type": "install_deploys",
    "step_target_id": "dpl1",
}
FAILED = {"id": "inw1", "name": "Deployed api", "finished": True, "status": {"status": "error"}, "steps": [STEP]}


def words(model: Model) -> str:
    """What a person reads of a page."""
    page = re.sub(r"<style>.*?</style>", "", to_html(model), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def parsed(kind: Any, payload: dict[str, Any]) -> Any:
    model = kind.model_validate(payload)
    assert (model.unreadable, dict(model.unknown)) == ((), {})
    return model


# The error with hints is the reason


def test_an_error_with_hints_is_why_a_deploy_failed() -> None:
    deploy = parsed(InstallDeploy, {**DEPLOY, "status_description": "exit status 1"})
    assert deploy.reason == WHY
    assert all(text in words(deploy) for text in (ERROR["message"], *ERROR["hints"].values(), "Terraform"))
    assert "blue-heron-7" not in to_html(deploy) + to_text(deploy)


@pytest.mark.parametrize("kind", [InstallDeploy, RunnerJob])
def test_without_such_an_error_the_status_says_why(kind: Any) -> None:
    failed = parsed(kind, {"status": "error", "status_description": "exit status 1"})
    calm = parsed(kind, {"status": "active", "status_description": "all well"})
    assert (failed.reason, calm.reason) == ("exit status 1", "")


def test_an_error_without_hints_is_its_message() -> None:
    job = parsed(RunnerJob, {"status": "failed", "composite_error": {"message": "out of memory"}})
    assert job.reason == "out of memory"


def test_a_step_fails_for_the_reason_of_its_deploy_which_came_with_the_workflow() -> None:
    workflow = parsed(Workflow, {**FAILED, "install_deploys": [DEPLOY]})
    assert workflow.steps[0].reason == WHY
    assert workflow.reason == f"deploy it: {WHY}"


def test_a_step_fails_for_the_reason_of_its_deploy_which_was_loaded_apart() -> None:
    workflow, deploy = parsed(Workflow, FAILED), parsed(InstallDeploy, DEPLOY)
    store = Store(None, [Answer({key_of(one): one for one in (workflow, deploy)})])
    assert workflow.at(store).steps[0].reason == WHY
    assert workflow.steps[0].reason == "the job failed"


def test_a_step_that_does_not_fail_has_no_reason() -> None:
    done = {**STEP, "status": {"status": "success"}}
    assert parsed(Workflow, {**FAILED, "steps": [done], "install_deploys": [DEPLOY]}).steps[0].reason == ""


def fleet(**install: Any) -> App:
    """An app with one install."""
    return with_installs(App(id="app1", name="shop"), [parsed(Install, {"id": "inl1", "name": "acme", **install})])


def test_problems_and_the_overview_give_the_error_with_hints_as_the_reason() -> None:
    app = fleet(workflows=[{**FAILED, "install_deploys": [DEPLOY]}])
    assert [row.reason for row in problems(app).rows] == [WHY]
    assert overview(app).rows[0].last_problem.reason == WHY  # type: ignore[union-attr]


def test_what_no_workflow_explains_is_explained_by_the_newest_deploys_and_sandbox_run() -> None:
    components = [{"id": "ic1", "component": {"id": "cmp1", "name": "api"}, "install_deploys": [DEPLOY]}]
    runs = [{"id": "sbr1", "status": "error", "composite_error": {"message": "the role is missing"}}]
    app = fleet(
        composite_component_status="error",
        install_components=components,
        sandbox_status="error",
        install_sandbox_runs=runs,
    )
    found = {row.step: row.reason for row in problems(app).rows}
    assert found == {"sandbox": "the role is missing", "components": f"api: {WHY}"}


# Health is a fourth status

CRASHING = "3 of 3 pods of api are crashing"
UNHEALTHY = {
    "composite_health_status": "unhealthy",
    "composite_health_status_description": CRASHING,
    "composite_component_status": "active",
    "component_statuses": {"cmp1": "active"},
    "component_health_statuses": {"cmp1": "unhealthy"},
}


def test_an_unhealthy_install_is_no_calm_one() -> None:
    app = fleet(**UNHEALTHY, runner_status="active")
    row = overview(app).rows[0]
    assert row.failing
    assert [(state.label, state.detail) for state in row.now] == [("health", CRASHING)]
    assert [(one.step, one.reason) for one in problems(app).rows] == [("health", CRASHING)]


def test_the_page_of_an_install_tells_its_health_and_that_of_each_component() -> None:
    install = parsed(Install, {"id": "inl1", "name": "acme", **UNHEALTHY})
    assert CRASHING in install.attention
    assert words(install).count("✕ unhealthy") == 3  # of the install, of its components, of the one
    assert "[✕ health unhealthy]" in to_text(install)


@pytest.mark.parametrize("sent", [None, "", "unset"])
def test_a_health_that_was_never_measured_is_not_shown(sent: str | None) -> None:
    install = parsed(Install, {"id": "inl1", "composite_health_status": sent, "runner_status": "active"})
    assert install.health == ""
    assert "health" not in to_text(install)
    assert [state.label for state in overview(install).rows[0].now] == []


def test_the_components_that_are_unwell_are_why_if_the_server_says_nothing() -> None:
    components = {"cmp2": "degraded", "cmp1": "healthy"}
    install = parsed(Install, {"composite_health_status": "degraded", "component_health_statuses": components})
    assert install.health_reason == "cmp2 degraded"


def test_a_component_has_its_health_beside_its_status() -> None:
    payload = {"component": {"id": "cmp1", "name": "api"}, "status": "active", "health_status": "degraded"}
    component = parsed(InstallComponent, {**payload, "health_status_description": "restarts every minute"})
    assert [(one.label, one.status) for one in component.badges] == [("", "active"), ("health", "degraded")]
    assert component.headline.why == "restarts every minute"


def test_the_health_of_a_fleet_counts_those_never_evaluated_as_such() -> None:
    fleet_health = parsed(InstallsHealthResponse, {"total": 3, "healthy": 1, "unhealthy": 1, "unset": 1})
    assert fleet_health.headline.facts == ("1 unhealthy", "1 never evaluated", "1 healthy")


# New kinds


def test_a_runbook_run_has_the_name_of_its_runbook() -> None:
    workflow = parsed(Workflow, {"id": "inw1", "type": "runbook_run"})
    runbook = {"runbook": {"id": "rbk1", "name": "rotate keys"}}
    run = parsed(InstallRunbookRun, {"id": "rbr1", "install_workflow_id": "inw1", "install_runbook": runbook})
    store = Store(None, [Answer({key_of(one): one for one in (workflow, run)})])
    assert workflow.at(store).title == "Runbook run: rotate keys"
    assert workflow.title == "Runbook run"


def test_a_step_says_the_name_of_its_group_if_no_step_in_it_has_that_name() -> None:
    groups = [{"id": "g1", "name": "network"}, {"id": "g2"}, {"id": "g3", "name": "deploy api"}]
    steps = [
        {"name": "a", "workflow_step_group_id": "g1"},
        {"name": "b", "workflow_step_group_id": "g2", "group_idx": 1},
        {"name": "c", "group_idx": 2},
        {"name": "plan deploy of api", "workflow_step_group_id": "g3", "group_idx": 3},
        {"name": "deploy api", "workflow_step_group_id": "g3", "group_idx": 3},
    ]
    workflow = parsed(Workflow, {"step_groups": groups, "steps": steps})
    assert [step.group for step in workflow.steps] == ["network", "group 2", "group 3", "deploy api", "deploy api"]
    assert [step.facts for step in workflow.steps] == [("group: network",), (), (), (), ()]
    assert "group: network" in to_text(workflow)
    assert "group: network" in words(workflow)


def test_a_branch_tells_its_latest_run() -> None:
    run = {"run_type": "git-run", "status": "error", "error_message": "the build of api failed", "started_at": TIME}
    branch = parsed(AppBranch, {"name": "main", "latest_run": run})
    assert [one.status for one in branch.badges] == ["error"]
    assert branch.headline.why == "the build of api failed"


def test_an_install_on_gcp_tells_project_and_region() -> None:
    install = parsed(Install, {"gcp_account": {"project_id": "acme-prod-1", "region": "europe-west1"}})
    assert install.account == "GCP europe-west1"
    assert "acme-prod-1" in words(install)


def test_labels_are_shown() -> None:
    def holds(kind: Any) -> None:
        assert "region=eu, tier=gold" in to_text(parsed(kind, {"labels": {"tier": "gold", "region": "eu"}}))

    assert failures(holds, [Install, Runbook]) == []
    assert "tier = gold" in words(parsed(AppConfig, {"labels": {"tier": "gold"}}))


POLICY = {"name": "no-root", "engine": "kyverno", "type": "kubernetes_manifest", "contents": "kind: ClusterPolicy"}
RULE = {"operation": "deploy", "principal_type": "component", "principal_name": "api", "role": "deployer"}
ROLE = {"id": "apc1", "name": "auditor", "policies": [{"gcp_predefined_role": "roles/viewer"}]}
KINDS = [
    {"type": "pulumi", "pulumi": {"runtime": "go", "config": {"net:cidr": "x8"}}},
    {"kubernetes_manifest": {"kustomize": {"path": "overlays/prod", "patches": ["- op: add"]}}},
    {"external_image": {"gcp_gar_image_config": {"gcp_project_id": "images-1"}}},
    {"external_image": {"azure_acr_image_config": {"registry_url": "x.azurecr.io"}}},
]
CONFIG = {
    "id": "cfg1",
    "version": 12,
    "policies": {"policies": [POLICY]},
    "operation_role_config": {"rules": [RULE]},
    "sandbox": {"type": "pulumi", "pulumi_version": "3.1", "runtime": "python", "pulumi_config": {"aws:region": "x9"}},
    "permissions": {"custom_aws_iam_roles": [ROLE]},
    "component_config_connections": [{"id": f"c{number}", **kind} for number, kind in enumerate(KINDS)],
}


def test_a_config_shows_the_new_kinds_and_hides_their_values() -> None:
    config = parsed(AppConfig, CONFIG)
    page = words(config)
    told = (
        *("no-root", "kyverno", "kind: ClusterPolicy", "deploy of component api: role deployer", "aws:region"),
        *("auditor", "roles/viewer", "net:cidr", "kustomize overlays/prod", "- op: add", "images-1", "x.azurecr.io"),
    )
    assert "Pulumi 3.1 python" in to_text(config)
    assert [text for text in told if text not in page] == []
    assert [value for value in ("x8", "x9") if value in page] == []


def test_a_policy_report_tells_the_first_violation() -> None:
    violation = {"policy_name": "no-public-buckets", "message": "the bucket is public", "severity": "high"}
    report = parsed(PolicyReport, {"deny_count": 1, "warn_count": 2, "violations": [violation]})
    assert (report.counts, report.headline.why) == ("1 denied, 2 warned", "the bucket is public")
    assert [one.status for one in report.badges] == ["deny"]


def test_a_runner_tells_its_last_heartbeat() -> None:
    runner = {"status": "offline", "warnings": ["the disk is full"]}
    shown = parsed(RunnerCardDetailsResponse, {"runner": runner, "latest_heart_beat": {"created_at": TIME}})
    assert "last heartbeat 2026-08-03 09:14 UTC" in shown.headline.facts
    assert "the disk is full" in shown.headline.why


@pytest.mark.parametrize(
    ("number", "level", "is_error"),
    [
        (1, "trace", False),
        (5, "debug", False),
        (9, "info", False),
        (13, "warning", False),
        (17, "error", True),
        (24, "fatal", True),
    ],
)
def test_a_record_of_a_log_has_a_level(number: int, level: str, is_error: bool) -> None:
    record = parsed(OtelLogRecord, {"severity_number": number, "body": "text", "timestamp": TIME})
    assert (record.level, record.is_error) == (level, is_error)


def test_a_secret_in_a_log_is_masked() -> None:
    attributes = {"a": "blue-heron-8"}
    record = parsed(OtelLogRecord, {"body": "connecting, password=blue-heron-7", "log_attributes": attributes})
    assert "blue-heron" not in to_html(record) + to_text(record)
