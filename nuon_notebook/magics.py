"""The line magics: read the line, ask, return what is displayed."""

from __future__ import annotations

import dis
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Bool, Int, TraitError, observe
from traitlets.config import Config

from nuon_notebook import options
from nuon_notebook.arguments import demo_world, ends_in_semicolon, how_many, number, separate_semicolon, split_line
from nuon_notebook.completion import complete
from nuon_notebook.progress import shown_progress

if TYPE_CHECKING:
    from argparse import Namespace
    from types import FrameType

    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Bunch

    from nuon_notebook.client import Client
    from nuon_notebook.connection import Connection
    from nuon_notebook.explorer import Explorer
    from nuon_notebook.models import App, Collection, Installer

DEFAULTS = options.Options()
SHOWS = {"POP_TOP", "PRINT_EXPR", "CALL_INTRINSIC_1"}  # what follows a call that is a statement of its own
WORLD = "List those of the demo world; it needs no settings."
CONNECTION = "Show the connection to the demo world; it needs no settings."
SUBJECT = "An id, an app's name, demo, demo/NAME, or a variable that holds one; else NUON_INSTALLER_ID."


def silenced_by_semicolon(magic: Any) -> Any:
    """Let a `;` at the end of the line keep a result from being shown; one that is assigned is assigned all the same.

    IPython's own `output_can_be_silenced` overlooks a `;` before a space, and assigns None.
    """

    @wraps(magic)
    def silenced(self: NuonMagics, line: str) -> object:
        shown: object = magic(self, line)
        user = sys._getframe(2)  # behind run_line_magic: where IPython too looks for the user's variables
        return None if ends_in_semicolon(line) and not _uses_the_result(user) else shown

    return silenced


def shared_options(magic: Any) -> Any:
    """Give a magic the options of everything that is shown whole."""
    configs = argument(
        "--configs", type=how_many, default=1, metavar="N|all", help="Configs of each app in full (default: 1)."
    )
    workflows = argument(
        "--workflows", type=number, default=5, metavar="N", help="Newest workflows of each install (default: 5)."
    )
    return configs(workflows(magic))


@magics_class
class NuonMagics(Magics):
    """Nuon installers and apps, shown whole."""

    max_html_kb = Int(
        DEFAULTS.max_html_kb,
        min=options.MIN_HTML_KB,
        help="The most HTML that one displayed object may make, in KiB. What does not fit is counted.",
    ).tag(config=True)
    show_values = Bool(
        DEFAULTS.show_values,
        help="Show literal values of variables. What looks like a secret stays hidden.",
    ).tag(config=True)
    show_people = Bool(
        DEFAULTS.show_people,
        help="Show e-mail addresses and authors of commits whole.",
    ).tag(config=True)
    progress = Bool(
        DEFAULTS.progress,
        help="Show progress while loading takes longer than half a second.",
    ).tag(config=True)

    @observe("max_html_kb", "show_values", "show_people", "progress")
    def _choose(self, change: Bunch) -> None:
        options.choose(**{change.name: change.new})

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("installer", nargs="?", metavar="ID", help="An installer's id, or demo; else NUON_INSTALLER_ID.")
    @shared_options
    def nuon_installer(self, line: str) -> Installer:
        """Show an installer, whole.

        %nuon_installer demo shows a made-up one and needs no settings.
        """
        given = _given(self.nuon_installer, line)
        from nuon_notebook import loader, session  # noqa: PLC0415 - they import httpx and pydantic

        client, name = session.installer_named(given.installer)
        with shown_progress(f"installer {given.installer or name}") as tick:
            return loader.load_installer(client, name, given.configs, given.workflows, tick)

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("world", nargs="?", type=demo_world, metavar="demo", help=WORLD)
    def nuon_installers(self, line: str) -> Collection[Installer]:
        """List the installers of the org."""
        given = _given(self.nuon_installers, line)
        from nuon_notebook import session  # noqa: PLC0415 - see above

        return _listed(session.client_of(given.world), "installers")

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("app", metavar="NAME_OR_ID", help="An app's name or id; demo/NAME for an app of the demo world.")
    @shared_options
    def nuon_app(self, line: str) -> App:
        """Show an app, whole.

        %nuon_app demo/harbor-desk shows a made-up one and needs no settings.
        """
        given = _given(self.nuon_app, line)
        from nuon_notebook import loader, session  # noqa: PLC0415 - see above

        client, name = session.app_named(given.app)
        with shown_progress(f"app {given.app}") as tick:
            return loader.load_app(client, name, given.configs, given.workflows, tick)

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("world", nargs="?", type=demo_world, metavar="demo", help=WORLD)
    def nuon_apps(self, line: str) -> Collection[App]:
        """List the apps of the org."""
        given = _given(self.nuon_apps, line)
        from nuon_notebook import session  # noqa: PLC0415 - see above

        return _listed(session.client_of(given.world), "apps")

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("subject", nargs="?", metavar="INSTALLER_OR_APP", help=SUBJECT)
    def nuon_explore(self, line: str) -> Explorer:
        """Open an installer or an app as accordions; what is in them is asked for when it is opened.

        %nuon_explore demo opens a made-up installer and needs no settings.
        """
        given = _given(self.nuon_explore, line)
        from nuon_notebook import explorer, models  # noqa: PLC0415 - they import ipywidgets, httpx and pydantic

        held = self.shell.user_ns.get(given.subject) if self.shell else None
        if isinstance(held, models.Installer | models.App | models.Install):
            return explorer.explore(held)
        with shown_progress(given.subject or "the installer") as tick:
            return explorer.explore_named(given.subject, tick)

    @line_magic
    @silenced_by_semicolon
    @magic_arguments()
    @argument("world", nargs="?", type=demo_world, metavar="demo", help=CONNECTION)
    @argument("--ask", action="store_true", help="Type the token at a prompt; neither shown nor kept in the notebook.")
    def nuon_connect(self, line: str) -> Connection:
        """Try the connection and show it: server, version, org, and where each setting came from or that it is missing.

        The token comes from NUON_API_TOKEN, from the CLI's file (~/.nuon), or from a prompt; never from this line.
        """
        given = _given(self.nuon_connect, line)
        from nuon_notebook import connection, session  # noqa: PLC0415 - see above

        if given.ask and given.world:
            problem = "the demo world needs no token"
            raise UsageError(problem)
        if given.ask:
            session.ask_for_settings()
        with shown_progress("the connection") as tick:
            return connection.check_demo() if given.world else connection.check_current(tick)


def load(shell: InteractiveShell) -> None:
    """Offer the magics and their completions in a shell, whose configuration keeps what `%config` chose before."""
    _mend_choices(shell)
    shell.register_magics(NuonMagics(shell, parent=shell))
    shell.Completer.custom_matchers.append(complete)
    shell.input_transformers_post.append(separate_semicolon)


def unload(shell: InteractiveShell) -> None:
    """Take the magics and their completions back."""
    magics = shell.magics_manager.registry.pop(NuonMagics.__name__)
    for name in magics.magics["line"]:
        del shell.magics_manager.magics["line"][name]
    shell.configurables.remove(magics)
    shell.Completer.custom_matchers.remove(complete)
    shell.input_transformers_post.remove(separate_semicolon)


def _mend_choices(shell: InteractiveShell) -> None:
    """Leave configured choices that cannot be as they were: IPython also keeps what `%config` has refused."""
    chosen = shell.config.get(NuonMagics.__name__, {})
    for name in [name for name in NuonMagics.class_trait_names(config=True) if name in chosen]:
        try:
            NuonMagics(config=Config({NuonMagics.__name__: {name: chosen[name]}}))
        except TraitError as error:
            chosen[name] = getattr(options.current(), name)
            shell.show_usage_error(f"{error} It stays {chosen[name]}.")


def _uses_the_result(frame: FrameType) -> bool:
    """Tell whether a frame does more with what it is calling than to show it."""
    later = (each.opname for each in dis.get_instructions(frame.f_code) if each.offset > frame.f_lasti)
    return next((name for name in later if name != "CACHE"), "") not in SHOWS


def _given(magic: Any, line: str) -> Namespace:
    """Read the arguments of a magic.

    Raises:
        UsageError: the line is none that the magic understands.
    """
    given: Namespace
    surplus: list[str]
    try:
        given, surplus = magic.parser.parse_known_args(split_line(line))
    except UsageError as error:
        problem = str(error)
    else:
        if not surplus:
            return given
        # Values are not repeated: whoever tries `--token=...` has it in the cell already, but not in its output.
        named = (word.partition("=")[0] if word.startswith("-") else "a further word" for word in surplus)
        problem = f"unrecognized arguments: {', '.join(named)}"
    problem = f"{problem}; `%{magic.__name__}?` tells what it takes"
    raise UsageError(problem)


def _listed(client: Client, kind: str) -> Collection[Any]:
    """Return a list of the API to its end: `GET /v1/apps` or `GET /v1/installers`."""
    from nuon_notebook.models import Collection  # noqa: PLC0415 - see above

    async def read() -> Collection[Any]:
        return Collection([record async for record in getattr(client.api, kind)()])

    with shown_progress(f"the {kind}") as tick:
        return client.run(read(), tick)
