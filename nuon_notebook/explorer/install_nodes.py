"""The rows of an install: its workflows, components, drift and README."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import explorer_html
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.explorer.answer_nodes import (
    of_install,
)
from nuon_notebook.explorer.contents_nodes import ContentsNode
from nuon_notebook.explorer.log_nodes import ProblemsNode
from nuon_notebook.explorer.node import SLICE, Load, Node, RecordNode, leaf, row_key, words
from nuon_notebook.explorer.plan_nodes import approvals_of
from nuon_notebook.loader import fetch
from nuon_notebook.loader.fetch import readme_of
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.loader.refresh import were_requested
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.models import Install
from nuon_notebook.explorer.section_nodes import SectionsNode, notes
from nuon_notebook.explorer.workflow_nodes import WorkflowNode

README, WORKFLOWS, STATES, DRIFT = "readme", "workflows", "component_states", "drifted_objects"
HISTORY = "history"


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
        return leaf(lambda: notes(self.install, (self.note,)))

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
