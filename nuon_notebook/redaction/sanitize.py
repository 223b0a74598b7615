"""Removes control characters from untrusted text, and makes invisible characters visible."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

INVISIBLE_CATEGORIES: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
"""Unicode categories that a terminal obeys or does not show: controls, formats (bidi controls, zero width),
surrogates, private use, unassigned, line and paragraph separators."""

PLACEHOLDER: Final = "\N{REPLACEMENT CHARACTER}"
"""Replaces invisible letters: a name that has one must not look like another name."""

INVISIBLE_LETTERS = lazy_pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
    # These choose between two looks of the character before them, of an emoji for instance; no letter of ASCII has two.
    "|(?<![^\x00-\x7f\ufe0e\ufe0f])[\ufe0e\ufe0f](?!\u20e3)"
)
"""Letters, symbols and marks that are not shown: fillers, empty patterns, variation selectors."""

COMBINING_MARKS: Final = frozenset(["Mn", "Me", "Mc"])
MAX_COMBINING_MARKS: Final = 4  # on one letter; more would cover the lines above


def sanitize_line(text: str) -> str:
    """Return a text as one line without control characters.

    Line ends and tabs become blanks. Other control and format characters are removed. Invisible letters are replaced
    by `PLACEHOLDER`.
    """
    if text.isascii() and text.isprintable():
        return text
    return " ".join(_sanitize(" ".join(text.split())).split())


def sanitize_text(text: str) -> str:
    """Return a text of any number of lines without control characters.

    All kinds of line ends become the same one, and tabs four blanks. Otherwise each line is treated as by
    `sanitize_line`.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join(map(_sanitize, lines))


def show_invisible(text: str) -> str:
    """Return a text, or `PLACEHOLDER` if the text has characters but none that is visible.

    Empty and blank texts are returned as they are.
    """
    if text[:1].isalnum() or not text or text.isspace() or any(map(_is_visible, text)):
        return text
    return PLACEHOLDER


def terminal_width(character: str) -> int:
    """Return how many columns of a terminal a visible character takes."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _is_plain(character: str) -> bool:
    """Tell whether a character is visible by itself and no mark on another one."""
    category = unicodedata.category(character)
    of_others = category in INVISIBLE_CATEGORIES or category in COMBINING_MARKS
    return not of_others and not INVISIBLE_LETTERS.search(character)


def _sanitize(line: str) -> str:
    if (line.isascii() and line.isprintable()) or all(map(_is_plain, set(line))):
        return line
    kept: list[str] = []
    marks = 0
    for character in line:
        category = unicodedata.category(character)
        marks = marks + 1 if category in COMBINING_MARKS else 0
        if category not in INVISIBLE_CATEGORIES and marks <= MAX_COMBINING_MARKS:
            kept.append(character)
    return INVISIBLE_LETTERS.sub(PLACEHOLDER, "".join(kept))


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in INVISIBLE_CATEGORIES
