"""A rule of the scanner: how one form of secret is found, and in which texts it is looked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from nuon_notebook.redaction.values.references import is_reference
from nuon_notebook.redaction.values.value_spans import Span

Finder = Callable[[str], Iterator[Span]]
"""Yields the spans of secrets in a text."""


class Expression(str):
    """A regular expression among literal texts. In `any_of` it begins with a literal character."""

    __slots__ = ()


class CaseSensitive(Expression):
    """A regular expression that is tried on the text itself instead of the text in lower case."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """How one form of secret is found.

    A text can match only if, in lower case, it contains one of `any_of` and, if given, one of `and_any_of`. On other
    texts `find` is not called. These conditions are tried on the text as it is, while `find` is also called with
    two or more blanks in place of each escape sequence. So where the rule allows blanks, they allow any character.

    Attributes:
        name: Name of the rule; unique.
        kind: What the secret looks like, in words for people.
        find: Yields the spans of secrets in a text.
        any_of: Literal texts or expressions. The prefilter is made of these, so they should be rare in other texts.
        and_any_of: Further literal texts or expressions.
        line_break: What replaces an escaped end of line: a line end, or a blank where the value would otherwise be
            looked for on the next line.
    """

    name: str
    kind: str
    find: Finder
    any_of: tuple[str, ...]
    and_any_of: tuple[str, ...] = ()
    line_break: str = "\n"


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
