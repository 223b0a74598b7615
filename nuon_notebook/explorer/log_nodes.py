"""The rows that show logs: of the steps of a workflow, and of what failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.analysis.log import log_of_loaded, title_of
from nuon_notebook.display import explorer_html
from nuon_notebook.display.sections import Headline
from nuon_notebook.explorer.answer_nodes import FleetAnswerNode, installs_of
from nuon_notebook.explorer.node import Following, Load, Node, leaf, row_key, words
from nuon_notebook.loader import fetch
from nuon_notebook.loader.log_streams import may_have_log
from nuon_notebook.loader.logs import LoadedLog
from nuon_notebook.models import Install, Workflow, WorkflowStep
from nuon_notebook.redaction.sensitive_values import masking_by
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.analysis.log import Log
    from nuon_notebook.models.base import Logged
    from nuon_notebook.store import Store


def step_logs(workflow: Workflow) -> list[WorkflowStep]:
    """Return the steps of a workflow that have begun and may have a log, in their order."""
    return [step for step in workflow.shown_steps if may_have_log(step) and (step.started_at or step.finished)]


def telling_steps(workflow: Workflow) -> list[WorkflowStep]:
    """Return the steps whose logs say what failed, or what happens now."""
    failed = {step.id for step in workflow.failed_steps}
    return [step for step in step_logs(workflow) if step.id in failed or not step.finished]


@dataclass(frozen=True, slots=True)
class LogNode(Node):
    """The log of a step, a run or a build.

    Attributes:
        record: what it is the log of.
        install: the name of the install, where its row does not stand within the install.
    """

    record: Logged
    install: str = ""

    @property
    def key(self) -> str:
        """The id of the record, behind a word."""
        return f"log {row_key(self.record)}"

    def header(self) -> str:
        """Return what it is the log of; once it was loaded, how many lines it has, and what failed."""
        return words(self._header)

    def _header(self) -> str:
        title = f"Log of {title_of(self.record)}{f' on {self.install}' if self.install else ''}"
        log = self._log
        shown = replace(log.headline, why="") if log else Headline("", self.record.badges)
        with masking_by(self.record):
            return explorer_html.named(title, shown)

    def signature(self) -> object:
        """Return what it is made of."""
        loaded = self._loaded
        return self.record.__dict__, loaded and loaded.__dict__, self.record.sensitive_values

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - lines do not open
        """Return the lines, and above them the first error."""
        return leaf(lambda: explorer_html.answer(self._log, self._log.headline.why) if self._log else "")

    def load(self) -> Load:
        """Return how its newest lines are loaded."""
        loaded = self._loaded
        return Load(
            f"log of {title_of(self.record)}",
            lambda api: fetch.log(api, self.record),
            ready=loaded is not None,
            failed=bool(loaded and loaded.problem),
        )

    def load_more(self) -> Load | None:
        """Return how older lines are loaded."""
        loaded = self._loaded
        if loaded is None or not loaded.more:
            return None
        return Load(f"older lines of {title_of(self.record)}", lambda api: fetch.older_log(api, loaded), ready=False)

    @property
    def offer_of_more(self) -> str:
        """That older lines are loaded."""
        return "show older lines"

    def following(self) -> Following | None:
        """Return how what came since is loaded, while it is written."""
        loaded = self._loaded
        if loaded is None or not loaded.is_open:
            return None
        key = Key(LoadedLog.api_type, loaded.id or "")
        return Following(
            key.id,
            lambda api, store: fetch.newer_log(api, store.record(key) or loaded),
            lambda store: _is_open(store, key),
        )

    @property
    def _loaded(self) -> LoadedLog | None:
        return fetch.log_of(self.record)

    @property
    def _log(self) -> Log | None:
        loaded, record = self._loaded, self.record
        if loaded is None:
            return None
        # The install is named by the rows around it.
        return log_of_loaded(loaded, record._store, title_of(record), None, record.created_at)


def _is_open(store: Store, key: Key) -> bool:
    loaded: LoadedLog | None = store.record(key)
    return loaded is not None and loaded.is_open


@dataclass(frozen=True, slots=True)
class StepLogsNode(Node):
    """The logs of all steps of a workflow that have begun."""

    key: ClassVar[str] = "logs"
    workflow: Workflow

    def header(self) -> str:
        """Return what they are, and how many."""
        return words(lambda: f"Logs of all steps: {len(step_logs(self.workflow))}")

    def children(self) -> Sequence[Node]:
        """Return a log for each step."""
        return [*map(LogNode, step_logs(self.workflow))]


@dataclass(frozen=True, slots=True)
class ProblemsNode(FleetAnswerNode):
    """What failed on the installs of a fleet, and the logs that say why."""

    is_leaf: ClassVar[bool] = False

    def children(self) -> Sequence[Node]:
        """Return the logs of the steps that failed, in the order of the problems."""
        steps = {step.id: (step, install) for install in installs_of(self.fleet) for step in _failed_steps(install)}
        found = (steps.get(row.step_id) for row in self._answer.rows if row.step_id)
        named = not isinstance(self.fleet, Install)
        return [LogNode(step, (install.name or "") if named else "") for step, install in filter(None, found)]


def _failed_steps(install: Install) -> list[WorkflowStep]:
    return [step for workflow in install.loaded_workflows for step in workflow.failed_steps if may_have_log(step)]
