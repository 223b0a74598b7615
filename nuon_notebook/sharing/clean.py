"""What of a notebook goes before it is handed on: what needs a kernel, and what was never meant to stay."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

VIEW: Final = "application/vnd.jupyter.widget-view+json"
STATE: Final = "application/vnd.jupyter.widget-state+json"
NAMED: Final = "text/plain"  # beside a widget it says which one, and shows nothing of it
PROGRESS = re.compile(r"Loading [^\n]{1,300} \N{HORIZONTAL ELLIPSIS}")
CLASS = re.compile(r"([A-Za-z_]\w{0,60})\(")

Step = tuple[str, str]
"""What was done: to what, and what it was."""

REPLACED: Final = ("widget", "replaced by static HTML")
WITHOUT: Final = ("widget", "had no static HTML")
STATES: Final = ("store of widget states", "left out")
STDIN: Final = ("typed answer", "left out")
TRACEBACK: Final = ("traceback", "left out")
REMNANT: Final = ("remnant of progress", "left out")
EMPTY: Final = ("empty output", "left out")


def clean(notebook: NotebookNode) -> Counter[Step]:
    """Take out of a notebook what has no place in a copy for others; cell sources stay as they are.

    Returns:
        What was done, and how often.
    """
    done: Counter[Step] = Counter()
    if notebook.metadata.pop("widgets", None) is not None:
        done[STATES] += 1
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # Streams are joined first: a piece that is nothing but the end of a line belongs to the text before it.
            outputs = list(_joined(_kept(cell.outputs, done)))
            cell.outputs = [output for output in outputs if _says_something(output)]
            done[EMPTY] += len(outputs) - len(cell.outputs)
    return done


def _kept(outputs: list[NotebookNode], done: Counter[Step]) -> Iterator[NotebookNode]:
    for output in outputs:
        if output.output_type == "stream" and output.name == "stdin":
            done[STDIN] += 1
            continue
        if output.output_type == "error":
            done[TRACEBACK] += bool(output.traceback)
            output.traceback = [f"{output.ename}: {output.evalue}"]
        elif "data" in output:
            _without_widgets(output, done)
        if _is_progress(output):
            done[REMNANT] += 1
        elif output.output_type == "stream" or _says_something(output):
            yield output
        else:
            done[EMPTY] += 1


def _is_progress(output: NotebookNode) -> bool:
    """Tell whether an output is what `nuon_notebook.progress` shows, left behind by a kernel that ended meanwhile."""
    if output.output_type != "display_data" or output.data.keys() != {"text/plain"}:
        return False
    return PROGRESS.fullmatch("".join(output.data["text/plain"])) is not None


def _without_widgets(output: NotebookNode, done: Counter[Step]) -> None:
    held = [kind for kind in (VIEW, STATE) if output.data.pop(kind, None) is not None]
    for kind in held:
        output.metadata.pop(kind, None)
    if not held:
        return
    if any(_filled(content) for kind, content in output.data.items() if kind != NAMED):
        done[REPLACED] += 1
        return
    done[WITHOUT] += 1
    named = CLASS.match(str(output.data.get(NAMED, "")))
    kind = f" ({named[1]})" if named else ""
    output.data = {NAMED: f"A widget{kind} stood here; it has no static form."}
    output.metadata = {}


def _says_something(output: NotebookNode) -> bool:
    if output.output_type == "error":
        return True
    return _filled(output.text) if output.output_type == "stream" else any(map(_filled, output.data.values()))


def _filled(content: Any) -> bool:
    lines = content if isinstance(content, list) else [content]
    if all(isinstance(line, str) for line in lines):
        return bool("".join(lines).strip())
    return content is not None


def _joined(outputs: Iterator[NotebookNode]) -> Iterator[NotebookNode]:
    """Join what was sent of one stream in pieces, as Jupyter does when it shows them."""
    last: NotebookNode | None = None
    for output in outputs:
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
            continue
        last = output
        yield output
