"""What stands on a page for outputs that need a program to be seen: their picture, their text, or a line about them."""

from __future__ import annotations

import re
from base64 import b64encode
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from markupsafe import escape

from nuon_notebook.sharing.harmless import harmless, shows_something

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

INTERACTIVE: Final = "An interactive output stood here; it has no static form."
HTML: Final = "text/html"
EXPORTED: Final = ("text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "text/plain")
"""What the library shows of a bundle besides HTML, the best first."""
FURTHER_PICTURES: Final = ("image/gif", "image/webp")
DRAWING = re.compile(r"<(/?)svg\b[^<>]*?(/?)>", re.IGNORECASE)
NAMESPACES: Final = (
    ("xmlns", "http://www.w3.org/2000/svg"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
)


def without_programs(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook with, for each output, what is seen of it where nothing runs, and raw cells as text."""
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "raw":
            cell.metadata.pop("raw_mimetype", None)  # by this the library would leave out what it knows not to be HTML
            cell.source = f"<pre>{escape(cell.source)}</pre>"
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = _static(output.data)
    return copy


def _static(data: dict[str, Any]) -> dict[str, Any]:
    """Return the best of a bundle of which something is seen."""
    if isinstance(html := data.get(HTML), str):
        cleaned = harmless(_with_pictures(html))
        if shows_something(cleaned):
            return {HTML: cleaned}
    for mime in FURTHER_PICTURES:
        if isinstance(picture := data.get(mime), str):
            return {HTML: f'<img src="data:{mime};base64,{escape("".join(picture.split()))}">'}
    kept = {mime: data[mime] for mime in EXPORTED if data.get(mime)}
    return kept or {"text/plain": INTERACTIVE}


def _with_pictures(html: str) -> str:
    """Put pictures in place of drawings in HTML: no script runs in a picture, and nothing is fetched for one."""
    pieces: list[str] = []
    reached = 0
    for start, end in _drawings(html):
        pieces += (html[reached:start], _picture(html[start:end]))
        reached = end
    return "".join((*pieces, html[reached:]))


def _drawings(html: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for tag in DRAWING.finditer(html):
        if not depth:
            start = tag.start()
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth < 0:
            depth = 0
        elif not depth and tag[1]:
            yield start, tag.end()


def _picture(drawing: str) -> str:
    head = drawing[: drawing.index(">")]
    missing = "".join(f' {name}="{value}"' for name, value in NAMESPACES if f"{name}=" not in head)
    written = f"<svg{missing}{drawing[len('<svg') :]}"
    try:
        expat.ParserCreate().Parse(written, True)
    except (expat.ExpatError, ValueError):
        return ""  # HTML forgives what a picture must not have
    encoded = b64encode(written.encode()).decode()
    # Drawings count on a white page: on a dark one black lines would not be seen.
    return f'<img src="data:image/svg+xml;base64,{encoded}" style="background:#fff">'
