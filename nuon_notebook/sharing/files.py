"""Notebook files: where a copy may be written, how notebooks are read, and how files are written, all or none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nbformat import from_dict, v4
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from nuon_notebook.display.formats import join_words
from nuon_notebook.sharing.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

NOTEBOOK: Final = ".ipynb"
SHARED: Final = ".shared"
MAJOR_VERSION: Final = 4  # of the notebook format; the one that all current tools write
MINOR_VERSION_WITH_IDS: Final = 5
REMEDY: Final = "Save it again in Jupyter."


def path_of_copy(source: Path, output: str | os.PathLike[str] | None) -> Path:
    """Return where the copy of a notebook is written: `output`, or beside it as `NAME.shared.ipynb`.

    Raises:
        ShareError: the copy cannot be written there.
    """
    if not source.name:
        what = f"{source} cannot be shared:"
        raise ShareError(what, "it is not a file.")
    copy = source.with_suffix(f"{SHARED}{NOTEBOOK}") if output is None else Path(output)
    check_writable(copy, source)
    if copy.suffix != NOTEBOOK:
        raise bad_path(copy, f"its name must end with {NOTEBOOK}.")
    return copy


def check_writable(path: Path, source: Path) -> None:
    """Check that a file can be written and is not the notebook that is shared.

    Raises:
        ShareError: it cannot, or it is.
    """
    try:
        if path.is_dir():
            problem = "it is a folder."
        elif not path.parent.is_dir():
            problem = "there is no such folder."
        elif path.exists() and source.exists() and path.samefile(source):
            problem = "it is the notebook itself, which stays as it is; name another file."
        else:
            return
    except OSError as error:
        problem = f"{error.strerror}."
    raise bad_path(path, problem)


def bad_path(path: Path, problem: str) -> ShareError:
    """Return the error for a place where the copy cannot be written."""
    return ShareError(f"The copy cannot be {path}:", problem)


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in a file.

    Raises:
        ShareError: the file cannot be read, or contains no notebook. The message quotes nothing of its text.
    """
    try:
        document: Any = json.loads(path.read_bytes())
    except OSError as error:
        problem = f"{error.strerror}."
    except (ValueError, RecursionError):
        problem = f"it is not JSON. {REMEDY}"
    else:
        problem = _problem(document)
        if not problem:
            notebook: NotebookNode = rejoin_lines(from_dict(document))
            return notebook
    what = f"{path} cannot be shared:"
    raise ShareError(what, problem)


def _problem(document: Any) -> str:
    """Return why a JSON document cannot be shared as a notebook; empty if it can."""
    major = document.get("nbformat") if isinstance(document, dict) else None
    if isinstance(major, int) and major != MAJOR_VERSION:
        return (
            f"it is in version {major} of the notebook format; save it again in Jupyter, which writes {MAJOR_VERSION}."
        )
    if major is None:
        return f"it is not a notebook. {REMEDY}"
    _add_cell_ids(document)
    place = _first_invalid(document)
    return f"it is not a valid notebook (see {place}). {REMEDY}" if place is not None else ""


def _add_cell_ids(document: Any) -> None:
    """Give cells without an id one made of their number. Those that nbformat would give are random."""
    cells = document.get("cells")
    minor = document.get("nbformat_minor")
    if not isinstance(cells, list) or not isinstance(minor, int) or minor < MINOR_VERSION_WITH_IDS:
        return
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and (cell.get("id") is None or cell["id"] in seen):
            cell["id"] = f"cell-{number}"
        seen.add(str(cell.get("id")) if isinstance(cell, dict) else "")


def _first_invalid(notebook: Any) -> str | None:
    """Return where a notebook first breaks the rules of its format; None if it is valid."""
    error = next(iter(iter_validate(notebook, relax_add_props=True)), None)
    if error is None:
        return None
    return "".join(f"[{step}]" for step in error.absolute_path if isinstance(step, int) or step.isidentifier()) or "top"


def to_json(notebook: NotebookNode) -> str:
    """Return a notebook as the text of a file. The same notebook gives the same text.

    Raises:
        ShareError: it is not a valid notebook.
    """
    place = _first_invalid(notebook)
    if place is not None:
        problem = f"The copy would not be a valid notebook (see {place})."
        raise ShareError(problem)
    text: str = v4.writes(notebook)
    return text if text.endswith("\n") else f"{text}\n"


def write_files(contents: Mapping[Path, str]) -> None:
    """Write all files or none: each is written to a temporary file, which replaces it once all are complete.

    Raises:
        ShareError: a file cannot be written.
    """
    temporary = {path: path.with_name(f".{os.getpid()}-{number}.part") for number, path in enumerate(contents)}
    try:
        for path, text in contents.items():
            _write(temporary[path], text.encode("utf-8", "replace"))
        for path, part in temporary.items():
            part.replace(path)
    except OSError as error:
        what = f"{join_words(list(map(str, contents)))} cannot be written:"
        raise ShareError(what, f"{error.strerror}.") from None
    finally:
        for part in temporary.values():
            part.unlink(missing_ok=True)


def _write(part: Path, content: bytes) -> None:
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
