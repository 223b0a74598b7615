"""How far a value reaches that begins at an offset: in quotes, on its line, among other properties, up to a blank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

QUOTED = re.compile(r"(\\{0,2})(\"{3}|'{3}|[\"'`])")
CONTINUED = re.compile(r"[\"'`][ \t]{0,20}+[,+][ \t]{0,20}+[bBrRuU]{0,2}(?=[\"'])")
CLOSED = re.compile(r"[\"'`](?:[\s,;:)\]}]|\Z)")
QUOTES = re.compile(r"\\.|(?<=[A-Za-z]{2})'(?=[a-z])|([\"'`])")
"""Escaped quotes, apostrophes, and as a group what opens or closes a text."""
MARK = re.compile(r"\\.|[\"'(){},]|\[|\]")
LAST = re.compile(r"[}\])](?:[\s}\]),;:\\\"']|\Z)|,\s{0,20}+(?:[\\\"'{\[}\])]|[\w.-]{1,60}+\s{0,20}+[:=]|\Z|\n)|,\n")
"""What ends a property's value; a bracket or a comma within a word does not."""
TOKEN = re.compile(r"(?:(?![,;&][\w. -]{1,60}=)[^\s\"'<>`|])++")
LINE_START = re.compile(r"[ \t>|#/*+~-]*(?:\d+\.[ \t])?(?:export |set |ENV |ARG |env |-e |RUN )?[ \t]*[\"'`]?$")
WINDOW: Final = 4000  # characters of a line in which a value's form shows
FAR_BACK: Final = 200  # characters of a line that are looked at for what stands before a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a value is given to.

    Attributes:
        text: the name.
        at: where it begins, or what it belongs to.
        operator: what stands between name and value: `=`, `:`, or a blank.
        quote: the quote that closes the name itself, as in `"token": 1` and `df['token'] = 1`; else empty.
    """

    text: str
    at: int
    operator: str
    quote: str = ""


def extent(text: str, at: int, end: int, name: Name) -> tuple[int, int, bool]:
    """Return where a value begins and ends, and whether it stands in quotes.

    Args:
        text: what it stands in.
        at: where it begins, with its quotes.
        end: where its line ends.
        name: what it is given to.
    """
    before = before_name(text, name)
    if CLOSED.match(text, at, end) and not name.quote and _open_quote(before) == text[at]:
        continued = CONTINUED.match(text, at, end)
        if not continued:
            return at, at, False
        at = continued.end()
    quote = QUOTED.match(text, at)
    if quote:
        return quote.end(), _closing_quote(text, quote.end(), quote[0], end), True
    if text[at] in "{[" and text[at : at + 2] != "{{":
        close = text.find("]", at, end)
        plain = text[at] == "[" and close > at and not re.search(r"[:={]", text[at:close])
        return (at + 1, close, False) if plain else (at, at, False)
    return at, _bare_end(text, at, end, before, name), False


def before_name(text: str, name: Name) -> str:
    """Return what stands before a name on its line."""
    return text[max(line_start(text, name.at), name.at - FAR_BACK) : name.at]


def line_start(text: str, at: int) -> int:
    """Return where the line begins that an offset lies in."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line ends that an offset lies in."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _open_quote(before: str) -> str:
    """Return the quote that is open at the end of a line's beginning."""
    opened = ""
    for mark in filter(None, QUOTES.findall(before)):
        opened = "" if mark == opened else opened or mark
    return opened


def _bare_end(text: str, at: int, end: int, before: str, name: Name) -> int:
    """Return where a value without quotes ends."""
    if name.quote and name.operator != " ":
        return _trimmed(text, at, _flow_end(text, at, end, name.quote))
    opener = before[-1:] if before[-1:] in ("'", '"', "`") else ""
    if opener and name.operator != " ":
        close = text.find(opener, at, end)
        return _trimmed(text, at, close if close > 0 else end)
    if LINE_START.fullmatch(before) and name.operator != " ":
        spaced = name.operator == ":" or text[at - 1] in " \t"
        stop = end if spaced else at + len(re.split(r"\s", _without_templates(text[at:end]), maxsplit=1)[0])
        comment = re.search(r"[ \t]#", text[at:stop])
        return _trimmed(text, at, at + comment.start() if comment else stop)
    if text.startswith("{{", at):
        window = _without_templates(text[at : min(end, at + WINDOW)])
        return at + len(re.split(r"[\s,;&\"']", window, maxsplit=1)[0])
    token = TOKEN.match(text, at, end)
    return at + len(text[at : token.end() if token else at].rstrip(",;)}]."))


def _flow_end(text: str, at: int, end: int, quote: str) -> int:
    """Return where the value of a property ends: before the next property, the end of the map, or a quote."""
    depth = 0
    inner = ""
    for match in MARK.finditer(text, at, min(end, at + WINDOW)):
        mark = match[0]
        if inner or (depth and mark in "\"'"):
            inner = "" if mark == inner else inner or mark
        elif mark in "{[(":
            depth += 1
        elif depth:
            depth -= mark in "}])"
        elif mark == quote or LAST.match(text, match.start()):
            return match.start()
    return end


def _without_templates(text: str) -> str:
    """Fill template expressions and commands, so that a value can be cut at the blanks outside of them."""
    return re.sub(r"\{\{[^{}\n]*+\}\}|\$\([^()\n]*+\)", lambda match: "x" * len(match[0]), text)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \t\r,;"))


def _closing_quote(text: str, start: int, quote: str, line_end: int) -> int:
    bare = quote.lstrip("\\")
    if len(bare) == len('"""'):
        close = text.find(bare, start)
        return close if close >= 0 else len(text)
    escaped = len(quote) - 1
    at = start
    while (at := text.find(bare, at, line_end)) >= 0:
        slashes = at - start - len(text[start:at].rstrip("\\"))
        if slashes <= escaped and (escaped == slashes or not slashes):
            return at - slashes
        at += 1
    return line_end
