"""The line magics `%nuon_…` and their options: parse the line, call, return what is displayed."""

from __future__ import annotations

from functools import cache, partial, wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.getipython import get_ipython
from IPython.core.magic import Magics, line_magic, magics_class, needs_local_scope, no_var_expand
from IPython.core.magic_arguments import argument, construct_parser
from traitlets import Bool, Int, TraitError, observe
from traitlets.config import Config

from nuon_notebook import commands, ipython_terminal, options
from nuon_notebook.completion import MATCHERS
from nuon_notebook.invocation import Invocation, invoked
from nuon_notebook.magic_arguments import AppName, InstallerId, unrecognized_in_words, without_value
from nuon_notebook.magic_line import move_semicolon, split_line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Bunch

    from nuon_notebook.commands import Command
    from nuon_notebook.magic_line import Variables

DEFAULTS = options.Options()
PREFIX = "nuon_"
DEMO_LINES = {one.name: one.examples[0] for one in (*commands.SHOWING, *commands.COMMANDS)}
"""The arguments with which a magic needs no settings; for all others `demo`."""
VARIABLES = "$name and {expression} stand for their value; a model"
BY_ID = (InstallerId, AppName)
"""The types of arguments for which a model stands for its id: it is loaded again."""


def arguments_of(declared: Mapping[str, dict[str, Any]]) -> Any:
    """Return the decorator that gives a magic several arguments, in their order."""

    def decorate(magic: Any) -> Any:
        for name, keywords in reversed([*declared.items()]):
            magic = argument(name, **keywords)(magic)
        return magic

    return decorate


def with_arguments(magic: Any) -> Any:
    """Let a magic have arguments, and expand the variables in its line by itself.

    IPython would expand variables before the magic sees the line: an empty one would be gone, a model a text. Its
    decorator of arguments would make all parsers and help texts at once; they are made when they are needed, which
    makes loading the extension quicker. What errors advise meanwhile is this magic. (An attribute called `parser` would
    be used by IPython, for completions of its own.)
    """
    name = magic.__name__.removeprefix(PREFIX)
    invocation = Invocation(name=name, demo=DEMO_LINES.get(name, "demo"))

    @wraps(magic)
    def invoked_magic(*arguments: Any, **named: Any) -> Any:
        with invoked(invocation):
            return magic(*arguments, **named)

    made: Any = no_var_expand(needs_local_scope(invoked_magic))
    made.line_parser = cache(partial(construct_parser, magic))
    made.getdoc = lambda: made.line_parser().format_help()  # `?` calls it
    return made


def magic_of(command: Command) -> Any:
    """Return the line magic of a command: the same arguments, and models in variables as they are."""

    def magic(magics: NuonMagics, line: str, local_ns: Variables | None = None) -> Any:
        return command.run(magics._parsed(getattr(magics, magic.__name__), line, local_ns))

    magic.__name__ = f"{PREFIX}{command.name}"
    by_id = any(type(keywords.get("type")) in BY_ID for keywords in command.arguments.values())
    models = "stands for its id, and is requested again" if by_id else "is used as it is, and not requested again"
    magic.__doc__ = f"{command.explanation(f'%{PREFIX}{command.name}')}\n\n{VARIABLES} {models}."
    return line_magic(with_arguments(arguments_of(command.arguments)(magic)))


@magics_class
class NuonMagics(Magics):
    """Show installers and apps in full."""

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

    @observe(*DEFAULTS._fields)
    def _set_option(self, change: Bunch) -> None:
        options.choose(**{change.name: change.new})

    nuon_installer = magic_of(commands.installer)
    nuon_app = magic_of(commands.app)
    nuon_explore = magic_of(commands.explore)
    nuon_installers = magic_of(commands.installers)
    nuon_apps = magic_of(commands.apps)
    nuon_connect = magic_of(commands.connect)
    nuon_problems = magic_of(commands.problems)
    nuon_approvals = magic_of(commands.approvals)
    nuon_installs = magic_of(commands.installs)
    nuon_install = magic_of(commands.install)
    nuon_workflows = magic_of(commands.workflows)
    nuon_workflow = magic_of(commands.workflow)
    nuon_logs = magic_of(commands.logs)
    nuon_impact = magic_of(commands.impact)
    nuon_permissions = magic_of(commands.permissions)
    nuon_customer_provides = magic_of(commands.customer_provides)
    nuon_timeline = magic_of(commands.timeline)
    nuon_schedule = magic_of(commands.schedule)
    nuon_compare = magic_of(commands.compare)

    def _parsed(self, magic: Any, line: str, local_ns: Variables | None) -> Namespace:
        """Parse the line of a magic.

        Args:
            magic: The magic.
            line: Its line, as it was written.
            local_ns: The variables of the function that it is called in.

        Raises:
            UsageError: The magic does not accept the line.
        """
        arguments: Namespace
        unrecognized: list[str]
        try:
            words = split_line(line, {**(self.shell.user_ns if self.shell else {}), **(local_ns or {})})
            parser = magic.line_parser()
            arguments, unrecognized = parser.parse_known_args(words)
        except UsageError as error:
            problem = without_value(str(error))
        else:
            if not unrecognized:
                _import_session()
                return arguments
            problem = unrecognized_in_words(unrecognized, parser)
        problem = f"{problem.removesuffix('.')}. `%{magic.__name__}?` explains the arguments."
        raise UsageError(problem)


@cache
def _import_session() -> None:
    """Import what every magic needs, with the garbage collector paused: it would visit each class again and again."""
    from nuon_notebook.garbage_collection import gc_paused_and_promoted  # noqa: PLC0415

    with gc_paused_and_promoted():
        import_module("nuon_notebook.session")


def configure(
    *,
    max_html_kb: int | None = None,
    show_values: bool | None = None,
    show_people: bool | None = None,
    progress: bool | None = None,
) -> options.Options:
    """Set options, as `%config NuonMagics.NAME = VALUE` does. An option that is not given stays as it is.

    Args:
        max_html_kb: The most HTML that one displayed object may make, in KiB.
        show_values: Show literal values of variables (never what looks like a secret).
        show_people: Show e-mail addresses and commit authors in full.
        progress: Show progress while loading takes longer than half a second.

    Returns:
        All options.

    Raises:
        TraitError: A value is invalid; no option was changed.
    """
    given = {"max_html_kb": max_html_kb, "show_values": show_values, "show_people": show_people, "progress": progress}
    config = Config({NuonMagics.__name__: {name: value for name, value in given.items() if value is not None}})
    shell = get_ipython()
    loaded = shell.magics_manager.registry.get(NuonMagics.__name__) if shell else None
    magics = loaded or NuonMagics(**options.current()._asdict())
    magics.update_config(config)
    if shell:
        shell.update_config(config)  # like `%config`: loading the extension again reads it from there
    return options.current()


def load(shell: InteractiveShell) -> None:
    """Register the magics and their completions in a shell. Its configuration still holds what `%config` has set."""
    _reset_invalid_options(shell)
    shell.register_magics(NuonMagics(shell, parent=shell))
    shell.Completer.custom_matchers.extend(MATCHERS)
    shell.input_transformers_post.append(move_semicolon)
    ipython_terminal.register(shell)


def unload(shell: InteractiveShell) -> None:
    """Remove the magics and their completions."""
    magics = shell.magics_manager.registry.pop(NuonMagics.__name__)
    for name in magics.magics["line"]:
        del shell.magics_manager.magics["line"][name]
    shell.configurables.remove(magics)
    for matcher in MATCHERS:
        shell.Completer.custom_matchers.remove(matcher)
    shell.input_transformers_post.remove(move_semicolon)
    ipython_terminal.unregister(shell)


def _reset_invalid_options(shell: InteractiveShell) -> None:
    """Reset invalid options to their current values: IPython also keeps what `%config` has refused."""
    configured = shell.config.get(NuonMagics.__name__, {})
    for name in [name for name in NuonMagics.class_trait_names(config=True) if name in configured]:
        try:
            NuonMagics(config=Config({NuonMagics.__name__: {name: configured[name]}}))
        except TraitError as error:
            configured[name] = getattr(options.current(), name)
            shell.show_usage_error(f"{error} It stays {configured[name]}.")
