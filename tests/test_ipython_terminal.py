"""What IPython shows in a terminal: one screen. The notebooks show that a kernel sends everything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nuon_notebook.ipython_terminal import EVERYTHING
from nuon_notebook.screen import LINES

CELLS = (
    "%load_ext nuon_notebook",
    "%nuon_installer demo",
    "%nuon_problems demo",
    "import nuon_notebook; nuon_notebook.overview(nuon_notebook.load_installer('demo'))",
    "_.rows[0]",
)


def outputs(folder: Path, *cells: str) -> list[str]:
    """What IPython displays of each cell that displays something, in a process of its own and an empty home."""
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"]
    source = "\n".join((*cells, "exit", ""))
    environment = {**os.environ, "HOME": str(folder), "IPYTHONDIR": str(folder)}
    ended = subprocess.run(
        command, input=source, capture_output=True, text=True, check=True, cwd=folder, env=environment
    )
    return [part.partition("\n\nIn [")[0].lstrip() for part in ended.stdout.split("]: Out[")[1:]]


def test_a_screen_is_shown_of_what_takes_more_and_everything_of_the_rest(tmp_path: Path) -> None:
    installer, found, fleet, row = outputs(tmp_path, *CELLS)
    for shown in (installer, found, fleet):
        assert len(shown.splitlines()) <= LINES + 1  # and that with the number of the cell
        assert EVERYTHING in shown.splitlines()[-1]
    assert "Fernhill 3 apps" in installer
    assert "7 problems" in found
    assert "8 installs 4 behind" in fleet
    assert EVERYTHING not in row


def test_unloading_the_extension_takes_it_back(tmp_path: Path) -> None:
    before, after = outputs(
        tmp_path, CELLS[0], "shown = %nuon_installer demo", "shown", "%unload_ext nuon_notebook", "shown"
    )
    assert EVERYTHING in before
    assert EVERYTHING not in after
    assert len(after.splitlines()) > LINES + 1
