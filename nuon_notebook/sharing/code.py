"""What of a cell's code is said in words: strings, comments and magics. The rest are names that Python gives."""

from __future__ import annotations

import io
import re
import tokenize
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nuon_notebook.redaction.assignments import BRACED_EXPRESSION
from nuon_notebook.sharing.magic_lines import without_magics

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON: Final = ("python", "ipython")
SAID: Final = frozenset(["STRING", "COMMENT", "FSTRING_MIDDLE", "TSTRING_MIDDLE"])
FORMATTED = re.compile(r"[rR]?[fF][rR]?[\"']")
QUOTES: Final = ("'", '"')


class Piece(NamedTuple):
    """A piece of code.

    Attributes:
        text: the piece.
        said: whether it is said in words.
    """

    text: str
    said: bool


def is_python(metadata: Any) -> bool:
    """Tell by a notebook's metadata whether its code is Python, as it is where they do not say."""
    told = (metadata.get(part, {}).get(name) for part, name in (("kernelspec", "language"), ("language_info", "name")))
    return next(filter(None, told), PYTHON[0]).lower() in PYTHON


def divided(source: str) -> list[Piece]:
    """Divide a cell's source into what is said in words and what is code.

    Args:
        source: Python with magics; what is not Python is said as a whole.
    """
    read = without_magics(source)
    if read is None:
        return [Piece(source, said=True)]
    python, magics = read
    try:
        return list(_pieces(source, sorted([*magics, *((start, end) for _, start, end in words_in(python))])))
    except (SyntaxError, tokenize.TokenError):
        return [Piece(source, said=True)]


def words_in(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the strings and comments of Python: the name of the token's kind, where it begins and where it ends.

    What an f-string holds in braces is an expression; before Python 3.12 the string is one token with it.

    Raises:
        SyntaxError: it is not Python.
        tokenize.TokenError: likewise.
    """
    starts = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.ERRORTOKEN and token.string.startswith(QUOTES):
            raise SyntaxError(token.string)
        if tokenize.tok_name[token.type] in SAID:
            (line, column), (end_line, end_column) = token.start, token.end
            kind = tokenize.tok_name[token.type]
            yield from _said(kind, source, starts[line - 1] + column, starts[end_line - 1] + end_column)


def _said(kind: str, source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a token as it is, an f-string without the expressions in it."""
    if kind != "STRING" or not FORMATTED.match(source, start, end):
        yield kind, start, end
        return
    reached = start
    for expression in BRACED_EXPRESSION.finditer(source, start, end):
        yield (kind if reached == start else "FSTRING_MIDDLE"), reached, expression.start()
        reached = expression.end()
    yield (kind if reached == start else "FSTRING_MIDDLE"), reached, end


def _pieces(source: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    reached = 0
    for start, end in spans:
        yield Piece(source[reached:start], said=False)
        yield Piece(source[start:end], said=True)
        reached = end
    yield Piece(source[reached:], said=False)
