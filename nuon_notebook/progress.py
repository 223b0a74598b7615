"""Says what is waited for, once that takes longer than half a second."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle

from nuon_notebook import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.loader import Progress

PATIENCE = 0.5  # seconds
START_ANEW = "\r\x1b[K"  # what has a terminal write over the line


class Place(Protocol):
    """Where a line is shown, in the place of the one before."""

    def show(self, text: str) -> None:
        """Show a line."""

    def clear(self) -> None:
        """Leave nothing behind."""


class Output:
    """One display of a notebook."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def show(self, text: str) -> None:
        """Show a line."""
        bundle = {"text/plain": text}
        if self._handle is None:
            self._handle = DisplayHandle()
            self._handle.display(bundle, raw=True)
        else:
            self._handle.update(bundle, raw=True)

    def clear(self) -> None:
        """Empty the display; removing it would take the user's own prints along."""
        if self._handle is not None:
            self._handle.update({}, raw=True)


class TerminalLine:
    """One line of a terminal, where a display cannot be updated: each update would be a further line."""

    def show(self, text: str) -> None:
        """Show a line, as much of it as fits."""
        sys.stderr.write(START_ANEW + text[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave an empty line to what comes next."""
        sys.stderr.write(START_ANEW)
        sys.stderr.flush()


class ProgressDisplay:
    """One line, shown after a while, renewed while it lasts and taken away at the end.

    Args:
        subject: what is loaded, for instance "installer demo".
        place: where it is shown.
        clock: the seconds that have passed since some moment.
    """

    def __init__(self, subject: str, place: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self._subject = subject
        self._place = place
        self._clock = clock
        self._start = clock()
        self._shown = ""

    def tick(self, progress: Progress | None = None) -> None:
        """Show how far it is; called every now and then on the thread that runs the cell."""
        text = self._text(progress)
        if text != self._shown and (self._shown or self._clock() - self._start >= PATIENCE):
            self._place.show(text)
            self._shown = text

    def _text(self, progress: Progress | None) -> str:
        if progress is None:
            return f"Loading {self._subject} …"
        answered = f"{progress.done} request{'' if progress.done == 1 else 's'} answered"
        subject = f": {progress.subject}" if progress.subject else ""
        return f"Loading {self._subject}, {answered}, {progress.requested - progress.done} under way{subject} …"

    def end(self) -> None:
        """Take the line away, if there is one."""
        if self._shown:
            self._place.clear()


@contextmanager
def shown_progress(subject: str) -> Iterator[Callable[..., None] | None]:
    """Give what is to be called while something loads; None where nobody wants to see progress, or could."""
    place = _place() if options.current().progress else None
    if place is None:
        yield None
        return
    display = ProgressDisplay(subject, place)
    try:
        yield display.tick
    finally:
        display.end()


def _place() -> Place | None:
    if hasattr(get_ipython(), "kernel"):
        return Output()
    return TerminalLine() if sys.stderr.isatty() else None
