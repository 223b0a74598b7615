"""Loads plans that wait for approval: of one step, or of all that is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from nuon_notebook import invocation
from nuon_notebook.analysis.fleet import fleet_of
from nuon_notebook.analysis.loading import client_of, moved
from nuon_notebook.loader import plans as loader
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.load import server_of
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
    sender = client or client_of(step, f"The plan of {step.title}", _load_it())
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
        NotLoadedError: the model was parsed without a client, or this kernel is connected to another server.
        SettingsError: this kernel is not connected.
    """
    steps = [
        step
        for one in fleet_of(found).installs
        for step in one.install.waiting
        if step.approval is not None and step.loaded_plan is None
    ]
    if not steps:
        return found
    sender = client or client_of(found, "What waits", _load_it())
    with show_progress(f"plans of {len(steps)} steps"):
        answers = sender.run(loader.plans(sender.api, steps))
    return moved(found, merge(store_of(found), answers, server=server_of(sender)))


def _load_it() -> str:
    return f"Load its workflow: `{invocation.current().prefix}workflow ID`."
