"""Two versions compared in the explorer: the same result as everywhere, and everything it needs is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen


def test_the_newest_two_versions_are_compared(screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    assert "v10 → v11 6 changes: 4 components changed, sandbox changed, README changed" in screen.text()
    assert "migrate component changed · tag: 2.13.0 → 2.18.3" in screen.text()


def test_other_versions_can_be_picked(screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    picker = screen.field("Version")
    picker.value = next(key for label, key in picker.options if label == "v8")
    screen.settled()
    assert "v8 → v11" in screen.text()


def test_what_was_loaded_already_is_not_requested_again(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    before = len(server.paths())
    screen.open("Configs")
    screen.open("Compare two versions")
    screen.settled()
    assert len(server.paths()) == before


def test_a_version_that_only_the_comparison_loaded_can_be_opened_with_its_actions(screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    screen.open("Configs", "v9", "Actions")
    screen.settled()
    assert "not loaded" not in screen.opened()[-1]
    assert "probe the api" in screen.text()


def test_actions_that_could_not_be_requested_are_requested_when_they_are_compared(
    server: Server, screen: Screen
) -> None:
    server.fail_next("/action-workflows", 500)
    screen.open("Harbor Desk", "Configs", "v11")
    screen.settled()
    screen.open("Configs", "Compare two versions")
    screen.settled()
    assert "8 actions" in screen.text().split("the same ", 1)[1][:200]
    assert "Not compared" not in screen.text()


def test_a_part_that_failed_is_not_compared_and_says_why(server: Server, screen: Screen) -> None:
    server.fail_next("/action-workflows", 500)
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    note = screen.text().split("Not compared", 1)[1][:400]
    assert "Actions" in note
    assert "(500)" in note
