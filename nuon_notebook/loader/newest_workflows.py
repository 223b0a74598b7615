"""Requests the newest workflows of many installs: from the list of the org where that takes fewer requests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Final

from nuon_notebook.client.api import Api
from nuon_notebook.client.paging import PAGE_SIZE
from nuon_notebook.errors import NuonError
from nuon_notebook.loader.results import Result, gather, request_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from nuon_notebook.client.paging import AsyncRecords
    from nuon_notebook.loader.progress import RequestCounter
    from nuon_notebook.models import Install, Workflow

Workflows = Result["list[Workflow]"]

SAVED_BY_A_PAGE: Final = 2
"""How many requests for single installs a page has to save: pages wait for one another, single requests do not."""


class NewestWorkflows:
    """Requests the newest workflows of installs.

    The list of the org has no filter by install. It is read as long as its pages are expected to take fewer requests
    than one for each install; installs that it does not settle are asked for singly, as on a server without the list.

    Args:
        api: the endpoints.
        counter: counts the requests.
        number: how many workflows of each install.
    """

    def __init__(self, api: Api, counter: RequestCounter, number: int) -> None:
        self._api = api
        self._counter = counter
        self._number = number
        self._of_org = None if api.lacks(Api.org_workflows) else api.org_workflows()

    async def load_first_page(self) -> None:
        """Load the first page of the org's list, which can be done before the installs are known."""
        if self._of_org is not None and self._number:
            with self._counter.counting("workflows of all installs"):
                try:
                    await self._of_org.fill()
                except NuonError:
                    self._of_org = None

    async def of(self, installs: Sequence[Install]) -> list[Workflows]:
        """Return for each install what `GET /v1/installs/{install_id}/workflows` returns."""
        ids = [install.id for install in installs if install.id]
        settled = await self._settled(ids, self._of_org) if self._of_org is not None and len(ids) > 1 else {}

        async def single(install: Install) -> Workflows:
            subject = f"workflows of {install.name or install.id}"
            return settled.get(install.id or "") or await request_list(
                self._counter, subject, lambda: self._api.workflows(install.id or "", limit=self._number)
            )

        return await gather(map(single, installs))

    async def _settled(self, ids: Sequence[str], records: AsyncRecords[Workflow]) -> Mapping[str, Workflows]:
        """Return the workflows of the installs that the list of the org settles.

        Whatever is wrong with the list, the single requests give the answer, or the reason why there is none.
        """
        found = _Found(self._number, dict.fromkeys(ids, 0))
        with self._counter.counting("workflows of all installs"):
            try:
                async for workflow in records:
                    if not found.add(workflow):
                        self._api.note_missing(Api.org_workflows)
                        return {}
                    if found.at_end_of_page and not found.worth_another_page:
                        break
            except NuonError:
                return {}
        return found.settled(ended=not records.more)


@dataclass
class _Found:
    """What of the org's list was read.

    Attributes:
        number: how many workflows of each install are wanted.
        counts: by the id of an install, how many of its workflows were read, up to one more than wanted, which tells
            that there are more.
        records: by the id of an install, its workflows, newest first.
        read: how many workflows were read, those of others included.
        useful: how many of the last page count for what is needed.
        last: when the last one was made.
    """

    number: int
    counts: dict[str, int]
    records: dict[str, list[Workflow]] = field(default_factory=lambda: defaultdict(list))
    read: int = 0
    useful: int = 0
    last: datetime | None = None

    def add(self, workflow: Workflow) -> bool:
        """Take a workflow; return False if the list is not as it is needed: newest first, and with steps."""
        created = workflow.created_at
        if "steps" not in workflow.model_fields_set or (created and self.last and created > self.last):
            return False
        self.last = created or self.last
        if self.at_end_of_page:
            self.useful = 0
        self.read += 1
        owner = workflow.owner_id or ""
        if owner in self.counts and self.counts[owner] <= self.number:
            self.counts[owner] += 1
            self.useful += 1
            self.records[owner].append(workflow)
        return True

    @property
    def at_end_of_page(self) -> bool:
        """Whether the next workflow is on another page."""
        return self.read % PAGE_SIZE == 0

    @property
    def worth_another_page(self) -> bool:
        """Whether the pages still to come save enough requests, if they are as useful as the last one."""
        lacking = [self.number + 1 - count for count in self.counts.values() if count <= self.number]
        if not lacking or not self.useful:
            return False
        pages = ceil(sum(lacking) / self.useful)
        return pages * SAVED_BY_A_PAGE <= len(lacking)

    def settled(self, *, ended: bool) -> Mapping[str, Workflows]:
        """Return the workflows of the installs of which enough were read; if the list ended, of all."""
        return {
            owner: Result(self.records[owner][: self.number], more=count > self.number)
            for owner, count in self.counts.items()
            if ended or count > self.number
        }
