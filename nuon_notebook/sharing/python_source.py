"""Where the text of a code cell is: its strings, comments, magics and shell lines. The rest are Python expressions."""

from __future__ import annotations

import io
import re
import tokenize
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from IPython.core.inputtransformer2 import (
    EscapedCommand,
    HelpEnd,
    MagicAssign,
    SystemAssign,
    TokenTransformBase,
    find_end_of_continued_line,
    make_tokens_by_line,
)

from nuon_notebook.redaction.assignments import BRACED_EXPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON: Final = ("python", "ipython")
TEXT_TOKENS: Final = frozenset(["STRING", "COMMENT", "FSTRING_MIDDLE", "TSTRING_MIDDLE"])
F_STRING = re.compile(r"[rR]?[fF][rR]?[\"']")
QUOTES: Final = ("'", '"')

TRANSFORMS: Final[tuple[type[TokenTransformBase], ...]] = (MagicAssign, SystemAssign, EscapedCommand, HelpEnd)
PYTHON_CELL_MAGIC = re.compile(r"\s*%%(?:time|timeit|capture|debug|prun)\b[^\n]*")
"""Cell magics that are followed by Python."""
CELL_MAGIC = re.compile(r"\s*%%")
INTERPOLATION = re.compile(r"\$\{?[A-Za-z_]\w*\}?|\{[A-Za-z_][^{}\n]*\}")
"""What IPython replaces with the value of a variable in the line of a magic."""
MAX_MAGICS: Final = 40  # in one cell: IPython reads the whole cell once more for each
LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Segment(NamedTuple):
    """A part of a cell's source.

    Attributes:
        source: the part.
        is_text: whether it is text (a string, a comment, a magic) rather than code.
    """

    source: str
    is_text: bool


def is_python(metadata: Any) -> bool:
    """Return whether a notebook's code is Python according to its metadata, or by default."""
    places = (("kernelspec", "language"), ("language_info", "name"))
    languages = (metadata.get(part, {}).get(name) for part, name in places)
    return next((str(language) for language in languages if language), PYTHON[0]).lower() in PYTHON


def split_source(source: str) -> list[Segment]:
    """Split a cell's source into text and code.

    Args:
        source: Python with magics. A source that is not Python is text as a whole.
    """
    blanked = blank_magics(source)
    if blanked is None:
        return [Segment(source, is_text=True)]
    python, magics = blanked
    try:
        texts = [(start, end) for _, start, end in text_tokens(python)]
    except (SyntaxError, tokenize.TokenError):
        return [Segment(source, is_text=True)]
    return list(_segments(source, sorted([*magics, *texts])))


def text_tokens(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the strings and comments of Python: the name of the token's type, its start and its end.

    Expressions inside f-strings are left out; before Python 3.12 an f-string is one token with them.

    Raises:
        SyntaxError: the source is not Python.
        tokenize.TokenError: likewise.
    """
    line_starts = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if token.type == tokenize.ERRORTOKEN and token.string.startswith(QUOTES):
            raise SyntaxError(token.string)
        if kind in TEXT_TOKENS:
            (line, column), (end_line, end_column) = token.start, token.end
            yield from _without_placeholders(
                kind, source, line_starts[line - 1] + column, line_starts[end_line - 1] + end_column
            )


def _without_placeholders(kind: str, source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a token as it is, or the parts of an f-string between its expressions."""
    if kind != "STRING" or not F_STRING.match(source, start, end):
        yield kind, start, end
        return
    position = start
    for expression in BRACED_EXPRESSION.finditer(source, start, end):
        yield (kind if position == start else "FSTRING_MIDDLE"), position, expression.start()
        position = expression.end()
    yield (kind if position == start else "FSTRING_MIDDLE"), position, end


def _segments(source: str, texts: list[tuple[int, int]]) -> Iterator[Segment]:
    position = 0
    for start, end in texts:
        yield Segment(source[position:start], is_text=False)
        yield Segment(source[start:end], is_text=True)
        position = end
    yield Segment(source[position:], is_text=False)


def blank_magics(source: str) -> tuple[str, list[tuple[int, int]]] | None:
    """Replace what IPython reads itself (magics, shell lines, questions) so that the rest can be parsed as Python.

    Returns:
        The source, of the same length, with the number 0 and blanks for each of them, and their spans. None if the
        cell is not Python, or has too many of them.
    """
    cell_magic = PYTHON_CELL_MAGIC.match(source)
    if "\r" in source or (CELL_MAGIC.match(source) and not cell_magic):
        return None
    spans = [cell_magic.span()] if cell_magic else []
    lines = LINE.findall(_blank(source, *cell_magic.span()) if cell_magic else source)
    line_starts = [0, *accumulate(map(len, lines))]
    for _ in range(MAX_MAGICS):
        try:
            tokens = make_tokens_by_line(lines)
        except SyntaxError:
            return None
        found = [match for transform in TRANSFORMS if (match := transform.find(tokens))]
        if not found:
            return "".join(lines), spans
        first = min(found, key=lambda match: (match.start_line, match.start_col))
        last_line = find_end_of_continued_line(lines, first.start_line)
        start, end = line_starts[first.start_line] + first.start_col, line_starts[last_line + 1]
        spans.append((start, end))
        blanked = _blank("".join(lines), start, end)
        lines = LINE.findall(blanked[:start] + "0" + blanked[start + 1 :])
    return None


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
