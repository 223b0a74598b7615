from __future__ import annotations

from pathlib import Path

from tests.secret_samples.table import markdown, rates

SECURITY = Path(__file__).parents[2] / "SECURITY.md"


def test_the_goals_of_detection_are_reached_and_security_quotes_the_table() -> None:
    rows = [*rates()]
    quoted = [line.strip() for line in SECURITY.read_text(encoding="utf-8").splitlines()]

    assert [(row.subject, row.missed) for row in rows if not row.reached] == []
    assert [line for line in markdown(rows).splitlines() if line not in quoted] == []
