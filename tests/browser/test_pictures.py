"""Pictures are seen wherever an output is: in JupyterLab light, dark and untrusted, and in nbconvert's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.notebooks import executed, exported

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

    from tests.browser.sheets import Sheet

CELL: Final = """
from IPython.display import HTML
from nuon_notebook import load_installer
from nuon_notebook.analysis.timeline import timeline
installer = load_installer("demo")
install = installer.installs["kestrel-grain-coop"]
graph = next(config.graph for config in installer.apps["harbor-desk"].configs if config.graph)
answers = timeline(install.workflows[3]), graph, install
HTML("".join(answer._repr_html_() for answer in answers))
"""
PICTURES: Final = 3
WIDTHS: Final = (600, 1000, 1400)
SEEN: Final = """root => Promise.all([...root.querySelectorAll('img')].map(one => one.decode().then(() => ({
    alt: one.alt, drawn: one.naturalWidth, width: one.getBoundingClientRect().width,
    ratio: one.getBoundingClientRect().width / one.getBoundingClientRect().height,
    natural: one.naturalWidth / one.naturalHeight,
}))))"""
SCROLLS: Final = "root => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1"


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    """A notebook that shows one picture of each kind."""
    return executed(CELL)


@pytest.fixture(scope="module", params=["light", "dark", "untrusted", "nbconvert"])
def sheet(
    request: pytest.FixtureRequest,
    notebook: NotebookNode,
    in_lab: Callable[..., Sheet],
    from_file: Callable[..., Sheet],
) -> Sheet:
    """The pictures in one of the places, all of them open."""
    name = request.param
    if name == "nbconvert":
        found = from_file(exported(notebook), "pictures", ".jp-OutputArea-output")
    else:
        theme, trusted = "dark" if name == "dark" else "light", name != "untrusted"
        found = in_lab(notebook, f"pictures-{name}", theme=theme, trusted=trusted)
    found.open_all()
    found.screenshot(f"pictures-{name}")
    return found


def test_every_picture_is_drawn_with_its_text(sheet: Sheet) -> None:
    found = sheet.root.evaluate(SEEN)
    assert len(found) == PICTURES
    for one in found:
        assert one["drawn"] > 0
        assert one["alt"]


def test_pictures_keep_their_shape_and_a_readable_size_at_any_width(sheet: Sheet) -> None:
    for width in WIDTHS:
        sheet.page.set_viewport_size({"width": width, "height": 900})
        for one in sheet.root.evaluate(SEEN):
            assert one["ratio"] == pytest.approx(one["natural"], rel=0.02)
            assert one["width"] >= 0.74 * one["drawn"]
        assert not sheet.root.evaluate(SCROLLS), "the page itself is wider than the window"


def test_nothing_is_fetched_for_them(sheet: Sheet) -> None:
    sources = sheet.root.evaluate("root => [...root.querySelectorAll('img')].map(one => one.currentSrc.split(':')[0])")
    assert sources == ["data"] * PICTURES
