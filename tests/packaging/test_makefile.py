"""What make says where it cannot go on."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    return tmp_path


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=checkout, capture_output=True, text=True, check=False)


def python_that_fails_on(word: str, folder: Path) -> str:
    """A Python that is too old, or lacks a module."""
    file = folder / "python"
    file.write_text(f'#!/bin/sh\ncase "$*" in *--version*) echo Python 3.9.2;; *{word}*) exit 1;; esac\n')
    file.chmod(0o755)
    return str(file)


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
