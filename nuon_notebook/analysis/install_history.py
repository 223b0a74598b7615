"""The history of an install: its workflows on days, by type and status, as a picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from nuon_notebook.analysis.result import GAPS, InstallReport, PictureOfResult, Result, install_facts, picture_of
from nuon_notebook.display import formats
from nuon_notebook.display.formats import Tone
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models import Collection, Install, Workflow
from nuon_notebook.models.types import Timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_COLUMNS: Final = 16
DAYS: Final = (1, 2, 7, 14, 28, 56, 91, 182, 364)
"""How many days a column may be; more if these do not suffice."""

MAX_ROWS: Final = 18
WIDTH: Final = 640
TOP, ROW, FOOT = 30, 22, 30
LEFT, COLUMN = 350, 17
SIGNS: Final = formats.GLYPHS | {Tone.NEUTRAL: "·", Tone.DONE: "✓"}
"""The sign of each meaning of a status. In a picture what is quiet needs one, too."""


class PastWorkflow(Result):
    """A workflow of a history.

    Attributes:
        kind: its type, as the API's word.
        status: the most severe of its statuses, as the API's word; `skipped` where every step was.
        when: when it began or, if it did not, was created.
    """

    kind: str | None = None
    status: str | None = None
    when: Timestamp = None

    @property
    def kind_in_words(self) -> str:
        """Its type, in words."""
        return formats.describe_workflow(self.kind)

    @property
    def tone(self) -> Tone:
        """The meaning of its status."""
        return formats.status_tone(self.status)

    @property
    def status_in_words(self) -> str:
        """Its status in the words of its row."""
        return formats.status_words(self.status) or "status not known"

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()

    @property
    def headline(self) -> Headline:
        """Type, status, time."""
        return Headline(self.kind_in_words, self.badges, (formats.format_time(self.when),))


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of workflows in one column."""

    x: int
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """The workflows of one type and status; the type is told in its first row only."""

    y: int
    kind: str
    status: str
    sign: str
    tone: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A label of the time axis."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class HistoryDrawing:
    """The picture of a history."""

    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    foot: str
    height: int
    width: int = WIDTH
    template: str = "install_history.svg.j2"


class _Kind(NamedTuple):
    """What a row of the picture is about: the type of its workflows, and how severe their status is."""

    name: str
    severity: int
    status: str
    tone: Tone


class _Columns(NamedTuple):
    """The columns of the picture: the first day, and how many days each is."""

    first: date
    days: int
    number: int

    def of(self, workflow: PastWorkflow) -> int:
        """Return the column of a workflow that has a time."""
        return (workflow.when.date() - self.first).days // self.days if workflow.when else 0


class InstallHistory(InstallReport):
    """The workflows of an install on days, by type and status.

    Attributes:
        workflows: those that were loaded, the newest first.
        more: whether the server has older ones.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("picture", "Picture", "picture", framed=False, comes_with_model=True, optional=True),
        Section("workflows", "Workflows", "lines", comes_with_model=True),
        GAPS,
    )

    workflows: Collection[PastWorkflow] = Collection()
    more: bool = False

    @property
    def picture(self) -> PictureOfResult:
        """It, drawn."""
        return picture_of(self)

    @property
    def _dated(self) -> list[PastWorkflow]:
        return [one for one in self.workflows if one.when]

    @property
    def _columns(self) -> _Columns:
        dates = [one.when.date() for one in self._dated if one.when]
        last = max([*dates, *([self.as_of.date()] if self.as_of else [])])
        days = (last - min(dates)).days + 1
        width = next((one for one in DAYS if one * MAX_COLUMNS >= days), -(-days // MAX_COLUMNS))
        return _Columns(min(dates), width, -(-days // width))

    @property
    def _counted(self) -> list[tuple[_Kind, Counter[int]]]:
        """By type and status, the number of workflows in each column; the most frequent type first."""
        columns = self._columns
        kinds = Counter(one.kind_in_words for one in self._dated)
        counted: dict[_Kind, Counter[int]] = {}
        for one in self._dated:
            counted.setdefault(_kind(one), Counter())[columns.of(one)] += 1
        return sorted(counted.items(), key=lambda item: (-kinds[item[0].name], *item[0][:3]))

    @property
    def headline(self) -> Headline:
        """Number of workflows; how many of each status; whether there are older ones."""
        statuses = Counter((formats.SEVERITY[one.tone], one.status_in_words) for one in self.workflows)
        facts = [f"{number} {words}" for (_, words), number in sorted(statuses.items())]
        more = ["older ones not loaded"] if self.more else []
        return Headline(formats.count(len(self.workflows), "workflow"), facts=(*facts, *more))

    @property
    def drawing(self) -> HistoryDrawing:
        """What is drawn."""
        counted, columns = self._counted, self._columns
        rows = tuple(_rows(counted[:MAX_ROWS]))
        return HistoryDrawing(rows, tuple(_days(columns)), self._foot(columns), TOP + ROW * len(rows) + FOOT)

    def _foot(self, columns: _Columns) -> str:
        cut = sum(sum(numbers.values()) for _, numbers in self._counted[MAX_ROWS:])
        undated = len(self.workflows) - len(self._dated)
        told = (
            f"from {columns.first}, UTC",
            f"a column is {formats.count(columns.days, 'day')}" if columns.number > 1 or columns.days > 1 else "",
            f"{cut} more not drawn" if cut else "",
            f"{undated} without a time" if undated else "",
            "older ones not loaded" if self.more else "",
        )
        return " · ".join(filter(None, told))

    @property
    def alt(self) -> str:
        """In words what is drawn."""
        columns = self._columns
        rows = (f"{kind.name}, {kind.status}: {_in_words(self._days_of(kind))}" for kind, _ in self._counted)
        head = self.headline
        return f"History: {head.title}, {', '.join(map(str, head.facts))}, {self._foot(columns)}. {'; '.join(rows)}"

    def _days_of(self, kind: _Kind) -> Counter[date]:
        """Return the number of workflows on each day: a column may be several days."""
        return Counter(one.when.date() for one in self._dated if one.when and _kind(one) == kind)


def install_history(install: Install) -> InstallHistory | None:
    """Return the history of an install; None if no workflow that has a time was loaded."""
    past = Collection(_past(workflow).at(install._store, workflow) for workflow in install.loaded_workflows)
    if not any(one.when for one in past):
        return None
    return InstallHistory(
        workflows=past,
        more=install.section_state("workflows").more,
        as_of=install.moment,
        **install_facts(install),
    ).at(install._store)


def _past(workflow: Workflow) -> PastWorkflow:
    when = workflow.started_at or workflow.created_at
    statuses = [badge.status for badge in workflow.badges]
    status = min(statuses, key=lambda one: formats.SEVERITY[formats.status_tone(one)], default=None)
    return PastWorkflow(kind=workflow.type, status=status, when=when)


def _kind(workflow: PastWorkflow) -> _Kind:
    return _Kind(workflow.kind_in_words, formats.SEVERITY[workflow.tone], workflow.status_in_words, workflow.tone)


def _in_words(days: Counter[date]) -> str:
    return ", ".join(f"{day}{f' ({number})' if number > 1 else ''}" for day, number in sorted(days.items()))


def _rows(counted: Sequence[tuple[_Kind, Counter[int]]]) -> Iterator[Row]:
    told = ""
    for at, (kind, numbers) in enumerate(counted):
        marks = tuple(Mark(LEFT + column * COLUMN, number) for column, number in sorted(numbers.items()))
        name = kind.name if kind.name != told else ""
        yield Row(TOP + at * ROW, name, kind.status, SIGNS[kind.tone], kind.tone.value, marks)
        told = kind.name


def _days(columns: _Columns) -> Iterator[Day]:
    """Yield a label for every fourth column."""
    for at in range(0, columns.number, 4):
        day = columns.first + timedelta(days=at * columns.days)
        yield Day(LEFT + at * COLUMN, f"{day:%m-%d}")
