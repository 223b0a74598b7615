"""What is read and written: the input stays, the copy is whole or not there, the same bytes each time."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import nbformat
import pytest

from nuon_notebook import cli
from nuon_notebook.sharing import ShareError, files, share
from tests.sharing.conftest import code, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOKEN = "tok" + "4mf9s2kq8w1zx7cv5bn3y0t"


@pytest.fixture
def path(save: Callable[..., Path]) -> Path:
    return save(code("1", shown(html="<b>a</b>", plain="a"), shown()))


def test_the_copy_stands_beside_the_notebook_unless_told_otherwise(path: Path, tmp_path: Path) -> None:
    assert share(path).notebook == tmp_path / "in.shared.ipynb"
    assert share(str(path), tmp_path / "out.ipynb").notebook == tmp_path / "out.ipynb"


def test_the_copy_is_a_valid_notebook(path: Path) -> None:
    nbformat.validate(nbformat.read(share(path).notebook, as_version=nbformat.NO_CONVERT))


def test_the_input_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes(), path.stat().st_mtime_ns
    share(path, html=True, anonymize=True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_same_notebook_gives_the_same_bytes(path: Path) -> None:
    runs = [[file.read_bytes() for file in (did.notebook, did.page) if file] for did in (_both(path), _both(path))]
    assert runs[0] == runs[1]


def _both(path: Path) -> object:
    return share(path, html=True, anonymize=True)


@pytest.mark.parametrize("way", ["itself", "another spelling", "a symbolic link", "a hard link"])
def test_the_notebook_itself_is_no_place_for_the_copy(path: Path, tmp_path: Path, way: str) -> None:
    places = {"itself": path, "another spelling": tmp_path / "home" / ".." / "in.ipynb"}
    if way == "a symbolic link":
        (tmp_path / "link.ipynb").symlink_to(path)
    elif way == "a hard link":
        os.link(path, tmp_path / "link.ipynb")
    before = path.read_bytes()
    with pytest.raises(ShareError, match="stays as it is"):
        share(path, places.get(way, tmp_path / "link.ipynb"))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("output", "why"),
    [("out.txt", "end with .ipynb"), ("gone/out.ipynb", "no such folder"), ("folder.ipynb", "it is a folder")],
)
def test_a_place_that_is_of_no_use_is_refused(path: Path, tmp_path: Path, output: str, why: str) -> None:
    (tmp_path / "folder.ipynb").mkdir()
    with pytest.raises(ShareError, match=why):
        share(path, tmp_path / output)


def test_a_copy_that_cannot_be_completed_leaves_what_was_there(path: Path, tmp_path: Path) -> None:
    (tmp_path / "in.shared.ipynb").write_text("of before")
    (tmp_path / "in.shared.html").mkdir()
    with pytest.raises(ShareError, match=r"in\.shared\.html: it is a folder"):
        share(path, html=True)
    assert (tmp_path / "in.shared.ipynb").read_text() == "of before"
    assert not [file for file in tmp_path.iterdir() if file.name.endswith(".part")]


def test_the_page_does_not_take_the_place_of_the_notebook(path: Path, tmp_path: Path) -> None:
    named = path.rename(tmp_path / "in.html")
    before = named.read_bytes()
    with pytest.raises(ShareError, match="it is the notebook itself"):
        share(named, tmp_path / "in.ipynb", html=True)
    assert named.read_bytes() == before


def test_a_name_that_is_too_long_is_told(path: Path, tmp_path: Path) -> None:
    long = path.rename(tmp_path / ("n" * 249 + ".ipynb"))
    with pytest.raises(ShareError, match="File name too long"):
        share(long)
    assert share(long, tmp_path / ("m" * 249 + ".ipynb"))


@pytest.mark.parametrize("nothing", ["", ".", "/"])
def test_what_names_no_file_is_refused(nothing: str) -> None:
    with pytest.raises(ShareError, match="it is not a file"):
        share(nothing)


@pytest.mark.parametrize("depth", [100, 200, 300, 400, 600, 900, 100_000])
def test_a_notebook_that_is_nested_deep_is_shared_or_refused(path: Path, tmp_path: Path, depth: int) -> None:
    document = json.loads(path.read_text())
    document["metadata"] = {"deep": "HERE"}
    path.write_text(json.dumps(document).replace('"HERE"', "[" * depth + "]" * depth))
    with suppress(ShareError):
        share(path, html=True)


def test_a_refused_notebook_leaves_an_older_copy_alone(save: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "in.shared.ipynb").write_text("of before")
    with pytest.raises(ShareError):
        share(save(code("1", stream(TOKEN))))
    assert (tmp_path / "in.shared.ipynb").read_text() == "of before"


def test_the_copy_has_the_rights_of_any_new_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    assert share(path).notebook.stat().st_mode == (tmp_path / "new").stat().st_mode


def test_the_command_says_in_one_line_what_it_did(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["share", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.endswith("in.shared.ipynb: 1 empty output left out, nothing recognised as secret.\n")


def test_the_command_refuses_in_one_paragraph(save: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["share", str(save(code("1", stream(TOKEN))))]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "cell 1, output (stdout): Nuon token" in said.err
    assert said.err.count("\n") == 1
    assert TOKEN not in said.err


def test_the_command_takes_its_options(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["share", str(path), "-o", str(tmp_path / "out.ipynb"), "--html", "--anonymize"]) == 0
    assert (tmp_path / "out.html").read_text().startswith("<!DOCTYPE html>")
    assert "out.ipynb and " in capsys.readouterr().out


def test_the_command_tells_a_fault_of_its_own_without_quoting(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError(TOKEN)

    monkeypatch.setattr(files, "to_json", fail)
    assert cli.main(["share", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "KeyError in test_files.py, line " in said.err
    assert said.err.count("\n") == 1
    assert TOKEN not in said.err
    assert not path.with_name("in.shared.ipynb").exists()


NO_NOTEBOOKS = (b"", b"{", b"[]", b'{"cells": []}', b'{"nbformat": 4, "nbformat_minor": 5}', b"\xff")


def test_what_is_not_a_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.ipynb"
    failures = []
    for content in NO_NOTEBOOKS:
        path.write_bytes(content)
        try:
            failures.append((content, str(share(path))))
        except ShareError as error:
            if type(error) is not ShareError or "cannot be shared" not in str(error):
                failures.append((content, repr(error)))
    assert failures == []


def test_a_terminal_shows_a_line_of_progress_while_it_takes_long_and_takes_it_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for delay, shows in ((0.0, True), (1000.0, False)):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(sys.modules[share.__module__], "PROGRESS_DELAY", delay)
        share(path)
        written = terminal.getvalue()
        assert ("Sharing in.ipynb" in written) == shows
        assert written == "" or written.endswith("\r\x1b[K")
