"""Notebooks made for a test, and what becomes of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from nbformat import NotebookNode, v4

from nuon_notebook.sharing import share

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("API_TOKEN", "ORG_ID", "API_URL", "CONFIG_FILE"):
        monkeypatch.delenv(f"NUON_{name}", raising=False)


def shown(**bundle: Any) -> NotebookNode:
    """An output with a bundle; `html=…` stands for `text/html`, and so on."""
    kinds = {"html": "text/html", "plain": "text/plain", "json": "application/json", "svg": "image/svg+xml"}
    kinds |= {"png": "image/png", "markdown": "text/markdown", "view": "application/vnd.jupyter.widget-view+json"}
    return v4.new_output("display_data", {kinds[name]: value for name, value in bundle.items()})


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def code(source: str = "1", *outputs: NotebookNode, **metadata: Any) -> NotebookNode:
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def markdown(source: str, **more: Any) -> NotebookNode:
    return v4.new_markdown_cell(source, **more)


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Save cells as a notebook, ids by number, and return its path."""

    def saved(*cells: NotebookNode, **metadata: Any) -> Path:
        notebook = v4.new_notebook(cells=list(cells), metadata=metadata)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"c{number}"
        path = tmp_path / "in.ipynb"
        path.write_text(v4.writes(notebook), encoding="utf-8")
        return path

    return saved


@pytest.fixture
def shared(save: Callable[..., Path]) -> Callable[..., Any]:
    """Share cells and return the copy as JSON."""

    def copied(*cells: NotebookNode, anonymize: bool = False, **metadata: Any) -> Any:
        return json.loads(share(save(*cells, **metadata), anonymize=anonymize).notebook.read_text(encoding="utf-8"))

    return copied
