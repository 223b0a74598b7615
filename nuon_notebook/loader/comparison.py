"""Loads what a comparison of two versions of an app's config needs, with as few requests as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.loader import answers
from nuon_notebook.loader.fetch import store_of, unloaded_reasons
from nuon_notebook.loader.load import moment_of, server_of
from nuon_notebook.loader.merge import merge
from nuon_notebook.loader.progress import Progress, RequestCounter
from nuon_notebook.loader.requests import Requests
from nuon_notebook.loader.results import Result, gather, request_list, request_one, side_by_side
from nuon_notebook.models.configs import History

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from nuon_notebook.client import Api, Client
    from nuon_notebook.models import ActionWorkflow, ActionWorkflowConfig, App, AppConfig
    from nuon_notebook.store import Answer


class VersionLoader:
    """Loads what is missing of an app to compare two versions of its config.

    Args:
        client: reads the API.
        app: the app, with the list of its configs.
        on_progress: called on this thread about every 0.1 seconds.

    Attributes:
        app: the app with everything that was loaded by now.
    """

    def __init__(self, client: Client, app: App, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._client = client
        self._on_progress = on_progress
        self._counter = RequestCounter()
        self.app = app

    def load_installs(self) -> None:
        """Load the installs of the app: `GET /v1/apps/{app_id}/installs`."""
        requests = Requests(self._client.api, counter=self._counter)
        self._run(requests, requests.installs(self.app))

    def load_versions(self, old: AppConfig, new: AppConfig) -> None:
        """Load two versions; see `versions`."""
        requests = Requests(self._client.api, counter=self._counter)
        self._run(requests, _load_versions(requests, self.app, old, new))

    def _run(self, requests: Requests, work: Coroutine[Any, Any, None]) -> None:
        show = self._on_progress
        self._client.run(work, None if show is None else lambda: show(self._counter.progress()))
        merged = merge(store_of(self.app), requests.answers, moment_of(requests), server_of(self._client))
        parent = self.app.parent
        self.app = self.app.at(merged, parent.at(merged) if parent is not None else None)


def is_whole(config: AppConfig) -> bool:
    """Return whether a config was loaded in full, and nothing of it failed."""
    return config.in_full and not unloaded_reasons(config)


def is_comparable(app: App, old: AppConfig, new: AppConfig) -> bool:
    """Return whether everything was loaded that a comparison of two versions needs, as far as the server sends it."""
    whole = is_whole(old) and is_whole(new) and not _actions_to_load(old, new)
    return whole and History(app).next_to_load(*in_order(old, new)) is None


def in_order(old: AppConfig, new: AppConfig) -> tuple[AppConfig, AppConfig]:
    """Return two configs, that of the earlier version first."""
    earlier, later = sorted((old, new), key=lambda config: config.version or 0)
    return earlier, later


async def versions(api: Api, app: App, old: AppConfig, new: AppConfig) -> list[Answer]:
    """Request two versions of a config in full, and what their components and actions were then.

    Requests `GET /v1/apps/{app_id}/config/{config_id}?recurse=true` for both, and for earlier versions until the state
    of every component that differs is known; `/action-workflows`, for the names of actions; and
    `/v1/action-workflows/configs/{action_config_id}` for each action. What was loaded already is not requested again.
    A part that fails becomes a note in its place.
    """
    requests = Requests(api)
    await _load_versions(requests, app, old, new)
    return requests.answers


async def _load_versions(requests: Requests, app: App, old: AppConfig, new: AppConfig) -> None:
    loading = _Versions(requests, app, (old, new))
    await loading.both()
    await loading.actions()
    await loading.carried_over()


class _Versions:
    def __init__(self, requests: Requests, app: App, pair: tuple[AppConfig, AppConfig]) -> None:
        self.requests = requests
        self._app = app
        self._store = store_of(app)
        self._ids = tuple(config.id for config in pair)
        self._tried: set[str] = set()

    def _now(self) -> App:
        """Return the app as it is loaded by now."""
        return self._app.at(merge(self._store, self.requests.answers))

    def _pair(self) -> tuple[AppConfig, AppConfig]:
        by_id = {config.id: config for config in self._now().configs}
        old, new = (by_id[identity] for identity in self._ids)
        return old, new

    async def both(self) -> None:
        """Load both versions and the names of the actions."""
        wanted = {config.id: config for config in self._pair() if not is_whole(config)}
        async with side_by_side() as group:
            listing = group.create_task(self._listing(needed=bool(wanted)))
            results = group.create_task(gather(self._in_full(config) for config in wanted.values()))
        for config, result in zip(wanted.values(), results.result(), strict=True):
            self.requests.answers.append(answers.config_answer(config, result, listing.result()))

    async def _listing(self, *, needed: bool) -> Result[Sequence[ActionWorkflow]]:
        app = self._app
        if app.was_loaded("actions") or not needed:
            return Result((), requested=False)
        subject = f"actions of {app.title}"
        request = request_list(self.requests.counter, subject, lambda: self.requests.api.action_workflows(app.id or ""))
        result: Result[Sequence[ActionWorkflow]] = await request
        self.requests.answers.extend(answers.actions_answer(app, result))
        return result

    async def _in_full(self, config: AppConfig) -> Result[AppConfig | None]:
        self._tried.add(config.id or "")
        subject = f"config {config.title} of {self._app.title}"
        api, ids = self.requests.api, (self._app.id or "", config.id or "")
        return await request_one(self.requests.counter, subject, lambda: api.app_config(*ids))

    async def actions(self) -> None:
        """Load the triggers and steps of the actions that both versions do not share."""
        wanted = _actions_to_load(*self._pair())
        await gather(self.requests.action_config(self._app, action.id or "") for action in wanted)

    async def carried_over(self) -> None:
        """Load earlier versions, one by one, until they tell how the components were."""
        while True:
            pair = in_order(*self._pair())
            if not all(config.in_full for config in pair):
                return
            config = History(self._now()).next_to_load(*pair, self._tried)
            if config is None:
                return
            result = await self._in_full(config)
            self.requests.answers.append(answers.config_answer(config, result, Result((), requested=False)))


def _actions_to_load(old: AppConfig, new: AppConfig) -> list[ActionWorkflowConfig]:
    """Return the actions of two versions whose triggers and steps were not loaded in full, without shared ones."""
    sides = [
        {one.id: one for one in config.actions if one.id} if config.actions.loaded else {} for config in (old, new)
    ]
    shared = sides[0].keys() & sides[1].keys()
    every = [one for side in sides for identity, one in side.items() if identity not in shared]
    return [one for one in every if one.lacks_sources or not (one.steps.loaded or one.triggers)]
