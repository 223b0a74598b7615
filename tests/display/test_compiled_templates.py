"""Compiled templates are kept beside the compiled modules. Whatever is there, a template shows what its source says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache

from tests.cases import failures

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds the compiled template "{{ 1 + 1 }}"."""
    rendered(tmp_path, "{{ 1 + 1 }}")
    return tmp_path


def rendered(folder: Path, source: str) -> str:
    """Render a template in an environment of its own, as a fresh kernel does."""
    cache = FileSystemBytecodeCache(str(folder), "template-%s.cache")
    made = Environment(loader=DictLoader({"one": source}), bytecode_cache=cache, autoescape=True)
    return made.get_template("one").render()


def test_a_compiled_template_is_not_compiled_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Environment, "compile")
    assert rendered(folder, "{{ 1 + 1 }}") == "2"


def test_a_template_whose_source_has_changed_is_compiled_again(folder: Path) -> None:
    assert rendered(folder, "{{ 1 + 2 }}") == "3"
    assert rendered(folder, "{{ 1 + 2 }}") == "3"


def test_a_damaged_file_is_compiled_again(folder: Path) -> None:
    (file,) = folder.iterdir()
    whole = file.read_bytes()

    def holds(content: bytes) -> None:
        file.write_bytes(content)
        assert rendered(folder, "{{ 1 + 1 }}") == "2"

    damaged = [b"", whole[:10], whole[:-10], whole.replace(b"\xe3", b"\0"), whole[: -len(whole) // 2] + b"\xff" * 20]
    assert failures(holds, [(content,) for content in damaged]) == []
