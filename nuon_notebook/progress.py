"""Says what is waited for, once that takes longer than half a second."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from IPython.display import DisplayHandle

from nuon_notebook import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.loader import Progress

PATIENCE = 0.5  # seconds


class ProgressDisplay:
    """One display, made after a while, updated while it lasts and emptied at the end.

    Args:
        subject: what is loaded, for instance "installer demo".
        clock: the seconds that have passed since some moment.
    """

    def __init__(self, subject: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._subject = subject
        self._clock = clock
        self._start = clock()
        self._display: DisplayHandle | None = None
        self._shown = ""

    def tick(self, progress: Progress | None = None) -> None:
        """Show how far it is; called every now and then on the thread that runs the cell."""
        text = self._text(progress)
        if self._display is None:
            if self._clock() - self._start < PATIENCE:
                return
            self._display = DisplayHandle()
            self._display.display(_bundle(text), raw=True)
        elif text != self._shown:
            self._display.update(_bundle(text), raw=True)
        self._shown = text

    def _text(self, progress: Progress | None) -> str:
        if progress is None:
            return f"Loading {self._subject} …"
        answered = f"{progress.done} request{'' if progress.done == 1 else 's'} answered"
        doing = f": {progress.doing}" if progress.doing else ""
        return f"Loading {self._subject}, {answered}, {progress.asked - progress.done} under way{doing} …"

    def end(self) -> None:
        """Empty the display, if there is one."""
        if self._display is not None:
            self._display.update({}, raw=True)


@contextmanager
def shown_progress(subject: str) -> Iterator[Callable[..., None] | None]:
    """Give what is to be called while something loads; None where the user wants to see no progress."""
    if not options.current().progress:
        yield None
        return
    display = ProgressDisplay(subject)
    try:
        yield display.tick
    finally:
        display.end()


def _bundle(text: str) -> dict[str, Any]:
    return {"text/plain": text}
