"""Notebooks for the browser: executed for real, and as other places than JupyterLab show them."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter, MarkdownExporter
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.servers import KERNELSPEC, ROOT

if TYPE_CHECKING:
    from nbformat import NotebookNode

UNSEEN: Final = ("script", "style")
FILTERED: Final = ("style", "class", "id")
VOID: Final = ("area", "br", "col", "hr", "img", "input", "meta", "link", "wbr")
LONGEST_RUN: Final = 120


def unrun(*cells: str) -> NotebookNode:
    """Return a notebook of these code cells, for the kernel of the servers here, before they ran."""
    numbered = [new_code_cell(cell.strip(), id=f"cell-{number}") for number, cell in enumerate(cells)]
    return new_notebook(cells=numbered, metadata={"kernelspec": KERNELSPEC})


def executed(*cells: str) -> NotebookNode:
    """Return a notebook of these code cells after a kernel ran them."""
    notebook = unrun(*cells)
    env = {name: value for name, value in os.environ.items() if not name.startswith("NUON")} | {"PYTHONPATH": str(ROOT)}
    client = NotebookClient(notebook, timeout=LONGEST_RUN, kernel_name="python3")
    return client.execute(env=env)


def shown(notebook: NotebookNode, kind: str) -> str:
    """Return what the last output of an executed notebook holds for one kind of viewer, by MIME type."""
    return str(notebook.cells[-1].outputs[-1].data[kind])


def exported(notebook: NotebookNode) -> str:
    """Return the page that `nbconvert --to html` makes."""
    page, _ = HTMLExporter().from_notebook_node(notebook)
    return str(page)


def exported_markdown(notebook: NotebookNode) -> str:
    """Return what a reader of Markdown makes of what `nbconvert --to markdown` writes."""
    text, _ = MarkdownExporter().from_notebook_node(notebook)
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def as_on_github(html: str) -> str:
    """Return HTML as GitHub shows it: no style sheet, no script, no `style`, `class` or `id` at any element."""
    sieve = _Sieve()
    sieve.feed(html)
    sieve.close()
    return "".join(sieve.kept)


class _Sieve(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._within = tag
        elif not self._within:
            self.kept.append(f"<{tag}{''.join(_spelled(*one) for one in attrs if one[0] not in FILTERED)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""
        elif not self._within and tag not in VOID:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _spelled(name: str, value: str | None) -> str:
    if value is None:
        return f" {name}"
    escaped = value.replace("&", "&amp;").replace('"', "&quot;")
    return f' {name}="{escaped}"'
