"""Going to hits in JupyterLab: to the one that was chosen last, again if asked to, and only where a person chose it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from nuon_notebook import demo
from tests.browser.exploring import CONNECT, CONNECTED, Exploring
from tests.browser.notebooks import unrun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from nuon_notebook.demo import Server
    from tests.browser.servers import JupyterServer

LONG: Final = 600.0  # seconds: until the test lets go
SLOW: Final = 4_000  # ms: longer than a hit waits for a pane in which nothing loads
EXPLORE: Final = f"""
explorer = get_ipython().run_line_magic("nuon_explore", {demo.INSTALLER_ID!r})
gone, go = [], explorer._search._go
explorer._search._go = lambda *at: (go(*at), gone.append(at), explorer._say(f"gone {{len(gone)}} times"))
explorer
"""
BY_CODE: Final = """jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute(
  { code: "explorer._search._results.index = 1" }
).done.then(() => null)"""
UNNAMED: Final = "component eastgate-bank cmpf1avlfgoostkgtves19scpl"  # ticket-queue, until its name is asked for
TOP: Final = "one => one.closest('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with demo.serve() as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Server, lab: JupyterServer, new_page: Callable[..., Page]) -> Page:
    """A notebook that displays one explorer twice."""
    connect = CONNECT.format(url=server.url, token=server.world.token, org=server.world.org_id)
    notebook = unrun(connect, EXPLORE, "explorer", "'the other cell has run ' + str(6 * 7)")
    lab.choose_theme("light")
    page = new_page()
    page.goto(lab.address(notebook, "explorer-hits", trusted=True))
    page.wait_for_function(CONNECTED)
    return page


@pytest.fixture
def explorer(page: Page, server: Server) -> Iterator[Exploring]:
    """The demo installer, all closed, in the upper of two views."""
    server.delay(0)
    page.evaluate("void jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    run_cells(page, 0, 1, 2, 3)
    page.get_by_text("the other cell has run 42").last.wait_for()
    explorer = Exploring(page)
    explorer.root = page.locator(".nuon-explorer").first
    explorer.row("Harbor Desk")
    yield explorer
    server.delay(0)


def run_cells(page: Page, *places: int) -> None:
    for place in places:
        page.evaluate(f"jupyterapp.shell.currentWidget.content.activeCellIndex = {place}")
        page.evaluate("void jupyterapp.commands.execute('notebook:run-cell')")


def choose(explorer: Exploring, words: str) -> Locator:
    """Click on the first hit."""
    explorer.field("Search").fill(words)
    kind = re.compile(rf"^\s*{words.split(' ', 1)[0]}\s")
    option = explorer.field("Found").locator("option").filter(has_text=kind).first
    option.click()
    return option


def test_a_newer_hit_is_not_taken_back_by_an_older_that_still_loads(explorer: Exploring, server: Server) -> None:
    server.delay(LONG)
    choose(explorer, UNNAMED)
    explorer.sees("loading components of")
    choose(explorer, "step eastgate crashloop")
    explorer.found.filter(has_text="deploy api").wait_for()
    explorer.page.wait_for_timeout(SLOW)
    assert "deploy api" in explorer.found.inner_text()


def test_a_pane_that_loads_slowly_opens_at_its_hit(explorer: Exploring, server: Server) -> None:
    server.delay(LONG)
    choose(explorer, UNNAMED)
    explorer.sees("loading components of")
    explorer.page.wait_for_timeout(SLOW)
    server.delay(0)
    explorer.found.filter(has_text="ticket-queue").wait_for()
    assert not explorer.found.filter(has_text="Components").count()


@pytest.mark.parametrize("key", ["", "Enter"], ids=["mouse", "keyboard"])
def test_choosing_the_chosen_hit_again_goes_there_again(explorer: Exploring, key: str) -> None:
    option = choose(explorer, "step eastgate crashloop")
    explorer.found.filter(has_text="deploy api").wait_for()
    explorer.row("Harbor Desk").click()
    explorer.found.wait_for(state="hidden")
    if key:
        explorer.field("Found").press(key)
    else:
        option.click()
    explorer.found.filter(has_text="deploy api").wait_for()
    if key:
        explorer.page.wait_for_function("document.activeElement.textContent.includes('deploy api')")


def test_a_first_choice_is_gone_to_once(explorer: Exploring) -> None:
    choose(explorer, "step eastgate crashloop")
    explorer.sees("gone 1 times")
    explorer.page.wait_for_timeout(500)
    explorer.sees("gone 1 times")


def test_only_the_view_moves_in_which_a_person_chose(explorer: Exploring) -> None:
    choose(explorer, "step eastgate crashloop")
    explorer.found.filter(has_text="deploy api").wait_for()
    explorer.page.locator(".nuon-explorer").last.locator(".nuon-found").wait_for(state="attached")
    explorer.page.wait_for_timeout(500)
    expect(explorer.found).to_be_in_viewport(ratio=1)


def test_a_hit_that_code_chose_is_marked_and_moves_nothing(explorer: Exploring) -> None:
    explorer.field("Search").fill("step eastgate crashloop")
    explorer.sees("hits in")
    before = explorer.root.evaluate(TOP)
    explorer.page.evaluate(BY_CODE)
    explorer.root.locator(".nuon-found").filter(has_text="deploy api").wait_for(state="attached")
    assert explorer.root.evaluate(TOP) == before
