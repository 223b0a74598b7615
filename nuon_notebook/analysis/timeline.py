"""Where the time of a workflow went: a row for each step, with the spans in which it worked and waited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, cast

from nuon_notebook.analysis.result import (
    GAPS,
    Gap,
    InstallReport,
    PictureOfResult,
    Result,
    install_facts,
    picture_of,
    within,
)
from nuon_notebook.analysis.timeline_drawing import TimelineDrawing, timeline_drawing, timeline_in_words
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import Collection, Workflow, WorkflowStep
from nuon_notebook.models.statuses import APPROVAL_AWAITING
from nuon_notebook.models.types import ScannedText, Timestamp, from_seconds
from nuon_notebook.models.workflow_steps import HIDDEN

if TYPE_CHECKING:
    from nuon_notebook.models import Install

WORKING, APPROVAL, CUSTOMER = "working", "waiting for approval", "waiting for the customer"
SKIPPED, NOT_STARTED, NO_TIMES = "skipped", "not started", "times not known"
BETWEEN, NOT_KNOWN = "between steps", "between steps or not known"
KINDS: Final = (WORKING, APPROVAL, CUSTOMER)
"""What a step does while it takes time. Where several steps overlap, the first of these counts."""

NEVER_RAN: Final = frozenset((
    "auto-skipped", "cancelled", "discarded", "noop", "not-attempted", "skipped", "user-skipped"
))  # fmt: skip
ZERO: Final = timedelta(0)
SKEW: Final = timedelta(hours=1)
"""By how much the clocks of a workflow and of its steps may differ, however short the workflow is."""


class Span(Result):
    """A part of a step in which it did one thing.

    Attributes:
        kind: `working`, `waiting for approval` or `waiting for the customer`.
        start: when it began.
        end: when it ended; the moment, if it has not.
    """

    kind: str
    start: Timestamp = None
    end: Timestamp = None

    @property
    def length(self) -> timedelta:
        """How long it took."""
        return self.end - self.start if self.end and self.start else ZERO


class TimelineStep(Result):
    """A step of a workflow, on the time axis.

    Attributes:
        step: its name.
        step_id: its id.
        start: when it began; None if it did not, or that is not known.
        end: when it ended; None if it has not, or that is not known.
        after: how long after the beginning of the time axis it began; None if that is not known.
        running: whether it had not ended at the moment.
        group: its group, from 1.
        attempt: which attempt it is, from 1.
        kind: what it did most of the time, or why it took none: `skipped`, `not started`, `times not known`.
        took: how long it took; until the moment, if it runs.
        share: `took` as a share of the time of the workflow, from 0 to 1; None if that is not known.
        status: the API's word.
        reason: why it failed or waits.
        after_failure: if it failed, why its workflow went on: `tried again`.
        contradiction: whether its times contradict each other.
        spans: its parts.
        link: the address of its panel on the vendor's dashboard.
    """

    step: str | None = None
    step_id: str | None = None
    start: Timestamp = None
    end: Timestamp = None
    after: timedelta | None = None
    running: bool = False
    group: int = 1
    attempt: int = 1
    kind: str = NOT_STARTED
    took: timedelta | None = None
    share: float | None = None
    status: str | None = None
    reason: ScannedText = None
    after_failure: str | None = None
    contradiction: bool = False
    spans: Collection[Span] = Collection()
    link: str | None = None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()

    @property
    def percent(self) -> str:
        """Its share, in words."""
        return percent(self.share)

    @property
    def is_told(self) -> bool:
        """Whether more is to be said of it than that it did not start."""
        return bool(self.spans or self.start or self.reason or self.contradiction or self.kind == NO_TIMES)

    @property
    def remark(self) -> str:
        """What it did, unless it only worked or its status says the same; empty if there is nothing to say."""
        said = len(self.spans) < 2 and self.kind in (WORKING, formats.status_words(self.status))  # noqa: PLR2004
        return "" if said else self.parts

    @property
    def parts(self) -> str:
        """What it did, in words; with times if that was more than one thing."""
        lengths = _lengths(self.spans)
        if len(lengths) < 2:  # noqa: PLR2004 - one thing needs no times
            return self.kind
        return ", ".join(f"{formats.format_duration(length)} {kind}" for kind, length in lengths.items())

    @property
    def notes(self) -> tuple[str, ...]:
        """Its attempt, why its workflow went on, whether it still runs, whether its times contradict each other."""
        notes = (
            f"try {self.attempt}" if self.attempt > 1 else "",
            self.after_failure or "",
            "so far" if self.running else "",
            "its times contradict each other" if self.contradiction else "",
        )
        return tuple(filter(None, notes))

    @property
    def headline(self) -> Headline:
        """Name and status; duration, share, what it did, attempt."""
        took = formats.format_duration(self.took) if self.took is not None else ""
        facts = (took, *self.notes, self.percent, self.remark)
        return Headline(self.step or "", self.badges, tuple(filter(None, facts)), self.reason or "")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the time of a workflow was spent on something.

    Attributes:
        kind: what it was spent on; `between steps` if no step ran, `between steps or not known` if the times of one
            are not known.
        time: how long.
        share: the same as a share, from 0 to 1.
    """

    kind: str
    time: timedelta
    share: float

    @property
    def percent(self) -> str:
        """Its share, in words."""
        return percent(self.share)


class Timeline(InstallReport):
    """Where the time of a workflow went.

    Attributes:
        workflow: its title.
        workflow_id: its id.
        status: its status, as the API's word.
        start: the beginning of the time axis; None if no time is known.
        end: its end: that of the workflow, or the moment if it runs.
        running: whether it had not ended at the moment.
        customer, approval, working, between: how much of the time was spent on each. Where steps overlap, work counts.
        rows: its steps, in their order.
        link: its address on the vendor's dashboard.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("picture", "Picture", "picture", framed=False, comes_with_model=True, optional=True),
        Section("started", "Steps", "table", framed=False, comes_with_model=True, optional=True, own_page=True),
        GAPS,
    )

    workflow: str | None = None
    workflow_id: str | None = None
    status: str | None = None
    start: Timestamp = None
    end: Timestamp = None
    running: bool = False
    working: timedelta = ZERO
    approval: timedelta = ZERO
    customer: timedelta = ZERO
    between: timedelta = ZERO
    rows: Collection[TimelineStep] = Collection()
    link: str | None = None

    @property
    def took(self) -> timedelta | None:
        """The length of the time axis."""
        return self.end - self.start if self.start and self.end else None

    @property
    def picture(self) -> PictureOfResult | None:
        """It, drawn; None if no step started."""
        return picture_of(self) if self.started else None

    @property
    def started(self) -> Collection[TimelineStep]:
        """The steps that started, and those that need attention."""
        return self.remember("started", lambda: Collection(row for row in self.rows if row.is_told))

    @property
    def not_started(self) -> str:
        """How many steps did not start, in words: `21 not started, 2 skipped`; empty if all did."""
        kinds = Counter(row.kind for row in self.rows if not row.is_told)
        return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))

    @property
    def drawing(self) -> TimelineDrawing:
        """What is drawn: a bar per step on one time axis."""
        return self.remember("drawing", lambda: timeline_drawing(self))

    @property
    def alt(self) -> str:
        """In words what is drawn."""
        return timeline_in_words(self)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What the time was spent on, the most first."""
        total = self.took
        if not total:
            return ()
        rest = NOT_KNOWN if any(row.kind == NO_TIMES for row in self.rows) else BETWEEN
        times = {WORKING: self.working, APPROVAL: self.approval, CUSTOMER: self.customer, rest: self.between}
        found = [Share(kind, time, time / total) for kind, time in times.items() if time]
        return tuple(sorted(found, key=lambda one: -one.time))

    @property
    def headline(self) -> Headline:
        """Title and status of its workflow; start, how long it took, what did not start; what the time was spent on."""
        status = (Badge(self.status),) if self.status else ()
        facts = (formats.format_time(self.start), self._total, self.not_started)
        return Headline(self.workflow or "", status, tuple(filter(None, facts)), self._spent_on)

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """How long it took, and what the time was spent on: its workflow's page tells the rest."""
        return tuple(filter(None, (self._total, self._spent_on)))

    @property
    def _total(self) -> str:
        took = formats.format_duration(self.took) if self.took is not None else "no times known"
        return f"{took} so far" if self.running else took

    @property
    def _spent_on(self) -> str:
        return ", ".join(f"{share.percent} {share.kind}" for share in self.shares)


def timeline(workflow: Workflow) -> Timeline:
    """Return where the time of a workflow went: `timeline(install.workflows[0])`.

    The spans of a step come from the history of its status. What still runs ends at the moment of the records; what
    ended at a time that is not known has no spans. So has a step with a time that lies outside of its workflow by more
    than the workflow's length, and by more than an hour: its times contradict those of the workflow.

    Args:
        workflow: the workflow.

    Raises:
        InvalidArgumentError: it is no workflow.
    """
    if not isinstance(workflow, Workflow):
        raise InvalidArgumentError(
            what=f"{type(workflow).__name__} is no workflow.",
            advice='For instance `timeline(installer.installs["eastgate-bank"].workflows[0])`.',
        )
    axis = _Axis(workflow)
    every = [(step, _spans(step, axis)) for step in (workflow.steps if workflow.steps.loaded else ())]
    every_span = [span for _, spans in every for span in spans]
    limits = axis.limits(every_span)
    times = _times(every_span, limits.length)
    made = Timeline(
        as_of=workflow.moment,
        **install_facts(cast("Install | None", workflow.reached_through("app.Install"))),
        workflow=workflow.title,
        workflow_id=workflow.id,
        status=workflow.shown_status or None,
        start=limits.start,
        end=limits.end,
        running=axis.running,
        working=times[WORKING],
        approval=times[APPROVAL],
        customer=times[CUSTOMER],
        between=times[BETWEEN],
        rows=Collection(
            _row(step, spans, limits, axis).at(workflow._store, workflow)
            for step, spans in every
            if step.execution_type != HIDDEN
        ),
        gaps=Collection(_gaps(workflow)),
        link=workflow.dashboard or None,
    )  # fmt: skip
    return within(made, [workflow._store])


def times_of_workflow(workflow: Workflow) -> dict[str, timedelta]:
    """Return how much of its time a workflow spent on each of `KINDS`; empty if its times or steps are not known."""
    axis = _Axis(workflow)
    spans = [span for step in (workflow.steps if workflow.steps.loaded else ()) for span in _spans(step, axis)]
    return _times(spans, axis.limits(spans).length) if spans else {}


def times_of_step(step: WorkflowStep, workflow: Workflow) -> dict[str, timedelta]:
    """Return how much of its time a step of a workflow spent on each of `KINDS`; empty if its times are not known."""
    lengths = _lengths(_spans(step, _Axis(workflow)))
    return dict.fromkeys(KINDS, ZERO) | lengths if lengths else {}


def percent(share: float | None) -> str:
    """Return a share in words: `50 %`, `<1 %`; empty if it is not known."""
    if share is None:
        return ""
    return "<1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")  # noqa: PLR2004 - one percent


class Limits(NamedTuple):
    """The first and the last time of a time axis; None if no time is known."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def length(self) -> timedelta:
        """The length of the axis."""
        return self.end - self.start if self.start and self.end else ZERO


class _Axis:
    """The time axis of a workflow: when it began, and when what has no end of its own ends."""

    def __init__(self, workflow: Workflow) -> None:
        self.running = bool(workflow.started_at) and not _ended(workflow)
        self._start = workflow.started_at
        self.end = workflow.moment if self.running else _ended_at(workflow)
        self._skew = max(SKEW, self.end - self._start) if self._start and self.end else None

    def holds(self, time: datetime | None) -> bool:
        """Return whether a time can be one of the workflow: whether it lies outside of it by a skew of clocks at most.

        Any time can be if the workflow's own are not known.
        """
        if not (time and self._start and self.end and self._skew):
            return True
        return self._start - self._skew <= time <= self.end + self._skew

    def limits(self, spans: Sequence[Span]) -> Limits:
        """Return the first and the last time of the workflow and its steps: clocks may differ."""
        starts = [time for time in (self._start, *(span.start for span in spans)) if time]
        ends = [time for time in (self.end, *(span.end for span in spans)) if time]
        start, end = min(starts, default=None), max(ends, default=None)
        return Limits(start, max(start, end)) if start and end else Limits()


def _spans(step: WorkflowStep, axis: _Axis) -> list[Span]:
    """Return the parts of a step; none if it did not begin or its times are not known."""
    start, end = _start(step), _end(step, axis)
    if start is None or end is None or not (axis.holds(start) and axis.holds(end)):
        return []
    changes = [(start, _kind_of(step, None)), *_changes(step, start, max(start, end)), (max(start, end), "")]
    made = [Span(kind=kind, start=at, end=to) for (at, kind), (to, _) in pairwise(changes)]
    return _joined(made) or [Span(kind=_kind_of(step, step.status_word), start=start, end=start)]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans of the same kind that follow each other; leave out empty ones."""
    made: list[Span] = []
    for span in spans:
        if not span.length:
            continue
        if made and made[-1].kind == span.kind:
            made[-1] = Span(kind=span.kind, start=made[-1].start, end=span.end)
        else:
            made.append(span)
    return made


def _lengths(spans: Iterable[Span]) -> dict[str, timedelta]:
    """Return how long spans of each kind are together."""
    lengths: dict[str, timedelta] = {}
    for span in spans:
        lengths[span.kind] = lengths.get(span.kind, ZERO) + span.length
    return lengths


def _changes(step: WorkflowStep, start: datetime, end: datetime) -> Iterator[tuple[datetime, str]]:
    """Yield when the status of a step changed, and what it did from then on, within its own times.

    The server dates statuses to the second.
    """
    history = [*step.status.history, step.status] if step.status else []
    at = start
    for status in history:
        changed = from_seconds(status.created_at_ts)
        if changed and at - timedelta(seconds=1) <= changed < end:
            at = max(at, changed)
            yield at, _kind_of(step, status.status)


def _kind_of(step: WorkflowStep, status: str | None) -> str:
    """Return what a step does in a status."""
    if step.execution_type == "user":
        return CUSTOMER
    return APPROVAL if status == APPROVAL_AWAITING else WORKING


def _ended(what: Workflow | WorkflowStep) -> bool:
    """Return whether a workflow or step ended. One that was cancelled may have no time at which it finished."""
    over = formats.status_tone(what.status_word) in (formats.Tone.DONE, formats.Tone.FAILED)
    return bool(what.finished or what.finished_at) or over or what.status_word in NEVER_RAN


def _ended_at(what: Workflow | WorkflowStep) -> datetime | None:
    return what.finished_at or (from_seconds(what.status.created_at_ts) if what.status else None)


def _start(step: WorkflowStep) -> datetime | None:
    if step.started_at or not (step.finished_at and step.took is not None):
        return step.started_at
    return step.finished_at - step.took


def _end(step: WorkflowStep, axis: _Axis) -> datetime | None:
    if step.finished_at or not step.started_at:
        return step.finished_at
    if step.took is not None:
        return step.started_at + step.took
    return _ended_at(step) if _ended(step) else axis.end


def _times(spans: Sequence[Span], total: timedelta) -> dict[str, timedelta]:
    """Return how much time was spent on each kind, and between steps; each instant counts once."""
    changes = [(time, span.kind, by) for span in spans for time, by in ((span.start, 1), (span.end, -1)) if time]
    times = dict.fromkeys((*KINDS, BETWEEN), ZERO)
    active: Counter[str] = Counter()
    before: datetime | None = None
    for time, kind, by in sorted(changes):
        current = next((one for one in KINDS if active[one]), None)
        if before and current:
            times[current] += time - before
        active[kind] += by
        before = time
    times[BETWEEN] = total - sum(times.values(), ZERO)
    return times


def _row(step: WorkflowStep, spans: Sequence[Span], limits: Limits, axis: _Axis) -> TimelineStep:
    begin, total = limits.start, limits.length
    start = _start(step) if axis.holds(_start(step)) else None
    took = sum((span.length for span in spans), ZERO) if spans else None
    running = bool(step.started_at) and axis.running and not _ended(step)
    return TimelineStep(
        step=step.title,
        step_id=step.id,
        start=start,
        after=start - begin if start and begin else None,
        end=None if running else spans[-1].end if spans else step.finished_at if axis.holds(step.finished_at) else None,
        running=running,
        group=(step.group_idx or 0) + 1,
        attempt=(step.group_retry_idx or 0) + 1,
        kind=_main_kind(step, spans),
        took=took,
        share=took / total if took is not None and total else None,
        status=step.shown_status or None,
        reason=step.reason or None,
        after_failure=step.after_failure or None,
        contradiction=_contradicts(step, axis),
        spans=Collection(spans),
        link=step.dashboard or None,
    )


def _main_kind(step: WorkflowStep, spans: Sequence[Span]) -> str:
    if spans:
        return max(spans, key=lambda span: span.length).kind
    if step.execution_type == "skipped" or step.status_word in NEVER_RAN:
        return SKIPPED
    return NO_TIMES if step.started_at or _ended(step) else NOT_STARTED


def _contradicts(step: WorkflowStep, axis: _Axis) -> bool:
    end = step.finished_at or (axis.end if axis.running else None)
    reversed_ = bool(step.started_at and end and end < step.started_at)
    return reversed_ or not all(map(axis.holds, (_start(step), _end(step, axis))))


def _gaps(workflow: Workflow) -> Iterator[Gap]:
    state = workflow.section_state("shown_steps")
    if not workflow.steps.loaded or state.note:
        reason = f" ({state.note})" if state.note else ""
        yield Gap(what=f"steps of {workflow.title}{reason}", load=state.load).at(workflow._store)
