"""The arguments of the magics and of the command.

The `type` of an argument reads its text and declares its completions, so that TAB needs no list of its own.
"""

from __future__ import annotations

import os
import re
from argparse import ArgumentTypeError
from itertools import takewhile
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from nuon_notebook import options
from nuon_notebook.identifiers import clean_identifier, kind_of_id
from nuon_notebook.kernel_variables import is_model, model_in_variable, models_in_variables
from nuon_notebook.magic_line import ExpandedWord, Expansion, quoted

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from nuon_notebook.models import App, Install, Installer, Workflow

    N = TypeVar("N", App, Install)

DEMO = "demo"
ONE_WORD = re.compile(r"[^\s'\"${}\\;#]+")
"""What needs no quotes in the line of a magic."""
OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*")
VALUE_OF_FLAG = re.compile(r"ignored explicit argument .*", re.DOTALL)
"""The name of an option, with nothing else in it."""
VERSION = re.compile(r"v?[0-9]{1,4}")
"""The number of a version."""


class ArgumentType:
    """What an argument may be. As a parameter type of click, it reads the text and declares the completions.

    Attributes:
        expected: What messages say that is expected here.
        kinds: The kinds of models that stand for their id here.
    """

    expected: ClassVar[str] = "a text"
    kinds: ClassVar[tuple[str, ...]] = ()

    def __call__(self, word: str) -> Any:
        """Return the value that a word stands for.

        Args:
            word: A word of a command, or of the line of a magic with its variables expanded.

        Raises:
            ArgumentTypeError: The word is empty, or not allowed here.
        """
        parts = word.parts if isinstance(word, ExpandedWord) else (word,)
        is_whole = len(parts) == 1
        texts = (part if isinstance(part, str) else self._text_of(part, is_whole=is_whole) for part in parts)
        text = clean_identifier("".join(texts))
        if not text:
            problem = f"must not be empty; {self.expected} is expected"
            raise ArgumentTypeError(problem)
        return self.read(text)

    def read(self, text: str) -> Any:
        """Return the value that a text stands for.

        Args:
            text: The text; neither empty nor with invisible characters or quotes around it.

        Raises:
            ArgumentTypeError: The text is not allowed here.
        """
        return text

    def completions(self) -> Iterator[str]:
        """Yield what TAB offers. This never sends a request."""
        yield from ()

    def _text_of(self, expansion: Expansion, *, is_whole: bool) -> str:
        """Return the text that the value of a variable stands for.

        Raises:
            ArgumentTypeError: It stands for none.
        """
        value = expansion.value
        if isinstance(value, str) and clean_identifier(value):
            return str.__str__(value)
        if isinstance(value, Integral) and not isinstance(value, bool):
            return str(value)
        if self._is_of_kind(value):
            return _reference_to(value, expansion.name, is_whole=is_whole)
        problem = f"{expansion.name} is {_in_words(value)}; {self.expected} is expected"
        raise ArgumentTypeError(problem)

    def _is_of_kind(self, value: object) -> bool:
        return is_model(value) and type(value).__name__ in self.kinds


class Count(ArgumentType):
    """A non-negative integer."""

    expected = "a non-negative integer"

    def read(self, text: str) -> int:
        """Return the number."""
        if not (text.isascii() and text.isdecimal()):
            problem = f"must be {self.expected}, not '{quoted(text)}'"
            raise ArgumentTypeError(problem)
        return int(text)


class Tail(Count):
    """A positive integer."""

    expected = "a positive integer"

    def read(self, text: str) -> int:
        """Return the number."""
        number = super().read(text)
        if not number:
            problem = f"must be {self.expected}, not 0"
            raise ArgumentTypeError(problem)
        return number


class CountOrAll(Count):
    """A non-negative integer, or `all`."""

    expected = "a non-negative integer or `all`"

    def read(self, text: str) -> Any:
        """Return the number, or `all`."""
        return text if text == "all" else super().read(text)

    def completions(self) -> Iterator[str]:
        """Yield `all`."""
        yield "all"


class FilePath(ArgumentType):
    """The path of a file."""

    expected = "the path of a file"

    def __call__(self, word: str) -> Path:
        """Return the path, as it was given: other than an id, it may hold any character."""
        if not word.strip():
            problem = f"must not be empty; {self.expected} is expected"
            raise ArgumentTypeError(problem)
        return Path(word)


class DemoWorld(ArgumentType):
    """The word `demo`."""

    expected = f"`{DEMO}`, or nothing,"

    def read(self, text: str) -> str:
        """Return `demo`."""
        if text != DEMO:
            problem = "Only `demo` is accepted here. Never pass a token."  # the text is not repeated: it may be one
            raise ArgumentTypeError(problem)
        return text

    def completions(self) -> Iterator[str]:
        """Yield `demo`."""
        yield DEMO


class Identifier(ArgumentType):
    """An id or a name."""

    def read(self, text: str) -> str:
        """Return the id or name."""
        if "$" in text or "{" in text:
            problem = (
                f"'{quoted(text)}' is not {self.expected}: in single quotes, and outside of a notebook, "
                "variables are not expanded"
            )
            raise ArgumentTypeError(problem)
        return text


class InstallerId(Identifier):
    """An installer's id, or `demo`."""

    expected = "an installer or its id"
    kinds = ("Installer",)

    def completions(self) -> Iterator[str]:
        """Yield `demo`, the installer of the environment, and the installers in this kernel's variables."""
        yield DEMO
        yield from filter(None, (os.environ.get("NUON_INSTALLER_ID"),))
        yield from (installer.id for installer in _installers() if installer.id and not _is_demo(installer))


class AppName(Identifier):
    """An app's name or id; `demo/NAME` for an app of the demo world."""

    expected = "an app, its name or its id"
    kinds = ("App",)

    def completions(self) -> Iterator[str]:
        """Yield the apps in this kernel's variables, and those of the demo world."""
        for app in _apps():
            prefix = f"{DEMO}/" if _is_demo(app) else ""
            yield from (f"{prefix}{name}" for name in (app.name, app.id) if name)
        from nuon_notebook.demo import APPS  # noqa: PLC0415 - loading the magics does not need the demo world

        yield from (f"{DEMO}/{name}" for name in APPS)


class ArgumentOfSubject(Identifier):
    """Something of the app or install that the line is about: of its first word."""

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield what TAB offers behind a word. Of an app or install that is in no variable, nothing is known.

        Args:
            subject: the word.
        """
        raise NotImplementedError


class ConfigVersion(ArgumentOfSubject):
    """A version of an app's config."""

    expected = "a version such as v10, a config's id, `latest`, `previous`, or the name of an install"

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield the words for versions, then the app's versions that can be compared, and the installs that run one."""
        yield from ("latest", "previous")
        for app in _named_by(subject, _apps()):
            usable = [config for config in (app.configs if app.configs.loaded else ()) if config.usable]
            yield from (config.title for config in sorted(usable, key=lambda config: -(config.version or 0)))
            ids = {config.id for config in usable}
            installs = app.installs if app.installs.loaded else ()
            yield from (one.name for one in installs if one.name and one.app_config_id in ids)


class ModelOrName(Identifier):
    """A model in a variable, or an id or name."""

    def __call__(self, word: str) -> Any:
        """Return the id or name, or the model of a variable."""
        named = model_in_variable(word)
        expanded = word if named is None else ExpandedWord(word, (Expansion(f"`{word}`", named),))
        only = expanded.only if isinstance(expanded, ExpandedWord) else None
        return only.value if only and self._is_of_kind(only.value) else super().__call__(expanded)


class InstallerOrApp(ModelOrName):
    """An installer or an app, by id or name, or a model that can be explored."""

    expected = "an installer, an app, an install, or an id or name"
    kinds = ("Installer", "App", "Install")

    def completions(self) -> Iterator[str]:
        """Yield installers, then apps."""
        yield from InstallerId().completions()
        yield from AppName().completions()


class AppOrName(ModelOrName):
    """An app, its name or its id."""

    expected = AppName.expected
    kinds = AppName.kinds

    def completions(self) -> Iterator[str]:
        """Yield apps."""
        yield from AppName().completions()


class InstallOrName(ModelOrName):
    """An install, its name or its id; `demo/NAME` for an install of the demo world."""

    expected = "an install, its name or its id"
    kinds = ("Install",)

    def completions(self) -> Iterator[str]:
        """Yield the installs in this kernel's variables."""
        yield from (_named(install, install.name or install.id) for install in _installs())


class WorkflowOrId(ModelOrName):
    """A workflow or its id; `demo/ID` for a workflow of the demo world."""

    expected = "a workflow or its id"
    kinds = ("Workflow",)

    def completions(self) -> Iterator[str]:
        """Yield the workflows in this kernel's variables."""
        yield from (_named(workflow, workflow.id) for workflow in _workflows())


class LogOwner(ModelOrName):
    """What has a log, or its id; `demo/ID` for one of the demo world."""

    expected = "a workflow, a step, a deploy, a run, a build, a job, a log stream, or the id of one"
    kinds = (
        "AppBranchRun", "ComponentBuild", "InstallActionWorkflowRun", "InstallDeploy", "InstallSandboxRun", "LogStream",
        "RunnerJob", "RunnerOperation", "Workflow", "WorkflowStep",
    )  # fmt: skip

    def completions(self) -> Iterator[str]:
        """Yield the workflows in this kernel's variables, and their failed steps."""
        for workflow in _workflows():
            yield _named(workflow, workflow.id)
            yield from (_named(workflow, step.id) for step in workflow.failed_steps)


class LogLevel(ArgumentType):
    """A level of lines of a log."""

    expected = "a level such as error"

    def completions(self) -> Iterator[str]:
        """Yield the levels, worst first."""
        yield from ("fatal", "error", "warning", "info", "debug", "trace")


class ComponentName(ArgumentOfSubject):
    """A component of an app."""

    expected = "the name or the id of a component"

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield the components of the app."""
        yield from sorted({name for app in _named_by(subject, _apps()) for name in app.component_names.values()})


class Label(ArgumentOfSubject):
    """A label of installs."""

    expected = "a label such as tier=gold"

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield the labels of the app's installs that are one word, and not masked."""
        from nuon_notebook.models.labels import unmasked  # noqa: PLC0415 - loading the magics does not need the models
        from nuon_notebook.redaction.sensitive_values import masking_by  # noqa: PLC0415

        installs = [one for app in _named_by(subject, _apps()) if app.installs.loaded for one in app.installs]
        with masking_by(installs):
            labels = {label for install in installs for label in unmasked(install.labels)}
        yield from sorted(label for label in labels if ONE_WORD.fullmatch(label))


class WorkflowType(ArgumentOfSubject):
    """A type of workflows."""

    expected = "a type such as deploy_components"

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield the types of the install's workflows."""
        installs = _named_by(subject, _installs())
        yield from sorted({one.type for install in installs for one in install.loaded_workflows if one.type})


class WorkflowStatus(ArgumentOfSubject):
    """A status of workflows."""

    expected = "a status such as error or approval-awaiting"

    def completions_for(self, subject: str) -> Iterator[str]:
        """Yield the statuses of the install's workflows."""
        installs = _named_by(subject, _installs())
        every = (one.shown_status for install in installs for one in install.loaded_workflows)
        yield from sorted({status for status in every if status})


class Period(ArgumentType):
    """The beginning of a period."""

    expected = "a span such as 24h, or a time such as 2025-11-23"

    def completions(self) -> Iterator[str]:
        """Yield spans."""
        yield from ("24h", "7d", "30d")


LOAD_OPTIONS: dict[str, dict[str, Any]] = {
    "--configs": {
        "type": CountOrAll(),
        "default": options.CONFIGS,
        "metavar": "N|all",
        "help": f"Configs of each app in full (default: {options.CONFIGS}).",
    },
    "--workflows": {
        "type": Count(),
        "default": options.WORKFLOWS,
        "metavar": "N",
        "help": f"Newest workflows of each install (default: {options.WORKFLOWS}).",
    },
}
"""The options of everything that loads an installer or an app, and what argparse takes for them."""


def without_value(problem: str) -> str:
    """Return a parser's message without the value that an option was given which takes none: it may be a secret."""
    return VALUE_OF_FLAG.sub("takes no value", problem)


def unrecognized_in_words(words: list[str], parser: ArgumentParser) -> str:
    """Return the message for words that a parser does not know.

    No secret is repeated: after `--token ...` it is in the cell or the command already, but not in an output. So of an
    option only its name is told, and of words only those that are known to be none, and stand behind no other. The
    rest is counted.

    Args:
        words: The words, at least one.
        parser: The parser.
    """
    names = [name for name in map(_option_name, words) if name]
    named = [f"'{word}'" for word in _known(words, parser)]
    rest = len(words) - len(names) - len(named)
    counted = [f"{rest} additional word{'s' if rest > 1 else ''}"] if rest else []
    return f"unrecognized arguments: {', '.join((*named, *names, *counted))}"


def _option_name(word: str) -> str:
    """Return the name of an option; empty if the word is none, or more than a name may be in it: `-tTOKEN`."""
    name = word.partition("=")[0]
    return quoted(name) if OPTION.fullmatch(name) else ""


def _known(words: list[str], parser: ArgumentParser) -> list[str]:
    """Return the words at the beginning that are no secret, without one that has a `=` behind it."""
    choices = {str(choice) for action in parser._actions for choice in action.choices or ()}
    known = list(takewhile(lambda word: word in choices or _is_public(word), words))
    followed_by = words[len(known) :][:1]
    return known[:-1] if followed_by and followed_by[0].startswith("=") else known


def _is_public(word: str) -> bool:
    from nuon_notebook.demo import APPS  # noqa: PLC0415 - loading the magics does not need the demo world

    world, _, name = word.partition("/")
    in_demo = world == DEMO and (not name or name in APPS or kind_of_id(name))
    return bool(in_demo or kind_of_id(word) or VERSION.fullmatch(word))


def _reference_to(record: Any, name: str, *, is_whole: bool) -> str:
    """Return the text that leads to a record: its id, behind `demo/` for an app of the demo world.

    Args:
        record: An installer, an app or an install.
        name: How messages name it.
        is_whole: Whether it is the whole word; `demo/$app` has its `demo/` already.

    Raises:
        ArgumentTypeError: The record has no id.
    """
    if not record.id:
        problem = f"{name} has no id"
        raise ArgumentTypeError(problem)
    if not (is_whole and _is_demo(record)):
        return str(record.id)
    return DEMO if type(record).__name__ == "Installer" else f"{DEMO}/{record.id}"


def _in_words(value: object) -> str:
    """Return what a value is, without showing it."""
    if isinstance(value, str):
        return "blank" if value else "empty"
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - only NaN differs from itself
        return "NaN" if value else "None"
    if isinstance(value, list | tuple | dict | set | frozenset) and not value:
        return f"an empty {type(value).__name__}"
    kind = type(value).__name__
    return f"an {kind}" if kind[0] in "AEIOUaeiou" else f"a {kind}"


def _is_demo(record: App | Install | Installer | Workflow) -> bool:
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


def _installs() -> Iterator[Install]:
    yield from (install for app in _apps() if app.installs.loaded for install in app.installs)
    yield from (record for record in models_in_variables() if type(record).__name__ == "Install")


def _workflows() -> Iterator[Workflow]:
    yield from (workflow for install in _installs() for workflow in install.loaded_workflows)
    yield from (record for record in models_in_variables() if type(record).__name__ == "Workflow")


def _named(record: App | Install | Workflow, name: str | None) -> str:
    return f"{DEMO}/{name}" if name and _is_demo(record) else name or ""


def _named_by(word: str, records: Iterator[N]) -> Iterator[N]:
    """Yield the record that the first word of a line names: by a variable, a name or an id."""
    in_variable = getattr(model_in_variable(word.removeprefix("$").strip("{}")), "id", None)
    wanted = word.strip("\"'").casefold()
    for record in records:
        names = (_named(record, name) for name in (record.name, record.id, getattr(record, "display_name", None)))
        if (in_variable and record.id == in_variable) or wanted in {name.casefold() for name in names if name}:
            yield record
            return
