"""The log of a step, a run, a build or a job: its newest lines, and the first error."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from nuon_notebook.analysis.result import GAPS, Gap, Report, Result
from nuon_notebook.display import formats
from nuon_notebook.display.budget import LAST_SHOWN
from nuon_notebook.display.sections import Badge, Customers, Headline, Section, SectionState
from nuon_notebook.loader.logs import LoadedLog
from nuon_notebook.models import Collection, OtelLogRecord
from nuon_notebook.models.types import CustomerText, ScannedText, Timestamp
from nuon_notebook.redaction.lines import mask_lines
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.policy import Omitted
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from nuon_notebook.client import Client
    from nuon_notebook.models.base import Record
    from nuon_notebook.store import Store

TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]{0,40}[A-Za-z]")
KEPT: Final = timedelta(days=30)
NO_LINES: Final = "Nothing was logged, or it is older than the 30 days for which the server keeps logs."
GONE: Final = "It is older than the 30 days for which the server keeps logs."
RUNNING: Final = "running"


class LogLine(Result):
    """A line of a log. Secrets in its text are masked already, also those that go over several lines.

    Attributes:
        time: when it was written.
        level: `error`, `warning`, `info` and so on; None if it has none.
        text: what it says.
        service: the service that wrote it.
        step: the step of the runner's job.
        day: the day, if it is another one than that of the line before.
    """

    time: Timestamp = None
    level: str | None = None
    text: ScannedText = None
    service: str | None = None
    step: str | None = None
    day: str | None = None

    @property
    def clock(self) -> str:
        """The time of day, in UTC; behind the day if that is another one than that of the line before."""
        return " ".join(filter(None, (self.day, formats.format_clock(self.time)))) or "time not known"

    @property
    def headline(self) -> Headline:
        """Time and level; step of the job, text, which is not cut short where it says what failed."""
        loud = any(formats.needs_attention(badge.status) for badge in self.badges)
        facts = (self.step, "" if loud else self.text)
        return Headline(self.clock, self.badges, tuple(filter(None, facts)), (self.text or "") if loud else "")

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its level."""
        return (Badge(self.level),) if self.level else ()


class Log(Report):
    """A log: its newest lines, the newest last.

    Attributes:
        subject: what it is the log of.
        install: the name of the install; None if it is not known, or there is none.
        began: when that was created.
        first_error: the first error of the whole log, as far as it is known.
        rows: the lines.
        loaded: what was loaded of it.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("earlier_error", "First error", "table", comes_with_model=True, optional=True, open=True),
        Section("rows", "Lines", "table", framed=False, newest_last=True, comes_with_model=True, optional=True),
        GAPS,
    )

    subject: ScannedText = None
    install: CustomerText = None
    began: Annotated[Timestamp, Omitted("the times of the lines say it")] = None
    first_error: Annotated[LogLine | None, Omitted("the headline says it")] = None
    rows: Collection[LogLine] = Collection()
    loaded: Annotated[LoadedLog | None, Omitted("the lines say it")] = None

    @property
    def is_open(self) -> bool:
        """Whether it is still written to."""
        return self.loaded is not None and self.loaded.is_open

    @property
    def more(self) -> bool:
        """Whether the server has older lines: `older()` loads them."""
        return self.loaded is not None and self.loaded.more

    def older(self, number: int = 100, *, client: Client | None = None) -> Log:
        """Return the log with older lines.

        Args:
            number: how many.
            client: sends the requests; by default that of this kernel, or of the demo world.

        Raises:
            NuonError: they could not be loaded.
        """
        from nuon_notebook.analysis.log_loading import with_older  # noqa: PLC0415 - it imports this module

        return with_older(self, number, client)

    def newer(self, *, client: Client | None = None) -> Log:
        """Return the log with the lines that came since.

        Args:
            client: sends the requests; by default that of this kernel, or of the demo world.

        Raises:
            NuonError: they could not be loaded.
        """
        from nuon_notebook.analysis.log_loading import with_newer  # noqa: PLC0415 - it imports this module

        return with_newer(self, client)

    def noted(self, problem: str) -> Log:
        """Return the log with a note on what could not be loaded."""
        return self.with_fields({"gaps": Collection((*self.gaps, Gap(what=problem)))}).at(self._store)

    @property
    def earlier_error(self) -> Collection[LogLine]:
        """The first error, if it is older than the lines."""
        return Collection((self.first_error,) if self.loaded and self.loaded.first_error and self.first_error else ())

    def section_state(self, name: str) -> SectionState:
        """Return whether the server has older lines."""
        state = super().section_state(name)
        return SectionState(state.status, state.note, self.more, f"{LAST_SHOWN}.older()") if name == "rows" else state

    @property
    def headline(self) -> Headline:
        """What it is the log of, whether it is still written to; install, number of lines, period; the first error."""
        facts = (
            Customers("on install", (self.install,)) if self.install else "",
            self._number,
            f"{self.loaded.level} or worse" if self.loaded and self.loaded.level else "",
            _period(self.rows),
        )
        return Headline(
            f"Log of {self.subject}",
            self.badges,
            tuple(filter(None, facts)),
            self._remark,
            f"{LAST_SHOWN}.older()" if self.more else "",
        )

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Whether it has an error, and whether it is still written to."""
        failed = (Badge(self.first_error.level or ""),) if self.first_error else ()
        return (*failed, Badge(RUNNING)) if self.is_open else failed

    @property
    def _remark(self) -> str:
        """The first error; of a log without lines, why there are none."""
        if first := self.first_error:
            return f"first error at {formats.format_clock(first.time)}: {first.text}"
        if self.rows or (self.loaded and self.loaded.level):
            return ""
        return GONE if self.began and self.as_of and self.as_of - self.began > KEPT else NO_LINES

    @property
    def _number(self) -> str:
        total = self.loaded.total if self.loaded else None
        if not (self.rows and self.more):
            return formats.count(len(self.rows), "line")
        return f"newest {len(self.rows):,}{f' of {total:,}' if total else ''} lines"


def title_of(record: Record) -> str:
    """Return what a record is called in the title of its log, masked: within a sentence, a secret may pass for prose.

    Args:
        record: what has the log.
    """
    with masking_by(record):
        return mask_text(getattr(record, "title", "") or record.headline.title)


def log_of_loaded(
    loaded: LoadedLog,
    store: Store | None,
    subject: str | None,
    install: str | None = None,
    began: datetime | None = None,
) -> Log:
    """Return what was loaded of a log as lines.

    Args:
        loaded: what was loaded.
        store: the store whose secrets are masked in the lines.
        subject: what it is the log of.
        install: the name of the install.
        began: when that was created.
    """
    made = Log(
        as_of=loaded.loaded_at,
        subject=subject,
        install=install,
        began=began,
        loaded=loaded,
        gaps=Collection((Gap(what=loaded.problem),) if loaded.problem else ()),
    ).at(store)
    with masking_by(made):
        earlier = Collection(_lines((loaded.first_error,) if loaded.first_error else (), store))
        rows = Collection(_lines(loaded.records, store))
    errors = (line for record, line in zip(loaded.records, rows, strict=True) if record.is_error)
    first = next(iter(earlier), None) or next(errors, None)
    return made.with_fields({"first_error": first, "rows": rows}).at(store)


def _lines(records: Sequence[OtelLogRecord], store: Store | None) -> Iterator[LogLine]:
    texts = mask_lines([record.body or "" for record in records], [_source(record) for record in records])
    day: date | None = None
    for record, text in zip(records, texts, strict=True):
        time = record.timestamp
        day, before = (time.date() if time else day), day
        yield LogLine(
            time=time,
            level=record.level or None,
            text=TERMINAL_CODE.sub("", text).rstrip(),
            service=record.service_name,
            step=record.runner_job_execution_step,
            day=formats.format_date(time) if time and day != before else None,
        ).at(store)


def _source(record: OtelLogRecord) -> tuple[str | None, ...]:
    return record.service_name, record.scope_name, record.runner_job_execution_id, record.runner_job_execution_step


def _period(rows: Sequence[LogLine]) -> str:
    times: list[datetime] = [line.time for line in rows if line.time]
    if not times:
        return ""
    first, last = formats.format_time(times[0]), formats.format_time(times[-1])
    return first if first == last else f"{first} to {last}"
