"""What magics and the command take: words of a line, numbers."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

from IPython.core.error import UsageError

CODE = re.compile(r"""(?:"[^"]*"|'[^']*'|(?<=\S)\#|[^"'\#])*""")  # up to a comment, or to a quote that nothing closes
GLUED = re.compile(r"(?<=get_ipython\(\)\.run_line_magic\(')(nuon_\w+)(;+)', (['\"])")
ARGUMENT = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")


def split_line(line: str) -> list[str]:
    """Split the line of a magic into arguments, without its comment and the `;` that silences it.

    Raises:
        UsageError: a quote is not closed, or a variable of the line has no value.
    """
    code = _code(line)
    if line[len(code) : len(code) + 1] in {'"', "'"}:
        problem = "a quote is opened and not closed"
        raise UsageError(problem)
    words = ARGUMENT.findall(code.rstrip("; \t"))
    arguments = [word.replace('"', "").replace("'", "") for word in words]
    for name in arguments:
        if name.startswith(("$", "{")):
            problem = f"{name} stands for no value: no variable has that name, or the expression failed"
            raise UsageError(problem)
    return arguments


def ends_in_semicolon(line: str) -> bool:
    """Tell whether a line is not to show its result."""
    return _code(line).rstrip().endswith(";")


def separate_semicolon(lines: list[str]) -> list[str]:
    """Part the name of a magic of this package from a `;` behind it, in a cell whose magics are calls already.

    IPython ends the name at the first space, and would look for a magic of the name `nuon_apps;`.
    """
    return [GLUED.sub(r"\1', \3\2 ", line) for line in lines]


def _code(line: str) -> str:
    found = CODE.match(line)
    return found[0] if found else ""


def demo_world(text: str) -> str:
    """Read `demo`."""
    if text != "demo":
        problem = "nothing but `demo` can stand here, and a token never"  # which is why it is not repeated
        raise ArgumentTypeError(problem)
    return text


def how_many(text: str) -> int | str:
    """Read a number that is not negative, or `all`."""
    return text if text == "all" else number(text)


def number(text: str) -> int:
    """Read a number that is not negative."""
    if not (text.isascii() and text.isdecimal()):
        problem = f"{text!r} is no whole number of 0 or more"
        raise ArgumentTypeError(problem)
    return int(text)
