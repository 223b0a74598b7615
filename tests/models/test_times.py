"""Times: every form that Go or a proxy may send, and what is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from nuon_notebook.models import NullTime
from tests.cases import failures

AT = datetime(2025, 11, 20, 9, 14, 3, tzinfo=UTC)
LATER = AT.replace(microsecond=123456)
TIMES = {
    "2025-11-20T09:14:03Z": AT,
    "2025-11-20T09:14:03.123456789Z": LATER,
    "2025-11-20T09:14:03.123456+00:00": LATER,
    "2025-11-20T11:14:03+02:00": AT,
    "2025-11-20T09:14:03": AT,
    "2025-11-20 09:14:03": AT,
    "1763630043": AT,
    "9999-12-31T23:59:59Z": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    "1000-01-01T00:00:00Z": datetime(1000, 1, 1, tzinfo=UTC),
    "0999-12-31T23:59:59Z": datetime(999, 12, 31, 23, 59, 59, tzinfo=UTC),
}
NO_TIMES = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.5Z", "", None)
UNREADABLE = (5, 1763630043.5, True, "now", [], {}, "2025-02-30T00:00:00Z", "2025-11-20T24:61:00Z", "x" * 100)


def read(value: object) -> list[NullTime]:
    """The time, read from JSON and from Python's values."""
    return [NullTime.model_validate_json(json.dumps({"time": value})), NullTime.model_validate({"time": value})]


def test_a_time_is_read_in_utc() -> None:
    def holds(text: str) -> None:
        found = [(one.time, one.time.utcoffset() if one.time else None, one.unreadable) for one in read(text)]
        assert found == [(TIMES[text], AT.utcoffset(), ())] * 2

    assert failures(holds, TIMES) == []


def test_the_zero_time_of_go_is_none() -> None:
    def holds(value: object) -> None:
        assert [(one.time, one.unreadable) for one in read(value)] == [(None, ())] * 2

    assert failures(holds, NO_TIMES) == []


def test_what_is_no_time_is_unreadable() -> None:
    def holds(value: object) -> None:
        assert [(one.time, one.unreadable) for one in read(value)] == [(None, ("time",))] * 2

    assert failures(holds, UNREADABLE) == []
