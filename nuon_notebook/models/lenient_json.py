"""Reads JSON that holds values which pydantic's parser refuses: one such value must not cost the whole document."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, TypeAlias

Location: TypeAlias = tuple[int | str, ...]

MAX_DEPTH = 200  # as in pydantic's parser
SURROGATE = re.compile("[\ud800-\udfff]")


class _Unreadable:
    """Stands in place of a number that Python cannot represent."""


def read_leniently(text: bytes | str) -> tuple[Any, list[Location]]:
    """Return a JSON document, and the locations of the values in it that cannot be used.

    These are integers of thousands of digits, and texts with half a character (a lone surrogate).

    Raises:
        ValueError: it is not JSON, not UTF-8, or nested too deeply.
    """
    decoded = text if isinstance(text, str) else text.decode()
    try:
        document = json.loads(decoded, parse_int=_integer)
    except RecursionError:
        raise _too_deep() from None
    found: list[Location] = []
    return _checked(document, (), found), found


def _integer(digits: str) -> int | _Unreadable:
    most = sys.get_int_max_str_digits()
    return _Unreadable() if 0 < most < len(digits.lstrip("-")) else int(digits)


def _checked(value: Any, location: Location, found: list[Location]) -> Any:
    """Return a value in which nothing unusable is left; add the locations of what was."""
    if len(location) > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        keyed = {SURROGATE.sub("\ufffd", key): item for key, item in value.items()}
        return {key: _checked(item, (*location, key), found) for key, item in keyed.items()}
    if isinstance(value, list):
        return [_checked(item, (*location, index), found) for index, item in enumerate(value)]
    if isinstance(value, _Unreadable) or (isinstance(value, str) and SURROGATE.search(value)):
        found.append(location)
        return None
    return value


def _too_deep() -> ValueError:
    return ValueError("nested too deeply")
