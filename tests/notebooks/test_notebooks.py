"""The notebooks, executed by nbclient as `make demo` and `make notebooks` do it."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat import v4

from nuon_notebook import load_installer, share
from tests.cases import failures

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXECUTE = ROOT / "notebooks" / "execute.py"
WIDGETS = "application/vnd.jupyter.widget"


class Ended(NamedTuple):
    """How a run of the script ended."""

    code: int
    stdout: str
    stderr: str


def execute(*words: Path | str) -> Ended:
    """Run `notebooks/execute.py` with these arguments, in this process: to import what it needs takes seconds."""
    stdout, stderr = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(stdout), redirect_stderr(stderr):
        patch.setattr(sys, "argv", [str(EXECUTE), *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(EXECUTE), run_name="__main__")
    return Ended(ended.value.code, stdout.getvalue(), stderr.getvalue())


class Runs(NamedTuple):
    """The notebooks executed again, each in a kernel of its own."""

    folder: Path
    printed: str
    page: str
    explored: Path


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The notebooks executed again: the first with its outline and its page, the others together with an explorer."""
    folder = tmp_path_factory.mktemp("notebooks")
    first, *others = (Path(shutil.copy(notebook, folder)) for notebook in NOTEBOOKS)
    shown = execute(first, "--in-place", "--outline", "--html", folder / "page.html")
    assert shown.code == 0, shown.stderr
    explored = tmp_path_factory.mktemp("explored") / "explored.ipynb"
    quiet = "%load_ext nuon_notebook\n%config NuonMagics.progress = False"  # nbval does not follow updated displays
    cells = [v4.new_code_cell(source) for source in (quiet, "%nuon_explore demo", "%nuon_explore demo")]
    nbformat.write(v4.new_notebook(cells=cells), explored)
    ended = execute(*others, explored, "--in-place")
    assert ended.code == 0, ended.stderr
    return Runs(folder, shown.stdout, (folder / "page.html").read_text(encoding="utf-8"), explored)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_run_gives_the_committed_file_byte_by_byte(executed: Runs, notebook: Path) -> None:
    assert (executed.folder / notebook.name).read_bytes() == notebook.read_bytes(), (
        "`make notebooks` brings it up to date"
    )


def test_the_outline_is_printed_and_the_page_written(executed: Runs) -> None:
    assert "Fernhill 3 apps" in executed.printed
    assert "Fernhill" in executed.page
    assert "<script" not in executed.page


def test_the_pages_of_several_notebooks_do_not_overwrite_each_other(tmp_path: Path) -> None:
    ended = execute(*NOTEBOOKS, "--html", tmp_path / "page.html")
    assert (ended.code, "--html writes the page of one notebook" in ended.stderr) == (2, True)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_says_nothing_of_the_machine_it_ran_on(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert [
        word for word in (str(ROOT), str(Path.home()) + "/", "iopub.status", '"version": "3.') if word in text
    ] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_needs_no_widget_to_be_read(notebook: Path) -> None:
    assert WIDGETS not in notebook.read_text(encoding="utf-8")
    assert "widgets" not in nbformat.read(notebook, as_version=nbformat.NO_CONVERT).metadata


def test_every_notebook_can_be_handed_on_with_no_customer_left_in_it(tmp_path: Path) -> None:
    customers = [install.name for install in load_installer("demo").installs if install.name]

    def holds(notebook: Path) -> None:
        copy = tmp_path / notebook.name
        share(notebook, copy, html=True, anonymize=True)
        for file in (copy, copy.with_suffix(".html")):
            text = file.read_text(encoding="utf-8")
            assert [name for name in customers if name in text] == []

    assert len(customers) == 8
    assert failures(holds, NOTEBOOKS) == []


def test_the_report_takes_its_values_from_one_cell_of_parameters() -> None:
    cells = nbformat.read(ROOT / "notebooks" / "05_fleet_report.ipynb", as_version=nbformat.NO_CONVERT).cells
    (parameters,) = (cell for cell in cells if "parameters" in cell.metadata.get("tags", ()))
    names = re.findall(r"^(\w+) = ", parameters.source, re.MULTILINE)
    assert names == ["apps", "past", "ahead"]
    later = "\n".join(cell.source for cell in cells[cells.index(parameters) + 1 :] if cell.cell_type == "code")
    assert [name for name in names if not re.search(rf"\b{name}\b", later)] == []
    assert "demo" not in later


def test_an_explorer_is_kept_as_the_page_beside_its_widget_and_passes_strict_nbval(executed: Runs) -> None:
    notebook = executed.explored
    kept = nbformat.read(notebook, as_version=nbformat.NO_CONVERT)
    outputs = [output.data for cell in kept.cells[1:] for output in cell.outputs]
    assert [set(data) for data in outputs] == [{"text/html", "text/plain"}] * 2
    assert "widgets" not in kept.metadata
    outputs[-1]["text/html"] = outputs[-1]["text/html"].replace("Fernhill", "Fernhall")
    nbformat.write(kept, notebook)
    strict = ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "-rA"]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *strict, notebook.name],
        capture_output=True, text=True, check=False, cwd=notebook.parent,
    )  # fmt: skip
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) \w+\.ipynb::Cell (\d)", ended.stdout, re.MULTILINE)
    assert outcomes == [("PASSED", "0"), ("PASSED", "1"), ("FAILED", "2")]
