"""What is drawn of the timeline of a workflow: a bar per step on one time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.display import formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from nuon_notebook.analysis.timeline import Timeline, TimelineStep

MAX_ROWS: Final = 30
WIDTH: Final = 720
LEFT, RIGHT = 324, 644  # of the time axis
TOP, ROW, FOOT = 34, 22, 50
LEAST: Final = 2  # pixels of the shortest bar
MAX_TICKS: Final = 6
STEPS: Final = (
    *((1, "s", number) for number in (1, 2, 5, 10, 15, 30)),
    *((60, "m", number) for number in (1, 2, 5, 10, 15, 30)),
    *((3_600, "h", number) for number in (1, 2, 3, 6, 12)),
    *((86_400, "d", 10**power * number) for power in range(7) for number in (1, 2, 5)),
)
"""Distances between ticks: the seconds of a unit, its name, how many of it."""

SIGNS: Final = {
    formats.Tone.FAILED: "✕ failed", formats.Tone.WAITING: "! waits", formats.Tone.RUNNING: "◷ runs"
}  # fmt: skip
"""What is said of a step that failed, waits or runs; the first letter is its sign."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a step: what it did, and where it is drawn."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis, and its label."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn step.

    Attributes:
        y: the upper edge of its row.
        label: its name.
        attempt: which attempt it is, from 1.
        sign: ✕, ! or ◷ if it failed, waits or runs.
        failed: whether it failed.
        bars: its parts.
        end: the right edge of its last bar.
        running: whether its end is open.
        says: how long it took, or why it has no bar.
    """

    y: int
    label: str
    attempt: int
    sign: str
    failed: bool
    bars: tuple[Bar, ...]
    end: float
    running: bool
    says: str


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """The picture of a timeline."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    kinds: tuple[str, ...]
    start: str
    rest: str
    height: int
    left: int = LEFT
    right: int = RIGHT
    width: int = WIDTH
    template: str = "timeline.svg.j2"

    @property
    def open(self) -> bool:
        """Whether a bar has an open end."""
        return any(row.running and row.bars for row in self.rows)

    @property
    def failed(self) -> bool:
        """Whether a bar is of a step that failed."""
        return any(row.failed and row.bars for row in self.rows)


class _Axis(NamedTuple):
    """The time axis: its beginning and its length."""

    start: datetime | None
    length: timedelta

    def x(self, time: datetime | None) -> float:
        """Return where a time is; a time outside of the axis is at its edge."""
        if not (time and self.start and self.length):
            return LEFT
        share = min(max((time - self.start) / self.length, 0), 1)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def timeline_drawing(timeline: Timeline) -> TimelineDrawing:
    """Return what is drawn of a timeline: all steps that started, or those that need attention and the longest."""
    drawn = drawn_steps(timeline.started)
    axis = _Axis(timeline.start, timeline.took or timedelta(0))
    rows = tuple(_row(number, step, axis) for number, step in enumerate(drawn))
    return TimelineDrawing(
        rows=rows,
        ticks=tuple(_ticks(axis)),
        kinds=tuple(dict.fromkeys(bar.kind for row in rows for bar in row.bars)),
        start=formats.format_time(timeline.start),
        rest=rest_in_words(timeline, drawn),
        height=TOP + ROW * len(rows) + FOOT,
    )


def drawn_steps(steps: Sequence[TimelineStep]) -> list[TimelineStep]:
    """Return the steps that are drawn, in their order: those that need attention, then the longest."""
    ranked = sorted(range(len(steps)), key=lambda at: (not _sign(steps[at]), -(steps[at].took or timedelta(0)), at))
    return [steps[at] for at in sorted(ranked[:MAX_ROWS])]


def rest_in_words(timeline: Timeline, drawn: Sequence[TimelineStep]) -> str:
    """Return how many steps are not drawn, how long they took, each and altogether, and what did not start."""
    shown = {id(step) for step in drawn}
    left_out = [step for step in timeline.started if id(step) not in shown]
    return " · ".join(filter(None, (_left_out_in_words(left_out), timeline.not_started)))


def _left_out_in_words(steps: Sequence[TimelineStep]) -> str:
    if not steps:
        return ""
    number, longest = formats.count(len(steps), "step"), max(step.took or timedelta(0) for step in steps)
    altogether = formats.format_duration(_total(steps))
    return f"{number} of at most {formats.format_duration(longest)} not drawn, {altogether} altogether"


def timeline_in_words(timeline: Timeline) -> str:
    """Return in words what is drawn."""
    drawn = drawn_steps(timeline.started)
    took = formats.format_duration(timeline.took) or "no times known"
    head = f"Timeline of {timeline.workflow}: {took}{' so far' if timeline.running else ''}"
    steps = "; ".join(_in_words(step) for step in drawn)
    return ". ".join(filter(None, (head, timeline.headline.why, steps, rest_in_words(timeline, drawn))))


def _in_words(step: TimelineStep) -> str:
    after = f"after {formats.format_duration(step.after)}" if step.after is not None else ""
    words = (step.step, after, formats.format_duration(step.took), step.parts, *step.notes, _sign(step))
    return " ".join(filter(None, words))


def _total(steps: Sequence[TimelineStep]) -> timedelta:
    return sum((step.took for step in steps if step.took), timedelta(0))


def _sign(step: TimelineStep) -> str:
    return SIGNS.get(formats.status_tone(step.status), "")


def _row(number: int, step: TimelineStep, axis: _Axis) -> Row:
    bars = tuple(_bar(span.kind, axis.x(span.start), axis.x(span.end)) for span in step.spans)
    took = formats.format_duration(step.took)
    return Row(
        y=TOP + ROW * number,
        label=step.step or "",
        attempt=step.attempt,
        sign=_sign(step)[:1],
        failed=formats.status_tone(step.status) is formats.Tone.FAILED,
        bars=bars,
        end=bars[-1].x + bars[-1].width if bars else LEFT,
        running=step.running,
        says=f"! {took}" if step.contradiction else took if bars else step.kind,
    )


def _bar(kind: str, start: float, end: float) -> Bar:
    width = max(round(end - start, 1), LEAST)
    return Bar(kind, min(start, RIGHT - width), width)


def _ticks(axis: _Axis) -> Iterator[Tick]:
    total = axis.length.total_seconds()
    seconds, unit, number = next((one for one in STEPS if one[0] * one[2] * MAX_TICKS >= total), STEPS[-1])
    for at in range(int(total // (seconds * number)) + 1) if axis.start else ():
        x = LEFT + at * number * seconds / total * (RIGHT - LEFT) if total else LEFT
        yield Tick(round(x, 1), f"{at * number} {unit}" if at else "0")
