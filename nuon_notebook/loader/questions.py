"""Which requests complete an installer or an app. What does not wait for another answer goes side by side."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from nuon_notebook.loader.answers import Answer, Gathered, many, one
from nuon_notebook.loader.assemble import assembled_app, assembled_installer
from nuon_notebook.loader.dashboard import Dashboard
from nuon_notebook.loader.held import filled, held_workflows, holds_children, latest_first, usable
from nuon_notebook.models import Collection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
    from typing import Any

    from nuon_notebook.client import Api, Settings
    from nuon_notebook.loader.progress import Tally
    from nuon_notebook.models import (
        ActionWorkflow,
        ActionWorkflowConfig,
        App,
        AppConfig,
        Install,
        Installer,
        Workflow,
    )

    Wholes = Mapping[str, Answer[AppConfig | None]]
    ActionConfigs = Mapping[str, Answer[ActionWorkflowConfig | None]]
    Workflows = Mapping[str, Answer[Collection[Workflow]]]

T = TypeVar("T")
Configs: TypeAlias = int | Literal["all"]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks for what completes an installer or an app, and has it put together.

    Attributes:
        api: the endpoints.
        settings: which server and org they belong to.
        configs: how many of the newest usable configs of each app are asked for whole.
        workflows: how many of the newest workflows of each install are asked for.
        tally: counts the questions.
    """

    api: Api
    settings: Settings
    configs: Configs
    workflows: int
    tally: Tally

    async def installer(self, installer_id: str, wanted: Callable[[App], bool] = lambda _: True) -> Installer:
        """Return an installer with its apps complete.

        Args:
            installer_id: its id.
            wanted: whether an app is completed; else it is as the installer has it.
        """
        with self.tally.asking(f"installer {installer_id}"):
            installer = await self.api.installer(installer_id)
        apps = await _all(self._of_installer(app, wanted) for app in installer.apps.once())
        return assembled_installer(installer, apps)

    async def _of_installer(self, app: App, wanted: Callable[[App], bool]) -> App:
        return await self._complete(app, self._about(app), app.app_configs) if wanted(app) else app

    async def app(self, id_or_name: str) -> App:
        """Return an app, complete."""
        with self.tally.asking(f"app {id_or_name}"):
            app = await self.api.app(id_or_name)
        return await self._complete(app, _at_hand(app), Collection())

    async def config(self, app: App, config: AppConfig) -> Gathered:
        """Return what makes a config of an app whole, with its actions' triggers and steps.

        Raises:
            NuonError: the config cannot be had.
        """
        async with _side_by_side() as group:
            listing = group.create_task(self._actions(app))
            asking = group.create_task(self.api.app_config(app.id or "", config.id or ""))
        wholes = {config.id or "": Answer(asking.result())}
        actions = listing.result()
        return Gathered(
            app=app, detail="", configs=Answer(app.configs), wholes=wholes, actions=actions,
            action_configs=await self._action_configs(app, wholes, actions),
            branches=Answer(app.branches), installs=Answer(app.installs),
        )  # fmt: skip

    async def _complete(
        self, app: App, about: Coroutine[Any, Any, Answer[App | None]], held: Collection[AppConfig]
    ) -> App:
        """Ask for everything of an app.

        Args:
            app: the app as it is in hand.
            about: the question for the app itself.
            held: the configs that came with it and stand for the list of its configs, if any.
        """
        async with _side_by_side() as group:
            detail = group.create_task(about)
            actions = group.create_task(self._actions(app))
            branches = group.create_task(
                many(self.tally, f"branches of {app.title}", lambda: self.api.branches(app.id or ""))
            )
            installs = group.create_task(self._installs(app, held_workflows(held)))
            configs = group.create_task(self._configs(app, held, detail, actions))
        listed, wholes, action_configs = configs.result()
        customers, workflows = installs.result()
        told = detail.result()
        complete = filled(told.value, app) if told.value else app
        gathered = Gathered(
            app=complete, detail=told.note, configs=listed, wholes=wholes, actions=actions.result(),
            action_configs=action_configs, branches=branches.result(), installs=customers, workflows=workflows,
        )  # fmt: skip
        return assembled_app(gathered, Dashboard.of(complete, self.settings))

    def _about(self, app: App) -> Coroutine[Any, Any, Answer[App | None]]:
        return one(self.tally, f"app {app.title}", lambda: self.api.app(app.id or ""))

    async def _actions(self, app: App) -> Answer[Collection[ActionWorkflow]]:
        if self.configs == 0:
            return Answer(Collection(), asked=False)
        return await many(self.tally, f"actions of {app.title}", lambda: self.api.action_workflows(app.id or ""))

    async def _configs(
        self,
        app: App,
        held: Collection[AppConfig],
        detail: asyncio.Task[Answer[App | None]],
        actions: asyncio.Task[Answer[Collection[ActionWorkflow]]],
    ) -> tuple[Answer[Collection[AppConfig]], Wholes, ActionConfigs]:
        listed = await self._listed(app, held, detail)
        wanted = [config for config in listed.value if usable(config) and config.id]
        wanted = wanted if self.configs == "all" else wanted[: self.configs]
        answers = await _all(self._whole(app, config) for config in wanted)
        wholes = {config.id or "": answer for config, answer in zip(wanted, answers, strict=True)}
        return listed, wholes, await self._action_configs(app, wholes, await actions)

    async def _listed(
        self, app: App, held: Collection[AppConfig], detail: asyncio.Task[Answer[App | None]]
    ) -> Answer[Collection[AppConfig]]:
        """Return the app's configs newest first: those held, else the list, else the newest that the app names."""
        if held:
            oldest = min((config.version or 1) for config in held)
            return Answer(latest_first(held), asked=False, more=oldest > 1)
        answer = await many(self.tally, f"configs of {app.title}", lambda: self.api.app_configs(app.id or ""))
        about = (await detail).value
        named = about.app_configs if about else Collection()
        if answer.note and not answer.value:
            return replace(answer, value=latest_first(named), more=bool(named))
        rich = {config.id: config for config in named if holds_children(config)}
        return replace(answer, value=latest_first(rich.get(config.id, config) for config in answer.value))

    async def _whole(self, app: App, config: AppConfig) -> Answer[AppConfig | None]:
        if holds_children(config):
            return Answer(config, asked=False)
        version = f"v{config.version}" if config.version else config.id
        ids = app.id or "", config.id or ""
        return await one(self.tally, f"config {version} of {app.title}", lambda: self.api.app_config(*ids))

    async def _action_configs(
        self, app: App, wholes: Wholes, actions: Answer[Collection[ActionWorkflow]]
    ) -> ActionConfigs:
        """Ask for the triggers and steps that the list of actions lacks, which has the newest ones only."""
        if actions.note and not actions.value:
            return {}
        in_list = {config.id for action in actions.value for config in action.configs}
        configs = [answer.value for answer in wholes.values() if answer.value]
        bare = [
            action.id
            for config in configs
            for action in config.action_workflow_configs
            if action.id and action.id not in in_list and not (action.steps or action.triggers)
        ]
        ids = list(dict.fromkeys(bare))
        answers = await _all(self._action_config(app, action_config_id) for action_config_id in ids)
        return dict(zip(ids, answers, strict=True))

    async def _action_config(self, app: App, action_config_id: str) -> Answer[ActionWorkflowConfig | None]:
        return await one(self.tally, f"older actions of {app.title}", lambda: self.api.action_config(action_config_id))

    async def _installs(
        self, app: App, held: Mapping[str, Collection[Workflow]]
    ) -> tuple[Answer[Collection[Install]], Workflows]:
        answer = await many(self.tally, f"installs of {app.title}", lambda: self.api.installs(app.id or ""))
        installs = answer.value
        found = await _all(self._workflows(install, held.get(install.id or "")) for install in installs)
        workflows = {install.id or "": each for install, each in zip(installs, found, strict=True)}
        return answer, workflows

    async def _workflows(self, install: Install, held: Collection[Workflow] | None) -> Answer[Collection[Workflow]]:
        in_hand = install.workflows or held
        if in_hand or self.workflows == 0:
            return Answer(in_hand or Collection(), asked=False)
        return await many(
            self.tally,
            f"workflows of {install.name or install.id}",
            lambda: self.api.workflows(install.id or "", limit=self.workflows),
        )


async def _at_hand(value: T) -> Answer[T | None]:
    return Answer(value)


@asynccontextmanager
async def _side_by_side() -> AsyncIterator[asyncio.TaskGroup]:
    """Run tasks at once; if one breaks, all end, and what broke it is raised as itself, not as a group."""
    broken: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        broken = failures.exceptions[0]
    if broken is not None:  # raised here, since a handler would add the group to its context
        raise broken


async def _all(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run coroutines at once and return their results in order."""
    async with _side_by_side() as group:
        tasks = [group.create_task(each) for each in work]
    return [task.result() for task in tasks]
