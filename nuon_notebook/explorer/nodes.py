"""What an explorer opens: a tree of nodes that knows no widget. A node is made of models as they are loaded by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.display import explorer_html
from nuon_notebook.display.sections import Badge, Section, SectionStatus
from nuon_notebook.explorer.answer_nodes import (
    APPROVALS,
    OverviewNode,
    ScheduleNode,
    installs_of,
    of_app,
    summaries_of,
)
from nuon_notebook.explorer.log_nodes import ProblemsNode
from nuon_notebook.explorer.node import Load, Node, RecordNode, leaf, row_key, words
from nuon_notebook.explorer.plan_nodes import ApprovalsNode
from nuon_notebook.loader import fetch
from nuon_notebook.loader.refresh import DEFAULT_WORKFLOWS, is_complete
from nuon_notebook.models import App, Install, Installer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.explorer.context import Root
from nuon_notebook.explorer.config_nodes import ON_CONFIG, ConfigNode, on_config
from nuon_notebook.explorer.install_nodes import WORKFLOWS, InstallNode
from nuon_notebook.explorer.section_nodes import AboutNode, SectionsNode, notes

CONFIGS, INSTALLS, BRANCHES = "configs", "installs", "branches"
DETAIL = "notifications_config"  # has the note where the app's own request failed


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
        if section.name in ON_CONFIG:
            return on_config(section, app)
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
        return leaf(lambda: notes(self.app, (self.app.section_state(self.key).note,)))

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
