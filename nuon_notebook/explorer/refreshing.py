"""Asks anew for everything that is in hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from nuon_notebook.display import formats
from nuon_notebook.errors import NuonError
from nuon_notebook.explorer.hand import Hand, key_of
from nuon_notebook.explorer.places import BRANCHES, CONFIGS, DRIFT, INSTALLS, README, WORKFLOWS, WORKFLOWS_AT_FIRST
from nuon_notebook.explorer.renewed import DETAIL
from nuon_notebook.loader import pieces
from nuon_notebook.loader.held import complete
from nuon_notebook.models import App, Install, Installer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.hand import Root
    from nuon_notebook.loader.pieces import InstallChange

T = TypeVar("T")

MOST_WORKFLOWS = 100
MOST_NAMES = 5
WORDS = {
    DETAIL: "details of {} are as they were", CONFIGS: "configs of {} are as they were",
    INSTALLS: "installs of {} are as they were", BRANCHES: "branches of {} are as they were",
    WORKFLOWS: "workflows of {} are as they were", README: "README of {} is as it was",
    DRIFT: "drift of {} is as it was",
}  # fmt: skip
"""How a part is told that could not be had anew."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What could not be had anew.

    Attributes:
        part: the part.
        owner: what it is a part of, in words.
        why: the reason.
    """

    part: str
    owner: str
    why: str


@dataclass(frozen=True, slots=True)
class Anew:
    """What the server says by now.

    Attributes:
        root: the installer, app or install.
        readmes: the READMEs that were in hand, by the key of the install.
        details: by the key of the install, what puts what drifted into it.
        problems: what of it could not be had.
    """

    root: Root
    readmes: Mapping[str, str]
    details: Mapping[str, InstallChange]
    problems: tuple[Problem, ...]

    @property
    def told(self) -> str:
        """What could not be had, in words: each part once, with the first reason."""
        return " ".join(_told(part, [*each]) for part, each in groupby(self.problems, lambda one: one.part))

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
    beside = {} if isinstance(root, Install) else named  # an install's own answer holds what drifted
    drifted = [key for key, install in beside.items() if DRIFT in install.loaded.asked]
    known = [key for key in hand.readmes if key in named]
    problems: list[Problem] = []
    readmes = asyncio.gather(*(_unless(problems, README, named[key], pieces.readme(client, key)) for key in known))
    details = asyncio.gather(*(_unless(problems, DRIFT, named[key], pieces.install(client, key)) for key in drifted))
    try:
        answer = await _root(client, root, min(number, MOST_WORKFLOWS))
        readmes_had = _had(zip(known, await readmes, strict=True))
        details_had = _had(zip(drifted, await details, strict=True))
        return Anew(answer, readmes_had, details_had, tuple(sorted((*problems, *_problems_in(answer)))))
    finally:
        readmes.cancel()
        details.cancel()
        # Else asyncio says in a cell that nobody looked at them.
        await asyncio.gather(readmes, details, return_exceptions=True)


async def _unless(problems: list[Problem], part: str, install: Install, answer: Awaitable[T]) -> T | None:
    try:
        return await answer
    except NuonError as error:
        problems.append(Problem(part, install.headline.title, str(error)))
        return None


def _problems_in(root: Root) -> Iterator[Problem]:
    """Yield what failed of the apps and installs in an answer; what was not asked for anew may have an older note."""
    found = Hand(root)
    for one in (*found.apps, *found.installs):
        yield from (
            Problem(part, one.headline.title, one.loaded.notes[part]) for part in WORDS if part in one.loaded.notes
        )


def _told(part: str, problems: Sequence[Problem]) -> str:
    owners = [one.owner for one in problems[:MOST_NAMES]]
    others = [f"{len(problems) - MOST_NAMES} more"] if len(problems) > MOST_NAMES else []
    return f"{WORDS[part].format(formats.list_words([*owners, *others]))}: {problems[0].why}"


def _had(answers: Iterable[tuple[str, T | None]]) -> dict[str, T]:
    return {key: answer for key, answer in answers if answer is not None}


async def _root(client: Client, root: Root, workflows: int) -> Root:
    if isinstance(root, Installer):
        return await pieces.installer(client, root.id or "", workflows, _wanted(root))
    if isinstance(root, App):
        return await pieces.app(client, root.id or "", workflows)
    return await _install(client, root, workflows)


def _wanted(root: Installer) -> Callable[[App], bool]:
    """Return which apps are asked for: those that were; a new one, too, unless others were left out."""
    before = {app.id: complete(app) for app in root.apps}
    return lambda app: before.get(app.id, all(before.values()))


async def _install(client: Client, root: Install, workflows: int) -> Install:
    """Return an install by itself; which version it runs now is told by its app, which was not asked.

    Workflows are asked for only where they were before.
    """
    answer = (await pieces.install(client, root.id or ""))(root)
    moved = {"version", "behind"} if answer.app_config_id != root.app_config_id else set()
    added = {name: value for name, value in answer.loaded.added.items() if name not in moved}
    install = answer.with_loaded(replace(answer.loaded, added=added))
    if not (root.workflows or WORKFLOWS in {*root.loaded.asked, *root.loaded.notes}):
        return install
    return (await pieces.newest_workflows(client, install, workflows))(install)
