"""The parameters of a request: pages, filters and flags, and the errors for those that cannot be parsed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.records import Record

DEFAULT_LIMIT, MAX_LIMIT = 10, 100


class ApiError(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "user_error": True, "description": description}


def page(items: Sequence[Any], parameters: Mapping[str, str]) -> tuple[list[Any], dict[str, str]]:
    """Return one page of `items`, by `offset` or by `page` (from 1), and the headers that describe it."""
    limit = min(number(parameters, "limit", DEFAULT_LIMIT), MAX_LIMIT)
    offset, headers = number(parameters, "offset", 0), {}
    if "page" in parameters:
        asked = max(number(parameters, "page", 1), 1)
        offset, headers = (asked - 1) * limit, {"X-Nuon-Page-Number": str(asked)}
    # With a limit of zero the server always says that there is another page.
    more = limit == 0 or offset + limit < len(items)
    headers |= {
        "X-Nuon-Page-Next": str(more).lower(), "X-Nuon-Page-Offset": str(offset), "X-Nuon-Page-Limit": str(limit),
    }  # fmt: skip
    return list(items[offset : offset + limit]), headers


def flag(parameters: Mapping[str, str], name: str, error_status: int, default: bool = False) -> bool:
    """Return a boolean parameter; a malformed one is an error with the status `error_status`."""
    value = parameters.get(name, "")
    if value.lower() in ("true", "1", "t"):
        return True
    if value.lower() in ("false", "0", "f"):
        return False
    if value:
        raise _malformed(name, error_status)
    return default


def created_between(rows: Sequence[Record], parameters: Mapping[str, str]) -> list[Record]:
    """Return the rows created from `created_at_gte` to `created_at_lte`, both included."""
    earliest, latest = _time(parameters, "created_at_gte"), _time(parameters, "created_at_lte")
    return [
        row
        for row in rows
        if (earliest is None or datetime.fromisoformat(row["created_at"]) >= earliest)
        and (latest is None or datetime.fromisoformat(row["created_at"]) <= latest)
    ]


def has_labels(row: Record, parameters: Mapping[str, str]) -> bool:
    """Return whether a record has all the labels that `labels` names: `key=value` or `key`, with commas between."""
    own = row.get("labels", {})
    wanted = [each.partition("=") for each in parameters.get("labels", "").split(",") if each]
    return all(key in own and (not sign or own[key] == value) for key, sign, value in wanted)


def number(parameters: Mapping[str, str], name: str, default: int) -> int:
    """Return a parameter that is a number; a malformed one is an error."""
    value = parameters.get(name, "")
    if value and not value.isdecimal():
        raise _malformed(name, 400)
    return int(value) if value else default


def _time(parameters: Mapping[str, str], name: str) -> datetime | None:
    value = parameters.get(name, "")
    if not value:
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        when = None
    # A `+` that was not encoded arrives as a space, and the time as malformed.
    if when is None or when.tzinfo is None:
        raise _malformed(name, 500)
    return when


def _malformed(name: str, status: int) -> ApiError:
    return ApiError(status, f"unable to parse {name}: invalid syntax", "invalid request")
