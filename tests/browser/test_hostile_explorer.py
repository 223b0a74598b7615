"""A hostile installer explored in JupyterLab, in a trusted notebook: nothing runs, nothing is asked for or escapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest

from nuon_notebook import demo
from tests.browser.conftest import TRUST
from tests.browser.exploring import CONNECT, CONNECTED, HEADER, Exploring
from tests.browser.notebooks import unrun
from tests.browser.test_hostile import (
    AROUND,
    CELL_TOOLBAR,
    COVERED,
    ELEMENTS,
    LINKS,
    LOOKS,
    OPEN_ALL,
    OWN_ATTRIBUTES,
    SHAKE,
    SOME,
    STRAYED,
    Watched,
    attributes,
)
from tests.hostile.reading import ADDRESS, OWN_TAGS, is_our_picture
from tests.hostile.server import refusal, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Locator, Page

    from nuon_notebook.demo import Server
    from tests.browser.servers import JupyterServer

HOSTILE: Final = """
from nuon_notebook import options
from tests.hostile.world import Failing

options.choose(show_values=True, show_people=True)
installer = Failing(0).installer()
"""
ASKED: Final = f"""
{CONNECT.strip()}
from nuon_notebook import load_installer, options

options.choose(show_values=True, show_people=True)
installer = load_installer({demo.INSTALLER_ID!r}, configs=0, workflows=0)
"""
HARMLESS: Final = (
    "from ipywidgets import HTML, Accordion",
    "Accordion([HTML('harmless')], titles=['harmless'])",
    "6 * 7",
)
LEAST: Final = 500
LEAVES: Final = ".nuon-explorer .widget-html-content"
IN_HEADERS: Final = f"""() => [...document.querySelectorAll('.nuon-explorer {HEADER} *, .nuon-explorer option *')]
  .map(one => one.localName)"""
CONTENTS: Final = "xpath=../div[contains(@class,'Collapse-contents')]"
ANSWERS: Final = re.compile(r"^\s*(Overview|Problems|Approvals|Schedule)\b")
OF_NAMES: Final = {"button type", "button class", "button data-ids"}
OF_KEYBOARD: Final = {"div role", "pre tabindex", "summary tabindex", "tr tabindex", "li tabindex", "details tabindex"}
SAID: Final = "The server says"
RAN: Final = "window.__ran"


@dataclass
class Explored:
    """What was met on the way through an explorer.

    Attributes:
        watched: its page.
        words: all that could be read.
        elements: tag, namespace, attributes and looks of each element in a leaf.
        links: the address of each link in a leaf, as it is written.
        headers: the tags of what headers and hits hold.
    """

    watched: Watched
    words: str = ""
    elements: list[list[Any]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headers: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        """Its page."""
        return self.watched.page

    def provoke(self) -> None:
        """Open every fold, send every element what handlers wait for, and note what is there."""
        leaves = self.page.locator(LEAVES)  # at once: a leaf may go while others are looked at; then it has no looks
        leaves.evaluate_all(f"all => all.forEach({OPEN_ALL})")
        leaves.evaluate_all(f"all => all.forEach({SHAKE})")
        self.elements += leaves.evaluate_all(f"all => all.filter(leaf => leaf.isConnected).flatMap({ELEMENTS})")
        self.links += leaves.evaluate_all(f"all => all.flatMap({LINKS})")
        self.words += self.page.locator(".nuon-explorer").last.inner_text()
        self.headers.update(self.page.evaluate(IN_HEADERS))
        self.watched.settle()


@pytest.fixture(scope="module")
def run(lab: JupyterServer, new_page: Callable[..., Page]) -> Callable[[Sequence[str], str], Watched]:
    """Opens a trusted notebook of three cells and runs it."""

    def show(sources: Sequence[str], name: str) -> Watched:
        lab.choose_theme("light")
        watched = Watched(new_page())
        page = watched.page
        page.goto(lab.address(unrun(*sources), name, trusted=True))
        page.wait_for_function(CONNECTED)
        assert page.evaluate(TRUST)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        page.locator(".jp-OutputArea-output", has_text="42").last.wait_for()
        page.locator(CELL_TOOLBAR).wait_for(state="attached")
        return watched

    return show


@pytest.fixture(scope="module")
def explore(run: Callable[[Sequence[str], str], Watched]) -> Callable[[str, str], tuple[Watched, Exploring]]:
    """Explores the installer that a source makes, and opens its first app."""

    def show(source: str, name: str) -> tuple[Watched, Exploring]:
        watched = run((source, "installer.explore()", "6 * 7"), name)
        explorer = Exploring(watched.page)
        explorer.root.locator(HEADER).filter(has_not_text=ANSWERS).first.click()
        explorer.row("Configs")
        return watched, explorer

    return show


@pytest.fixture(scope="module")
def harmless(run: Callable[[Sequence[str], str], Watched]) -> Watched:
    """A notebook of as many cells in which nothing is of this package, no style sheet either."""
    watched = run(HARMLESS, "harmless-explorer")
    watched.page.locator(HEADER).last.click()
    return watched


@pytest.fixture(scope="module")
def in_hand(explore: Callable[[str, str], tuple[Watched, Exploring]]) -> Explored:
    """A loaded hostile installer: a config, components, a failed workflow opened; a hostile text searched for."""
    watched, explorer = explore(HOSTILE, "hostile-explorer")
    way = Explored(watched)
    explorer.open("Configs")
    open_first(explorer, "Configs")
    open_leaf(explorer, "Components")
    way.provoke()
    open_leaf(explorer, "README")
    way.provoke()
    explorer.open("Installs")
    open_first(explorer, "Installs")
    explorer.open("Workflows")
    open_first(explorer, "Workflows")
    way.provoke()
    explorer.field("Search").fill("<script>")
    explorer.sees("hits in")
    explorer.field("Found").select_option(index=1)
    explorer.found.wait_for()
    way.provoke()
    return way


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A hostile server on loopback."""
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def fetched(explore: Callable[[str, str], tuple[Watched, Exploring]], server: Server) -> Explored:
    """What a hostile server answers when rows are opened: refusals, configs, two of them compared, a README."""
    source = ASKED.format(url=server.url, token=server.world.token, org=server.world.org_id)
    watched, explorer = explore(source, "hostile-explorer-fetched")
    way = Explored(watched)
    server.fail_next("recurse=true", 500, {"X-Nuon-Trace-ID": "<img src=x onerror=__ran=1>"}, refusal())
    explorer.open("Configs")
    open_first(explorer, "Configs")
    explorer.sees(SAID)
    way.provoke()
    explorer.press("Retry")
    open_leaf(explorer, "Components")
    open_leaf(explorer, "README")
    way.provoke()
    explorer.open("Compare two versions")
    explorer.sees("v4 → ")
    explorer.field("Version").select_option("v3")
    explorer.sees("v3 → ")
    way.provoke()
    explorer.open("Installs")
    open_first(explorer, "Installs")
    open_leaf(explorer, "README, as rendered for this install")
    explorer.sees("first paragraph")
    way.provoke()
    server.fail_next("/v1/installers", 403, body=refusal())
    explorer.press("Refresh")
    explorer.sees(SAID)
    way.provoke()
    return way


@pytest.fixture(scope="module", params=["in_hand", "fetched"])
def explored(request: pytest.FixtureRequest) -> Explored:
    """A hostile installer, whether it was loaded or has to be requested."""
    way: Explored = request.getfixturevalue(request.param)
    return way


def open_leaf(explorer: Exploring, title: str) -> None:
    """Open a row and wait until something in it can be read."""
    explorer.open(title)
    read_within(explorer.row(title))


def open_first(explorer: Exploring, title: str) -> None:
    """Open the first row within a row, and wait until something in it can be read."""
    first = explorer.row(title).locator(CONTENTS).locator(HEADER).first
    first.click()
    read_within(first)


def read_within(header: Locator) -> None:
    """Wait until a leaf of a row can be read."""
    header.locator(CONTENTS).locator(".nuon").filter(visible=True).first.wait_for()


def test_what_is_hostile_can_be_read(explored: Explored) -> None:
    for text in ("__ran=1", "javascript:", "<script>", "error"):
        assert text in explored.words


def test_refusals_of_a_hostile_server_can_be_read(fetched: Explored) -> None:
    assert fetched.words.count(SAID) > 1
    assert f"{SAID}: “[click](javascript:__ran=1)" in fetched.words


def test_links_of_a_hostile_server_can_be_followed(fetched: Explored) -> None:
    assert len(fetched.links) > SOME


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
    assert {tag for tag, *_ in explored.elements} <= {*OWN_TAGS, "style", "button"}
    assert {tuple(looks) for _, _, _, *looks in explored.elements} == {("static", "none", "none")}


def test_elements_have_only_our_attributes(explored: Explored) -> None:
    assert attributes(explored.elements) <= {*OWN_ATTRIBUTES, *OF_KEYBOARD, *OF_NAMES}


def test_links_lead_to_the_web_or_to_a_mailbox(explored: Explored) -> None:
    assert [link for link in explored.links if not (ADDRESS.fullmatch(link) or is_our_picture(link))] == []


def test_headers_hold_only_badges_and_hits_are_plain_text(explored: Explored) -> None:
    assert explored.headers <= {"svg", "g", "path", "i", "span", "mark"}


def test_nothing_is_painted_over_the_page_around_it(explored: Explored) -> None:
    assert explored.page.evaluate(COVERED) == []


def test_no_text_of_it_strays_from_its_output(explored: Explored) -> None:
    assert explored.page.evaluate(STRAYED) == []


def test_the_page_around_it_is_and_looks_as_before(explored: Explored, harmless: Watched) -> None:
    explored.watched.comes_to_equal(harmless, AROUND)
    explored.watched.comes_to_equal(harmless, LOOKS)
