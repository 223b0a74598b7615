"""The planted secrets of all logs of the demo world reach no surface of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook import demo_client, frame, load_log
from nuon_notebook.demo import world
from nuon_notebook.loader.load import load_workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.analysis.log import Log

PLANTED = "demosecret"


def streams() -> list[str]:
    """The ids of all log streams that have lines with planted values."""
    tables = world().tables
    return [row["log_stream_id"] for row in tables.rows("logs") if PLANTED in str(row["lines"])]


def surfaces(found: Log) -> Iterator[tuple[str, str]]:
    yield "HTML", found._repr_html_()
    yield "text", str(found)
    yield "representation", repr(found)
    yield "lines", found.rows._repr_html_() + repr(found.rows) + "".join(str(line.text) for line in found.rows)
    yield "each line", "".join(line._repr_html_() + str(line) + repr(line) for line in found.rows[:20])
    yield "frame", frame(found, "logs").to_csv()
    yield "headline", str(found.headline)
    yield "stream", str(found.loaded and found.loaded.stream) + repr(found.loaded)


@pytest.fixture(scope="module")
def found() -> list[Log]:
    return [load_log(name, 400, client=demo_client()) for name in streams()]


def test_no_planted_value_is_on_any_surface_of_a_log(found: list[Log]) -> None:
    leaking = [(log.subject, way) for log in found for way, text in surfaces(log) if PLANTED in text]
    assert leaking == []


def test_the_planted_values_really_came(found: list[Log]) -> None:
    records = [record for log in found if log.loaded for record in log.loaded.records]
    assert len(found) > 20
    assert sum(PLANTED in (record.body or "") for record in records) > 20
    assert sum(PLANTED in str(dict(record.log_attributes)) for record in records) > 20
    assert [log.subject for log in found if not log.rows] == []


def test_a_secret_of_what_a_log_belongs_to_is_masked_in_its_lines_by_its_value() -> None:
    workflow = load_workflow(demo_client(), "inw6qj5uddo3adtw9cjt6pfkcv")
    found = workflow.log()
    assert found.sensitive_values.secrets
    assert [value for value in found.sensitive_values.secrets if value in found._repr_html_()] == []
