"""What a copy no longer holds: what needs a kernel, and what was never meant to stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from nbformat import v4

from nuon_notebook.sharing import share
from tests.sharing.conftest import code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VIEW = {"version_major": 2, "version_minor": 0, "model_id": "ab12"}
DISPLAYED = """
import IPython.display
bundle = {'text/html': '<b>static</b>', 'text/plain': 'static', 'application/vnd.jupyter.widget-view+json':
          {'version_major': 2, 'version_minor': 0, 'model_id': ipywidgets.Button().model_id}}
IPython.display.display(bundle, raw=True)
"""
STATE = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}}


def outputs(notebook: Any, cell: int = 0) -> list[Any]:
    found: list[Any] = notebook["cells"][cell]["outputs"]
    return found


def test_a_widget_view_gives_way_to_the_static_html_beside_it(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", shown(html="<b>whole</b>", plain="whole", view=VIEW)))
    assert outputs(copy)[0]["data"] == {"text/html": ["<b>whole</b>"], "text/plain": ["whole"]}


def test_a_widget_view_gives_way_to_whatever_else_shows_it(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", shown(plain="FigureWidget()", view=VIEW, json={"figure": 1})))
    assert outputs(copy)[0]["data"] == {"application/json": {"figure": 1}, "text/plain": ["FigureWidget()"]}


def test_a_widget_without_static_html_is_told_in_one_line(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", shown(plain="IntSlider(value=7, max=10)", view=VIEW)))
    assert outputs(copy)[0]["data"] == {"text/plain": ["A widget (IntSlider) was here; it has no static form."]}


def test_a_list_of_anything_stays(shared: Callable[..., Any]) -> None:
    failures = []
    for listed in ([{"a": 1}, {"b": 2}], [1, 2], [None], [[]], [["x"]]):
        for bundle in ({"json": listed, "plain": "x"}, {"json": listed}, {"json": listed, "view": VIEW}):
            data = outputs(shared(code("1", shown(**bundle))))[0]["data"]
            if data["application/json"] != listed:
                failures.append((bundle, data))
    assert failures == []


def test_the_store_of_widget_states_is_gone(shared: Callable[..., Any]) -> None:
    assert "widgets" not in shared(code(), widgets=STATE)["metadata"]


def test_what_was_typed_is_gone(shared: Callable[..., Any]) -> None:
    copy = shared(code("input()", stream("typed by hand\n", "stdin"), stream("printed\n")))
    assert [output["name"] for output in outputs(copy)] == ["stdout"]


def test_of_a_traceback_the_last_line_stays(shared: Callable[..., Any]) -> None:
    lines = ["\x1b[31m---------\x1b[0m", "File /home/somebody/private.py:3", "NameError: name 'x' is not defined"]
    failed = v4.new_output("error", ename="NameError", evalue="name 'x' is not defined", traceback=lines)
    assert outputs(shared(code("x", failed)))[0]["traceback"] == ["NameError: name 'x' is not defined"]


def test_remnants_of_progress_and_empty_outputs_are_gone(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", shown(), stream("\n"), shown(plain=""), shown(plain="kept")))
    assert [output["data"] for output in outputs(copy)] == [{"text/plain": ["kept"]}]


def test_progress_that_a_kernel_left_behind_is_gone(shared: Callable[..., Any]) -> None:
    left = "Loading installer demo, 3 requests answered, 2 under way: apps …"
    copy = shared(code("1", shown(plain=left), shown(plain=left, html="<b>mine</b>"), stream(left)))
    assert [output["output_type"] for output in outputs(copy)] == ["display_data", "stream"]


def test_a_stream_sent_in_pieces_becomes_one(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", stream("a"), stream("\n"), shown(), stream("b"), stream("\n"), stream("c", "stderr")))
    assert [output["text"] for output in outputs(copy)] == [["a\n", "b\n"], ["c"]]


def test_sources_and_other_metadata_stay_as_they_are(shared: Callable[..., Any]) -> None:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    copy = shared(markdown("# Title\n\ntext"), code("x = 1\n", tags=["t"]), kernelspec=kernel, title="T")
    assert [cell["source"] for cell in copy["cells"]] == [["# Title\n", "\n", "text"], ["x = 1\n"]]
    assert copy["cells"][1]["metadata"] == {"tags": ["t"]}
    assert copy["metadata"] == {"kernelspec": kernel, "title": "T"}


def test_a_cell_without_an_id_gets_the_same_one_in_every_run(save: Callable[..., Path]) -> None:
    path = save(code("1"), code("2"))
    path.write_text(path.read_text().replace('   "id": "c0",\n', ""))
    copies = [share(path).notebook.read_bytes() for _ in range(2)]
    assert copies[0] == copies[1]
    nbformat.validate(nbformat.reads(copies[0].decode(), as_version=4))


def test_real_widgets_of_a_real_kernel(tmp_path: Path) -> None:
    cells = [
        "import ipywidgets; ipywidgets.IntSlider(7)",
        DISPLAYED,
    ]
    notebook = v4.new_notebook(cells=[code(source) for source in cells])
    path = tmp_path / "in.ipynb"
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    nbformat.write(notebook, path)
    assert "widgets" in notebook.metadata
    did = share(path)
    copy = nbformat.read(did.notebook, as_version=4)
    assert [list(cell.outputs[0].data) for cell in copy.cells] == [["text/plain"], ["text/html", "text/plain"]]
    assert "widgets" not in copy.metadata
    assert "1 widget replaced by static HTML" in str(did)
    assert "1 widget had no static HTML" in str(did)
