"""Shows a log while it is written: in a notebook in place, in a terminal line by line."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle

from nuon_notebook.analysis.log_loading import with_newer
from nuon_notebook.display.terminal import plain
from nuon_notebook.display.text_outline import outline
from nuon_notebook.errors import NuonError
from nuon_notebook.models import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.analysis.log import Log
    from nuon_notebook.client import Client

LINES_PER_ROW: Final = 4  # at most
WAIT: Final = 3.0  # seconds between two requests


class LiveOutput(Protocol):
    """Shows a log that grows."""

    def show(self, log: Log) -> None:
        """Show the log as it is by now."""

    def clear(self) -> None:
        """Remove what was shown, where that is possible: the log is shown once more as the result."""


class NotebookOutput:
    """One display of a notebook, updated in place."""

    def __init__(self) -> None:
        self._handle = DisplayHandle()
        self._shown = False

    def show(self, log: Log) -> None:
        """Show the log as it is by now."""
        if self._shown:
            self._handle.update(log)
        else:
            self._handle.display(log)
        self._shown = True

    def clear(self) -> None:
        """Empty the display."""
        if self._shown:
            self._handle.update({}, raw=True)


class TerminalOutput:
    """Lines of a terminal, on the stream for what is no result."""

    def __init__(self) -> None:
        self._lines = 0

    def show(self, log: Log) -> None:
        """Print the lines that came since."""
        came = log.rows[self._lines :]
        self._lines = len(log.rows)
        if came:
            text = outline(Collection(came), max_lines=LINES_PER_ROW * len(came))
            sys.stderr.write(f"{plain(text)}\n")
            sys.stderr.flush()

    def clear(self) -> None:
        """Do nothing: printed lines stay."""


def follow(log: Log, wait: float = WAIT, *, client: Client | None = None) -> Log:
    """Show a log again and again, with what came since, until it is no longer written to, or Ctrl-C is pressed.

    Args:
        log: the log.
        wait: seconds between two requests.
        client: sends the requests; by default that of this kernel, or of the demo world.

    Returns:
        The log as it is in the end. If a request failed, a note says so.
    """
    was_open = log.is_open
    with _shown_live() as output:
        try:
            while was_open:
                output.show(log)
                was_open = log.is_open  # a log that was closed is read once more: its last lines may come late
                time.sleep(wait)
                log = with_newer(log, client)
        except KeyboardInterrupt:
            return log
        except NuonError as error:
            return log.noted(f"what came since: {error}")
    return log


@contextmanager
def _shown_live() -> Iterator[LiveOutput]:
    output = NotebookOutput() if hasattr(get_ipython(), "kernel") else TerminalOutput()
    try:
        yield output
    finally:
        output.clear()
