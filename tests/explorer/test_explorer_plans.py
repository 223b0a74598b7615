"""The plans that wait, as rows: requested when they are opened, told from then on wherever they are mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import options
from nuon_notebook.loader import LoadOptions, load_app
from tests.demo_generator.values import SECRET_LABELS, secret
from tests.explorer.screen import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

PLAN = "quarry-mill: plan deploy of gateway"
PLANTED = [secret(label) for label in SECRET_LABELS if label.startswith("plan-") or label.endswith("-diff")]


@pytest.fixture
def mill(explored: Callable[..., Screen], client: Client) -> Screen:
    """An app where plans of three kinds wait."""
    return explored(load_app(client, "mill-gauge", LoadOptions(configs=0, workflows=20)))


@pytest.fixture
def _with_values() -> Iterator[None]:
    options.choose(show_values=True)
    yield
    options.choose(show_values=False)


def requested(server: Server) -> list[str]:
    return [path for path in server.paths() if path.endswith("/contents")]


def row(screen: Screen, title: str) -> str:
    return next(plain(one) for one in reversed(screen.titles()) if plain(one).startswith(title))


def show(screen: Screen, *path: str) -> str:
    screen.open(*path)
    screen.settled()
    return screen.text()


def test_from_the_overview_to_a_plan_that_waits_are_two_openings(mill: Screen, server: Server) -> None:
    assert "waiting for approval" in mill.text()
    shown = show(mill, "Approvals", PLAN)
    for words in (
        "✕ destroy google_compute_firewall.legacy",
        "size (forces the replacement)",
        "answer on the dashboard",
    ):
        assert words in shown
    assert len(requested(server)) == 1


def test_nothing_is_requested_before_a_plan_is_opened_nor_again_when_it_is_opened_once_more(
    mill: Screen, server: Server
) -> None:
    show(mill, "Approvals")
    assert requested(server) == []
    show(mill, PLAN)
    mill.open("Approvals")
    show(mill, "Installs", "quarry-mill", "Workflows", "Deploying component (gateway)", "plan deploy of gateway")
    assert len(requested(server)) == 1


def test_once_it_was_opened_its_row_approvals_and_overview_count_it(mill: Screen) -> None:
    show(mill, "Approvals")
    assert "1 to destroy" not in mill.text() + row(mill, PLAN)
    show(mill, PLAN)
    assert "✕ 1 to destroy" in row(mill, PLAN)
    assert mill.text().count("✕ 1 to destroy") >= 2  # in the overview and in the answer


def test_an_install_and_a_workflow_have_rows_for_what_waits(mill: Screen) -> None:
    show(mill, "Installs", "quarry-mill")
    assert row(mill, "Approvals") == "Approvals 3"
    shown = show(mill, "Workflows", "Deploying component (overlays)", "plan deploy of overlays")
    assert "✕ destroy NetworkPolicy harbor/deny-all" in shown


def test_a_plan_of_a_form_that_nobody_knows_is_not_requested(mill: Screen, server: Server) -> None:
    shown = show(mill, "Approvals", "quarry-mill: plan deploy of pipeline")
    assert "nothing of them is shown" in shown
    assert requested(server) == []


def test_a_plan_that_fails_says_why_and_is_requested_again(mill: Screen, server: Server) -> None:
    server.fail_next("/contents", 500)
    show(mill, "Approvals", PLAN)
    assert "failed to load the plan of approval" in mill.text()
    mill.press("Retry")
    mill.settled()
    assert "google_compute_firewall.legacy" in mill.text()


def test_where_nothing_waits_there_is_no_row(screen: Screen) -> None:
    show(screen, "Tide Relay", "Installs", "polder-water-board")
    assert [one for one in screen.titles() if "plan deploy" in one] == []


@pytest.mark.usefixtures("_with_values")
def test_no_widget_holds_a_secret_of_a_plan(mill: Screen) -> None:
    show(mill, "Approvals", PLAN)
    show(mill, "quarry-mill: plan deploy of overlays")
    states: Any = "\n".join(str(one.get_state()) for one in mill.explorer._factory.alive)
    assert "harbor-registry" in states
    assert [planted for planted in PLANTED if planted in states] == []
