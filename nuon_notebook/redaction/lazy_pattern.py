"""Regular expressions that are compiled when they are first used: a page needs a few of the two hundred here."""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # What was found once is an attribute of this object, so the next use takes no longer than of a compiled one.
        found = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, found)
        return found


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used.

    Args:
        expression: The expression.
        flags: As `re.compile` takes them.
    """
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))
