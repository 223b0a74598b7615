"""The rows that answer questions: what fails, what waits, who is hit. Each shows the result of an analysis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.configs_in_force import versions_in_force
from nuon_notebook.analysis.customer_provides import customer_provides
from nuon_notebook.analysis.impact import impact
from nuon_notebook.analysis.loading import has_contents
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.permissions import permissions
from nuon_notebook.analysis.problems import number_of_failed_versions, problems
from nuon_notebook.analysis.schedule import loaded_schedule, schedule
from nuon_notebook.analysis.timeline import timeline
from nuon_notebook.analysis.working_config import newest_working
from nuon_notebook.display import explorer_html, formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.explorer.node import Choice, Load, Node, leaf, row_key, words
from nuon_notebook.loader import fetch
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set

    from nuon_notebook.analysis.install_summary import InstallSummary
    from nuon_notebook.analysis.overview import Overview
    from nuon_notebook.analysis.result import Report

    Fleet = Installer | App | Install

NO_VERSION: Final = "There is no working version."


@dataclass(frozen=True, slots=True)
class Question:
    """A question that an analysis answers.

    Attributes:
        key: the key of the row.
        title: the question, in a word.
        answer: returns the answer, a report with `rows`; requests nothing.
    """

    key: str
    title: str
    answer: Callable[[Any], Report]


@dataclass(frozen=True, slots=True)
class FleetQuestion(Question):
    """A question about a fleet.

    Attributes:
        number: returns how much the answer has on an install, by its row in the overview.
        in_configs: returns on how many configs of a fleet the answer has something.
    """

    number: Callable[[InstallSummary], int]
    in_configs: Callable[[Fleet], int] = lambda _: 0


PROBLEMS: Final = FleetQuestion("problems", "Problems", problems, lambda row: row.problems, number_of_failed_versions)
APPROVALS: Final = FleetQuestion("approvals", "Approvals", approvals, lambda row: row.waits)


def installs_of(fleet: Fleet) -> Sequence[Install]:
    """Return the installs that were loaded."""
    if isinstance(fleet, Install):
        return (fleet,)
    return fleet.installs if fleet.installs.loaded else ()


def summaries_of(fleet: Fleet, installs: Iterable[Install]) -> list[InstallSummary]:
    """Return the rows of some installs in the overview of a fleet."""
    shown = fleet.overview
    rows = fleet.remember("rows by install", lambda: {row.install_id: row for row in shown.rows} if shown else {})
    return [rows[install.id] for install in installs if install.id in rows]


def of_install(install: Install) -> tuple[object, ...]:
    """Return what the headline and the answers of an install are made of.

    Contents are compared by identity first, which is fast.
    """
    workflows = [workflow.__dict__ for workflow in install.loaded_workflows]
    waiting = [workflow.__dict__ for workflow in install.waiting_workflows]
    plans = [plan.__dict__ for step in install.waiting if (plan := step.loaded_plan)]
    return install.__dict__, install.release, install.section_state("workflows"), workflows, waiting, plans


def of_app(app: App) -> tuple[object, ...]:
    """Return what the headline of an app is made of, and the rows of its installs."""
    configs = [config.__dict__ for config in app.configs] if app.configs.loaded else []
    installs = [*map(of_install, app.installs)] if app.installs.loaded else []
    return app.__dict__, [app.section_state(section.name) for section in App.sections], configs, installs


def of_fleet(fleet: Fleet) -> tuple[object, ...]:
    """Return what an answer about a fleet is made of."""
    if isinstance(fleet, Installer):
        found = [*map(of_app, fleet.apps if fleet.apps.loaded else ())]
    else:
        found = [of_app(fleet) if isinstance(fleet, App) else of_install(fleet)]
    return fleet.moment, fleet.sensitive_values, found


@dataclass(frozen=True, slots=True)
class _FleetNode(Node):
    """An answer about the installs of a fleet, of which a filter may leave only some."""

    is_leaf: ClassVar[bool] = True
    fleet: Fleet
    kept: Set[str] | None = None

    def signature(self) -> object:
        """Return what the answer is made of."""
        return self.fleet.remember("signature", lambda: of_fleet(self.fleet)), self.kept

    def filtered(self, kept: Set[str]) -> Node:
        """Return the answer about the installs that the filter leaves."""
        return replace(self, kept=kept)

    @property
    def _installs(self) -> Sequence[Install]:
        """The installs that the filter leaves."""
        every = installs_of(self.fleet)
        return every if self.kept is None else [one for one in every if row_key(one) in self.kept]

    def _remembered(self, name: str, answer: Callable[[Any], Any]) -> Any:
        """Return an answer; without a filter it is computed once."""
        if self.kept is None:
            return self.fleet.remember(name, lambda: answer(self.fleet))
        return answer(self._installs)

    def _remark(self) -> str:
        """Return how many installs the filter leaves; empty without one."""
        if self.kept is None:
            return ""
        return f"{len(self._installs)} of {formats.count(len(installs_of(self.fleet)), 'install')} shown"


@dataclass(frozen=True, slots=True)
class OverviewNode(_FleetNode):
    """Who runs which version, and who needs attention.

    Attributes:
        at_first: whether it is open at first, since it is the explorer's own; that of an app says less.
    """

    key: ClassVar[str] = "overview"
    apart: ClassVar[bool] = True
    at_first: bool = False

    @property
    def shown_open(self) -> bool:
        """Whether it is open at first: it is within another fleet's overview otherwise."""
        return self.at_first

    def header(self) -> str:
        """Return how many installs there are, how many are behind, fail, wait."""
        return words(lambda: explorer_html.named(f"Overview: {self._overview.headline.title}", self._overview.headline))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - an overview has rows of its own
        """Return the overview."""
        return leaf(lambda: explorer_html.answer(self._overview, self._remark()))

    @property
    def _overview(self) -> Overview:
        made: Overview = self._remembered("overview", overview)
        return made


@dataclass(frozen=True, slots=True)
class FleetAnswerNode(_FleetNode):
    """The answer to a question about a fleet."""

    question: FleetQuestion = PROBLEMS

    @property
    def key(self) -> str:
        """The key of the question."""
        return self.question.key

    def header(self) -> str:
        """Return the question, how much the answer lists and on how many installs: the overview tells that at once."""
        return words(self._header)

    def _header(self) -> str:
        numbers = [*map(self.question.number, summaries_of(self.fleet, self._installs))]
        configs = self.question.in_configs(self.fleet) if self.kept is None else 0
        every = formats.count(len(numbers), "install")
        installs = f"on {sum(map(bool, numbers))} of {every}" if any(numbers) else ""
        in_configs = f"in {formats.count(configs, 'config')}" if configs else ""
        on = " and ".join(filter(None, (installs, in_configs))) or f"{every} looked at"
        facts = () if isinstance(self.fleet, Install) else (on,)
        return explorer_html.named(self.question.title, Headline("", facts=facts), sum(numbers) + configs)

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - an answer has rows of its own
        """Return the answer."""
        return leaf(self._content)

    def _content(self) -> str:
        nothing = "" if self._answer.rows else self._answer.headline.title
        return explorer_html.answer(self._answer, " · ".join(filter(None, (self._remark(), nothing))))

    @property
    def _answer(self) -> Any:
        return self._remembered(f"answer to {self.question.key}", self.question.answer)


@dataclass(frozen=True, slots=True)
class TimelineNode(Node):
    """Where the time of a workflow went."""

    is_leaf: ClassVar[bool] = True
    key: ClassVar[str] = "timeline"
    workflow: Workflow

    def signature(self) -> object:
        """Return what the timeline is made of."""
        return self.workflow.__dict__, self.workflow.moment, self.workflow.sensitive_values

    def header(self) -> str:
        """Return how long it took, and what the time was spent on."""
        return words(lambda: explorer_html.named("Timeline", replace(timeline(self.workflow).headline, badges=())))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - steps do not open
        """Return the timeline."""
        return leaf(lambda: explorer_html.answer(timeline(self.workflow)))


def load_config(app: App, config: AppConfig) -> Load:
    """Return how a config is loaded in full."""
    ready = has_contents(config) or not config.usable or not config.id
    failed = config.usable and bool(fetch.unloaded_reasons(config))
    return Load(
        f"config {config.title} of {app.title}", lambda api: fetch.config(api, app, config), ready, failed,
        searched=("", "version"), version=(app, config),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ConfigNode(Node):
    """An answer about a version of a config, which is loaded for it.

    Attributes:
        app: the app.
        config: the version; None for the newest working one.
    """

    app: App
    config: AppConfig | None = None

    @property
    def _version(self) -> AppConfig | None:
        return self.config or newest_working(self.app)

    def load(self) -> Load | None:
        """Return how the version is loaded in full; a search counts it where it has a row of its own."""
        version = self._version
        return replace(load_config(self.app, version), searched=None, version=None) if version else None


@dataclass(frozen=True, slots=True)
class ConfigAnswerNode(_ConfigNode):
    """The answer to a question about a version of a config."""

    question: Question = Question("", "", permissions)

    @property
    def key(self) -> str:
        """The key of the question."""
        return self.question.key

    def header(self) -> str:
        """Return the question; the answer in few words where the version was loaded."""
        return words(self._header)

    def _header(self) -> str:
        answer = self._answer
        return _named(self.question.title, answer) if answer else self.question.title

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - an answer has rows of its own
        """Return the answer."""
        return leaf(self._content)

    def _content(self) -> str:
        answer = self._answer
        return explorer_html.answer(answer) if answer else explorer_html.note(NO_VERSION)

    @property
    def _answer(self) -> Report | None:
        version = self._version
        if version is None or not version.in_full:
            return None
        return version.remember(f"answer to {self.question.key}", lambda: self.question.answer(version))


def _named(title: str, answer: Report) -> str:
    """Return the header of a row that answers a question, as the heading of the page's section says it."""
    return explorer_html.named(title, replace(answer.headline, facts=answer.in_brief))


CONFIG_ANSWERS: Final[Mapping[str, Callable[[AppConfig], Report]]] = {
    "permissions": permissions,
    "customer_provides": customer_provides,
    "schedule": schedule,
}
"""By section of an app, what answers its question on a version of a config.

What they are asked of is loaded, so none of them requests anything.
"""


@dataclass(frozen=True, slots=True)
class ImpactNode(_ConfigNode):
    """Who is hit by a change of a component."""

    key: ClassVar[str] = "impact"

    def header(self) -> str:
        """Return what it tells."""
        return "Impact of a change"

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - what is chosen is in a pane of its own
        """Return that there is no component; empty if there is one to choose."""
        return "" if self.choice() else leaf(lambda: explorer_html.note(self._nothing))

    @property
    def _nothing(self) -> str:
        return "This version has no components." if self._version else NO_VERSION

    def choice(self) -> Choice | None:
        """Return the components to choose from; at first the one on which the most others depend."""
        version = self._version
        components = version.components if version and version.components.loaded else ()
        if version is None or not components:
            return None
        with masking_by(self.app):
            options = tuple((explorer_html.plain(one.name), one.key) for one in components)
        most = max(components, key=lambda one: len(one.used_by))
        return Choice(
            ("Component",),
            options,
            (most.key,),
            lambda key: _ImpactOfNode(self.app, version, key),
        )


@dataclass(frozen=True, slots=True)
class _ImpactOfNode(Node):
    """Who is hit by a change of one component."""

    is_leaf: ClassVar[bool] = True
    app: App
    config: AppConfig
    component: str

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - an answer has rows of its own
        """Return who is hit."""
        return leaf(self._content)

    def _content(self) -> str:
        found = impact(self.config, self.component)
        return explorer_html.answer(found, explorer_html.named(found.name or "", found.headline))


@dataclass(frozen=True, slots=True)
class ScheduleNode(Node):
    """What is scheduled, across apps, by the versions that are in force: the newest, and those that installs run."""

    key: ClassVar[str] = "schedule"
    installer: Installer

    def header(self) -> str:
        """Return the question; the answer in numbers where everything was loaded."""
        return words(self._header)

    def _header(self) -> str:
        if not self.load().ready:
            return "Schedule"
        return _named("Schedule", self._schedule())

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - an answer has rows of its own
        """Return what is scheduled."""
        return leaf(lambda: explorer_html.answer(self._schedule()))

    def _schedule(self) -> Any:
        return self.installer.remember("answer to schedule", lambda: loaded_schedule(self.installer))

    def load(self) -> Load:
        """Return how the newest working version of each app is loaded, and those that its installs run."""
        apps = self.installer.apps if self.installer.apps.loaded else ()
        loads = [(app, config, load_config(app, config)) for app in apps for config in versions_in_force(app)]
        missing = [(app, config) for app, config, load in loads if not load.ready or load.failed]
        return Load(
            "the versions that installs run, and the newest",
            lambda api: fetch.configs(api, missing),
            ready=all(load.ready for _, _, load in loads),
            failed=any(load.failed for _, _, load in loads),
        )
