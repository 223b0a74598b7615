"""The rows of plans that wait for approval. A plan is requested when its row is opened; nothing is approved by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import explorer_html
from nuon_notebook.display.sections import Headline
from nuon_notebook.explorer.answer_nodes import APPROVALS, FleetAnswerNode
from nuon_notebook.explorer.node import Load, Node, leaf, row_key, words
from nuon_notebook.loader import plans
from nuon_notebook.models.plans import Plan
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.models import Install, Workflow, WorkflowStep

SECTIONS = tuple(section.name for section in Plan.sections)


@dataclass(frozen=True, slots=True)
class PlanNode(Node):
    """What waits for approval in a step.

    Attributes:
        step: the step.
        of: what the step is of, in words; empty if its row says it already.
    """

    step: WorkflowStep
    of: str = ""

    @property
    def key(self) -> str:
        """The id of the step, told from that of its row."""
        return f"plan {row_key(self.step)}"

    def header(self) -> str:
        """Return the step; what it would do, once that was loaded."""
        return words(self._header)

    def _header(self) -> str:
        plan = self.step.loaded_plan
        told = Headline("", plan.badges, tuple(filter(None, (plan.quiet_counts,))), plan.why) if plan else Headline("")
        with masking_by(self.step):
            return explorer_html.named(
                ": ".join(filter(None, (self.of and explorer_html.plain(self.of), self._title))), told
            )

    @property
    def _title(self) -> str:
        """The title of the step, masked by itself: within a sentence, a secret could be taken for prose."""
        with masking_by(self.step):
            return explorer_html.plain(self.step.title)

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - changes do not open
        """Return what would change."""
        return leaf(self._content)

    def _content(self) -> str:
        plan = self.step.loaded_plan
        return explorer_html.body(plan) + explorer_html.sections(plan, SECTIONS) if plan else ""

    def load(self) -> Load:
        """Return how the plan is loaded."""
        step = self.step
        return Load(f"plan of {self._title}", lambda api: plans.plan(api, step), ready=step.loaded_plan is not None)


class ApprovalsNode(FleetAnswerNode):
    """What waits for approval on the installs of a fleet, with a row for each plan."""

    __slots__ = ()
    is_leaf: ClassVar[bool] = False

    def children(self) -> Sequence[Node]:
        """Return the plans that wait."""
        return [
            PlanNode(step, install.name or install.id or "")
            for install in self._installs
            for workflow in install.waiting_workflows
            for step in steps_with_plans(workflow)
        ]


def approvals_of(fleet: Install) -> list[Node]:
    """Return the row of what waits for approval on an install; none if nothing does."""
    return [ApprovalsNode(fleet, question=APPROVALS)] if fleet.waiting_workflows else []


def steps_with_plans(workflow: Workflow) -> list[WorkflowStep]:
    """Return the steps of a workflow that wait with a plan."""
    return [step for step in workflow.waiting if step.approval is not None and step.approval.id]
