"""What an explorer opens: a tree of nodes that knows no widget. A node is made of models as they are loaded by now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.analysis.comparison import compare_configs
from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.display.sections import Badge, Section, SectionStatus
from nuon_notebook.explorer.answer_nodes import (
    APPROVALS,
    CONFIG_ANSWERS,
    ConfigAnswerNode,
    ImpactNode,
    OverviewNode,
    Question,
    ScheduleNode,
    TimelineNode,
    installs_of,
    load_config,
    of_app,
    of_install,
    summaries_of,
)
from nuon_notebook.explorer.install_nodes import ContentsNode, RunsNode
from nuon_notebook.explorer.log_nodes import LogNode, ProblemsNode, StepLogsNode, step_logs, telling_steps
from nuon_notebook.explorer.node import SLICE, Choice, Following, Load, Node, RecordNode, leaf, row_key, words
from nuon_notebook.explorer.plan_nodes import ApprovalsNode, PlanNode, approvals_of, steps_with_plans
from nuon_notebook.loader import fetch
from nuon_notebook.loader.comparison import is_comparable, versions
from nuon_notebook.loader.fetch import readme_of, unloaded_reasons
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.loader.refresh import DEFAULT_WORKFLOWS, is_complete, were_requested
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow
from nuon_notebook.redaction.sensitive_values import masking_by
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nuon_notebook.explorer.context import Root
    from nuon_notebook.models.base import Model
    from nuon_notebook.store import Store

CONFIGS, INSTALLS, VERSIONS, BRANCHES = "configs", "installs", "versions", "branches"
README, WORKFLOWS, STATES, DRIFT = "readme", "workflows", "component_states", "drifted_objects"
HISTORY = "history"
DETAIL = "notifications_config"  # has the note where the app's own request failed
SECTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "components": ("Components", ("components",)),
    "graph": ("Component graph", ("graph",)),
    "inputs": ("Inputs", ("input_groups",)),
    "actions": ("Actions", ("actions",)),
    "access": ("Access", ("roles", "break_glass_roles", "policies", "secret_configs")),
    "infrastructure": ("Sandbox, runner, stack", ("sandbox", "runner", "stack")),
    "readme": ("README", ("readme",)),
}
"""The rows of a config: their headers, and the sections that each shows."""


def root_node(root: Root) -> Node:
    """Return the node of a root."""
    if isinstance(root, Installer):
        return InstallerNode(root)
    return AppNode(root, is_root=True) if isinstance(root, App) else InstallNode(root)


def path_to(root: Root, *ids: str) -> tuple[str, ...]:
    """Return the keys of the rows that lead to a record; empty if it is not there.

    Args:
        root: what is explored.
        *ids: the ids of an install and of a workflow in it; or of an install alone.
    """
    install_id, *workflow_ids = ids
    inside = tuple(key for one in workflow_ids for key in (WORKFLOWS, one))
    if isinstance(root, Install):
        return inside
    install = next((one for one in installs_of(root) if one.id == install_id), None)
    if install is None:
        return ()
    app = (row_key(install.owner),) if isinstance(root, Installer) and install.owner else ()
    return (*app, INSTALLS, install_id, *inside)


def _in_installs(app: App) -> list[Badge]:
    """Return what is exceptional in the installs of an app: how many fail, wait, or need attention."""
    installs = installs_of(app)
    fleet = app.parent if isinstance(app.parent, Installer) else app  # the overview of an installer has all of them
    rows = summaries_of(fleet, installs) if installs else []
    failing = sum(row.failing for row in rows)
    waiting = sum(row.waiting for row in rows)
    others = sum(row.needs_attention and not row.failing and not row.waiting for row in rows)
    counted = ((failing, "failed"), (waiting, "approval-awaiting"), (others, "warning"))
    unread = [Badge("warning")] if app.section_state(INSTALLS).note else []
    return [*(Badge(status, str(number)) for number, status in counted if number), *unread]


def _notes(model: Model, notes: Iterable[str]) -> str:
    """Return lines that say what failed or is missing."""
    with masking_by(model):
        return "".join(explorer_html.note(note, "warning") for note in notes if note)


@dataclass(frozen=True, slots=True)
class SectionsNode(Node):
    """Some sections of a model, without further rows."""

    is_leaf: ClassVar[bool] = True
    model: Model
    row: str
    title: str
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name of the row."""
        return self.row

    def header(self) -> str:
        """Return the title, and how many things the sections hold."""
        return words(lambda: explorer_html.section(self.model, self.title, self.names))

    def content(self, chosen: str = "") -> str:
        """Return the sections."""
        return leaf(lambda: explorer_html.sections(self.model, self.names, chosen))


@dataclass(frozen=True, slots=True)
class AboutNode(Node):
    """What a model says of itself: its links, its ids, who made it."""

    is_leaf: ClassVar[bool] = True
    key: ClassVar[str] = "about"
    model: Installer | App

    def header(self) -> str:
        """Return the title."""
        return "About"

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - it lists nothing
        """Return its own content."""
        return leaf(lambda: explorer_html.body(self.model))


@dataclass(frozen=True, slots=True)
class InstallerNode(Node):
    """An installer: answers about all of its installs, its apps, its texts."""

    key: ClassVar[str] = ""
    installer: Installer

    def children(self) -> Sequence[Node]:
        """Return the answers, its apps and texts."""
        installer = self.installer
        return [*(node for one in Installer.sections for node in self._of(one)), AboutNode(installer)]

    def _of(self, section: Section) -> Sequence[Node]:
        """Return the rows of a section of the page."""
        installer = self.installer
        apps = installer.apps if installer.apps.loaded else ()
        if section.name == "apps":
            return [*map(AppNode, apps)]
        if section.name == "schedule":
            return [ScheduleNode(installer)] if apps else []
        if section.layout == "markdown":
            text = SectionsNode(installer, section.name, section.title, (section.name,))
            return [text] if getattr(installer, section.name) else []
        return _on_installs(installer, section.name, at_first=True)


def _on_installs(fleet: Installer | App, name: str, *, at_first: bool) -> Sequence[Node]:
    """Return the row of an answer on the installs of an installer or an app; none if it has no installs."""
    nodes: dict[str, Callable[[], Node]] = {
        "overview": lambda: OverviewNode(fleet, at_first=at_first),
        "problems": lambda: ProblemsNode(fleet),
        "approvals": lambda: ApprovalsNode(fleet, question=APPROVALS),
    }
    return [nodes[name]()] if installs_of(fleet) else []


@dataclass(frozen=True, slots=True)
class AppNode(RecordNode):
    """An app.

    Attributes:
        app: the app.
        is_root: whether it is explored by itself, so that its overview is the first thing to see.
    """

    app: App
    is_root: bool = False

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.app)

    def signature(self) -> object:
        """Return what it is made of."""
        return self.app.sensitive_values, of_app(self.app)

    def header(self) -> str:
        """Return its headline, and what is exceptional in its installs."""
        return words(lambda: explorer_html.title(self.app, _in_installs(self.app)))

    def children(self) -> Sequence[Node]:
        """Return the answers about it, its installs, configs and branches: the sections of its page."""
        return [*(node for one in App.sections for node in self._of(one)), AboutNode(self.app)]

    def _of(self, section: Section) -> Sequence[Node]:
        app = self.app
        if section.name in OF_APP:
            return [OF_APP[section.name](app)]
        if section.name in _ON_CONFIG:
            return _on_config(section, app)
        return _on_installs(app, section.name, at_first=self.is_root)

    def load(self) -> Load:
        """Return how the app is loaded with what belongs to it."""
        return _load_app(self.app, DETAIL, ready=is_complete(self.app) or not self.app.id)


def _load_app(app: App, section: str, *, ready: bool = True) -> Load:
    failed = app.section_state(section).status is SectionStatus.FAILED
    return Load(
        f"app {app.title}", lambda api: fetch.app(api, app.id or "", DEFAULT_WORKFLOWS), ready, failed, ("", "app")
    )


@dataclass(frozen=True, slots=True)
class OfAppNode(Node):
    """A section of an app; where its request failed, the app is requested again."""

    key: ClassVar[str]
    title: ClassVar[str]
    app: App

    def header(self) -> str:
        """Return the title, and how many there are."""
        return words(lambda: explorer_html.section(self.app, self.title, (self.key,)))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - what is listed has rows of its own
        """Return why some of it is missing; empty where nothing is."""
        return leaf(lambda: _notes(self.app, (self.app.section_state(self.key).note,)))

    def load(self) -> Load:
        """Return how the app is loaded with what belongs to it."""
        return _load_app(self.app, self.key)


_ON_CONFIG: Final = ("latest_changes", "impacts", *CONFIG_ANSWERS)
"""The sections of an app that are answered by a version of its config."""


def _on_config(section: Section, app: App, config: AppConfig | None = None) -> Sequence[Node]:
    """Return the row of an answer on a version of a config; none if there is no other version to compare with.

    Args:
        section: the section of the app's page that has the answer.
        app: the app.
        config: the version; None for the newest working one.
    """
    if section.name == "latest_changes":
        return [ComparisonNode(app, config)] if len(comparable_configs(app)) > 1 else []
    if section.name == "impacts":
        return [ImpactNode(app, config)]
    question = Question(section.name, section.title, CONFIG_ANSWERS[section.name])
    return [ConfigAnswerNode(app, config, question)]


class ConfigsNode(OfAppNode):
    """The configs of an app."""

    __slots__ = ()
    key = CONFIGS
    title = "Configs"

    def children(self) -> Sequence[Node]:
        """Return the configs, newest first."""
        configs = self.app.configs if self.app.configs.loaded else ()
        return [ConfigNode(self.app, one) for one in configs]


class InstallsNode(OfAppNode):
    """The installs of an app."""

    __slots__ = ()
    key = INSTALLS
    title = "Installs"

    def children(self) -> Sequence[Node]:
        """Return the installs, naturally sorted by name."""
        installs = self.app.installs if self.app.installs.loaded else ()
        return [*map(InstallNode, sorted(installs, key=lambda one: natural_key(one.name or one.id)))]

    def header(self) -> str:
        """Return the title, how many there are, and what is exceptional in them."""
        return words(lambda: explorer_html.section(self.app, self.title, (self.key,), _in_installs(self.app)))


class BranchesNode(OfAppNode):
    """The branches of an app."""

    __slots__ = ()
    key = BRANCHES
    title = "Branches"

    def content(self, chosen: str = "") -> str:
        """Return the branches."""
        return leaf(lambda: explorer_html.sections(self.app, (BRANCHES,), chosen))


OF_APP: Final[dict[str, type[OfAppNode]]] = {INSTALLS: InstallsNode, CONFIGS: ConfigsNode, BRANCHES: BranchesNode}
"""By section of an app, the row that has its records."""


@dataclass(frozen=True, slots=True)
class ConfigNode(RecordNode):
    """A config, which is requested where it was not loaded in full."""

    app: App
    config: AppConfig

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.config)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.config))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - its sections have rows of their own
        """Return its own content, and why some of it could not be loaded."""
        return leaf(lambda: _notes(self.config, unloaded_reasons(self.config)) + explorer_html.body(self.config))

    def children(self) -> Sequence[Node]:
        """Return its sections, the answers about it, and the comparison with another version."""
        config = self.config
        sections = [SectionsNode(config, key, title, names) for key, (title, names) in SECTIONS.items()]
        if not config.usable:
            return sections
        asked = (one for one in App.sections if one.name in _ON_CONFIG)
        return [*sections, *(node for one in asked for node in _on_config(one, self.app, config))]

    def load(self) -> Load:
        """Return how the config is loaded in full."""
        return load_config(self.app, self.config)


def comparable_configs(app: App) -> list[AppConfig]:
    """Return the configs that can be compared, newest first."""
    configs = app.configs if app.configs.loaded else ()
    return app.remember("comparable configs", lambda: [config for config in configs if config.usable])


@dataclass(frozen=True, slots=True)
class ComparisonNode(Node):
    """Two versions of the config of an app side by side.

    Attributes:
        app: the app.
        config: the version that is compared with another one; None for the newest.
    """

    key: ClassVar[str] = VERSIONS
    app: App
    config: AppConfig | None = None

    def header(self) -> str:
        """Return what it does."""
        return "Compare with another version" if self.config else "Compare two versions"

    def choice(self) -> Choice | None:
        """Return the versions to choose from, newest first; at first the newest or its own, and the one before."""
        configs = comparable_configs(self.app)
        if len(configs) < 2:  # noqa: PLR2004 - a pair
            return None
        by_key = {row_key(config): config for config in configs}
        keys = [*by_key]
        newer = row_key(self.config) if self.config else keys[0]
        place = keys.index(newer) if newer in keys else 0
        older = keys[min(place + 1, len(keys) - 1)] if place + 1 < len(keys) else keys[place - 1]
        with masking_by(self.app):
            options = tuple((explorer_html.plain(config.title), key) for key, config in by_key.items())
        return Choice(
            ("Version", "with"), options, (older, newer),
            lambda left, right: PairNode(self.app, by_key[left], by_key[right]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairNode(Node):
    """What differs between two configs."""

    key: ClassVar[str] = "pair"
    app: App
    left: AppConfig
    right: AppConfig

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - the sections of a comparison fold by themselves
        """Return what changed from the left one to the right one."""
        return leaf(lambda: page.inside(compare_configs(self.left, self.right)))

    def load(self) -> Load:
        """Return how everything is loaded that the comparison needs; what failed before is requested again."""
        app, pair = self.app, (self.left, self.right)
        return Load("both versions", lambda api: versions(api, app, *pair), ready=is_comparable(app, *pair))


@dataclass(frozen=True, slots=True)
class InstallNode(RecordNode):
    """An install."""

    install: Install

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.install)

    def signature(self) -> object:
        """Return what it is made of."""
        return self.install.sensitive_values, of_install(self.install)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.install))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - its sections have rows of their own
        """Return its own content."""
        return leaf(lambda: explorer_html.body(self.install))

    def children(self) -> Sequence[Node]:
        """Return its workflows, what waits, problems and history where there are any, its contents and its README."""
        install = self.install
        dated = any(one.started_at or one.created_at for one in install.loaded_workflows)
        history = (SectionsNode(install, HISTORY, "History", (HISTORY,)),) if dated else ()
        return [
            WorkflowsNode(install),
            *approvals_of(install),
            ProblemsNode(install),
            *history,
            ComponentStatesNode(install),
            DriftNode(install),
            *(ContentsNode(install, name) for name in PARTS),
            ReadmeNode(install),
        ]


@dataclass(frozen=True, slots=True)
class OfInstallNode(Node):
    """A section of an install."""

    key: ClassVar[str]
    title: ClassVar[str]
    install: Install

    def header(self) -> str:
        """Return the title, and how many there are."""
        return words(lambda: explorer_html.section(self.install, self.title, (self.key,)))

    def content(self, chosen: str = "") -> str:
        """Return the section."""
        return leaf(lambda: explorer_html.sections(self.install, (self.key,), chosen))

    @property
    def note(self) -> str:
        """Why some of it is missing."""
        return self.install.section_state(self.key).note

    @property
    def install_name(self) -> str:
        """The name of the install; its id where it has none."""
        return self.install.name or self.install.id or "the install"


class WorkflowsNode(OfInstallNode):
    """The workflows of an install."""

    __slots__ = ()
    key = WORKFLOWS
    title = "Workflows"

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - the workflows have rows of their own
        """Return why some are missing; empty where none are."""
        return leaf(lambda: _notes(self.install, (self.note,)))

    def children(self) -> Sequence[Node]:
        """Return the workflows, newest first."""
        return [*map(WorkflowNode, self.install.loaded_workflows)]

    def load(self) -> Load:
        """Return how the newest workflows are loaded."""
        install = self.install
        known = install.loaded_workflows or install.section_state(WORKFLOWS).status is SectionStatus.LOADED
        return Load(
            f"workflows of {self.install_name}",
            lambda api: fetch.newest_workflows(api, install, SLICE),
            ready=bool(known or were_requested(install, WORKFLOWS) or not install.id),
            failed=bool(self.note),
            searched=("workflows of", "install"),
        )

    def load_more(self) -> Load | None:
        """Return how older workflows are loaded."""
        install = self.install
        more = install.section_state(WORKFLOWS).more
        older = Load(
            f"older workflows of {self.install_name}", lambda api: fetch.older_workflows(api, install, SLICE),
            ready=False, searched=("older workflows of", "install"),
        )  # fmt: skip
        return older if more else None


@dataclass(frozen=True, slots=True)
class WorkflowNode(RecordNode):
    """A workflow with its steps."""

    workflow: Workflow

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.workflow)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.workflow))

    def content(self, chosen: str = "") -> str:
        """Return its own content and its steps."""
        return leaf(
            lambda: explorer_html.body(self.workflow) + explorer_html.sections(self.workflow, ("shown_steps",), chosen)
        )

    def children(self) -> Sequence[Node]:
        """Return what waits, logs of what failed or runs, what its steps made, where its time went, and all logs."""
        steps = self.workflow.recorded("steps")
        if not steps:
            return []
        return [
            *map(PlanNode, steps_with_plans(self.workflow)),
            *map(LogNode, telling_steps(self.workflow)),
            *([RunsNode(self.workflow)] if any(step.run_type for step in steps) else ()),
            TimelineNode(self.workflow),
            *([StepLogsNode(self.workflow)] if step_logs(self.workflow) else ()),
        ]

    def following(self) -> Following | None:
        """Return how it is requested again, while it runs."""
        workflow_id = self.workflow.id
        if self.workflow.finished or not workflow_id:
            return None
        return Following(workflow_id, lambda api, _: fetch.workflow(api, workflow_id), partial(_runs, workflow_id))


def _runs(workflow_id: str, store: Store) -> bool:
    workflow: Workflow | None = store.record(Key(Workflow.api_type, workflow_id))
    return workflow is not None and not workflow.finished


class ComponentStatesNode(OfInstallNode):
    """The components of an install, of which the server sends only ids with statuses, with their latest deploys."""

    __slots__ = ()
    key = STATES
    title = "Components"

    def load(self) -> Load:
        """Return how the names and the latest deploys are loaded."""
        install = self.install
        named = install.component_statuses.keys() <= install.component_names.keys()
        requested = (install.owner or install).was_loaded("components")
        known = bool(named or requested or not install.app_id)
        return Load(
            f"components of {self.install_name}",
            lambda api: fetch.components(api, install, named=known),
            ready=bool(known or self.note) and (were_requested(install, "deploys") or not install.id),
            failed=bool(self.note),
            searched=("names of components of", "install"),
        )


class DriftNode(OfInstallNode):
    """What drifted on an install."""

    __slots__ = ()
    key = DRIFT
    title = "Drift"

    def load(self) -> Load:
        """Return how the drift is loaded."""
        known = self.install.section_state(DRIFT).status is not SectionStatus.NOT_LOADED or not self.install.id
        return Load(
            f"drift of {self.install_name}", lambda api: fetch.install(api, self.install.id or ""), ready=bool(known),
            searched=("drift of", "install"),
        )  # fmt: skip


class ReadmeNode(OfInstallNode):
    """The README as the server renders it for an install."""

    __slots__ = ()
    key = README
    title = "README, as rendered for this install"

    def header(self) -> str:
        """Return the title."""
        return self.title

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - a text lists nothing
        """Return the README."""
        return leaf(self._readme)

    def _readme(self) -> str:
        text = readme_of(self.install)
        with masking_by(self.install):
            return explorer_html.prose(text) if text else explorer_html.note("This install has no README.")

    def load(self) -> Load:
        """Return how the README is loaded."""
        install = self.install
        known = readme_of(install) is not None
        return Load(f"README of {self.install_name}", lambda api: fetch.readme(api, install.id or ""), ready=known)
