"""Finds what a word names: an installer, an app, an install or a workflow. A model is returned as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from nuon_notebook import loader, options, session
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.loader import fetch
from nuon_notebook.loader.merge import merge
from nuon_notebook.loader.results import gather
from nuon_notebook.models import App, Collection, Install, Installer, Model, Workflow
from nuon_notebook.models.base import Record
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from nuon_notebook.client import Client
    from nuon_notebook.client.api import Api
    from nuon_notebook.client.paging import AsyncRecords
    from nuon_notebook.loader import Configs
    from nuon_notebook.store import Answer

R = TypeVar("R", bound=Model)
E = TypeVar("E", bound=Record)


def fleet(
    subject: Installer | App | Install | str | None, configs: Configs, workflows: int
) -> Installer | App | Install:
    """Return a model as it is; load what a word names, see `installer_or_app`."""
    return installer_or_app(subject, configs, workflows)[1] if isinstance(subject, str | None) else subject


def app(subject: App | str, configs: Configs, workflows: int) -> App:
    """Return an app as it is; load the one with an id or name, see `session.load_app`."""
    return session.load_app(subject, configs=configs, workflows=workflows) if isinstance(subject, str) else subject


def every(world: str | None, subject: str, request: Callable[[Api], AsyncRecords[E]]) -> Collection[E]:
    """Return all records of a list, from all its pages.

    Args:
        world: `demo`, or None for the connection of the settings.
        subject: what they are, for the progress.
        request: returns the list of an API.
    """
    client = session.client_for(world)

    async def collected() -> Collection[E]:
        return Collection([record async for record in request(client.api)])

    with show_progress(subject) as tick:
        return client.run(collected(), tick)


def installer_or_app(name: str | None, configs: Configs, workflows: int) -> tuple[Client, Installer | App]:
    """Load an installer or an app by id or name.

    Args:
        name: an installer's id, an app's id or name, `demo` or `demo/NAME`; None for the installer of the settings.
        configs: how many of the newest usable configs of each app are loaded in full, or "all".
        workflows: how many of the newest workflows of each install are loaded.

    Returns:
        The client that loaded it, and the installer or app.

    Raises:
        NuonError: it could not be loaded.
    """
    load_options = loader.LoadOptions(configs, workflows, options.PLANS)
    if name is None or name == session.DEMO:
        client, installer_id = session.resolve_installer(name)
        with show_progress(f"installer {_quoted(name or installer_id)}") as tick:
            return client, loader.load_installer(client, installer_id, load_options, tick)
    client, resolved = session.resolve_app(name)
    with show_progress(_quoted(name)) as tick:
        return client, loader.load_by_name(client, resolved, load_options, tick)


def install(name: str, workflows: int, *, deep: bool = False) -> tuple[Client, Install]:
    """Load an install by name or id, with its newest workflows; `demo/NAME` is one of the demo world.

    Args:
        name: its name or id.
        workflows: how many of its newest workflows are loaded.
        deep: whether all that it is made of is loaded, too.

    Raises:
        NuonError: it could not be loaded.
    """
    client, resolved = session.resolve_record(name)
    with show_progress(f"install {_quoted(name)}") as tick:
        return client, loader.load_install(client, resolved, workflows, tick, deep=deep)


def workflow(name: str, *, deep: bool = False) -> Workflow:
    """Load a workflow by id; `demo/ID` is one of the demo world.

    Args:
        name: its id.
        deep: whether the deploys and runs that its steps made are loaded, too.

    Raises:
        NuonError: it could not be loaded.
    """
    client, workflow_id = session.resolve_record(name)
    with show_progress(f"workflow {_quoted(name)}") as tick:
        return loader.load_workflow(client, workflow_id, tick, deep=deep)


def reference_to(record: Install | Workflow) -> str:
    """Return the word that leads to a record: its id, behind `demo/` for one of the demo world."""
    return f"{session.DEMO}/{record.id}" if session.is_demo_record(record) else record.id or ""


def with_workflows_back_to(client: Client, found: R, installs: Iterable[Install], since: datetime) -> R:
    """Return a record in which no workflow is missing that was created since a time.

    Args:
        client: the client that loaded it.
        found: the record.
        installs: the installs whose workflows matter.
        since: the time.
    """
    short = [one for one in installs if _may_have_more(one, since)]
    if not short or found._store is None:
        return found

    async def requested() -> list[Answer]:
        answers = await gather(fetch.workflows_back_to(client.api, one, since) for one in short)
        return [answer for each in answers for answer in each]

    with show_progress(f"workflows of {len(short)} installs"):
        store = merge(found._store, client.run(requested()))
    parent: Model | None = found.parent
    return found.at(store, parent.at(store) if parent is not None else None)


def _may_have_more(install: Install, since: datetime) -> bool:
    """Return whether workflows of an install that were not loaded may be newer than a time."""
    if not install.workflows.loaded:
        return True
    oldest = min((one.created_at for one in install.workflows if one.created_at), default=None)
    return install.section_state("workflows").more and not (oldest and oldest < since)


def _quoted(name: str) -> str:
    return sanitize(name, "", MAX_ID)
