"""The arguments of the magics and of the command.

The `type` of an argument reads its text and declares its completions, so that TAB needs no list of its own.
"""

from __future__ import annotations

import os
import re
from argparse import ArgumentTypeError
from ast import literal_eval
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from nuon_notebook.kernel_variables import models_in_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import App, Installer

DEMO = "demo"
CODE = re.compile(r"""(?:"[^"]*"|'[^']*'|(?<=\S)\#|[^"'\#])*""")  # ends at a comment, or at a quote that is not closed
WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
CALL = re.compile(
    r"""(?P<before>.*get_ipython\(\)\.run_line_magic\('nuon_\w+)(?P<semicolons>;*)',\ """
    r"""(?P<line>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)(?P<end>\s*)"""
)


class ArgumentType:
    """What an argument may be. As a parameter type of click, it reads the text and declares the completions."""

    def __call__(self, text: str) -> Any:
        """Return the value that a text stands for.

        Raises:
            ArgumentTypeError: the text is not allowed here.
        """
        if not text:
            problem = "must not be empty"
            raise ArgumentTypeError(problem)
        return text

    def completions(self) -> Iterator[str]:
        """Yield what TAB offers. This never sends a request."""
        yield from ()


class Count(ArgumentType):
    """A non-negative integer."""

    def __call__(self, text: str) -> int:
        """Return the number."""
        if not (text.isascii() and text.isdecimal()):
            problem = f"must be a non-negative integer, not {text!r}"
            raise ArgumentTypeError(problem)
        return int(text)


class CountOrAll(ArgumentType):
    """A non-negative integer, or `all`."""

    def __call__(self, text: str) -> int | str:
        """Return the number, or `all`."""
        if text == "all":
            return text
        try:
            return Count()(text)
        except ArgumentTypeError:
            problem = f"must be a non-negative integer or `all`, not {text!r}"
            raise ArgumentTypeError(problem) from None

    def completions(self) -> Iterator[str]:
        """Yield `all`."""
        yield "all"


class DemoWorld(ArgumentType):
    """The word `demo`."""

    def __call__(self, text: str) -> str:
        """Return `demo`."""
        if text != DEMO:
            problem = "Only `demo` is accepted here. Never pass a token."  # the text is not repeated: it may be one
            raise ArgumentTypeError(problem)
        return text

    def completions(self) -> Iterator[str]:
        """Yield `demo`."""
        yield DEMO


class InstallerId(ArgumentType):
    """An installer's id, or `demo`."""

    def completions(self) -> Iterator[str]:
        """Yield `demo`, the installer of the environment, and the installers in this kernel's variables."""
        yield DEMO
        yield from filter(None, (os.environ.get("NUON_INSTALLER_ID"),))
        yield from (installer.id for installer in _installers() if installer.id and not _is_demo(installer))


class AppName(ArgumentType):
    """An app's name or id; `demo/NAME` for an app of the demo world."""

    def completions(self) -> Iterator[str]:
        """Yield the apps in this kernel's variables, and those of the demo world."""
        for app in _apps():
            prefix = f"{DEMO}/" if _is_demo(app) else ""
            yield from (f"{prefix}{name}" for name in (app.name, app.id) if name)
        from nuon_notebook.demo import APPS  # noqa: PLC0415 - loading the magics does not need the demo world

        yield from (f"{DEMO}/{name}" for name in APPS)


class InstallerOrApp(ArgumentType):
    """An installer or an app, by id or name."""

    def completions(self) -> Iterator[str]:
        """Yield installers, then apps."""
        yield from InstallerId().completions()
        yield from AppName().completions()


LOAD_OPTIONS: dict[str, dict[str, Any]] = {
    "--configs": {
        "type": CountOrAll(),
        "default": 1,
        "metavar": "N|all",
        "help": "Configs of each app in full (default: 1).",
    },
    "--workflows": {
        "type": Count(),
        "default": 5,
        "metavar": "N",
        "help": "Newest workflows of each install (default: 5).",
    },
}
"""The options of everything that loads an installer or an app, and what argparse takes for them."""


def split_line(line: str) -> list[str]:
    """Split the line of a magic into arguments, without its comment and a `;` at the end.

    Raises:
        UsageError: a quote is not closed, or a variable of the line has no value.
    """
    code = _code(line)
    if line[len(code) : len(code) + 1] in {'"', "'"}:
        problem = "a quote is not closed"
        raise UsageError(problem)
    arguments = [word.replace('"', "").replace("'", "") for word in WORD.findall(code.rstrip("; \t"))]
    for name in arguments:
        if name.startswith(("$", "{")):
            problem = f"{name} has no value: there is no such variable, or the expression failed"
            raise UsageError(problem)
    return arguments


def move_semicolon(lines: list[str]) -> list[str]:
    """Move a `;` at the end of a line magic of this package behind the call that the line has become.

    There it means what it means in every cell: the result is not shown. An assignment keeps its value. IPython leaves
    the `;` within the line, and takes `nuon_apps;` for the name of a magic.

    Args:
        lines: a cell whose magics IPython has already turned into calls.
    """
    return [_with_semicolon_moved(line) for line in lines]


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


def _is_demo(record: App | Installer) -> bool:
    from nuon_notebook.session import is_demo_record  # noqa: PLC0415 - imports httpx, as the record's model has mostly done

    return is_demo_record(record)


def _installers() -> Iterator[Installer]:
    yield from (record for record in models_in_variables() if type(record).__name__ == "Installer")


def _apps() -> Iterator[App]:
    for record in models_in_variables():
        if type(record).__name__ == "Installer":
            yield from record.apps
        elif type(record).__name__ == "App":
            yield record
