"""What make says where it cannot go on, and where some of its checks fail."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    return tmp_path


@pytest.fixture
def prepared(checkout: Path) -> Path:
    """A checkout with an environment, whose programs say their name and pass."""
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for file in (checkout / "pyproject.toml", checkout / ".venv" / ".made", checkout / ".venv" / ".test"):
        file.touch()
    for name in ("ruff", "mypy", "python", "chromium"):
        program(binaries / name, f"echo {name} was run")
    return checkout


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{checkout / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    line = ["make", *arguments]
    return subprocess.run(line, cwd=checkout, capture_output=True, text=True, check=False, env=environment)


def program(file: Path, line: str) -> None:
    file.write_text(f"#!/bin/sh\n{line}\n")
    file.chmod(0o755)


def summary(ended: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """The last lines of `make test`: what became of each of its checks."""
    lines = ended.stdout.rpartition("\n\n")[2].splitlines()
    return {name: outcome for name, outcome, _seconds, _unit in map(str.split, lines)}


def python_that_fails_on(word: str, folder: Path) -> str:
    """A Python that is too old, or lacks a module."""
    program(folder / "python", f'case "$*" in *--version*) echo Python 3.9.2;; *{word}*) exit 1;; esac')
    return str(folder / "python")


def test_an_old_python_is_named_with_the_way_out(checkout: Path) -> None:
    ended = make(checkout, "demo", f"PYTHON={python_that_fails_on('version_info', checkout)}")
    assert ended.returncode != 0
    assert "needs Python 3.11 or newer" in ended.stderr
    assert "Python 3.9.2" in ended.stderr
    assert "make demo PYTHON=python3.12" in ended.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_without_ensurepip_is_named_with_the_way_out(checkout: Path) -> None:
    ended = make(checkout, "demo", f"PYTHON={python_that_fails_on('ensurepip', checkout)}")
    assert ended.returncode != 0
    assert "apt install python3-venv" in ended.stderr


def test_make_alone_lists_the_targets(checkout: Path) -> None:
    listed = make(checkout).stdout
    assert [name for name in ("demo", "lab", "test", "notebooks", "clean") if f"make {name}" not in listed] == []


CHECKS = ("lint", "types", "unit", "browser", "notebooks-check")


def test_all_checks_run_and_are_summed_up(prepared: Path) -> None:
    ended = make(prepared, "test")
    assert summary(ended) == dict.fromkeys(CHECKS, "passed")
    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("broken", "failed"),
    [("ruff", {"lint"}), ("mypy", {"types"}), ("python", {"unit", "browser", "notebooks-check"})],
)
def test_after_a_check_that_fails_the_others_still_run(prepared: Path, broken: str, failed: set[str]) -> None:
    program(prepared / ".venv" / "bin" / broken, "exit 1")
    ended = make(prepared, "test")
    assert summary(ended) == {check: "FAILED" if check in failed else "passed" for check in CHECKS}
    assert ended.returncode != 0
