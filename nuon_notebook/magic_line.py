"""The line of a magic: split into words, its variables expanded, and the `;` at its end moved behind the call."""

from __future__ import annotations

import ast
import builtins
import re
from ast import literal_eval
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from IPython.core.error import UsageError
from IPython.utils.text import DollarFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator

Variables: TypeAlias = Mapping[str, Any]

CODE = re.compile(r"""(?:"[^"]*"|'[^']*'|(?<=\S)\#|[^"'\#])*""")  # ends at a comment, or at a quote that is not closed
WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
CALL = re.compile(
    r"""(?P<before>.*get_ipython\(\)\.run_line_magic\('nuon_\w+)(?P<semicolons>;*)',\ """
    r"""(?P<line>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)(?P<end>\s*)"""
)
OPTION = re.compile(r"(--[\w-]+)=(.*)", re.DOTALL)
VARIABLE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
MAX_NAME = 40
MARK = "\0"  # the place of an expression while a line is split; no source of Python holds one
FORMATTER = DollarFormatter()  # `$name`, `$name.attribute`, `{expression}` and `$$` mean what they mean in every magic


class Expansion(NamedTuple):
    """A variable or an expression in a line, and its value.

    Attributes:
        name: how messages name it.
        value: its value.
    """

    name: str
    value: Any


class ExpandedWord(str):
    """A word that holds variables or expressions.

    As a text it is the word as it was written: argparse must not take a value for an option.

    Attributes:
        parts: texts and expansions, in their order.
    """

    __slots__ = ("parts",)

    parts: tuple[str | Expansion, ...]

    def __new__(cls, written: str, parts: tuple[str | Expansion, ...]) -> ExpandedWord:
        """Return the word."""
        word = super().__new__(cls, written)
        word.parts = parts
        return word

    @property
    def only(self) -> Expansion | None:
        """The expansion that is the whole word; None if there is more in it."""
        first = self.parts[0]
        return first if len(self.parts) == 1 and isinstance(first, Expansion) else None


class _Expression(NamedTuple):
    source: str
    conversion: str | None

    @property
    def name(self) -> str:
        written = self.source if VARIABLE.fullmatch(self.source) else f"{{{self.source}}}"
        return f"`{quoted(written)}`"

    def undefined(self, variables: Variables) -> list[str]:
        """Return the names that the expression reads and that nothing defines."""
        nodes = list(ast.walk(ast.parse(self.source.strip(), mode="eval")))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        own = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
        own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        in_order = sorted(names, key=lambda node: (node.lineno, node.col_offset))
        read = (node.id for node in in_order if isinstance(node.ctx, ast.Load))
        return [name for name in read if not (name in own or name in variables or hasattr(builtins, name))]

    def evaluate(self, variables: Variables) -> Any:
        value = eval(self.source.strip(), dict(variables))  # noqa: S307 - as IPython does with the line of every magic
        return FORMATTER.convert_field(value, self.conversion)


def split_line(line: str, variables: Variables) -> list[str]:
    """Split the line of a magic into words, without its comment and a `;` at the end, and expand its variables.

    Every expression is evaluated once, and its value stays within one word, whatever it is.

    Args:
        line: the line, as it was written.
        variables: the variables.

    Raises:
        UsageError: a quote or brace is not closed, there is no such variable, or an expression failed.
    """
    line = line.replace(MARK, "")
    code = _code(line)
    if line[len(code) : len(code) + 1] in {'"', "'"}:
        problem = "a quote is not closed"
        raise UsageError(problem)
    text, expressions = _parsed(code.rstrip("; \t"))
    expansions = iter(_expanded(expressions, variables))
    unquoted = (word.replace('"', "").replace("'", "") for word in WORD.findall(text))
    return [_word(part, expansions) for word in unquoted for part in _option_and_value(word)]


def move_semicolon(lines: list[str]) -> list[str]:
    """Move a `;` at the end of a line magic of this package behind the call that the line has become.

    There it means what it means in every cell: the result is not shown. An assignment keeps its value. IPython leaves
    the `;` within the line, and takes `nuon_apps;` for the name of a magic.

    Args:
        lines: a cell whose magics IPython has already turned into calls.
    """
    return [_with_semicolon_moved(line) for line in lines]


def quoted(text: str, length: int = MAX_NAME) -> str:
    """Return a short piece of what was given, without secrets and control characters, as messages quote it."""
    from nuon_notebook.client.sanitize import sanitize  # noqa: PLC0415 - loading the magics does not need the scanner

    return sanitize(text, "", length)


def _with_semicolon_moved(line: str) -> str:
    call = CALL.fullmatch(line)
    if call is None:
        return line
    words = call["semicolons"] + " " + literal_eval(call["line"])
    code = _code(words).rstrip()
    if not code.endswith(";"):
        return line
    arguments = code.strip("; \t")
    return f"{call['before']}', {arguments!r});{call['end']}"


def _code(line: str) -> str:
    """Return a line up to its comment, or to a quote that is not closed."""
    found = CODE.match(line)
    return found[0] if found else ""


def _parsed(code: str) -> tuple[str, list[_Expression]]:
    """Return a line with `MARK` in the place of each expression, and the expressions."""
    text = ""
    expressions = []
    try:
        for literal, source, spec, conversion in FORMATTER.parse(code):
            if source is None:
                text += literal
                continue
            # In `${name}` the `$` is a habit from shells; no id begins with one.
            text += (literal.removesuffix("$") if literal.endswith("$") else literal) + MARK
            expressions.append(_Expression(f"{source}:{spec}" if spec else source, conversion))
    except ValueError:
        pass
    else:
        return text, expressions
    problem = "a brace is not closed, or has no counterpart (`{{` and `}}` stand for braces that are meant as such)"
    raise UsageError(problem)


def _expanded(expressions: list[_Expression], variables: Variables) -> list[Expansion]:
    """Return the values of the expressions of a line.

    Raises:
        UsageError: a variable is undefined, or an expression failed; all of them are named.
    """
    expansions: list[Expansion] = []
    undefined: dict[str, None] = {}
    problems: list[str] = []
    for expression in expressions:
        try:
            expansions.append(Expansion(expression.name, expression.evaluate(variables)))
        except SyntaxError:
            problems.append(f"{expression.name} is not a Python expression")
        except NameError as error:
            names = expression.undefined(variables)
            undefined |= dict.fromkeys(names)
            problems += [] if names else [f"{expression.name} {_raised(error)}"]
        except Exception as error:  # noqa: BLE001 - whatever a user's expression raises
            problems.append(f"{expression.name} {_raised(error)}")
    if not undefined and not problems:
        return expansions
    if undefined:
        names = [f"`{quoted(name)}`" for name in undefined]
        problems.insert(0, f"there is no variable {' and no variable '.join(names)}")
    raise UsageError("; ".join(problems))


def _raised(error: Exception) -> str:
    return f"raised {type(error).__name__}"  # its message may quote a secret


def _option_and_value(word: str) -> tuple[str, ...]:
    """Return `--option=$value` as two words, since argparse would split its text; any other word as it is."""
    option = OPTION.fullmatch(word)
    return option.groups() if option and MARK in option[2] else (word,)


def _word(word: str, expansions: Iterator[Expansion]) -> str:
    """Return a word of a line with its expansions in the place of the marks."""
    if MARK not in word:
        return word
    parts = (next(expansions) if part == MARK else part for part in re.split(f"({MARK})", word) if part)
    return ExpandedWord(word.replace(MARK, "…"), tuple(parts))
