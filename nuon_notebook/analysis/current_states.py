"""What is the case on an install now and worth saying: its parts that are not well, its runs that have not ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.analysis.result import Result
from nuon_notebook.analysis.unwell_parts import NEVER, QUEUED, STUCK, is_stuck, last_heartbeat, never_provisioned
from nuon_notebook.display import formats
from nuon_notebook.display.formats import Tone
from nuon_notebook.models.component_states import deployed_component
from nuon_notebook.models.plans import Plan
from nuon_notebook.models.statuses import APPROVAL_AWAITING, AWAITING_CUSTOMER, FOR_CUSTOMER
from nuon_notebook.models.types import ScannedText, Timestamp

if TYPE_CHECKING:
    from nuon_notebook.models import Install, Workflow, WorkflowStep

LAST_RUN: Final = "last run"
REPEATED: Final = re.compile(r"^wait(?:s|ing)? for the customer\b *(?=\S)")
"""What the name of a step repeats of its status: `waiting for the customer: to run the stack` says it once."""

DRIFT_CHECKS: Final = ("drift_run", "drift_run_reprovision_sandbox")


class CurrentState(Result):
    """Something that is the case on an install now, and is worth saying.

    Attributes:
        label: the part of the install that has the status; empty for a run.
        status: the API's word.
        detail: what it is about: components, a step, the title of a run.
        plan: what waits for approval; None if it was not loaded.
        since: since when; None if that is not known.
        stuck: whether it has been queued for more than a day.
        link: its address on the vendor's dashboard.
    """

    label: str = ""
    status: str | None = None
    detail: ScannedText = None
    plan: Plan | None = None
    since: Timestamp = None
    stuck: bool = False
    link: str | None = None

    @property
    def lasted(self) -> timedelta | None:
        """For how long, as of the moment."""
        return self.moment - self.since if self.moment and self.since else None

    @property
    def shown(self) -> str | None:
        """The status that is displayed: that it is stuck says more than that it is queued."""
        return STUCK if self.stuck else self.status

    @property
    def tone(self) -> Tone:
        """The meaning of its status."""
        return formats.status_tone(self.shown)

    @property
    def status_in_words(self) -> str:
        """What has the status, and the status; only that if it says what has it: `unhealthy`."""
        status = formats.status_words(self.shown)
        return status if self.label in status else f"{self.label} {status}"

    @property
    def in_words(self) -> str:
        """For instance `waiting for approval: plan deploy of web (2d)`."""
        words = self.status_in_words
        lasted = f" ({formats.format_age(self.lasted)})" if self.lasted is not None else ""
        told = ", ".join(filter(None, (self.detail, self.plan.in_words if self.plan else "")))
        return f"{words}: {told}{lasted}" if told else f"{words}{lasted}"


def current_states(install: Install) -> Iterator[CurrentState]:
    """Yield what is the case now and worth saying, the most severe first."""
    parts = [*_parts(install)]
    explained = any(state.tone is Tone.FAILED for state in parts)
    found = [*parts, *([] if explained else _last_run(install)), *_open_runs(install)]
    yield from sorted(found, key=lambda state: formats.SEVERITY[state.tone])


def _parts(install: Install) -> Iterator[CurrentState]:
    parts: tuple[tuple[str, str | None, Callable[[], _Told]], ...] = (
        ("sandbox", install.sandbox_status, lambda: _sandbox(install)),
        ("components", install.composite_component_status, lambda: _components(install)),
        ("runner", install.runner_status, lambda: _Told(install.runner_status_description, last_heartbeat(install))),
        ("health", install.health, lambda: _Told(install.health_reason)),
    )
    stuck = never_provisioned(install)
    for label, status, why in parts:
        tone = formats.status_tone(status)
        if stuck and label == stuck.name:
            detail = f"{formats.status_words(status)}, {NEVER}"
            yield CurrentState(label=label, status=status, detail=detail, since=stuck.since, stuck=True)
        elif status and tone is not Tone.DONE:
            told = why() if tone in (Tone.FAILED, Tone.WAITING) else _Told()
            more = told.text if formats.says_more(told.text, label, status) else None
            yield CurrentState(label=label, status=status, detail=more, since=told.since)


class _Told(NamedTuple):
    """What is told of a part that needs attention, and since when it is so."""

    text: str | None = None
    since: datetime | None = None


def _sandbox(install: Install) -> _Told:
    """Return how the sandbox drifted, or what the server says of it; nothing if a failed workflow says more."""
    drift = next((step for step in _drifted_steps(install) if step.target == "sandbox run"), None)
    if drift and formats.status_tone(install.sandbox_status) is Tone.WAITING:
        return _Told(drift.reason, drift.finished_at or drift.started_at)
    failed = (step for workflow in install.loaded_workflows if workflow.failed for step in workflow.failed_steps)
    return _Told() if any(step.target == "sandbox run" for step in failed) else _Told(install.sandbox_reason)


def _components(install: Install) -> _Told:
    """Return the components that need attention, with how they drifted, or what the server says of them."""
    states = install.component_states if install.component_states.loaded else ()
    found = [state for state in states if formats.needs_attention(state.status)]
    said = install.composite_component_status_description or ""
    if any(state.name == state.component_id for state in found):  # the names come with a config, and none was loaded
        return _Told(said or formats.count(len(found), "component"))
    drifted = [state.component_id for state in found if formats.status_tone(state.status) is Tone.WAITING]
    drifts = {key: step for key, step in _drifts(install).items() if key in drifted} if drifted else {}
    named = [_with_drift(state.name, drifts.get(state.component_id)) for state in found]
    alone = drifts.get(found[0].component_id) if len(found) == 1 else None
    return _Told(formats.join_words(named) or said, (alone.finished_at or alone.started_at) if alone else None)


def _with_drift(name: str, drift: WorkflowStep | None) -> str:
    return f"{name} ({drift.reason})" if drift and drift.reason else name


def _drifts(install: Install) -> dict[str, WorkflowStep]:
    """Return by component the newest step that found that it drifted."""
    found: dict[str, WorkflowStep] = {}
    for step in _drifted_steps(install):
        if key := deployed_component(step, install.component_names):
            found.setdefault(key, step)
    return found


def _drifted_steps(install: Install) -> Iterator[WorkflowStep]:
    """Yield the steps that found drift, the newest first."""
    for workflow in install.loaded_workflows:
        if workflow.type in DRIFT_CHECKS and workflow.shown_steps.loaded:
            yield from (step for step in workflow.shown_steps if formats.needs_attention(step.status_word))


def _last_run(install: Install) -> Iterator[CurrentState]:
    last = install.last_failed
    if last:
        yield CurrentState(label=LAST_RUN, status=last.shown_status, detail=last.title, link=last.dashboard or None)


def _open_runs(install: Install) -> Iterator[CurrentState]:
    for workflow in install.known_workflows:
        if workflow.finished:
            continue
        yield from _open_run(workflow, stuck=is_stuck(install, workflow))


def _open_run(workflow: Workflow, *, stuck: bool) -> Iterator[CurrentState]:
    """Yield what a workflow that has not ended waits for or does."""
    for step in workflow.waiting:
        since = (step.approval.created_at if step.approval else None) or step.started_at
        link = step.dashboard or None
        yield CurrentState(status=APPROVAL_AWAITING, detail=step.title, plan=step.loaded_plan, since=since, link=link)
    if workflow.waiting or not (
        workflow.status_word in QUEUED or formats.status_tone(workflow.status_word) is Tone.RUNNING
    ):
        return
    steps = workflow.shown_steps if workflow.shown_steps.loaded else ()
    customer = next((step for step in steps if step.status_word in FOR_CUSTOMER), None)
    yield CurrentState(
        status=AWAITING_CUSTOMER if customer else workflow.status_word,
        detail=REPEATED.sub("", customer.title) if customer else workflow.title,
        since=customer.started_at if customer else workflow.started_at or workflow.created_at,
        stuck=stuck and customer is None,
        link=(customer.dashboard if customer else workflow.dashboard) or None,
    )
