"""Nothing leaks: a world full of marked values is displayed in every way, and none is seen that must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat import v4

from nuon_notebook.sharing import share
from nuon_notebook.sharing.errors import SecretFoundError
from tests.leaks.marked import MARKS, NAMES, ROWS, marks, marks_in, names_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.leaks.conftest import Leaked

DISPLAYS = (
    *("magics", "representations", "logs", "explorer", "opened explorer"),
    *("errors", "completion", "saved", "shared", "page"),
)
ANONYMOUS = ("anonymous", "anonymous page")
EVERY = (*DISPLAYS, *ANONYMOUS, "on request", "dumps")
STATE = ("app.AppConfig", "state")
"""Appears once more in a README, which is data."""
SECRET = ("never", "withheld", "never_if", "keys", "scan")
HIDDEN = (*SECRET, "values", "people")
WORDS = "quite-ordinary-words"
"""A token that is only recognised because it is in use."""
WITHIN_OTHERS = {
    ("app.AdHocStepConfig", "env_vars"),
    ("app.InstallAppConfigVersion", "metadata"),
    ("app.OtelLogRecord", "log_attributes"),
    ("app.OtelLogRecord", "resource_attributes"),
    ("app.OtelLogRecord", "scope_attributes"),
    ("app.RunbookStepConfig", "env_vars"),
    ("app.GCPStackOutputs", "break_glass_sa_emails"),
    ("app.GCPStackOutputs", "custom_sa_emails"),
    ("app.TriggerRule", "input_mappings"),
    ("config.CustomNestedStack", "parameters"),
}
"""Shown of a model that is displayed by itself; of the record that holds it, only its title is."""


def found(text: str, *policies: str) -> list[str]:
    """The rows whose marks are in a text, as the masking table writes them."""
    return sorted(".".join(row) for mark, row in marks(*policies).items() if mark in marks_in(text))


def test_the_world_holds_a_marked_value_in_every_row(leaked: Leaked) -> None:
    assert [leaked.way(way) for way in ("opened explorer", "magics")]
    sent = marks_in(leaked.server.sent)
    assert [row for row, mark in MARKS.items() if mark not in sent] == []


@pytest.mark.parametrize("way", [*DISPLAYS, *ANONYMOUS])
def test_no_marked_value_is_displayed(leaked: Leaked, way: str) -> None:
    assert found(leaked.way(way), *HIDDEN) == []


@pytest.mark.parametrize("way", ANONYMOUS)
def test_no_customer_is_in_what_was_made_anonymous(leaked: Leaked, way: str) -> None:
    assert found(leaked.way(way), "customers") == []
    assert "customer-1" in leaked.way(way)


def test_even_on_request_no_secret_is_displayed(leaked: Leaked) -> None:
    assert found(leaked.way("on request"), *SECRET) == []


def test_on_request_people_and_values_are_displayed(leaked: Leaked) -> None:
    shown = found(leaked.way("on request"), "people", "values")
    assert "app.Account.email" in shown
    assert "app.HelmComponentConfig.values" in shown


def test_no_secret_is_dumped(leaked: Leaked) -> None:
    assert found(leaked.way("dumps").replace(f"once more {MARKS[STATE]}", ""), "never", "withheld", "never_if") == []


def test_what_is_data_is_dumped(leaked: Leaked) -> None:
    dumped = found(leaked.way("dumps"), "values", "people", "customers")
    assert {"app.HelmComponentConfig.values", "app.Account.email", "app.Install.name"} <= set(dumped)


@pytest.mark.parametrize("way", ["magics", "saved", "shared", "page", "opened explorer", *ANONYMOUS])
def test_the_names_of_variables_are_still_there(leaked: Leaked, way: str) -> None:
    named = [row for row, policy in ROWS.items() if policy == "values" and row[1] != "not_in_the_schema"]
    missing = {row for row in named if NAMES[row] not in names_in(leaked.way(way))}
    unseen = dict.fromkeys(("magics", "opened explorer"), WITHIN_OTHERS)
    assert missing == unseen.get(way, set())


@pytest.mark.parametrize("way", ["magics", "saved", "shared", "page", "opened explorer"])
def test_customers_are_shown(leaked: Leaked, way: str) -> None:
    assert "app.Install.name" in found(leaked.way(way), "customers")


@pytest.mark.parametrize("way", EVERY)
def test_no_way_shows_the_token(leaked: Leaked, way: str) -> None:
    assert leaked.server.settings["NUON_API_TOKEN"] not in leaked.way(way)


@pytest.mark.parametrize(
    ("way", "words"),
    {
        "magics": "Last problem",
        "representations": "AWSAccount",
        "logs": "receive_response_headers",
        "opened explorer": "50 shown",
        "errors": "ResponseError",
        "completion": "harbor-desk",
        "dumps": "app_configs",
        "page": "<!DOCTYPE html>",
    }.items(),
)
def test_the_ways_were_really_taken(leaked: Leaked, way: str, words: str) -> None:
    assert words in leaked.way(way)


@pytest.mark.parametrize("way", ["errors", "opened explorer"])
def test_a_refusal_that_quotes_the_token_was_shown(leaked: Leaked, way: str) -> None:
    assert "cannot accept Bearer ****" in leaked.way(way)


def test_the_shared_notebook_is_valid(leaked: Leaked) -> None:
    nbformat.validate(nbformat.reads(leaked.way("shared"), as_version=nbformat.NO_CONVERT))


@pytest.mark.parametrize("where", ["source", "output", "metadata"])
@pytest.mark.parametrize("kind", ["the token in use", "a scanned text"])
def test_a_notebook_that_holds_a_secret_is_not_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, kind: str
) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", WORDS)
    secret = WORDS if kind == "the token in use" else f"password: {next(iter(marks('scan')))}"
    texts = {"source": "1", "output": "1", "metadata": "1", where: secret}
    cell = v4.new_code_cell(texts["source"], outputs=[v4.new_output("stream", text=texts["output"])])
    cell.metadata["note"] = texts["metadata"]
    nbformat.write(v4.new_notebook(cells=[cell]), tmp_path / "in.ipynb")
    with pytest.raises(SecretFoundError) as refused:
        share(tmp_path / "in.ipynb", html=True)
    assert secret.removeprefix("password: ") not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.ipynb"]
