"""The command `nuon-notebook`."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from markupsafe import Markup

import nuon_notebook
from nuon_notebook import session
from nuon_notebook.client.sanitize import sanitize
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.environment import render_template
from nuon_notebook.errors import NuonError
from nuon_notebook.magic_arguments import COMPARED, LOAD_OPTIONS, AppName, FilePath, InstallerId, unrecognized_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.analysis.comparison import Comparison
    from nuon_notebook.models import App, Installer

INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after `nuon-notebook`. Default: those of the command line.

    Returns:
        The exit status: 0 on success, 1 after an error (one paragraph on stderr), 130 after Ctrl-C.
    """
    parser = _parser()
    given, unrecognized = parser.parse_known_args(arguments)
    if unrecognized:
        parser.error(unrecognized_in_words(unrecognized))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an outline has characters that some terminals cannot write
    try:
        return int(given.run(given))
    except NuonError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - its message or a traceback could quote a secret
        return _fail(_bug_report(error))


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
        super().error(sanitize(message, ""))


def _parser() -> _Parser:
    parser = _Parser(
        prog="nuon-notebook",
        description="Show Nuon installers and apps in full. An unofficial client of Nuon's API.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {nuon_notebook.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_show(
        commands.add_parser("show", help="print the outline of an installer or an app, or write it as a web page")
    )
    _add_compare(commands.add_parser("compare", help="print what changed between two versions of an app's config"))
    _add_share(commands.add_parser("share", help="make a copy of an executed notebook that can be handed on"))
    return parser


def _add_show(show: argparse.ArgumentParser) -> None:
    subject = show.add_mutually_exclusive_group()
    subject.add_argument(
        "id", nargs="?", type=InstallerId(), metavar="ID", help="an installer's id, or demo; default: NUON_INSTALLER_ID"
    )
    subject.add_argument(
        "--app", type=AppName(), metavar="NAME_OR_ID", help="show this app instead; demo/NAME for one of the demo world"
    )
    for name, keywords in LOAD_OPTIONS.items():
        show.add_argument(name, **keywords)
    show.add_argument("--html", type=FilePath(), metavar="FILE", help="write a web page that opens offline")
    show.set_defaults(run=_show)


def _add_compare(compare: argparse.ArgumentParser) -> None:
    for name, keywords in COMPARED.items():
        compare.add_argument(name, **keywords)
    compare.add_argument("--html", type=FilePath(), metavar="FILE", help="write a web page that opens offline")
    compare.set_defaults(run=_compare)


def _add_share(share: argparse.ArgumentParser) -> None:
    share.add_argument("notebook", type=FilePath(), metavar="NOTEBOOK", help="the executed notebook; it stays as it is")
    share.add_argument("-o", "--output", type=FilePath(), metavar="FILE", help="the copy; default: NAME.shared.ipynb")
    share.add_argument("--html", action="store_true", help="also write a web page that opens offline")
    share.add_argument("--anonymize", action="store_true", help="replace the names of people and customers")
    share.add_argument(
        "--allow", action="append", default=[], metavar="KIND@CELL",
        help="allow a finding that is no secret, as the refusal names it; may be repeated",
    )  # fmt: skip
    share.set_defaults(run=_share)


def _share(given: argparse.Namespace) -> int:
    from nuon_notebook.sharing import share  # noqa: PLC0415 - imports nbformat and nbconvert, which `show` does not need

    return _print(str(share(given.notebook, given.output, given.html, given.anonymize, given.allow)))


def _compare(given: argparse.Namespace) -> int:
    return _print_or_write(nuon_notebook.compare(given.app, given.old, given.new), given.html)


def _show(given: argparse.Namespace) -> int:
    return _print_or_write(_loaded(given), given.html)


def _print_or_write(shown: App | Installer | Comparison, file: Path | None) -> int:
    return _print(to_text(shown)) if file is None else _write(file, shown)


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


def _write(file: Path, shown: App | Installer | Comparison) -> int:
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
    return session.load_installer(given.id, configs=given.configs, workflows=given.workflows)
