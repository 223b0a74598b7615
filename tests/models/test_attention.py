"""What of an install needs somebody: what failed and why, what waits, and nothing that is over."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook.models import Install, Workflow

OK: dict[str, Any] = {"name": "ok", "status": {"status": "success"}}
RUNNING: dict[str, Any] = {"name": "running", "status": {"status": "in-progress"}}


def failed(target: str = "install_deploys", status: str = "error", why: str = "quota") -> dict[str, Any]:
    step = {"name": "apply", "step_target_type": target, "status": {"status": status, "metadata": {"reason": why}}}
    return {"name": "failed", "status": {"status": status}, "steps": [step]}


def waiting() -> dict[str, Any]:
    return {**RUNNING, "steps": [{"name": "plan of web", "status": {"status": "approval-awaiting"}}]}


def install(*workflows: dict[str, Any], **statuses: str) -> Install:
    return Install.model_validate({"name": "acme", "workflows": workflows, **statuses})


@pytest.mark.parametrize("status", ["error", "approval-denied", "approval-expired", "timed-out"])
def test_the_newest_workflow_that_ended_tells_why_it_failed(status: str) -> None:
    assert install(RUNNING, failed(status=status), OK).attention == "apply: quota"


def test_what_succeeded_since_ends_it() -> None:
    assert install(OK, failed()).attention == ""


def test_a_failure_without_a_reason_is_told_as_one() -> None:
    assert install({"name": "deploy", "status": {"status": "error"}}).attention == "deploy failed without a reason"


def test_an_old_failure_explains_the_part_that_it_left_unwell() -> None:
    left = install(OK, failed(), composite_component_status="error", composite_component_status_description="see logs")
    assert left.attention == "apply: quota"


def test_an_old_failure_does_not_explain_another_part() -> None:
    alone = install(OK, failed(), runner_status="offline", runner_status_description="no heartbeat since 08:00 UTC")
    assert alone.attention == "runner: no heartbeat since 08:00 UTC"
    assert install(OK, failed(), sandbox_status="error").attention == "sandbox: error"


def test_all_that_is_wrong_is_told_and_each_once() -> None:
    both = install(failed(), composite_component_status="error", runner_status="offline")
    assert both.attention == "apply: quota; runner: offline"


def test_the_line_of_an_install_shows_by_a_status_that_a_workflow_failed_or_waits() -> None:
    assert [(one.label, one.status) for one in install(failed()).badges] == [("workflow", "error")]
    assert [(one.label, one.status) for one in install(waiting()).badges] == [("workflow", "approval-awaiting")]
    assert install(OK, failed()).badges == ()


def test_the_line_of_a_workflow_shows_by_a_status_that_it_waits() -> None:
    assert [one.status for one in Workflow.model_validate(waiting()).headline.badges] == [
        "in-progress",
        "approval-awaiting",
    ]
    alone = {**waiting(), "status": {"status": "approval-awaiting"}}
    assert [one.status for one in Workflow.model_validate(alone).headline.badges] == ["approval-awaiting"]


def test_a_workflow_that_succeeded_waits_for_nothing() -> None:
    assert install({**waiting(), "status": {"status": "success"}}).waiting == ()
    assert len(install({**waiting(), "status": {"status": "cancelled"}}).waiting) == 1


def test_a_step_that_waits_says_what_for() -> None:
    sent = {"name": "plan", "status": {"status": "approval-awaiting", "metadata": {"reason": "3 to change"}}}
    workflow = Workflow.model_validate({"steps": [sent]})
    assert workflow.steps[0].headline.why == "waits for approval: 3 to change"


@pytest.mark.parametrize("status", ["drifted", "expired", "approval-retry"])
def test_what_is_no_failure_still_says_why(status: str) -> None:
    shown = str(Workflow.model_validate(failed(status=status, why="1 to change: replicas 2 to 3")))
    assert "1 to change: replicas 2 to 3" in shown


def test_a_wait_for_the_customer_that_ended_reads_as_success_and_one_that_goes_on_as_active() -> None:
    waits = {"name": "wait for the stack", "status": {"status": "active"}, "execution_type": "user"}
    ended = Workflow.model_validate({"steps": [{**waits, "finished": True}]})
    assert (str(ended.steps[0].headline.badges[0].status), ended.counts) == ("success", (("success", 1),))
    open_end = Workflow.model_validate({"steps": [waits]})
    assert (str(open_end.steps[0].headline.badges[0].status), open_end.counts) == ("active", (("active", 1),))
