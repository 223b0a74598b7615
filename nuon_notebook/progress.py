"""A line that says what is loading or being shared, shown once that takes longer than some seconds."""

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

DELAY = 0.5  # seconds
CLEAR_LINE = "\r\x1b[K"  # the next output of the terminal overwrites the line


class Output(Protocol):
    """Shows one line, replacing the line before."""

    def show(self, text: str) -> None:
        """Show a line."""

    def clear(self) -> None:
        """Remove the line."""


class NotebookOutput:
    """One display of a notebook, updated in place."""

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
        """Empty the display; `clear_output` would also remove what the user's cell has printed."""
        if self._handle is not None:
            self._handle.update({}, raw=True)


class TerminalOutput:
    """One line of a terminal. A display cannot be updated there: each update would be another line."""

    def show(self, text: str) -> None:
        """Show a line, cut to the width of the terminal."""
        sys.stderr.write(CLEAR_LINE + text[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()

    def clear(self) -> None:
        """Remove the line."""
        sys.stderr.write(CLEAR_LINE)
        sys.stderr.flush()


class ProgressDisplay:
    """A line of progress: shown after some time, updated, and removed at the end.

    Args:
        subject: What is loaded, for instance "installer demo".
        output: Where the line is shown.
        clock: Returns seconds, as `time.monotonic` does.
        activity: What is done with the subject.
        delay: Seconds until the line is shown.
    """

    def __init__(
        self,
        subject: str,
        output: Output,
        clock: Callable[[], float] = time.monotonic,
        activity: str = "Loading",
        delay: float = DELAY,
    ) -> None:
        self._subject = f"{activity} {subject}"
        self._delay = delay
        self._output = output
        self._clock = clock
        self._start = clock()
        self._shown = ""

    def tick(self, progress: Progress | None = None) -> None:
        """Show the progress. This is called several times a second on the thread that runs the cell."""
        text = self._text(progress)
        if text != self._shown and (self._shown or self._clock() - self._start >= self._delay):
            self._output.show(text)
            self._shown = text

    def _text(self, progress: Progress | None) -> str:
        if progress is None:
            return f"{self._subject} …"
        answered = f"{progress.done} request{'' if progress.done == 1 else 's'} answered"
        subject = f": {progress.subject}" if progress.subject else ""
        return f"{self._subject}, {answered}, {progress.requested - progress.done} under way{subject} …"

    def end(self) -> None:
        """Remove the line, if it was shown."""
        if self._shown:
            self._output.clear()


@contextmanager
def show_progress(
    subject: str, activity: str = "Loading", delay: float = DELAY
) -> Iterator[Callable[..., None] | None]:
    """Show progress while the context lasts.

    Args:
        subject: What is loaded, for instance "installer demo".
        activity: What is done with it.
        delay: Seconds until the line is shown.

    Yields:
        The function to call while it lasts; None if the user turned progress off, or there is nowhere to show it.
    """
    output = _output() if options.current().progress else None
    display = ProgressDisplay(subject, output, activity=activity, delay=delay) if output else None
    try:
        yield display.tick if display else None
    except KeyboardInterrupt as interrupt:
        # IPython would read the source of every function on the way, which takes longer than everything else.
        interrupt._render_traceback_ = lambda: [f"KeyboardInterrupt: {activity.lower()} {subject} was interrupted."]  # type: ignore[attr-defined]
        raise
    finally:
        if display:
            display.end()


def _output() -> Output | None:
    if hasattr(get_ipython(), "kernel"):
        return NotebookOutput()
    return TerminalOutput() if sys.stderr.isatty() else None
