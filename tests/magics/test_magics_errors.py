"""Errors in a real kernel: at most four lines, and an error that counts as one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from nuon_notebook.demo import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]

WAYS = ("NUON_API_TOKEN", "~/.nuon", "%nuon_connect --ask")


def assert_is_short(error: str) -> None:
    assert 1 <= len(error.splitlines()) <= 4
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("line", "demo"),
    [
        ("%nuon_installer", "`%nuon_installer demo`"),
        ("%nuon_installer int1", "`%nuon_installer demo`"),
        ("%nuon_apps", "`%nuon_apps demo`"),
        ("%nuon_app x", "`%nuon_app demo/harbor-desk`"),
        ("%nuon_problems x", "`%nuon_problems demo --since 7d`"),
    ],
)
def test_without_settings_the_ways_to_give_them_are_named_and_so_is_the_demo(
    kernel: Kernel, line: str, demo: str
) -> None:
    ran = kernel.run(line)
    assert_is_short(ran.error)
    assert [way for way in (*WAYS, "NUON_ORG_ID", demo) if way not in ran.error] == []


@pytest.mark.parametrize("line", ["%nuon_installer", "%nuon_problems", "%nuon_schedule", "%nuon_explore"])
def test_without_settings_and_a_name_each_line_is_one_sentence(kernel: Kernel, line: str) -> None:
    what, how_to_name, how_to_connect = kernel.run(line).error.splitlines()
    assert what == "SettingsError: No installer was named, and there is no token and no org id."
    assert how_to_name.startswith(f"Name one (`{line} ID")
    assert how_to_connect.startswith("Set NUON_API_TOKEN and NUON_ORG_ID, log in with ")
    assert [each for each in (how_to_name, how_to_connect) if ". " in each] == []


def test_asking_where_nobody_can_type_names_the_three_ways(kernel: Kernel) -> None:
    ran = kernel.run("%nuon_connect --ask")
    assert_is_short(ran.error)
    assert [way for way in WAYS if way not in ran.error] == []


def test_an_unknown_installer_and_a_server_without_installers_are_told_apart(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    unknown = kernel.run("%nuon_installer int00000000000000000000000").error
    server.api = NEWEST
    removed = kernel.run("%nuon_installer int00000000000000000000000").error
    assert_is_short(unknown)
    assert_is_short(removed)
    assert unknown.startswith("NotFoundError: ")
    assert removed.startswith("InstallersRemovedError: ")


def test_what_nobody_foresaw_keeps_its_traceback(kernel: Kernel) -> None:
    kernel.run("from nuon_notebook import loader\nkept, loader.load_app = loader.load_app, lambda *_, **__: 1 / 0")
    error = kernel.run("%nuon_app demo/tide-relay").error
    kernel.run("loader.load_app = kept")
    assert "Traceback" in error
    assert "ZeroDivisionError" in error


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> nbformat.NotebookNode:
    """A notebook whose second cell has no settings."""
    for name in ("NUON_API_TOKEN", "NUON_ORG_ID", "NUON_INSTALLER_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUON_CONFIG_FILE", str(tmp_path / "none"))
    cells = [
        nbformat.v4.new_code_cell(source) for source in ("%load_ext nuon_notebook", "%nuon_apps", "print('after')")
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return notebook


def test_an_error_stops_a_run_of_all_cells(failing: nbformat.NotebookNode) -> None:
    with pytest.raises(CellExecutionError, match="SettingsError: Not connected to Nuon"):
        NotebookClient(failing, kernel_name="python3").execute()
    (output,) = failing.cells[1].outputs
    assert (output.output_type, output.ename) == ("error", "SettingsError")
    assert output.evalue.startswith("Not connected to Nuon: there is no token and no org id.")
    assert failing.cells[2].outputs == []


def test_an_error_fails_nbval(failing: nbformat.NotebookNode, tmp_path: Path) -> None:
    file = tmp_path / "failing.ipynb"
    nbformat.write(failing, file)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        str(file),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 1, ended.stdout
    assert "SettingsError: Not connected to Nuon" in ended.stdout


INTERRUPT = """
import os, signal, threading, time
from nuon_notebook import load_app, session

def interrupt():  # once a request is under way
    while not (session._client and session._client._worker._transport._slots._value < 8):
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
"""


def test_ctrl_c_is_told_in_one_line_and_the_next_call_works(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    server.delay(5)
    for line in ("%nuon_app tide-relay", "load_app('tide-relay')", "%nuon_apps", "%nuon_explore tide-relay"):
        ran = kernel.run(INTERRUPT + line)
        assert [content["ename"] for content in ran.contents("error")] == ["KeyboardInterrupt"]
        assert ran.error.startswith("KeyboardInterrupt: loading ")
        assert_is_short(ran.error)
    server.delay(0)
    assert kernel.run("%nuon_app tide-relay").shown[0]["text/plain"].startswith("Tide Relay")
