"""The synchronous face of Nuon's API."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from pydantic import SecretStr

from nuon_notebook.client.address import checked_address
from nuon_notebook.client.api import Api, Moment
from nuon_notebook.client.endpoint import Endpoints
from nuon_notebook.client.errors import UnusableTokenError
from nuon_notebook.client.loop import LoopThread
from nuon_notebook.client.paging import AsyncRecords, HasId, Records
from nuon_notebook.client.settings import Settings, Token, plain_token_refused
from nuon_notebook.client.transport import Limits, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from types import TracebackType

    import httpx

    from nuon_notebook.client.answers import InstallReadme, ServerVersion
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

T = TypeVar("T")
R = TypeVar("R", bound=HasId)


class _Wire(NamedTuple):
    """What belongs to one process: after a fork the child makes its own."""

    pid: int
    loop: LoopThread
    endpoints: Endpoints
    close: weakref.finalize[..., Any]


_of_parents: list[_Wire] = []  # kept from the collector, which would unregister the parent's sockets from its loop


class Client:
    """Reads Nuon's API. Safe to use from several threads, in forked children, and as a context manager.

    Every method raises a `NuonError` of its own class for everything that can go wrong on the way; Ctrl-C ends any
    of them at once. Methods that take `limit` return an iterator that fetches pages when they are needed, drops
    duplicates, and knows whether there are `more`.

    Args:
        api_url: the API's address; else NUON_API_URL, else the CLI's file, else `https://api.nuon.co`.
        token: a `SecretStr`, or a callable that returns the token and is called on the calling thread before each
            question; else NUON_API_TOKEN, else the CLI's file.
        org_id: the org; else NUON_ORG_ID, else the CLI's file.
        transport: answers in place of the network.
        limits: timeouts, retries, sizes.

    Raises:
        SettingsError: the token is a plain `str`, the address is none that a token may be sent to, or the CLI's
            file is unusable.
    """

    settings = Settings()  # the defaults, for the display of a client whose making failed

    def __init__(
        self,
        api_url: str | None = None,
        token: Token | None = None,
        org_id: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: Limits | None = None,
    ) -> None:
        if isinstance(token, str):
            token = None  # a traceback that shows local variables must not show it
            raise plain_token_refused()
        settings = Settings.load(api_url, token, org_id)
        self._url = checked_address(settings.api_url, settings.source("api_url"))
        self.settings = settings
        self._transport = transport
        self._limits = limits or Limits()
        self._wire = self._wired()

    def _wired(self) -> _Wire:
        transport = Transport(self._url, self._limits, self._transport)
        loop = LoopThread()
        close = weakref.finalize(self, _close, os.getpid(), loop, transport)
        return _Wire(os.getpid(), loop, Endpoints(self.settings, transport), close)

    def _own_wire(self) -> _Wire:
        if self._wire.pid != os.getpid():
            _of_parents.append(self._wire)
            self._wire = self._wired()
        return self._wire

    @property
    def api(self) -> Api:
        """The endpoints as coroutines, to be run by `run` or `submit`."""
        return Api(self._own_wire().endpoints)

    def run(self, work: Coroutine[Any, Any, T], tick: Callable[[], None] | None = None) -> T:
        """Run a coroutine that uses `api` and return what it returns.

        Args:
            work: the coroutine, for instance `load(client.api)`.
            tick: called on the calling thread every 0.1 seconds while it waits.

        Raises:
            KeyboardInterrupt: at once; the requests under way are cancelled.
            ClientClosedError: the client was closed.
        """
        return self._authorized(work).run(work, tick)

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine that uses `api`, and return at once.

        Returns:
            Its future; cancelling it cancels the work. Its callbacks run on the client's thread.
        """
        return self._authorized(work).submit(work)

    def _authorized(self, work: Coroutine[Any, Any, Any]) -> LoopThread:
        wire = self._own_wire()
        token = self.settings.token
        if callable(token):
            try:
                wire.endpoints.authorize(_called(token))
            except BaseException:
                work.close()
                raise
        return wire.loop

    def _records(self, records: AsyncRecords[R]) -> Records[R]:
        return Records(records, self.run)

    def installer(self, installer_id: str) -> Installer:
        """Return an installer with its apps, without their configs. `GET /v1/installers/{installer_id}`.

        Raises:
            InstallersRemovedError: the server no longer has installers.
            NotFoundError: the server has no such installer.
        """
        return self.run(self.api.installer(installer_id))

    def installers(self, limit: int | None = None) -> Records[Installer]:
        """Return the installers of the org, newest first. `GET /v1/installers`."""
        return self._records(self.api.installers(limit))

    def app(self, app: str) -> App:
        """Return an app by id or name, with its newest configs, bare. `GET /v1/apps/{app_id}`."""
        return self.run(self.api.app(app))

    def apps(self, limit: int | None = None) -> Records[App]:
        """Return the apps of the org. `GET /v1/apps`."""
        return self._records(self.api.apps(limit))

    def app_configs(self, app_id: str, limit: int | None = None) -> Records[AppConfig]:
        """Return the configs of an app, newest first, bare. `GET /v1/apps/{app_id}/configs`."""
        return self._records(self.api.app_configs(app_id, limit))

    def app_config(self, app_id: str, config_id: str, recurse: bool = True) -> AppConfig:
        """Return a config, with all it holds if `recurse`. `GET /v1/apps/{app_id}/config/{config_id}`.

        Raises:
            BrokenConfigError: the whole of a config in status `error` was asked for.
        """
        return self.run(self.api.app_config(app_id, config_id, recurse))

    def action_workflows(self, app_id: str, limit: int | None = None) -> Records[ActionWorkflow]:
        """Return the actions of an app, each with its newest config. `GET /v1/apps/{app_id}/action-workflows`."""
        return self._records(self.api.action_workflows(app_id, limit))

    def action_config(self, action_config_id: str) -> ActionWorkflowConfig:
        """Return an action's config of any version. `GET /v1/action-workflows/configs/{action_config_id}`."""
        return self.run(self.api.action_config(action_config_id))

    def components(self, app_id: str, limit: int | None = None) -> Records[Component]:
        """Return the components of an app's newest config. `GET /v1/apps/{app_id}/components`."""
        return self._records(self.api.components(app_id, limit))

    def branches(self, app_id: str, limit: int | None = None) -> Records[AppBranch]:
        """Return the branches of an app. `GET /v1/apps/{app_id}/branches`."""
        return self._records(self.api.branches(app_id, limit))

    def installs(self, app_id: str, limit: int | None = None) -> Records[Install]:
        """Return the installs of an app, by name. `GET /v1/apps/{app_id}/installs`."""
        return self._records(self.api.installs(app_id, limit))

    def install(self, install_id: str) -> Install:
        """Return an install, with what drifted. `GET /v1/installs/{install_id}`."""
        return self.run(self.api.install(install_id))

    def install_readme(self, install_id: str) -> InstallReadme:
        """Return the README as rendered for an install. `GET /v1/installs/{install_id}/readme`."""
        return self.run(self.api.install_readme(install_id))

    def workflows(  # noqa: PLR0913, PLR0917 - the API's own filters
        self,
        install_id: str,
        type: str | None = None,  # noqa: A002 - the API's own name
        planonly: bool | None = None,
        created_at_gte: Moment | None = None,
        created_at_lte: Moment | None = None,
        limit: int | None = None,
    ) -> Records[Workflow]:
        """Return the workflows of an install, newest first. `GET /v1/installs/{install_id}/workflows`.

        Args:
            install_id: the install.
            type: only workflows of this type, for instance `deploy_components`.
            planonly: False leaves out the workflows that only plan.
            created_at_gte: only workflows created at this moment or later; a `datetime` needs a time zone.
            created_at_lte: only workflows created at this moment or earlier.
            limit: stop after so many.
        """
        return self._records(self.api.workflows(install_id, type, planonly, created_at_gte, created_at_lte, limit))

    def workflow(self, workflow_id: str) -> Workflow:
        """Return a workflow with its steps in order. `GET /v1/workflows/{workflow_id}`."""
        return self.run(self.api.workflow(workflow_id))

    def version(self) -> ServerVersion:
        """Return the server's version; no token is sent. `GET /version`."""
        return self.run(self.api.version())

    def close(self) -> None:
        """Cancel what is under way, close all connections, end the thread."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(api_url={self.settings.api_url!r}, org_id={self.settings.org_id!r})"


def _called(token: Callable[[], str]) -> SecretStr:
    """Return the token that the user's callable returns."""
    gained = _gained(token)
    if isinstance(gained, SecretStr):
        return gained
    raise UnusableTokenError(
        what="The callable that was given as token gave none:", why=gained, advice="Call it once by hand."
    )


def _gained(token: Callable[[], str]) -> SecretStr | str:
    """Return the token, or why there is none; an exception may quote the token, so only its type is told."""
    try:
        value: object = token()
    except Exception as error:  # noqa: BLE001 - whatever a user's function raises
        return f"it raised {type(error).__name__}."
    if isinstance(value, SecretStr):
        return value
    return SecretStr(value) if isinstance(value, str) else f"it returned {type(value).__name__}, not str."


def _close(pid: int, loop: LoopThread, transport: Transport) -> None:
    if os.getpid() == pid:  # a forked child must not touch its parent's loop
        loop.close(transport.aclose)
