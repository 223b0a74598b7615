"""Lines for terminals: wrapped or cut to 80 columns, expressions whole, statuses in colour where the terminal has it.

Templates mark statuses and expressions by control characters, which no value can hold: the environment of the text
templates removes them from values.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.formats import Tone
from nuon_notebook.redaction.sanitize import terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TERMINAL: Final = 80  # columns
WIDTH: Final = 78  # of 80 columns; the rest is for the frame around a notebook's output
MAX_LINES: Final = 3  # of what is wrapped
MIN_COLUMNS: Final = 20  # of what is wrapped, however deep it is nested
INDENT: Final = "  "
MAX_COLUMN: Final = 30  # columns of a cell in an aligned row, where a line has the usual width


class Mark:
    """What a template prints to mark something. As it is no text, it is printed as it is.

    Args:
        character: a control character that no terminal gets to see.
    """

    def __init__(self, character: str) -> None:
        self._character = character

    def __str__(self) -> str:
        return self._character


TONES: Final = {Tone.FAILED: "\x01", Tone.WAITING: "\x02", Tone.RUNNING: "\x03", Tone.UNKNOWN: "\x04"}
TONE_END: Final = "\x05"
EXPRESSION, EXPRESSION_END = "\x06", "\x07"
CELL: Final = "\x08"
BOLD: Final = "\x0e"  # ends as a tone does
ANSI: Final = {
    TONES[Tone.FAILED]: "\x1b[31m", TONES[Tone.WAITING]: "\x1b[33m", TONES[Tone.RUNNING]: "\x1b[34m",
    TONES[Tone.UNKNOWN]: "\x1b[35m", BOLD: "\x1b[1m", TONE_END: "\x1b[0m",
}  # fmt: skip
MARKS: Final = {
    "bold": Mark(BOLD),
    "cell": Mark(CELL),
    "tone": {tone: Mark(TONES.get(tone, "")) for tone in Tone},
    "tone_end": Mark(TONE_END),
    "expression": Mark(EXPRESSION),
    "expression_end": Mark(EXPRESSION_END),
}
"""For templates."""

EXPRESSIONS: Final = re.compile(f"(?: \\(|: | in )?{EXPRESSION}([^{EXPRESSION_END}]*){EXPRESSION_END}\\)?")
BRANCHES: Final = re.compile("(?:├─ |└─ |│  |   )*")
WITHIN: Final = re.compile(f"(?<![,;\N{MIDDLE DOT}]) (?![{''.join(TONES.values())}]?\\[)")
"""A blank within what separators and statuses divide."""
KEPT: Final = "\N{NO-BREAK SPACE}"
OPENING: Final = (BOLD, *filter(None, TONES.values()))
BELOW: Final = str.maketrans({"├": "│", "└": " ", "─": " "})
BRANCH: Final = 3  # columns of a level of the tree
UNSEEN: Final = dict.fromkeys(map(ord, (*ANSI, CELL, EXPRESSION, EXPRESSION_END)))


def plain(text: str) -> str:
    """Return a text without marks."""
    return text.translate(UNSEEN)


def coloured(text: str) -> str:
    """Return a text with its statuses in colour."""
    return "".join(ANSI.get(character, character) for character in text)


def in_terminal(text: str) -> str:
    """Return a marked text as it is printed: in colour on a terminal, unless NO_COLOR is set or it has no colours."""
    has_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return coloured(text) if has_colour else plain(text)


def room() -> int:
    """Return how many columns a line may take: those of a wide terminal, else as many as everywhere."""
    return max(WIDTH, shutil.get_terminal_size().columns - (TERMINAL - WIDTH)) if sys.stdout.isatty() else WIDTH


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(map(terminal_width, plain(text)))


def fitted(line: str, columns: int = WIDTH) -> Iterator[str]:
    """Yield a line wrapped to some columns. If it does not fit, its expressions get lines of their own, uncut.

    One that does not fit beside its branch of the tree stands further left, if it fits there.
    """
    if width(line) <= columns:
        yield line.replace(EXPRESSION, "").replace(EXPRESSION_END, "")
        return
    branches = BRANCHES.match(line)
    before = branches[0] if branches else ""
    words = EXPRESSIONS.sub("", line[len(before) :])
    for part in wrapped_at_separators(words, columns - width(before)):
        yield before + part
        before = before.translate(BELOW)
    for found in EXPRESSIONS.findall(line):
        beside = columns - width(found)
        yield (before[:beside] if beside >= BRANCH else before) + found


def wrapped(words: str, columns: int) -> list[str]:
    """Return words in lines of some columns, at most three. A word that is wider goes on in the next line.

    No line ends at a hyphen: `share --anonymize` has to find names as they are.
    """
    columns = max(columns, MIN_COLUMNS)
    return _filled((piece for word in words.split(" ") for piece in _pieces(word, columns)), columns)


def wrapped_at_separators(words: str, columns: int) -> list[str]:
    """Return statuses and facts in lines of some columns, at most three. If it can, a line ends behind one of them.

    A word that is wider than a line is cut. Lines behind the first one are indented: by that, `sharing/names.py` knows
    that they go on.
    """
    columns = max(columns, MIN_COLUMNS)
    parts = WITHIN.sub(KEPT, words).split(" ")
    whole = " ".join(part if width(part) <= columns else part.replace(KEPT, " ") for part in parts)
    return [line.replace(KEPT, " ") for line in _filled(whole.split(" "), columns, INDENT)]


def _pieces(word: str, columns: int) -> Iterator[str]:
    """Yield a word in pieces of at most some columns."""
    while width(word) > columns:
        fitting = bisect_right([*accumulate(map(terminal_width, word[: columns + 1]))], columns)
        yield word[:fitting]
        word = word[fitting:]
    yield word


def _filled(words: Iterable[str], columns: int, indent: str = "") -> list[str]:
    """Return lines of some columns filled with words, at most three; what is marked in a line ends with it."""
    lines: list[str] = []
    taken = columns
    for word in filter(None, words):
        size = width(word)
        if taken + 1 + size <= columns:
            lines[-1] += f" {word}"
            taken += 1 + size
        elif len(lines) == MAX_LINES:
            lines[-1] += "…"
            break
        else:
            lines.append(f"{indent if lines else ''}{word}")
            taken = width(lines[-1])
    return [cut(line, columns) for line in _closed(lines)]


def _closed(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines in which each tone that goes on in the next line ends, and begins again there."""
    tone = ""
    for line in lines:
        begun = f"{tone}{line}"
        tone = next((mark for mark in reversed(begun) if mark in OPENING or mark == TONE_END), "").strip(TONE_END)
        yield f"{begun}{TONE_END if tone else ''}"


def height(line: str) -> int:
    """Return how many lines of a terminal a line takes, which wraps it."""
    return max(1, -(-width(line) // TERMINAL))


def aligned(rows: Sequence[str], total: int = WIDTH) -> list[str]:
    """Return rows of marked cells as lines with columns. The last column is neither padded nor cut.

    Args:
        rows: the rows.
        total: how many columns a line may take.
    """
    split = [row.split(CELL) for row in rows]
    most = MAX_COLUMN * total // WIDTH
    columns = [min(most, max(map(width, column))) for column in zip(*split, strict=True)]
    return ["  ".join(_padded(cells, columns)).rstrip() for cells in split]


def _padded(cells: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    for cell, size in zip(cells[:-1], columns, strict=False):
        kept = cut(cell, size)
        yield kept + " " * (size - width(kept))
    yield cells[-1]


def cut(line: str, columns: int = WIDTH) -> str:
    """Return a line cut to some columns; what is marked in it ends with it."""
    if width(line) <= columns:
        return line
    reached = [*accumulate(0 if character in ANSI else terminal_width(character) for character in line)]
    kept = line[: bisect_right(reached, columns - 1)]
    opened = max(kept.rfind(mark) for mark in (BOLD, *TONES.values()))
    return f"{kept}…{TONE_END if opened > kept.rfind(TONE_END) else ''}"
