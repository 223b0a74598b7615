"""The explorer in JupyterLab: a person's paths, in a real browser against the demo server over HTTP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nuon_notebook import demo
from tests.browser.exploring import CONNECTED, HEADER, Exploring, live_notebook, run_all
from tests.browser.sheets import WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from nuon_notebook.demo import Server
    from tests.browser.servers import JupyterServer

CONFIG = ("Harbor Desk", "Configs", "v11")
REACHED = "a, button, input, select, [tabindex='0']"
OVERVIEW_NAMES = ".nuon-leaf >> nth=0 >> tr .nuon-go"
SIDE_BAR = "void jupyterapp.commands.execute('application:toggle-left-area')"
LEFTS = """span => {
  const range = document.createRange();
  range.selectNodeContents(span);
  const middle = box => (box.top + box.bottom) / 2;
  const lines = [];
  for (const box of [...range.getClientRects()].sort((one, other) => middle(one) - middle(other))) {
    const line = lines.at(-1);
    if (line && middle(box) - line.middle < box.height / 2) line.left = Math.min(line.left, box.left);
    else lines.push({middle: middle(box), left: box.left});
  }
  return lines.map(line => line.left);
}"""
BEYOND = """root => {
  const edge = root.getBoundingClientRect().right + 1;
  const seen = [...root.querySelectorAll("td, th, button, summary, mark, select, input, .widget-label, .nuon-why")];
  const scrolled = (one) => one.closest("pre, select, thead");
  return seen
    .filter((one) => one.offsetParent && !scrolled(one) && one.getBoundingClientRect().width > 1)
    .filter((one) => one.getBoundingClientRect().right > edge)
    .map((one) => `${one.localName} ${one.textContent.trim().slice(0, 60)}`);
}"""
RUN = """() => jupyterapp.shell.currentWidget.content.widgets[2].model.executionCount"""
SERIOUS = ("serious", "critical")
LONG = 600.0  # seconds: until the test lets go


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with demo.serve() as running:
        yield running


@pytest.fixture(scope="module")
def lab_page(lab: JupyterServer, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a notebook in JupyterLab in a theme."""

    def show(notebook: Any, name: str, theme: str, **options: Any) -> Page:
        lab.choose_theme(theme)
        page = new_page(**options)
        page.goto(lab.address(notebook, name, trusted=True))
        page.wait_for_function(CONNECTED)
        return page

    return show


@pytest.fixture(scope="module")
def page(server: Server, lab_page: Callable[..., Page]) -> Page:
    return lab_page(live_notebook(server, demo.INSTALLER_ID), "explorer-light", "light")


@pytest.fixture
def explorer(page: Page, server: Server) -> Iterator[Exploring]:
    """The demo installer, all closed."""
    server.delay(0)
    page.evaluate("void jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    yield run_all(page)
    server.delay(0)


def test_a_person_opens_an_app_a_config_and_a_component(explorer: Exploring) -> None:
    explorer.open(*CONFIG, "Components")
    explorer.root.locator("summary", has_text="ticket-queue").first.click()
    explorer.root.locator("details[open] code").filter(visible=True).first.wait_for()
    explorer.screenshot("explorer-light")


def test_a_person_reads_why_a_step_failed(explorer: Exploring) -> None:
    explorer.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components ✕ error")
    explorer.sees("CrashLoopBackOff")
    explorer.screenshot("explorer-workflow")


def test_a_hit_of_the_search_opens(explorer: Exploring) -> None:
    explorer.field("Search").fill("crashloop step")
    explorer.field("Found").select_option(index=2)
    expect(explorer.found).to_contain_text("deploy api ✕ error ↗ 3m7s · try 2")
    explorer.screenshot("explorer-search")


def test_a_hit_in_a_config_is_opened_and_in_sight(explorer: Exploring) -> None:
    explorer.open(*CONFIG)
    explorer.field("Search").fill("component worker-image")
    explorer.field("Found").select_option(index=1)
    expect(explorer.found).to_have_text(re.compile(r"^\s*worker-image"))
    explorer.found.and_(explorer.page.locator("details[open] > summary")).wait_for()
    expect(explorer.found).to_be_in_viewport(ratio=1)


def test_a_hit_that_is_a_row_is_marked_there(explorer: Exploring) -> None:
    explorer.field("Search").fill("config v9 2025-11-07")
    explorer.field("Found").select_option(index=1)
    explorer.row("v9").and_(explorer.found).wait_for()


def test_the_arrow_keys_go_through_the_hits_and_enter_goes_there(explorer: Exploring) -> None:
    keys = explorer.page.keyboard
    explorer.field("Search").fill("crashloop step")
    explorer.field("Found").focus()
    keys.press("ArrowDown")
    explorer.row("Deploy components").and_(explorer.found).wait_for()  # where the hits are
    keys.press("ArrowDown")
    explorer.found.filter(has_text="2m38s").wait_for()
    keys.press("ArrowDown")
    explorer.found.filter(has_text="try 2").wait_for()
    keys.press("Enter")
    explorer.page.wait_for_function("document.activeElement.textContent.includes('try 2')")


def test_a_filter_leaves_what_matches(explorer: Exploring) -> None:
    explorer.field("Install").hover()  # as whoever chooses does
    explorer.field("Install").select_option("eastgate-bank")
    explorer.sees("Shown: 1 of 8 installs")
    expect(explorer.root.locator(OVERVIEW_NAMES)).to_have_text(["eastgate-bank"])
    explorer.screenshot("explorer-filtered")
    explorer.root.get_by_role("button", name="Show all", exact=True).first.click()
    expect(explorer.root.locator(OVERVIEW_NAMES)).to_have_count(8)


def test_what_was_not_loaded_is_told_loaded_and_searched(explorer: Exploring) -> None:
    explorer.field("Search").fill("stripe")
    explorer.sees("0 hits in")
    explorer.sees("Not looked through, because not loaded: 17 versions")
    explorer.screenshot("explorer-unloaded")
    explorer.press("Load and search")
    explorer.sees("11 hits in")
    explorer.field("Found").select_option(index=1)
    expect(explorer.found).to_have_text(re.compile(r"^\s*api"))


def test_a_name_in_the_overview_opens_its_row_and_the_arrow_leads_out(explorer: Exploring) -> None:
    explorer.root.get_by_role("button", name="eastgate-bank", exact=True).first.click()
    explorer.row("eastgate-bank").and_(explorer.found).wait_for()
    expect(explorer.row("eastgate-bank")).to_be_in_viewport()
    expect(explorer.row("eastgate-bank")).to_have_attribute("aria-expanded", "true")
    out = explorer.root.locator("li", has_text="eastgate-bank").first.get_by_role("link", name="↗").first
    assert str(out.get_attribute("href")).startswith("https://")
    assert out.get_attribute("target") == "_blank"


def test_a_name_that_a_key_pressed_takes_the_focus_to_its_row(explorer: Exploring) -> None:
    explorer.root.get_by_role("button", name="eastgate-bank", exact=True).first.focus()
    explorer.page.keyboard.press("Enter")
    explorer.page.wait_for_function("document.activeElement.textContent.includes('eastgate-bank [') || "
                                    "document.activeElement.matches('.nuon-found')")  # fmt: skip


def test_headers_show_exceptions_in_colour_with_their_signs(explorer: Exploring) -> None:
    badges = explorer.row("Harbor Desk").locator("mark")
    expect(badges).to_have_text(["✕ 1 failed", "! 2 waiting for approval, 1 warning"])
    colours = badges.evaluate_all("badges => badges.map(one => getComputedStyle(one).backgroundColor)")
    assert colours == ["rgb(204, 34, 34)", "rgb(255, 214, 102)"]
    text = explorer.row("Harbor Desk").inner_text()
    assert "[" not in text
    assert "active" not in text


def test_the_lines_of_a_header_hang_under_its_text(explorer: Exploring) -> None:
    explorer.open("Harbor Desk", "Installs")
    explorer.page.set_viewport_size({"width": 900, "height": 1000})
    try:
        lefts = explorer.row("eastgate-bank").locator("> span").evaluate(LEFTS)
    finally:
        explorer.page.set_viewport_size(WINDOW)
    assert len(lefts) > 1, "the header has one line only"
    assert max(lefts) - min(lefts) < 2


def test_two_tabs_at_most_lead_from_the_search_box_to_the_first_row(explorer: Exploring) -> None:
    first = explorer.root.locator(HEADER).first
    show_all = explorer.root.get_by_role("button", name="Show all", exact=True).first
    expect(show_all).to_be_disabled()
    explorer.field("Search").focus()
    for _ in range(2):
        explorer.page.keyboard.press("Tab")
        if first.evaluate("header => header === document.activeElement"):
            break
    expect(first).to_be_focused()


def test_tab_leads_from_the_words_to_the_button_that_takes_them_away(explorer: Exploring) -> None:
    explorer.field("Search").fill("api")
    expect(explorer.root.get_by_role("button", name="Show all", exact=True).first).to_be_enabled()
    explorer.field("Search").press("Tab")
    expect(explorer.root.get_by_role("button", name="Show all", exact=True).first).to_be_focused()


@pytest.mark.parametrize("width", [600, 1000, 1400])
def test_nothing_is_out_of_sight(explorer: Exploring, width: int) -> None:
    explorer.page.evaluate(SIDE_BAR)
    explorer.page.set_viewport_size({"width": width, "height": 1000})
    try:
        explorer.open("Problems")
        explorer.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components", "Timeline")
        explorer.field("Search").fill("database")
        explorer.sees("Not looked through")
        explorer.screenshot(f"explorer-{width}", width)
        beyond = explorer.root.evaluate(BEYOND)
    finally:
        explorer.page.set_viewport_size(WINDOW)
        explorer.page.evaluate(SIDE_BAR)
    assert beyond == []


@pytest.mark.parametrize("width", [600, 1400])
def test_two_openings_lead_to_the_line_that_says_why(explorer: Exploring, width: int) -> None:
    explorer.page.evaluate(SIDE_BAR)
    explorer.page.set_viewport_size({"width": width, "height": 1000})
    try:
        explorer.open("Problems", "Log of deploy api on eastgate-bank")
        explorer.sees("first error at 14:32:34.553: helm upgrade of api timed out")
        explorer.sees("the workspace was removed")
        explorer.screenshot(f"log-{width}", width)
        beyond = explorer.root.evaluate(BEYOND)
        explorer.press("show older lines")
        explorer.sees("newest 200 of 362 lines")
    finally:
        explorer.page.set_viewport_size(WINDOW)
        explorer.page.evaluate(SIDE_BAR)
    assert beyond == []


def test_what_failed_once_is_tried_again(explorer: Exploring, server: Server) -> None:
    server.fail_next("recurse=true", 500)
    explorer.open(*CONFIG)
    explorer.press("Retry")
    explorer.row("Components 23")


def test_a_slow_pane_is_cancelled(explorer: Exploring, server: Server) -> None:
    server.delay(LONG)
    explorer.open(*CONFIG)
    explorer.press("Cancel")
    explorer.sees("cancelled: config v11")


def test_another_cell_runs_while_a_pane_loads(explorer: Exploring, server: Server) -> None:
    server.delay(LONG)
    explorer.open(*CONFIG)
    explorer.sees("loading config v11")
    before = explorer.page.evaluate(RUN)
    explorer.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 2")
    explorer.page.evaluate("void jupyterapp.commands.execute('notebook:run-cell')")
    explorer.page.wait_for_function(f"before => ({RUN})() > before", arg=before)
    explorer.sees("loading config v11")
    server.delay(0)
    explorer.row("Components 23")


def test_refresh_keeps_open_what_is_open(explorer: Exploring, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer.open(*CONFIG, "README")
    install: Any = next(one.record for one in server.world.installs if one.name == "cobalt-freight")
    monkeypatch.setitem(install, "name", "cobalt-renamed")
    explorer.press("Refresh")
    explorer.sees("cobalt-renamed")
    expect(explorer.row("README")).to_have_attribute("aria-expanded", "true")


def test_what_was_opened_in_a_pane_stays_open_when_it_is_shown_anew(explorer: Exploring) -> None:
    explorer.open(*CONFIG, "Components")
    opened = explorer.root.locator("details", has=explorer.page.locator("summary b", has_text="database"))
    opened.locator("summary").first.click()
    explorer.field("Search").fill("component worker-image")
    explorer.field("Found").select_option(index=1)  # the pane is created again, with this one open
    explorer.found.filter(has_text="worker-image").wait_for()
    assert opened.first.get_attribute("open") is not None


def test_a_text_that_scrolls_can_be_reached_without_a_mouse(explorer: Exploring) -> None:
    explorer.open(*CONFIG, "Components")
    texts = explorer.root.locator(".nuon pre")
    texts.first.wait_for(state="attached")
    assert {text.get_attribute("tabindex") for text in texts.all()} == {"0"}


def test_the_keyboard_alone_is_enough(explorer: Exploring) -> None:
    keys = explorer.page.keyboard
    explorer.field("Search").focus()
    app = explorer.row("Harbor Desk")
    for _ in range(explorer.root.locator(REACHED).count()):
        keys.press("Tab")
        if app.evaluate("header => header === document.activeElement"):
            break
    keys.press("Enter")
    explorer.row("Configs")
    expect(app).to_have_attribute("aria-expanded", "true")
    keys.press("Space")
    expect(app).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("rows", "words"),
    [(("About",), "homepage"), (("After installing",), "handbook")],
    ids=["of a template", "of Markdown"],
)
def test_a_link_leaves_the_notebook_where_it_is(explorer: Exploring, rows: tuple[str, ...], words: str) -> None:
    address = explorer.page.url
    explorer.open(*rows)
    with explorer.page.expect_popup() as opened:
        explorer.root.get_by_role("link", name=words, exact=True).first.click()
    opened.value.close()
    assert explorer.page.url == address
    explorer.row("Harbor Desk")


def test_focus_can_be_seen(explorer: Exploring) -> None:
    explorer.root.get_by_role("button", name="Refresh", exact=True).focus()
    explorer.page.keyboard.press("Tab")
    style = explorer.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_a_running_workflow_is_followed_to_its_end(explorer: Exploring, server: Server) -> None:
    install = next(one.id for one in server.world.installs if one.name == "brightwater-energy")
    row: Any = next(
        one for one in server.world.workflows
        if one["owner_id"] == install and one["status"]["status"] == "in-progress"
    )  # fmt: skip
    before = dict(row)
    explorer.open("Harbor Desk", "Installs", "brightwater-energy", "Workflows", "Deploying components ◷ in progress")
    explorer.press("Follow")
    explorer.sees("following …")
    try:
        row.update(finished=True, status={"status": "success"}, finished_at=row["started_at"])
        explorer.sees("finished")
    finally:
        row.clear()
        row.update(before)


def test_axe_finds_nothing_serious(explorer: Exploring) -> None:
    explorer.open(*CONFIG, "Components")
    explorer.open("Compare two versions")
    explorer.field("Search").fill("api")
    explorer.sees("hits in")
    assert violations(explorer) == []


@pytest.mark.parametrize(
    ("name", "theme", "options"),
    [
        ("dark", "dark", {}), ("high-contrast", "dark high contrast", {}),
        ("forced-colors", "light", {"forced_colors": "active"}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_axe_finds_nothing_serious_in_other_colours(
    server: Server, lab_page: Callable[..., Page], name: str, theme: str, options: dict[str, Any]
) -> None:
    explorer = run_all(lab_page(live_notebook(server, demo.INSTALLER_ID), f"explorer-{name}", theme, **options))
    explorer.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components ✕ error")
    explorer.sees("CrashLoopBackOff")
    explorer.field("Search").fill("crashloop step")
    explorer.field("Found").select_option(index=1)
    explorer.found.wait_for()
    explorer.screenshot(f"explorer-{name}")
    assert violations(explorer) == []
    explorer.open("Compare two versions")
    explorer.sees("4 components changed")
    explorer.root.locator("summary", has_text="values file").filter(visible=True).first.click()
    explorer.screenshot(f"explorer-{name}-compared")
    assert violations(explorer) == []


def violations(explorer: Exploring) -> list[str]:
    results = Axe().run(explorer.page, context=".nuon-explorer")
    found = results.response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"][:3]
    ]
