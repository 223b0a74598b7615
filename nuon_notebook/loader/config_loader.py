"""Requests many configs in full; what the configs of an app share is requested once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nuon_notebook.errors import NuonError
from nuon_notebook.loader.answers import config_answer
from nuon_notebook.loader.requests import Requests
from nuon_notebook.loader.results import Result, gather

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.client import Api
    from nuon_notebook.models import ActionWorkflow, App, AppConfig
    from nuon_notebook.store import Answer


class ConfigLoader:
    """Requests configs in full, each when it is asked for.

    Args:
        api: the endpoints.
    """

    def __init__(self, api: Api) -> None:
        self._requests = Requests(api)
        self._listed: dict[str, Result[list[ActionWorkflow]]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def answers(self) -> list[Answer]:
        """The answers so far, also if something failed or was cancelled."""
        return self._requests.answers

    async def load(self, app: App, config: AppConfig) -> None:
        """Request a config in full: `GET /v1/apps/{app_id}/config/{config_id}`, and the steps of its actions.

        Raises:
            NuonError: the config could not be loaded.
        """
        listed = await self._actions(app)
        found = await self._requests.api.app_config(app.id or "", config.id or "")
        await self._requests.take_configs(app, {config: Result(found)}, listed)

    async def load_all(self, pairs: Iterable[tuple[App, AppConfig]]) -> None:
        """Request several configs, each with its app, side by side. A failure becomes a note in its place."""
        await gather(self._load_or_note(app, config) for app, config in pairs)

    async def _load_or_note(self, app: App, config: AppConfig) -> None:
        try:
            await self.load(app, config)
        except NuonError as error:
            failed: Result[AppConfig | None] = Result(None, str(error))
            self.answers.append(config_answer(config, failed, Result((), requested=False)))

    async def _actions(self, app: App) -> Result[list[ActionWorkflow]]:
        key = app.id or ""
        async with self._locks.setdefault(key, asyncio.Lock()):
            if key not in self._listed:
                self._listed[key] = await self._requests.actions(app)
        return self._listed[key]
