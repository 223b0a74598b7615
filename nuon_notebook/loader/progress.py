"""How far loading is. It counts requests; displaying that is not its business."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Progress:
    """How far loading is at one moment.

    Attributes:
        done: requests that were answered or failed; a list of many pages is one request.
        requested: requests so far; the number grows, since answers lead to further requests.
        subject: what has been waited for longest, for instance "configs of harbor-desk"; empty between requests.
    """

    done: int
    requested: int
    subject: str


class RequestCounter:
    """Counts requests on the client's thread; any other thread can read it."""

    def __init__(self) -> None:
        self._done = 0
        self._requested = 0
        self._under_way: dict[int, str] = {}

    @contextmanager
    def counting(self, subject: str) -> Iterator[None]:
        """Count one request while the context lasts."""
        self._requested += 1
        number = self._requested
        self._under_way[number] = subject
        try:
            yield
        finally:
            del self._under_way[number]
            self._done += 1

    def progress(self) -> Progress:
        """Return how far it is now."""
        subjects = list(self._under_way.values())
        return Progress(self._done, self._requested, subjects[0] if subjects else "")
