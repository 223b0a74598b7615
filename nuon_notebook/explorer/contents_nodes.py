"""The rows of what an install is made of, and of the deploys and runs of a workflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.display import explorer_html
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.explorer.node import Load, Node, leaf, row_key, words
from nuon_notebook.loader import install_contents
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.models import Install, InstallDeploy, Workflow
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.models import WorkflowStep
    from nuon_notebook.models.install_runs import InstallRun

OF_RUNS: Final = ("deploys", "sandbox_runs", "action_runs")
"""The sections of an install whose records have rows of their own."""


def _note(install: Install, note: str) -> str:
    with masking_by(install):
        return explorer_html.note(note, "warning") if note else ""


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
            return leaf(lambda: _note(self.install, state.note))
        return leaf(lambda: explorer_html.sections(self.install, (self.key,), chosen))

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
            lambda api: install_contents.section(api, install, name, PARTS[name]),
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
        return leaf(lambda: explorer_html.body(self.run) + explorer_html.sections(self.run, names, chosen))

    def load(self) -> Load:
        """Return how it is loaded with all that belongs to it."""
        run, install_id = self.run, self.install_id
        ready = run.was_loaded(install_contents.DETAILS)
        if isinstance(run, InstallDeploy):
            return Load(run.title, lambda api: install_contents.deploy(api, install_id, run), ready)
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
