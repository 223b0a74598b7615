"""Where IPython reads a code cell instead of Python: magics, lines for a shell, questions."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from IPython.core.inputtransformer2 import (
    EscapedCommand,
    HelpEnd,
    MagicAssign,
    SystemAssign,
    TokenTransformBase,
    find_end_of_continued_line,
    make_tokens_by_line,
)

SPECIAL: Final[tuple[type[TokenTransformBase], ...]] = (MagicAssign, SystemAssign, EscapedCommand, HelpEnd)
OF_PYTHON = re.compile(r"\s*%%(?:time|timeit|capture|debug|prun)\b[^\n]*")
"""Magics of a cell below whose line stands Python."""
OF_ANOTHER_LANGUAGE = re.compile(r"\s*%%")
VARIABLE = re.compile(r"\$\{?[A-Za-z_]\w*\}?|\{[A-Za-z_][^{}\n]*\}")
"""What IPython puts into the line of a magic in place of the name of a variable."""
MOST: Final = 40  # lines for IPython in one cell: for each, the library reads all of it anew
LINE = re.compile(r"[^\n]*\n|[^\n]+")


def without_magics(source: str) -> tuple[str, list[tuple[int, int]]] | None:
    """Put a number in place of what IPython reads, so that Python can read the rest; all else stays where it is.

    Returns:
        The text, and from where to where something else stands in it; None where it is hardly Python.
    """
    head = OF_PYTHON.match(source)
    if "\r" in source or (OF_ANOTHER_LANGUAGE.match(source) and not head):
        return None
    spans = [head.span()] if head else []
    lines = LINE.findall(_blank(source, *head.span()) if head else source)
    offsets = [0, *accumulate(map(len, lines))]
    for _ in range(MOST):
        try:
            tokens = make_tokens_by_line(lines)
        except SyntaxError:
            return None
        found = [one for kind in SPECIAL if (one := kind.find(tokens))]
        if not found:
            return "".join(lines), spans
        first = min(found, key=lambda one: (one.start_line, one.start_col))
        last = find_end_of_continued_line(lines, first.start_line)
        start, end = offsets[first.start_line] + first.start_col, offsets[last + 1]
        spans.append((start, end))
        said = _blank("".join(lines), start, end)
        lines = LINE.findall(said[:start] + "0" + said[start + 1 :])
    return None


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
