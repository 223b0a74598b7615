"""Nuon's API, one asynchronous method per endpoint."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from nuon_notebook.client.answers import InstallReadme, ServerVersion
from nuon_notebook.client.diagnosis import Asked
from nuon_notebook.client.endpoint import Endpoints, path_of
from nuon_notebook.models import (
    ActionWorkflow,
    ActionWorkflowConfig,
    App,
    AppBranch,
    AppConfig,
    Component,
    Install,
    Installer,
    Workflow,
)

if TYPE_CHECKING:
    from nuon_notebook.client.paging import AsyncRecords

Moment = datetime | str


class Api:
    """The endpoints, for coroutines that run on the client's loop: `client.run(work(client.api))`.

    Every method raises a `NuonError` of its own class for everything that api can refuse or spoil. Methods that
    take `limit` return an asynchronous iterator; `limit=None` reads to the end.
    """

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    async def installer(self, installer_id: str) -> Installer:
        """Return an installer with its apps, without their configs. `GET /v1/installers/{installer_id}`."""
        asked = Asked("installer", installer_id, of_installers=True)
        return await self._endpoints.one(Installer, asked, path_of("v1", "installers", installer_id))

    def installers(self, limit: int | None = None) -> AsyncRecords[Installer]:
        """Return the installers of the org, newest first. `GET /v1/installers`."""
        asked = Asked("the installers", of_installers=True)
        return self._endpoints.many(Installer, asked, path_of("v1", "installers"), limit)

    async def app(self, app: str) -> App:
        """Return an app by id or name, with its newest configs, bare. `GET /v1/apps/{app_id}`."""
        return await self._endpoints.one(App, Asked("app", app), path_of("v1", "apps", app))

    def apps(self, limit: int | None = None) -> AsyncRecords[App]:
        """Return the apps of the org. `GET /v1/apps`."""
        return self._endpoints.many(App, Asked("the apps"), path_of("v1", "apps"), limit)

    def app_configs(self, app_id: str, limit: int | None = None) -> AsyncRecords[AppConfig]:
        """Return the configs of an app, newest first, bare. `GET /v1/apps/{app_id}/configs`."""
        asked = Asked("configs of app", app_id)
        return self._endpoints.many(AppConfig, asked, path_of("v1", "apps", app_id, "configs"), limit)

    async def app_config(self, app_id: str, config_id: str, recurse: bool = True) -> AppConfig:
        """Return a config, with all it holds if `recurse`. `GET /v1/apps/{app_id}/config/{config_id}`.

        Raises:
            BrokenConfigError: the whole of a config in status `error` was asked for.
        """
        asked = Asked("config", config_id, whole_config=recurse)
        path = path_of("v1", "apps", app_id, "config", config_id)
        return await self._endpoints.one(AppConfig, asked, path, {"recurse": True} if recurse else {})

    def action_workflows(self, app_id: str, limit: int | None = None) -> AsyncRecords[ActionWorkflow]:
        """Return the actions of an app, each with its newest config. `GET /v1/apps/{app_id}/action-workflows`."""
        asked = Asked("actions of app", app_id)
        return self._endpoints.many(ActionWorkflow, asked, path_of("v1", "apps", app_id, "action-workflows"), limit)

    async def action_config(self, action_config_id: str) -> ActionWorkflowConfig:
        """Return an action's config of any version. `GET /v1/action-workflows/configs/{action_config_id}`."""
        path = path_of("v1", "action-workflows", "configs", action_config_id)
        return await self._endpoints.one(ActionWorkflowConfig, Asked("action config", action_config_id), path)

    def components(self, app_id: str, limit: int | None = None) -> AsyncRecords[Component]:
        """Return the components of an app's newest config. `GET /v1/apps/{app_id}/components`."""
        asked = Asked("components of app", app_id)
        return self._endpoints.many(Component, asked, path_of("v1", "apps", app_id, "components"), limit)

    def branches(self, app_id: str, limit: int | None = None) -> AsyncRecords[AppBranch]:
        """Return the branches of an app. `GET /v1/apps/{app_id}/branches`."""
        asked = Asked("branches of app", app_id)
        return self._endpoints.many(AppBranch, asked, path_of("v1", "apps", app_id, "branches"), limit)

    def installs(self, app_id: str, limit: int | None = None) -> AsyncRecords[Install]:
        """Return the installs of an app, by name. `GET /v1/apps/{app_id}/installs`."""
        asked = Asked("installs of app", app_id)
        return self._endpoints.many(Install, asked, path_of("v1", "apps", app_id, "installs"), limit)

    async def install(self, install_id: str) -> Install:
        """Return an install, with what drifted. `GET /v1/installs/{install_id}`."""
        asked = Asked("install", install_id)
        return await self._endpoints.one(Install, asked, path_of("v1", "installs", install_id))

    async def install_readme(self, install_id: str) -> InstallReadme:
        """Return the README as rendered for an install. `GET /v1/installs/{install_id}/readme`."""
        asked = Asked("README of install", install_id)
        return await self._endpoints.one(InstallReadme, asked, path_of("v1", "installs", install_id, "readme"))

    def workflows(  # noqa: PLR0913, PLR0917 - the API's own filters
        self,
        install_id: str,
        type: str | None = None,  # noqa: A002 - the API's own name
        planonly: bool | None = None,
        created_at_gte: Moment | None = None,
        created_at_lte: Moment | None = None,
        limit: int | None = None,
    ) -> AsyncRecords[Workflow]:
        """Return the workflows of an install, newest first. `GET /v1/installs/{install_id}/workflows`.

        Args:
            install_id: the install.
            type: only workflows of this type, for instance `deploy_components`.
            planonly: False leaves out the workflows that only plan.
            created_at_gte: only workflows created at this moment or later; a `datetime` needs a time zone.
            created_at_lte: only workflows created at this moment or earlier.
            limit: stop after so many.

        Raises:
            ValueError: a `datetime` without a time zone.
        """
        params: dict[str, str | bool] = {}
        if type is not None:
            params["type"] = type
        if planonly is not None:
            params["planonly"] = planonly
        for name, moment in (("created_at_gte", created_at_gte), ("created_at_lte", created_at_lte)):
            if moment is not None:
                params[name] = _rfc3339(moment)
        asked = Asked("workflows of install", install_id)
        return self._endpoints.many(Workflow, asked, path_of("v1", "installs", install_id, "workflows"), limit, params)

    async def workflow(self, workflow_id: str) -> Workflow:
        """Return a workflow with its steps in order. `GET /v1/workflows/{workflow_id}`."""
        asked = Asked("workflow", workflow_id)
        return await self._endpoints.one(Workflow, asked, path_of("v1", "workflows", workflow_id))

    async def version(self) -> ServerVersion:
        """Return the server's version; no token is sent. `GET /version`."""
        return await self._endpoints.anonymous(ServerVersion, Asked("the server's version"), path_of("version"))


def _rfc3339(moment: Moment) -> str:
    if isinstance(moment, str):
        return moment
    if moment.tzinfo is None:
        problem = "a datetime without a time zone is ambiguous: give it one, such as datetime.UTC"
        raise ValueError(problem)
    return moment.isoformat()
