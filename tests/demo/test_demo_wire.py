"""Section 4 of the API's facts: how values look on the wire. Nothing is sent that no type has."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import NEWEST
from nuon_notebook.demo.records import NOW
from tests.cases import failures
from tests.demo.conftest import NEWER, older_schema
from tests.demo_generator.values import ALWAYS_SENT, SECRETS, ZERO_TIME, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cases import failures
from tests.demo.conftest import Api

WIRE_NAMES = {
    ("app.ActionWorkflowConfig", "Refs"): "refs",
    ("app.AppSandboxConfig", "Refs"): "refs",
    ("app.ComponentConfigConnection", "Refs"): "refs",
    ("app.Role", "CreatedBy"): "createdBy",
    ("app.WorkflowStepApproval", "InstallWorkflowStep"): "installWorkflowStep",
    ("app.WorkflowStepApproval", "InstallWorkflowStepID"): "installWorkflowStepID",
    **{("refs.Ref", name): name.lower() for name in ("Type", "Name", "Value", "Input")},
}
"""Names that differ from the schema, as the API's facts list them."""

OUTSIDE_THE_SCHEMA = {
    "0.19.687": {
        ("app.HelmConfig", "helm_repo_config"), ("app.Install", "app"), ("app.AWSStackOutputs", "install_inputs"),
    },
    "0.19.1147": {
        ("app.Install", "app"), ("app.Install", "status"), ("app.Install", "status_description"),
        ("app.AppBranch", "connected_github_vcs_config_id"),
    },
}  # fmt: skip
"""What servers send that the schema of their version does not have; names that are gone from it may still be sent."""

SENT_THOUGH_ZERO = ALWAYS_SENT | {"permissions", "component_id", "component_name", "install_id", "outputs"}

Value = tuple[str, str, Any, Any]
"""Type, property, value, and the record that has it."""


@pytest.fixture(scope="module")
def values_of_version(api_of_version: Api) -> tuple[str, list[Value], dict[str, Any]]:
    """Every property of every record that a server of each version sends, by the schema of that version."""
    schema = NEWER["$defs"] if api_of_version.api is NEWEST else older_schema()
    sent = [
        (name, record) for name, record in api_of_version.everything() if name in schema or api_of_version.api is NEWEST
    ]
    assert {name for name, _ in sent} >= {"app.InstallDeploy", "app.RunnerJob", "app.LogStream", "app.InstallStack"}
    name = "0.19.1147" if api_of_version.api is NEWEST else "0.19.687"
    return name, [value for kind, record in sent for value in walk(kind, record, schema)], schema


@pytest.fixture(scope="module")
def values(api: Api, schema: dict[str, Any]) -> list[Value]:
    """Every property of every record in the answer of any endpoint."""
    return [value for name, record in api.everything() for value in walk(name, record, schema)]


def walk(name: str, record: Any, schema: dict[str, Any]) -> Iterator[Value]:
    """The properties of a record and of all records below it, by the schema's names where these are known."""
    properties = schema[name]["properties"]
    for key, value in record.items():
        known = WIRE_NAMES.get((name, key), key)
        yield name, known if known in properties else key, value, record
        for below, type_name in _below(properties.get(known, {}), value):
            yield from walk(type_name, below, schema)


def _below(spec: dict[str, Any], value: Any) -> Iterator[tuple[Any, str]]:
    items = spec.get("items", {})
    for reference, records in ((spec.get("$ref"), [value]), (items.get("$ref"), value)):
        if reference and value:
            yield from ((record, reference.removeprefix("#/$defs/")) for record in records if isinstance(record, dict))


def of(values: list[Value], name: str, key: str) -> list[Any]:
    return [value for type_name, known, value, _ in values if (type_name, known) == (name, key)]


def test_every_property_is_one_of_the_servers_version_or_known_to_be_outside(
    values_of_version: tuple[str, list[Value], dict[str, Any]],
) -> None:
    version, values, schema = values_of_version
    unknown = {(name, key) for name, key, _, _ in values if key not in schema[name]["properties"]}
    with_org = {(name, "org_id") for name, key in unknown if key == "org_id"}
    assert unknown - with_org == OUTSIDE_THE_SCHEMA[version]


def test_every_value_has_the_type_of_its_property(
    values_of_version: tuple[str, list[Value], dict[str, Any]],
) -> None:
    _, values, schema = values_of_version
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "number": float}
    wrong = []
    for name, key, value, _ in values:
        kind = schema[name]["properties"].get(key, {}).get("type")
        if value is not None and kind and (type(value) is not types[kind]) and not (kind == "number" and value == 0):
            wrong.append((name, key, value))
    assert not wrong


def test_every_enum_value_is_one_of_the_servers_version(
    values_of_version: tuple[str, list[Value], dict[str, Any]],
) -> None:
    _, values, schema = values_of_version
    unknown = set()
    for name, key, value, _ in values:
        target = schema[name]["properties"].get(key, {}).get("$ref", "").removeprefix("#/$defs/")
        allowed = schema.get(target, {}).get("enum")
        if allowed and value not in allowed:
            unknown.add((target, value))
    assert unknown == set()


def test_names_differ_from_the_schema_as_listed(api: Api, schema: dict[str, Any]) -> None:
    seen = {
        (type_name, key)
        for root, record in api.everything()
        for type_name, key in _raw_keys(root, record, schema)
    }  # fmt: skip

    def holds(name: str, wire: str) -> None:
        assert (name, wire) in seen
        assert (name, WIRE_NAMES[name, wire]) not in seen

    assert failures(holds, WIRE_NAMES) == []


def _raw_keys(name: str, record: Any, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    properties = schema[name]["properties"]
    for key, value in record.items():
        yield name, key
        for below, type_name in _below(properties.get(WIRE_NAMES.get((name, key), key), {}), value):
            yield from _raw_keys(type_name, below, schema)


def test_zero_values_are_left_out(values: list[Value]) -> None:
    sent = {
        key
        for name, key, value, _ in values
        if name.startswith("app.") and (value is None or value is False or value in (0, "", [], {}))
    }
    assert sent <= SENT_THOUGH_ZERO


def test_some_keys_are_sent_though_zero(api: Api) -> None:
    steps = [step for row in api.workflows() for step in row["steps"]]
    assert all("group_retry_idx" in step and step["created_by"]["email"] for step in steps)
    assert all("plan_only" in row for row in api.workflows())
    action = next(iter(api.world.action_config_by_id))
    config = api.get(f"/v1/action-workflows/configs/{action}")
    assert all("component" in trigger for trigger in config["triggers"])
    assert "references" in config


def test_the_first_step_and_group_have_no_index(api: Api) -> None:
    first = api.get(f"/v1/workflows/{api.workflows()[0]['id']}")["steps"][0]
    assert not {"idx", "group_idx"} & set(first)


def test_times_are_rfc_3339_with_up_to_nine_digits(values: list[Value]) -> None:
    times = {value for _, key, value, _ in values if key.endswith("_at") and isinstance(value, str)}
    shape = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
    assert all(shape.fullmatch(time) for time in times)
    assert max(len(time) for time in times) == len("2025-11-24T09:14:03.123456789Z")


def test_all_dates_are_of_october_and_november_2025_and_none_is_later_than_now(values: list[Value]) -> None:
    times = {value for _, key, value, _ in values if key.endswith("_at") and value not in (None, ZERO_TIME)}
    assert {time[:7] for time in times} == {"2025-10", "2025-11"}
    assert max(datetime.fromisoformat(time) for time in times) <= NOW


def test_what_is_not_set_is_the_year_one(api: Api) -> None:
    waiting = [row for row in api.workflows() if row["status"]["status"] == "pending"]
    assert [(row["started_at"], row["finished_at"]) for row in waiting] == [(ZERO_TIME, ZERO_TIME)]


def test_what_has_not_finished_lasts_until_now_even_if_cancelled(api: Api) -> None:
    rows = [row for row in api.workflows() if not row.get("finished") and row["started_at"] != ZERO_TIME]
    assert {row["status"]["status"] for row in rows} >= {"cancelled", "in-progress", "approval-awaiting"}
    for row in rows:
        now = datetime.fromisoformat(row["started_at"]).timestamp() + row["execution_time"] / 1e9
        assert now == pytest.approx(NOW.timestamp(), rel=0, abs=0.001)


def test_durations_are_nanoseconds(api: Api) -> None:
    for row in api.workflows():
        for step in (row, *row["steps"]):
            if step.get("finished"):
                elapsed = nanoseconds(
                    datetime.fromisoformat(step["finished_at"]) - datetime.fromisoformat(step["started_at"])
                )
                assert step["execution_time"] == pytest.approx(elapsed, rel=0, abs=2000)


def test_policies_are_base64_once(values: list[Value]) -> None:
    contents = of(values, "app.AppAWSIAMPolicyConfig", "contents")
    boundaries = of(values, "app.AppAWSIAMRoleConfig", "permissions_boundary")
    assert contents
    assert boundaries
    for text in (*contents, *boundaries):
        assert json.loads(base64.b64decode(text, validate=True))["Version"] == "2012-10-17"


def test_values_of_string_maps_may_be_null(values: list[Value]) -> None:
    maps = of(values, "app.TerraformModuleComponentConfig", "variables")
    assert any(None in each.values() for each in maps)


def test_files_are_sent_as_contents(values: list[Value]) -> None:
    files = [text for files in of(values, "app.HelmComponentConfig", "values_files") for text in files]
    assert all("\n" in text for text in files)


def test_references_are_texts_of_four_parts(values: list[Value]) -> None:
    texts = [text for each in of(values, "app.ComponentConfigConnection", "references") for text in each]
    assert texts
    assert {text.count("|") for text in texts} == {3}


def test_build_args_are_name_and_value(values: list[Value]) -> None:
    arguments = [text for each in of(values, "app.DockerBuildComponentConfig", "build_args") for text in each]
    assert all(re.fullmatch(r"[A-Z_]+=.+", text) for text in arguments)


def test_a_chart_says_where_it_really_comes_from_outside_the_schema(values: list[Value]) -> None:
    repositories = of(values, "app.HelmConfig", "helm_repo_config")
    assert {frozenset(each) for each in repositories} == {frozenset({"repo_url", "chart", "version"})}


def test_a_failed_step_says_why(api: Api) -> None:
    failed = [step for row in api.workflows() for step in row["steps"] if step["status"]["status"] == "error"]
    assert failed
    assert all({"reason", "err_step_message"} <= set(step["status"]["metadata"]) for step in failed)
    whole = [row["status"] for row in api.workflows() if row["status"]["status"] == "error"]
    assert "error: deploy api failed" in {status["status_human_description"] for status in whole}


def test_history_is_oldest_first(values: list[Value]) -> None:
    histories = of(values, "app.CompositeStatus", "history")
    for history in histories:
        times = [each["created_at_ts"] for each in history]
        assert times == sorted(times)


def test_versions_count_per_app_and_per_component(api: Api) -> None:
    for app in api.world.apps:
        assert [config.record["version"] for config in app.configs] == list(range(1, len(app.configs) + 1))
        for component in app.components:
            versions = [row["version"] for config in app.configs for row in config.connections
                        if row["component_id"] == component["id"]]  # fmt: skip
            assert versions == list(range(1, len(versions) + 1))


def test_a_name_is_past_tense_once_finished_and_empty_for_some_types(api: Api) -> None:
    rows = api.workflows()
    unnamed = {row["type"] for row in rows if "name" not in row}
    assert unnamed == {"action_workflow_run", "teardown_component", "deprovision_sandbox"}
    actions = [row for row in rows if row["type"] == "action_workflow_run"]
    assert all(row["metadata"]["install_action_workflow_name"] for row in actions)
    names = {bool(row.get("finished")): row["name"] for row in rows if row["type"] == "deploy_components"}
    assert names == {True: "Deployed components", False: "Deploying components"}


def test_steps_are_of_every_execution_type_and_target(api: Api) -> None:
    steps = [step for row in api.workflows() for step in row["steps"]]
    assert {step["execution_type"] for step in steps} == {"system", "user", "approval", "skipped", "hidden"}
    assert {step["step_target_type"] for step in steps} == {
        "install_deploys", "install_sandbox_runs", "install_action_workflow_runs", "install_stack_versions",
        "install_states", "runners",
    }  # fmt: skip


def test_identifiers_have_three_letters_and_23_digits(values: list[Value]) -> None:
    ids = {value for _, key, value, _ in values if key == "id"}
    assert all(re.fullmatch(r"[a-z]{3}[0-9a-z]{23}", each) for each in ids)


NEVER_SERVED = {
    "app.AppConfig.state", "app.InstallState.contents", "app.InstallDeploy.outputs", "app.InstallComponent.links",
    "app.RunnerJobExecution.outputs", "app.RunnerJobExecutionOutputs.outputs",
    "app.RunnerJobExecutionOutputs.outputs_json", "app.RunnerJobExecutionResult.contents",
    "app.RunnerJobExecutionResult.contents_display", "app.RunnerJobExecutionResult.contents_gzip",
    "app.RunnerJobExecutionResult.contents_display_gzip", "app.RunnerJobExecutionResult.error_metadata",
    "app.HelmRelease.body",
}  # fmt: skip
"""Rows of the masking table that no endpoint fills."""


def test_every_row_of_the_masking_table_that_an_endpoint_fills_is_filled(
    values: list[Value], masking: dict[str, Any]
) -> None:
    rows = {row for policy in masking if policy != "about" for row in masking[policy] if not row.startswith("(")}
    filled = {f"{name}.{key}" for name, key, value, _ in values if value}
    assert rows - filled == NEVER_SERVED


def test_every_tier_that_hides_holds_a_secret_in_each_of_its_rows(values: list[Value], masking: dict[str, Any]) -> None:
    rows = {row for policy in ("never", "never_if", "values", "keys", "scan") for row in masking[policy]}
    asked = {row for row in rows - NEVER_SERVED if not row.startswith("(")}
    holding = set()
    for name, key, value, _ in values:
        row = f"{name}.{key}"
        if row in asked and row not in holding and (_is_secret(value) or _is_secret(_decoded(value))):
            holding.add(row)
    without = asked - holding
    # Of links only an app's are more than an address of the dashboard.
    assert without == {
        "app.Install.links", "app.Component.links", "app.Workflow.links", "app.WorkflowStep.links",
    }  # fmt: skip


def _decoded(value: Any) -> str:
    """The text of a value that is sent in Base64; empty if it is not."""
    try:
        return base64.b64decode(value, validate=True).decode() if isinstance(value, str) else ""
    except ValueError:
        return ""


def _is_secret(value: Any) -> bool:
    text = json.dumps(value)
    return any(secret in text for secret in SECRETS)
