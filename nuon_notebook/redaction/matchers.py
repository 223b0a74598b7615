"""Building blocks of the rules: functions that yield the spans of secrets in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from nuon_notebook.redaction.references import is_reference
from nuon_notebook.redaction.value_spans import Span

Matcher = Callable[[str], Iterator[Span]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds what a regular expression matches.

    Attributes:
        expression: The last group that matched is the secret; without groups, the whole match is. Compiled on first use.
    """

    expression: str

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield the spans of secrets in a text."""
        for match in compiled(self.expression).finditer(text):
            start, end = match.span(match.lastindex or 0)
            if not is_reference(text[start:end]):
                yield start, end


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """Return a compiled expression. `re` itself remembers only some hundred of all that a program uses."""
    return re.compile(expression)
