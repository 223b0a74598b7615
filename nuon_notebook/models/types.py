"""The field types that the wire needs: times, durations, documents, secrets, maps (API page, section 4)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, Secret, SecretStr
from pydantic_core import from_json

NANOSECONDS = 1_000
LONGEST = 2**63  # what the wire's integers can hold
ZERO_TIME = "0001-01-01T00:00:00"


def _time(value: object) -> object:
    """Take Go's zero time as absent, and a time without a zone as UTC."""
    if value == "" or value is None or (isinstance(value, str) and value.startswith(ZERO_TIME)):
        return None
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(time, datetime):
            raise ValueError  # noqa: TRY301, TRY004 - one place says what is wrong
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        problem = "not a time"
        raise ValueError(problem) from None


Timestamp = Annotated[datetime | None, BeforeValidator(_time)]
"""A time in UTC, or None where the wire says "not set".

The wire's RFC 3339 text with up to nine fractional digits is cut to microseconds."""


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if type(value) is not int or abs(value) > LONGEST:
        problem = "not a number of nanoseconds"
        raise ValueError(problem)
    return timedelta(microseconds=value // NANOSECONDS)


def _nanoseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1) * NANOSECONDS


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_nanoseconds)]
"""A span of time; on the wire an integer of nanoseconds."""


def _decode(value: object) -> object:
    """Decode base64 into the JSON document it holds, or into its text where it holds none."""
    if not isinstance(value, str):
        return value
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        problem = "not base64 of text"
        raise ValueError(problem) from None
    try:
        document = from_json(text)
    except ValueError:
        return text
    return document if isinstance(document, dict | list) else text


def _encode(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()


Document = Annotated[dict[str, Any] | list[Any] | str, BeforeValidator(_decode), PlainSerializer(_encode)]
"""A decoded document; on the wire base64."""


def _nothing(_: object) -> None:
    return None


NEVER_DUMPED = PlainSerializer(_nothing)

SecretText = Annotated[SecretStr, NEVER_DUMPED]
"""A text that no output holds: dumps as null, opened by `get_secret_value()` in code."""

SecretValue = Annotated[Secret[Any], NEVER_DUMPED]
"""A value of any shape that no output holds: dumps as null, opened by `get_secret_value()` in code."""


StringMap = Mapping[str, str | None]
"""Names to texts; a text may be null."""

AnyMap = Mapping[str, Any]
"""Names to values of any shape."""
