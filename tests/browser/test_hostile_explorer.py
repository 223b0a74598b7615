"""A hostile installer explored in JupyterLab, in a trusted notebook: nothing runs, nothing is asked for or escapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.conftest import TRUST
from tests.browser.exploring import HEADER, PATIENCE, Exploring
from tests.browser.test_explorer import CONNECTED
from tests.browser.test_hostile import AROUND, ELEMENTS, LOOKS, SETTLED, SHAKE, Watched
from tests.hostile.reading import OWN_TAGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.servers import JupyterServer

HOSTILE: Final = """
from nuon_notebook import options
from tests.hostile.world import Failing

options.choose(show_values=True, show_people=True)
installer = Failing(0).installer()
"""
HARMLESS: Final = """
from nuon_notebook.models import Installer

installer = Installer.model_validate({"name": "harmless", "apps": [{"name": "harmless"}]})
"""
KERNEL: Final = {"name": "running-python", "display_name": "The running Python", "language": "python"}
LEAST: Final = 500
LEAVES: Final = ".nuon-explorer .widget-html-content"
IN_HEADERS: Final = f"""() => [...document.querySelectorAll('.nuon-explorer {HEADER} *, .nuon-explorer option *')]
  .map(one => one.localName)"""
RAN: Final = "window.__ran"


@dataclass
class Explored:
    """What was met on the way through an explorer.

    Attributes:
        watched: its page.
        words: all that could be read.
        elements: tag, namespace, attributes and looks of each element in a leaf.
    """

    watched: Watched
    words: str = ""
    elements: list[list[Any]] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """Its page."""
        return self.watched.page

    def provoke(self) -> None:
        """Open every fold, send every element what handlers wait for, and note what is there."""
        for leaf in self.page.locator(LEAVES).all():
            leaf.evaluate("root => root.querySelectorAll('details').forEach(one => { one.open = true })")
            leaf.evaluate(SHAKE)
            self.elements += leaf.evaluate(ELEMENTS)
        self.words += self.page.locator(".nuon-explorer").last.inner_text()
        self.page.wait_for_timeout(SETTLED)


@pytest.fixture(scope="module")
def explore(lab: JupyterServer, new_page: Callable[..., Page]) -> Callable[[str, str], tuple[Watched, Exploring]]:
    """Opens a trusted notebook, runs it, and opens the first app of its installer."""

    def show(source: str, name: str) -> tuple[Watched, Exploring]:
        lab.choose_theme("light")
        cells = [
            new_code_cell(one.strip(), id=f"cell-{n}") for n, one in enumerate((source, "installer.explore()", "6 * 7"))
        ]
        watched = Watched(new_page())
        page = watched.page
        page.goto(lab.address(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), name, trusted=True))
        page.wait_for_function(CONNECTED, timeout=PATIENCE)
        assert page.evaluate(TRUST)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        page.locator(".jp-OutputArea-output", has_text="42").last.wait_for(timeout=PATIENCE)
        explorer = Exploring(page)
        explorer.root.locator(HEADER).first.click(timeout=PATIENCE)
        explorer.row("Configs")
        return watched, explorer

    return show


@pytest.fixture(scope="module")
def around(explore: Callable[[str, str], tuple[Watched, Exploring]]) -> list[object]:
    """The page around an explorer of an installer in which nothing is hostile, and how it looks."""
    watched, _ = explore(HARMLESS, "harmless-explorer")
    return [watched.page.evaluate(AROUND), watched.page.evaluate(LOOKS)]


@pytest.fixture(scope="module")
def explored(explore: Callable[[str, str], tuple[Watched, Exploring]]) -> Explored:
    """A hostile installer: a config, components, a failed workflow opened; a hostile text searched for."""
    watched, explorer = explore(HOSTILE, "hostile-explorer")
    way = Explored(watched)
    explorer.open("Configs")
    first_within(explorer, "Configs")
    explorer.open("Components")
    way.provoke()
    explorer.open("README")
    way.provoke()
    explorer.open("Installs")
    first_within(explorer, "Installs")
    explorer.open("Workflows")
    first_within(explorer, "Workflows")
    way.provoke()
    explorer.field("Search").fill("<script>")
    explorer.sees("in hand")
    explorer.field("Found").select_option(index=0)
    way.provoke()
    return way


def first_within(explorer: Exploring, title: str) -> None:
    """Open the first row within a row."""
    contents = explorer.row(title).locator("xpath=../div[contains(@class,'Collapse-contents')]")
    contents.locator(HEADER).first.click(timeout=PATIENCE)
    contents.locator(HEADER).first.locator("xpath=../div[contains(@class,'Collapse-contents')]//*").first.wait_for(
        state="attached", timeout=PATIENCE
    )


def test_what_is_hostile_can_be_read(explored: Explored) -> None:
    for text in ("__ran=1", "javascript:", "<script>", "error"):
        assert text in explored.words


def test_no_script_runs(explored: Explored) -> None:
    assert explored.page.evaluate(RAN) is None


def test_no_dialog_and_no_window_opens(explored: Explored) -> None:
    assert explored.watched.dialogs == []


def test_the_page_stays_where_it_is(explored: Explored) -> None:
    assert "hostile-explorer" in explored.page.url


def test_nothing_is_asked_of_other_hosts(explored: Explored, lab: JupyterServer) -> None:
    assert explored.watched.traffic.asked
    assert explored.watched.traffic.strangers(lab.origin) == []


def test_the_page_has_nothing_to_complain_of(explored: Explored) -> None:
    assert explored.watched.traffic.complaints == []


def test_leaves_hold_only_our_elements(explored: Explored) -> None:
    assert len(explored.elements) > LEAST
    assert {tag for tag, *_ in explored.elements} <= {*OWN_TAGS, "style"}
    assert {tuple(looks) for _, _, _, *looks in explored.elements} == {("static", "none", "none")}


def test_headers_and_hits_are_plain_text(explored: Explored) -> None:
    assert set(explored.page.evaluate(IN_HEADERS)) <= {"svg", "g", "path", "i", "span"}


def test_the_page_around_it_is_and_looks_as_before(explored: Explored, around: list[object]) -> None:
    assert [explored.page.evaluate(AROUND), explored.page.evaluate(LOOKS)] == around
