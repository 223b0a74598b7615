"""The row of a workflow: its steps, timeline, runs, logs, and what waits in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.answer_nodes import (
    TimelineNode,
)
from nuon_notebook.explorer.contents_nodes import RunsNode
from nuon_notebook.explorer.log_nodes import LogNode, StepLogsNode, step_logs, telling_steps
from nuon_notebook.explorer.node import Following, Node, RecordNode, leaf, row_key, words
from nuon_notebook.explorer.plan_nodes import PlanNode, steps_with_plans
from nuon_notebook.loader import fetch
from nuon_notebook.models import Workflow
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.store import Store


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
