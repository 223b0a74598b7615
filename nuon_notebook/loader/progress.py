"""Counts requests, to measure the progress of loading."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of loading at one moment.

    Attributes:
        done: requests that were answered or failed; a list of many pages is one request.
        requested: requests so far. The number grows, because responses lead to further requests.
        subject: the subject of the oldest pending request, for instance "configs of harbor-desk"; may be empty.
    """

    done: int
    requested: int
    subject: str


class RequestCounter:
    """Counts requests on the client's thread; any other thread can read it."""

    def __init__(self) -> None:
        self._done = 0
        self._requested = 0
        self._pending: dict[int, str] = {}

    @contextmanager
    def counting(self, subject: str) -> Iterator[None]:
        """Count one request while the context lasts."""
        self._requested += 1
        number = self._requested
        self._pending[number] = subject
        try:
            yield
        finally:
            del self._pending[number]
            self._done += 1

    def progress(self) -> Progress:
        """Return the current progress."""
        subjects = list(self._pending.values())
        return Progress(self._done, self._requested, subjects[0] if subjects else "")
