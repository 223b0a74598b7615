"""A workflow's run: what became of each step, when, and who answered for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.blueprints import SECONDS, Context, StepPlan, steps_of
from nuon_notebook.demo.records import between, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "cancelled": Outcome("cancelled", "cancelled", "cancelled", finished=False),
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


class _Runner:
    """Goes through the groups of a workflow; knows the time, and whether the run has come to its end."""

    def __init__(self, scenario: Scenario, clock: datetime) -> None:
        self.scenario = scenario
        self.outcome = OUTCOMES[scenario.outcome]
        self.clock = clock
        self.stopped = not self.outcome.started
        self.runs: list[StepRun] = []

    def group(self, members: Sequence[tuple[int, StepPlan]]) -> None:
        """Runs one group, twice where one of its steps is tried again."""
        again = not self.stopped and any(plan.name == self.scenario.retry for _, plan in members)
        if again:
            self._pass(members, 0, self.scenario.retry, retrying=True)
        self._pass(members, int(again), self.scenario.at, retrying=False)

    def _pass(self, members: Sequence[tuple[int, StepPlan]], attempt: int, pivot: str, *, retrying: bool) -> None:
        left, skipping = False, False
        for idx, plan in members:
            if self.stopped or left:
                self.runs.append(StepRun(plan, idx, attempt, "discarded" if left else self.outcome.later))
                continue
            turning = plan.name == pivot
            status = self._turned(retrying) if turning else "auto-skipped" if skipping else self._quiet(plan)
            if retrying and plan.kind == "stack":
                status = "outdated"
            self._step(StepRun(plan, idx, attempt, status, retried=turning and retrying), turning=turning)
            left = turning and retrying
            self.stopped = turning and not retrying and bool(self.outcome.later)
            skipping = skipping or status == "user-skipped"

    def _step(self, step: StepRun, *, turning: bool) -> None:
        kind = "state" if step.status == "auto-skipped" else step.plan.kind
        key = (self.scenario.install, self.scenario.start, step.idx, step.attempt)
        finish = self.clock + timedelta(seconds=between(*SECONDS[kind], *key))
        endless = turning and step.status in UNFINISHED
        self.runs.append(
            replace(
                step, started=self.clock, finished=None if endless else finish,
                reason=self.scenario.reason if turning else "", response=self._response(step),
            )
        )  # fmt: skip
        self.clock = finish + timedelta(milliseconds=between(80, 900, *key))

    def _turned(self, retrying: bool) -> str:
        return self.scenario.step_status or ("error" if retrying else self.outcome.step)

    def _quiet(self, plan: StepPlan) -> str:
        """The status of a step that went well."""
        if self.scenario.outcome == "noop":
            return "noop"
        if plan.execution == "skipped":
            return "auto-skipped"
        if plan.approval and self.scenario.prompt:
            return "approved"
        return "active" if plan.kind == "customer" else "success"

    def _response(self, step: StepRun) -> str:
        if not step.plan.approval or step.status in ("approval-awaiting", "approval-expired", "noop"):
            return ""
        return RESPONSES.get(step.status, "approve" if self.scenario.prompt else "auto-approve")


def run(scenario: Scenario, context: Context) -> tuple[list[StepRun], datetime]:
    """All step runs of a scenario in order of time, retries after what they repeat, and when the last one ended."""
    plans = steps_of(scenario.type, context)
    scenario = replace(scenario, at=_pivot(plans, scenario.at))
    runner = _Runner(scenario, moment(scenario.start) + timedelta(seconds=2))
    for group in range(plans[-1].group + 1):
        runner.group([(idx, plan) for idx, plan in enumerate(plans) if plan.group == group])
    return runner.runs, runner.clock


def _pivot(plans: Sequence[StepPlan], name: str) -> str:
    """The step called `name`; in an install that lacks it, the last one of its sort."""
    if not name or any(plan.name == name for plan in plans):
        return name
    alike = [plan.name for plan in plans if bool(plan.approval) == name.startswith("plan ")]
    return (alike or [plans[-1].name])[-1]
