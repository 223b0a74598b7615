"""Requests the plans that wait for approval.

Each coroutine is for `Client.submit` and returns answers for the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.display.sections import LOADED, SectionState, SectionStatus
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError, NuonError
from nuon_notebook.loader.results import gather
from nuon_notebook.models.plans import READABLE, Plan, key_of_plan
from nuon_notebook.store import Answer, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.client import Api
    from nuon_notebook.models import WorkflowStep

SECTION: Final = "loaded_plan"
AT_ONCE: Final = 8  # plans that are requested side by side
MOST_PLANS: Final = 100
MOST_BYTES: Final = 64 * 1024 * 1024  # of all plans of one call


async def plan(api: Api, step: WorkflowStep) -> list[Answer]:
    """Request the plan of a step: `GET /v1/workflows/{workflow_id}/steps/{step_id}/approvals/{approval_id}/contents`.

    What cannot be shown is not requested.

    Raises:
        InvalidArgumentError: the step has no approval.
        NuonError: the plan cannot be loaded.
    """
    approval = step.approval
    if approval is None or not approval.id:
        raise InvalidArgumentError(what=f"There is no plan of {step.title}:", why="the step has no approval.")
    found = Plan() if approval.type and approval.type not in READABLE else await _requested(api, step, approval.id)
    record = found.with_fields({"id": approval.id, "type": approval.type or found.type})
    return [Answer({key_of_plan(approval.id): record}, states={key_of(step): {SECTION: LOADED}})]


async def plans(api: Api, steps: Sequence[WorkflowStep]) -> list[Answer]:
    """Request the plans of several steps, some side by side, until they are too many or too large.

    A failure becomes a note.
    """
    answers: list[Answer] = []
    loaded = 0
    for first in range(0, len(steps), AT_ONCE):
        group = steps[first : first + AT_ONCE]
        if first >= MOST_PLANS or loaded >= MOST_BYTES:
            why = f"more than {MOST_PLANS} wait" if first >= MOST_PLANS else f"the others are {loaded:,} bytes large"
            answers += [_noted(step, f"Not requested, because {why}.") for step in steps[first:]]
            break
        for found in await gather(_plan_or_note(api, step) for step in group):
            answers += found
            loaded += sum(record.size for one in found for record in one.records.values())
    return answers


async def _plan_or_note(api: Api, step: WorkflowStep) -> list[Answer]:
    try:
        return await plan(api, step)
    except NuonError as error:
        return [_noted(step, str(error))]


def _noted(step: WorkflowStep, note: str) -> Answer:
    return Answer(states={key_of(step): {SECTION: SectionState(SectionStatus.FAILED, note)}})


async def _requested(api: Api, step: WorkflowStep, approval_id: str) -> Plan:
    workflow_id = step.workflow_id or step.install_workflow_id or getattr(step.parent, "id", None)
    if not (workflow_id and step.id):
        raise NotLoadedError(
            what=f"The plan of {step.title} cannot be requested:",
            why="the server did not send the ids that lead to it.",
        )
    return await api.plan(workflow_id, step.id, approval_id)
