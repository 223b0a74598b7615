"""Finds the log stream of a step, a run, a build or a job, and the record that an id alone names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook import invocation
from nuon_notebook.client import Api
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.errors import InvalidArgumentError, MissingEndpointError, NotFoundError
from nuon_notebook.loader.results import gather
from nuon_notebook.models import (
    ComponentBuild,
    Install,
    InstallActionWorkflowRun,
    InstallDeploy,
    InstallSandboxRun,
    LogStream,
    RunnerJob,
    Workflow,
    WorkflowStep,
)
from nuon_notebook.models.workflow_steps import HIDDEN
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from nuon_notebook.models.base import Model, Record

RECENT_WORKFLOWS: Final = 300
"""How many of the newest workflows of the org are searched for a step or a run by its id."""

RECENT_OF_INSTALL, MOST_INSTALLS = 20, 100
"""On servers that have no list of all workflows: how many of how many installs are searched."""

SINGLY: Final = {
    InstallDeploy.api_type: "install_deploys",
    InstallSandboxRun.api_type: "install_sandbox_runs",
    InstallActionWorkflowRun.api_type: "install_action_workflow_runs",
    ComponentBuild.api_type: "component_builds",
    RunnerJob.api_type: "runner_jobs",
}
"""The API's name of the table of each kind of record that says its log stream if it is asked for singly."""

OF_WORKFLOWS: Final = ("iws", "dpl", "iar")
"""Prefixes of ids that are found in workflows only."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where the log of a record is.

    Attributes:
        subject: what it is the log of, as it is loaded by now.
        stream: the log stream.
        fresh: whether the log stream was requested just now, so that it says whether the log is still written to.
        requested: the records that were requested on the way.
    """

    subject: Record
    stream: LogStream
    fresh: bool = False
    requested: tuple[Record, ...] = ()


async def source_of(api: Api, record: Record) -> LogSource:
    """Return where the log of a record is; what is not known is requested.

    Args:
        api: reads the API.
        record: a log stream, a workflow, a step, a run, a build or a job.

    Raises:
        InvalidArgumentError: it has no log.
        NuonError: a request failed.
    """
    if isinstance(record, Workflow):
        return await source_of(api, telling_step(record))
    if stream := _stream_in(record):
        return LogSource(record, stream)
    requested = await _requested(api, record)
    if requested is None:
        raise _no_log(record)
    subject = record if isinstance(record, WorkflowStep) else requested
    return replace(_just_requested(requested), subject=subject)


def _just_requested(record: Record) -> LogSource:
    """Return where the log of a record is that was requested just now.

    Raises:
        InvalidArgumentError: it has no log.
    """
    stream = _stream_in(record)
    if stream is None:
        raise _no_log(record)
    return LogSource(record, stream, not isinstance(record, RunnerJob), (record,))


async def source_named(api: Api, name: str) -> LogSource:
    """Return where the log is that an id names.

    Args:
        api: reads the API.
        name: the id of a step, a workflow, a deploy, a run, a build, a job or a log stream.

    Raises:
        NotFoundError: nothing has that id, as far as was looked.
        NuonError: a request failed.
    """
    found = await _alone(api, name) or await _in_workflows(api, name)
    if found is None:
        subject = sanitize(name, "", MAX_ID)
        raise NotFoundError(
            what=f"No log was found for {subject}.",
            why="It is the id of no workflow, sandbox run, build, job or log stream, nor of a step or run in the "
            "newest workflows.",
            advice=f"Check the id; `{invocation.current().prefix}workflow ID` shows a workflow with its steps.",
            subject=subject,
        )
    if isinstance(found, Workflow):
        source = await source_of(api, telling_step(found))
        return replace(source, requested=(found, *source.requested))
    if not isinstance(found, WorkflowStep):
        return _just_requested(found)
    if name == found.id:
        return await source_of(api, found)
    target = await _target_of(api, found)
    return _just_requested(target or found)


def telling_step(workflow: Workflow) -> WorkflowStep:
    """Return the step of a workflow whose log says most: that failed last, or runs, or else is the last one with a log.

    Raises:
        InvalidArgumentError: no step has a log.
    """
    steps = [step for step in workflow.steps if step.execution_type != HIDDEN and may_have_log(step)]
    failed = [step for step in workflow.failed_steps if may_have_log(step)]
    running = [step for step in steps if step.started_at and not step.finished]
    begun = [step for step in steps if step.started_at or step.finished]
    chosen = (*begun[-1:], *running[-1:], *failed[-1:])
    if not chosen:
        raise _no_log(workflow)
    return chosen[-1]


def may_have_log(record: Record) -> bool:
    """Return whether a record may have a log, as far as is known without a request."""
    if isinstance(record, WorkflowStep):
        return bool(record.log_stream or (record.step_target_id and record.step_target_type in SINGLY.values()))
    return bool(record.id) and (record.api_type in SINGLY or _stream_in(record) is not None)


def install_id_of(record: Record) -> str:
    """Return the id of the install that a record belongs to; empty if it is not known."""
    at: Model | None = record
    while at is not None:
        owned = getattr(at, "owner_type", None) in (None, "", "installs")
        own = at.id if isinstance(at, Install) else getattr(at, "install_id", None)
        if found := own or (getattr(at, "owner_id", None) if owned else None):
            return str(found)
        at = at.parent
    return ""


def _stream_in(record: Any) -> LogStream | None:
    if isinstance(record, LogStream):
        return record if record.id else None
    stream: LogStream | None = getattr(record, "log_stream", None)
    stream_id = stream.id if stream else getattr(record, "log_stream_id", None)
    return (stream or LogStream(id=stream_id)) if stream_id else None


async def _requested(api: Api, record: Record) -> Record | None:
    """Return a record as it is when it is asked for singly; None if there is no such request.

    Raises:
        InvalidArgumentError: the server is asked for it by its install, which is not known.
    """
    if isinstance(record, WorkflowStep):
        return await _of_step(api, record)
    table = SINGLY.get(record.api_type, "")
    if not (table and record.id):
        return None
    install = install_id_of(record)
    if not install and isinstance(record, InstallDeploy | InstallActionWorkflowRun):
        raise InvalidArgumentError(
            what=f"The log of {_title(record)} cannot be loaded:",
            why="it does not say which install it belongs to.",
            advice="Take it from the page of its install or workflow, or name its id.",
        )
    return await _single(api, table, install, record.id)


async def _of_step(api: Api, step: WorkflowStep) -> Record | None:
    """Return the target of a step; if it is of another kind, the step, which newer servers send with its log stream."""
    target = await _target_of(api, step)
    if target and _stream_in(target):
        return target
    workflow_id = step.workflow_id or step.install_workflow_id
    return await api.workflow_step(workflow_id, step.id) if workflow_id and step.id else None


async def _target_of(api: Api, step: WorkflowStep) -> Record | None:
    """Return the record that a step leads to; None if it is of a kind that has no log."""
    if not (step.step_target_id and step.step_target_type):
        return None
    return await _single(api, step.step_target_type, install_id_of(step), step.step_target_id)


async def _single(api: Api, table: str, install: str, name: str) -> Record | None:
    """Return a record by the name of its table, its install and its id; None for tables without logs."""
    match table:
        case "install_deploys":
            return await api.deploy(install, name)
        case "install_sandbox_runs":
            return await api.sandbox_run(name)
        case "install_action_workflow_runs":
            return await api.action_run(install, name)
        case "component_builds":
            return await api.build(name)
        case "runner_jobs":
            return await api.runner_job(name)
    return None


async def _alone(api: Api, name: str) -> Record | None:
    """Return the record with an id, if it is of a kind that can be asked for by its id alone.

    The prefix of an id only tells what to ask for: old ids have none.
    """
    prefix = name[:3]
    if prefix in OF_WORKFLOWS:
        return None
    requests: dict[str, Callable[[str], Coroutine[Any, Any, Record]]] = {
        "log": api.log_stream, "inw": api.workflow, "sbr": api.sandbox_run, "bld": api.build, "job": api.runner_job
    }  # fmt: skip
    chosen = [requests[prefix]] if prefix in requests else requests.values()
    answers = await gather(_or_none(request(name)) for request in chosen)
    return next(filter(None, answers), None)


async def _or_none(request: Coroutine[Any, Any, Record]) -> Record | None:
    try:
        return await request
    except (NotFoundError, MissingEndpointError):
        return None


async def _in_workflows(api: Api, name: str) -> WorkflowStep | None:
    """Return the newest step that has an id, or leads to the record with that id."""
    if not api.lacks(Api.org_workflows):
        try:
            return _step_in([one async for one in api.org_workflows(limit=RECENT_WORKFLOWS)], name)
        except MissingEndpointError:
            pass  # an older server: the workflows of each install are asked for
    installs = [one async for one in api.org_installs(limit=MOST_INSTALLS)]
    lists = await gather(_recent(api, one) for one in installs)
    return _step_in([workflow for each in lists for workflow in each], name)


async def _recent(api: Api, install: Install) -> list[Workflow]:
    return [one async for one in api.workflows(install.id or "", limit=RECENT_OF_INSTALL)]


def _step_in(workflows: Iterable[Workflow], name: str) -> WorkflowStep | None:
    steps = (step for workflow in workflows for step in workflow.steps)
    return next((step for step in steps if name in (step.id, step.step_target_id)), None)


def _no_log(record: Record) -> InvalidArgumentError:
    kind = {"WorkflowStep": "step", "Workflow": "workflow"}.get(type(record).__name__, "record")
    return InvalidArgumentError(
        what=f"There is no log of {_title(record)}.",
        why=f"This {kind} has made no deploy, run, build or job that could write one, or not yet.",
        advice="A workflow's page shows which of its steps have run.",
    )


def _title(record: Record) -> str:
    return mask_text(getattr(record, "title", "") or record.id or "it")
