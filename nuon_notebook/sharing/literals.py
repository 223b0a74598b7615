"""Which expressions of Python give a text literally: not what looks it up, asks for it or computes it."""

from __future__ import annotations

import ast
from collections import deque
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final, TypeGuard

from nuon_notebook.redaction.assignments import AUTH_SCHEME, MAX_TRIVIAL_LETTERS
from nuon_notebook.redaction.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

Placed = ast.expr | ast.arg
NOTHING: Final = ast.Constant(None)
SOMETHING: Final = ast.Constant("something")
WRAPPERS: Final = frozenset(
    {"str", "bytes", "bytearray", "b64decode", "urlsafe_b64decode", "unhexlify", "fromhex", "dedent", "join"}
)
FALLING_BACK: Final = frozenset({"get", "getenv", "getattr", "pop", "setdefault"})
PASSED_ON: Final[dict[type[ast.AST], tuple[str, ...]]] = {
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
"""The parts of an expression that may be what it gives."""


def gives_text(node: ast.AST) -> bool:
    """Tell whether an expression gives a text, or a number, that stands in it."""
    if isinstance(node, ast.Constant):
        return _says_something(node.value)
    if isinstance(node, ast.JoinedStr):
        said = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return sum(map(str.isalnum, AUTH_SCHEME.sub("", said, count=1))) > MAX_TRIVIAL_LETTERS
    return any(map(gives_text, _given_to(node) if isinstance(node, ast.Call) else _passed_on(node)))


def _says_something(value: object) -> bool:
    if isinstance(value, bytes):
        return any(value)
    if isinstance(value, str):
        return any(map(str.isalnum, value)) and not AUTH_SCHEME.fullmatch(f"{value.strip()} ")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _passed_on(node: ast.AST) -> Iterator[ast.AST]:
    for name in PASSED_ON.get(type(node), ()):
        part = getattr(node, name)
        yield from part if isinstance(part, list) else (part,)
    if isinstance(node, ast.BinOp):
        yield from (side for side in (node.left, node.right) if not _is_number(side))


def values(tree: ast.AST) -> Iterator[tuple[Placed, ast.AST]]:
    """Yield where expressions begin, outer ones first, each with what gives the value there.

    For a type, or a second name, it is the value behind it: `token: str = "…"`. For what a function returns or
    says of itself it is nothing, since the name before it is a parameter's or its own: `lambda token: "…"`.
    """
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        node = waiting.popleft()
        yield from _given_by(node)
        if isinstance(node, ast.expr):
            yield node, node
        if isinstance(node, ast.Lambda):
            yield node.body, NOTHING
        if not isinstance(node, ast.JoinedStr):  # before Python 3.12 the parts of one have no place of their own
            waiting.extend(ast.iter_child_nodes(node))


def _given_by(statement: ast.AST) -> Iterator[tuple[Placed, ast.AST]]:
    """Yield where something else than an expression's own value stands."""
    match statement:
        case ast.ClassDef(body=body):
            yield from ((each.annotation, each.value or NOTHING) for each in body if isinstance(each, ast.AnnAssign))
        case ast.AnnAssign(annotation=annotation, value=value):
            # Outside of a class nobody declares a name alone: that is a line of some file, `password: …`.
            yield annotation, value or SOMETHING
        case ast.Assign(targets=[_, *others], value=value):
            yield from ((target, value) for target in others)
        case ast.arguments():
            yield from _defaults(statement)
        case ast.Expr(value=ast.Constant() as said):
            yield said, NOTHING


def _given_to(call: ast.Call) -> Iterator[ast.expr]:
    """Yield what a call may hand through: what it wraps, what it falls back to, the text whose method it is."""
    function = call.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    if isinstance(function, ast.Attribute):
        yield function.value
    if name in WRAPPERS or (name[:1].isupper() and is_secret_name(name)):
        yield from call.args
    if name in FALLING_BACK:
        yield from call.args[1:]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in ("default", "fallback"))


def _defaults(given: ast.arguments) -> Iterator[tuple[Placed, ast.AST]]:
    plain = [*given.posonlyargs, *given.args]
    missing = len(plain) - len(given.defaults)
    defaults = chain(repeat(None, missing), given.defaults, given.kw_defaults)
    for argument, default in zip(chain(plain, given.kwonlyargs), defaults, strict=True):
        if argument.annotation:
            yield argument.annotation, default or NOTHING


def _is_number(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes)
