"""Makes the requests that load an installer or an app completely, concurrently where possible."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.client.paging import PAGE_SIZE
from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.errors import MissingEndpointError, NuonError
from nuon_notebook.loader import answers, install_contents
from nuon_notebook.loader.load_options import NOTHING, LoadOptions
from nuon_notebook.loader.newest_workflows import NewestWorkflows
from nuon_notebook.loader.pending_approvals import waiting_workflows
from nuon_notebook.loader.plans import plans
from nuon_notebook.loader.progress import RequestCounter
from nuon_notebook.loader.results import Result, gather, request_list, request_one, side_by_side
from nuon_notebook.models import Collection
from nuon_notebook.models.configs import newest_first
from nuon_notebook.models.rollout import LATE
from nuon_notebook.models.workflows import RUNBOOK_RUN, Workflow
from nuon_notebook.store import Answer, Store, key_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence, Set
    from datetime import datetime

    from nuon_notebook.client import Api
    from nuon_notebook.models import ActionWorkflow, App, AppBranch, AppConfig, Install, Installer, WorkflowStep

AZURE = "azure"  # a cloud platform
INPUTS = "inputs"  # a section of an install
RUNBOOKS = "runbooks"  # likewise
MOST_RUNBOOKS = 20  # installs whose runbooks are requested for the names of their runs
INSTALLS = "installs"  # the type of the owner of a workflow that is one of an install


@dataclass(frozen=True, slots=True)
class Requests:
    """Makes the requests that load an installer or an app completely, and keeps the answers.

    Attributes:
        api: the endpoints.
        options: how much of what is loaded.
        counter: counts the requests.
        answers: the answers so far.
        action_configs: the ids of the older actions that were requested, which many configs share.
    """

    api: Api
    options: LoadOptions = NOTHING
    counter: RequestCounter = field(default_factory=RequestCounter)
    answers: list[Answer] = field(default_factory=list)
    action_configs: set[str] = field(default_factory=set)

    async def installer(self, installer_id: str, wanted: Callable[[App], bool] = lambda _: True) -> Installer:
        """Load an installer with its apps.

        Args:
            installer_id: its id.
            wanted: returns whether an app is loaded completely.

        Returns:
            The installer as its endpoint returns it. Everything else is in `answers`.
        """
        with self.counter.counting(f"installer {installer_id}"):
            installer = await self.api.installer(installer_id)
        self.answers.append(answers.installer_answer(installer))
        apps = [app for app in (installer.apps.once() if installer.apps.loaded else ()) if wanted(app)]
        included = [config for app in apps for config in _included(app)]
        async with side_by_side() as group:
            # First, because what is listed leads to most further requests.
            group.create_task(self._installs(apps, _included_workflows(included)))
            group.create_task(gather(self._of_installer(app) for app in apps))
        return installer

    async def _of_installer(self, app: App) -> None:
        included = _included(app)
        async with side_by_side() as group:
            detail = group.create_task(self._app(app))
            group.create_task(self._app_contents(app, included, detail))

    async def _app(self, app: App) -> Result[App | None]:
        result = await request_one(self.counter, f"app {app.title}", lambda: self.api.app(app.id or ""))
        self.answers.append(answers.app_answer(app, result))
        return result

    async def app(self, id_or_name: str) -> App:
        """Load an app; see `installer`."""
        with self.counter.counting(f"app {id_or_name}"):
            app = await self.api.app(id_or_name)
        result: Result[App | None] = Result(app)
        self.answers.append(answers.app_answer(app, result))
        async with side_by_side() as group:
            group.create_task(self._installs([app], {}))
            group.create_task(self._app_contents(app, (), result))
        return app

    async def versions(self, id_or_name: str) -> App:
        """Load an app with the list of its configs, and nothing else; see `installer`."""
        with self.counter.counting(f"app {id_or_name}"):
            app = await self.api.app(id_or_name)
        result: Result[App | None] = Result(app)
        self.answers.append(answers.app_answer(app, result))
        listed = await self._listed(app, (), result)
        self.answers.extend(answers.configs_answer([app], listed))
        return app

    async def install(self, id_or_name: str) -> Install:
        """Load an install with its newest workflows, and its app with the names of its configs and components."""
        install, ran_runbooks = await self._install(id_or_name, self._app_of)
        await self._runbooks_of(ran_runbooks)
        return install

    async def install_in_depth(self, id_or_name: str) -> Install:
        """Load an install as `install` does, and all that it is made of."""
        install, _ = await self._install(id_or_name, self._app_and_contents_of)
        return install

    async def _install(
        self, id_or_name: str, load: Callable[[Install], Coroutine[Any, Any, None]]
    ) -> tuple[Install, Sequence[Install]]:
        with self.counter.counting(f"install {id_or_name}"):
            install = await self.api.install(id_or_name)
        self.answers.append(answers.install_answer(install))
        async with side_by_side() as group:
            group.create_task(load(install))
            workflows = NewestWorkflows(self.api, self.counter, self.options.workflows)
            ran_runbooks = group.create_task(self._workflows([install], {}, workflows))
        return install, ran_runbooks.result()

    async def _app_and_contents_of(self, install: Install) -> None:
        """Load the app of an install beside what the install is made of, but its inputs: the app may have their config.

        The install is as its endpoint returns it.
        """
        others = {name: part for name, part in install_contents.IN_DEPTH.items() if name != INPUTS}
        async with side_by_side() as group:
            group.create_task(self._app_of(install))
            group.create_task(self._contents_of(install, others))
        inputs = {INPUTS: install_contents.IN_DEPTH[INPUTS]}
        await self._contents_of(install.at(Store(None, self.answers)), inputs)

    async def _contents_of(self, install: Install, parts: Mapping[str, install_contents.Part]) -> None:
        with self.counter.counting(f"contents of {install.name or install.id}"):
            self.answers.extend(await install_contents.contents(self.api, install, parts))

    async def workflow(self, workflow_id: str) -> Workflow:
        """Load a workflow with its steps, its install and its app."""
        with self.counter.counting(f"workflow {workflow_id}"):
            workflow = await self.api.workflow(workflow_id)
        async with side_by_side() as group:
            grouped = group.create_task(self._with_group_names(workflow))
            if workflow.owner_id and workflow.owner_type in (None, INSTALLS):
                group.create_task(self._owner_of(workflow))
        self.answers.extend(grouped.result())
        return workflow

    async def _owner_of(self, workflow: Workflow) -> None:
        install = await self.install(workflow.owner_id or "")
        if workflow.type == RUNBOOK_RUN:
            await self._runbooks_of([install])

    async def _with_group_names(self, workflow: Workflow) -> list[Answer]:
        """Return a workflow with the names of its groups of steps, which newer servers list apart."""
        known = [answers.workflow_answer(workflow)]
        named = bool(workflow.step_groups) or not any(one.workflow_step_group_id for one in workflow.recorded("steps"))
        if named or not workflow.has_groups or self.api.lacks(Endpoints.step_groups):
            return known
        try:
            with self.counter.counting("groups of steps"):
                groups = [one.without("steps") async for one in self.api.step_groups(workflow.id or "")]
        except MissingEndpointError:
            return known
        except NuonError as error:
            state = SectionState(SectionStatus.LOADED, f"The names of groups could not be loaded: {error}")
            return [*known, Answer(states={key_of(workflow): {"shown_steps": state}})]
        return [answers.workflow_answer(workflow.with_fields({"step_groups": Collection(groups)}))]

    async def _runbooks_of(self, installs: Sequence[Install]) -> None:
        """Load the runbooks of installs that ran one: the server sends their names with these only."""
        runbooks = {RUNBOOKS: install_contents.PARTS[RUNBOOKS]}
        await gather(self._contents_of(one, runbooks) for one in installs[:MOST_RUNBOOKS])

    async def workflow_in_depth(self, workflow_id: str) -> Workflow:
        """Load a workflow as `workflow` does, and the deploys and runs that its steps made."""
        workflow = await self.workflow(workflow_id)
        with self.counter.counting("deploys and runs"):
            self.answers.extend(await install_contents.runs_of(self.api, workflow))
        return workflow

    async def _app_of(self, install: Install) -> None:
        if not install.app_id:
            return
        app = await self.versions(install.app_id)
        subject = f"components of {app.title}"
        result = await request_list(self.counter, subject, lambda: self.api.components(app.id or ""))
        self.answers.append(answers.components_answer(app, result))

    async def installs(self, app: App) -> None:
        """Load the installs of an app, with their newest workflows."""
        await self._installs([app], {})

    async def _app_contents(
        self, app: App, included: Sequence[AppConfig], detail: asyncio.Task[Result[App | None]] | Result[App | None]
    ) -> None:
        """Load everything that belongs to an app, but its installs.

        Args:
            app: the app.
            included: the configs that came with the app. If there are any, the list of configs is not requested.
            detail: the result of the request for the app itself.
        """
        async with side_by_side() as group:
            actions = group.create_task(self._actions_for_configs(app))
            branches = group.create_task(
                request_list(self.counter, f"branches of {app.title}", lambda: self.api.branches(app.id or ""))
            )
            configs = group.create_task(self._configs(app, included, detail, actions))
        came_with = [config.app_branch for config in configs.result() if config.app_branch is not None]
        self.answers.append(answers.branches_answer(app, branches.result(), came_with))

    async def _actions_for_configs(self, app: App) -> Result[list[ActionWorkflow]]:
        """Load an app's actions if a config of it is loaded in full, which needs them."""
        return Result([], requested=False) if self.options.configs == 0 else await self.actions(app)

    async def actions(self, app: App) -> Result[list[ActionWorkflow]]:
        """Load the names of an app's actions, with the newest triggers and steps of each."""
        subject = f"actions of {app.title}"
        result = await request_list(self.counter, subject, lambda: self.api.action_workflows(app.id or ""))
        self.answers.extend(answers.actions_answer(app, result))
        return result

    async def _configs(
        self,
        app: App,
        included: Sequence[AppConfig],
        detail: asyncio.Task[Result[App | None]] | Result[App | None],
        actions: asyncio.Task[Result[list[ActionWorkflow]]],
    ) -> Sequence[AppConfig]:
        """Load the list of an app's configs and the newest ones in full; return the list."""
        listed = await self._listed(app, included, detail)
        self.answers.extend(answers.configs_answer(await _known(app, detail), listed))
        usable = [config for config in listed.value if config.usable and config.id]
        wanted = usable if self.options.configs == "all" else usable[: self.options.configs]
        # What changed is known with the one before. Its older actions would take a request each: they come on demand.
        before = usable[1:2] if self.options.configs == 1 else []
        results = await gather(self._in_full(app, config) for config in (*wanted, *before))
        await self.take_configs(app, dict(zip(wanted, results, strict=False)), await actions)
        of_before = zip(before, results[len(wanted) :], strict=True)
        self.answers.extend([answers.config_answer(config, result, await actions) for config, result in of_before])
        return listed.value

    async def _listed(
        self, app: App, included: Sequence[AppConfig], detail: asyncio.Task[Result[App | None]] | Result[App | None]
    ) -> Result[Sequence[AppConfig]]:
        """Return the app's configs, newest first: those included, or the list, or those of the app's own response."""
        if included:
            oldest = min((config.version or 1) for config in included)
            return Result(newest_first(included), requested=False, more=oldest > 1)
        subject = f"configs of {app.title}"
        result: Result[Sequence[AppConfig]] = await request_list(
            self.counter, subject, lambda: self.api.app_configs(app.id or "")
        )
        about = (detail if isinstance(detail, Result) else await detail).value
        named = about.recorded("app_configs") if about else ()
        if result.problem and not result.value:
            return replace(result, value=newest_first(named), more=bool(named))
        full = {config.id: config for config in named if config.has_children}
        return replace(result, value=newest_first(full.get(config.id, config) for config in result.value))

    async def _in_full(self, app: App, config: AppConfig) -> Result[AppConfig | None]:
        if config.has_children:
            return Result(config, requested=False)
        version = f"v{config.version}" if config.version else config.id
        ids = app.id or "", config.id or ""
        return await request_one(self.counter, f"config {version} of {app.title}", lambda: self.api.app_config(*ids))

    async def take_configs(
        self, app: App, results: Mapping[AppConfig, Result[AppConfig | None]], actions: Result[list[ActionWorkflow]]
    ) -> None:
        """Add the answers of full configs. Load triggers and steps of older actions, which are not in the list."""
        if not (actions.problem and not actions.value):
            await self._action_configs(app, [result.value for result in results.values() if result.value], actions)
        self.answers.extend([answers.config_answer(config, result, actions) for config, result in results.items()])

    async def _action_configs(
        self, app: App, configs: Iterable[AppConfig], actions: Result[list[ActionWorkflow]]
    ) -> None:
        newest = (config for action in actions.value if action.configs.loaded for config in action.configs)
        listed = {config.id for config in newest}
        bare = {
            action.id: action.action_workflow_id
            for config in configs
            for action in config.recorded("action_workflow_configs")
            if action.id and action.id not in listed | self.action_configs
            if not (action.triggers or action.steps.loaded)
        }
        self.action_configs.update(bare)
        single = {one: owner for one, owner in bare.items() if not owner or [*bare.values()].count(owner) == 1}
        listing = dict.fromkeys(owner for owner in bare.values() if owner and owner not in single.values())
        async with side_by_side() as group:
            group.create_task(gather(self.action_config(app, action_config_id) for action_config_id in single))
            group.create_task(self._action_versions(app, [*listing], bare.keys() - single.keys()))

    async def _action_versions(self, app: App, action_ids: Sequence[str], wanted: Set[str]) -> None:
        """Load the triggers and steps of several versions of actions, with one request for each action.

        Args:
            app: the app.
            action_ids: the actions.
            wanted: the ids of their configs.
        """
        subject = f"older actions of {app.title}"
        results = await gather(
            request_list(self.counter, subject, partial(self.api.action_configs, action_id)) for action_id in action_ids
        )
        found = {one.id: one for result in results for one in result.value if one.id in wanted}
        self.answers.append(answers.action_versions_answer(found.values()))
        await gather(self.action_config(app, action_config_id) for action_config_id in sorted(wanted - found.keys()))

    async def action_config(self, app: App, action_config_id: str) -> None:
        """Load the triggers and steps of an action, of any version."""
        subject = f"older actions of {app.title}"
        result = await request_one(self.counter, subject, lambda: self.api.action_config(action_config_id))
        self.answers.append(answers.action_config_answer(action_config_id, result.value, result.problem))

    async def config(self, app: App, config: AppConfig) -> None:
        """Load a full config of an app, with the triggers and steps of its actions.

        Raises:
            NuonError: the config cannot be loaded.
        """
        async with side_by_side() as group:
            listing = group.create_task(self.actions(app))
            requesting = group.create_task(self.api.app_config(app.id or "", config.id or ""))
        await self.take_configs(app, {config: Result(requesting.result())}, listing.result())

    async def _installs(self, apps: Sequence[App], included: Mapping[str, Sequence[Workflow]]) -> None:
        """Load the installs of apps, with their newest workflows.

        Args:
            apps: the apps.
            included: the workflows that came with the apps, by the id of their install.
        """
        workflows = NewestWorkflows(self.api, self.counter, self.options.workflows)
        async with side_by_side() as group:
            listing = group.create_task(self._lists_of_installs(apps))
            if len(apps) > 1:  # of a single app there may be just one install
                group.create_task(workflows.load_first_page())
        lists = listing.result()
        self.answers.extend(answer for answer, _ in lists)
        await self._runbooks_of(
            await self._workflows([install for _, listed in lists for install in listed], included, workflows)
        )

    async def _lists_of_installs(self, apps: Sequence[App]) -> list[tuple[Answer, Sequence[Install]]]:
        """Return the installs of each app: from the list of the org if that takes fewer requests, or knows more.

        The list of an app lacks the accounts of Azure.
        """
        azure = any(app.cloud_platform == AZURE for app in apps)
        if len(apps) > 1 or azure:
            limit = None if azure else len(apps) * PAGE_SIZE
            listed = await request_list(
                self.counter, "installs of all apps", lambda: self.api.org_installs(limit=limit)
            )
            if not (listed.problem or listed.more) and all(install.app_id for install in listed.value):
                return [self._of_org(app, listed) for app in apps]
        return await gather(self._of_app(app) for app in apps)

    def _of_org(self, app: App, listed: Result[list[Install]]) -> tuple[Answer, Sequence[Install]]:
        own = replace(listed, value=[install for install in listed.value if install.app_id == app.id])
        return answers.org_installs_answer(app, own), own.value

    async def _of_app(self, app: App) -> tuple[Answer, Sequence[Install]]:
        result = await request_list(self.counter, f"installs of {app.title}", lambda: self.api.installs(app.id or ""))
        return answers.installs_answer(app, result), result.value

    async def _workflows(
        self, installs: Sequence[Install], included: Mapping[str, Sequence[Workflow]], workflows: NewestWorkflows
    ) -> Sequence[Install]:
        """Load the newest workflows of installs, and older ones that wait; return the installs that ran a runbook."""
        missing = []
        for install in installs:
            if came_with := included.get(install.id or "", ()):
                self.answers.append(answers.workflows_answer(install, Result(came_with, requested=False)))
            elif self.options.workflows and not install.workflows.loaded:
                missing.append(install)
        results = await workflows.of(missing)
        self.answers.extend(answers.workflows_answer(*pair) for pair in zip(missing, results, strict=True))
        lacking = [one for one, result in zip(missing, results, strict=True) if result.more or result.problem]
        found = [workflow for result in results for workflow in result.value]
        if lacking:
            older = await waiting_workflows(self.api, self.counter, lacking, {one.id for one in found})
            self.answers.extend(older)
            found += (one for answer in older for one in answer.records.values() if isinstance(one, Workflow))
        await self._plans_of(found)
        runs = zip(missing, results, strict=True)
        return [install for install, result in runs if any(one.type == RUNBOOK_RUN for one in result.value)]

    async def _plans_of(self, workflows: Iterable[Workflow]) -> None:
        """Load what the steps would do that wait for approval, those that have waited longest first."""
        waiting = [step for workflow in workflows for step in workflow.waiting if step.approval and step.approval.id]
        longest = sorted(waiting, key=_waits_since)[: self.options.plans]
        if longest:
            with self.counter.counting("plans that wait for approval"):
                self.answers.extend(await plans(self.api, longest))


def _waits_since(step: WorkflowStep) -> tuple[datetime, str]:
    return (step.approval.created_at if step.approval else None) or LATE, step.id or ""


async def _known(app: App, detail: asyncio.Task[Result[App | None]] | Result[App | None]) -> list[App]:
    """Return an app from its own endpoint, if that answered, and from the earlier response."""
    answered = (detail if isinstance(detail, Result) else await detail).value
    return [app] if answered is None else [answered, app]


def _included(app: App) -> Sequence[AppConfig]:
    """Return the configs that came with an app."""
    return app.configs if app.configs.loaded else ()


def _included_branches(configs: Iterable[AppConfig]) -> list[AppBranch]:
    return [config.app_branch for config in configs if config.app_branch is not None]


def _included_workflows(configs: Iterable[AppConfig]) -> dict[str, list[Workflow]]:
    """Return the workflows in the branches of configs, by the id of their owner."""
    found: dict[str, list[Workflow]] = {}
    for branch in _included_branches(configs):
        for workflow in branch.workflows.once() if branch.workflows.loaded else ():
            found.setdefault(workflow.owner_id or "", []).append(workflow)
    return found
