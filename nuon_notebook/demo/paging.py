"""Pages and filters: what the query of a list means, and what it answers when it cannot be read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.records import Record, as_time, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT_LIMIT, GREATEST_LIMIT = 10, 100


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = record(error=error, user_error=True, description=description)


def page(items: Sequence[Any], parameters: Mapping[str, str]) -> tuple[list[Any], dict[str, str]]:
    """One page of `items`, by `offset` or by `page` (from 1), and the headers that say whether there is another."""
    limit = min(_number(parameters, "limit", DEFAULT_LIMIT), GREATEST_LIMIT)
    offset, headers = _number(parameters, "offset", 0), {}
    if "page" in parameters:
        number = max(_number(parameters, "page", 1), 1)
        offset, headers = (number - 1) * limit, {"X-Nuon-Page-Number": str(number)}
    # A limit of zero answers nothing and promises more, for ever.
    more = limit == 0 or offset + limit < len(items)
    headers |= {
        "X-Nuon-Page-Next": str(more).lower(), "X-Nuon-Page-Offset": str(offset), "X-Nuon-Page-Limit": str(limit),
    }  # fmt: skip
    return list(items[offset : offset + limit]), headers


def flag(parameters: Mapping[str, str], name: str, malformed: int, default: bool = False) -> bool:
    """A boolean of the query; one that cannot be read is refused with the status `malformed`."""
    value = parameters.get(name, "")
    if value.lower() in ("true", "1", "t"):
        return True
    if value.lower() in ("false", "0", "f"):
        return False
    if value:
        raise RefusedError(malformed, f"unable to parse {name}: invalid syntax", "invalid request")
    return default


def created_between(rows: Sequence[Record], parameters: Mapping[str, str]) -> list[Record]:
    """The rows that were created from `created_at_gte` to `created_at_lte`."""
    earliest, latest = _date(parameters, "created_at_gte"), _date(parameters, "created_at_lte")
    return [
        row
        for row in rows
        if (earliest is None or as_time(row["created_at"]) >= earliest)
        and (latest is None or as_time(row["created_at"]) <= latest)
    ]


def _number(parameters: Mapping[str, str], name: str, default: int) -> int:
    value = parameters.get(name, "")
    if value and not value.isdecimal():
        raise RefusedError(400, f"unable to parse {name}: invalid syntax", "invalid request")
    return int(value) if value else default


def _date(parameters: Mapping[str, str], name: str) -> datetime | None:
    """A date of the query; a `+` that was not encoded arrives as a blank, and is no date."""
    value = parameters.get(name, "")
    if not value:
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise RefusedError(500, f"unable to parse {name}: invalid syntax", "invalid request")
    return when
