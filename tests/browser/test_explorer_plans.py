"""From the overview to the plan that waits, in JupyterLab: two openings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from nuon_notebook import demo
from tests.browser.exploring import CONNECTED, Exploring, live_notebook, run_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from nuon_notebook.demo import Server
    from tests.browser.servers import JupyterServer

APP: Final = "mill-gauge"
PLAN: Final = "quarry-mill: plan deploy of gateway"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with demo.serve(api=demo.NEWEST) as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Server, lab: JupyterServer, new_page: Callable[..., Page]) -> Page:
    """A notebook that explores an app where plans of three kinds wait."""
    lab.choose_theme("light")
    page = new_page()
    page.goto(lab.address(live_notebook(server, APP), "explorer-plans", trusted=True))
    page.wait_for_function(CONNECTED)
    return page


@pytest.fixture
def explorer(page: Page) -> Exploring:
    """The app, all closed but its overview."""
    page.evaluate("void jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    explorer = run_all(page, "Approvals")
    explorer.sees("plan deploy of gateway")
    return explorer


def contents(server: Server) -> list[str]:
    return [path for path in server.paths() if path.endswith("/contents")]


def test_from_the_overview_to_the_plan_that_waits_are_two_openings(explorer: Exploring, server: Server) -> None:
    before = len(contents(server))
    explorer.open("Approvals", PLAN)
    explorer.sees("google_compute_firewall.legacy")
    explorer.sees("size (forces the replacement)")
    assert len(contents(server)) == before  # it came with the app


def test_what_is_destroyed_is_told_by_sign_word_and_weight_not_by_colour_alone(explorer: Exploring) -> None:
    explorer.open("Approvals", PLAN)
    resource = explorer.root.get_by_text("google_compute_firewall.legacy", exact=True).filter(visible=True).first
    resource.wait_for()
    assert resource.evaluate("one => Number(getComputedStyle(one).fontWeight)") >= 600
    assert resource.evaluate("one => one.closest('li').innerText").startswith("✕ destroy")
    expect(explorer.row(PLAN)).to_contain_text("✕ 1 to destroy")
    explorer.sees("✕ 1 to destroy")


def test_it_is_answered_on_the_dashboard_in_a_tab_of_its_own_and_nowhere_else(explorer: Exploring) -> None:
    explorer.open("Approvals", PLAN)
    explorer.sees("google_compute_firewall.legacy")
    link = explorer.root.get_by_role("link", name="answer on the dashboard").filter(visible=True).last
    assert "?panel=iws" in (link.get_attribute("href") or "")
    assert link.get_attribute("target") == "_blank"
    buttons = explorer.root.get_by_role("button").all_inner_texts()
    assert [words for words in buttons if words.strip().lower() in ("approve", "deny")] == []
