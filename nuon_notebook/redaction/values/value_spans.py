"""Finds where an assigned value ends: at its closing quote, its line's end, the next property, or a blank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

Span = tuple[int, int]
"""Offsets of the first character, and behind the last."""

OPENING_QUOTE = lazy_pattern(r"(\\{0,2})(\"{3}|'{3}|[\"'`])")
CONCATENATION = lazy_pattern(r"[\"'`][ \t]{0,20}+[,+][ \t]{0,20}+[bBrRuU]{0,2}(?=[\"'])")
CLOSING_QUOTE = lazy_pattern(r"[\"'`](?:[\s,;:)\]}]|\Z)")
QUOTES = lazy_pattern(r"\\.|(?<=[A-Za-z]{2})'(?=[a-z])|([\"'`])")
"""Escaped characters, apostrophes and, as a group, quotes that open or close a text."""
PUNCTUATION = lazy_pattern(r"\\.|[\"'(){},]|\[|\]")
END_OF_PROPERTY = lazy_pattern(
    r"[}\])](?:[\s}\]),;:\\\"']|\Z)|,\s{0,20}+(?:[\\\"'{\[}\])]|[\w.-]{1,60}+\s{0,20}+[:=]|\Z|\n)|,\n"
)
"""A bracket or comma that ends a property's value; one within a word does not."""
UNQUOTED = lazy_pattern(r"(?:(?![,;&][\w. -]{1,60}=)[^\s\"'<>`|])++")
LINE_START = lazy_pattern(r"[ \t>|#/*+~-]*(?:\d+\.[ \t])?(?:export |set |ENV |ARG |env |-e |RUN )?[ \t]*[\"'`]?$")
WINDOW: Final = 4000  # characters of a line that are read to recognise the form of a value
MAX_LOOKBEHIND: Final = 200  # characters of a line that are read before a name


@dataclass(frozen=True, slots=True)
class AssignedName:
    """A name that a value is assigned to.

    Attributes:
        text: The name.
        start: Offset where it begins, or where the line that belongs to it begins.
        operator: What stands between name and value: `=`, `:` or a blank.
        quote: The quote that closes the name itself, as in `"token": 1` and `df['token'] = 1`; otherwise empty.
    """

    text: str
    start: int
    operator: str
    quote: str = ""


class ValueSpan(NamedTuple):
    """Where a value stands in a text.

    Attributes:
        start: Offset of its first character, without quotes.
        end: Offset behind its last character. Equal to `start` if there is no literal value.
        quoted: Whether it stands in quotes.
    """

    start: int
    end: int
    quoted: bool


def find_value_span(text: str, start: int, end: int, name: AssignedName) -> ValueSpan:
    """Find where a value begins and ends.

    Args:
        text: The text that holds the value.
        start: Offset where the value begins, with its quotes.
        end: Offset where its line ends.
        name: The name that it is assigned to.
    """
    before = text_before_name(text, name)
    if CLOSING_QUOTE.match(text, start, end) and not name.quote and _open_quote(before) == text[start]:
        concatenation = CONCATENATION.match(text, start, end)
        if not concatenation:
            return ValueSpan(start, start, quoted=False)
        start = concatenation.end()
    quote = OPENING_QUOTE.match(text, start)
    if quote:
        return ValueSpan(quote.end(), _end_of_quoted(text, quote.end(), quote[0], end), quoted=True)
    if text[start] in "{[" and text[start : start + 2] != "{{":
        close = text.find("]", start, end)
        is_plain_list = text[start] == "[" and close > start and not re.search(r"[:={]", text[start:close])
        return ValueSpan(start + 1, close, quoted=False) if is_plain_list else ValueSpan(start, start, quoted=False)
    return ValueSpan(start, _end_of_unquoted(text, start, end, before, name), quoted=False)


def text_before_name(text: str, name: AssignedName) -> str:
    """Return what stands before a name on its line."""
    return text[max(line_start(text, name.start), name.start - MAX_LOOKBEHIND) : name.start]


def line_start(text: str, offset: int) -> int:
    """Return where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return where the line of an offset ends."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _open_quote(before: str) -> str:
    """Return the quote that is still open at the end of the first part of a line."""
    opened = ""
    for mark in filter(None, QUOTES.findall(before)):
        opened = "" if mark == opened else opened or mark
    return opened


def _end_of_unquoted(text: str, start: int, end: int, before: str, name: AssignedName) -> int:
    if name.quote and name.operator != " ":
        return _without_trailing(text, start, _end_of_property(text, start, end, name.quote))
    opener = before[-1:] if before[-1:] in ("'", '"', "`") else ""
    if opener and name.operator != " ":
        close = text.find(opener, start, end)
        return _without_trailing(text, start, close if close > 0 else end)
    if LINE_START.fullmatch(before) and name.operator != " ":
        spaced = name.operator == ":" or text[start - 1] in " \t"
        stop = end if spaced else start + len(re.split(r"\s", _fill_templates(text[start:end]), maxsplit=1)[0])
        comment = re.search(r"[ \t]#", text[start:stop])
        return _without_trailing(text, start, start + comment.start() if comment else stop)
    if text.startswith("{{", start):
        window = _fill_templates(text[start : min(end, start + WINDOW)])
        return start + len(re.split(r"[\s,;&\"']", window, maxsplit=1)[0])
    word = UNQUOTED.match(text, start, end)
    return start + len(text[start : word.end() if word else start].rstrip(",;)}]."))


def _end_of_property(text: str, start: int, end: int, quote: str) -> int:
    """Return where a property's value ends: at the next property, the end of the map, or the name's quote."""
    depth = 0
    inner_quote = ""
    for match in PUNCTUATION.finditer(text, start, min(end, start + WINDOW)):
        mark = match[0]
        if inner_quote or (depth and mark in "\"'"):
            inner_quote = "" if mark == inner_quote else inner_quote or mark
        elif mark in "{[(":
            depth += 1
        elif depth:
            depth -= mark in "}])"
        elif mark == quote or END_OF_PROPERTY.match(text, match.start()):
            return match.start()
    return end


def _fill_templates(text: str) -> str:
    """Replace template expressions and commands by letters, so that blanks within them do not end a value."""
    return re.sub(r"\{\{[^{}\n]*+\}\}|\$\([^()\n]*+\)", lambda match: "x" * len(match[0]), text)


def _without_trailing(text: str, start: int, end: int) -> int:
    """Return the end of a value without trailing blanks, commas and semicolons."""
    return start + len(text[start:end].rstrip(" \t\r,;"))


def _end_of_quoted(text: str, start: int, quote: str, line_end: int) -> int:
    bare = quote.lstrip("\\")
    if len(bare) == len('"""'):
        close = text.find(bare, start)
        return close if close >= 0 else len(text)
    escapes = len(quote) - 1
    at = start
    while (at := text.find(bare, at, line_end)) >= 0:
        if quote == "'" and at > start and text.startswith("''", at):  # how YAML and SQL write an apostrophe
            at += 2
            continue
        slashes = at - start - len(text[start:at].rstrip("\\"))
        if slashes <= escapes and (escapes == slashes or not slashes):
            return at - slashes
        at += 1
    return line_end
