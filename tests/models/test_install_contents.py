"""What the parts of an install say about themselves."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook import load_install
from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import (
    ComponentBuild,
    Install,
    InstallActionWorkflowRun,
    InstallDeploy,
    InstallInputs,
    InstallStack,
    OCIArtifact,
    Runner,
    RunnerHealthCheck,
)
from nuon_notebook.models.inputs import AppInputConfig
from nuon_notebook.models.inputs_in_force import inputs_in_force
from nuon_notebook.models.runners import HEALTH_CHECKS, HEART_BEATS
from nuon_notebook.store import Store
from tests.cases import failures

AT = "2025-11-03T10:00:00Z"


def inputs(values: dict[str, str], *declared: dict[str, Any]) -> dict[str | None, Any]:
    config = AppInputConfig.model_validate({"inputs": declared})
    held = InstallInputs.model_validate({"redacted_values": values, "values": {"password": "raw"}})
    return {one.name: one for one in inputs_in_force(held, config)}


def test_an_input_says_whose_it_is_and_whether_it_differs_from_its_default() -> None:
    found = inputs(
        {"replicas": "3", "region": "eu"},
        {"name": "replicas", "source": "vendor", "default": "2", "sensitive": False},
        {"name": "region", "source": "customer", "default": "eu", "sensitive": False},
    )
    assert (found["replicas"].whose, found["replicas"].differs) == ("vendor's", True)
    assert (found["region"].whose, found["region"].differs) == ("customer's", False)
    assert "differs from the default" in to_html(found["replicas"]) + to_text(found["replicas"])


def test_a_value_is_only_shown_where_nothing_says_that_it_is_secret() -> None:
    found = inputs(
        {"a": "********", "b": "bbbb-value", "api_token": "tttt-value", "d": "dddd-value"},
        {"name": "a", "sensitive": False},
        {"name": "b", "sensitive": True, "default": "bbbb-default"},
        {"name": "api_token", "sensitive": False},
        {"name": "d", "sensitive": False},
    )
    shown = "".join(to_html(one) + to_text(one) + repr(one) for one in found.values())
    assert [text for text in ("bbbb", "tttt", "****") if text in shown] == []
    assert "dddd-value" in shown
    assert {one.name for one in found.values() if "set, hidden" in one.remarks} == {"a", "b", "api_token"}


def test_the_raw_values_are_never_read() -> None:
    assert "password" not in inputs({"a": "1"})


def test_an_input_without_a_value_says_so() -> None:
    found = inputs({"empty": ""}, {"name": "empty"}, {"name": "needed", "required": True}, {"name": "free"})
    assert [found[name].remarks[0] for name in ("empty", "needed", "free")] == [
        "empty, or not sent by the server", "not set, required", "not set",
    ]  # fmt: skip


def test_headlines_say_what_status_why_and_how_long() -> None:
    def holds(model: Any, *words: str) -> None:
        text = to_text(model)
        assert [word for word in words if word not in text] == []

    deploy = {
        "id": "dpl1", "component_name": "api", "status": "error", "status_description": "no nodes",
        "created_at": AT, "applied_at": "2025-11-03T10:02:00Z", "component_config_version": 4,
    }  # fmt: skip
    job = {
        "type": "helm-chart-deploy",
        "status": "finished",
        "started_at": AT,
        "finished_at": AT,
        "execution_time": 10**10,
    }
    cases: list[tuple[Any, ...]] = [
        (InstallDeploy.model_validate(deploy), "api [✕ error]", "took 2m", "component v4", "no nodes"),
        (
            InstallActionWorkflowRun.model_validate({"status": "finished", "runner_job": job, "created_at": AT}),
            "Action run · finished", "took 10s",
        ),
        (
            ComponentBuild.model_validate({"component_name": "web", "status": "active", "runner_job": job}),
            "web · active", "took 10s",
        ),
        (OCIArtifact.model_validate({"repository": "r/api", "tag": "v1", "size": 1234}), "r/api:v1", "1,234 bytes"),
    ]  # fmt: skip
    assert failures(holds, cases) == []


def test_the_outputs_of_a_deploy_are_shown_by_name_only() -> None:
    deploy = InstallDeploy.model_validate({"id": "dpl1", "outputs": {"cluster_name": "vvvv-value"}})
    shown = to_html(deploy) + to_text(deploy) + repr(deploy)
    assert "cluster_name" in shown
    assert "vvvv" not in shown


@pytest.mark.parametrize(("status", "says"), [("awaiting-user-run", True), ("active", False)])
def test_a_stack_says_what_the_customer_has_to_do(status: str, says: bool) -> None:
    version = {"id": "v", "stack_name": "nuon-x", "composite_status": {"status": status}, "quick_link_url": "https://q"}
    stack = InstallStack.model_validate({"id": "s", "versions": [version]})
    assert ("the customer has to run the stack nuon-x" in stack.headline.why) is says
    assert "https://q" not in to_html(stack) + to_text(stack)


def test_a_runner_says_how_often_its_health_checks_failed_and_when_last() -> None:
    statuses = ("active", "active", "active", "error", "error", "active")
    checks = [
        RunnerHealthCheck(id=f"c{minute}", status=status, minute_bucket=f"2025-11-03T10:0{minute}:00Z")
        for minute, status in enumerate(statuses)
    ]
    runner = Runner(id="run1", name="r")
    placed = runner.at(Store(None).with_lists(runner, {HEALTH_CHECKS: checks, HEART_BEATS: []}))
    assert placed.health == "2 error of 6 checks, last 2025-11-03 10:04 UTC"
    assert placed.last_seen == "no heartbeat yet"
    assert (runner.health, runner.last_seen) == ("", "")


def test_an_install_that_was_parsed_by_hand_does_not_say_that_it_has_none() -> None:
    page = to_html(Install(id="inl1"))
    assert "Not loaded" in page
    assert "None" not in page


def test_a_component_that_failed_says_why_by_the_step_that_deployed_it_where_the_deploy_was_not_loaded() -> None:
    install = load_install("demo/eastgate-bank")
    assert not install.deploys.loaded
    reason = "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
    assert {one.name: one.reason for one in install.component_states if one.reason} == {"api": reason}
    page = to_html(install)
    assert reason in page[page.index("<li><b>api</b>") : page.index("<li><b>api-image</b>")]
