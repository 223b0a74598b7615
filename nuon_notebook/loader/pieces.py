"""Completes what is in hand piece by piece: a whole config, further workflows, a README, everything anew.

Each function is a coroutine for `Client.submit`. It returns what was asked for as a change: a function that takes
the record as it is by then and returns it completed, so that pieces may arrive in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from nuon_notebook.loader.assemble import with_config
from nuon_notebook.loader.progress import Tally
from nuon_notebook.loader.questions import Questions
from nuon_notebook.models import App, Collection, Install

if TYPE_CHECKING:
    from nuon_notebook.client import Client
    from nuon_notebook.models import AppConfig, Installer, Workflow

AppChange = Callable[[App], App]
InstallChange = Callable[[Install], Install]


def _questions(client: Client, workflows: int = 0, configs: int = 0) -> Questions:
    return Questions(client.api, client.settings, configs, workflows, Tally())


async def installer(client: Client, installer_id: str, workflows: int, wanted: Callable[[App], bool]) -> Installer:
    """Return an installer; wanted apps with bare configs, their installs and these' newest workflows."""
    return await _questions(client, workflows).installer(installer_id, wanted)


async def app(client: Client, app_id: str, workflows: int) -> App:
    """Return an app with bare configs, its installs and their newest workflows; see `load_app`."""
    return await _questions(client, workflows).app(app_id)


async def install(client: Client, install_id: str) -> InstallChange:
    """Ask for an install with what drifted: `GET /v1/installs/{install_id}`."""
    answer = await client.api.install(install_id)
    return partial(_with_detail, answer)


async def config(client: Client, owner: App, wanted: AppConfig) -> AppChange:
    """Ask for all of a config: `GET /v1/apps/{app_id}/config/{config_id}`, and for its actions."""
    gathered = await _questions(client, configs=1).config(owner, wanted)
    return partial(with_config, gathered=gathered)


async def older_workflows(client: Client, owner: Install, number: int) -> InstallChange:
    """Ask for the newest workflows of an install that are not in hand: `GET /v1/installs/{install_id}/workflows`."""
    oldest = owner.workflows[-1].created_at if owner.workflows else None
    at_once = sum(workflow.created_at == oldest for workflow in owner.workflows) if oldest else 0
    records = client.api.workflows(owner.id or "", created_at_lte=oldest, limit=number + at_once)
    found = [record async for record in records]
    return partial(_with_workflows, Collection(found), records.more)


async def newest_workflows(client: Client, owner: Install, number: int) -> InstallChange:
    """Ask for the newest workflows of an install anew, whatever is in hand; see `older_workflows`."""
    change = await older_workflows(client, _without_workflows(owner), number)
    return lambda owner: change(_without_workflows(owner))


async def workflow(client: Client, workflow_id: str) -> InstallChange:
    """Ask for a workflow as it is now: `GET /v1/workflows/{workflow_id}`."""
    answer = await client.api.workflow(workflow_id)
    return partial(with_workflow, answer)


async def readme(client: Client, install_id: str) -> str:
    """Return the README as rendered for an install: `GET /v1/installs/{install_id}/readme`."""
    return (await client.api.install_readme(install_id)).readme or ""


def with_workflow(newer: Workflow, owner: Install) -> Install:
    """Return an install in which a workflow is replaced by what it is by now."""
    workflows = (newer.with_loaded(one.loaded) if one.id == newer.id else one for one in owner.workflows)
    return owner.with_loaded(owner.loaded, workflows=Collection(workflows))


def _with_workflows(found: Collection[Workflow], more: bool, owner: Install) -> Install:
    known = {one.id for one in owner.workflows}
    fresh = (_of_install(one, owner) for one in found if one.id not in known)
    asked = owner.loaded.asked | {"workflows"}
    further = owner.loaded.more | {"workflows"} if more else owner.loaded.more - {"workflows"}
    notes = {part: note for part, note in owner.loaded.notes.items() if part != "workflows"}
    loaded = replace(owner.loaded, asked=asked, more=further, notes=notes)
    return owner.with_loaded(loaded, workflows=Collection((*owner.workflows, *fresh)))


def _without_workflows(owner: Install) -> Install:
    return owner.with_loaded(owner.loaded, workflows=Collection())


def _of_install(one: Workflow, owner: Install) -> Workflow:
    page = f"{owner.dashboard}/workflows/{one.id}" if owner.dashboard else ""
    added = {"dashboard": page}
    return one.with_loaded(replace(one.loaded, asked=one.loaded.asked | {"shown_steps"}, added=added))


def _with_detail(answer: Install, owner: Install) -> Install:
    loaded = replace(owner.loaded, asked=owner.loaded.asked | {"drifted_objects"})
    return answer.with_loaded(loaded, workflows=owner.workflows)
