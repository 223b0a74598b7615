"""Every text in a notebook, and a description of where it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nuon_notebook.sharing.python_values import literal_assignments, mask_expressions
from nuon_notebook.sharing.text_variants import TextVariant, binary_variants, text_variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

PYTHON: Final = "text/x-python"
SOURCE_TYPES: Final = {"markdown": "text/markdown", "code": PYTHON, "raw": "text/plain"}
BINARY_TYPES: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")
TEXTUAL_PICTURE: Final = "image/svg+xml"
PROPERTIES: Final = frozenset(
    {"cells", "metadata", "source", "attachments", "outputs", "data", "text", "ename", "evalue", "traceback"}
)
"""Properties that are read one by one. All others of a notebook, a cell or an output are read as one document."""


class NotebookText(NamedTuple):
    """A part of a notebook that contains text.

    Attributes:
        where: its place in words, for instance `cell 3, output (text/html)`.
        mime: its MIME type.
        value: a text, or a JSON document of texts.
    """

    where: str
    mime: str
    value: Any

    def variants(self) -> Iterator[TextVariant]:
        """Yield the text in all the ways in which it can be read."""
        if not isinstance(self.value, str):
            yield TextVariant(json.dumps(self.value, ensure_ascii=False, default=str))
            for text in _strings(self.value):
                yield from text_variants(text)
        elif self.mime == PYTHON:
            yield from (TextVariant(text, raw=True) for text, _ in text_variants(self.value))
            yield from text_variants(mask_expressions(self.value))
            yield TextVariant(literal_assignments(self.value))
        elif self.mime.startswith(BINARY_TYPES) and self.mime != TEXTUAL_PICTURE:
            yield from binary_variants(self.value)
        else:
            yield from text_variants(self.value, self.mime)


def notebook_texts(notebook: NotebookNode) -> Iterator[NotebookText]:
    """Yield every text in a notebook, in order."""
    yield NotebookText("the notebook's metadata", "application/json", notebook.metadata)
    yield _further_properties("the notebook", notebook)
    for number, cell in enumerate(notebook.cells, 1):
        yield NotebookText(f"cell {number}, source", SOURCE_TYPES[cell.cell_type], cell.source)
        yield NotebookText(f"cell {number}, metadata", "application/json", cell.metadata)
        yield _further_properties(f"cell {number}", cell)
        for name, bundle in cell.get("attachments", {}).items():
            yield NotebookText(f"cell {number}, name of an attachment", "text/plain", name)
            yield from _bundle_texts(f"cell {number}, attachment", bundle)
        for output in cell.get("outputs", ()):
            yield from _output_texts(f"cell {number}, output", output)


def _further_properties(where: str, node: NotebookNode) -> NotebookText:
    """Return ids, numbers, and properties that only other versions of the format define."""
    rest = {name: value for name, value in node.items() if name not in PROPERTIES}
    return NotebookText(f"{where}, further properties", "application/json", rest)


def _output_texts(where: str, output: NotebookNode) -> Iterator[NotebookText]:
    yield _further_properties(where, output)
    if output.output_type == "stream":
        yield NotebookText(f"{where} ({output.name})", "text/plain", output.text)
    elif output.output_type == "error":
        yield NotebookText(f"{where} (error)", "text/plain", f"{output.ename}: {output.evalue}")
    else:
        yield from _bundle_texts(where, output.data)
        yield NotebookText(f"{where}, metadata", "application/json", output.metadata)


def _bundle_texts(where: str, bundle: Mapping[str, Any]) -> Iterator[NotebookText]:
    yield NotebookText(f"{where}, names of its types", "text/plain", "\n".join(bundle))
    for mime, value in bundle.items():
        lines = isinstance(value, list) and not mime.endswith("json") and all(isinstance(line, str) for line in value)
        yield NotebookText(f"{where} ({mime})", mime, "".join(value) if lines else value)


def _strings(document: Any) -> Iterator[str]:
    """Yield every string in a JSON document, keys included."""
    remaining = [document]
    while remaining:
        value = remaining.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            remaining += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            remaining += value
