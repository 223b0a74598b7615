"""How far loading is. It counts questions; showing it is not its business."""

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
        done: questions that were answered or failed; a list of many pages is one question.
        asked: questions so far; it grows, since answers lead to further ones.
        doing: what has been waited for longest, for instance "configs of harbor-desk"; empty between questions.
    """

    done: int
    asked: int
    doing: str


class Tally:
    """Counts questions on the client's thread, to be read from any other."""

    def __init__(self) -> None:
        self._done = 0
        self._asked = 0
        self._doing: dict[int, str] = {}

    @contextmanager
    def asking(self, doing: str) -> Iterator[None]:
        """Count one question while the context lasts."""
        self._asked += 1
        place = self._asked
        self._doing[place] = doing
        try:
            yield
        finally:
            del self._doing[place]
            self._done += 1

    def progress(self) -> Progress:
        """Return how far it is now."""
        under_way = list(self._doing.values())
        return Progress(self._done, self._asked, under_way[0] if under_way else "")
