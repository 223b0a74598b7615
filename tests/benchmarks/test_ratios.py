"""The arithmetic of the benchmarks: ratios, goals, the comparison with what was recorded."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from ipywidgets import HTML, Accordion, VBox
from ipywidgets.widgets.widget import _instances

from benchmarks import results
from benchmarks.__main__ import main
from benchmarks.displaying import visible_text
from benchmarks.exploring import by_hand, opened_since
from benchmarks.kernels import shortest
from benchmarks.loading import installer_bytes
from benchmarks.measuring import ROWS, SHORT, Figures, Meter, ProfilingMeter, Row, processor_time
from benchmarks.results import Result, doubled, in_words, markdown, record_baseline, table, worse
from nuon_notebook.models import Installer


def result(name: str, *ratios: float, goal: float | None = 3.0) -> Result:
    row = Row(name, f"what {name} does", "its peer", goal, "CPU s", lambda _: None)
    return Result(row, Figures(ratios, (1.0,) * len(ratios)))


def test_a_ratio_is_the_median_of_the_ratios_of_pairs() -> None:
    assert Figures((2.0, 30.0, 9.0), (1.0, 10.0, 3.0)).ratio == 3.0
    assert Figures((10.0, 1.0, 1.0), (1.0, 1.0, 10.0)).ratio == 1.0


def test_a_row_without_a_peer_has_no_ratio() -> None:
    assert Figures((1.0, 2.0)).ratio is None


def test_sides_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        _ = Figures((1.0, 2.0), (1.0,)).ratio


@pytest.mark.parametrize(
    ("ratio", "recorded", "expected"),
    [
        (2.0, 1.0, False), (2.01, 1.0, True), (0.5, 1.0, False), (0.19, 0.05, False), (0.21, 0.05, True),
        (None, 1.0, False), (5.0, None, False),
    ],
)  # fmt: skip
def test_a_ratio_has_doubled_above_twice_the_recorded_one(
    ratio: float | None, recorded: float | None, expected: bool
) -> None:
    assert doubled(ratio, recorded) is expected


def test_only_what_doubled_each_time_is_worse() -> None:
    again = {"slow": iter([9.0, 8.0]), "busy": iter([9.0, 1.1])}
    found = worse(
        [result("slow", 10.0), result("busy", 10.0), result("same", 1.2)],
        {"slow": 1.0, "busy": 1.0, "same": 1.0},
        lambda row: result(row.name, next(again[row.name])),
    )
    assert found == ["slow: 8.00 × where 1.00 × is recorded"]


def test_the_short_form_fails_where_a_ratio_doubled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = []
    for figure in (2.0, 2.5):
        slow = Row("slow", "slow work", "quick work", 1.0, "CPU s", lambda meter, own=figure: meter.record(own, 1.0))
        monkeypatch.setitem(ROWS, "slow", slow)
        monkeypatch.setattr("benchmarks.__main__.baseline", lambda: {"slow": 1.0})
        ended.append(main(["--short", "slow"]))
    assert ended == [0, 1]
    assert "slow: 2.50 × where 1.00 × is recorded" in capsys.readouterr().out


def test_a_row_that_fails_is_told_and_spares_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(ROWS, "broken", Row("broken", "broken", "", None, "s", lambda _: open_nothing()))
    monkeypatch.setitem(ROWS, "whole", Row("whole", "whole", "", None, "s", lambda meter: meter.record(1.0)))
    assert main(["broken", "whole"]) == 1
    shown = capsys.readouterr().out
    assert "FAILED: AssertionError: opening a row made no widgets" in shown
    assert "1.00 s" in shown


def open_nothing() -> None:
    opened_since(set(_instances))


def test_the_short_form_has_rows_in_processor_time_only() -> None:
    with pytest.raises(SystemExit):
        main(["--help"])  # registers the rows
    assert [row.name for row in ROWS.values() if row.short and (row.unit != "CPU s" or row.goal is None)] == []


def test_the_baseline_has_every_row_of_the_short_form() -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert set(results.baseline()) == {row.name for row in ROWS.values() if row.short}


def test_a_row_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no_such_row"])
    assert "load_large_vendor" in capsys.readouterr().err


def test_ratios_are_recorded_not_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(results, "BASELINE_FILE", tmp_path / "baseline.json")
    alone = Result(Row("alone", "", "", None, "s", lambda _: None), Figures((5.0,)))
    record_baseline([result("one", 1.23456), result("two", 2.0), result("gone", 1.0), alone], [])
    record_baseline([result("two", 2.5)], ["one", "two"])
    assert json.loads((tmp_path / "baseline.json").read_text()) == {"one": 1.235, "two": 2.5}


def test_the_table_says_whether_a_goal_is_reached() -> None:
    shown = [result("good", 3.0), result("bad", 3.1), result("free", 9.0, goal=None)]
    assert [one.reached for one in shown] == [True, False, None]
    lines = table(shown).splitlines()
    assert "✓ ≤ 3 ×" in lines[1]
    assert "✕ ≤ 3 ×" in lines[2]
    assert "≤" not in lines[3]
    assert "| what good does | its peer | 3.00 s CPU | 1.00 s CPU | 3.00 × | ✓ ≤ 3 × |  |" in markdown(shown, {})


@pytest.mark.parametrize(
    ("figure", "unit", "words"),
    [(2.5e6, "bytes", "2.5 MB"), (2500, "bytes", "2.5 kB"), (0.0123, "CPU s", "12.3 ms CPU"), (1.5, "s", "1.50 s")],
)
def test_figures_have_units(figure: float, unit: Any, words: str) -> None:
    assert in_words(figure, unit) == words


@pytest.mark.parametrize(("requests", "latencies"), [(1, 3), (9, 3), (25, 4), (81, 11), (241, 31), (242, 32)])
def test_the_shortest_time_is_that_of_full_slots_or_of_the_chain(requests: int, latencies: int) -> None:
    assert shortest(requests, at_once=8, levels=3) == latencies


def test_processor_time_counts_work_and_no_waiting() -> None:
    assert processor_time(lambda: sum(range(3_000_000))) > 0.005
    assert processor_time(lambda: time.sleep(0.2)) < 0.1


def test_profiling_runs_our_side_only() -> None:
    ran = []
    meter = ProfilingMeter(SHORT)
    meter.compare(lambda: ran.append("ours"), lambda: ran.append("peer"))
    assert ran == ["ours"]
    assert "function calls" in meter.report()


def test_both_sides_run_in_turn() -> None:
    ran: list[str] = []
    meter = Meter(SHORT)
    for _ in range(2):
        meter.compare(lambda: ran.append("ours"), lambda: ran.append("peer"))
    assert ran == ["ours", "peer", "ours", "peer"]
    assert len(meter.figures.own) == len(meter.figures.peer) == 2
    assert all(map(math.isfinite, meter.figures.own))


def test_visible_text_is_what_a_reader_sees() -> None:
    page = "<style>a { b }</style><p title='no'>One\n  <b>two</b> &amp; three</p><svg><title>no</title></svg>four"
    assert visible_text(page) == "One two & threefour"


def test_widgets_by_hand_are_those_that_were_opened() -> None:
    before = set(_instances)
    own = [HTML("<p>one</p>"), Accordion([VBox(), VBox()], titles=("a", "b")), VBox()]
    made: list[Any] = []
    by_hand(opened_since(before), made)
    kinds = sorted(type(widget).__name__ for widget in made)
    for widget in (*own, *made):
        widget.close()
    assert kinds == ["Accordion", "HTML", "VBox", "VBox", "VBox"]
    assert [widget.value for widget in made if isinstance(widget, HTML)] == ["<p>one</p>"]


def test_opening_nothing_is_an_error() -> None:
    with pytest.raises(AssertionError, match="made no widgets"):
        opened_since(set(_instances))


def test_an_installer_of_every_property_is_about_as_large_as_asked() -> None:
    body = installer_bytes(1.0)
    assert 0.8e6 < len(body) < 1.2e6
    assert Installer.model_validate_json(body).unreadable == ()
