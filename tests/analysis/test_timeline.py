"""Where the time of a workflow went: work, waiting for approval, waiting for the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import load_installer, load_workflow
from nuon_notebook.analysis.timeline import Timeline, timeline
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import Workflow
from nuon_notebook.store import Store
from tests.analysis.fleets import NOW

START = NOW - timedelta(hours=2)


def at(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def stamp(seconds: float) -> int:
    return int(START.timestamp() + seconds)


def step(start: float | None, end: float | None, status: str = "success", **fields: Any) -> dict[str, Any]:
    times = {"started_at": None if start is None else at(start), "finished_at": None if end is None else at(end)}
    history = fields.pop("history", [])
    statuses = [{"status": word, "created_at_ts": stamp(second)} for word, second in history]
    current = {"status": status, "history": statuses, "created_at_ts": fields.pop("since", None)}
    return {"name": "deploy", "finished": end is not None, "status": current, **times, **fields}


def of(*steps: dict[str, Any], end: float | None = 100, status: str = "success", moment: Any = NOW) -> Timeline:
    times = {"started_at": at(0), "finished_at": None if end is None else at(end), "finished": end is not None}
    sent = {"id": "inw1", "name": "Deployed", "status": {"status": status}, "steps": list(steps), **times}
    return timeline(Workflow.model_validate(sent).at(Store(None, moment=moment)))


def seconds(found: Timeline) -> tuple[float, float, float, float]:
    times = (found.working, found.approval, found.customer, found.between)
    return tuple(time.total_seconds() for time in times)  # type: ignore[return-value]


def test_the_demo_world_answers_where_the_57_minutes_went() -> None:
    workflow = load_installer("demo").installs["kestrel-grain-coop"].workflows[3]
    found = timeline(workflow)
    assert found.took == timedelta(minutes=57, seconds=9, microseconds=417644)
    assert found.headline.why.startswith("40 % waiting for the customer, 40 % working, 20 % waiting for approval")
    longest = max(found.rows, key=lambda row: row.took or timedelta(0))
    assert (longest.step, longest.kind, longest.percent) == (
        "wait for the customer to run the stack", "waiting for the customer", "40 %"
    )  # fmt: skip


def test_it_says_on_which_install_the_workflow_ran_and_marks_its_name_for_sharing() -> None:
    found = timeline(load_installer("demo").installs["kestrel-grain-coop"].workflows[3])
    assert (found.install, found.app) == ("kestrel-grain-coop", "Grain Lake")
    assert "\non install kestrel-grain-coop · Grain Lake · now set to v5\n" in str(found)
    assert "on install <span class=nuon-c>kestrel-grain-coop</span> · Grain Lake" in found._repr_html_()
    assert of(step(0, 10)).install is None


def test_the_parts_of_every_workflow_of_the_demo_world_add_up() -> None:
    for install in load_installer("demo").installs:
        for workflow in install.workflows:
            found = timeline(workflow)
            if found.took:
                assert sum(share.share for share in found.shares) == pytest.approx(1)
                assert len(found.rows) == len(workflow.shown_steps)
            if workflow.took and found.took:
                assert abs(found.took - workflow.took) < timedelta(seconds=1)


def test_a_step_is_told_apart_into_what_it_did() -> None:
    plan = step(10, 60, "approved", execution_type="approval", history=[("planning", 10), ("approval-awaiting", 30)])
    found = of(step(0, 10), plan, step(60, 100, execution_type="user"))
    assert seconds(found) == (30, 30, 40, 0)
    assert [row.kind for row in found.rows] == ["working", "waiting for approval", "waiting for the customer"]
    assert found.rows[1].parts == "20s working, 30s waiting for approval"
    assert [(row.share, row.after) for row in found.rows][1] == (0.5, timedelta(seconds=10))


def test_where_steps_overlap_work_counts_and_each_instant_once() -> None:
    found = of(step(0, 60, execution_type="user"), step(20, 40), step(30, 50))
    assert seconds(found) == (30, 0, 30, 40)
    assert [row.share for row in found.rows] == [0.6, 0.2, 0.2]


def test_what_runs_is_open_ended_as_of_the_moment() -> None:
    waiting = step(30, None, "approval-awaiting", history=[("planning", 30)], since=stamp(60))
    found = of(step(0, 30), waiting, step(None, None, "pending"), end=None, status="in-progress")
    assert (found.running, found.end) == (True, NOW)
    assert seconds(found) == (60, 7140, 0, 0)
    assert [(row.running, row.end, row.kind) for row in found.rows][1:] == [
        (True, None, "waiting for approval"),
        (False, None, "not started"),
    ]
    assert "2h so far" in str(found)


def test_without_a_moment_what_runs_has_no_length() -> None:
    found = of(step(0, 30), step(30, None, "in-progress"), end=None, status="in-progress", moment=None)
    assert seconds(found) == (30, 0, 0, 0)
    assert (found.rows[1].took, found.rows[1].running) == (None, True)


def test_a_workflow_that_was_cancelled_does_not_run_on() -> None:
    found = of(step(0, 30), step(30, None, "cancelled", since=stamp(50)), end=None, status="cancelled")
    assert (found.running, found.took) == (False, timedelta(seconds=50))


def test_retries_groups_and_skipped_steps_are_told() -> None:
    steps = (
        step(0, 10, "error", group_idx=3, retried=True),
        step(10, 20, group_idx=3, group_retry_idx=1),
        step(None, None, "not-attempted", group_idx=4),
        step(None, None, "success", execution_type="skipped", group_idx=5),
    )
    rows = of(*steps).rows
    assert [(row.group, row.attempt, row.kind) for row in rows] == [
        (4, 1, "working"),
        (4, 2, "working"),
        (5, 1, "skipped"),
        (6, 1, "skipped"),
    ]


def test_what_did_not_start_is_counted_in_one_line() -> None:
    waits = step(10, None, "awaiting-user-run", execution_type="user")
    rest = (step(None, None, "pending", name=f"pending {at}") for at in range(21))
    skipped = step(None, None, "auto-skipped", name="skipped")
    found = of(step(0, 10, name="first"), waits, *rest, skipped, end=None, status="in-progress")
    assert len(found.rows) == 24
    assert [row.step for row in found.started] == ["first", "deploy"]
    assert found.headline.facts[-1] == "21 not started, 1 skipped"
    assert "21 not started,\n  1 skipped\n" in str(found)
    page = found._repr_html_()
    assert page.count("21 not started, 1 skipped") == 1 + 1  # in the headline, and in the words of the picture
    assert "pending 3" not in page + str(found)


def test_a_step_says_nothing_twice() -> None:
    waits = step(10, None, "awaiting-user-run", execution_type="user")
    found = of(step(0, 10), waits, end=None, status="in-progress")
    assert [row.remark for row in found.started] == ["", ""]
    assert str(found.started[1]).count("waiting for the customer") == 1
    table = found._repr_html_().partition("<table>")[2]
    assert table.count("waiting for the customer") == 1
    assert "working" not in table


def test_the_page_of_a_workflow_lists_its_steps_once() -> None:
    workflow = load_workflow("demo/inwtgp3csqbvq824cjdqciynbj")
    page, outline = workflow._repr_html_(), str(workflow)
    pictureless = re.sub(r"<img[^>]*>", "", page)
    for one in workflow.shown_steps:
        assert pictureless.count(f"<b>{one.title}</b>") == outline.count(f"─ {one.title} ") == 1
    assert "<table" not in page
    assert page.count("in progress</span>") == 1
    assert outline.count("in progress") == 1


def test_a_step_that_failed_and_was_repeated_says_so() -> None:
    found = of(step(0, 10, "error", retried=True), step(10, 20, group_retry_idx=1))
    assert found.rows[0].after_failure == "tried again"
    assert "[✕ error] 10s · tried again" in str(found)
    assert "</mark> tried again" in found._repr_html_()


def test_hidden_steps_take_time_and_are_no_rows() -> None:
    found = of(step(0, 50, execution_type="hidden"), step(50, 100))
    assert (len(found.rows), seconds(found)) == (1, (100, 0, 0, 0))


SKEWED: dict[str, tuple[dict[str, Any], ...]] = {
    "an end before its start": (step(60, 40),),
    "a start before the workflow's": (step(-600, 50),),
    "an end after the workflow's": (step(50, 700),),
    "a history outside of its times": (step(0, 50, history=[("planning", -900), ("approval-awaiting", 9000)]),),
    "a history that goes back": (step(0, 50, history=[("approval-awaiting", 40), ("planning", 10)]),),
    "a history without times": (step(0, 50, history=[("planning", -(2**40))]),),
}


@pytest.mark.parametrize("kind", SKEWED)
def test_clock_skew_survives(kind: str) -> None:
    found = of(*SKEWED[kind])
    assert sum(seconds(found)) == pytest.approx((found.took or timedelta(0)).total_seconds())
    assert all(time >= 0 for time in seconds(found))
    assert "could not be shown" not in found._repr_html_() + str(found)


def test_times_that_contradict_each_other_are_told() -> None:
    found = of(step(60, 40))
    assert found.rows[0].contradiction
    assert "its times contradict each other" in str(found)
    assert "its times contradict each other" in found._repr_html_()


def test_a_missing_time_is_computed_from_the_duration_or_said_to_be_missing() -> None:
    took = {"execution_time": 20 * 10**9, "finished": True}
    rows = of(step(None, 50, **took), step(10, None, **took), step(None, None, **took)).rows
    assert [(row.after, row.took, row.kind) for row in rows] == [
        (timedelta(seconds=30), timedelta(seconds=20), "working"),
        (timedelta(seconds=10), timedelta(seconds=20), "working"),
        (None, None, "times not known"),
    ]


@pytest.mark.parametrize("unset", [None, "0001-01-01T00:00:00Z"])
def test_what_succeeded_at_times_that_are_not_known_says_so(unset: str | None) -> None:
    finished = step(None, 50) | {"started_at": unset}
    found = of(step(0, 20), finished | {"finished": False}, finished, step(20, None) | {"finished_at": unset})
    assert [row.kind for row in found.rows] == ["working", *3 * ["times not known"]]
    assert seconds(found) == (20, 0, 0, 80)
    assert "20 % working" in found.headline.why
    assert "80 % between steps or not known" in found.headline.why


DAY = 86_400


@pytest.mark.parametrize("times", [(50, 138 * DAY), (-138 * DAY, 50), (138 * DAY, 139 * DAY)])
def test_a_step_far_outside_of_its_workflow_is_left_out_and_told(times: tuple[float, float]) -> None:
    found = of(step(0, 50), step(*times))
    assert (found.took, seconds(found)) == (timedelta(seconds=100), (50, 0, 0, 50))
    assert (found.rows[1].kind, found.rows[1].contradiction) == ("times not known", True)
    assert "its times contradict each other" in found._repr_html_()


def test_a_step_may_lie_outside_of_its_workflow_by_the_workflow_s_length() -> None:
    assert of(step(0, 19 * DAY), end=10 * DAY).took == timedelta(days=19)
    assert of(step(0, 21 * DAY), end=10 * DAY).took == timedelta(days=10)


def test_a_workflow_that_did_not_begin_has_no_shares() -> None:
    found = timeline(Workflow.model_validate({"name": "Deploying", "steps": [step(None, None, "pending")]}))
    assert (found.shares, found.took) == ((), None)
    assert str(found).startswith("Deploying no times known")


def test_steps_that_were_not_loaded_are_not_none() -> None:
    found = timeline(Workflow(name="Deployed"))
    assert [gap.what for gap in found.gaps] == ["steps of Deployed"]


@pytest.mark.parametrize("other", ["demo", None, []])
def test_what_is_no_workflow_is_refused(other: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="is no workflow"):
        timeline(other)


@pytest.mark.parametrize("number", [0, 1, 400])
def test_any_number_of_steps_is_displayed_and_the_same_bytes_each_time(number: int) -> None:
    steps = [step(each, each + 5) for each in range(number)]
    found = of(*steps, end=500)
    assert len(found.rows) == number
    assert found._repr_html_() == of(*steps, end=500)._repr_html_()
    assert len(found._repr_html_()) < 256 * 1024
