"""Notebooks read from files, and files written whole or not at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from nbformat import from_dict, v4
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from nuon_notebook.display.formats import list_words
from nuon_notebook.sharing.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbformat import NotebookNode

FORMAT = 4  # the major version of the format that everything of today writes
REMEDY = "Save it anew in Jupyter."
WITH_IDS = 5  # the minor version from which on each cell has an id


def read(path: Path) -> NotebookNode:
    """Return the notebook in a file.

    Raises:
        ShareError: the file cannot be read, or holds no notebook; nothing of its text is quoted.
    """
    try:
        found: Any = json.loads(path.read_bytes())
    except OSError as error:
        problem = f"{error.strerror}."
    except (ValueError, RecursionError):
        problem = f"it is no JSON. {REMEDY}"
    else:
        problem = _problem(found)
        if not problem:
            notebook: NotebookNode = rejoin_lines(from_dict(found))
            return notebook
    what = f"{path} cannot be shared:"
    raise ShareError(what, problem)


def text_of(notebook: NotebookNode) -> str:
    """Return a notebook as the text of a file; the same notebook gives the same text.

    Raises:
        ShareError: it breaks the rules of the format.
    """
    place = invalid_at(notebook)
    if place is not None:
        problem = f"The copy would be no valid notebook (see {place})."
        raise ShareError(problem)
    text: str = v4.writes(notebook)
    return text if text.endswith("\n") else f"{text}\n"


def write(contents: Mapping[Path, str]) -> None:
    """Write files, all of them or none: each is made beside its place and moved there when all are complete.

    Raises:
        ShareError: a file cannot be written.
    """
    made = {path: path.with_name(f".{os.getpid()}-{number}.part") for number, path in enumerate(contents)}
    try:
        for path, text in contents.items():
            _write(made[path], text.encode("utf-8", "replace"))
        for path, part in made.items():
            part.replace(path)
    except OSError as error:
        what = f"{list_words(list(map(str, contents)))} cannot be written:"
        raise ShareError(what, f"{error.strerror}.") from None
    finally:
        for part in made.values():
            part.unlink(missing_ok=True)


def _write(part: Path, content: bytes) -> None:
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _problem(found: Any) -> str:
    """Return why something read is no notebook that can be shared; empty where it is one."""
    major = found.get("nbformat") if isinstance(found, dict) else None
    if isinstance(major, int) and major != FORMAT:
        return f"it is in version {major} of the notebook format; save it anew in Jupyter, which writes {FORMAT}."
    if major is None:
        return f"it is no notebook. {REMEDY}"
    _name_cells(found)
    place = invalid_at(found)
    return f"it is no valid notebook (see {place}). {REMEDY}" if place is not None else ""


def _name_cells(found: Any) -> None:
    """Give an id to cells that lack one, by their number: what the library would give is random."""
    cells = found.get("cells")
    minor = found.get("nbformat_minor")
    if not isinstance(cells, list) or not isinstance(minor, int) or minor < WITH_IDS:
        return
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and (cell.get("id") is None or cell["id"] in seen):
            cell["id"] = f"cell-{number}"
        seen.add(str(cell.get("id")) if isinstance(cell, dict) else "")


def invalid_at(notebook: Any) -> str | None:
    """Return where a notebook breaks the rules of its format; None where it keeps them."""
    error = next(iter(iter_validate(notebook, relax_add_props=True)), None)
    if error is None:
        return None
    return "".join(f"[{step}]" for step in error.absolute_path if isinstance(step, int) or step.isidentifier()) or "top"
