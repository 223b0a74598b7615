"""Long lists in a browser: in a slice, rows 1, 18 and 35 share what holds their content; each still shows its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from nuon_notebook import demo
from tests.browser.exploring import CONNECTED, Exploring, live_notebook, run_all
from tests.demo_generator.worlds import scaled_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.servers import JupyterServer

CONFIGS: Final = 61  # the newest of a history is in error and has nothing to ask for
SHARING: Final = ("v60 ", "v43 ", "v26 ", "v60 ")  # rows 2, 19, 36 and 2 again
UNDER: Final = """root => {
  const rows = [...root.querySelectorAll(".jupyter-widget-Collapse")];
  const named = (row) => row.querySelector(":scope > .jupyter-widget-Collapse-header").textContent.trim().split(" ")[0];
  const codes = (row) => [...row.querySelectorAll(":scope > .jupyter-widget-Collapse-contents code")];
  const seen = (row) => codes(row).filter((one) => one.offsetParent).map((one) => one.textContent);
  return Object.fromEntries(rows.map((row) => [named(row), seen(row)]).filter(([name]) => /^v[0-9]+$/.test(name)));
}"""
"""By row, the ids and checksums of configs that can be read under it."""

BY_MOUSE: Final = "header => header.click()"
BY_KEYBOARD: Final = """header => {
  header.focus();
  header.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""


@pytest.fixture(scope="module")
def page(lab: JupyterServer, new_page: Callable[..., Page]) -> Iterator[Page]:
    """A notebook that explores an app with many configs."""
    world = scaled_world(installers=1, apps=1, configs=CONFIGS, workflows=0, installs=1)
    with demo.serve(served=world) as server:
        lab.choose_theme("light")
        page = new_page()
        page.goto(lab.address(live_notebook(server, world.apps[0].id), "explorer-lists", trusted=True))
        page.wait_for_function(CONNECTED)
        yield page


@pytest.fixture
def explorer(page: Page) -> Exploring:
    """The list of configs, all closed."""
    page.evaluate("void jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    explorer = run_all(page, "Configs")
    explorer.open("Configs")
    explorer.row("v60 ")
    return explorer


def read(explorer: Exploring) -> dict[str, list[str]]:
    """What can be read, by the rows above it."""
    return {row: texts for row, texts in explorer.root.evaluate(UNDER).items() if texts}


def opened_and_read_at_once(explorer: Exploring, title: str, operate: str) -> dict[str, list[str]]:
    """What can be read right after a row was opened, before the kernel could answer."""
    found = explorer.row(title).evaluate(
        f"header => {{ ({operate})(header); return ({UNDER})(header.closest('.nuon-explorer')); }}"
    )
    return {row: texts for row, texts in found.items() if texts}


@pytest.mark.parametrize("operate", [BY_MOUSE, BY_KEYBOARD], ids=["mouse", "keyboard"])
def test_a_row_shows_its_own_content_and_no_other_shows_it(explorer: Exploring, operate: str) -> None:
    seen = {}
    for title in SHARING:
        before = opened_and_read_at_once(explorer, title, operate)
        assert before == {key: seen[key] for key in before}, "a row shows what belongs to another"
        explorer.row("Components")
        now = read(explorer)
        assert list(now) == [title.strip()]
        assert seen.setdefault(title.strip(), now[title.strip()]) == now[title.strip()]
    assert len({*map(str, seen.values())}) == 3


def test_a_row_stays_right_where_others_of_its_place_were_opened_before(explorer: Exploring) -> None:
    for title in SHARING:
        explorer.row(title).click()  # as fast as one can, without waiting for what is in it
    explorer.row("Components")
    explorer.open("README")
    assert list(read(explorer)) == ["v60"]
