"""Requests everything again that was loaded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from nuon_notebook.display import formats
from nuon_notebook.errors import NuonError
from nuon_notebook.loader import fetch, install_contents
from nuon_notebook.loader.load_options import LoadOptions
from nuon_notebook.loader.requests import Requests
from nuon_notebook.models import App, Install, Installer
from nuon_notebook.models.installs import WAITING_WORKFLOWS
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
    from datetime import datetime

    from nuon_notebook.client import Api
    from nuon_notebook.store import Answer, Store

    Root = Installer | App | Install

DEFAULT_WORKFLOWS: Final = 5
"""The number of workflows that are requested of an install, unless more were loaded."""

MAX_WORKFLOWS: Final = 100
MAX_NAMES: Final = 5
TITLES: Final = {
    "notifications_config": "details", "configs": "configs", "installs": "installs", "branches": "branches",
    "workflows": "workflows", "readme": "README", "drifted_objects": "drift",
    WAITING_WORKFLOWS: "approvals",
    **{section.name: section.title.lower() for section in Install.sections if section.name in install_contents.PARTS},
}  # fmt: skip
"""The sections that are requested again, in words."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A section that could not be refreshed.

    Attributes:
        section: the section.
        owner: the record that it belongs to.
        reason: why.
    """

    section: str
    owner: Key
    reason: str


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """The result of a refresh.

    Attributes:
        answers: the answers.
        problems: the sections that could not be refreshed.
        moment: when the server answered, by its clock; None if it does not say.
    """

    answers: list[Answer]
    problems: tuple[Problem, ...]
    moment: datetime | None

    def report(self, store: Store) -> str:
        """Describe what could not be refreshed: each section once, with the first reason."""
        groups = groupby(self.problems, lambda problem: problem.section)
        return " ".join(_sentence(store, section, [*problems]) for section, problems in groups)


def _sentence(store: Store, section: str, problems: Sequence[Problem]) -> str:
    owners = dict.fromkeys(problem.owner for problem in problems)
    names = [_name(store, key) for key in owners]
    more = [f"{len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
    words = formats.join_words([*names[:MAX_NAMES], *more])
    return f"Not refreshed: {TITLES[section]} of {words}. {problems[0].reason}"


def _name(store: Store, key: Key) -> str:
    record = store.record(key)
    return str(getattr(record, "title", None) or getattr(record, "name", None) or key.id)


async def request_again(api: Api, root: Root) -> RefreshResult:
    """Request a root again, and the READMEs, the drift and the other parts of installs that were requested apart.

    Raises:
        NuonError: the root itself could not be loaded.
    """
    further = _FurtherRequests(api)
    tasks = [asyncio.ensure_future(each) for each in further.requests(root)]
    try:
        answers = await _root(api, root)
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        # Otherwise asyncio reports in a cell that their results were never retrieved.
        await asyncio.gather(*tasks, return_exceptions=True)
    problems = (*further.problems, *_problems(answers))
    return RefreshResult([*answers, *further.answers], tuple(sorted(problems)), api.moment)


class _FurtherRequests:
    """Requests what does not come with an installer, an app or an install."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.answers: list[Answer] = []
        self.problems: list[Problem] = []

    def requests(self, root: Root) -> Iterator[Coroutine[object, object, None]]:
        for install in _installs(root):
            key = Key(Install.api_type, install.id or "")
            # An install that is the root itself is requested with its drift.
            if install is not root and install.was_loaded("drifted_objects"):
                yield self._keep("drifted_objects", key, partial(fetch.install, self.api, key.id))
            if fetch.readme_of(install) is not None:
                yield self._keep("readme", key, partial(fetch.readme, self.api, key.id))
            for name, part in install_contents.PARTS.items():
                if were_requested(install, name):
                    yield self._keep(name, key, partial(install_contents.section, self.api, install, name, part))

    async def _keep(
        self, section: str, owner: Key, request: Callable[[], Coroutine[object, object, list[Answer]]]
    ) -> None:
        try:
            self.answers += await request()
        except NuonError as error:
            self.problems.append(Problem(section, owner, str(error)))


def _problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    states = ((key, sections) for answer in answers for key, sections in answer.states.items())
    for key, sections in states:
        yield from (Problem(name, key, state.note) for name, state in sections.items() if name in TITLES and state.note)


def _apps(root: Root) -> Iterable[App]:
    if isinstance(root, Installer):
        return root.apps if root.apps.loaded else ()
    return (root,) if isinstance(root, App) else ()


def _installs(root: Root) -> list[Install]:
    if isinstance(root, Install):
        return [root]
    return [install for app in _apps(root) if app.installs.loaded for install in app.installs]


async def _root(api: Api, root: Root) -> list[Answer]:
    number = min(max([DEFAULT_WORKFLOWS, *(len(one.loaded_workflows) for one in _installs(root))]), MAX_WORKFLOWS)
    if isinstance(root, Installer):
        requests = Requests(api, LoadOptions(configs=0, workflows=number))
        await requests.installer(root.id or "", _wanted(root))
        return requests.answers
    if isinstance(root, App):
        return await fetch.app(api, root.id or "", number)
    answers = await fetch.install(api, root.id or "")
    if were_requested(root, "workflows"):
        answers += await fetch.newest_workflows(api, root, number)
    return answers


def _wanted(root: Installer) -> Callable[[App], bool]:
    """Return which apps are requested: those that were before, and new ones unless any app was left out."""
    before = {app.id: is_complete(app) for app in _apps(root)}
    return lambda app: before.get(app.id, all(before.values()))


def is_complete(app: App) -> bool:
    """Return whether the sections of an app were requested, whatever the result."""
    return any(were_requested(app, section.name) for section in App.sections)


def were_requested(owner: App | Install, section: str) -> bool:
    """Return whether the records of a section were requested, or came with their owner."""
    store = owner._store
    key = Key(owner.api_type, owner.id or "")
    return store is not None and (section in store.states(key) or store.related_keys(key, section) is not None)
