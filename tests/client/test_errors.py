from __future__ import annotations

import pickle
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from nuon_notebook import errors
from nuon_notebook.errors import NotFoundError, NuonError


def test_an_error_reads_as_one_paragraph_of_what_why_and_advice() -> None:
    error = NotFoundError("No such\n record.", "It was  deleted.", "Look elsewhere.", status=404, trace_id="t1")
    assert str(error) == "No such record. It was deleted. Look elsewhere. Trace id: t1."


def test_an_error_knows_its_status_and_trace_id() -> None:
    error = NotFoundError("No such record.", status=404, trace_id="t1")
    assert (error.what, error.status, error.trace_id) == ("No such record.", 404, "t1")


def test_an_error_survives_pickling() -> None:
    error = NotFoundError("No such record.", "Why.", "Advice.", status=404, trace_id="t1")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a line before
    assert repr(copy) == repr(error)
    assert copy.status == error.status


def test_every_error_is_a_nuon_error_and_says_what_it_stands_for() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, NuonError) and kind.__doc__ for kind in classes)


def test_a_kernel_shows_one_paragraph_without_a_traceback_and_the_cell_fails() -> None:
    code = "from nuon_notebook.errors import NotFoundError\nraise NotFoundError('No such record.')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "error"
    assert (output.ename, output.evalue) == ("NotFoundError", "No such record.")
    assert output.traceback == ["NotFoundError: No such record."]


def test_importing_the_errors_imports_no_http_library() -> None:
    script = (
        "import sys, nuon_notebook.errors;"
        "print([name for name in ('httpx', 'pydantic', 'yaml', 'asyncio') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
