"""The notebooks, executed by nbclient as `make demo` and `make notebooks` do it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the notebooks run anew, and what was printed meanwhile."""
    folder = tmp_path_factory.mktemp("notebooks")
    copies = [shutil.copy(notebook, folder) for notebook in NOTEBOOKS]
    options = ["--in-place", "--outline", "--html", str(folder / "page.html")]
    line = [sys.executable, str(ROOT / "notebooks" / "execute.py"), *map(str, copies), *options]
    ended = subprocess.run(line, capture_output=True, text=True, check=True)
    return folder, ended.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_run_gives_the_committed_file_byte_by_byte(executed: tuple[Path, str], notebook: Path) -> None:
    folder, _ = executed
    assert (folder / notebook.name).read_bytes() == notebook.read_bytes(), "`make notebooks` brings it up to date"


def test_the_outline_is_printed_and_the_page_written(executed: tuple[Path, str]) -> None:
    folder, printed = executed
    assert "Fernhill 3 apps" in printed
    assert "Fernhill" in (folder / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_says_nothing_of_the_machine_it_ran_on(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert [
        word for word in (str(ROOT), str(Path.home()) + "/", "iopub.status", '"version": "3.') if word in text
    ] == []
