"""The command `nuon-notebook`."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

import nuon_notebook
from nuon_notebook import loader, session
from nuon_notebook.arguments import how_many, number
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.environment import render_template
from nuon_notebook.errors import NuonError
from nuon_notebook.progress import shown_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.models import App, Installer

INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind `nuon-notebook`; by default what the shell passed.

    Returns:
        The exit status: 0; 1 where something stands between the user and the answer, told in one paragraph on
        stderr; 130 after Ctrl-C.
    """
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an outline has more than every terminal and locale can write
    try:
        return int(given.run(given))
    except NuonError as error:
        return _complaint(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - its words, and a traceback, could quote what must not be shown
        return _complaint(_unforeseen(error))


def _unforeseen(error: Exception) -> str:
    """Tell what went wrong and where, in words that quote nothing."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"This is a fault of nuon-notebook: {type(error).__name__} in {place}. "
        "Please report it with these words and the command, but without the notebook."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nuon-notebook",
        description="Nuon installers and apps, shown whole. An unofficial client of Nuon's API.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {nuon_notebook.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    show = commands.add_parser("show", help="print the outline of an installer or an app, or write it as a web page")
    subject = show.add_mutually_exclusive_group()
    subject.add_argument("id", nargs="?", metavar="ID", help="an installer's id, or demo; else NUON_INSTALLER_ID")
    subject.add_argument(
        "--app", metavar="NAME_OR_ID", help="show this app instead; demo/NAME for one of the demo world"
    )
    show.add_argument("--configs", type=how_many, default=1, metavar="N|all", help="configs of each app in full")
    show.add_argument("--workflows", type=number, default=5, metavar="N", help="newest workflows of each install")
    show.add_argument("--html", type=Path, metavar="FILE", help="write a web page that opens offline")
    show.set_defaults(run=_show)
    share = commands.add_parser("share", help="make a copy of an executed notebook that can be handed on")
    share.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="the executed notebook; it stays as it is")
    share.add_argument("-o", "--output", type=Path, metavar="FILE", help="the copy; else NAME.shared.ipynb beside it")
    share.add_argument("--html", action="store_true", help="also write a web page that opens offline")
    share.add_argument("--anonymize", action="store_true", help="put stand-ins for people and customers")
    share.set_defaults(run=_share)
    return parser


def _share(given: argparse.Namespace) -> int:
    from nuon_notebook.sharing import share  # noqa: PLC0415 - reads and writes notebooks, which `show` does not

    return _print(str(share(given.notebook, given.output, given.html, given.anonymize)))


def _show(given: argparse.Namespace) -> int:
    shown = _loaded(given)
    return _print(to_text(shown)) if given.html is None else _write(given.html, shown)


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _lose_output()
    except OSError as error:
        _lose_output()
        return _complaint(f"The output cannot be written: {error.strerror}.")
    return 0


def _lose_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains when it ends


def _write(file: Path, shown: App | Installer) -> int:
    page = render_template(
        "standalone.html.j2",
        title=to_text(shown).splitlines()[0],
        shown=Markup(to_html(shown)),  # noqa: S704 - made by templates that escape
    )
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        return _complaint(f"{file} cannot be written: {error.strerror}.")
    return 0


def _complaint(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _loaded(given: argparse.Namespace) -> App | Installer:
    if given.app:
        client, name = session.app_named(given.app)
        with shown_progress(f"app {name}") as tick:
            return loader.load_app(client, name, given.configs, given.workflows, tick)
    client, name = session.installer_named(given.id)
    with shown_progress(f"installer {name}") as tick:
        return loader.load_installer(client, name, given.configs, given.workflows, tick)
