"""Requests what an install is made of: deploys, runs, inputs, stack, runner, upgrades, runbooks. Each is a section.

Each coroutine is for `Client.submit` and returns answers for the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.client.paging import PAGE_SIZE
from nuon_notebook.display.sections import LOADED, MISSING, SectionState, SectionStatus
from nuon_notebook.errors import MissingEndpointError, NotFoundError, NuonError
from nuon_notebook.loader.answers import list_answer
from nuon_notebook.loader.results import Result, gather, side_by_side
from nuon_notebook.models import (
    AppConfig,
    Install,
    InstallActionWorkflowRun,
    InstallDeploy,
    InstallSandboxRun,
    Runner,
    RunnerJob,
)
from nuon_notebook.models.install_runs import COMPONENT_OUTPUTS, ComponentOutputs, outputs_id
from nuon_notebook.models.runners import HEALTH_CHECKS, HEART_BEATS
from nuon_notebook.store import Answer, Key, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence

    from nuon_notebook.client import Api
    from nuon_notebook.client.endpoint import Endpoint
    from nuon_notebook.models import Workflow
    from nuon_notebook.models.base import Record

MOST_DEPLOYS: Final = 10 * PAGE_SIZE
"""How many deploys are read in search of the newest of each component. The others are requested one by one."""
NEWEST_RUNS: Final = 50
NEWEST_JOBS: Final = 20
MOST_DETAILS: Final = 50
"""How many deploys and runs are requested with their details."""

DETAILS: Final = "details"
"""In place of a section: whether a deploy or run was requested with all that belongs to it."""

LACKS: Final = {
    "deploys": {InstallDeploy.api_type: Endpoints.deploys.lacks},
    "deploy": {InstallDeploy.api_type: Endpoints.deploy.lacks},
    "sandbox_runs": {InstallSandboxRun.api_type: Endpoints.sandbox_runs.lacks},
    "sandbox_run": {InstallSandboxRun.api_type: Endpoints.sandbox_run.lacks},
    "action_runs": {InstallActionWorkflowRun.api_type: Endpoints.action_runs.lacks},
    "action_run": {InstallActionWorkflowRun.api_type: Endpoints.action_run.lacks},
    "jobs": {RunnerJob.api_type: Endpoints.runner_jobs.lacks},
}
"""By kind of request, the properties that it does not fill, by API type."""


@dataclass(frozen=True, slots=True)
class Part:
    """How a section of an install is requested.

    Attributes:
        endpoint: the endpoint without which the server does not have it.
        request: requests it.
    """

    endpoint: Endpoint[Any, Any]
    request: Callable[[Api, Install], Coroutine[Any, Any, list[Answer]]]


async def contents(api: Api, install: Install, parts: Mapping[str, Part]) -> list[Answer]:
    """Request sections of an install, side by side. What fails becomes a note in its place."""
    found = await gather(_noted(api, install, name, part) for name, part in parts.items())
    return [answer for answers in found for answer in answers]


async def section(api: Api, install: Install, name: str, part: Part) -> list[Answer]:
    """Request a section of an install. That the server does not have it is no error.

    Args:
        api: the endpoints.
        install: the install.
        name: the section.
        part: how it is requested, from `PARTS` or `IN_DEPTH`.

    Raises:
        NuonError: it could not be loaded.
    """
    if api.lacks(part.endpoint):
        return [_state(install, name, MISSING)]
    try:
        return await part.request(api, install)
    except MissingEndpointError:
        return [_state(install, name, MISSING)]
    except NotFoundError:
        return [_none(install, name)]


async def _noted(api: Api, install: Install, name: str, part: Part) -> list[Answer]:
    try:
        return await section(api, install, name, part)
    except NuonError as error:
        return [_state(install, name, SectionState(SectionStatus.FAILED, str(error)))]


def _state(owner: Record, name: str, state: SectionState) -> Answer:
    return Answer(states={key_of(owner): {name: state}})


def _none(owner: Record, name: str) -> Answer:
    """Return the answer that a record has nothing of a kind."""
    key = key_of(owner)
    return Answer(states={key: {name: LOADED}}, related={(key, name): ()})


def _listed(owner: Record, name: str, result: Result[Sequence[Record]], remarks: Iterable[str] = ()) -> Answer:
    """Return the answer to a request for the list of a section.

    Args:
        owner: the record that it belongs to.
        name: the section.
        result: the result of the request.
        remarks: what could not be loaded of the records in the list.
    """
    answer = list_answer(owner, name, result)
    note = " ".join(dict.fromkeys(filter(None, (result.problem, *remarks))))
    states = {key_of(owner): {name: replace(result.state, note=note)}}
    return Answer(answer.records, LACKS.get(name, {}), states, answer.related)


async def _newest(request: Callable[[], Any], number: int) -> Result[list[Any]]:
    """Request the newest records of a list.

    Args:
        request: returns the list.
        number: how many.

    Raises:
        NuonError: none could be loaded.
    """
    records = request()
    found: list[Any] = []
    try:
        async for record in records:
            found.append(record)
            if len(found) == number:
                break
    except NuonError as error:
        if not found:
            raise
        return Result(found, str(error), more=True)
    return Result(found, records.stopped, more=records.more)


# Deploys


async def _deploys(api: Api, install: Install) -> list[Answer]:
    """Request the newest deploys, and further ones until each component was seen."""
    result, remarks = await _deploys_of_each(api, install)
    return [_listed(install, "deploys", result, remarks)]


async def _deploys_in_depth(api: Api, install: Install) -> list[Answer]:
    """Request the deploys as `_deploys` does, and the details of the newest of each component."""
    result, remarks = await _deploys_of_each(api, install)
    latest = {one.component_id: one for one in reversed(result.value) if one.component_id and one.id}
    details = await gather(
        _kept(deploy(api, install.id or "", one)) for one in [*latest.values()][:MOST_DETAILS]
    )  # fmt: skip
    listed = _listed(install, "deploys", result, (*remarks, *(one.problem for one in details)))
    return [listed, *(answer for one in details for answer in one.value)]


async def _deploys_of_each(api: Api, install: Install) -> tuple[Result[list[InstallDeploy]], list[str]]:
    """Return the newest deploys and the newest of each component, and what could not be loaded."""
    names = {one.component_id or "": one.name for one in install.recorded("install_components")}
    missing = {*install.component_statuses, *names} - {""}
    result = await _until_each_was_seen(api, install, missing)
    further = await gather(_latest_deploy(api, install, one, names) for one in sorted(missing))
    found = [*result.value, *(newest for one in further for newest in one.value)]
    return replace(result, value=found), [one.problem for one in further]


async def _until_each_was_seen(api: Api, install: Install, missing: set[str]) -> Result[list[InstallDeploy]]:
    """Read the first page of deploys, and further ones as long as a component is missing; take out those seen."""
    records = api.deploys(install.id or "")
    found: list[InstallDeploy] = []
    try:
        async for deploy in records:
            found.append(deploy)
            missing.discard(deploy.component_id or "")
            if len(found) == MOST_DEPLOYS or (not missing and len(found) % PAGE_SIZE == 0):
                break
    except NuonError as error:
        if not found:
            raise
        return Result(found, str(error), more=True)
    if not records.more:
        missing.clear()  # the list is complete: these were never deployed
    return Result(found, records.stopped, more=records.more)


async def _latest_deploy(
    api: Api, install: Install, component_id: str, names: Mapping[str, str]
) -> Result[list[InstallDeploy]]:
    """Request the newest deploy of a component, which comes without the component's id and name."""
    try:
        found = await api.latest_deploy(install.id or "", component_id)
    except NotFoundError:
        return Result([])
    except NuonError as error:
        return Result([], str(error))
    own = {"component_id": component_id, "component_name": names.get(component_id), "install_id": install.id}
    return Result([found.with_fields(own)])


async def deploy(api: Api, install_id: str, found: InstallDeploy) -> list[Answer]:
    """Request a deploy with its artifact and its jobs, and the outputs that its component has now.

    Raises:
        NuonError: the deploy could not be loaded.
    """
    outputs = _outputs(api, install_id, found.component_id) if found.component_id else _no_answers()
    own, further = await gather((run(api, install_id, found.api_type, found.id or ""), _or_none(outputs)))
    return [*own, *further]


async def _no_answers() -> list[Answer]:
    return []


async def _or_none(request: Coroutine[Any, Any, list[Answer]]) -> list[Answer]:
    """Return the answers of a request; none if the server says that there are none, or cannot say it."""
    try:
        return await request
    except (NotFoundError, MissingEndpointError):
        return []


async def _kept(request: Coroutine[Any, Any, list[Answer]]) -> Result[list[Answer]]:
    """Return the answers of a request; an error becomes the result's problem, unless it says that there are none."""
    try:
        return Result(await _or_none(request))
    except NuonError as error:
        return Result([], str(error))


async def _outputs(api: Api, install_id: str, component_id: str) -> list[Answer]:
    outputs = (await api.component_outputs(install_id, component_id)).root
    key = Key(COMPONENT_OUTPUTS, outputs_id(install_id, component_id))
    return [Answer({key: ComponentOutputs(id=key.id, outputs=outputs)})]


# Runs


async def run(api: Api, install_id: str, api_type: str, run_id: str) -> list[Answer]:
    """Request a deploy, a sandbox run or an action run with all that belongs to it.

    Args:
        api: the endpoints.
        install_id: the install that it ran on.
        api_type: the API's name of its type.
        run_id: its id.

    Raises:
        NuonError: it could not be loaded.
    """
    kinds: dict[str, tuple[Callable[[], Coroutine[Any, Any, Record]], str]] = {
        InstallDeploy.api_type: (lambda: api.deploy(install_id, run_id), "deploy"),
        InstallSandboxRun.api_type: (lambda: api.sandbox_run(run_id), "sandbox_run"),
        InstallActionWorkflowRun.api_type: (lambda: api.action_run(install_id, run_id), "action_run"),
    }
    request, kind = kinds[api_type]
    found = await request()
    steps = {"shown_steps": LOADED} if kind == "action_run" else {}
    return [Answer({key_of(found): found}, LACKS[kind], {key_of(found): {DETAILS: LOADED, **steps}})]


async def runs_of(api: Api, workflow: Workflow) -> list[Answer]:
    """Request the deploys and runs that the steps of a workflow made. What fails becomes a note on the steps."""
    targets = [(step.run_type, step.step_target_id) for step in workflow.shown_steps]
    wanted = dict.fromkeys((kind, target) for kind, target in targets if kind and target)
    install_id = workflow.owner_id or ""
    requests = [run(api, install_id, kind, target) for kind, target in wanted]
    if any(kind == InstallActionWorkflowRun.api_type for kind, _ in wanted):
        requests.append(_action_names(api, install_id))
    results = await gather(map(_kept, requests))
    problems = dict.fromkeys(result.problem for result in results if result.problem)
    state = SectionState(SectionStatus.LOADED, " ".join(problems))
    return [*(answer for result in results for answer in result.value), _state(workflow, "shown_steps", state)]


async def _sandbox_runs(api: Api, install: Install) -> list[Answer]:
    result = await _newest(lambda: api.sandbox_runs(install.id or "", limit=NEWEST_RUNS), NEWEST_RUNS)
    return [_listed(install, "sandbox_runs", result)]


async def _action_runs(api: Api, install: Install) -> list[Answer]:
    """Request the newest runs, and the names of the actions."""
    result, named = await _named_runs(api, install)
    return [*named.value, _listed(install, "action_runs", result, (named.problem,))]


async def _action_runs_in_depth(api: Api, install: Install) -> list[Answer]:
    """Request the runs as `_action_runs` does, and the steps of each action's newest run."""
    result, named = await _named_runs(api, install)
    newest = {one.install_action_workflow_id: one for one in reversed(result.value) if one.id}
    details = await gather(
        _kept(run(api, install.id or "", one.api_type, one.id or "")) for one in [*newest.values()][:MOST_DETAILS]
    )
    listed = _listed(install, "action_runs", result, (one.problem for one in (named, *details)))
    return [*named.value, listed, *(answer for one in details for answer in one.value)]


async def _named_runs(api: Api, install: Install) -> tuple[Result[list[Any]], Result[list[Answer]]]:
    async with side_by_side() as group:
        listing = group.create_task(_newest(lambda: api.action_runs(install.id or "", limit=NEWEST_RUNS), NEWEST_RUNS))
        naming = group.create_task(_kept(_action_names(api, install.id or "")))
    return listing.result(), naming.result()


async def _action_names(api: Api, install_id: str) -> list[Answer]:
    """Request the actions of an install, which have the names; their runs are listed apart."""
    actions = [action.without("runs") async for action in api.latest_action_runs(install_id)]
    return [Answer({key_of(action): action for action in actions if action.id})]


# Inputs, stack, upgrades, runbooks


async def _inputs(api: Api, install: Install) -> list[Answer]:
    """Request the values, and the inputs of the config that the install runs unless they were loaded."""
    async with side_by_side() as group:
        values = group.create_task(api.current_inputs(install.id or ""))
        config = group.create_task(_kept(_input_config(api, install)))
    return [_listed(install, "inputs", Result([values.result()]), (config.result().problem,)), *config.result().value]


async def _input_config(api: Api, install: Install) -> list[Answer]:
    if install.input_config is not None or not (install.app_id and install.app_config_id):
        return []
    config = await api.app_config(install.app_id, install.app_config_id)
    inputs = AppConfig(id=install.app_config_id, input=config.input)
    others = frozenset(AppConfig.model_fields) - {"input"}
    return [Answer({key_of(inputs): inputs}, {AppConfig.api_type: others})]


async def _stack(api: Api, install: Install) -> list[Answer]:
    return [_listed(install, "stacks", Result([await api.stack(install.id or "")]))]


async def _upgrades(api: Api, install: Install) -> list[Answer]:
    result = await _newest(lambda: api.upgrades(install.id or ""), PAGE_SIZE)
    return [_listed(install, "upgrades", result)]


async def _runbooks(api: Api, install: Install) -> list[Answer]:
    result = await _newest(lambda: api.install_runbooks(install.id or ""), PAGE_SIZE)
    return [_listed(install, "runbooks", result)]


# Runner


async def _runner(api: Api, install: Install) -> list[Answer]:
    """Request the runner with its settings, its newest heartbeat, its health in the last hour and its newest jobs."""
    group = await api.runner_group(install.id or "")
    runners = [one for one in group.runners if one.id]
    settings = group.without("runners")
    listed = [one.with_fields({"runner_group": settings}) for one in runners]
    details = await gather(_of_runner(api, one) for one in listed)
    remarks = (one.problem for one in details)
    return [_listed(install, "runners", Result(listed), remarks), *(answer for one in details for answer in one.value)]


async def _of_runner(api: Api, runner: Runner) -> Result[list[Answer]]:
    runner_id = runner.id or ""
    parts: dict[str, Callable[[], Coroutine[Any, Any, Result[Sequence[Record]]]]] = {
        HEART_BEATS: lambda: _heart_beat(api, runner_id),
        HEALTH_CHECKS: lambda: _newest(lambda: api.health_checks(runner_id, limit=PAGE_SIZE), PAGE_SIZE),
        "jobs": lambda: _newest(lambda: api.runner_jobs(runner_id, limit=NEWEST_JOBS), NEWEST_JOBS),
    }
    results = await gather(_of_runner_or_note(runner, *part) for part in parts.items())
    problems = dict.fromkeys(one.problem for one in results if one.problem)
    return Result([one.value for one in results], " ".join(problems))


async def _heart_beat(api: Api, runner_id: str) -> Result[Sequence[Record]]:
    try:
        return Result([await api.latest_heart_beat(runner_id)])
    except NotFoundError:
        return Result([])


async def _of_runner_or_note(
    runner: Runner, name: str, request: Callable[[], Coroutine[Any, Any, Result[Sequence[Record]]]]
) -> Result[Answer]:
    """Return the answer to a request for what belongs to a runner, and what failed of it."""
    try:
        result = await request()
    except MissingEndpointError:
        return Result(_state(runner, name, MISSING))
    except NuonError as error:
        return Result(_state(runner, name, SectionState(SectionStatus.FAILED)), str(error))
    return Result(_listed(runner, name, replace(result, problem="")), result.problem)


PARTS: Final = {
    "deploys": Part(Endpoints.deploys, _deploys),
    "sandbox_runs": Part(Endpoints.sandbox_runs, _sandbox_runs),
    "action_runs": Part(Endpoints.action_runs, _action_runs),
    "inputs": Part(Endpoints.current_inputs, _inputs),
    "stacks": Part(Endpoints.stack, _stack),
    "runners": Part(Endpoints.runner_group, _runner),
    "upgrades": Part(Endpoints.upgrades, _upgrades),
    "runbooks": Part(Endpoints.install_runbooks, _runbooks),
}
"""By section of an install, how it is requested when somebody opens it. Deploys and runs have no details then."""

IN_DEPTH: Final = {
    **PARTS,
    "deploys": Part(Endpoints.deploys, _deploys_in_depth),
    "action_runs": Part(Endpoints.action_runs, _action_runs_in_depth),
}
"""By section of an install, how it is requested for a page."""
