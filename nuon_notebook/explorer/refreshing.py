"""Asks anew for everything that is in hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from nuon_notebook.client.errors import NuonError
from nuon_notebook.explorer.hand import key_of
from nuon_notebook.explorer.places import DRIFT, WORKFLOWS_AT_FIRST
from nuon_notebook.loader import pieces
from nuon_notebook.models import App, Installer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.hand import Hand, Root
    from nuon_notebook.loader.pieces import InstallChange
    from nuon_notebook.models import Install

T = TypeVar("T")

MOST_WORKFLOWS = 100


@dataclass(frozen=True, slots=True)
class Anew:
    """What the server says by now.

    Attributes:
        root: the installer, app or install.
        readmes: the READMEs that were in hand, by the key of the install.
        details: by the key of the install, what puts what drifted into it.
        problems: what of it could not be had, and why.
    """

    root: Root
    readmes: Mapping[str, str]
    details: Mapping[str, InstallChange]
    problems: tuple[str, ...]

    def put_into(self, hand: Hand) -> None:
        """Put it in the place of what is in hand; what could not be had stays as it was."""
        hand.renew(self.root)
        hand.readmes.update(self.readmes)
        for key, change in self.details.items():
            hand.change_install(key, change)


async def ask_anew(client: Client, hand: Hand) -> Anew:
    """Ask for the root, and for the READMEs and the drift that were asked for beside it.

    Raises:
        NuonError: the root cannot be had.
    """
    root, installs = hand.root, hand.installs
    number = max([WORKFLOWS_AT_FIRST, *(len(install.workflows) for install in installs)])
    named = {key_of(install): install for install in installs}
    drifted = [key for key, install in named.items() if DRIFT in install.loaded.asked]
    known = [key for key in hand.readmes if key in named]
    problems: list[str] = []
    readmes = asyncio.gather(
        *(_unless(problems, f"README of {named[key].headline.title}", pieces.readme(client, key)) for key in known)
    )
    details = asyncio.gather(
        *(_unless(problems, f"drift of {named[key].headline.title}", pieces.install(client, key)) for key in drifted)
    )
    try:
        return Anew(
            await _root(client, root, min(number, MOST_WORKFLOWS)),
            _had(zip(known, await readmes, strict=True)),
            _had(zip(drifted, await details, strict=True)),
            tuple(sorted(problems)),
        )
    finally:
        readmes.cancel()
        details.cancel()
        # Else asyncio says in a cell that nobody looked at them.
        await asyncio.gather(readmes, details, return_exceptions=True)


async def _unless(problems: list[str], what: str, answer: Awaitable[T]) -> T | None:
    try:
        return await answer
    except NuonError as error:
        problems.append(f"{what} is as it was: {error}")
        return None


def _had(answers: Iterable[tuple[str, T | None]]) -> dict[str, T]:
    return {key: answer for key, answer in answers if answer is not None}


async def _root(client: Client, root: Root, workflows: int) -> Root:
    if isinstance(root, Installer):
        return await pieces.installer(client, root.id or "", workflows)
    if isinstance(root, App):
        return await pieces.app(client, root.id or "", workflows)
    return await _install(client, root, workflows)


async def _install(client: Client, root: Install, workflows: int) -> Install:
    """Return an install by itself; which version it runs now is told by its app, which was not asked."""
    answer = (await pieces.install(client, root.id or ""))(root)
    moved = {"version", "behind"} if answer.app_config_id != root.app_config_id else set()
    added = {name: value for name, value in answer.loaded.added.items() if name not in moved}
    install = answer.with_loaded(replace(answer.loaded, added=added))
    return (await pieces.newest_workflows(client, install, workflows))(install)
