"""Building blocks of the rules: functions that yield the spans of secrets in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from nuon_notebook.redaction.references import is_reference
from nuon_notebook.redaction.value_spans import Span

Matcher = Callable[[str], Iterator[Span]]

MIN_GROUP_LENGTH: Final = 16  # in detect-secrets, a shorter group is a part of the expression, not the secret


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


@dataclass(frozen=True, slots=True)
class Plugin:
    """Finds what the expressions of a plugin of detect-secrets match.

    Attributes:
        name: Class name of the plugin.
        whole_words: Skip matches that begin within a longer word, such as an ARN with its account number.
        ignored: Expression of values that are no secrets although the plugin matches them.
    """

    name: str
    whole_words: bool = False
    ignored: str = ""

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield the spans of secrets in a text.

        Raises:
            LookupError: The installed detect-secrets has no such plugin.
        """
        for expression in plugin_patterns(self.name):
            for match in expression.finditer(text):
                start, end = _secret_group(match)
                value = text[start:end]
                if not (self._is_skipped(text, start, value) or is_reference(value)):
                    yield start, end

    def _is_skipped(self, text: str, start: int, value: str) -> bool:
        if self.whole_words and start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_-"):
            return True
        return bool(self.ignored) and re.fullmatch(self.ignored, value) is not None


@cache
def plugin_patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """Return the expressions of a plugin of detect-secrets.

    Only the expressions are used: the library's own scan reads files and may ask the network.

    Raises:
        LookupError: The installed detect-secrets has no such plugin.
    """
    # Imported here because the library takes 0.1 seconds, most of it for `requests`.
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class  # noqa: PLC0415

    for found in get_mapping_from_secret_type_to_class().values():
        if found.__name__ == name:
            return tuple(getattr(found, "denylist", ()))
    message = f"The installed detect-secrets has no plugin {name}. Install bc-detect-secrets 1.5.52 or newer."
    raise LookupError(message)


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """Return a compiled expression. `re` itself remembers only some hundred of all that a program uses."""
    return re.compile(expression)


def _secret_group(match: re.Match[str]) -> Span:
    """Return the first group that is long enough to be a secret, otherwise the whole match."""
    groups = (match.span(index) for index, group in enumerate(match.groups(), start=1) if group)
    return next((span for span in groups if span[1] - span[0] >= MIN_GROUP_LENGTH), match.span())
