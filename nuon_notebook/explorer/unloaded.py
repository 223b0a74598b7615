"""What a search does not look through, because it was not loaded; and how all of it is loaded. Knows no widget."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nuon_notebook.display import formats
from nuon_notebook.errors import NuonError
from nuon_notebook.explorer.nodes import root_node
from nuon_notebook.loader.config_loader import ConfigLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Context, Root
    from nuon_notebook.explorer.node import Load, Node
    from nuon_notebook.explorer.tasks import TaskResult
    from nuon_notebook.store import Answer

AT_ONCE: Final = 8
"""How many are loaded at the same time."""


def unloaded(root: Root) -> list[Load]:
    """Return how everything is loaded that a search could find something in, and that was not loaded.

    What has rows of its own (apps, versions) is first.
    """
    return sorted(_missing(root_node(root)), key=lambda load: bool(load.searched and load.searched[0]))


def _missing(node: Node) -> Iterator[Load]:
    for load in (node.load(), node.load_more()):
        if load is not None and load.searched and (not load.ready or load.failed):
            yield load
    for child in node.children():
        if not child.is_leaf:
            yield from _missing(child)


def in_words(loads: Sequence[Load]) -> str:
    """Return what is not loaded: `18 versions, drift of 8 installs`."""
    counted: dict[tuple[str, str], int] = {}
    for load in loads:
        if load.searched:
            counted[load.searched] = counted.get(load.searched, 0) + 1
    return ", ".join(f"{of} {formats.count(number, noun)}".strip() for (of, noun), number in counted.items())


@dataclass
class Found:
    """What was loaded so far, also if the rest failed or was cancelled."""

    answers: list[Answer] = field(default_factory=list)
    done: int = 0
    problems: list[str] = field(default_factory=list)


class LoadingAll:
    """Loads everything that was not loaded, some at a time. It can be cancelled; what was loaded by then is kept.

    Args:
        context: runs the requests and takes the answers.
        on_change: called after the note or the action has changed.

    Attributes:
        note: what is said of it, in words; empty if nothing is.
        status: the status of the note.
        active: whether it is loading.
    """

    def __init__(self, context: Context, on_change: Callable[[], None]) -> None:
        self._context = context
        self._on_change = on_change
        self._future: Future[Client] | None = None
        self.note = self.status = ""
        self.active = False

    def press(self, loads: Sequence[Load]) -> None:
        """Load, or cancel what is loading."""
        if self._future is not None:
            self._future.cancel()
        elif not self.active:
            self._start(loads)

    def _start(self, loads: Sequence[Load]) -> None:
        found, every = Found(), len(loads)

        def tick() -> None:
            with self._context.lock:
                if self.active and not self._context.tasks.closed:
                    self._say(f"loaded {found.done} of {every} …")

        self.active = True
        self._say(f"loaded 0 of {every} …")
        self._future = self._context.tasks.run(
            lambda client: load_all(client, loads, found, tick), lambda result: self._ended(result, found, every)
        )

    def _ended(self, result: TaskResult[Client], found: Found, every: int) -> None:
        self._future = None
        self.active = False
        failed = found.problems or ([result.problem] if result.problem else [])
        if found.answers:
            self._context.merge(found.answers, result.value)
            self._context.changed()
        if failed:
            self._say(f"{formats.count(len(failed), 'request')} failed: {failed[0]}", "error")
        else:
            self._say(f"cancelled, {found.done} of {every} loaded" if result.cancelled else "")

    def _say(self, note: str, status: str = "") -> None:
        self.note, self.status = note, status
        self._on_change()


async def load_all(client: Client, loads: Sequence[Load], found: Found, tick: Callable[[], None]) -> Client:
    """Load everything, some at a time, and return the client.

    Args:
        client: reads the API.
        loads: how each is loaded.
        found: takes the answers and the problems.
        tick: called after each.
    """
    api = client.api
    versions = ConfigLoader(api)
    found.answers = versions.answers
    free = asyncio.Semaphore(AT_ONCE)

    async def one(load: Load) -> None:
        async with free:
            try:
                if load.version:
                    await versions.load(*load.version)
                else:
                    found.answers.extend(await load.fetch(api))
            except NuonError as error:
                found.problems.append(str(error))
            found.done += 1
            tick()

    async with asyncio.TaskGroup() as group:
        for load in loads:
            group.create_task(one(load))
    return client
