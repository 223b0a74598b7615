"""The picture of a timeline: a bar per step on one time axis, told apart without colour, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.timeline import timeline
from nuon_notebook.analysis.timeline_drawing import LEFT, MAX_ROWS, RIGHT
from tests.analysis.drawings import Picture, pictures_in
from tests.analysis.test_timeline import SKEWED, of, stamp, step

if TYPE_CHECKING:
    from nuon_notebook.analysis.timeline import Timeline

WORKING, APPROVAL, CUSTOMER, OPEN, FAILED = "w", "a", "u", "o", "f"
LEGEND = 1  # each kind that is drawn is drawn once more, with its name


def drawn(found: Timeline) -> Picture:
    (picture,) = pictures_in(found._repr_html_())
    return picture


def bars(found: Timeline) -> list[tuple[float, float]]:
    return [(bar.x, bar.width) for row in found.drawing.rows for bar in row.bars]


def test_each_step_of_the_demo_world_is_in_the_picture_and_in_its_text() -> None:
    found = timeline(load_installer("demo").installs["kestrel-grain-coop"].workflows[3])
    picture = drawn(found)
    assert picture.alt.startswith("Timeline of Reprovisioned install: 57m9s. 40 % waiting for the customer")
    for row in found.rows:
        assert f"{row.step} after" in picture.alt
        assert any(text and (row.step or "").startswith(text.rstrip("…")) for text in picture.texts)
    assert "23m" in picture.texts


def test_what_a_step_did_is_told_by_shape_and_word() -> None:
    plan = step(10, 60, "approved", execution_type="approval", history=[("planning", 10), ("approval-awaiting", 30)])
    picture = drawn(of(step(0, 10), plan, step(60, 100, execution_type="user")))
    assert [picture.count(kind) - LEGEND for kind in (WORKING, APPROVAL, CUSTOMER)] == [2, 1, 1]
    assert {"working", "waiting for approval", "waiting for the customer"} <= {*picture.texts}
    shapes = {one.get("class"): one.tag for one in picture.root.iter() if one.get("class") in (WORKING, CUSTOMER)}
    assert shapes[WORKING] != shapes[CUSTOMER]


def test_bars_are_where_their_times_are() -> None:
    quarter = (RIGHT - LEFT) / 4
    assert bars(of(step(0, 25), step(25, 75), step(50, 100))) == [
        (LEFT, quarter), (LEFT + quarter, 2 * quarter), (LEFT + 2 * quarter, 2 * quarter)
    ]  # fmt: skip


def test_what_runs_has_an_open_end() -> None:
    waiting = step(30, None, "approval-awaiting", history=[("planning", 30)], since=stamp(60))
    picture = drawn(of(step(0, 30), waiting, step(None, None, "pending"), end=None, status="in-progress"))
    assert picture.count(OPEN) == 1 + LEGEND
    assert "still runs" in picture.texts
    assert picture.texts[-1].endswith(" · 1 not started")
    assert picture.alt.endswith(". 1 not started")
    assert "so far ! waits" in picture.alt


def test_nothing_that_ended_has_an_open_end() -> None:
    assert drawn(of(step(0, 30))).count(OPEN) == 0


def test_retries_and_failures_are_told() -> None:
    picture = drawn(of(step(0, 10, "error", group_idx=3), step(10, 20, group_idx=3, group_retry_idx=1), step(20, 30)))
    assert "deploy try 2" in picture.texts
    assert "✕ 10s" in picture.texts
    assert "✕ failed" in picture.alt


def test_what_failed_is_drawn_apart_from_what_succeeded() -> None:
    expired = of(step(0, 50, "approval-expired", execution_type="user"), step(50, 100, execution_type="user"))
    picture = drawn(expired)
    assert picture.count(FAILED) == 1 + LEGEND
    assert picture.count(CUSTOMER) == 2 + LEGEND
    assert "failed" in picture.texts
    assert drawn(of(step(0, 50))).count(FAILED) == 0


def test_the_names_of_the_demo_world_s_steps_are_not_cut() -> None:
    picture = drawn(timeline(load_installer("demo").installs["kestrel-grain-coop"].workflows[3]))
    assert "wait for the customer to run the stack" in picture.texts


@pytest.mark.parametrize("kind", SKEWED)
def test_clock_skew_survives(kind: str) -> None:
    found = of(*SKEWED[kind])
    assert drawn(found).texts
    assert all(x >= LEFT and x + width <= RIGHT for x, width in bars(found))


def test_a_contradiction_is_told() -> None:
    picture = drawn(of(step(60, 40)))
    assert "! 0ms" in picture.texts
    assert "its times contradict each other" in picture.alt


def test_without_a_step_that_started_there_is_no_picture() -> None:
    assert pictures_in(of()._repr_html_()) == []
    assert pictures_in(of(step(None, None, "pending"))._repr_html_()) == []


def test_400_steps_stay_readable() -> None:
    found = of(*(step(at, at + 1 + at % 50, name=f"step {at}") for at in range(400)), end=500)
    picture = drawn(found)
    assert len(found.drawing.rows) == MAX_ROWS
    longest = sorted((row.took for row in found.rows if row.took), reverse=True)[:MAX_ROWS]
    named = {row.label for row in found.drawing.rows}
    assert sorted((row.took for row in found.rows if row.step in named and row.took), reverse=True) == longest
    left_out = f"{400 - MAX_ROWS} steps of at most 47s not drawn, 2h25m altogether"
    assert any(left_out in text for text in picture.texts)
    assert left_out in picture.alt
    assert picture.size < 16 * 1024


def test_a_step_that_failed_is_drawn_even_if_it_is_short() -> None:
    steps = [step(at, at + 10) for at in range(400)]
    found = of(*steps, step(5, 6, "error", name="short"), end=500)
    assert "short" in {row.label for row in found.drawing.rows}


def test_texts_are_escaped_in_the_picture_and_beside_it() -> None:
    picture = drawn(of(step(0, 10, name='<b>&"\x00\ud800]]></svg>')))
    assert '<b>&"]]></svg>' in picture.texts
    assert '<b>&"]]></svg> after' in picture.alt


def test_texts_are_masked_before_they_are_cut() -> None:
    token = "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    picture = drawn(of(step(0, 10, name=f"deploy with {token}")))
    assert token[:8] not in picture.svg + picture.alt


def test_the_same_workflow_is_the_same_picture() -> None:
    assert drawn(of(step(0, 10))) == drawn(of(step(0, 10)))


def test_a_picture_displays_itself_alone() -> None:
    found = of(step(0, 10))
    assert found.picture
    assert pictures_in(found.picture._repr_html_()) == [drawn(found)]
    assert str(found.picture).startswith("Deployed")


def test_customers_are_not_in_the_picture() -> None:
    install = load_installer("demo").installs["kestrel-grain-coop"]
    picture = drawn(timeline(install.workflows[3]))
    assert install.name
    assert install.name not in picture.svg + picture.alt
