"""The beginning and the end of a period, as users give them: `24h`, `7d`, `2025-11-23`, a time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from nuon_notebook.display import formats
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.redaction.masking import mask_text

SPAN: Final = re.compile(r"([0-9]{1,6})\s*(m|min|h|d|w)")
UNITS: Final = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EXAMPLES: Final = 'Give a span such as "24h", "7d" or timedelta(hours=24), or a time such as "2025-11-23".'
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

Bound = str | timedelta | date | datetime


def beginning(since: object, moment: datetime | None) -> datetime | None:
    """Return the beginning of a period, in UTC; None if there is no limit.

    Args:
        since: a span before the moment (`"24h"`, a `timedelta`), or a time (`"2025-11-23"`, a `datetime`). A time
            without a zone is in UTC.
        moment: as of when the records are; None if that is not known.

    Raises:
        InvalidArgumentError: it is neither, on the wrong side of the moment, or a span although that is not known.
    """
    span = read_since(since)
    if span is None:
        return None
    if not isinstance(span, timedelta):
        return _on_side(span, moment, f"since={_shown(since)}", "before")
    try:
        return _usable(span, moment, f"since={_shown(since)}", "before") - span
    except OverflowError:
        return FIRST


def ending(until: object, moment: datetime | None) -> datetime | None:
    """Return the end of a period, in UTC; None if there is no limit.

    Args:
        until: a span after the moment (`"7d"`, a `timedelta`), or a time (`"2025-12-01"`, a `datetime`). A time
            without a zone is in UTC.
        moment: as of when the records are; None if that is not known.

    Raises:
        InvalidArgumentError: it is neither, on the wrong side of the moment, or a span although that is not known.
    """
    if until is None:
        return None
    argument = f"until={_shown(until)}"
    span = _span(until)
    if span is None:
        return _on_side(_time(until, argument), moment, argument, "after")
    try:
        return _usable(span, moment, argument, "after") + span
    except OverflowError:
        return LAST


def _on_side(time: datetime, moment: datetime | None, argument: str, side: str) -> datetime:
    """Return a time, if it is not on the other side of the moment."""
    if moment is not None and (time > moment if side == "before" else time < moment):
        now = formats.format_time(moment)
        raise InvalidArgumentError(what=f"{argument} is not {side} now ({now}).", advice=EXAMPLES)
    return time


def _usable(span: timedelta, moment: datetime | None, argument: str, side: str) -> datetime:
    """Return the moment that a span counts from."""
    if span <= timedelta(0):
        raise InvalidArgumentError(what=f"{argument} is not a span {side} now.", advice=EXAMPLES)
    if moment is None:
        name = argument.partition("=")[0]
        raise InvalidArgumentError(
            what=f"{argument} cannot be used here.",
            why="It is not known when these records were current, because they were parsed without a client.",
            advice=f"Give a time, for instance `{name}=datetime(2025, 11, 23, tzinfo=UTC)`.",
        )
    return moment


def read_since(since: object) -> timedelta | datetime | None:
    """Return the span before the moment, or the time, that is meant; None if there is no limit.

    Raises:
        InvalidArgumentError: it is neither.
    """
    if since is None:
        return None
    argument = f"since={_shown(since)}"
    span = _span(since)
    if span is None:
        return _time(since, argument)
    if span <= timedelta(0):
        raise InvalidArgumentError(what=f"{argument} is not a span before now.", advice=EXAMPLES)
    return span


def _shown(since: object) -> str:
    return formats.shorten(mask_text(repr(since)), 60)


def _span(since: object) -> timedelta | None:
    if isinstance(since, timedelta):
        return since
    found = SPAN.fullmatch(since.strip().lower()) if isinstance(since, str) else None
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


def _time(since: object, argument: str) -> datetime:
    try:
        found = datetime.fromisoformat(since.strip()) if isinstance(since, str) else since
    except ValueError:
        found = None
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if not isinstance(found, datetime):
        raise InvalidArgumentError(what=f"{argument} is neither a span nor a time.", advice=EXAMPLES)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
