"""Finds literal values that are assigned to secret names: `PASSWORD=x`, `token: x`, `--api-key x`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.private_keys import is_public_key
from nuon_notebook.redaction.prose import WORD
from nuon_notebook.redaction.references import is_reference
from nuon_notebook.redaction.secret_names import SECRET_WORD, is_password_name, is_secret_name
from nuon_notebook.redaction.value_classifier import MANIFEST_NAME, is_secret_value
from nuon_notebook.redaction.value_spans import (
    WINDOW,
    AssignedName,
    ValueSpan,
    find_value_span,
    line_end,
    line_start,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.value_spans import Span

# Lookbehinds stand behind the first character: what begins with one is tried at every offset, which is slow.
ASSIGNMENT = re.compile(
    r"([A-Za-z_](?<![\w.$@].)[\w.-]{0,99}+)\\{0,2}[\"'`\])]{0,2}[ \t]{0,20}+"
    r"(:=|=>|={1,3}(?!=)|\?=|:(?![:/]))[ \t]{0,20}+"
)
FLAG = re.compile(
    r"-(?<![\w-]-)-?([A-Za-z][\w-]{1,60}+)(?:"
    r"[ \t]{1,20}+"  # --token x, and -token x
    r"|\\?[\"'],[ \t]{0,20}+\n?[ \t]{0,200}+\\?(?=[\"'])"  # ["--token", "x"]
    r"|,[ \t]{1,9}+(?=[^\s,\]]{1,200}+[,\]])"  # [--token, x]
    r"|[\"']?[ \t]{0,9}+\n[ \t]{0,200}+-[ \t]{1,9}+"  # - --token, and x in the next line
    r")(?!-|`?\$[A-Za-z_({])"
)
SET_COMMAND = re.compile(r"(?m)^[ \t]{0,99}+(?:ENV|ARG|setenv|setx)[ \t]{1,9}+([A-Za-z_]\w{0,99}+)[ \t]{1,9}+(?!=)")
TABLE_ROW = re.compile(
    r"\|[ \t]{0,99}+[`*]{0,2}([A-Za-z_][\w.-]{0,99}+)[`*]{0,2}[ \t]{0,99}+"
    r"\|[ \t]{0,99}+`?([^\s|`]++)`?[ \t]{0,99}+\|"
)
BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$")
CODE_LINE = re.compile(r"[\w.\[\]\"']{1,100}+ \+?= |(?:return|raise|if|for|assert|await|with|yield|print|pass|del)\b")
HEREDOC = re.compile(r"<<[-~]?[\"']?(\w+)[\"']?[ \t]*\r?$")
SUBSTITUTED_HEREDOC = re.compile(r"[\"']?(?:\$\(|`)[^\n]{0,200}<<")
YAML_ALIAS = re.compile(r"\*[A-Za-z][\w-]{0,99}+[ \t]*(?:\Z|[,}#\r])")
AUTH_SCHEME = re.compile(r"(?i:bearer|basic|token|digest|apikey)[ \t]+")
VALUE_PREFIX = re.compile(r"(?:!!\w+|&[\w-]+)[ \t]+|(?:Secret(?:Str|Bytes)?\()?[bBfFnNrRuU]{0,2}(?=[\"'])")
BRACED_EXPRESSION = re.compile(r"\{[^{}\n]{1,200}+\}")
TABLE_HEADING = re.compile(r"[^\n]*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|")
QUOTE = re.compile(r"[\"'`]")
COUNT = re.compile(r"[0-9][0-9.,]{0,7}")
MAX_TRIVIAL_LETTERS: Final = 3  # letters and digits beside expressions in braces that make no secret


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


def literal_value(text: str, at: int, name: AssignedName) -> Iterator[Span]:
    """Yield the span of the value that begins at an offset, if it is a literal.

    Args:
        text: The text that holds the value.
        at: Offset where the value begins.
        name: The name that it is assigned to.
    """
    tag = VALUE_PREFIX.match(text, at) or AUTH_SCHEME.match(text, at)
    at = tag.end() if tag else at
    end = line_end(text, at)
    rest = text[at : min(end, at + WINDOW)]
    if not rest.strip() or rest[0] == "#" or BLOCK_SCALAR.match(rest):
        if name.operator == ":":
            yield from _values_below(text, end, name) if rest[:1] not in ("|", ">") else _block_scalar(text, end, name)
        return
    if heredoc := HEREDOC.match(rest):
        close = re.compile(rf"^[ \t]*{heredoc[1]}\b", re.MULTILINE).search(text, end)
        yield end + 1, close.start() - 1 if close else len(text)
    elif not (SUBSTITUTED_HEREDOC.match(rest) or (name.operator == ":" and YAML_ALIAS.match(rest))):
        yield from _value_on_line(text, at, name, is_template=bool(tag and tag[0].lower().endswith(("f", "fr"))))


def _value_on_line(text: str, at: int, name: AssignedName, *, is_template: bool) -> Iterator[Span]:
    span = find_value_span(text, at, line_end(text, at), name)
    if is_template:
        literal = AUTH_SCHEME.sub("", BRACED_EXPRESSION.sub("", text[span.start : span.end]))
        if len(_alphanumerics(literal)) <= MAX_TRIVIAL_LETTERS:
            return
    if span.end > span.start and is_secret_value(text, span, name):
        yield span.start, span.end


def _alphanumerics(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _block_scalar(text: str, end: int, name: AssignedName) -> Iterator[Span]:
    """Yield the span of a YAML block scalar: the lines below that are indented deeper than its name."""
    outer = _indentation(text[line_start(text, name.start) : end])
    first: int | None = None
    last = at = end + 1
    while at <= len(text):
        stop = line_end(text, at)
        line = text[at:stop]
        if line.strip():
            if _indentation(line) <= outer:
                break
            first = at + _indentation(line) if first is None else first
            last = at + len(line.rstrip())
        at = stop + 1
    if first is not None and not (is_reference(text[first:last]) or is_public_key(text[first : first + WINDOW])):
        yield first, last


def _values_below(text: str, end: int, name: AssignedName) -> Iterator[Span]:
    """Yield the spans of the plain value, or of the items of a plain list, on the lines below a name."""
    first = line_start(text, name.start)
    outer = _indentation(text[first:end])
    at = end + 1
    while at < len(text):
        stop = line_end(text, at)
        body = text[at:stop].strip()
        inner = _indentation(text[at:stop])
        item = body.startswith("- ")
        if inner < outer or (inner == outer and not item) or not body or re.search(r":(\s|$)", body):
            return
        start = at + inner + (2 if item else 0)
        value = text[start:stop].rstrip()
        listed = item and name.text.lower() == "secrets" and MANIFEST_NAME.fullmatch(value.replace("_", "-"))
        if (
            not listed
            and not (value.startswith(("#", "{", "[", "*", "<")) or CODE_LINE.match(value))
            and is_secret_value(text, ValueSpan(start, start + len(value), quoted=False), replace(name, start=first))
        ):
            yield start, start + len(value)
        if not item:
            return
        at = stop + 1
