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

    from nuon_notebook.loader.progress import RequestCounter
    from nuon_notebook.models import Install, Workflow

Workflows = Result["list[Workflow]"]

SAVED_BY_A_PAGE: Final = 2
"""How many requests for single installs a page has to save: pages wait for one another, single requests do not."""


async def newest_workflows(
    api: Api, counter: RequestCounter, installs: Sequence[Install], number: int
) -> list[Workflows]:
    """Request the newest workflows of installs.

    The list of the org has no filter by install. It is read as long as its pages are expected to take fewer requests
    than one for each install; installs that it does not settle are asked for singly, as on a server without the list.

    Args:
        api: the endpoints.
        counter: counts the requests.
        installs: the installs.
        number: how many workflows of each.

    Returns:
        For each install the result of `GET /v1/installs/{install_id}/workflows`, or what it would have been.
    """
    settled: Mapping[str, Workflows] = {}
    if len(installs) > 1 and not api.lacks(Api.org_workflows):
        settled = await _from_org(api, counter, [install.id for install in installs if install.id], number)

    async def single(install: Install) -> Workflows:
        if known := settled.get(install.id or ""):
            return known
        subject = f"workflows of {install.name or install.id}"
        return await request_list(counter, subject, lambda: api.workflows(install.id or "", limit=number))

    return await gather(map(single, installs))


async def _from_org(api: Api, counter: RequestCounter, ids: Sequence[str], number: int) -> Mapping[str, Workflows]:
    """Return the workflows of the installs that the list of the org settles.

    Whatever is wrong with the list, the single requests give the answer, or the reason why there is none.
    """
    found = _Found(number, dict.fromkeys(ids, 0))
    records = api.org_workflows()
    with counter.counting("workflows of all installs"):
        try:
            async for workflow in records:
                if not found.add(workflow):
                    api.note_missing(Api.org_workflows)
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
