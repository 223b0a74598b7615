"""Records of logs, as newer and older servers answer them: flat, with all attributes as texts."""

from __future__ import annotations

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
ERROR_NUMBER: Final = 17


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
    def level(self) -> str:
        """Its level: `error`, `warning`, `info` and so on; empty if it has none."""
        number = self.severity_number or 0
        return next((word for lowest, word in SEVERITIES if number >= lowest), (self.severity_text or "").lower())

    @property
    def is_error(self) -> bool:
        """Whether it is an error or worse."""
        return (self.severity_number or 0) >= ERROR_NUMBER or self.level in ("error", "fatal")

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
