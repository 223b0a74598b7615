"""One screen of a terminal."""

from __future__ import annotations

from nuon_notebook import demo_client, load_installer, loader
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.problems import problems
from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.display.terminal import height, plain, width
from nuon_notebook.screen import ALL, LINES, in_short, shares
from tests.analysis.fleets import app, before, failed_workflow, install, waiting_workflow


def crowded() -> object:
    installs = [
        install(
            f"customer-{at}-with-a-long-name-{'x' * 40}",
            failed_workflow(before(hours=at + 1)),
            waiting_workflow(before(days=at + 1)),
        )
        for at in range(60)
    ]
    return app(*installs)


def lines_of(text: str) -> int:
    return sum(map(height, text.splitlines()))


def test_the_demo_installer_fits_one_screen_without_the_install_that_is_well() -> None:
    lines = plain(in_short(load_installer("demo"))).splitlines()
    assert len(lines) <= LINES
    assert lines[0] == "Fernhill 3 apps · 8 installs"
    assert lines[1] == "8 installs 4 behind · 2 failing · 1 stuck · 2 for approval, 1 for the customer"
    assert [one for one in lines if "polder-water-board" in one] == []
    assert "7 problems on 3 of 8 installs and in 1 config · 3 now · 2 in the last 24 hours" in lines
    assert "2 steps waiting for approval on 2 of 8 installs · 1 more for the customer" in lines
    assert lines[-2] == "as of 2025-11-24 12:00 UTC; not looked at: older workflows of 5 installs"
    assert lines[-1] == f"{ALL}, also all 8 installs"


def test_many_installs_share_the_screen_and_what_is_not_shown_is_counted() -> None:
    shown = crowded()
    text = in_short(shown)
    assert lines_of(text) <= LINES
    assert max(map(width, text.splitlines())) <= 80
    assert "60 problems on 60 of 60 installs · 24 in the last 24 hours\n" in plain(text)
    assert plain(text).splitlines()[-1] == f"{ALL}, also all 60 installs, 60 problems, 60 steps"


def test_many_problems_and_approvals_alone_are_within_one_screen() -> None:
    for answer in (problems(crowded()), approvals(crowded())):
        text = in_short(answer)
        assert LINES // 2 < lines_of(text) <= LINES
        assert text.splitlines()[-1] == ALL


def test_what_fits_says_nothing_of_more() -> None:
    assert ALL not in in_short(approvals(loader.load_installer(demo_client(), INSTALLER_ID)))


def test_what_one_does_not_need_is_for_the_others() -> None:
    assert shares([10, 2, 10], 12) == [5, 2, 5]
    assert shares([1, 1], 12) == [1, 1]
    assert shares([9, 9], 5) == [3, 2]
    assert shares([], 5) == []


def test_a_screen_shows_no_secret_and_no_control_character() -> None:
    token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    shown = app(install("acme\x1b[31m", failed_workflow(before(hours=1), why=f"{token} is wrong")))
    text = in_short(shown)
    assert token not in text
    assert "\x1b" not in text
