"""What is a line magic, `%nuon_NAME`, and mostly a command in the terminal, `nuon-notebook NAME`: each declared once.

    @command({"app": APP}, "demo/harbor-desk", "my-app")
    def installs(app: App | str) -> Collection[Install]:
        \"\"\"Show the installs of an app.\"\"\"

The function takes what the arguments stand for. Its docstring and the examples are what `?` and `--help` show.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from nuon_notebook.magic_arguments import (
    DEMO,
    LOAD_OPTIONS,
    AppName,
    AppOrName,
    ComponentName,
    ConfigVersion,
    DemoWorld,
    InstallerId,
    InstallerOrApp,
    InstallOrName,
    Label,
    LogLevel,
    LogOwner,
    Period,
    Tail,
    WorkflowOrId,
    WorkflowStatus,
    WorkflowType,
)
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from nuon_notebook.analysis.approvals import Approvals
    from nuon_notebook.analysis.comparison import Comparison
    from nuon_notebook.analysis.customer_provides import CustomerProvides
    from nuon_notebook.analysis.impact import Impact
    from nuon_notebook.analysis.log import Log
    from nuon_notebook.analysis.permissions import Permissions
    from nuon_notebook.analysis.problems import Problems
    from nuon_notebook.analysis.schedule import Schedule
    from nuon_notebook.analysis.timeline import Timeline
    from nuon_notebook.analysis.workflow_list import WorkflowList
    from nuon_notebook.connection import Connection
    from nuon_notebook.explorer import Explorer
    from nuon_notebook.loader import Configs
    from nuon_notebook.models import App, Collection, Install, Installer, Workflow
    from nuon_notebook.models.base import Record

    Keywords: TypeAlias = dict[str, Any]
    Fleet: TypeAlias = Installer | App | Install

WORLD: Keywords = {"nargs": "?", "type": DemoWorld(), "metavar": DEMO, "help": "The demo world; it needs no settings."}
ASK: Keywords = {"action": "store_true", "help": "Type the token at a prompt; neither shown nor kept in the notebook."}
SUBJECT: Keywords = {
    "nargs": "?",
    "type": InstallerOrApp(),
    "metavar": "X",
    "help": "An installer's id, an app's name or id, demo, or demo/NAME. Default: NUON_INSTALLER_ID.",
}
INSTALLER: Keywords = {
    "nargs": "?",
    "type": InstallerId(),
    "metavar": "ID",
    "help": "An installer's id, a variable that holds one ($name), or demo. Default: NUON_INSTALLER_ID.",
}
SHOWN_APP: Keywords = {
    "type": AppName(),
    "metavar": "NAME_OR_ID",
    "help": "An app's name or id; demo/NAME for an app of the demo world.",
}
EXPLORED: Keywords = {
    "nargs": "?",
    "type": InstallerOrApp(),
    "metavar": "INSTALLER_OR_APP",
    "help": "An id, an app's name, demo, demo/NAME, or a variable that holds a model. Default: NUON_INSTALLER_ID.",
}
APP: Keywords = {
    "type": AppOrName(),
    "metavar": "APP",
    "help": "An app's name or id; demo/NAME for an app of the demo world.",
}
INSTALL: Keywords = {
    "type": InstallOrName(),
    "metavar": "INSTALL",
    "help": "An install's name or id; demo/NAME for an install of the demo world.",
}
WORKFLOW: Keywords = {
    "type": WorkflowOrId(),
    "metavar": "ID",
    "help": "A workflow's id; demo/ID for a workflow of the demo world.",
}
DEEP_INSTALL: Keywords = {
    "action": "store_true",
    "dest": "deep",
    "help": "Also load what it is made of: deploys, runs, inputs, stack, runner, upgrades, runbooks.",
}
DEEP_WORKFLOW: Keywords = {
    "action": "store_true",
    "dest": "deep",
    "help": "Also load the deploys and runs that its steps made.",
}
LOGGED: Keywords = {
    "type": LogOwner(),
    "metavar": "ID",
    "help": "The id of a step, workflow, deploy, run, build, job or log stream; demo/ID for one of the demo world.",
}
TAIL: Keywords = {
    "type": Tail(),
    "default": 100,
    "metavar": "N",
    "help": "The newest lines (default: 100).",
}
LEVEL: Keywords = {
    "type": LogLevel(),
    "metavar": "LEVEL",
    "help": "Only lines of this level or worse, for instance error.",
}
FOLLOW: Keywords = {"action": "store_true", "help": "Go on while it is written; Ctrl-C ends that."}
COMPONENT: Keywords = {"type": ComponentName(), "metavar": "COMPONENT", "help": "A component's name or id."}
SINCE: Keywords = {
    "type": Period(),
    "metavar": "WHEN",
    "help": "Only since then: a span such as 24h or 7d, or a time such as 2025-11-23.",
}
LABEL: Keywords = {
    "type": Label(),
    "action": "append",
    "dest": "labels",
    "metavar": "KEY=VALUE",
    "help": "Only installs with this label, for instance tier=gold; given several times, with all of them.",
}
TYPE: Keywords = {"type": WorkflowType(), "dest": "kind", "metavar": "TYPE", "help": "For instance deploy_components."}
STATUS: Keywords = {"type": WorkflowStatus(), "metavar": "STATUS", "help": "For instance error, approval-awaiting."}
OLD: Keywords = {
    "type": ConfigVersion(),
    "nargs": "?",
    "default": "previous",
    "metavar": "OLD",
    "help": "The version to compare with: v10, a config's id, latest, previous, or the name of an install, for the "
    "version that it runs (default: previous).",
}
NEW: Keywords = {
    "type": ConfigVersion(),
    "nargs": "?",
    "default": "latest",
    "metavar": "NEW",
    "help": "The version that is compared, likewise (default: latest, the newest that works).",
}
PLANS: Keywords = {"action": "store_true", "help": "Load the plans that wait, and show what they would do."}
WORKFLOWS: Keywords = LOAD_OPTIONS["--workflows"]
LISTED_WORKFLOWS = 50  # of one install, unless a period is given


class Command:
    """A line magic and a command of the terminal.

    Args:
        answer: returns what is displayed, for the values of the arguments.
        arguments: by name, what argparse takes for each argument.
        examples: lines that work.

    Attributes:
        name: its name, without `%nuon_`.
        word: its name in a terminal.
        arguments: the arguments.
        examples: lines that work; the first without settings.
        summary: what it does, in one line.
    """

    def __init__(
        self, answer: Callable[..., Any], arguments: Mapping[str, Keywords], examples: tuple[str, str]
    ) -> None:
        self.name = answer.__name__
        self.word = self.name.replace("_", "-")
        self.arguments = arguments
        self.summary, _, self._details = (inspect.getdoc(answer) or "").partition("\n\n")
        self._answer = answer
        self.examples = examples

    def explanation(self, before: str) -> str:
        """Return what it does, what it returns, and two examples.

        Args:
            before: what stands before its arguments, for instance `%nuon_installs`.
        """
        examples = "\n".join(f"  {before} {example}".rstrip() for example in self.examples)
        return f"{self.summary}\n\n{self._details}\n\nexamples:\n{examples}"

    def run(self, given: Namespace) -> Any:
        """Return what is displayed.

        Args:
            given: the arguments, as argparse returns them.
        """
        return self._answer(**{name: getattr(given, name) for name in inspect.signature(self._answer).parameters})


def command(arguments: Mapping[str, Keywords], *examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a command of a function; see the module."""
    first, second = examples
    return lambda answer: Command(answer, arguments, (first, second))


# The imports within the functions are heavy (httpx, pydantic); loading the extension must stay quick.


@command({"installer": INSTALLER, **LOAD_OPTIONS}, "demo", "int0a1b2c3d4 --configs all")
def installer(installer: str | None, configs: Configs, workflows: int) -> Installer:
    """Show an installer in full: its apps with their configs and installs.

    Returns the `Installer`: `apps`, `installs` and the answers on them are its attributes.
    """
    from nuon_notebook import session  # noqa: PLC0415

    return session.load_installer(installer, configs=configs, workflows=workflows)


@command({"app": SHOWN_APP, **LOAD_OPTIONS}, "demo/harbor-desk", "my-app --configs all --workflows 20")
def app(app: str, configs: Configs, workflows: int) -> App:
    """Show an app in full: its configs, its installs and their newest workflows.

    Returns the `App`: `configs["v11"]`, `installs` and the answers on them are its attributes.
    """
    from nuon_notebook import session  # noqa: PLC0415

    return session.load_app(app, configs=configs, workflows=workflows)


@command({"subject": EXPLORED}, "demo", "my-app")
def explore(subject: Fleet | str | None) -> Explorer:
    """Open an installer, an app or an install as accordions. What is in them is loaded when it is opened.

    Returns the `Explorer`: `root` is what is explored, as it is loaded by now, and `close()` closes it.
    """
    from nuon_notebook import explorer  # noqa: PLC0415

    return explorer.explore(subject)


@command({"world": WORLD}, "demo", "")
def installers(world: str | None) -> Collection[Installer]:
    """List the installers of the org.

    Returns a collection of `Installer`.
    """
    from nuon_notebook import lookup  # noqa: PLC0415

    return lookup.every(world, "the installers", lambda api: api.installers())


@command({"world": WORLD}, "demo", "")
def apps(world: str | None) -> Collection[App]:
    """List the apps of the org.

    Returns a collection of `App`: `apps["my-app"]` is one of them.
    """
    from nuon_notebook import lookup  # noqa: PLC0415

    return lookup.every(world, "the apps", lambda api: api.apps())


@command({"world": WORLD, "--ask": ASK}, "demo", "--ask")
def connect(world: str | None, ask: bool) -> Connection:
    """Try the connection and show it: server, version, org, and the source of each setting or that it is missing.

    The token comes from NUON_API_TOKEN, from the CLI's file (~/.nuon), or from a prompt; never from this line.

    Returns the `Connection`.
    """
    from nuon_notebook import connection, session  # noqa: PLC0415
    from nuon_notebook.errors import InvalidArgumentError  # noqa: PLC0415

    if world and ask:
        raise InvalidArgumentError(what="No token was asked for:", why="the demo world needs none.")
    if ask:
        session.ask_for_settings()
    with show_progress("the connection") as tick:
        return connection.check_demo() if world else connection.check_current(tick)


@command({"subject": SUBJECT, "--since": SINCE, "--workflows": WORKFLOWS}, "demo --since 7d", "demo/harbor-desk")
def problems(subject: Fleet | str | None, since: str | None, workflows: int) -> Problems:
    """Show what failed, and why, newest first.

    With --since, all workflows of the period are loaded; without, the newest of each install.

    Returns the `Problems`: `rows` are the failed steps, parts of installs that are unwell, and newest versions that
    failed, with install, time, reason and link.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.fleet import fleet_of  # noqa: PLC0415
    from nuon_notebook.analysis.period import beginning, read_since  # noqa: PLC0415
    from nuon_notebook.analysis.problems import problems as problems_of  # noqa: PLC0415

    read_since(since)  # a mistake is told before anything is loaded
    if not isinstance(subject, str | None):
        return problems_of(subject, since)
    client, found = lookup.installer_or_app(subject, 0, workflows)
    if limit := beginning(since, found.moment):
        installs = [one.install for one in fleet_of(found).installs]
        found = lookup.with_workflows_back_to(client, found, installs, limit)
    return problems_of(found, since)


@command(
    {"subject": SUBJECT, "--plans": PLANS, "--workflows": WORKFLOWS}, "demo --plans", "demo/harbor-desk --workflows 20"
)
def approvals(subject: Fleet | str | None, plans: bool, workflows: int) -> Approvals:
    """Show which steps wait for approval, since when, and where to answer.

    With --plans, what waits is loaded: what it would create, change, replace and destroy. Nothing is approved by that.

    Returns the `Approvals`: `rows` are the steps, those that wait longest first.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.approvals import approvals as approvals_of  # noqa: PLC0415
    from nuon_notebook.analysis.plans import with_plans  # noqa: PLC0415

    if not isinstance(subject, str | None):
        return approvals_of(with_plans(subject) if plans else subject)
    client, found = lookup.installer_or_app(subject, 0, workflows)
    return approvals_of(with_plans(found, client) if plans else found)


@command({"app": APP, "--label": LABEL}, "demo/harbor-desk", "my-app --label tier=gold")
def installs(app: App | str, labels: list[str] | None) -> Collection[Install]:
    """Show the installs of an app, with version, statuses and newest workflows.

    Returns a collection of `Install`, sorted by name: `installs["acme"]` is one of them.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.fleet import natural_key, with_labels  # noqa: PLC0415
    from nuon_notebook.errors import NotLoadedError  # noqa: PLC0415
    from nuon_notebook.models import Collection  # noqa: PLC0415

    # The newest config knows the names of the components, whose statuses an install has by their ids only.
    owner = lookup.app(app, configs=1, workflows=WORKFLOWS["default"])
    if note := owner.section_state("installs").note:
        raise NotLoadedError(what=f"Not all installs of {owner.title} were loaded.", why=note, advice="Try again.")
    found = sorted(owner.installs, key=lambda one: natural_key(one.name))
    return Collection(with_labels(found, labels) if labels else found)


@command({"install": INSTALL, "--deep": DEEP_INSTALL}, "demo/eastgate-bank", "acme-bank --deep")
def install(install: Install | str, deep: bool) -> Install:
    """Show an install: version, components, drift, and its newest workflows step by step.

    With --deep also what it is made of: deploys, sandbox runs, action runs, inputs, stack, runner, upgrades,
    runbooks.

    Returns the `Install`. One that is given as a variable is shown as it was loaded, unless --deep is given, too.
    """
    from nuon_notebook import lookup  # noqa: PLC0415

    if isinstance(install, str) or deep:
        name = install if isinstance(install, str) else lookup.reference_to(install)
        return lookup.install(name, WORKFLOWS["default"], deep=deep)[1]
    return install


@command(
    {"install": INSTALL, "--type": TYPE, "--status": STATUS, "--since": SINCE},
    "demo/eastgate-bank --status error",
    "acme-bank --type deploy_components --since 7d",
)
def workflows(install: Install | str, kind: str | None, status: str | None, since: str | None) -> WorkflowList:
    """Show the workflows of an install, newest first.

    With --since, all workflows of the period are loaded; without, the newest 50.

    Returns a `WorkflowList`: `rows` is a collection of `Workflow`.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.period import beginning, read_since  # noqa: PLC0415
    from nuon_notebook.analysis.workflow_list import workflow_list  # noqa: PLC0415

    period = read_since(since)  # a mistake is told before anything is loaded
    if isinstance(install, str):
        client, install = lookup.install(install, 0 if period else LISTED_WORKFLOWS)
        if limit := beginning(since, install.moment):
            install = lookup.with_workflows_back_to(client, install, [install], limit)
    return workflow_list(install, kind, status, since)


@command({"workflow": WORKFLOW, "--deep": DEEP_WORKFLOW}, "demo/inwa6kyr3484kq3bf5uydseq7u", "inw0a1b2c3d4 --deep")
def workflow(workflow: Workflow | str, deep: bool) -> Workflow:
    """Show a workflow step by step, with the reason of what failed.

    With --deep also the deploys and runs that the steps made.

    Returns the `Workflow`. One that is given as a variable is shown as it was loaded, unless --deep is given, too.
    """
    from nuon_notebook import lookup  # noqa: PLC0415

    if isinstance(workflow, str) or deep:
        name = workflow if isinstance(workflow, str) else lookup.reference_to(workflow)
        return lookup.workflow(name, deep=deep)
    return workflow


@command(
    {"record": LOGGED, "--tail": TAIL, "--level": LEVEL, "--follow": FOLLOW},
    "demo/inw6qj5uddo3adtw9cjt6pfkcv --level warning",
    "dpl0a1b2c3d4 --tail 500",
)
def logs(record: Record | str, tail: int, level: str | None, follow: bool) -> Log:
    """Show the log of a step, deploy, build or run: its newest lines, the newest last, and the first error.

    Of a workflow, the log of the step that failed last, or runs. The server keeps logs for 30 days.

    Returns the `Log`: `rows` are the lines, `older()` loads more.
    """
    from nuon_notebook.analysis import log_loading  # noqa: PLC0415

    found = log_loading.load_log(record, tail, level)
    if not follow:
        return found
    from nuon_notebook import follow_log  # noqa: PLC0415

    return follow_log.follow(found)


@command({"app": APP, "component": COMPONENT}, "demo/harbor-desk database", "my-app api")
def impact(app: App | str, component: str) -> Impact:
    """Show who is hit by a change of a component: dependents, actions, installs.

    Returns an `Impact`: `dependents`, `actions` and `installs`. The newest working version of the config counts.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.impact import impact as impact_of  # noqa: PLC0415

    return impact_of(lookup.app(app, configs=1, workflows=0), component)


@command({"app": APP}, "demo/harbor-desk", "my-app")
def permissions(app: App | str) -> Permissions:
    """Show which role may do what, by service, and what in it is dangerous.

    Returns the `Permissions`: `roles` with their grants. The newest working version of the config counts.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.permissions import permissions as permissions_of  # noqa: PLC0415

    return permissions_of(lookup.app(app, configs=1, workflows=0))


@command({"app": APP}, "demo/harbor-desk", "my-app")
def customer_provides(app: App | str) -> CustomerProvides:
    """Show what a customer must give to install an app: inputs and secrets.

    Returns the `CustomerProvides`: `required`, `optional`, `defaulted`, `generated` and `by_vendor`. The newest working
    version of the config counts.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.customer_provides import customer_provides as customer_provides_of  # noqa: PLC0415

    return customer_provides_of(lookup.app(app, configs=1, workflows=0))


@command({"workflow": WORKFLOW}, "demo/inwa6kyr3484kq3bf5uydseq7u", "inw0a1b2c3d4")
def timeline(workflow: Workflow | str) -> Timeline:
    """Show where the time of a workflow went: working, waiting for approval, waiting for the customer.

    Returns the `Timeline`: `rows` are the steps with start, end and share of the time.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.timeline import timeline as timeline_of  # noqa: PLC0415

    return timeline_of(lookup.workflow(workflow) if isinstance(workflow, str) else workflow)


@command({"subject": SUBJECT}, "demo", "demo/harbor-desk")
def schedule(subject: Fleet | str | None) -> Schedule:
    """Show what runs on a schedule, next first: actions and drift checks.

    Returns the `Schedule`: `rows` are the runs. The newest working version of each app counts, and those that its
    installs run.
    """
    from nuon_notebook import lookup  # noqa: PLC0415
    from nuon_notebook.analysis.schedule import schedule as schedule_of  # noqa: PLC0415

    return schedule_of(lookup.fleet(subject, configs=1, workflows=0))


@command({"app": APP, "old": OLD, "new": NEW}, "demo/harbor-desk v10 v11", "demo/harbor-desk eastgate-bank latest")
def compare(app: App | str, old: str, new: str) -> Comparison:
    """Show what changed between two versions of an app's config. What is missing is loaded.

    An install's name stands for the version that it runs: the second example tells what it lacks.

    Returns a `Comparison`: its sections are the changes.
    """
    from nuon_notebook.analysis.compare import compare as compare_versions  # noqa: PLC0415

    return compare_versions(app, old, new)


SHOWING = (installer, app, explore)
"""Those that are magics only: in a terminal, `show` takes their place."""
COMMANDS = (
    *(installers, apps, connect, problems, approvals, installs),
    *(install, workflows, workflow, timeline, logs),
    *(impact, permissions, customer_provides, schedule, compare),
)
"""Those that are commands, too, in the order of the help."""
