"""The command `nuon-notebook`."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from markupsafe import Markup

import nuon_notebook
from nuon_notebook import lookup, session
from nuon_notebook.client.sanitize import sanitize
from nuon_notebook.commands import COMMANDS, approvals, problems
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.environment import render_template
from nuon_notebook.display.terminal import in_terminal
from nuon_notebook.display.text_outline import outline
from nuon_notebook.errors import NuonError
from nuon_notebook.invocation import Invocation, invoked
from nuon_notebook.magic_arguments import (
    LOAD_OPTIONS,
    AppName,
    FilePath,
    InstallerOrApp,
    unrecognized_in_words,
    without_value,
)
from nuon_notebook.screen import in_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.commands import Command
    from nuon_notebook.display.sections import Displayable
    from nuon_notebook.models import App, Installer

PROGRAM = "nuon-notebook"
SHORTENED = (problems, approvals)  # commands that print one screen unless they are asked for everything
INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after `nuon-notebook`. Default: those of the command line.

    Returns:
        The exit status: 0 on success, 1 after an error (at most four lines on stderr), 130 after Ctrl-C.
    """
    parser = _parser()
    given, unrecognized = parser.parse_known_args(arguments)
    if unrecognized:
        parser.error(unrecognized_in_words(unrecognized, parser))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an outline has characters that some terminals cannot write
    try:
        with invoked(_invocation(given)):
            return int(given.run(given))
    except NuonError as error:
        return _fail("\n".join(error.lines))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - its message or a traceback could quote a secret
        return _fail(_bug_report(error))


def _invocation(given: argparse.Namespace) -> Invocation:
    if given.command == "show" and given.app:
        return Invocation(f"{PROGRAM} ", "show --app", "demo/harbor-desk")
    return Invocation(f"{PROGRAM} ", given.command, given.demo)


def _bug_report(error: Exception) -> str:
    """Return the type of an unexpected exception and its place in the code, without its message."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"This is a bug in nuon-notebook: {type(error).__name__} in {place}. "
        "Please report this message and the command, but not the notebook."
    )


class _Parser(argparse.ArgumentParser):
    """A parser whose errors repeat only a short piece of what was given, without secrets."""

    def error(self, message: str) -> NoReturn:
        super().error(sanitize(without_value(message), ""))


def _parser() -> _Parser:
    parser = _Parser(
        prog=PROGRAM,
        description="Show Nuon installers and apps in full. An unofficial client of Nuon's API.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {nuon_notebook.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _add_show(
        commands.add_parser("show", help="print the outline of an installer or an app, or write it as a web page")
    )
    for command in COMMANDS:
        _add_command(commands, command)
    _add_share(commands.add_parser("share", help="make a copy of an executed notebook that can be handed on"))
    return parser


def _add_show(show: argparse.ArgumentParser) -> None:
    subject = show.add_mutually_exclusive_group()
    subject.add_argument(
        "subject",
        nargs="?",
        type=InstallerOrApp(),
        metavar="X",
        help="an installer's id, an app's name or id, demo, or demo/NAME; default: NUON_INSTALLER_ID",
    )
    subject.add_argument(
        "--app", type=AppName(), metavar="NAME_OR_ID", help="show this app; demo/NAME for one of the demo world"
    )
    for name, keywords in LOAD_OPTIONS.items():
        show.add_argument(name, **keywords)
    _add_all(_add_page(show))
    show.set_defaults(run=lambda given: _show(_loaded(given), given), demo="demo")


def _add_command(parsers: Any, command: Command) -> None:
    parser = parsers.add_parser(
        command.word,
        help=command.summary,
        description=command.explanation(f"{PROGRAM} {command.word}"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, keywords in command.arguments.items():
        parser.add_argument(name, **keywords)
    output = _add_page(parser)
    if command in SHORTENED:
        _add_all(output)
    parser.set_defaults(run=lambda given: _show(command.run(given), given), demo=command.examples[0])


def _add_page(parser: argparse.ArgumentParser) -> Any:
    """Add `--html`, and return the group of options that exclude each other."""
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--html", type=FilePath(), metavar="FILE", help="write a web page that opens offline")
    output.set_defaults(all=False)
    return output


def _add_all(output: Any) -> None:
    output.add_argument("--all", action="store_true", help="print everything, not one screen only")


def _add_share(share: argparse.ArgumentParser) -> None:
    share.add_argument("notebook", type=FilePath(), metavar="NOTEBOOK", help="the executed notebook; it stays as it is")
    share.add_argument("-o", "--output", type=FilePath(), metavar="FILE", help="the copy; default: NAME.shared.ipynb")
    share.add_argument("--html", action="store_true", help="also write a web page that opens offline")
    share.add_argument("--anonymize", action="store_true", help="replace the names of people and customers")
    share.add_argument(
        "--allow", action="append", default=[], metavar="KIND@CELL",
        help="allow a finding that is no secret, as the refusal names it; may be repeated",
    )  # fmt: skip
    share.set_defaults(run=_share, demo="")


def _share(given: argparse.Namespace) -> int:
    from nuon_notebook.sharing import share  # noqa: PLC0415 - imports nbformat and nbconvert, which `show` does not need

    return _print(str(share(given.notebook, given.output, given.html, given.anonymize, given.allow)))


def _show(shown: Displayable | Sequence[Displayable], given: argparse.Namespace) -> int:
    if given.html:
        return _write(given.html, shown)
    return _print(in_terminal(outline(shown) if given.all else in_short(shown)))


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        _discard_output()
        return _fail(f"The output cannot be written: {error.strerror}.")
    return 0


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # otherwise Python reports an error at exit


def _write(file: Path, shown: Displayable | Sequence[Displayable]) -> int:
    page = render_template(
        "standalone.html.j2",
        title=to_text(shown).splitlines()[0],
        shown=Markup(to_html(shown)),  # noqa: S704 - made by templates that escape
    )
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        return _fail(f"{file} cannot be written: {error.strerror}.")
    return 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _loaded(given: argparse.Namespace) -> App | Installer:
    if given.app:
        return session.load_app(given.app, configs=given.configs, workflows=given.workflows)
    return lookup.installer_or_app(given.subject, given.configs, given.workflows)[1]
