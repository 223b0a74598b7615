"""Reads the value at an offset: on its line, in a here-document or YAML block scalar, or in the lines below."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.values.references import is_reference
from nuon_notebook.redaction.values.value_classifier import MANIFEST_NAME, is_public_key, is_secret_value
from nuon_notebook.redaction.values.value_spans import (
    WINDOW,
    AssignedName,
    ValueSpan,
    find_value_span,
    line_end,
    line_start,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

BLOCK_SCALAR = lazy_pattern(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$")
CODE_LINE = lazy_pattern(r"[\w.\[\]\"']{1,100}+ \+?= |(?:return|raise|if|for|assert|await|with|yield|print|pass|del)\b")
HEREDOC = lazy_pattern(r"<<[-~]?[\"']?(\w+)[\"']?[ \t]*\r?$")
SUBSTITUTED_HEREDOC = lazy_pattern(r"[\"']?(?:\$\(|`)[^\n]{0,200}<<")
YAML_ALIAS = lazy_pattern(r"\*[A-Za-z][\w-]{0,99}+[ \t]*(?:\Z|[,}#\r])")
AUTH_SCHEME = lazy_pattern(r"(?i:bearer|basic|token|digest|apikey)[ \t]+")
VALUE_PREFIX = lazy_pattern(
    r"(?:!!\w+|&[\w-]+)[ \t]+|(?:Secret(?:Str|Bytes)?\()?[bBfFnNrRuU@]{0,2}(?=[\"'])|\([ \t]{0,9}\r?\n[ \t]{0,99}[bBrRuU]?(?=[\"'])"
    r"|(?:Secret)?(?:[Ss]tr(?:ing)?|[Bb]ytes)(?:[ \t]?\|[ \t]?(?:None|null|undefined))?[ \t]=[ \t](?!None\b|null\b|\.\.\.)"
)
"""What stands before a literal: a tag of YAML, a letter of Python, an opening bracket, a type."""
BRACED_EXPRESSION = lazy_pattern(r"\{[^{}\n]{1,200}+\}")
CHANGED = lazy_pattern(r"\"[ \t]{1,9}->[ \t]{1,9}(?=\")")
"""What a Terraform plan writes between an old value and the new one."""
MAX_TRIVIAL_LETTERS: Final = 3  # letters and digits beside expressions in braces that make no secret


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
        if sum(map(str.isalnum, literal)) <= MAX_TRIVIAL_LETTERS:
            return
    changed = CHANGED.match(text, span.end)
    spans = [span, find_value_span(text, changed.end(), line_end(text, at), name)] if changed else [span]
    for each in spans:
        if each.end > each.start and is_secret_value(text, each, name):
            yield each.start, each.end


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
