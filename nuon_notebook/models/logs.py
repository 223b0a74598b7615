"""Records of logs, as newer and older servers answer them: flat, with all attributes as texts."""

from typing import Annotated, ClassVar, Final

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import NO_VALUES, ScannedText, Timestamp, Variables
from nuon_notebook.redaction.policy import Omitted, ParentId

SAYS_NOTHING: Final = Omitted("it says nothing to people")
REPEATED: Final = Omitted("`timestamp` says the same")
SEVERITIES: Final = ((21, "fatal"), (17, "error"), (13, "warning"), (9, "info"), (5, "debug"), (1, "trace"))
"""The lowest number of each level, as OpenTelemetry defines it."""
LOWEST: Final = {word: number for number, word in SEVERITIES}
TEXTS: Final = ("Trace", "Debug", "Info", "Warn", "Error", "Fatal")
"""The server's words for the levels; a digit is behind them for the steps between two levels."""
NUMBERS: Final = {
    f"{word}{step or ''}".lower(): 4 * index + max(step, 1)
    for index, word in enumerate(TEXTS) for step in (0, 2, 3, 4)
}  # fmt: skip
ERROR: Final = "error"


def severity_texts(level: str) -> tuple[str, ...]:
    """Return the server's words for a level and everything worse.

    Args:
        level: one of `LOWEST`.
    """
    return tuple(
        f"{word}{step or ''}"
        for index, word in enumerate(TEXTS) for step in (0, 2, 3, 4)
        if 4 * index + max(step, 1) >= LOWEST[level]
    )  # fmt: skip


class OtelLogRecord(Record):
    """A record of a log; source: `GET /v1/log-streams/{log_stream_id}/logs`."""

    api_type: ClassVar[str] = "app.OtelLogRecord"

    body: ScannedText = None
    log_attributes: Variables = NO_VALUES
    log_stream_id: ParentId = None
    resource_attributes: Variables = NO_VALUES
    resource_schema_url: Annotated[str | None, SAYS_NOTHING] = None
    runner_group_id: ParentId = None
    runner_id: ParentId = None
    runner_job_execution_id: ParentId = None
    runner_job_execution_step: str | None = None
    runner_job_id: ParentId = None
    scope_attributes: Variables = NO_VALUES
    scope_name: str | None = None
    scope_schema_url: Annotated[str | None, SAYS_NOTHING] = None
    scope_version: str | None = None
    service_name: str | None = None
    severity_number: int | None = None
    severity_text: str | None = None
    span_id: ParentId = None
    timestamp: Timestamp = None
    timestamp_date: Annotated[str | None, REPEATED] = None
    timestamp_time: Annotated[str | None, REPEATED] = None
    trace_flags: Annotated[int | None, SAYS_NOTHING] = None
    trace_id: ParentId = None

    @property
    def number(self) -> int:
        """The number of its severity, from 1 to 24; 0 if it has none."""
        return self.severity_number or NUMBERS.get((self.severity_text or "").lower(), 0)

    @property
    def level(self) -> str:
        """Its level: `error`, `warning`, `info` and so on; empty if it has none."""
        number = self.number
        return next((word for lowest, word in SEVERITIES if number >= lowest), (self.severity_text or "").lower())

    def is_at_least(self, level: str) -> bool:
        """Return whether it is of a level or worse; every record is, if the level is empty."""
        return not level or self.number >= LOWEST[level]

    @property
    def is_error(self) -> bool:
        """Whether it is an error or worse."""
        return self.is_at_least(ERROR)

    @property
    def headline(self) -> Headline:
        """Time and level; step of the job, text."""
        when = formats.format_time(self.timestamp) or "time not known"
        facts = (self.runner_job_execution_step, (self.body or "").strip())
        return Headline(when, self.badges, tuple(filter(None, facts)))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its level, if it is worth attention."""
        return (Badge(self.level),) if self.is_error or self.level == "warning" else ()


class LogStreamTailLogsResponse(Model):
    """New records of a log; source: `GET /v1/log-streams/{log_stream_id}/logs/tail`."""

    api_type: ClassVar[str] = "service.LogStreamTailLogsResponse"

    has_more: bool | None = None
    logs: Collection[OtelLogRecord] = Collection()
    next: Annotated[str | None, Omitted("it is where the next request continues")] = None

    @property
    def headline(self) -> Headline:
        """Number of records."""
        more = "the server has more" if self.has_more else ""
        return Headline("Log", facts=tuple(filter(None, (formats.count(len(self.logs), "record"), more))))
