"""What of a cell's code is said in words: strings, comments and magics. The rest are names that Python gives."""

from __future__ import annotations

import io
import re
import tokenize
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON: Final = ("python", "ipython")
OF_PYTHON: Final = ("%%capture", "%%debug", "%%prun", "%%time", "%%timeit")
"""Magics of whole cells whose cell is Python; those of the others may be anything."""
MAGIC = re.compile(r"^([ \t]*(?:[^\n=#'\"]*=[ \t]*)?)([%!](?:\\\n|[^\n])+)", re.MULTILINE)
SAID: Final = frozenset(["STRING", "COMMENT", "FSTRING_MIDDLE", "TSTRING_MIDDLE"])
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
    head, line_end, body = source.partition("\n")
    if head.startswith("%%"):
        of_cell = Piece(head + line_end, said=True)
        return [of_cell, *divided(body)] if head.startswith(OF_PYTHON) else [of_cell, Piece(body, said=True)]
    magics = [*_magics(source)]
    python = source
    for start, end in magics:
        python = python[:start] + _as_long_as(source[start:end]) + python[end:]
    try:
        return list(_pieces(source, sorted([*magics, *_tokens(python)])))
    except (SyntaxError, tokenize.TokenError):
        return [Piece(source, said=True)]


def _magics(source: str) -> Iterator[tuple[int, int]]:
    """Yield where magics and commands of the shell begin and end."""
    reached = 0
    for match in MAGIC.finditer(source):
        start, end = match.span(2)
        if not _ends_in_string(source[reached:start]):
            yield start, end
            reached = end


def _as_long_as(magic: str) -> str:
    """Return an expression that leaves what is behind a magic in its place."""
    return "0" + re.sub(r"[^\n]", " ", magic[1:]).replace(" \n", "\\\n")


def _ends_in_string(source: str) -> bool:
    try:
        for _ in tokenize.generate_tokens(io.StringIO(source).readline):
            pass
    except tokenize.TokenError as error:
        return "string" in error.args[0]
    except SyntaxError:
        pass
    return False


def _tokens(source: str) -> Iterator[tuple[int, int]]:
    """Yield where strings and comments begin and end.

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
            yield starts[line - 1] + column, starts[end_line - 1] + end_column


def _pieces(source: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    reached = 0
    for start, end in spans:
        yield Piece(source[reached:start], said=False)
        yield Piece(source[start:end], said=True)
        reached = end
    yield Piece(source[reached:], said=False)
