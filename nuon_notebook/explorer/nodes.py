"""What an explorer opens: a tree of nodes that knows no widget. A node is made of models as they are loaded by now."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from nuon_notebook.analysis.comparison import compare_configs
from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.loader import fetch, install_contents
from nuon_notebook.loader.comparison import is_comparable, versions
from nuon_notebook.loader.fetch import lacks_steps, readme_of, unloaded_reasons
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.loader.refresh import DEFAULT_WORKFLOWS, is_complete, were_requested
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from nuon_notebook.client import Api
    from nuon_notebook.explorer.context import Root
    from nuon_notebook.models import WorkflowStep
    from nuon_notebook.models.base import Model, Record
    from nuon_notebook.models.workflows import InstallRun
    from nuon_notebook.store import Answer

Fetch = Callable[["Api"], Coroutine[Any, Any, "list[Answer]"]]

SLICE: Final = 50
"""How many rows are shown at once, and how many workflows are requested at once."""

CONFIGS, INSTALLS, VERSIONS, BRANCHES = "configs", "installs", "versions", "branches"
OVERVIEW: Final = "overview"
README, WORKFLOWS, STATES, DRIFT = "readme", "workflows", "component_states", "drifted_objects"
OF_RUNS: Final = ("deploys", "sandbox_runs", "action_runs")
"""The sections of an install whose records have rows of their own."""
DETAIL = "notifications_config"  # has the note where the app's own request failed
SECTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "components": ("Components", ("components",)),
    "inputs": ("Inputs", ("input_groups",)),
    "actions": ("Actions", ("actions",)),
    "access": ("Access", ("roles", "break_glass_roles", "policies", "secret_configs")),
    "infrastructure": ("Sandbox, runner, stack", ("sandbox", "runner", "stack")),
    "readme": ("README", ("readme",)),
}
"""The rows of a config: their headers, and the sections that each shows."""


@dataclass(frozen=True, slots=True)
class Load:
    """How something is loaded.

    Attributes:
        what: what is loaded, in words.
        fetch: requests it.
        ready: whether it was loaded already.
        failed: whether a part of what was loaded failed, so that it can be retried.
    """

    what: str
    fetch: Fetch
    ready: bool = True
    failed: bool = False


class Node:
    """Something that can be opened: a row, and what is in it."""

    __slots__ = ()

    @property
    def key(self) -> str:
        """What tells it from its siblings, also after a refresh."""
        raise NotImplementedError

    def header(self) -> str:
        """Return the header of its row."""
        return ""

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - most nodes have nothing to choose from
        """Return what it shows of itself, as HTML.

        Args:
            chosen: the id of the model in it that is shown open.
        """
        return ""

    def signature(self) -> object:
        """Return what its header and its content are made of; equal ones look the same. None is equal to nothing."""
        return None

    def children(self) -> Sequence[Node]:
        """Return the nodes in it; empty where it holds none."""
        return ()

    def load(self) -> Load | None:
        """Return how what it shows is loaded; None where it always came with its parent."""
        return None

    def load_more(self) -> Load | None:
        """Return how further children are loaded; None where the server has no more."""
        return None

    @property
    def running_workflow(self) -> str:
        """The id of the workflow that it shows, while that runs; empty for everything else."""
        return ""


def root_node(root: Root) -> Node:
    """Return the node of a root."""
    if isinstance(root, Installer):
        return InstallerNode(root)
    return AppNode(root) if isinstance(root, App) else InstallNode(root)


def row_key(record: Record) -> str:
    """Return what tells a record from its siblings: its id, or else its title."""
    return record.id or record.headline.title


def words(make: Callable[[], str]) -> str:
    """Return a text; where making it fails, a text that says so."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - shown in its place; a handler must not raise into a cell
        return f"could not be shown ({type(error).__name__})"


def leaf(make: Callable[[], str]) -> str:
    """Return HTML; where making it fails, a line that says so."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - shown in its place; a handler must not raise into a cell
        return explorer_html.note(f"could not be shown ({type(error).__name__})", "error")


def _of_install(install: Install) -> tuple[object, ...]:
    """Return what the headline of an install is made of. Contents are compared by identity first, which is fast."""
    workflows = [workflow.__dict__ for workflow in install.loaded_workflows]
    return install.__dict__, install.release, install.section_state(WORKFLOWS), workflows


def _of_app(app: App) -> tuple[object, ...]:
    """Return what the headline of an app is made of, and the rows of its installs."""
    configs = [config.__dict__ for config in app.configs] if app.configs.loaded else []
    installs = [*map(_of_install, app.installs)] if app.installs.loaded else []
    return app.__dict__, [app.section_state(section.name) for section in App.sections], configs, installs


def _notes(model: Model, notes: Iterable[str]) -> str:
    """Return lines that say what failed or is missing."""
    with masking_by(model):
        return "".join(explorer_html.note(note, "warning") for note in notes if note)


@dataclass(frozen=True, slots=True)
class SectionsNode(Node):
    """Some sections of a model, without further rows."""

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
        return leaf(lambda: page.sections(self.model, self.names, chosen))


@dataclass(frozen=True, slots=True)
class InstallerNode(Node):
    """An installer: who runs which version, its apps, its texts."""

    key: ClassVar[str] = ""
    installer: Installer

    def signature(self) -> object:
        """Return what it is made of."""
        apps = self.installer.apps if self.installer.apps.loaded else ()
        return self.installer.__dict__, self.installer.sensitive_values, [*map(_of_app, apps)]

    def content(self, chosen: str = "") -> str:
        """Return its own content, and which install runs which version."""
        return leaf(lambda: explorer_html.body(self.installer) + page.sections(self.installer, (OVERVIEW,), chosen))

    def children(self) -> Sequence[Node]:
        """Return its apps and texts."""
        apps = self.installer.apps if self.installer.apps.loaded else ()
        texts = (
            section for section in Installer.sections
            if section.layout == "markdown" and getattr(self.installer, section.name)
        )  # fmt: skip
        return [
            *map(AppNode, apps),
            *(SectionsNode(self.installer, text.name, text.title, (text.name,)) for text in texts),
        ]


@dataclass(frozen=True, slots=True)
class AppNode(Node):
    """An app."""

    app: App

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.app)

    def signature(self) -> object:
        """Return what it is made of."""
        return self.app.sensitive_values, _of_app(self.app)

    def header(self) -> str:
        """Return its headline, and what went wrong in its installs."""
        return words(lambda: explorer_html.title(self.app, (INSTALLS,)))

    def content(self, chosen: str = "") -> str:
        """Return its own content, and which install runs which version."""
        return leaf(lambda: explorer_html.body(self.app) + page.sections(self.app, (OVERVIEW,), chosen))

    def children(self) -> Sequence[Node]:
        """Return its configs, installs and branches; the comparison where there are versions to compare."""
        comparable = len(comparable_configs(self.app)) > 1
        return [
            ConfigsNode(self.app),
            InstallsNode(self.app),
            *([ComparisonNode(self.app)] if comparable else ()),
            BranchesNode(self.app),
        ]

    def load(self) -> Load:
        """Return how the app is loaded with what belongs to it."""
        return _load_app(self.app, DETAIL, ready=is_complete(self.app) or not self.app.id)


def _load_app(app: App, section: str, *, ready: bool = True) -> Load:
    failed = app.section_state(section).status is SectionStatus.FAILED
    return Load(f"app {app.title}", lambda api: fetch.app(api, app.id or "", DEFAULT_WORKFLOWS), ready, failed)


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
        """Return the installs by name."""
        return [*map(InstallNode, self.app.installs)] if self.app.installs.loaded else []


class BranchesNode(OfAppNode):
    """The branches of an app."""

    __slots__ = ()
    key = BRANCHES
    title = "Branches"

    def content(self, chosen: str = "") -> str:
        """Return the branches."""
        return leaf(lambda: page.sections(self.app, (BRANCHES,), chosen))


@dataclass(frozen=True, slots=True)
class ConfigNode(Node):
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
        """Return its sections."""
        return [SectionsNode(self.config, key, title, names) for key, (title, names) in SECTIONS.items()]

    def load(self) -> Load:
        """Return how the config is loaded in full."""
        app, config = self.app, self.config
        ready = (config.in_full and not lacks_steps(config)) or not config.usable or not config.id
        failed = config.usable and bool(unloaded_reasons(config))
        return Load(f"config {config.title} of {app.title}", lambda api: fetch.config(api, app, config), ready, failed)


def comparable_configs(app: App) -> list[AppConfig]:
    """Return the configs that can be compared, newest first."""
    return [config for config in app.configs if config.usable] if app.configs.loaded else []


@dataclass(frozen=True, slots=True)
class ComparisonNode(Node):
    """Two versions of the config of an app side by side."""

    key: ClassVar[str] = VERSIONS
    app: App

    def header(self) -> str:
        """Return what it does."""
        return "Compare two versions"

    def options(self) -> list[tuple[str, str]]:
        """Return the versions to choose from, newest first: what each is called, and its key."""
        with masking_by(self.app):
            return [(explorer_html.plain(config.title), row_key(config)) for config in comparable_configs(self.app)]

    def pair(self, left: str, right: str) -> Node:
        """Return the comparison of two versions by their keys."""
        configs = {row_key(config): config for config in comparable_configs(self.app)}
        return PairNode(self.app, configs[left], configs[right])


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
class InstallNode(Node):
    """An install."""

    install: Install

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.install)

    def signature(self) -> object:
        """Return what it is made of."""
        return self.install.sensitive_values, _of_install(self.install)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.install))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - its sections have rows of their own
        """Return its own content."""
        return leaf(lambda: explorer_html.body(self.install))

    def children(self) -> Sequence[Node]:
        """Return its workflows, components, drift, what else it is made of, and its README."""
        every = (WorkflowsNode, ComponentStatesNode, DriftNode)
        contents = (ContentsNode(self.install, name) for name in PARTS)
        return [*(kind(self.install) for kind in every), *contents, ReadmeNode(self.install)]


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
        return leaf(lambda: page.sections(self.install, (self.key,), chosen))

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
        )

    def load_more(self) -> Load | None:
        """Return how older workflows are loaded."""
        install = self.install
        more = install.section_state(WORKFLOWS).more
        older = Load(f"older workflows of {self.install_name}", lambda api: fetch.older_workflows(api, install, SLICE))
        return older if more else None


@dataclass(frozen=True, slots=True)
class WorkflowNode(Node):
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
        return leaf(lambda: explorer_html.body(self.workflow) + page.sections(self.workflow, ("shown_steps",), chosen))

    def children(self) -> Sequence[Node]:
        """Return the deploys and runs that its steps made."""
        return [RunsNode(self.workflow)] if any(step.run_type for step in self.workflow.recorded("steps")) else []

    @property
    def running_workflow(self) -> str:
        """Its id, while it runs."""
        return (self.workflow.id or "") if not self.workflow.finished else ""


class ComponentStatesNode(OfInstallNode):
    """The components of an install, of which the server sends only ids with statuses."""

    __slots__ = ()
    key = STATES
    title = "Components"

    def load(self) -> Load:
        """Return how the names are loaded."""
        install = self.install
        named = install.component_statuses.keys() <= install.component_names.keys()
        requested = (install.owner or install).was_loaded("components")
        return Load(
            f"names of components of {self.install_name}",
            lambda api: fetch.component_names(api, install),
            ready=bool(named or requested or not install.app_id or self.note),
            failed=bool(self.note),
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
            f"drift of {self.install_name}", lambda api: fetch.install(api, self.install.id or ""), ready=bool(known)
        )


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


@dataclass(frozen=True, slots=True)
class ContentsNode(Node):
    """A section of what an install is made of, which is requested when it is opened."""

    install: Install
    key: str

    @property
    def title(self) -> str:
        """The title of the section."""
        return next(section.title for section in Install.sections if section.name == self.key)

    def header(self) -> str:
        """Return the title, and how many there are."""
        return words(lambda: explorer_html.section(self.install, self.title, (self.key,)))

    def content(self, chosen: str = "") -> str:
        """Return the section; of deploys and runs, which have rows of their own, why some are missing."""
        state = self.install.section_state(self.key)
        if self.children():
            return leaf(lambda: _notes(self.install, (state.note,)))
        return leaf(lambda: page.sections(self.install, (self.key,), chosen))

    def children(self) -> Sequence[Node]:
        """Return the deploys or runs, newest first; empty for what is shown in whole."""
        if self.key not in OF_RUNS:
            return []
        runs = getattr(self.install, self.key)
        return [RunNode(self.install.id or "", one) for one in runs if one.id] if runs.loaded else []

    def load(self) -> Load:
        """Return how the section is loaded."""
        install, name = self.install, self.key
        state = install.section_state(name)
        return Load(
            f"{self.title.lower()} of {install.name or install.id or 'the install'}",
            lambda api: install_contents.section(api, install, name),
            ready=state.status is not SectionStatus.NOT_LOADED or not install.id,
            failed=bool(state.note),
        )


@dataclass(frozen=True, slots=True)
class RunNode(Node):
    """A deploy, a sandbox run or an action run, which is requested with all that belongs to it."""

    install_id: str
    run: InstallRun

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.run)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.run))

    def content(self, chosen: str = "") -> str:
        """Return its own content and its sections."""
        names = tuple(section.name for section in self.run.sections)
        return leaf(lambda: explorer_html.body(self.run) + page.sections(self.run, names, chosen))

    def load(self) -> Load:
        """Return how it is loaded with all that belongs to it."""
        run, install_id = self.run, self.install_id
        ready = run.was_loaded(install_contents.DETAILS)
        return Load(run.title, lambda api: install_contents.run(api, install_id, run.api_type, run.id or ""), ready)


@dataclass(frozen=True, slots=True)
class RunsNode(Node):
    """The deploys and runs that the steps of a workflow made."""

    key: ClassVar[str] = "runs"
    workflow: Workflow

    def header(self) -> str:
        """Return the title, and how many there are."""
        return f"Deploys and runs {len(self.children())}"

    def children(self) -> Sequence[Node]:
        """Return the steps that made one; of those that made the same, the last."""
        last = {step.step_target_id: step for step in self.workflow.shown_steps if step.run_type}
        return [StepRunNode(self.workflow, step) for target, step in last.items() if target]


@dataclass(frozen=True, slots=True)
class StepRunNode(Node):
    """The deploy or run that a step made, which is requested when it is opened."""

    workflow: Workflow
    step: WorkflowStep

    @property
    def key(self) -> str:
        """The id of the step."""
        return row_key(self.step)

    def header(self) -> str:
        """Return the headline of the step."""
        return words(lambda: explorer_html.title(self.step))

    def content(self, chosen: str = "") -> str:
        """Return the content of the deploy or run."""
        run = self.step.run
        return RunNode(self.workflow.owner_id or "", run).content(chosen) if run else ""

    def load(self) -> Load:
        """Return how the deploy or run is loaded."""
        step, install_id = self.step, self.workflow.owner_id or ""
        target = step.step_target_id or ""
        ready = bool(step.run and step.run.was_loaded(install_contents.DETAILS))
        return Load(step.title, lambda api: install_contents.run(api, install_id, step.run_type, target), ready)
