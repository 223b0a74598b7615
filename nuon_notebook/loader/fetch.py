"""Requests what is loaded lazily: a full config, further workflows, a README.

Each coroutine is for `Client.submit` and returns answers for the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.display.sections import LOADED, SectionState, SectionStatus
from nuon_notebook.errors import NuonError
from nuon_notebook.loader import install_contents, logs
from nuon_notebook.loader.answers import (
    components_answer,
    install_answer,
    workflow_answer,
    workflows_answer,
)
from nuon_notebook.loader.config_loader import ConfigLoader
from nuon_notebook.loader.load_options import LoadOptions
from nuon_notebook.loader.log_streams import source_of
from nuon_notebook.loader.logs import LoadedLog
from nuon_notebook.loader.pending_approvals import waiting_workflows
from nuon_notebook.loader.progress import RequestCounter
from nuon_notebook.loader.requests import Requests
from nuon_notebook.loader.results import Result, gather
from nuon_notebook.models import App, AppBranch, AppConfig, Install, Installer, Workflow
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.types import ScannedText  # noqa: TC001 - pydantic reads it
from nuon_notebook.redaction.sensitive_values import models_in
from nuon_notebook.store import Answer, Key, Store, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nuon_notebook.client import Api
    from nuon_notebook.models import Component

FETCHED: Final = (Installer, App, AppConfig, AppBranch, Install, Workflow)
"""The types for which a request may load more than a model that was parsed without a client has."""


LEADS_TO_LOG: Final = {
    endpoint.model.api_type: endpoint.lacks
    for endpoint in (Endpoints.deploy, Endpoints.sandbox_run, Endpoints.action_run, Endpoints.build)
}
"""What the requests do not fill that lead to a log."""


class RenderedReadme(Record):
    """A README as rendered for an install. Its id is that of the install."""

    api_type: ClassVar[str] = "service.Readme"

    readme: ScannedText = None


def store_of(root: Model) -> Store:
    """Return the store of a model. For a model that was parsed without a client, make a store of its content."""
    if root._store is not None:
        return root._store
    records = [one for one in models_in([root]) if isinstance(one, FETCHED) and one.id]
    return Store(None, [_as_answer(one) for one in records])


def _as_answer(record: Record) -> Answer:
    """Return a record as an answer that overrides nothing."""
    key = key_of(record)
    lacks = {record.api_type: frozenset(type(record).model_fields)}
    if not (isinstance(record, Install) and record.workflows.loaded):
        return Answer({key: record}, lacks)
    workflows = {key_of(one, f"{key.id}.workflows[{index}]"): one for index, one in enumerate(record.workflows.once())}
    lacks[Workflow.api_type] = frozenset(Workflow.model_fields)
    return Answer({key: record, **workflows}, lacks, related={(key, "workflows"): tuple(workflows)})


async def app(api: Api, app_id: str, workflows: int) -> list[Answer]:
    """Request an app, the list of its configs, its branches and installs, and their newest workflows.

    Raises:
        NuonError: the app itself could not be loaded; see `load_app` for what it is based on.
    """
    requests = Requests(api, LoadOptions(configs=0, workflows=workflows))
    await requests.app(app_id)
    return requests.answers


async def config(api: Api, owner: App, wanted: AppConfig) -> list[Answer]:
    """Request a full config: `GET /v1/apps/{app_id}/config/{config_id}`, and the steps of its actions."""
    requests = Requests(api)
    await requests.config(owner, wanted)
    return requests.answers


async def configs(api: Api, pairs: Iterable[tuple[App, AppConfig]]) -> list[Answer]:
    """Request full configs, each with its app; see `config`. A failure becomes a note in its place."""
    loader = ConfigLoader(api)
    await loader.load_all(pairs)
    return loader.answers


async def install(api: Api, install_id: str) -> list[Answer]:
    """Request an install with its drift: `GET /v1/installs/{install_id}`."""
    return [install_answer(await api.install(install_id))]


async def newest_workflows(api: Api, owner: Install, number: int) -> list[Answer]:
    """Request the newest workflows of an install, and older ones that wait.

    `GET /v1/installs/{install_id}/workflows`; for those that wait see `pending_approvals`.
    """
    records = api.workflows(owner.id or "", limit=number)
    found = [record async for record in records]
    listed = workflows_answer(owner, Result(found, records.stopped, more=records.more))
    if not records.more:
        return [listed]
    known = {record.id for record in found}
    return [listed, *await waiting_workflows(api, RequestCounter(), [owner], known)]


async def older_workflows(api: Api, owner: Install, number: int) -> list[Answer]:
    """Request workflows of an install that are older than the loaded ones; see `newest_workflows`."""
    known = owner.loaded_workflows
    oldest = known[-1].created_at if known else None
    at_once = sum(workflow.created_at == oldest for workflow in known) if oldest else 0
    records = api.workflows(owner.id or "", created_at_lte=oldest, limit=number + at_once)
    found = [record async for record in records]
    listed = workflows_answer(owner, Result(found, records.stopped, more=records.more))
    return [Answer(listed.records, listed.lacks, listed.states, added=listed.related)]


async def workflows_back_to(api: Api, owner: Install, since: datetime) -> list[Answer]:
    """Request the workflows of an install from the newest back to the first that was created before a time.

    A failure becomes a note; see `newest_workflows`.
    """
    found: list[Workflow] = []
    records = api.workflows(owner.id or "")
    try:
        async for record in records:
            found.append(record)
            if record.created_at and record.created_at < since:
                return [workflows_answer(owner, Result(found, more=True))]
    except NuonError as error:
        return [workflows_answer(owner, Result(found, str(error), more=True))]
    return [workflows_answer(owner, Result(found, records.stopped, more=records.more))]


async def workflow(api: Api, workflow_id: str) -> list[Answer]:
    """Request a workflow as it is now: `GET /v1/workflows/{workflow_id}`."""
    return [workflow_answer(await api.workflow(workflow_id))]


async def log(api: Api, record: Record) -> list[Answer]:
    """Request the newest records of the log of a step, a run or a build, and what leads to it; see `loader.logs`."""
    source = await source_of(api, record)
    loaded = await logs.newest(api, source)
    return [
        *(Answer({key_of(one): one}, lacks=LEADS_TO_LOG) for one in source.requested),
        Answer({Key(LoadedLog.api_type, record.id or ""): loaded}),
    ]


async def older_log(api: Api, known: LoadedLog) -> list[Answer]:
    """Request records of a log that are older than the loaded ones."""
    return [Answer({key_of(known): await logs.older(api, known)})]


async def newer_log(api: Api, known: LoadedLog) -> list[Answer]:
    """Request the records of a log that came since."""
    return [Answer({key_of(known): await logs.newer(api, known)})]


def log_of(record: Record) -> LoadedLog | None:
    """Return what was loaded of the log of a record; None if nothing was."""
    found: LoadedLog | None = record._store.record(Key(LoadedLog.api_type, record.id or "")) if record._store else None
    return found


async def readme(api: Api, install_id: str) -> list[Answer]:
    """Request the README as rendered for an install: `GET /v1/installs/{install_id}/readme`."""
    text = (await api.install_readme(install_id)).readme or ""
    return [Answer({Key(RenderedReadme.api_type, install_id): RenderedReadme(id=install_id, readme=text)})]


async def components(api: Api, owner: Install, *, named: bool) -> list[Answer]:
    """Request the latest deploys of an install's components, and their names. A failure becomes a note.

    Args:
        api: the endpoints.
        owner: the install.
        named: whether the names are known.
    """
    deploys = {} if owner.was_loaded("deploys") else {"deploys": install_contents.PARTS["deploys"]}
    requests = [install_contents.contents(api, owner, deploys), *(() if named else (component_names(api, owner),))]
    return [answer for answers in await gather(requests) for answer in answers]


async def component_names(api: Api, owner: Install) -> list[Answer]:
    """Request the names of an install's components: `GET /v1/apps/{app_id}/components`.

    A failure becomes a note, because components can be shown by id.
    """
    found: list[Component] = []
    records = api.components(owner.app_id or "")
    try:
        async for one in records:
            found.append(one)  # noqa: PERF401 - a comprehension would lose the items before an error
        problem = records.stopped
    except NuonError as error:
        problem = f"Components are shown by id: {error}"
    named = components_answer(owner.owner or owner, Result(found, problem))
    state = SectionState(SectionStatus.FAILED, problem) if problem else LOADED
    own = key_of(owner)
    states = {**named.states, own: {**named.states.get(own, {}), "component_states": state}}
    return [Answer(named.records, named.lacks, states, named.related)]


def readme_of(owner: Install) -> str | None:
    """Return the README as rendered for an install; None if it was not loaded, "" if it has none."""
    stored = owner._store.record(Key(RenderedReadme.api_type, owner.id or "")) if owner._store else None
    return None if stored is None else stored.readme or ""


def lacks_steps(found: AppConfig) -> bool:
    """Return whether the triggers and steps of an action were not requested."""
    actions = found.actions
    return any(
        one.section_state("steps").status is SectionStatus.NOT_LOADED and not one.triggers
        for one in (actions if actions.loaded else ())
    )


def unloaded_reasons(found: AppConfig) -> tuple[str, ...]:
    """Return why some of the content of a config could not be loaded, without repetitions."""
    notes = [found.section_state(section.name).note for section in AppConfig.sections]
    actions = found.action_workflow_configs
    notes += [action.section_state("steps").note for action in (actions if actions.loaded else ())]
    return tuple(dict.fromkeys(filter(None, notes)))
