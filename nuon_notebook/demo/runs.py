"""A workflow's run: what became of each step, when, and who answered for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nuon_notebook.demo.blueprints import SECONDS, Context, StepPlan, steps_of
from nuon_notebook.demo.records import between, moment
from nuon_notebook.demo.scenarios import Scenario


@dataclass(frozen=True)
class Outcome:
    """How a workflow ends: its own status, that of the step it turned on, and of the steps after it."""

    workflow: str
    step: str = ""
    later: str = ""
    """Empty where the run goes on."""
    finished: bool = True
    started: bool = True


OUTCOMES = {
    "success": Outcome("success"),
    "error": Outcome("error", "error", "not-attempted"),
    "cancelled": Outcome("cancelled", "cancelled", "cancelled"),
    "discarded": Outcome("discarded", "discarded", "discarded"),
    "in-progress": Outcome("in-progress", "in-progress", "pending", finished=False),
    "approval-awaiting": Outcome("approval-awaiting", "approval-awaiting", "pending", finished=False),
    "approval-denied": Outcome("approval-denied", "approval-denied", "not-attempted"),
    "approval-expired": Outcome("approval-expired", "approval-expired", "not-attempted"),
    "pending": Outcome("pending", later="pending", finished=False, started=False),
    "queued": Outcome("queued", later="queued", finished=False, started=False),
    "skips": Outcome("success", "user-skipped"),
    "drifted": Outcome("drifted", "drifted"),
    "no-drift": Outcome("success", "no-drift"),
    "noop": Outcome("noop"),
    "warning": Outcome("warning", "warning"),
}

UNFINISHED = frozenset({"in-progress", "applying", "approval-awaiting", "awaiting-user-run", "cancelled"})
"""Statuses of a step that started and has no end; a cancelled one never gets one."""

RESPONSES = {
    "approval-denied": "deny", "approval-retry": "retry", "user-skipped": "deny-skip-current",
    "discarded": "deny-skip-current-and-dependents",
}  # fmt: skip


@dataclass(frozen=True)
class StepRun:
    """What became of one step."""

    plan: StepPlan
    idx: int
    attempt: int
    status: str
    started: datetime | None = None
    finished: datetime | None = None
    retried: bool = False
    reason: str = ""
    response: str = ""
    """How its approval was answered; empty where it was not."""


def quiet_end(step: StepPlan, scenario: Scenario) -> str:
    """The status of a step that went well."""
    if scenario.outcome == "noop":
        return "noop"
    if step.execution == "skipped":
        return "auto-skipped"
    if step.approval and scenario.prompt:
        return "approved"
    return "active" if step.kind == "customer" else "success"


def run(scenario: Scenario, context: Context) -> tuple[list[StepRun], datetime]:
    """All step runs of a scenario in order of time, retries after what they repeat, and when the last one ended."""
    plans = steps_of(scenario.type, context)
    scenario = replace(scenario, at=_pivot(plans, scenario.at))
    outcome = OUTCOMES[scenario.outcome]
    clock = moment(scenario.start) + timedelta(seconds=2)
    if not outcome.started:
        return [StepRun(plan, idx, 0, outcome.later) for idx, plan in enumerate(plans)], clock
    runs: list[StepRun] = []
    stopped = False
    groups = sorted({plan.group for plan in plans})
    for group in groups:
        members = [(idx, plan) for idx, plan in enumerate(plans) if plan.group == group]
        names = [plan.name for _, plan in members]
        attempts = 2 if not stopped and scenario.retry in names else 1
        for attempt in range(attempts):
            retrying = attempt + 1 < attempts
            made, clock, ended = _attempt(scenario, members, attempt, retrying, stopped, clock)
            runs += made
        stopped = stopped or ended
    return runs, clock


def _pivot(plans: Sequence[StepPlan], name: str) -> str:
    """The step called `name`; in an install that lacks it, the last one of its sort."""
    if not name or any(plan.name == name for plan in plans):
        return name
    alike = [plan.name for plan in plans if bool(plan.approval) == name.startswith("plan ")]
    return (alike or [plans[-1].name])[-1]


def _attempt(
    scenario: Scenario, members: Sequence[tuple[int, StepPlan]], attempt: int, retrying: bool, stopped: bool,
    clock: datetime,
) -> tuple[list[StepRun], datetime, bool]:  # fmt: skip
    """One pass over a group: the runs, the time after them, and whether the workflow stops there."""
    outcome, runs, broken, skipping = OUTCOMES[scenario.outcome], list[StepRun](), False, False
    for idx, plan in members:
        if stopped or broken:
            status = "discarded" if broken else outcome.later
            runs.append(StepRun(plan, idx, attempt, status))
            continue
        turning = plan.name == (scenario.retry if retrying else scenario.at)
        status = quiet_end(plan, scenario)
        if turning and retrying:
            status = scenario.step_status or "error"
        elif turning:
            status = scenario.step_status or outcome.step
        elif skipping:
            status = "auto-skipped"
        elif retrying and plan.kind == "stack":
            status = "outdated"
        finish = clock + timedelta(seconds=between(*SECONDS[plan.kind], scenario.install, scenario.start, idx, attempt))
        done = not (turning and status in UNFINISHED)
        runs.append(
            StepRun(
                plan, idx, attempt, status, clock, finish if done else None, retried=turning and retrying,
                reason=scenario.reason if turning else "", response=_response(plan, status, scenario),
            )
        )  # fmt: skip
        clock = finish + timedelta(milliseconds=between(80, 900, scenario.start, idx))
        broken = turning and retrying
        stopped = turning and not retrying and bool(outcome.later)
        skipping = skipping or status == "user-skipped"
    return runs, clock, stopped


def _response(plan: StepPlan, status: str, scenario: Scenario) -> str:
    if not plan.approval or status in ("approval-awaiting", "approval-expired", "noop"):
        return ""
    return RESPONSES.get(status, "approve" if scenario.prompt else "auto-approve")
