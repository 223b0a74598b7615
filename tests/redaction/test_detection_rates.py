from __future__ import annotations

from tests.secret_samples.table import markdown, rates


def test_the_goals_of_detection_are_reached() -> None:
    short = [(row.subject, row.display, row.share, row.missed) for row in rates() if not row.reached]

    assert short == []


def test_the_table_has_a_row_for_each_subject() -> None:
    rows = [*rates()]

    assert markdown(rows).count("\n") == len(rows) + 1
