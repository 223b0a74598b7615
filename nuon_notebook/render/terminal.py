"""Text of strangers made harmless for a terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

INVISIBLE: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
"""Unicode categories that a terminal obeys, or shows as nothing: controls, formats (bidi controls, zero width),
surrogates, private use, unassigned, line and paragraph separators."""

MARKS: Final = frozenset(["Mn", "Me", "Mc"])
MOST_MARKS: Final = 4  # combining marks on one letter; more would climb over the lines above


def safe(text: str) -> str:
    """Return a text on one line without a character that a terminal would obey.

    Line ends and tabs become a blank, other control characters and those that show as nothing go.
    """
    if text.isascii() and text.isprintable():
        return text
    return " ".join(_visible(" ".join(text.split())).split())


def visible(text: str) -> str:
    """Return a text of several lines without characters that show as nothing or turn others around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join(map(_visible, lines))


def columns(letter: str) -> int:
    """Return how many columns of a terminal a visible character takes."""
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _visible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    kept: list[str] = []
    marks = 0
    for letter in line:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in MARKS else 0
        if category not in INVISIBLE and marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
