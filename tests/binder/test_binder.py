"""Binder: what `binder/` says is understood, and its steps lead to the quickstart notebook, in an empty environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pip
import pytest

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
PARTS = ("binder", "nuon_notebook", "templates", "notebooks", "pyproject.toml", "README.md", "LICENSE")
QUICKSTART = "notebooks/01_quickstart.ipynb"
SECONDS = 1200


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What of the repository Binder needs, without what was made in it."""
    made = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / "clone" / name, ignore=made)
        else:
            shutil.copy(ROOT / name, tmp_path / "clone" / name)
    return tmp_path / "clone"


def run(*words: str, folder: Path, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUON_", "PYTHON"))}
    done = subprocess.run(
        words, cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_repo2docker_understands_it(clone: Path) -> None:
    said = run(sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(clone), folder=clone)
    assert "python=3.12" in said
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in said
    assert "RUN ./binder/postBuild" in said


def test_its_steps_make_an_environment_that_runs_the_quickstart(clone: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    venv.create(tmp_path / "env")
    lend_pip(tmp_path / "env")
    binaries = tmp_path / "env" / "bin"
    path = {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "HOME": str(home)}
    path["PIP_COMPILE"] = "0"  # little of what is installed is imported here
    run(str(binaries / "python"), "-m", "pip", "install", "-q", "-r", "binder/requirements.txt", folder=clone, **path)
    assert "nuon_notebook 0." in run("./binder/postBuild", folder=clone, **path)
    run(str(binaries / "jupyter-lab"), "--version", folder=clone, **path)
    shutil.rmtree(clone / "nuon_notebook")
    shutil.rmtree(clone / "templates")
    run(str(binaries / "jupyter-execute"), "--inplace", QUICKSTART, folder=clone, **path)
    displays = shown(clone / QUICKSTART)
    assert [list(display) for display in displays] == [list(display) for display in shown(ROOT / QUICKSTART)]
    assert "Last problem" in displays[0]["text/html"]


def lend_pip(environment: Path) -> None:
    """Give an environment the pip that runs these tests: to install another takes seconds."""
    (packages,) = environment.glob("lib/python*/site-packages")
    for part in (Path(pip.__file__).parent, Path(distribution("pip").locate_file(f"pip-{pip.__version__}.dist-info"))):
        (packages / part.name).symlink_to(part)


def shown(path: Path) -> list[NotebookNode]:
    """What a notebook's cells show, by MIME type."""
    cells = nbformat.read(path, as_version=4).cells
    return [output.data for cell in cells for output in cell.get("outputs", ()) if "data" in output]
