"""The facts of the API page on workflows, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nuon_notebook.models import (
    Workflow,
    WorkflowStep,
    WorkflowStepApproval,
)


def parse(kind: Any, **payload: Any) -> Any:
    return kind.model_validate_json(json.dumps(payload))


def test_a_workflow_without_a_name_is_called_by_type_and_action() -> None:
    metadata = {"install_action_workflow_name": "backup"}
    workflow = parse(Workflow, name="", type="action_workflow_run", metadata=metadata)
    assert workflow.title == "Action run: backup"


@pytest.mark.parametrize("kind", ["teardown_component", "deprovision_sandbox", "app_branches_manual_update", "newer"])
def test_a_workflow_without_name_and_metadata_still_has_a_title(kind: str) -> None:
    assert parse(Workflow, type=kind).title


def test_steps_come_unordered_and_are_ordered_by_group_retry_and_index() -> None:
    order = [(0, 0, 0), (0, 0, 1), (1, 0, 2), (1, 1, 0), (10, 0, 0)]
    sent = [order[place] for place in (3, 1, 4, 0, 2)]
    steps = [{"group_idx": group, "group_retry_idx": retry, "idx": index} for group, retry, index in sent]
    workflow = parse(Workflow, steps=steps)
    assert [(step.group_idx, step.group_retry_idx, step.idx) for step in workflow.steps] == order


def test_a_hidden_step_is_not_shown_to_people() -> None:
    workflow = parse(Workflow, steps=[{"name": "a", "execution_type": "hidden"}, {"name": "b"}])
    assert [step.name for step in workflow.shown_steps] == ["b"]
    assert len(workflow.steps) == 2


@pytest.mark.parametrize(
    ("step", "waits"),
    [
        ({"status": {"status": "approval-awaiting"}, "approval": {"id": "waa1"}}, True),
        ({"status": {"status": "approval-awaiting"}}, True),
        ({"status": {"status": "approval-awaiting"}, "approval": {"response": {"type": "approve"}}}, False),
        ({"status": {"status": "approved"}, "approval": {"id": "waa1"}}, False),
    ],
)
def test_an_approval_waits_where_the_step_awaits_it_and_nobody_answered(step: dict[str, Any], waits: bool) -> None:
    workflow = parse(Workflow, steps=[step])
    assert workflow.steps[0].waits is waits
    assert len(workflow.waiting) == waits


@pytest.mark.parametrize(
    "answer", ["approve", "auto-approve", "deny", "deny-skip-current", "deny-skip-current-and-dependents", "retry"]
)
def test_an_answer_has_a_type_and_a_note(answer: str) -> None:
    approval = parse(WorkflowStepApproval, response={"type": answer, "note": "why"})
    assert (approval.answer, approval.response["note"]) == (answer, "why")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("install_deploys", "deploy"),
        ("install_sandbox_runs", "sandbox run"),
        ("install_action_workflow_runs", "action workflow run"),
        ("install_stack_versions", "stack version"),
        ("install_states", "state"),
        ("runners", "runner"),
        ("", ""),
    ],
)
def test_the_target_of_a_step_is_a_table_s_name(table: str, words: str) -> None:
    assert parse(WorkflowStep, step_target_type=table).target == words
