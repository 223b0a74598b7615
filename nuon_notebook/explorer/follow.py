"""Asks for a running workflow again and again until it is finished."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from nuon_notebook.display import formats
from nuon_notebook.errors import (
    ClientClosedError,
    ForbiddenError,
    MissingEndpointError,
    NotFoundError,
    NuonError,
    SettingsError,
    UnauthorizedError,
)
from nuon_notebook.loader import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.client import Client
    from nuon_notebook.loader.pieces import InstallChange

LASTING = (
    ClientClosedError, ForbiddenError, MissingEndpointError, NotFoundError, SettingsError, UnauthorizedError,
)  # fmt: skip
"""What does not pass by itself, however often the server is asked."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often what is followed is asked for, and when that ends; all in seconds.

    Attributes:
        first: before the first question.
        growth: each wait is so many times the one before.
        most: the longest wait.
        longest: after so much waiting it ends by itself.
        farewell: how long a view may be away, being moved for instance, before all work ends.
    """

    first: float = 5.0
    growth: float = 1.25
    most: float = 30.0
    longest: float = 600.0
    farewell: float = 2.0

    def waits(self) -> Iterator[float]:
        """Yield the waits until the end."""
        wait, waited = self.first, 0.0
        while waited + wait <= self.longest:
            yield wait
            waited += wait
            wait = min(wait * self.growth, self.most)


async def follow(client: Client, workflow_id: str, pace: Pace, tell: Callable[[InstallChange | str], bool]) -> str:
    """Ask for a workflow until it is finished or the time is over.

    Args:
        client: reads the API.
        workflow_id: the workflow.
        pace: how often.
        tell: gets each answer, or why there is none; returns whether the workflow still runs.

    Returns:
        Why it ended, in words.

    Raises:
        NuonError: there is no answer, and there will be none; what may pass is told instead.
    """
    waited = 0.0
    for wait in pace.waits():
        waited += wait
        await asyncio.sleep(wait)
        try:
            answer: InstallChange | str = await pieces.workflow(client, workflow_id)
        except LASTING:
            raise
        except NuonError as error:
            answer = str(error)
        if not tell(answer):
            return "finished"
    return f"stopped after {formats.took(timedelta(seconds=waited))}; follow it again to go on"
