"""Findings that somebody has checked are allowed one by one, and it is said; nothing allows all of them."""

from __future__ import annotations

import json
import os
import re
import shlex
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from nuon_notebook import cli
from nuon_notebook.redaction.scanner import ALL_RULES
from nuon_notebook.sharing import SecretFoundError, ShareError, share
from nuon_notebook.sharing.allowed import ENTRY, FILE_NAME, kind_name
from tests.cases import failures
from tests.sharing.conftest import JWT, SECRETS, TOKEN, code, markdown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

JWT_IN_CELL_2 = "json-web-token@2"


@pytest.fixture
def path(save: Callable[..., Path]) -> Path:
    """A notebook with a JSON Web Token in its second cell."""
    return save(markdown("fine"), code("1", stream(f"for example {JWT}")))


def write_entries(path: Path, *lines: str) -> None:
    (path.parent / FILE_NAME).write_text("\n".join(lines) + "\n")


def test_the_refusal_names_the_entry_that_lets_its_finding_through(
    save: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def allowed(secret: str) -> None:
        path = save(markdown("fine"), code("1", stream(secret)))
        assert cli.main(["share", str(path)]) == 1
        refusal = capsys.readouterr().err
        options = re.findall(r"--allow [^ ]+(?=[. ])", refusal.replace(".\n", " ").replace(". ", " "))
        assert options
        assert cli.main(["share", str(path), *chain.from_iterable(map(shlex.split, options))]) == 0
        said = capsys.readouterr().out
        assert "finding" in said
        assert "allowed (cell 2, output (stdout): " in said
        assert said.endswith("nothing else recognised as secret.\n")

    assert failures(allowed, SECRETS.values()) == []


def test_every_kind_has_a_name_of_its_own_that_a_shell_leaves_alone() -> None:
    kinds = {rule.kind for rule in ALL_RULES.rules}
    names = {kind_name(kind) for kind in kinds}
    assert len(names) == len({kind.lower() for kind in kinds})
    assert [name for name in names if shlex.quote(name) != name or not ENTRY.fullmatch(f"{name}@1")] == []


def test_what_was_allowed_is_said(path: Path) -> None:
    said = share(path, allow=[JWT_IN_CELL_2]).summary
    assert "1 finding allowed (cell 2, output (stdout): JSON Web Token), nothing else recognised as secret." in said


def test_a_cell_may_be_named_by_its_id(path: Path) -> None:
    assert "1 finding allowed" in share(path, allow=["json-web-token@c1"]).summary


def test_it_is_allowed_in_the_page_and_in_an_anonymized_copy_too(path: Path) -> None:
    shared = share(path, html=True, anonymize=True, allow=[JWT_IN_CELL_2])
    assert shared.page
    assert JWT in shared.notebook.read_text()
    assert JWT in shared.page.read_text()


def test_what_belongs_to_no_cell_is_allowed_as_the_notebook_s(save: Callable[..., Path]) -> None:
    assert "1 finding allowed" in share(save(code(), note=JWT), allow=["json-web-token@notebook"]).summary


def test_an_entry_allows_nothing_in_another_cell_and_no_other_kind(save: Callable[..., Path]) -> None:
    path = save(markdown(JWT), code("1", stream(f"{JWT} {TOKEN}")))
    with pytest.raises(SecretFoundError) as raised:
        share(path, allow=[JWT_IN_CELL_2])
    assert raised.value.places == (("cell 1, source", "JSON Web Token"), ("cell 2, output (stdout)", "Nuon token"))
    assert raised.value.entries == ("json-web-token@1", "nuon-token@2")


def test_an_entry_that_allows_nothing_is_named(path: Path) -> None:
    said = share(path, allow=[JWT_IN_CELL_2, "nuon-token@1", "json-web-token@9"]).summary
    assert "2 entries allowed nothing (nuon-token@1 and json-web-token@9)" in said


MALFORMED = (
    *("", "*", "*@2", "json-web-token@*", "json-web-token", "@2", "json-web-token@", "JSON Web Token@2", "a@1 b@2"),
)


def test_an_entry_that_is_none_is_refused_in_one_paragraph(path: Path) -> None:
    def refused(entry: str) -> None:
        with pytest.raises(ShareError, match="An entry is KIND@CELL") as raised:
            share(path, allow=[JWT_IN_CELL_2, entry])
        assert "\n" not in str(raised.value)

    assert failures(refused, MALFORMED) == []


def test_a_known_secret_cannot_be_allowed(save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for token, kinds in (("plain-words-of-a-token", []), (JWT, ["json-web-token@1"])):
        monkeypatch.setenv("NUON_API_TOKEN", token)
        with pytest.raises(SecretFoundError, match="the token in use") as raised:
            share(save(markdown(token)), allow=["json-web-token@1", "the-token-in-use@1"])
        assert [entry for entry in raised.value.entries if entry not in kinds] == []


def test_the_file_beside_the_notebook_allows_what_it_gives_a_reason_for(path: Path) -> None:
    write_entries(path, "# checked by us", "", "in.ipynb  json-web-token@2  # the example of the standard")
    assert "1 finding allowed" in share(path).summary


def test_the_file_s_entries_for_other_notebooks_are_left_alone(path: Path) -> None:
    write_entries(path, "in.ipynb json-web-token@2 # made up", "other one.ipynb nuon-token@7 # made up")
    assert "allowed nothing" not in share(path).summary


def test_the_file_s_entries_outlive_a_new_run_and_end_with_their_cell(path: Path) -> None:
    write_entries(path, "in.ipynb json-web-token@c1 # made up")
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"][0]["text"] = [f"run again {JWT}"]
    notebook["cells"].insert(0, notebook["cells"].pop(1))
    path.write_text(json.dumps(notebook))
    assert share(path)
    notebook["cells"][0]["id"] = "another"
    path.write_text(json.dumps(notebook))
    with pytest.raises(SecretFoundError):
        share(path)


BAD_LINES = (
    "json-web-token@2 # no notebook",
    "in.ipynb json-web-token@2",
    "in.ipynb json-web-token@2 #",
    "in.ipynb *@2 # all",
    "in.ipynb json-web-token@* # all",
    "* json-web-token # all",
    "in.ipynb",
)


def test_a_line_of_the_file_that_is_no_entry_is_named_by_its_number(path: Path) -> None:
    def refused(line: str) -> None:
        write_entries(path, "# ours", line)
        with pytest.raises(ShareError, match=r"\.nuon-share-allow cannot be used: line 2 is not an entry"):
            share(path)

    assert failures(refused, BAD_LINES) == []


def test_a_file_that_cannot_be_read_stops_it(path: Path) -> None:
    file = path.parent / FILE_NAME

    def refused(put: Callable[[], object]) -> None:
        put()
        with pytest.raises(ShareError, match=r"\.nuon-share-allow cannot be used"):
            share(path)
        (file.rmdir if file.is_dir() else file.unlink)()

    ways = (file.mkdir, lambda: os.mkfifo(file), lambda: file.symlink_to(file), lambda: file.write_bytes(b"\xff\xfe\0"))
    assert failures(refused, ways) == []
