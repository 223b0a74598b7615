"""Every text in a notebook, and a description of where it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nuon_notebook.sharing.embedded_files import take_out_files
from nuon_notebook.sharing.files import attachments_of, is_known_cell, is_known_output, outputs_of
from nuon_notebook.sharing.python_values import literal_assignments, mask_expressions
from nuon_notebook.sharing.text_variants import Reading, TextVariant, binary_variants, text_variants

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from nbformat import NotebookNode

PYTHON: Final = "text/x-python"
SOURCE_TYPES: Final = {"markdown": "text/markdown", "code": PYTHON, "raw": "text/plain"}
BINARY_TYPES: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")
TEXTUAL_PICTURE: Final = "image/svg+xml"
CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*\n")
LANGUAGES: Final = {
    "html": "text/html",
    "svg": TEXTUAL_PICTURE,
    "javascript": "text/javascript",
    "js": "text/javascript",
}
"""What IPython's cell magics for other languages are followed by."""
NOTEBOOK_PROPERTIES: Final = ("cells", "metadata")
CELL_PROPERTIES: Final = ("metadata", "source")
OUTPUT_PROPERTIES: Final = ("metadata", "data", "text", "ename", "evalue", "traceback")
"""Properties that are read one by one. All others of a notebook, a cell or an output are read as one document."""


class NotebookText(NamedTuple):
    """A part of a notebook that contains text.

    Attributes:
        where: its place in words, for instance `cell 3, output (text/html)`.
        mime: its MIME type.
        value: a text, or a JSON document of texts.
        cell: the number of the cell; 0 if it is in none.
    """

    where: str
    mime: str
    value: Any
    cell: int = 0

    def variants(self) -> Iterator[TextVariant]:
        """Yield the text in all the ways in which it can be read."""
        if not isinstance(self.value, str):
            document = json.dumps(self.value, ensure_ascii=False, default=str)
            yield TextVariant(document, Reading.WHOLE)
            yield TextVariant(take_out_files(document)[0])
            for text in dict.fromkeys(_strings(self.value)):
                yield from text_variants(text)
        elif self.mime == PYTHON:
            yield from self._source_variants()
        elif self.mime.startswith(BINARY_TYPES) and self.mime != TEXTUAL_PICTURE:
            yield from binary_variants(self.value)
        else:
            yield from text_variants(self.value, self.mime)

    def _source_variants(self) -> Iterator[TextVariant]:
        magic = CELL_MAGIC.match(self.value)
        if magic and magic[1] in LANGUAGES:
            yield from text_variants(self.value, LANGUAGES[magic[1]])
            return
        for variant in text_variants(self.value):
            yield variant._replace(reading=Reading.MARKUP) if variant.reading is Reading.TEXT else variant
        yield from text_variants(mask_expressions(self.value))
        yield TextVariant(literal_assignments(self.value))


def notebook_texts(notebook: NotebookNode) -> Iterator[NotebookText]:
    """Yield every text in a notebook, in order."""
    yield NotebookText("the notebook's metadata", "application/json", notebook.metadata)
    yield _further_properties("the notebook", notebook, NOTEBOOK_PROPERTIES)
    for number, cell in enumerate(notebook.cells, 1):
        yield from (text._replace(cell=number) for text in _cell_texts(f"cell {number}", cell))


def _cell_texts(where: str, cell: NotebookNode) -> Iterator[NotebookText]:
    if not is_known_cell(cell):
        yield NotebookText(f"{where}, of an unknown type", "application/json", cell)
        return
    yield NotebookText(f"{where}, source", SOURCE_TYPES[cell.cell_type], cell.source)
    yield NotebookText(f"{where}, metadata", "application/json", cell.metadata)
    read = (name for name, content in (("outputs", outputs_of(cell)), ("attachments", attachments_of(cell))) if content)
    yield _further_properties(where, cell, (*CELL_PROPERTIES, *read))
    for name, bundle in attachments_of(cell).items():
        yield NotebookText(f"{where}, name of an attachment", "text/plain", name)
        yield from _bundle_texts(f"{where}, attachment", bundle)
    for output in outputs_of(cell):
        yield from _output_texts(f"{where}, output", output)


def _further_properties(where: str, node: NotebookNode, read: Collection[str]) -> NotebookText:
    """Return ids, numbers, and properties that only other versions of the format define."""
    rest = {name: value for name, value in node.items() if name not in read}
    return NotebookText(f"{where}, further properties", "application/json", rest)


def _output_texts(where: str, output: NotebookNode) -> Iterator[NotebookText]:
    if not is_known_output(output):
        yield NotebookText(f"{where} of an unknown type", "application/json", output)
        return
    yield _further_properties(where, output, OUTPUT_PROPERTIES)
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
