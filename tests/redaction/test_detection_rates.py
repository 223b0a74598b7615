from __future__ import annotations

from tests.secret_samples.table import HEADINGS, markdown, rates


def test_the_goals_of_detection_are_reached_and_the_table_says_so() -> None:
    rows = [*rates()]

    assert [(row.subject, row.missed) for row in rows if not row.reached] == []
    assert [line.count("|") for line in markdown(rows).splitlines()] == [len(HEADINGS) + 1] * (len(rows) + 2)
