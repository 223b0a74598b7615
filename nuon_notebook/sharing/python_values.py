"""Which values in a code cell are written in it literally, and which are computed, looked up or asked for.

`password = getpass()` is no secret, `password = "hunter2"` is one. The scanner works on text and tells them
apart by their look alone. So `mask_expressions` hides the first kind, and `literal_assignments` lists the second.
"""

from __future__ import annotations

import ast
import re
import tokenize
import warnings
from collections import deque
from dataclasses import dataclass, field
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignment_rules import ASSIGNED_SECRET
from nuon_notebook.redaction.assignments import AUTH_SCHEME, MAX_TRIVIAL_LETTERS
from nuon_notebook.redaction.references import MASK, is_command
from nuon_notebook.redaction.scanner import find_secrets
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.sharing.python_source import INTERPOLATION, blank_magics, text_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]
Located = ast.expr | ast.arg  # nodes with a position

OPENING_QUOTE = re.compile(r"[A-Za-z]{0,2}(?:\"{3}|'{3}|[\"'])")
LONGEST_OPENING: Final = 5  # characters: a prefix of two letters and three quotes
PARENTHESES = re.compile(r"[(\s]*")
MAX_ROUNDS: Final = 8  # a name may be hidden inside what looked like the value of another name

NO_VALUE: Final = ast.Constant(None)
SOME_VALUE: Final = ast.Constant("something")
WRAPPERS: Final = frozenset(
    {"str", "bytes", "bytearray", "b64decode", "urlsafe_b64decode", "unhexlify", "fromhex", "dedent", "join"}
)
"""Functions that return their arguments in another form."""
FUNCTIONS_WITH_DEFAULT: Final = frozenset({"get", "getenv", "getattr", "pop", "setdefault"})
"""Functions that may return any of their arguments but the first."""
RESULT_FIELDS: Final[dict[type[ast.AST], tuple[str, ...]]] = {
    ast.BoolOp: ("values",),
    ast.Dict: ("values",),
    ast.IfExp: ("body", "orelse"),
    ast.Lambda: ("body",),
    ast.List: ("elts",),
    ast.ListComp: ("elt",),
    ast.NamedExpr: ("value",),
    ast.Set: ("elts",),
    ast.Subscript: ("value",),
    ast.Tuple: ("elts",),
}
"""The parts of an expression that may be its value, or in it."""


def mask_expressions(source: str) -> str:
    """Mask the expressions in a code cell that would pass for a literal value assigned to a secret's name.

    All other characters keep their place. A cell that is not Python is returned unchanged.
    """
    cell = _parse(source)
    if cell is None:
        return source
    masked = source
    for _ in range(MAX_ROUNDS):
        found = (finding for finding in find_secrets(masked) if finding.kind == ASSIGNED_SECRET)
        spans = [(each.start, each.end) for each in found if not cell.is_literal(each.start, each.end)]
        if not spans:
            return masked
        for start, end in spans:
            masked = masked[:start] + re.sub(r"[^\n]", MASK[0], masked[start:end]) + masked[end:]
    return source


def literal_assignments(source: str) -> str:
    """Return the literals in a code cell as plain assignments, one per line: `password = 'hunter2'`.

    A literal is listed with each name that it may become the value of, however the code is laid out: as a default, as
    one of several results, as an argument, as the value of a key. What is not Python has none.
    """
    cell = blank_magics(source)
    if cell is None:
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escape sequences in the user's code
            tree = ast.parse(cell[0])
        return "\n".join(
            f"{name} = {literal!r}"
            for node in ast.walk(tree)
            for name, value in _named_values(node)
            if is_secret_name(name)
            for literal in _literals(value)
        )
    except (SyntaxError, ValueError, RecursionError):
        return ""


def _named_values(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield the names that a node gives values to."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((name, value) for target in targets if (name := _name_of(target)))
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield _name_of(target), value
        case ast.keyword(arg=str() as name, value=value):
            yield name, value
        case ast.Dict(keys=keys, values=values):
            yield from ((_name_of(key), value) for key, value in zip(keys, values, strict=True) if key)
        case ast.Compare(left=left, comparators=[right, *_]):
            yield _name_of(left), right
        case ast.arguments():
            yield from ((argument.arg, default) for argument, default in _arguments(node) if default)


def _name_of(node: ast.AST) -> str:
    """Return the name of a variable, an attribute, an item or a key; empty if it has none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str() as name):
            return name
        case ast.Subscript(slice=key):
            return _name_of(key)
    return ""


def _literals(node: ast.AST) -> Iterator[object]:
    """Yield the literals that the value of an expression may be."""
    match node:
        case ast.Constant(value=bytes() as value):
            yield value.decode("latin-1")
        case ast.Constant(value=value):
            yield from (value,) if _is_meaningful(value) else ()
        case ast.JoinedStr(values=parts):
            if contains_literal(node):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case _:
            for part in _results_of_call(node) if isinstance(node, ast.Call) else _results(node):
                yield from _literals(part)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A parsed cell.

    Attributes:
        source: its text.
        magics: spans of the lines that IPython, not Python, reads.
        texts: spans of strings without their first quote, and of comments.
        values: for each offset where an expression begins, the node that gives the value there.
    """

    source: str
    magics: list[Span]
    texts: list[Span] = field(default_factory=list)
    values: dict[int, ast.AST] = field(default_factory=dict)

    def is_literal(self, start: int, end: int) -> bool:
        """Return whether the value between two offsets is written there as text, not given by an expression."""
        for magic_start, magic_end in self.magics:
            if magic_start <= start < magic_end:
                return self._is_literal_in_magic(magic_start, start, end)
        value = self._value_at(start)
        return contains_literal(value) if value else any(first <= start < last for first, last in self.texts)

    def _is_literal_in_magic(self, magic_start: int, start: int, end: int) -> bool:
        if start > magic_start:
            return INTERPOLATION.fullmatch(self.source, start, end) is None
        return self.source[start] == "!" and not is_command(self.source[start + 1 : end])

    def _value_at(self, start: int) -> ast.AST | None:
        for quoted in range(start - 1, max(start - 1 - LONGEST_OPENING, -1), -1):
            opening = OPENING_QUOTE.match(self.source, quoted) if quoted in self.values else None
            if opening and opening.end() == start:
                return self.values[quoted]
        if isinstance(bracketed := self.values.get(start - 1), ast.List | ast.ListComp):
            return bracketed
        inside = PARENTHESES.match(self.source, start)
        return self.values.get(start) or (self.values.get(inside.end()) if inside else None)


def _parse(source: str) -> _Cell | None:
    """Return a parsed cell; None if it is not Python."""
    blanked = blank_magics(source)
    if blanked is None:
        return None
    python, magics = blanked
    cell = _Cell(source, magics)
    lines = python.split("\n")
    line_starts = [0, *accumulate(len(line) + 1 for line in lines)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escape sequences in the user's code
            tree = ast.parse(python)
        cell.texts.extend((start + (kind == "STRING"), end) for kind, start, end in text_tokens(python))
        for node, value in values_by_position(tree):
            column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
            cell.values.setdefault(line_starts[node.lineno - 1] + column, value)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError):
        return None
    return cell


def contains_literal(node: ast.AST) -> bool:
    """Return whether the value of an expression may be, or contain, a text or a number that is written in it."""
    if isinstance(node, ast.Constant):
        return _is_meaningful(node.value)
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return sum(map(str.isalnum, AUTH_SCHEME.sub("", text, count=1))) > MAX_TRIVIAL_LETTERS
    return any(map(contains_literal, _results_of_call(node) if isinstance(node, ast.Call) else _results(node)))


def _is_meaningful(value: object) -> bool:
    if isinstance(value, bytes):
        return any(value)
    if isinstance(value, str):
        return any(map(str.isalnum, value)) and not AUTH_SCHEME.fullmatch(f"{value.strip()} ")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _results(node: ast.AST) -> Iterator[ast.AST]:
    for name in RESULT_FIELDS.get(type(node), ()):
        part = getattr(node, name)
        yield from part if isinstance(part, list) else (part,)
    if isinstance(node, ast.BinOp):
        yield from (side for side in (node.left, node.right) if not _is_number(side))


def _results_of_call(call: ast.Call) -> Iterator[ast.expr]:
    """Yield what a call may return: what it wraps, its default, and the object whose method it is."""
    function = call.func
    if isinstance(function, ast.Attribute):
        name = function.attr
        yield function.value
    else:
        name = function.id if isinstance(function, ast.Name) else ""
    if name in WRAPPERS or (name[:1].isupper() and is_secret_name(name)):
        yield from call.args
    if name in FUNCTIONS_WITH_DEFAULT:
        yield from call.args[1:]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in ("default", "fallback"))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes)


def values_by_position(tree: ast.AST) -> Iterator[tuple[Located, ast.AST]]:
    """Yield each expression, outer ones first, with the node that gives the value at its position.

    For an annotation or a second target it is the assigned value: `token: str = "…"`. The body of a lambda and a
    docstring have no value, since the name before them is not assigned there: `lambda token: "…"`.
    """
    remaining: deque[ast.AST] = deque([tree])
    while remaining:
        node = remaining.popleft()
        yield from _assigned_values(node)
        if isinstance(node, ast.expr):
            yield node, node
        if isinstance(node, ast.Lambda):
            yield node.body, NO_VALUE
        if not isinstance(node, ast.JoinedStr):  # before Python 3.12 the parts of an f-string have no position
            remaining.extend(ast.iter_child_nodes(node))


def _assigned_values(statement: ast.AST) -> Iterator[tuple[Located, ast.AST]]:
    """Yield the names, annotations and texts that a statement sets, each with the value to judge it by."""
    match statement:
        case ast.ClassDef(body=body):
            yield from ((each.annotation, each.value or NO_VALUE) for each in body if isinstance(each, ast.AnnAssign))
        case ast.AnnAssign(annotation=annotation, value=value):
            # Outside a class, an annotation without a value is rather a line of a pasted file: `password: …`.
            yield annotation, value or SOME_VALUE
        case ast.Assign(targets=[_, *others], value=value):
            yield from ((target, value) for target in others)
        case ast.arguments():
            yield from _default_values(statement)
        case ast.Expr(value=ast.Constant() as docstring):
            yield docstring, NO_VALUE


def _arguments(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Yield the arguments of a function, each with its default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    without_default = len(positional) - len(arguments.defaults)
    defaults = chain(repeat(None, without_default), arguments.defaults, arguments.kw_defaults)
    return zip(chain(positional, arguments.kwonlyargs), defaults, strict=True)


def _default_values(arguments: ast.arguments) -> Iterator[tuple[Located, ast.AST]]:
    for argument, default in _arguments(arguments):
        if argument.annotation:
            yield argument.annotation, default or NO_VALUE
