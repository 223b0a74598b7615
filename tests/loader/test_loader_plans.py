"""Requests for plans that wait: only for what can be shown, side by side, and never too many or too much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.errors import InvalidArgumentError, NotFoundError, ResponseError
from nuon_notebook.loader import LoadOptions, load_app, plans
from nuon_notebook.models import Workflow, WorkflowStep
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo.respond import Request, Response
    from tests.loader.conftest import Place

CONTENTS = "/contents"


def waiting(place: Place, app: str = "mill-gauge") -> list[WorkflowStep]:
    """The steps of an app that wait; those that wait longest first."""
    loaded = load_app(place.client, app, LoadOptions(configs=0, workflows=20))
    steps = [step for install in loaded.installs for workflow in install.workflows for step in workflow.waiting]
    return sorted(steps, key=lambda step: str(step.approval and step.approval.created_at))


def requested(place: Place) -> list[str]:
    return [path for path in place.asked if path.endswith(CONTENTS)]


def answering(place: Place, body: Callable[[Response], bytes], headers: dict[str, str]) -> None:
    """Answer every request for a plan by another body."""

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        answer = own(request, target)
        return replace(answer, body=body(answer), headers=headers) if request.path.endswith(CONTENTS) else answer

    place.wrap(around)


def test_a_plan_is_requested_once_and_has_the_id_and_type_of_its_approval(place: Place) -> None:
    terraform = next(step for step in waiting(place) if step.approval and step.approval.type == "terraform_plan")
    (answer,) = place.client.run(plans.plan(place.client.api, terraform))
    (plan,) = answer.records.values()
    assert (plan.id, plan.type) == (terraform.approval.id, "terraform_plan")
    assert plan.in_words == "1 to create, 1 to change, ! 1 to replace, ✕ 1 to destroy"
    assert len(requested(place)) == 1


def test_what_cannot_be_shown_is_not_requested(place: Place) -> None:
    (step,) = [step for step in waiting(place) if step.approval and step.approval.type == "pulumi_plan"]
    words = {
        "pulumi_plan": "", "app_branch_plan": "", "install_creation": "", "something_newer": "", "noop": "no changes",
        "approve-all": "no changes",
    }  # fmt: skip

    def holds(kind: str, said: str) -> None:
        of_kind = step.with_fields({"approval": step.approval.with_fields({"type": kind})})
        (answer,) = place.client.run(plans.plan(place.client.api, of_kind))
        (plan,) = answer.records.values()
        assert (plan.type, plan.in_words) == (kind, said)
        assert bool(plan.why) == (not said)

    assert failures(holds, words.items()) == []
    assert requested(place) == []


def test_a_plan_is_unpacked_by_its_header_or_arrives_as_it_is(place: Place) -> None:
    step = waiting(place)[0]
    answering(
        place, lambda _: b'{"format_version": "1.2", "resource_changes": []}', {"Content-Type": "application/json"}
    )
    (answer,) = place.client.run(plans.plan(place.client.api, step))
    assert [plan.in_words for plan in answer.records.values()] == ["no changes"]


def test_an_empty_body_is_a_plan_that_tells_nothing(place: Place) -> None:
    step = waiting(place)[0]
    answering(place, lambda _: b"", {"Content-Type": "application/json"})
    (answer,) = place.client.run(plans.plan(place.client.api, step))
    assert [(plan.is_told, plan.in_words) for plan in answer.records.values()] == [(False, "")]


def test_a_body_that_is_no_plan_or_too_large_is_refused_without_quoting_it(place: Place) -> None:
    step = waiting(place)[0]
    many = b'{"resource_changes": [' + b",".join([b'{"q7": {}}'] * 150_001) + b"]}"

    def holds(body: bytes) -> None:
        answering(place, lambda _: body, {"Content-Type": "application/json"})
        with pytest.raises(ResponseError) as refused:
            place.client.run(plans.plan(place.client.api, step))
        assert str(refused.value).startswith("The response for the plan of approval waa")
        assert "q7" not in str(refused.value)

    assert failures(holds, [b'["q7"]', b'{"q7": ', b"q7", many]) == []


def test_several_are_requested_side_by_side(place: Place) -> None:
    steps = waiting(place)[:1] * 8
    place.together(8, CONTENTS)
    assert len(place.client.run(plans.plans(place.client.api, steps))) == 8


def test_a_failure_becomes_a_note_and_costs_no_other_plan(place: Place) -> None:
    first, second, *_ = waiting(place)

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        answer = own(request, target)
        lost = request.path.endswith(CONTENTS) and str(first.id) in request.path
        return replace(answer, status=404, body=b'{"error": "gone"}', headers={}) if lost else answer

    place.wrap(around)
    failed, loaded = place.client.run(plans.plans(place.client.api, [first, second]))
    assert failed.records == {}
    (state,) = failed.states.values()
    assert state["loaded_plan"].note.startswith("No such record on this server: the plan of approval")
    assert loaded.records
    with pytest.raises(NotFoundError):
        place.client.run(plans.plan(place.client.api, first))


def test_too_many_are_not_requested_but_noted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST_PLANS", 16)
    answers = place.client.run(plans.plans(place.client.api, waiting(place)[:1] * 20))
    notes = [state["loaded_plan"].note for answer in answers for state in answer.states.values()]
    assert notes[16:] == ["Not requested, because more than 16 wait."] * 4
    assert len(requested(place)) == 16


def test_too_large_ones_are_not_requested_but_noted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST_BYTES", 1)
    answers = place.client.run(plans.plans(place.client.api, waiting(place)[:1] * 10))
    assert [len(answer.records) for answer in answers] == [1] * 8 + [0] * 2
    assert "bytes large" in next(iter(answers[-1].states.values()))["loaded_plan"].note


def test_a_step_without_an_approval_or_ids_says_so(place: Place) -> None:
    def said(step: Any, error: type[Exception]) -> str:
        with pytest.raises(error) as raised:
            place.client.run(plans.plan(place.client.api, step))
        return str(raised.value)

    assert said(WorkflowStep(id="iws1", name="build"), InvalidArgumentError) == (
        "There is no plan of build: the step has no approval."
    )
    lost = Workflow.model_validate({"steps": [{"name": "plan", "approval": {"id": "waa1", "type": "terraform_plan"}}]})
    assert "did not send the ids" in said(lost.steps[0], Exception)


def test_as_many_as_are_wanted_come_with_an_app_those_first_that_wait_longest(place: Place) -> None:
    longest, *others = waiting(place)
    assert requested(place) == []
    app = load_app(place.client, "mill-gauge", LoadOptions(configs=0, workflows=20, plans=1))
    assert [path.split("/")[-2] for path in requested(place)] == [longest.approval and longest.approval.id]
    loaded = {step.id: step.loaded_plan for one in app.installs for run in one.workflows for step in run.waiting}
    assert loaded[longest.id] is not None
    assert [loaded[step.id] for step in others] == [None] * len(others)


def test_one_that_fails_leaves_the_app_as_it_is_but_for_a_note(place: Place) -> None:
    longest = waiting(place)[0]
    place.server.fail_next(CONTENTS, status=403)
    app = load_app(place.client, "mill-gauge", LoadOptions(configs=0, workflows=20, plans=1))
    steps = [step for one in app.installs for run in one.workflows for step in run.waiting]
    (noted,) = (step for step in steps if step.section_state("loaded_plan").note)
    assert (noted.id, noted.loaded_plan) == (longest.id, None)
