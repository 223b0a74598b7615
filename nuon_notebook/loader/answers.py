"""What a question brought: a value, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from nuon_notebook.errors import NuonError
from nuon_notebook.models import Collection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from nuon_notebook.client.paging import AsyncRecords
    from nuon_notebook.loader.progress import Tally
    from nuon_notebook.models import (
        ActionWorkflow,
        ActionWorkflowConfig,
        App,
        AppBranch,
        AppConfig,
        Install,
        Workflow,
    )
    from nuon_notebook.models.base import Record

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """What a question brought.

    Attributes:
        value: what is in hand; of a list that broke off, what came before.
        note: why it failed, in one paragraph; empty where it did not.
        asked: whether the question was asked at all.
        more: whether the server has more than is in hand.
    """

    value: T_co
    note: str = ""
    asked: bool = True
    more: bool = False

    @property
    def complete(self) -> bool:
        """Whether it was asked for and answered."""
        return self.asked and not self.note


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was asked for about one app.

    Attributes:
        app: the app, with everything that any answer sent of it.
        detail: why the app's own answer failed; empty where it did not.
        configs: its configs newest first, bare but for those that an answer already held whole.
        wholes: by config id, the configs that were asked for whole, or held whole.
        actions: its actions, each with its newest config.
        action_configs: by id, the action configs that `actions` lacks.
        branches: its branches.
        installs: its installs.
        workflows: by install id, the newest workflows.
    """

    app: App
    detail: str
    configs: Answer[Collection[AppConfig]]
    wholes: Mapping[str, Answer[AppConfig | None]]
    actions: Answer[Collection[ActionWorkflow]]
    action_configs: Mapping[str, Answer[ActionWorkflowConfig | None]]
    branches: Answer[Collection[AppBranch]]
    installs: Answer[Collection[Install]]
    workflows: Mapping[str, Answer[Collection[Workflow]]] = field(default_factory=dict)


async def one(tally: Tally, doing: str, ask: Callable[[], Awaitable[T]]) -> Answer[T | None]:
    """Ask for one record; what goes wrong becomes a note."""
    with tally.asking(doing):
        try:
            return Answer(await ask())
        except NuonError as error:
            return Answer(None, str(error))


async def many(tally: Tally, doing: str, ask: Callable[[], AsyncRecords[R]]) -> Answer[Collection[R]]:
    """Ask for a list to its end or limit; what goes wrong becomes a note, what came before is kept."""
    found: list[R] = []
    with tally.asking(doing):
        try:
            records = ask()
            async for record in records:
                found.append(record)  # noqa: PERF401 - a comprehension would lose what came before an error
        except NuonError as error:
            return Answer(Collection(found), str(error), more=bool(found))
    return Answer(Collection(found), more=records.more)
