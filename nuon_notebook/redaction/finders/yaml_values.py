"""Finds secrets in YAML that do not stand on the line of their name.

Anchors that a secret name refers to, scalars that go on over several lines, complex keys, and mappings under a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.literal_values import literal_value
from nuon_notebook.redaction.values.prose import is_sentence
from nuon_notebook.redaction.values.value_spans import AssignedName, line_end, line_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

KEY: Final = r"(?:^|\n)([ \t]{0,99}+)(?:-[ \t]{1,9}+)*+[\"']?([A-Za-z_][\w./-]{0,99}+)[\"']?[ \t]{0,9}+:"
ALIAS = lazy_pattern(
    r"([A-Za-z_][\w.-]{0,99}+)[\"']?[ \t]{0,9}+:[ \t]{1,9}+\*([\w-]{1,99}+)"
    r"|[Nn]ame:[ \t]{1,9}+[\"']?([\w.-]{1,99}+)[\"']?[ \t]{0,9}+\n[ \t]{0,99}+value:[ \t]{1,9}+\*([\w-]{1,99}+)"
)
ANCHOR = lazy_pattern(r"(?<=[\s\[{,])&([\w-]{1,99}+)(?=\s)[ \t]{0,9}+")
COMPLEX_KEY = lazy_pattern(
    r"(?:^|\n)[ \t]{0,99}+\?[ \t]{1,9}+[\"']?([A-Za-z_][\w.-]{0,99}+)[\"']?[ \t]{0,9}+\r?\n[ \t]{0,99}+:[ \t]{1,9}+"
)
OPEN_SCALAR = lazy_pattern(KEY + r"[ \t]{1,9}+(?:([\"'])|(?=[^\s\"'\[{|>&*!#%@`]))")
EMPTY_KEY = lazy_pattern(KEY + r"[ \t]{0,9}+(?:#[^\n]{0,200}+)?(?=\r?\n)")
CHILD = lazy_pattern(r"([ \t]{1,99}+)[\"']?([\w./-]{1,99}+)[\"']?[ \t]{0,9}+:[ \t]{1,9}+(?=\S)")
VALUE_KEY = lazy_pattern(r"(?:default_?|string_?|current_?|plain_?)?value|default|plaintext|literal", re.IGNORECASE)
COLLECTION = lazy_pattern(r"(?:[\w-]{0,60}[_.-])?(?:secrets|tokens|passwords|credentials|api_?keys|apiKeys)")
STRONG = lazy_pattern(r"(?=[^\n]{0,60}?[A-Za-z])(?=[^\n]{0,60}?[0-9])(?![\w./-]*\.[a-z]{2,5}$)[^\s{}/<>$:]{8,200}+")
CONTINUATION = lazy_pattern(r"[ \t]{1,99}+(?![-#?][ \t])(?![^\s:]{1,99}:(?:\s|$))[^\s#]")
MAX_LINES: Final = 50
CLOSING: Final = {'"': lazy_pattern(r"(?:[^\"\\]|\\[\s\S])*+\""), "'": lazy_pattern(r"(?:[^']|'')*+'")}


def find_anchored(text: str) -> Iterator[Span]:
    """Find the values of anchors that a secret name refers to: `x: &pw hunter2`, and `password: *pw`."""
    names: dict[str, str] = {}
    for match in ALIAS.finditer(text):
        name, alias = match[1] or match[3], match[2] or match[4]
        if is_secret_name(name):
            names[alias] = name
    if names:
        for match in ANCHOR.finditer(text):
            if match[1] in names:
                yield from literal_value(text, match.end(), _name(names[match[1]], line_start(text, match.start())))


def find_complex_keys(text: str) -> Iterator[Span]:
    """Find the values of keys that stand on a line of their own: `? password` and `: hunter2`."""
    for match in COMPLEX_KEY.finditer(text):
        if is_secret_name(match[1]):
            yield from literal_value(text, match.end(), _name(match[1], line_start(text, match.end())))


def find_continued_scalars(text: str) -> Iterator[Span]:
    """Find scalars that go on in the lines below, within quotes or without."""
    for match in OPEN_SCALAR.finditer(text):
        first = _first_line(text, match.end() - len(match[3] or ""), match) if is_secret_name(match[2]) else None
        if first and not text.startswith("{{", first[0]):
            yield from _longer(first, _end_of_continuation(text, first, match[3] or "", len(match[1])))
    for match in EMPTY_KEY.finditer(text):
        first = _first_line(text, match.end(), match) if is_secret_name(match[2]) else None
        if first and text[first[0] - 2 : first[0]] != "- ":
            yield from _longer(first, _end_of_plain(text, first, len(match[1])))


def _first_line(text: str, at: int, key: re.Match[str]) -> Span | None:
    return next(iter(literal_value(text, at, _name(key[2], key.start(2)))), None)


def _longer(first: Span, end: int) -> Iterator[Span]:
    if end > first[1]:
        yield first[0], end


def find_values_below(text: str) -> Iterator[Span]:
    """Find the values in a mapping under a secret name: `password:` and, in the next line, `value: hunter2`."""
    for match in EMPTY_KEY.finditer(text):
        if is_secret_name(match[2]):
            all_keys = COLLECTION.fullmatch(match[2]) is not None
            for child in _children(text, line_end(text, match.end()), len(match[1])):
                yield from _child_value(text, child, match[2], all_keys=all_keys)


def _children(text: str, at: int, outer: int) -> Iterator[re.Match[str]]:
    """Yield the keys with a value directly below a key, which is indented by `outer` columns."""
    column = 0
    for _ in range(MAX_LINES):
        start, at = at + 1, line_end(text, at + 1)
        line = text[start:at]
        indentation = len(line) - len(line.lstrip())
        if start >= len(text) or (line.strip() and (indentation <= outer or indentation < column)):
            return
        child = CHILD.match(text, start)
        if child:
            column = column or indentation
            if indentation == column:
                yield child


def _child_value(text: str, child: re.Match[str], name: str, *, all_keys: bool) -> Iterator[Span]:
    if VALUE_KEY.fullmatch(child[2]):
        for start, end in literal_value(text, child.end(), _name(name, line_start(text, child.end()))):
            if not is_sentence(text[start:end]):
                yield start, end
    elif all_keys:
        for start, end in literal_value(text, child.end(), _name(name, line_start(text, child.end()))):
            if STRONG.fullmatch(text, start, end):
                yield start, end


def _name(name: str, start: int) -> AssignedName:
    return AssignedName(name, start, ":")


def _end_of_continuation(text: str, first: Span, quote: str, indentation: int) -> int:
    if quote:
        if quote in text[first[1] : first[1] + 1]:
            return first[1]
        limit = _end_of_plain(text, first, indentation, quoted=True)
        closing = CLOSING[quote].match(text, first[0], limit)
        return closing.end() - 1 if closing else first[1]
    return _end_of_plain(text, first, indentation)


def _end_of_plain(text: str, first: Span, indentation: int, *, quoted: bool = False) -> int:
    """Return where the lines end that are indented deeper than the name and belong to its scalar."""
    end = line_end(text, first[1])
    if not quoted and text[first[1] : end].strip():
        return first[1]
    last = first[1]
    for _ in range(MAX_LINES):
        start, stop = end + 1, line_end(text, end + 1)
        line = text[start:stop]
        if start >= len(text) or (line.strip() and len(line) - len(line.lstrip()) <= indentation):
            break
        if line.strip() and not quoted and not CONTINUATION.match(line):
            break
        last = start + len(line.rstrip()) if line.strip() else last
        end = stop
    return last
