"""The history of an install: its workflows on days, by type and status, and the same in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.install_history import COLUMN, LEFT, MAX_COLUMNS, MAX_ROWS, SIGNS, InstallHistory
from nuon_notebook.display import formats
from nuon_notebook.models import Install
from nuon_notebook.store import Store
from tests.analysis.drawings import Picture, pictures_in
from tests.analysis.fleets import NOW
from tests.cases import failures
from tests.conformance.schema import NEWER


def ran(days_ago: float | None, kind: str = "deploy_components", status: str = "success") -> dict[str, Any]:
    when = None if days_ago is None else (NOW - timedelta(days=days_ago)).isoformat()
    return {"type": kind, "status": {"status": status}, "started_at": when}


def history(*workflows: dict[str, Any]) -> InstallHistory:
    found = Install.model_validate({"name": "acme", "workflows": workflows}).at(Store(None, moment=NOW)).history
    assert found
    return found


def drawn(found: InstallHistory | None) -> Picture:
    assert found
    (picture,) = pictures_in(found._repr_html_())
    return picture


def marks(found: InstallHistory) -> list[tuple[str, str, list[tuple[int, int]]]]:
    """Of each row its type, its sign, and the columns with their numbers."""
    return [
        (row.kind, row.sign, [((mark.x - LEFT) // COLUMN, mark.number) for mark in row.marks])
        for row in found.drawing.rows
    ]


def test_workflows_are_on_their_days_by_type_and_status() -> None:
    found = history(ran(0), ran(0.1), ran(2, status="error"), ran(3, "drift_run", "in-progress"))
    assert marks(found) == [
        ("Deploy of components", "✕", [(1, 1)]),
        ("", "✓", [(3, 2)]),
        ("Drift check", "◷", [(0, 1)]),
    ]
    assert "Deploy of components, error: 2025-11-22; Deploy of components, success: 2025-11-24 (2)" in drawn(found).alt


def test_its_text_gives_the_real_days_where_a_column_is_several() -> None:
    found = history(ran(0), ran(1), ran(100))
    assert "a column is 7 days" in drawn(found).alt
    assert "Deploy of components, success: 2025-08-16, 2025-11-23, 2025-11-24" in drawn(found).alt


def test_each_workflow_of_the_demo_world_is_counted() -> None:
    for install in load_installer("demo").installs:
        if install.history:
            counted = sum(mark.number for row in install.history.drawing.rows for mark in row.marks)
            assert counted == len(install.workflows)
            assert str(install.name) not in drawn(install.history).svg + drawn(install.history).alt


def test_status_is_told_by_sign_and_word() -> None:
    picture = drawn(history(ran(0, status="error"), ran(0, "drift_run", "approval-awaiting")))
    assert {"✕ error", "! waiting for approval", "✕", "!"} <= {*picture.texts}


def test_every_status_of_the_api_has_the_words_that_the_row_of_the_workflow_has() -> None:
    def holds(status: str) -> None:
        install = Install.model_validate({"workflows": [ran(0, status=status)]}).at(Store(None, moment=NOW))
        (badge,) = install.workflows[0].badges
        words = formats.status_words(badge.status)
        picture = drawn(install.history)
        assert f"{SIGNS[formats.status_tone(status)]} {words}" in picture.texts
        assert f", {words}: 2025-11-24" in picture.alt
        assert f"1 {words}" in str(install.history)

    assert failures(holds, NEWER["app.Status"]["enum"]) == []


def test_what_waits_in_a_workflow_that_runs_counts() -> None:
    step = {"status": {"status": "approval-awaiting"}}
    found = history({**ran(0, status="in-progress"), "steps": [step]})
    assert found.headline.facts == ("1 waiting for approval",)


def test_statuses_of_one_meaning_are_told_apart() -> None:
    found = history(*(ran(0, status=status) for status in ("pending", "cancelled", "drifted", "warning")))
    assert found.headline.facts == ("1 drifted", "1 warning", "1 cancelled", "1 pending")
    assert [row.status for row in found.drawing.rows] == ["drifted", "warning", "cancelled", "pending"]


@pytest.mark.parametrize("days", [0, 1, 15, 16, 40, 300, 5000, 40_000])
def test_any_span_of_time_fits(days: int) -> None:
    found = history(ran(0), ran(days))
    columns = [column for _, _, row in marks(found) for column, _ in row]
    assert 0 <= min(columns) <= max(columns) < MAX_COLUMNS
    assert "from " in drawn(found).texts[-1]


def test_the_time_since_the_last_workflow_is_seen() -> None:
    assert marks(history(ran(15)))[0][2] == [(0, 1)]
    assert drawn(history(ran(15))).texts[-1] == "from 2025-11-09, UTC · a column is 1 day"


def test_400_workflows_of_many_types_are_counted() -> None:
    found = history(*(ran(at / 10, f"type_{at % 30}") for at in range(400)))
    assert len(found.drawing.rows) == MAX_ROWS
    assert "more not drawn" in drawn(found).texts[-1]
    assert drawn(found).size < 32 * 1024


def test_a_workflow_without_a_time_is_counted() -> None:
    assert "1 without a time" in drawn(history(ran(0), ran(None))).texts[-1]


def test_without_any_time_nothing_is_drawn() -> None:
    install = Install.model_validate({"workflows": [ran(None)]})
    assert install.history is None
    assert "could not be shown" not in install._repr_html_()


def test_without_workflows_there_is_no_history_and_nothing_is_said_of_it() -> None:
    assert Install(name="acme").history is None
    assert "History" not in Install(name="acme")._repr_html_() + str(Install(name="acme"))


def test_the_page_of_an_install_holds_it_folded() -> None:
    page = load_installer("demo").installs["eastgate-bank"]._repr_html_()
    assert len(pictures_in(page)) == 1
    before = page[: page.index("<img")]
    assert before[before.rindex("<details") :].startswith("<details><summary><b>History")
    assert "History" not in str(load_installer("demo").installs["eastgate-bank"]), "its workflows say the same"


def test_older_workflows_are_not_said_to_be_none() -> None:
    found = load_installer("demo").installs["eastgate-bank"].history
    assert found
    assert "older ones not loaded" in drawn(found).alt
    assert "older ones not loaded" in drawn(found).texts[-1]
