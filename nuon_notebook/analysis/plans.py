"""Loads plans that wait for approval: of one step, or of all that is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from nuon_notebook.analysis.fleet import fleet_of
from nuon_notebook.analysis.loading import connected_client, moved
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.loader import plans as loader
from nuon_notebook.loader.merge import merge
from nuon_notebook.models.base import Model
from nuon_notebook.models.plans import Plan, key_of_plan
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
    from nuon_notebook.client import Client
    from nuon_notebook.models import WorkflowStep

M = TypeVar("M", bound=Model)


def plan_of(step: WorkflowStep, client: Client | None = None) -> Plan:
    """Return what waits for approval in a step; see `WorkflowStep.plan`."""
    if step.loaded_plan is not None:
        return step.loaded_plan
    sender = client or _client_of(step, f"The plan of {step.title}")
    with show_progress(f"plan of {step.title}"):
        (answer,) = sender.run(loader.plan(sender.api, step))
    store = merge(step._store, [answer]) if step._store else None
    approval_id = step.approval.id if step.approval else None
    plan = cast("Plan", answer.records[key_of_plan(approval_id)])
    return plan.at(store, moved(step, store) if store else step)


def with_plans(found: M, client: Client | None = None) -> M:
    """Return a model with the plans of all loaded steps that wait for approval. A failure becomes a note.

    Args:
        found: an installer, an app or an install.
        client: sends the requests; None for the client that the model was loaded with.

    Raises:
        NotLoadedError: the model was parsed without a client, or this kernel is not connected to its server.
    """
    steps = [
        step
        for one in fleet_of(found).installs
        for workflow in one.install.loaded_workflows
        for step in workflow.waiting
        if step.approval is not None and step.loaded_plan is None
    ]
    if not steps or found._store is None:
        return found
    sender = client or _client_of(found, "The plans that wait")
    with show_progress(f"plans of {len(steps)} steps"):
        answers = sender.run(loader.plans(sender.api, steps))
    return moved(found, merge(found._store, answers))


def _client_of(model: Model, what: str) -> Client:
    client = connected_client(model)
    if client is not None:
        return client
    why = "this kernel is not connected to the server that it is from." if model.server else "it came without a client."
    raise NotLoadedError(
        what=f"{what} cannot be loaded:", why=why, advice="Load the workflow with `%nuon_workflow`, or give `client=`."
    )
