"""Loads logs: the newest records of a log stream, older ones, and those that came since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.client import Api
from nuon_notebook.errors import NuonError
from nuon_notebook.loader.results import side_by_side
from nuon_notebook.models import Collection, LogStream, OtelLogRecord
from nuon_notebook.models.base import Record
from nuon_notebook.models.logs import ERROR, severity_texts
from nuon_notebook.models.types import Timestamp  # noqa: TC001 - pydantic reads it

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.loader.log_streams import LogSource

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
NANOSECONDS: Final = 1_000  # of a microsecond
MOST_SEARCHED: Final = 2_000  # records of a log that are looked at on servers that do not filter
FILTERS: Final = "severity_text"
TAIL: Final = 100  # a page of the server


class LoadedLog(Record):
    """What was loaded of a log. Its id is that of the record that it is the log of.

    Attributes:
        stream: the log stream.
        records: the records, oldest first.
        first_error: the first error of the whole log, where it is older than the records; None if it is not known.
        level: only records of this level or worse were asked for; empty for all.
        more: whether the server has older records.
        total: how many records the log has; None if the server does not say.
        problem: why newer records or the first error could not be loaded; empty if they could.
        loaded_at: when that was, by the server's clock.
    """

    api_type: ClassVar[str] = "nuon_notebook.LoadedLog"

    stream: LogStream | None = None
    records: Collection[OtelLogRecord] = Collection()
    first_error: OtelLogRecord | None = None
    level: str = ""
    more: bool = False
    total: int | None = None
    problem: str = ""
    loaded_at: Timestamp = None

    @property
    def is_open(self) -> bool:
        """Whether the log is still written to."""
        return bool(self.stream and self.stream.open)


def joined(answer: LoadedLog, known: LoadedLog) -> LoadedLog:
    """Return an answer with the records at either end that were known already.

    Older and newer records may be requested at once, each answer being what was known then and what came in addition:
    neither may take away what the other brought.

    Args:
        answer: what was answered.
        known: what is known of the same log by now.
    """
    own = _ids(answer.records)
    if answer.level != known.level or own.isdisjoint(_ids(known.records)):
        return answer  # between the two, records may be missing

    def is_new(record: OtelLogRecord) -> bool:
        return record.id not in own

    older = [*takewhile(is_new, known.records)]
    newer = [*takewhile(is_new, reversed(known.records))][::-1]
    records = Collection((*older, *answer.records, *newer))
    first_errors = [one for one in (answer.first_error, known.first_error) if one and one.id not in _ids(records)]
    return answer.with_fields({
        "records": records,
        # One that is no longer written to will not be again.
        "stream": next((one.stream for one in (answer, known) if not one.is_open), answer.stream),
        "first_error": next(iter(first_errors), None),
        "more": known.more if older else answer.more,
        "total": max((one.total for one in (answer, known) if one.total is not None), default=None),
        "loaded_at": max(filter(None, (answer.loaded_at, known.loaded_at)), default=None),
    })  # fmt: skip


async def newest(api: Api, source: LogSource, number: int = TAIL, level: str = "") -> LoadedLog:
    """Request the newest records of a log: `GET /v1/log-streams/{log_stream_id}/logs`, and its stream.

    Args:
        api: reads the API.
        source: where the log is.
        number: how many records.
        level: only records of this level or worse; empty for all.

    Raises:
        NuonError: the records could not be loaded.
    """
    wanted = LoadedLog(id=source.subject.id, stream=source.stream, level=level)
    async with side_by_side() as group:
        asked = None if source.fresh else group.create_task(api.log_stream(_stream_id(wanted)))
        found = await _with_older(api, wanted, number)
    stream = asked.result() if asked else source.stream
    made = found.with_fields({"stream": stream, "loaded_at": api.moment})
    return made if level or not made.more else await _with_first_error(api, made)


async def older(api: Api, log: LoadedLog, number: int = TAIL) -> LoadedLog:
    """Request records of a log that are older than the loaded ones.

    Raises:
        NuonError: they could not be loaded.
    """
    found = await _with_older(api, log, number)
    first = found.first_error if found.first_error and found.first_error.id not in _ids(found.records) else None
    return found.with_fields({"first_error": first})


async def newer(api: Api, log: LoadedLog) -> LoadedLog:
    """Request the records of a log that came since, and whether it is still written to.

    Raises:
        NuonError: they could not be loaded.
    """
    latest = log.records[-1].timestamp if log.records else None
    stream = await api.log_stream(_stream_id(log))  # first: what is written before it closes comes after
    listed = api.logs(_stream_id(log), _severities(log.level), cursor=_cursor(latest, -1) if latest else None)
    known = _ids(log.records)
    came = [one async for one in listed if one.id not in known and one.is_at_least(log.level)]
    total = None if log.total is None else log.total + len(came)
    return log.with_fields({
        "stream": stream, "records": Collection((*log.records, *came)), "total": total, "loaded_at": api.moment
    })  # fmt: skip


async def _with_older(api: Api, log: LoadedLog, number: int) -> LoadedLog:
    """Return a log with older records. Where the server does not filter, they are filtered here."""
    oldest = log.records[0].timestamp if log.records else None
    cursor = _cursor(oldest, 1) if oldest else None
    listed = api.logs(_stream_id(log), _severities(log.level), newest_first=True, cursor=cursor)
    known = _ids(log.records)
    found: list[OtelLogRecord] = []
    looked = 0
    async for record in listed:
        looked += 1
        if record.id not in known and record.is_at_least(log.level):
            found.append(record)
        if len(found) >= number or looked >= max(number, MOST_SEARCHED):
            break
    records = Collection((*reversed(found), *log.records))
    total = log.total if log.total is not None or log.level else listed.total
    more = listed.more and total != len(records)
    return log.with_fields({"records": records, "more": more, "total": total})


async def _with_first_error(api: Api, log: LoadedLog) -> LoadedLog:
    """Return a log with the first error of all its records; older servers cannot tell it."""
    if api.lacks(Api.logs, FILTERS):
        return log
    try:
        listed = [one async for one in api.logs(_stream_id(log), severity_texts(ERROR), limit=1)]
    except NuonError as error:
        return log.with_fields({"problem": f"The first error is not known: {error}"})
    if listed and not listed[0].is_error:
        api.note_missing(Api.logs, FILTERS)
        return log
    first = listed[0] if listed and listed[0].id not in _ids(log.records) else None
    return log.with_fields({"first_error": first})


def _stream_id(log: LoadedLog) -> str:
    return (log.stream.id if log.stream else None) or ""


def _severities(level: str) -> tuple[str, ...]:
    return severity_texts(level) if level else ()


def _ids(records: Iterable[OtelLogRecord]) -> frozenset[str | None]:
    return frozenset(record.id for record in records)


def _cursor(time: datetime, behind: int) -> int:
    """Return the cursor from which the records of a time are sent again; times here have only microseconds.

    Args:
        time: the time.
        behind: 1 for the newest first, -1 for the oldest first.
    """
    begins = (time - EPOCH) // MICROSECOND * NANOSECONDS
    return begins + NANOSECONDS if behind > 0 else begins - 1
