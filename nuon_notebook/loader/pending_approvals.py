"""Requests the workflows that wait for approval and are older than the newest ones of their install."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.client.api import Api
from nuon_notebook.client.paging import PAGE_SIZE
from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.errors import MissingEndpointError, NuonError
from nuon_notebook.loader.answers import workflow_answer
from nuon_notebook.loader.results import Result, gather, request_one
from nuon_notebook.models.installs import WAITING_WORKFLOWS
from nuon_notebook.models.statuses import APPROVAL_AWAITING
from nuon_notebook.store import Answer, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from nuon_notebook.loader.progress import RequestCounter
    from nuon_notebook.models import Install, Workflow, WorkflowStep, WorkflowStepApproval

MOST_APPROVALS: Final = 3 * PAGE_SIZE
MOST_WORKFLOWS: Final = 20
"""How many workflows are requested because they wait."""


async def waiting_workflows(
    api: Api, counter: RequestCounter, installs: Sequence[Install], known: Set[str | None]
) -> list[Answer]:
    """Request the workflows of installs that wait for approval: `GET /v1/workflows/pending-approvals`, and each one.

    A workflow may wait for weeks while its install has newer ones, and the newest workflows alone would miss it.

    Args:
        api: the endpoints.
        counter: counts the requests.
        installs: the installs.
        known: the ids of the workflows that were loaded.

    Returns:
        The answers; none if the server does not have the list. A failure becomes a note.
    """
    listed = await _pending(api, counter)
    waiting = None if listed is None else _owners(listed.value)
    if listed is None or waiting is None:
        return []
    ids = {install.id for install in installs}
    wanted = [one for one, owner in waiting.items() if owner in ids and one not in known]
    results = await gather(_workflow(api, counter, one) for one in wanted[:MOST_WORKFLOWS])
    problems = (
        listed.problem,
        f"Only {len(listed.value)} of the org's approvals were read." if listed.more and not listed.problem else "",
        f"{len(wanted) - MOST_WORKFLOWS} further workflows wait." if len(wanted) > MOST_WORKFLOWS else "",
        *(result.problem for result in results),
    )
    found = [result.value for result in results if result.value]
    return [*map(workflow_answer, found), *_belonging(installs, found, problems)]


async def _pending(api: Api, counter: RequestCounter) -> Result[list[WorkflowStepApproval]] | None:
    """Return the approvals of the org that nobody has answered; None if the server has no such list.

    It came together with the list of all workflows.
    """
    if api.lacks(Api.org_workflows) or api.lacks(Api.pending_approvals):
        return None
    found: list[WorkflowStepApproval] = []
    with counter.counting("approvals that wait"):
        try:
            records = api.pending_approvals(limit=MOST_APPROVALS)
            async for record in records:
                found.append(record)  # noqa: PERF401 - a comprehension would lose the items before an error
        except MissingEndpointError:
            return None
        except NuonError as error:
            return Result(found, str(error), more=True)
    return Result(found, records.stopped, more=records.more)


async def _workflow(api: Api, counter: RequestCounter, workflow_id: str) -> Result[Workflow | None]:
    return await request_one(counter, f"workflow {workflow_id}", lambda: api.workflow(workflow_id))


def _owners(approvals: Iterable[WorkflowStepApproval]) -> Mapping[str, str] | None:
    """Return the id of the owner of each workflow that waits, by its id; None if the server does not tell.

    The list may hold approvals of workflows that were cancelled, which nobody will answer.
    """
    steps = [one.workflow_step or one.install_workflow_step for one in approvals if not one.response]
    told = [step for step in steps if step and _workflow_id(step) and step.owner_id]
    if steps and not told:
        return None
    return {_workflow_id(step): step.owner_id or "" for step in told if step.status_word in ("", APPROVAL_AWAITING)}


def _workflow_id(step: WorkflowStep) -> str:
    return step.workflow_id or step.install_workflow_id or ""


def _belonging(installs: Iterable[Install], found: Sequence[Workflow], problems: Iterable[str]) -> Iterator[Answer]:
    """Yield the answers that say which workflows belong to which install, and what could not be loaded."""
    note = " ".join(dict.fromkeys(filter(None, problems)))
    state = SectionState(SectionStatus.FAILED if note else SectionStatus.LOADED, note)
    for install in installs:
        key = key_of(install)
        own = tuple(key_of(one) for one in found if one.owner_id == install.id)
        yield Answer(states={key: {WAITING_WORKFLOWS: state}}, related={(key, WAITING_WORKFLOWS): own})
