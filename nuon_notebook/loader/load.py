"""Loads an installer, an app, an install or a workflow into a new store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from nuon_notebook import demo
from nuon_notebook.errors import InstallersRemovedError, NotFoundError
from nuon_notebook.garbage_collection import gc_paused_and_promoted
from nuon_notebook.identifiers import kind_of_id
from nuon_notebook.loader.load_options import DEFAULT, LoadOptions
from nuon_notebook.loader.requests import Requests
from nuon_notebook.loader.unknown_names import APP, INSTALL, INSTALLER, WORKFLOW, is_about, meant
from nuon_notebook.models import App, Install, Installer
from nuon_notebook.store import Server, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from nuon_notebook.client import Client
    from nuon_notebook.loader.progress import Progress
    from nuon_notebook.models import Workflow
    from nuon_notebook.models.base import Record

    OnProgress = Callable[[Progress], None]

R = TypeVar("R", bound="Record")

INSTALLER_PREFIX = "int"


def load_installer(
    client: Client, installer_id: str, options: LoadOptions = DEFAULT, on_progress: OnProgress | None = None
) -> Installer:
    """Return an installer with its apps, their configs, actions, branches and installs, and the latest workflows.

    What a response already contains is not requested again. If a section fails, a note takes its place, and the rest is
    loaded. Based on `GET /v1/installers/{installer_id}` and, for each app, on what `load_app` is based on.

    Args:
        client: reads the API.
        installer_id: the installer.
        options: how much of what is loaded.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the installer itself cannot be loaded; see `Client.installer`.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """
    return _named(client, INSTALLER, installer_id, lambda known: _installer(client, known, options, on_progress))


def load_app(
    client: Client, id_or_name: str, options: LoadOptions = DEFAULT, on_progress: OnProgress | None = None
) -> App:
    """Return an app with its configs, actions, branches and installs, and the latest workflows.

    Based on `GET /v1/apps/{app_id}`, its `/configs`, `/config/{config_id}`, `/action-workflows`, `/branches` and
    `/installs`, `/v1/action-workflows/configs/{action_config_id}` and `/v1/installs/{install_id}/workflows`. Where that
    takes fewer requests, on `/v1/installs` and `/v1/workflows` of the whole org in place of the lists of installs, and
    on all versions of an action, `/v1/action-workflows/{action_id}/configs`. Older workflows that wait for approval
    are loaded where the server lists them, `/v1/workflows/pending-approvals`.

    Args:
        client: reads the API.
        id_or_name: the app.
        options: how much of what is loaded.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the app itself cannot be loaded; see `Client.app`.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """
    return _named(client, APP, id_or_name, lambda known: _app(client, known, options, on_progress))


def load_by_name(
    client: Client, id_or_name: str, options: LoadOptions = DEFAULT, on_progress: OnProgress | None = None
) -> App | Installer:
    """Return the app with an id or name, or the installer with an id; see `load_app` and `load_installer`.

    Args:
        client: reads the API.
        id_or_name: the app or installer.
        options: how much of what is loaded.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: neither can be loaded.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """
    loads: dict[str, Callable[..., App | Installer]] = {APP: _app, INSTALLER: _installer}
    # The prefix only tells what to request first: old ids have none.
    kinds = (INSTALLER, APP) if id_or_name.startswith(INSTALLER_PREFIX) else (APP, INSTALLER)
    unknown: dict[str, NotFoundError | InstallersRemovedError] = {}
    for kind in kinds:
        try:
            return loads[kind](client, id_or_name, options, on_progress)
        except (NotFoundError, InstallersRemovedError) as error:
            if isinstance(error, NotFoundError) and not is_about(error, id_or_name):
                raise
            unknown[kind] = error
    kind = INSTALLER if kind_of_id(id_or_name) == INSTALLER else APP
    answer = unknown[kind]
    if isinstance(answer, InstallersRemovedError):
        raise answer
    known = meant(client, answer, kind, id_or_name, server_of(client).world)
    return loads[kind](client, known, options, on_progress)


def load_install(
    client: Client,
    id_or_name: str,
    workflows: int = DEFAULT.workflows,
    on_progress: OnProgress | None = None,
    *,
    deep: bool = False,
) -> Install:
    """Return an install with its newest workflows, reached through its app with the list of its configs.

    Based on `GET /v1/installs/{install_id}` and its `/workflows`, and on `GET /v1/apps/{app_id}`, its `/configs` and
    `/components`; `loader/install_contents.py` says what else `deep` is based on.

    Args:
        client: reads the API.
        id_or_name: the install.
        workflows: how many of its newest workflows are loaded.
        deep: whether all that it is made of is loaded, too: deploys, runs, inputs, stack, runner, upgrades, runbooks.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the install or its app cannot be loaded; see `Client.install`.
        ValueError: `workflows` is not such a number.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """

    def load(known: str) -> Install:
        requests = Requests(client.api, LoadOptions(configs=0, workflows=workflows))
        work = requests.install_in_depth if deep else requests.install
        return _loaded(client, requests, work(known), on_progress)

    install = _named(client, INSTALL, id_or_name, load)
    app = App(id=install.app_id).at(install._store)
    return install.at(install._store, app)


def load_workflow(
    client: Client, workflow_id: str, on_progress: OnProgress | None = None, *, deep: bool = False
) -> Workflow:
    """Return a workflow with its steps, reached through its install and app: `GET /v1/workflows/{workflow_id}`.

    Args:
        client: reads the API.
        workflow_id: the workflow.
        deep: whether the deploys and runs that its steps made are loaded, too.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the workflow, its install or its app cannot be loaded; see `Client.workflow`.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """

    def load(known: str) -> Workflow:
        requests = Requests(client.api)
        work = requests.workflow_in_depth if deep else requests.workflow
        return _loaded(client, requests, work(known), on_progress)

    workflow = _named(client, WORKFLOW, workflow_id, load)
    store = workflow._store
    install = Install(id=workflow.owner_id).at(store) if workflow.owner_id else None
    if install is None or not install.app_id:
        return workflow
    return workflow.at(store, install.at(store, App(id=install.app_id).at(store)))


def load_app_versions(client: Client, id_or_name: str, on_progress: OnProgress | None = None) -> App:
    """Return an app with the list of its configs: `GET /v1/apps/{app_id}` and its `/configs`.

    Args:
        client: reads the API.
        id_or_name: the app.
        on_progress: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the app itself cannot be loaded; see `Client.app`.
        KeyboardInterrupt: immediately; all pending requests are cancelled.
    """

    def load(known: str) -> App:
        requests = Requests(client.api)
        return _loaded(client, requests, requests.versions(known), on_progress)

    return _named(client, APP, id_or_name, load)


def _installer(client: Client, installer_id: str, options: LoadOptions, on_progress: OnProgress | None) -> Installer:
    requests = Requests(client.api, options)
    return _loaded(client, requests, requests.installer(installer_id), on_progress)


def _app(client: Client, id_or_name: str, options: LoadOptions, on_progress: OnProgress | None) -> App:
    requests = Requests(client.api, options)
    return _loaded(client, requests, requests.app(id_or_name), on_progress)


def server_of(client: Client) -> Server:
    """Return the server that a client reads."""
    settings = client.settings
    return Server(settings.api_url, settings.org_id, "demo/" if settings.api_url == demo.API_URL else "")


def moment_of(requests: Requests) -> datetime:
    """Return when the server sent the responses: the oldest `Date` header, or the local time if there is none."""
    moment: datetime | None = getattr(requests.api, "moment", None)
    return moment or datetime.now(UTC)


def _named(client: Client, kind: str, word: str, load: Callable[[str], R]) -> R:
    """Return the record that a word names; see `unknown_names.meant` for words that the server does not know."""
    try:
        return load(word)
    except NotFoundError as error:
        known = meant(client, error, kind, word, server_of(client).world)
    return load(known)


def _loaded(client: Client, requests: Requests, work: Coroutine[Any, Any, R], on_progress: OnProgress | None) -> R:
    counter = requests.counter
    with gc_paused_and_promoted():
        tick = None if on_progress is None else lambda: on_progress(counter.progress())
        root = client.run(work, tick, meanwhile=_build_validators)
    return root.at(Store(server_of(client), requests.answers, moment_of(requests)))


def _build_validators() -> None:
    """Build what validates the responses. Later it would delay the requests that depend on the first response."""
    for kind in (Installer, Install):  # most of what else is requested is within these
        kind.model_rebuild()
