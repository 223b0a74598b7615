"""Text of strangers without what a terminal would obey, and without what nobody would see."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

INVISIBLE: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
"""Unicode categories that a terminal obeys, or shows as nothing: controls, formats (bidi controls, zero width),
surrogates, private use, unassigned, line and paragraph separators."""

STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"
"""What stands where something is that shows as nothing and has no work to do: a name with it must not pass for
another one."""

BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
    # These choose between two looks of the character before them, of an emoji for instance; no letter of ASCII has two.
    "|(?<![^\x00-\x7f\ufe0e\ufe0f])[\ufe0e\ufe0f](?!\u20e3)"
)
"""Letters, symbols and marks that show as nothing: fillers, empty patterns, selectors of variants."""

MARKS: Final = frozenset(["Mn", "Me", "Mc"])
MOST_MARKS: Final = 4  # combining marks on one letter; more would climb over the lines above


def safe(text: str) -> str:
    """Return a text on one line without a character that a terminal would obey.

    Line ends and tabs become a blank; other control and format characters go; for blank letters stands `STAND_IN`.
    """
    if text.isascii() and text.isprintable():
        return text
    return " ".join(_visible(" ".join(text.split())).split())


def visible(text: str) -> str:
    """Return a text of several lines, likewise."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join(map(_visible, lines))


def seen(text: str) -> str:
    """Return a text, or a stand-in for one that is not blank and of which all the same nothing would be seen."""
    blank = text.isspace() or not text
    return text if blank or any(map(_is_seen, text)) else STAND_IN


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
    return BLANK.sub(STAND_IN, "".join(kept))


def _is_seen(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) not in INVISIBLE
