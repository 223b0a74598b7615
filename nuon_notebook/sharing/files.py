"""Notebook files: where a copy may be written, how notebooks are read, and how files are written, all or none."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from itertools import chain, count
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nbformat import from_dict
from nbformat.v4.rwbase import strip_transient
from nbformat.validator import get_validator

from nuon_notebook.display.formats import join_words
from nuon_notebook.sharing.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nbformat import NotebookNode

NOTEBOOK: Final = ".ipynb"
SHARED: Final = ".shared"
MAJOR_VERSION: Final = 4  # of the notebook format; the one that all current tools write
MINOR_VERSION_WITH_IDS: Final = 5
CELL_TYPES: Final = ("markdown", "code", "raw")
OUTPUT_TYPES: Final = ("stream", "display_data", "execute_result", "error")
TEXTS_IN_LINES: Final = ("application/javascript", "image/svg+xml")  # beside all that begin with `text/`
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


def is_known_cell(cell: NotebookNode) -> bool:
    """Return whether a cell is of a type that this version of the format defines."""
    return cell.cell_type in CELL_TYPES


def is_known_output(output: NotebookNode) -> bool:
    """Return whether an output is of a type that this version of the format defines."""
    return output.output_type in OUTPUT_TYPES


def outputs_of(cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a code cell; other cells have none, even if a property is named so."""
    outputs: list[NotebookNode] = cell.outputs if cell.cell_type == "code" else []
    return outputs


def attachments_of(cell: NotebookNode) -> dict[str, dict[str, Any]]:
    """Return the attachments of a cell of text. The oldest minor versions of the format do not define them."""
    attachments = {} if cell.cell_type == "code" else cell.get("attachments", {})
    is_valid = isinstance(attachments, dict) and all(map(_is_bundle_of_texts, attachments.values()))
    return attachments if is_valid else {}


def _is_bundle_of_texts(bundle: Any) -> bool:
    return isinstance(bundle, dict) and all(isinstance(_join_lines("", content), str) for content in bundle.values())


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in a file, with its lines joined.

    Raises:
        ShareError: the file cannot be read, or contains no notebook. The message quotes nothing of its text.
    """
    try:
        if path.exists() and not path.is_file():
            problem = "it is not a file."
        else:
            document: Any = json.loads(path.read_bytes(), parse_constant=_refuse_number, parse_float=_finite)
            problem = _problem(document)
    except OSError as error:
        problem = f"{error.strerror}."
    except _NumberError as error:
        problem = str(error)
    except (ValueError, RecursionError):
        problem = f"it is not JSON. {REMEDY}"
    if problem:
        what = f"{path} cannot be shared:"
        raise ShareError(what, problem)
    notebook: NotebookNode = from_dict(document)
    _change_texts(notebook, _join_lines)
    return notebook


class _NumberError(ValueError):
    """A number that JSON does not have; many programs write it all the same, and browsers cannot read it."""


def _refuse_number(name: str) -> float:
    problem = f"it contains the number {name}, which JSON does not have. Remove the output with it."
    raise _NumberError(problem)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse_number("Infinity")


def _problem(document: Any) -> str:
    """Return why a JSON document cannot be shared as a notebook; empty if it can."""
    major = document.get("nbformat") if isinstance(document, dict) else None
    if type(major) is int and major != MAJOR_VERSION:
        return (
            f"it is in version {major} of the notebook format; save it again in Jupyter, which writes {MAJOR_VERSION}."
        )
    if type(major) is not int or type(document.get("nbformat_minor")) is not int:
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
        if isinstance(cell, dict) and (cell.get("id") is None or str(cell["id"]) in seen):
            cell["id"] = next(free for free in _ids_by_number(number) if free not in seen)
        seen.add(str(cell.get("id")) if isinstance(cell, dict) else "")


def _ids_by_number(number: int) -> Iterator[str]:
    return chain([f"cell-{number}"], (f"cell-{number}-{further}" for further in count(2)))


def _first_invalid(notebook: Any) -> str | None:
    """Return where a notebook first breaks the rules of its format; None if it is valid."""
    validator = get_validator(MAJOR_VERSION, notebook["nbformat_minor"], relax_add_props=True, name="jsonschema")
    if validator is None:
        return "[nbformat_minor]"
    error = next(iter(validator.iter_errors(notebook)), None)
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
    copy = strip_transient(deepcopy(notebook))
    _change_texts(copy, _split_lines)
    return (
        json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "), allow_nan=False) + "\n"
    )


def _join_lines(mime: str, lines: Any) -> Any:
    is_text = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    return "".join(lines) if is_text and not mime.endswith("json") else lines


def _split_lines(mime: str, text: Any) -> Any:
    is_split = mime.startswith("text/") or mime in TEXTS_IN_LINES
    return text.splitlines(keepends=True) if is_split and isinstance(text, str) else text


def _change_texts(notebook: NotebookNode, change: Callable[[str, Any], Any]) -> None:
    """Change all texts that a file holds as lists of lines. What is of an unknown type stays as it is."""
    for cell in filter(is_known_cell, notebook.cells):
        cell.source = change("text/plain", cell.source)
        for bundle in attachments_of(cell).values():
            bundle |= {mime: change(mime, content) for mime, content in bundle.items()}
        for output in filter(is_known_output, outputs_of(cell)):
            if output.output_type == "stream":
                output.text = change("text/plain", output.text)
            elif output.output_type != "error":
                output.data |= {mime: change(mime, content) for mime, content in output.data.items()}


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
