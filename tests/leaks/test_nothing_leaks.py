"""Nothing leaks: a world full of marked values is displayed in every way, and none is seen that must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.leaks.marked import MARKS, NAMES, ROWS, marks

if TYPE_CHECKING:
    from tests.leaks.conftest import Leaked

DISPLAYS = (
    *("magics", "representations", "logs", "explorer", "opened explorer"),
    *("errors", "completion", "saved", "shared", "page"),
)
ANONYMOUS = ("anonymous", "anonymous page")
SECRET = ("never", "never_if", "keys", "scan")
HIDDEN = (*SECRET, "values", "people")
NOT_OF_THEIR_OWN = {("app.HelmConfig", "values"), ("app.InstallActionWorkflowRun", "run_env_vars")}
"""Shown of a model that is displayed by itself; within an installer the chart and the step say it."""


def found(text: str, *tiers: str) -> list[str]:
    """The rows whose marks are in a text, as the masking table writes them."""
    return sorted(".".join(row) for mark, row in marks(*tiers).items() if mark in text)


def test_the_world_holds_a_marked_value_in_every_row(leaked: Leaked) -> None:
    assert [row for row, mark in MARKS.items() if mark not in leaked.server.sent] == []


@pytest.mark.parametrize("way", [*DISPLAYS, *ANONYMOUS])
def test_no_marked_value_is_displayed(leaked: Leaked, way: str) -> None:
    assert found(leaked.ways[way], *HIDDEN) == []


@pytest.mark.parametrize("way", ANONYMOUS)
def test_no_customer_is_in_what_was_made_anonymous(leaked: Leaked, way: str) -> None:
    assert found(leaked.ways[way], "customers") == []
    assert "customer-1" in leaked.ways[way]


def test_even_on_request_no_secret_is_displayed(leaked: Leaked) -> None:
    assert found(leaked.ways["on request"], *SECRET) == []


def test_on_request_people_and_values_are_displayed(leaked: Leaked) -> None:
    shown = found(leaked.ways["on request"], "people", "values")
    assert "app.Account.email" in shown
    assert "app.HelmComponentConfig.values" in shown


def test_no_secret_is_dumped(leaked: Leaked) -> None:
    assert found(leaked.ways["dumps"], "never", "never_if") == []


def test_what_is_data_is_dumped(leaked: Leaked) -> None:
    dumped = found(leaked.ways["dumps"], "values", "people", "customers")
    assert {"app.HelmComponentConfig.values", "app.Account.email", "app.Install.name"} <= set(dumped)


@pytest.mark.parametrize("way", ["magics", "saved", "shared", "page", "opened explorer", *ANONYMOUS])
def test_the_names_of_variables_are_still_there(leaked: Leaked, way: str) -> None:
    named = [row for row, tier in ROWS.items() if tier == "values" and row[1] != "not_in_the_schema"]
    missing = {row for row in named if NAMES[row] not in leaked.ways[way]}
    assert missing == (NOT_OF_THEIR_OWN if way in {"magics", "opened explorer"} else set())


@pytest.mark.parametrize("way", ["magics", "saved", "shared", "page", "opened explorer"])
def test_customers_are_shown(leaked: Leaked, way: str) -> None:
    assert "app.Install.name" in found(leaked.ways[way], "customers")


def test_no_way_shows_the_token(leaked: Leaked) -> None:
    token = leaked.server.settings["NUON_API_TOKEN"]
    assert [way for way, text in leaked.ways.items() if token in text] == []


def test_the_ways_were_really_taken(leaked: Leaked) -> None:
    said = {
        "magics": "Who runs which version",
        "representations": "AWSAccount",
        "logs": "receive_response_headers",
        "opened explorer": " in hand, 50 shown",
        "errors": "InvalidJSONError",
        "completion": "harbor-desk",
        "dumps": "app_configs",
        "page": "<!DOCTYPE html>",
    }
    assert [way for way, words in said.items() if words not in leaked.ways[way]] == []


def test_the_shared_notebook_is_valid(leaked: Leaked) -> None:
    nbformat.validate(nbformat.read(leaked.copy, as_version=nbformat.NO_CONVERT))
