"""The field types that the wire needs: times, durations, documents, secrets, maps (API page, section 4)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, Secret, SecretStr

NANOSECONDS = 1_000


def _time(value: object) -> object:
    """Take Go's zero time as absent, and a time without a zone as UTC."""
    if isinstance(value, str):
        if value == "" or value.startswith("0001-01-01T00:00:00"):
            return None
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


Timestamp = Annotated[datetime | None, BeforeValidator(_time)]
"""An aware time, or None where the wire says "not set".

The wire's RFC 3339 text with up to nine fractional digits is cut to microseconds."""


def _duration(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
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
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return document if isinstance(document, dict | list) else text


def _encode(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()


Document = Annotated[dict[str, Any] | list[Any] | str, BeforeValidator(_decode), PlainSerializer(_encode)]
"""A decoded document; on the wire base64."""


def _nothing(_: object) -> None:
    return None


SecretText = Annotated[SecretStr, PlainSerializer(_nothing)]
"""A text that no output holds: dumps as null, opened by `get_secret_value()` in code."""

SecretValue = Annotated[Secret[Any], PlainSerializer(_nothing)]
"""A value of any shape that no output holds: dumps as null, opened by `get_secret_value()` in code."""


StringMap = Mapping[str, str | None]
"""Names to texts; a text may be null."""

AnyMap = Mapping[str, Any]
"""Names to values of any shape."""
