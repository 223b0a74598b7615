"""The facts of the API page, sections 3 and 4, one by one."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nuon_notebook.errors import NotLoadedError
from nuon_notebook.models import (
    ActionWorkflowConfig,
    App,
    AppAWSIAMPolicyConfig,
    AppAWSIAMRoleConfig,
    AppConfig,
    AppInputConfig,
    AppSandboxConfig,
    ComponentConfigConnection,
    CompositeStatus,
    HelmComponentConfig,
    Install,
    Installer,
    Policy,
    Ref,
    Role,
    RunnerJob,
    TerraformModuleComponentConfig,
    Workflow,
    WorkflowStep,
    WorkflowStepApproval,
)


def parse(kind: Any, **payload: Any) -> Any:
    return kind.model_validate_json(json.dumps(payload))


# Absent, null and zero


def test_what_the_wire_leaves_out_at_zero_is_absent() -> None:
    step = parse(WorkflowStep, id="iws1")
    assert (step.idx, step.group_idx, step.finished, step.name) == (None, None, None, None)


def test_a_list_or_map_that_is_left_out_is_empty() -> None:
    assert parse(AppInputConfig).inputs == ()
    assert parse(Install).component_statuses == {}


@pytest.mark.parametrize(
    ("kind", "prop"),
    [(App, "app_configs"), (AppConfig, "component_config_connections"), (Workflow, "steps"), (Install, "workflows")],
)
def test_a_list_that_not_every_request_fills_is_not_loaded_where_it_is_left_out(kind: Any, prop: str) -> None:
    found = getattr(parse(kind), prop)
    assert not found.loaded
    with pytest.raises(NotLoadedError):
        len(found)


@pytest.mark.parametrize(("kind", "prop"), [(App, "app_configs"), (App, "name"), (App, "links"), (Install, "metadata")])
def test_null_is_the_same_as_absent(kind: Any, prop: str) -> None:
    assert parse(kind, **{prop: None}) == parse(kind)


def test_an_installer_as_it_is_really_answered_has_apps_without_configs() -> None:
    installer = parse(Installer, id="int1", apps=[{"id": "app1", "name": "shop", "app_configs": None}])
    assert not installer.apps["shop"].configs.loaded


def test_a_step_without_indices_counts_as_the_first() -> None:
    workflow = parse(Workflow, steps=[{"name": "second", "idx": 1}, {"name": "first"}])
    assert [step.name for step in workflow.steps] == ["first", "second"]


# Times and durations


@pytest.mark.parametrize("zero", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000000Z", ""])
def test_go_s_zero_time_means_not_set(zero: str) -> None:
    workflow = parse(Workflow, finished_at=zero)
    assert workflow.finished_at is None
    assert workflow.unreadable == ()


@pytest.mark.parametrize(
    ("sent", "microsecond"),
    [("03Z", 0), ("03.5Z", 500_000), ("03.123456Z", 123_456), ("03.123456789Z", 123_456)],
)
def test_a_time_has_up_to_nine_fractional_digits(sent: str, microsecond: int) -> None:
    workflow = parse(Workflow, started_at=f"2025-11-20T09:14:{sent}")
    assert workflow.started_at == datetime(2025, 11, 20, 9, 14, 3, microsecond, UTC)


def test_a_time_of_any_zone_is_in_utc() -> None:
    started = parse(Workflow, started_at="2025-11-20T09:14:03+02:00").started_at
    assert started.isoformat() == "2025-11-20T07:14:03+00:00"


def test_the_time_of_a_status_is_unix_seconds() -> None:
    assert parse(CompositeStatus, created_at_ts=1_763_630_043).created_at_ts == 1_763_630_043


@pytest.mark.parametrize(
    ("kind", "prop"),
    [
        (Workflow, "execution_time"),
        (WorkflowStep, "execution_time"),
        (ActionWorkflowConfig, "timeout"),
        (RunnerJob, "queue_timeout"),
        (RunnerJob, "available_timeout"),
        (RunnerJob, "execution_timeout"),
        (RunnerJob, "overall_timeout"),
    ],
)
def test_a_duration_is_nanoseconds_on_the_wire_and_a_timedelta_in_hand(kind: Any, prop: str) -> None:
    model = parse(kind, **{prop: 90_000_001_000})
    assert getattr(model, prop) == timedelta(seconds=90, microseconds=1)
    assert json.loads(model.model_dump_json())[prop] == 90_000_001_000


def test_a_nanosecond_below_a_microsecond_is_cut() -> None:
    assert parse(Workflow, execution_time=1_999).execution_time == timedelta(microseconds=1)


@pytest.mark.parametrize("kind", [Workflow, WorkflowStep])
def test_an_execution_time_counts_only_where_finished(kind: Any) -> None:
    assert parse(kind, execution_time=5_000_000_000, finished=True).took == timedelta(seconds=5)
    assert parse(kind, execution_time=5_000_000_000).took is None
    assert parse(kind, execution_time=5_000_000_000, status={"status": "cancelled"}).took is None


def test_what_is_not_finished_says_nothing_of_how_long_it_took() -> None:
    earlier, later = (parse(Workflow, execution_time=second * 10**9) for second in (5, 65))
    assert earlier.headline == later.headline


# Base64


def test_a_policy_is_a_decoded_document_and_dumps_as_base64() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}
    sent = base64.b64encode(json.dumps(document).encode()).decode()
    policy = parse(AppAWSIAMPolicyConfig, contents=sent)
    assert policy.contents == document
    assert json.loads(policy.model_dump_json())["contents"] == sent


def test_a_boundary_that_is_no_document_is_a_decoded_text() -> None:
    sent = base64.b64encode(b"arn:aws:iam::aws:policy/Boundary").decode()
    role = parse(AppAWSIAMRoleConfig, permissions_boundary=sent)
    assert role.permissions_boundary == "arn:aws:iam::aws:policy/Boundary"
    assert json.loads(role.model_dump_json())["permissions_boundary"] == sent


@pytest.mark.parametrize("sent", ["not base64!", "/w=="])
def test_what_is_not_base64_of_text_is_unreadable(sent: str) -> None:
    policy = parse(AppAWSIAMPolicyConfig, name="p", contents=sent)
    assert (policy.contents, policy.unreadable) == (None, ("contents",))


# Names that differ from the schema


@pytest.mark.parametrize("kind", [AppSandboxConfig, ActionWorkflowConfig, ComponentConfigConnection])
@pytest.mark.parametrize("prop", ["refs", "Refs"])
def test_references_have_either_spelling(kind: Any, prop: str) -> None:
    capital = {"Type": "component", "Name": "api", "Value": "url", "Input": "x"}
    small = {name.lower(): value for name, value in capital.items()}
    model = parse(kind, **{prop: [capital, small]})
    assert model.refs[0] == model.refs[1] == Ref(type="component", name="api", value="url", input="x")
    assert dict(model.unknown) == {}


@pytest.mark.parametrize(
    ("kind", "wire", "name", "value"),
    [
        (WorkflowStepApproval, "InstallWorkflowStepID", "install_workflow_step_id", "iws1"),
        (WorkflowStepApproval, "installWorkflowStepID", "install_workflow_step_id", "iws1"),
        (WorkflowStepApproval, "InstallWorkflowStep", "install_workflow_step", {"id": "iws1"}),
        (WorkflowStepApproval, "installWorkflowStep", "install_workflow_step", {"id": "iws1"}),
        (Role, "CreatedBy", "created_by", {"id": "acc1"}),
        (Role, "createdBy", "created_by", {"id": "acc1"}),
        (Policy, "role", "role", {"id": "rol1"}),
        (Workflow, "org_id", "org_id", "org1"),
    ],
)
def test_a_property_is_read_by_the_name_that_the_wire_uses(kind: Any, wire: str, name: str, value: Any) -> None:
    model = parse(kind, **{wire: value})
    read = getattr(model, name)
    assert (read if isinstance(value, str) else {"id": read.id}) == value
    assert dict(model.unknown) == {}


def test_a_chart_tells_the_repository_it_really_comes_from() -> None:
    repo = {"repo_url": "https://charts.example.com", "chart": "redis", "version": "1.2.3"}
    helm = parse(HelmComponentConfig, chart_name="cache", helm_config_json={"helm_repo_config": repo})
    assert (helm.chart.repo_url, helm.chart.chart, helm.chart.version) == tuple(repo.values())


def test_references_are_texts() -> None:
    assert parse(ComponentConfigConnection, references=["component|api|url|x"]).references == ("component|api|url|x",)


# Contents and maps


def test_a_null_in_a_map_of_texts_is_kept() -> None:
    module = parse(TerraformModuleComponentConfig, variables={"region": "eu-west-1", "zone": None})
    assert module.variables == {"region": "eu-west-1", "zone": None}
    assert json.loads(module.model_dump_json())["variables"] == {"region": "eu-west-1", "zone": None}


def test_values_files_hold_contents() -> None:
    assert parse(HelmComponentConfig, values_files=["a: 1\nb: 2\n"]).values_files == ("a: 1\nb: 2\n",)


# Status


def test_the_status_of_a_workflow_is_an_object_with_its_history() -> None:
    history = [{"status": "pending"}, {"status": "in-progress"}]
    workflow = parse(Workflow, status={"status": "error", "metadata": {"reason": "quota"}, "history": history})
    assert [past.status for past in workflow.status.history] == ["pending", "in-progress"]
    assert (workflow.status_word, workflow.status.reason) == ("error", "quota")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"metadata": {"reason": "a", "err_step_message": "b"}, "status_human_description": "c"}, "a"),
        ({"metadata": {"err_step_message": "b"}, "status_human_description": "c"}, "b"),
        ({"status_human_description": "c"}, "c"),
        ({"status": "approval-denied", "metadata": {"reason": "a"}}, "a"),
        ({"status": "drifted", "metadata": {"reason": "a"}, "status_human_description": "drifted"}, "a"),
        ({"status": "drifted", "status_human_description": "drifted"}, ""),
        ({"status": "success", "metadata": {"reason": "a"}, "status_human_description": "done"}, ""),
        ({"metadata": {"reason": 7}}, ""),
    ],
)
def test_why_it_failed_or_waits_is_told_by_metadata_first(status: dict[str, Any], reason: str) -> None:
    assert parse(CompositeStatus, **{"status": "error", **status}).reason == reason


def test_a_failed_workflow_tells_the_step_that_failed_and_why() -> None:
    failed = {"name": "apply", "status": {"status": "error", "metadata": {"reason": "quota"}}}
    workflow = parse(Workflow, status={"status": "error"}, steps=[{"name": "plan"}, failed])
    assert workflow.reason == "apply: quota"


def test_an_install_is_told_by_more_than_its_deprecated_status() -> None:
    install = parse(Install, status="deprecated", sandbox_status="active", runner_status="offline")
    assert [(badge.label, badge.status) for badge in install.badges] == [("sandbox", "active"), ("runner", "offline")]


# What nobody knows yet


def test_an_unknown_property_is_kept_and_named() -> None:
    app = parse(App, name="shop", labels={"team": "a"})
    assert dict(app.unknown) == {"labels": {"team": "a"}}
    assert json.loads(app.model_dump_json())["labels"] == {"team": "a"}


@pytest.mark.parametrize(
    ("kind", "prop", "value"),
    [
        (ComponentConfigConnection, "type", "pulumi"),
        (Workflow, "type", "runbook_run"),
        (CompositeStatus, "status", "warning"),
        (App, "cloud_platform", "gcp"),
    ],
)
def test_an_unknown_value_of_an_enum_is_kept(kind: Any, prop: str, value: str) -> None:
    model = parse(kind, **{prop: value})
    assert getattr(model, prop) == json.loads(model.model_dump_json())[prop] == value


def test_an_identifier_of_any_shape_is_taken() -> None:
    assert parse(App, id="3f0c").id == "3f0c"
