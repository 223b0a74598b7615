"""Every text in a notebook, with the words for where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nuon_notebook.sharing.python import without_expressions
from nuon_notebook.sharing.readings import Reading, binary, readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

PYTHON: Final = "text/x-python"
SOURCES: Final = {"markdown": "text/markdown", "code": PYTHON, "raw": "text/plain"}
BINARY: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")
PICTURE_IN_TEXT: Final = "image/svg+xml"
TOLD_APART: Final = frozenset(
    {"cells", "metadata", "source", "attachments", "outputs", "data", "text", "ename", "evalue", "traceback"}
)
"""What is read for itself; the rest of a notebook, a cell or an output is read as one document."""


class Content(NamedTuple):
    """Something in a notebook that holds text.

    Attributes:
        where: the place in words: `cell 3, output (text/html)`.
        mime: what it is.
        value: a text, or a document of texts.
    """

    where: str
    mime: str
    value: Any

    def readings(self) -> Iterator[Reading]:
        """Yield what it says in all the ways in which it can be read."""
        if not isinstance(self.value, str):
            yield Reading(json.dumps(self.value, ensure_ascii=False, default=str))
            for text in _leaves(self.value):
                yield from readings(text)
        elif self.mime == PYTHON:
            yield from (Reading(text, literal=False) for text, _ in readings(self.value))
            yield from readings(without_expressions(self.value))
        elif self.mime.startswith(BINARY) and self.mime != PICTURE_IN_TEXT:
            yield from binary(self.value)
        else:
            yield from readings(self.value, self.mime)


def contents(notebook: NotebookNode) -> Iterator[Content]:
    """Yield everything in a notebook that holds text, in its order."""
    yield Content("the notebook's metadata", "application/json", notebook.metadata)
    yield _rest("the notebook", notebook)
    for number, cell in enumerate(notebook.cells, 1):
        yield Content(f"cell {number}, source", SOURCES[cell.cell_type], cell.source)
        yield Content(f"cell {number}, metadata", "application/json", cell.metadata)
        yield _rest(f"cell {number}", cell)
        for name, bundle in cell.get("attachments", {}).items():
            yield Content(f"cell {number}, name of an attachment", "text/plain", name)
            yield from _bundle(f"cell {number}, attachment", bundle)
        for output in cell.get("outputs", ()):
            yield from _output(f"cell {number}, output", output)


def _rest(where: str, node: NotebookNode) -> Content:
    """Return the id, the numbers, and what only other versions of the format know."""
    rest = {name: value for name, value in node.items() if name not in TOLD_APART}
    return Content(f"{where}, further properties", "application/json", rest)


def _output(where: str, output: NotebookNode) -> Iterator[Content]:
    yield _rest(where, output)
    if output.output_type == "stream":
        yield Content(f"{where} ({output.name})", "text/plain", output.text)
    elif output.output_type == "error":
        yield Content(f"{where} (error)", "text/plain", f"{output.ename}: {output.evalue}")
    else:
        yield from _bundle(where, output.data)
        yield Content(f"{where}, metadata", "application/json", output.metadata)


def _bundle(where: str, bundle: Mapping[str, Any]) -> Iterator[Content]:
    yield Content(f"{where}, names of its types", "text/plain", "\n".join(bundle))
    for mime, value in bundle.items():
        joined = isinstance(value, list) and not mime.endswith("json") and all(isinstance(line, str) for line in value)
        yield Content(f"{where} ({mime})", mime, "".join(value) if joined else value)


def _leaves(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, str):
            yield at
        elif isinstance(at, dict):
            waiting += [*at.keys(), *at.values()]
        elif isinstance(at, list | tuple):
            waiting += at
