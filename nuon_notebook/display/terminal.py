"""Lines for terminals: wrapped or cut to 80 columns, expressions whole, statuses in colour where the terminal has it.

Templates mark statuses and expressions by control characters, which no value can hold: the environment of the text
templates removes them from values.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.formats import Tone
from nuon_notebook.redaction.sanitize import terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TERMINAL: Final = 80  # columns
WIDTH: Final = 78  # of 80 columns; the rest is for the frame around a notebook's output
MAX_LINES: Final = 3  # of what is wrapped
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
        room = columns - width(found)
        yield (before[:room] if room >= BRANCH else before) + found


def wrapped(words: str, columns: int) -> list[str]:
    """Return words in lines of some columns, at most three.

    No line ends at a hyphen: `share --anonymize` has to find names as they are.
    """
    lines = textwrap.wrap(words, columns, max_lines=MAX_LINES, placeholder="…", break_on_hyphens=False)
    return [cut(line, columns) for line in lines]


def wrapped_at_separators(words: str, columns: int) -> list[str]:
    """Return statuses and facts in lines of some columns, at most three. If they can, all end behind one of them.

    So names in lists stay whole, and `sharing/names.py` finds them.
    """
    kept = WITHIN.sub(KEPT, words)
    if any(width(part) > columns for part in kept.split(" ")):
        return wrapped(words, columns)
    return [line.replace(KEPT, " ") for line in wrapped(kept, columns)]


def height(line: str) -> int:
    """Return how many lines of a terminal a line takes, which wraps it."""
    return max(1, -(-width(line) // TERMINAL))


def aligned(rows: Sequence[str], room: int = WIDTH) -> list[str]:
    """Return rows of marked cells as lines with columns. The last column is neither padded nor cut.

    Args:
        rows: the rows.
        room: how many columns a line may take.
    """
    split = [row.split(CELL) for row in rows]
    most = MAX_COLUMN * room // WIDTH
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
