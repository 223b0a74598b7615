"""Removes from a notebook what needs a kernel, and what was never meant to be kept."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display.formats import count
from nuon_notebook.sharing.files import is_known_cell, is_known_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

WIDGET_VIEW: Final = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE: Final = "application/vnd.jupyter.widget-state+json"
WIDGET_REPR: Final = "text/plain"  # beside a widget, this is its repr and shows nothing of its content
PROGRESS = re.compile(r"(?:Loading|Sharing) [^\n]{1,300} \N{HORIZONTAL ELLIPSIS}")
CLASS_NAME = re.compile(r"([A-Za-z_]\w{0,60})\(")

Change = tuple[str, str]
"""What was changed, as a noun, and what happened to it."""

WIDGET_REPLACED: Final = ("widget", "replaced by static HTML")
WIDGET_LOST: Final = ("widget", "had no static HTML")
STATES: Final = ("store of widget states", "left out")
STDIN: Final = ("typed answer", "left out")
TRACEBACK: Final = ("traceback", "left out")
PROGRESS_LEFT: Final = ("remnant of progress", "left out")
EMPTY: Final = ("empty output", "left out")


def clean(notebook: NotebookNode) -> list[str]:
    """Remove widgets, widget states, typed answers, tracebacks, remnants of progress and empty outputs.

    Cell sources stay as they are.

    Returns:
        What was changed and how often, for instance `2 tracebacks left out`.
    """
    changes: Counter[Change] = Counter()
    if notebook.metadata.pop("widgets", None) is not None:
        changes[STATES] += 1
    for cell in notebook.cells:
        if is_known_cell(cell) and cell.cell_type == "code":
            # Streams are joined first: a piece that is only a line end belongs to the text before it.
            outputs = list(_join_streams(_clean_outputs(cell.outputs, changes)))
            cell.outputs = [output for output in outputs if _has_content(output)]
            changes[EMPTY] += len(outputs) - len(cell.outputs)
    return [f"{count(times, noun)} {what}" for (noun, what), times in changes.items() if times]


def _clean_outputs(outputs: list[NotebookNode], changes: Counter[Change]) -> Iterator[NotebookNode]:
    for output in outputs:
        if not is_known_output(output):
            yield output
            continue
        if output.output_type == "stream" and output.name == "stdin":
            changes[STDIN] += 1
            continue
        if output.output_type == "error":
            changes[TRACEBACK] += bool(output.traceback)
            output.traceback = [f"{output.ename}: {output.evalue}"]
        elif "data" in output:
            _remove_widget(output, changes)
        if _is_progress(output):
            changes[PROGRESS_LEFT] += 1
        elif output.output_type == "stream" or _has_content(output):
            yield output
        else:
            changes[EMPTY] += 1


def _is_progress(output: NotebookNode) -> bool:
    """Return whether an output is a progress line that a kernel left behind when it died."""
    if output.output_type != "display_data" or output.data.keys() != {"text/plain"}:
        return False
    return PROGRESS.fullmatch("".join(output.data["text/plain"])) is not None


def _remove_widget(output: NotebookNode, changes: Counter[Change]) -> None:
    removed = [kind for kind in (WIDGET_VIEW, WIDGET_STATE) if output.data.pop(kind, None) is not None]
    for kind in removed:
        output.metadata.pop(kind, None)
    if not removed:
        return
    if any(_is_filled(content) for kind, content in output.data.items() if kind != WIDGET_REPR):
        changes[WIDGET_REPLACED] += 1
        return
    changes[WIDGET_LOST] += 1
    name = CLASS_NAME.match(str(output.data.get(WIDGET_REPR, "")))
    kind = f" ({name[1]})" if name else ""
    output.data = {WIDGET_REPR: f"A widget{kind} was here; it has no static form."}
    output.metadata = {}


def _has_content(output: NotebookNode) -> bool:
    if output.output_type == "error" or not is_known_output(output):
        return True
    return _is_filled(output.text) if output.output_type == "stream" else any(map(_is_filled, output.data.values()))


def _is_filled(content: Any) -> bool:
    lines = content if isinstance(content, list) else [content]
    if all(isinstance(line, str) for line in lines):
        return bool("".join(lines).strip())
    return content is not None


def _join_streams(outputs: Iterator[NotebookNode]) -> Iterator[NotebookNode]:
    """Join consecutive pieces of one stream, as Jupyter does when it shows them."""
    last: NotebookNode | None = None
    for output in outputs:
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
            continue
        last = output
        yield output
