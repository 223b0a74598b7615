"""The demo installer, and the repository's notebooks, read well in every place in which people look at them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from nuon_notebook import load_installer
from tests.browser.notebooks import shown
from tests.browser.servers import KERNELSPEC
from tests.browser.waiting import comes_to
from tests.demo_generator.scenarios import CRASH
from tests.hostile.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode
    from playwright.sync_api import Page

    from nuon_notebook import Installer
    from tests.browser.sheets import Sheet

CUT_CODES: Final = """root => [...root.querySelectorAll("div:has(> i:first-child) code")]
    .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map(one => one.textContent)"""
IN_LAB: Final = ("light", "dark", "untrusted")
ELSEWHERE: Final = ("nbconvert", "markdown", "github")
FAILED_WORKFLOW: Final = ("Installs", "eastgate-bank", "Workflows", "Deploy components")
INPUTS: Final = ("Apps", "Harbor Desk", "Configs", "v12", "Inputs")
WITHIN_LISTS: Final = (2, 4)  # of these levels: an app, its config
NOTEBOOKS: Final = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ANY_WORDS: Final = re.compile(r"\S")
WITHOUT_STATE: Final = "Error displaying widget"
WIDEST: Final = 80
ADDRESS: Final = re.compile(r"[│ ]*https://\S+")
"""A line with an address alone, which could not be followed if it were cut."""
LONGEST: Final = 200


@pytest.fixture(scope="module")
def installer() -> Installer:
    """What the page is about."""
    return load_installer("demo")


@pytest.fixture(scope="module", params=[*IN_LAB, *ELSEWHERE])
def place(request: pytest.FixtureRequest, demo_notebook: NotebookNode, in_lab: Callable[..., Sheet]) -> Sheet:
    """The demo installer in one of the places, pictured as it is first seen and with everything open."""
    name = request.param
    if name in ELSEWHERE:
        sheet = request.getfixturevalue(f"{name}_page")
    else:
        sheet = in_lab(demo_notebook, name, theme="dark" if name == "dark" else "light", trusted=name != "untrusted")
    sheet.screenshot(f"{name}-closed")
    sheet.open_all()
    sheet.screenshot(f"{name}-open")
    return sheet


@pytest.fixture
def sheet(place: Sheet) -> Sheet:
    """The output as it is first seen."""
    place.as_at_first()
    return place


@pytest.fixture
def opened(place: Sheet) -> Sheet:
    """The output with everything in it open."""
    place.open_all()
    return place


in_lab_only = pytest.mark.parametrize("place", IN_LAB, indirect=True)


def test_shows_at_once_who_runs_which_version(sheet: Sheet, installer: Installer) -> None:
    words = sheet.seen().words
    for install in installer.installs:
        assert install.name in words
    for row in installer.overview.rows:
        assert row.runs in words


def test_says_statuses_in_words(sheet: Sheet, installer: Installer) -> None:
    words = sheet.seen().words
    said = [one.status_in_words for row in installer.overview.rows for one in row.now]
    assert said
    assert [one for one in said if one not in words] == []
    assert "all well" in words


def test_shows_at_once_what_waits_for_approval(sheet: Sheet, installer: Installer) -> None:
    words = sheet.seen().words
    waiting = [step.name for install in installer.installs for step in install.waiting]
    assert waiting
    for name in waiting:
        assert f"waiting for approval {name}" in words


def test_tells_why_a_step_failed_where_a_person_opens_it(sheet: Sheet) -> None:
    step = sheet.open(*FAILED_WORKFLOW).locator("li", has_text=CRASH).first
    assert step.is_visible()
    assert "error" in step.inner_text()


def test_what_is_within_something_stands_further_in(opened: Sheet) -> None:
    within = [opened.open(*INPUTS[:depth]) for depth in WITHIN_LISTS]
    within.append(opened.open(*INPUTS).locator("li", has_text="Network").first)
    edges = [box["x"] for box in (one.bounding_box() for one in within) if box]
    assert len(edges) == len(within)
    assert edges == sorted(set(edges))


@in_lab_only
def test_badges_are_readable(opened: Sheet) -> None:
    seen = opened.seen()
    assert any(one.badge for one in seen.texts)
    assert seen.faint(badges=True) == []


@in_lab_only
def test_all_other_text_is_readable(opened: Sheet) -> None:
    assert opened.seen().faint(badges=False) == []


@in_lab_only
def test_cells_are_aligned_to_the_left(opened: Sheet) -> None:
    assert opened.seen().unaligned == []


@in_lab_only
def test_nothing_sticks_out(opened: Sheet) -> None:
    assert opened.seen().sticking_out == []


@in_lab_only
def test_ids_are_whole_in_sight(opened: Sheet) -> None:
    """A page may scroll sideways for wide tables; what is copied must not need it."""
    assert opened.root.evaluate(CUT_CODES) == []


@in_lab_only
def test_no_other_host_is_asked(opened: Sheet) -> None:
    assert opened.traffic.asked
    assert opened.traffic.strangers(opened.origin) == []


@in_lab_only
def test_the_page_has_nothing_to_complain_of(opened: Sheet) -> None:
    assert opened.traffic.complaints == []
    assert WITHOUT_STATE not in opened.seen().words


def test_the_outline_fits_a_terminal(demo_notebook: NotebookNode, installer: Installer) -> None:
    lines = shown(demo_notebook, "text/plain").splitlines()
    assert len(lines) <= LONGEST
    assert [line for line in lines if _columns(line) > WIDEST and not ADDRESS.fullmatch(line)] == []
    for install in installer.installs:
        assert any(install.name in line for line in lines)


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_of_the_repository_opens_with_full_content(
    in_lab: Callable[..., Sheet], path: Path, trusted: bool
) -> None:
    notebook = nbformat.read(path, as_version=4)
    outputs = [_letters(_words(output)) for cell in notebook.cells for output in cell.get("outputs", ())]
    texts = [ANY_WORDS for cell in notebook.cells if cell.cell_type == "markdown"]
    page = _opened(in_lab, notebook, f"{path.stem}-{trusted}", trusted=trusted)
    comes_to(page, lambda: _told(page), lambda: outputs)
    expect(page.locator(".jp-MarkdownCell")).to_have_text(texts, use_inner_text=True)
    assert page.get_by_text(WITHOUT_STATE).count() == 0


def test_a_widget_without_its_state_would_be_noticed(in_lab: Callable[..., Sheet]) -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "0" * 32, "version_major": 2, "version_minor": 0}}
    notebook = new_notebook(cells=[new_code_cell("explorer", outputs=[new_output("display_data", view)], id="cell-0")])
    page = _opened(in_lab, notebook, "widget", trusted=True)
    page.get_by_text(WITHOUT_STATE).wait_for()


def _opened(in_lab: Callable[..., Sheet], notebook: NotebookNode, name: str, *, trusted: bool) -> Page:
    """Return the page that shows a notebook, not run here."""
    notebook.metadata.kernelspec = KERNELSPEC
    return in_lab(notebook, name, trusted=trusted).page


def _told(page: Page) -> list[str]:
    """Return what the outputs on a page say, with everything in them open."""
    page.evaluate("document.querySelectorAll('.jp-Notebook details').forEach(one => { one.open = true })")
    return [_letters(text) for text in page.locator(".jp-OutputArea-output").all_inner_texts()]


def _words(output: NotebookNode) -> str:
    """Return what an output says, in JupyterLab's order of preference."""
    if output.output_type == "stream":
        return str(output.text)
    page = output.data.get("text/html")
    return Reading(page).words if page else str(output.data["text/plain"])


def _letters(text: str) -> str:
    return "".join(text.split())


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
