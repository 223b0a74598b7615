"""What of a code cell is data: texts, comments, and lines for a shell; not the expressions that name a secret."""

from __future__ import annotations

import re
import tokenize
import warnings
from ast import AST, List, ListComp, parse
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from nuon_notebook.redaction.references import MASK, is_command
from nuon_notebook.redaction.rules import ASSIGNED_SECRET
from nuon_notebook.redaction.scanner import find_secrets
from nuon_notebook.sharing.code import words_in
from nuon_notebook.sharing.literals import gives_text, values
from nuon_notebook.sharing.magic_lines import VARIABLE, without_magics

Span = tuple[int, int]

OPENING = re.compile(r"[A-Za-z]{0,2}(?:\"{3}|'{3}|[\"'])")
PARENTHESES = re.compile(r"[(\s]*")
ROUNDS: Final = 8  # names that stand within what was taken for another one's value


def without_expressions(source: str) -> str:
    """Return a code cell in which no expression is left that would pass for a literal value of a secret's name.

    Each character else stays where it is, and what is no Python stays as it is.
    """
    cell = _read(source)
    if cell is None:
        return source
    said = source
    for _ in range(ROUNDS):
        found = (finding for finding in find_secrets(said) if finding.kind == ASSIGNED_SECRET)
        spans = [(one.start, one.end) for one in found if not cell.is_data(one.start, one.end)]
        if not spans:
            return said
        for start, end in spans:
            said = said[:start] + re.sub(r"[^\n]", MASK[0], said[start:end]) + said[end:]
    return source


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where in a cell stands what.

    Attributes:
        source: its text.
        magics: lines that IPython, not Python, reads.
        texts: strings without their first quote, and comments.
        values: what is given by the outermost expression that begins at an offset.
    """

    source: str
    magics: list[Span]
    texts: list[Span] = field(default_factory=list)
    values: dict[int, AST] = field(default_factory=dict)

    def is_data(self, start: int, end: int) -> bool:
        """Tell whether the value of a name is given as text, not by an expression."""
        for magic, stop in self.magics:
            if magic <= start < stop:
                return self._is_said_to_a_shell(magic, start, end)
        value = self._value_at(start)
        return gives_text(value) if value else any(first <= start < last for first, last in self.texts)

    def _is_said_to_a_shell(self, magic: int, start: int, end: int) -> bool:
        if start > magic:
            return VARIABLE.fullmatch(self.source, start, end) is None
        return self.source[start] == "!" and not is_command(self.source[start + 1 : end])

    def _value_at(self, start: int) -> AST | None:
        for quoted in range(start - 1, max(start - 6, -1), -1):
            if quoted in self.values and (opening := OPENING.match(self.source, quoted)) and opening.end() == start:
                return self.values[quoted]
        if isinstance(listed := self.values.get(start - 1), List | ListComp):
            return listed
        inside = PARENTHESES.match(self.source, start)
        return self.values.get(start) or (self.values.get(inside.end()) if inside else None)


def _read(source: str) -> _Cell | None:
    """Take a cell apart; None where it is no Python."""
    read = without_magics(source)
    if read is None:
        return None
    python, magics = read
    cell = _Cell(source, magics)
    lines = python.split("\n")
    offsets = [0, *accumulate(len(line) + 1 for line in lines)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a stranger's escape sequences
            tree = parse(python)
        cell.texts.extend((start + (kind == "STRING"), end) for kind, start, end in words_in(python))
        for node, value in values(tree):
            at = offsets[node.lineno - 1] + len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
            cell.values.setdefault(at, value)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError):
        return None
    return cell
