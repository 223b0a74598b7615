"""Finds literal values that are assigned to secret names: `PASSWORD=x`, `token: x`, `--api-key x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import SECRET_WORD, is_password_name, is_secret_name
from nuon_notebook.redaction.values.literal_values import literal_value
from nuon_notebook.redaction.values.prose import WORD
from nuon_notebook.redaction.values.references import is_reference
from nuon_notebook.redaction.values.value_spans import AssignedName

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

# Lookbehinds stand behind the first character: what begins with one is tried at every offset, which is slow.
ASSIGNMENT = lazy_pattern(
    r"([A-Za-z_](?<![\w.$@].)[\w.-]{0,99}+)\\{0,2}[\"'`\])]{0,2}[ \t]{0,20}+"
    r"(:=|=>|={1,3}(?!=)|\?=|:(?![:/]))[ \t]{0,20}+"
)
FLAG = lazy_pattern(
    r"-(?<![\w-]-)-?([A-Za-z][\w-]{1,60}+)(?:"
    r"[ \t]{1,20}+"  # --token x, and -token x
    r"|\\?[\"'],[ \t]{0,20}+\n?[ \t]{0,200}+\\?(?=[\"'])"  # ["--token", "x"]
    r"|,[ \t]{1,9}+(?=[^\s,\]]{1,200}+[,\]])"  # [--token, x]
    r"|[\"']?[ \t]{0,9}+\n[ \t]{0,200}+-[ \t]{1,9}+"  # - --token, and x in the next line
    r")(?!-|`?\$[A-Za-z_({])"
)
SET_COMMAND = lazy_pattern(
    r"(?m)^[ \t]{0,99}+(?:ENV|ARG|setenv|setx|%(?:set_)?env)[ \t]{1,9}+([A-Za-z_]\w{0,99}+)[ \t]{1,9}+(?!=)"
)
TABLE_ROW = lazy_pattern(
    r"\|[ \t]{0,99}+[`*]{0,2}([A-Za-z_][\w.-]{0,99}+)[`*]{0,2}[ \t]{0,99}+"
    r"\|[ \t]{0,99}+`?([^\s|`]++)`?[ \t]{0,99}+\|"
)
TABLE_HEADING = lazy_pattern(r"[^\n]*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|")
QUOTE = lazy_pattern(r"[\"'`]")
COUNT = lazy_pattern(r"[0-9][0-9.,]{0,7}")


def find_assignments(text: str) -> Iterator[Span]:
    """Find secrets behind an operator: `password = x`, `"token": "x"`."""
    reached = 0
    for match in _with_secret_name(ASSIGNMENT, text):
        before = text[max(match.start() - 2, 0) : match.start()]
        in_arn = match[2] == ":" and (before == "::" or (before[-1:] == ":" and match[0].endswith(":")))
        if match.start() >= reached and not in_arn:
            quote = QUOTE.search(text, match.end(1), match.start(2))
            name = AssignedName(match[1], match.start(), match[2], quote[0] if quote else "")
            for start, end in literal_value(text, match.end(), name):
                reached = end
                yield start, end


def find_flags(text: str) -> Iterator[Span]:
    """Find secrets behind a flag of a command: `--password x`."""
    return _find_separated_by_blank(FLAG, text)


def find_set_commands(text: str) -> Iterator[Span]:
    """Find secrets in commands that set a variable without an operator: `ENV PASSWORD x`."""
    return _find_separated_by_blank(SET_COMMAND, text)


def _find_separated_by_blank(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in _with_secret_name(pattern, text):
        yield from literal_value(text, match.end(), AssignedName(match[1], match.start() - 1, " "))


def find_table_rows(text: str) -> Iterator[Span]:
    """Find secrets in Markdown tables: `| password | x |`."""
    for match in _with_secret_name(TABLE_ROW, text):
        if not (TABLE_HEADING.match(text, match.end()) or is_reference(match[2]) or _is_described(match[1], match[2])):
            yield match.span(2)


def _is_described(name: str, value: str) -> bool:
    """Tell whether the cell of a table describes a secret rather than holding one."""
    return WORD.fullmatch(value) is not None or (not is_password_name(name) and COUNT.fullmatch(value) is not None)


def _with_secret_name(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches whose first group is a secret name."""
    if SECRET_WORD.search(text):
        yield from (match for match in pattern.finditer(text) if is_secret_name(match[1]))
