"""What magics and the command take: words of a line, numbers."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

from IPython.core.error import UsageError

CODE = re.compile(r"""(?:"[^"]*"|'[^']*'|(?<=\S)\#|[^"'\#])*""")  # up to a comment, or to a quote that nothing closes
ARGUMENT = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")


def split_line(line: str) -> list[str]:
    """Split the line of a magic into arguments, without its comment and the `;` that silences it.

    Raises:
        UsageError: a quote is not closed, or a variable of the line has no value.
    """
    code = CODE.match(line)
    if code is None or line[code.end() : code.end() + 1] in {'"', "'"}:
        problem = "a quote is opened and not closed"
        raise UsageError(problem)
    words = ARGUMENT.findall(code[0].strip().rstrip("; \t"))
    arguments = [word.replace('"', "").replace("'", "") for word in words]
    for name in arguments:
        if name.startswith(("$", "{")):
            problem = f"{name} stands for no value: no variable has that name, or the expression failed"
            raise UsageError(problem)
    return arguments


def how_many(text: str) -> int | str:
    """Read a number that is not negative, or `all`."""
    return text if text == "all" else number(text)


def number(text: str) -> int:
    """Read a number that is not negative."""
    if not (text.isascii() and text.isdecimal()):
        problem = f"{text!r} is no number"
        raise ArgumentTypeError(problem)
    return int(text)
