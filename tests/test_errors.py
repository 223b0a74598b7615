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


def test_an_error_is_shown_in_a_line_each_for_what_why_advice_and_trace_id() -> None:
    error = NotFoundError("No such\n record.", "It was  deleted.", "Look elsewhere.", status=404, trace_id="t1")
    assert error.lines == ["No such record.", "It was deleted.", "Look elsewhere.", "Trace id: t1."]
    assert error._render_traceback_() == ["NotFoundError: No such record.", *error.lines[1:]]
    assert NotFoundError("No such record.", advice="Look elsewhere.").lines == ["No such record.", "Look elsewhere."]


def test_an_error_knows_its_status_and_trace_id() -> None:
    error = NotFoundError("No such record.", status=404, trace_id="t1")
    assert (error.what, error.status, error.trace_id) == ("No such record.", 404, "t1")


def test_an_error_survives_pickling() -> None:
    error = NotFoundError("No such record.", "Why.", "Advice.", status=404, trace_id="t1")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a line before
    assert repr(copy) == repr(error)
    assert copy.status == error.status


def drawn_tree() -> list[tuple[str, str]]:
    """Each error that the module's docstring draws, with its base class."""
    above = ["Exception"]
    drawn = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.split()[0] if line.startswith("    ") else ""
        if name.endswith("Error"):
            depth = (len(line) - len(line.lstrip())) // 2 - 1
            above[depth:] = [name]
            drawn.append((name, above[depth - 1]))
    return drawn


def test_the_tree_at_the_top_of_the_module_is_that_of_the_classes() -> None:
    drawn = drawn_tree()
    own = {name: above for name, above in drawn if name in errors.__all__}
    assert {name: getattr(errors, name).__bases__[0].__name__ for name in own} == own
    assert [pair for pair in drawn if pair[0] not in own] == [
        ("ShareError", "NuonError"), ("SecretFoundError", "ShareError"), ("NameFoundError", "ShareError")
    ]  # fmt: skip
    assert sorted(own) == sorted(errors.__all__)


def test_every_error_is_a_nuon_error_and_says_what_it_stands_for() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert [kind for kind in classes if not (issubclass(kind, NuonError) and kind.__doc__)] == []
    assert issubclass(errors.InvalidIdError, ValueError)


def test_no_error_is_left_out_of_the_public_names() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, NuonError)]
    assert sorted(kind.__name__ for kind in classes) == sorted(errors.__all__)


def test_the_errors_of_sharing_are_found_here_and_imported_only_when_asked_for() -> None:
    script = (
        "import sys, nuon_notebook.errors as errors;"
        "before = 'nuon_notebook.sharing' in sys.modules;"
        "from nuon_notebook.errors import SecretFoundError, ShareError;"
        "print(before, issubclass(SecretFoundError, ShareError), issubclass(ShareError, errors.NuonError))"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "False True True\n"
    with pytest.raises(AttributeError, match="NoSuchError"):
        errors.NoSuchError  # noqa: B018 - the access is what is tested


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
