"""Which notebooks are shared: those that are valid in format 4, newer minors included; no other, and never a fault."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuon_notebook.sharing import SecretFoundError, ShareError, share
from tests.cases import failures
from tests.sharing.conftest import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CODE = {
    "cell_type": "code",
    "execution_count": 1,
    "id": "c1",
    "metadata": {},
    "source": ["1"],
    "outputs": [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
        {"output_type": "display_data", "data": {"text/html": ["<b>x</b>"], "text/plain": "x"}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ],
}
TEXT = {"cell_type": "markdown", "id": "c2", "metadata": {}, "source": "x", "attachments": {"a": {"text/plain": "x"}}}
VALID: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CODE, TEXT]}
NEW_CELL = {"cell_type": "drawing", "metadata": {}, "strokes": [1, {"a": "b"}], "attachments": [1], "source": [2]}
NEW_OUTPUT = {"output_type": "stage", "text": [1, 2], "data": 7}


def with_(document: dict[str, Any], cell: object = None, output: object = None, **changes: Any) -> dict[str, Any]:
    """A valid notebook with changes, with another cell, or with another output."""
    changed = deepcopy(document) | changes
    if cell is not None:
        changed["cells"].append(cell)
    if output is not None:
        changed["cells"][0]["outputs"].append(output)
    return changed


@pytest.fixture
def share_document(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Write a document, share it with all options, and return the copy."""

    def shared(document: object, **options: Any) -> dict[str, Any]:
        path = tmp_path / "in.ipynb"
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        copy: dict[str, Any] = json.loads(share(path, **options).notebook.read_bytes())
        nbformat.validate(copy, relax_add_props=True)
        return copy

    return shared


NEWER = {
    "4.6": with_(VALID, nbformat_minor=6),
    "4.99": with_(VALID, nbformat_minor=99),
    "an unknown cell": with_(VALID, NEW_CELL, nbformat_minor=6),
    "an unknown output": with_(VALID, output=NEW_OUTPUT, nbformat_minor=6),
    "an unknown property": with_(VALID, nbformat_minor=6, later={"a": 1}),
    "a cell whose type is no text": with_(VALID, {**NEW_CELL, "cell_type": ["a"]}, nbformat_minor=6),
    "an output whose type is no text": with_(VALID, output={"output_type": {"a": 1}}, nbformat_minor=6),
}
TOLERATED = {
    "an unknown MIME type": with_(VALID, output={**CODE["outputs"][1], "data": {"x/y": [1, {"a": None}]}}),  # type: ignore[dict-item, index]
    "a property of one's own": with_(VALID, later=1),
    "no ids": with_(VALID, {k: v for k, v in TEXT.items() if k != "id"}),
    "ids that repeat": with_(VALID, TEXT),
    "ids that are those we would give": with_(VALID, {**TEXT, "id": "cell-4"}, cells=[{**CODE}, TEXT, TEXT]),
    "no cells": with_(VALID, cells=[]),
}


def test_what_the_format_allows_is_kept(share_document: Callable[..., dict[str, Any]]) -> None:
    def kept(document: dict[str, Any]) -> None:
        copy = share_document(document, html=True, anonymize=True)
        assert len(copy["cells"]) == len(document["cells"])
        assert copy["nbformat_minor"] == document["nbformat_minor"]

    assert failures(kept, (NEWER | TOLERATED).values()) == []


def test_unknown_cells_and_outputs_are_kept_as_they_are(share_document: Callable[..., dict[str, Any]]) -> None:
    copy = share_document(NEWER["an unknown cell"])
    assert copy["cells"][-1] | {"id": ""} == NEW_CELL | {"id": ""}
    assert share_document(NEWER["an unknown output"])["cells"][0]["outputs"][-1] == NEW_OUTPUT


def test_a_secret_in_unknown_cells_and_outputs_is_found(share_document: Callable[..., dict[str, Any]]) -> None:
    for document, where in (
        (with_(VALID, {**NEW_CELL, "strokes": [{"a": TOKEN}]}, nbformat_minor=6), "cell 3, of an unknown type"),
        (with_(VALID, output={**NEW_OUTPUT, "data": [TOKEN]}, nbformat_minor=6), "cell 1, output of an unknown type"),
    ):
        with pytest.raises(SecretFoundError) as raised:
            share_document(document)
        assert raised.value.places == ((where, "Nuon token"),)


ENCODED = {
    "a byte order mark": json.dumps(VALID).encode("utf-8-sig"),
    "UTF-16": json.dumps(VALID).encode("utf-16"),
    "line ends of Windows": json.dumps(VALID, indent=1).replace("\n", "\r\n").encode(),
    "half a character": json.dumps(VALID).replace('"x"', '"\\ud800"').encode(),
}


def test_other_encodings_of_json_are_read(share_document: Callable[..., dict[str, Any]]) -> None:
    assert failures(lambda document: share_document(document, html=True), ENCODED.values()) == []


REFUSED: dict[str, tuple[Any, str]] = {
    "version 3": (with_(VALID, nbformat=3), "version 3 of the notebook format"),
    "version 5": (with_(VALID, nbformat=5), "version 5 of the notebook format"),
    "a version as text": (with_(VALID, nbformat="4"), "not a notebook"),
    "a version that is true": (with_(VALID, nbformat=True), "not a notebook"),
    "no minor version": ({key: value for key, value in VALID.items() if key != "nbformat_minor"}, "not a notebook"),
    "a minor version as text": (with_(VALID, nbformat_minor="5"), "not a notebook"),
    "a negative minor version": (with_(VALID, nbformat_minor=-1), "not a valid notebook"),
    "no metadata": ({key: value for key, value in VALID.items() if key != "metadata"}, "not a valid notebook"),
    "an unknown cell in 4.5": (with_(VALID, NEW_CELL), r"not a valid notebook \(see \[cells\]\[2\]"),
    "an unknown output in 4.5": (with_(VALID, output=NEW_OUTPUT), "not a valid notebook"),
    "an output without data": (with_(VALID, output={"output_type": "display_data", "metadata": {}}), "not a valid"),
    "a list as an id": (with_(VALID, {**TEXT, "id": ["a"]}), "not a valid notebook"),
    "a cell that is a text": (with_(VALID, "cell"), "not a valid notebook"),
    "NaN": (json.dumps(with_(VALID, later=float("nan"))).encode(), "the number NaN, which JSON does not have"),
    "Infinity": (json.dumps(with_(VALID, later=1)).replace("1}", "1e999}").encode(), "the number Infinity"),
    "5,000 digits": (json.dumps(with_(VALID, later=1)).replace("1}", "1" * 5000 + "}").encode(), "not JSON"),
    "something behind it": (json.dumps(VALID).encode() + b"x", "not JSON"),
    "nothing": (b"", "not JSON"),
    "100,000 levels": (b"[" * 100_000, "not JSON"),
}


def test_what_the_format_does_not_allow_is_refused(share_document: Callable[..., dict[str, Any]]) -> None:
    def refused(document: Any, why: str) -> None:
        with pytest.raises(ShareError, match=why):
            share_document(document, html=True, anonymize=True)

    assert failures(refused, REFUSED.values()) == []


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "in.ipynb"

    def refused(put: Callable[[], object]) -> None:
        put()
        with pytest.raises(ShareError, match="cannot be shared"):
            share(path)
        (path.rmdir if path.is_dir() else path.unlink)()

    assert failures(refused, (path.mkdir, lambda: os.mkfifo(path), lambda: path.symlink_to(path))) == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=9)
    | st.sampled_from(["code", "markdown", "stream", "display_data", "error", "text/html", "<a b='", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def positions(document: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    steps = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [at, *(place for step, value in steps for place in positions(value, (*at, step)))]


@st.composite
def mutations(draw: st.DrawFn) -> Any:
    """A valid notebook in which some values are replaced, removed, or added."""
    document = deepcopy(with_(VALID, nbformat_minor=draw(st.sampled_from([0, 4, 5, 6, 99]))))
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from([place for place in positions(document) if place]))
        parent = document
        for step in outer:
            parent = parent[step]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                parent[last] = draw(VALUES)
            case "remove":
                del parent[last]
            case _ if isinstance(parent, dict):
                parent[draw(st.text(max_size=5))] = draw(VALUES)
            case _:
                parent.append(draw(VALUES))
        if not any(positions(document)):
            break
    return document


@given(document=mutations())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_is_shared_as_a_valid_notebook_or_refused(
    share_document: Callable[..., dict[str, Any]], document: Any
) -> None:
    with suppress(ShareError):
        share_document(document, html=True, anonymize=True)
