"""The web page of a shared notebook, as a person opens it: from a file, with no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat import v4

from nuon_notebook.sharing import share
from tests.demo_generator.worlds import CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "01_quickstart.ipynb"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_in_a_browser_without_a_network(new_page: Callable[..., Page], tmp_path: Path, scheme: str) -> None:
    quickstart = share(QUICKSTART, tmp_path / "quickstart.ipynb", html=True).page
    assert quickstart
    page = new_page(color_scheme=scheme)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(quickstart.as_uri())
    assert [address for address in asked if not address.startswith("data:")] == [quickstart.as_uri()]
    assert said == []
    assert all(page.get_by_text(name).first.is_visible() for name in CUSTOMERS)
    assert contrast(page) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


DRAWN = '<svg width="90" height="9"><script>document.title = "ran"</script><rect width="90" height="9"/></svg>'
COLOURS = "".join(
    f"\x1b[{style}{front};{back}mone\x1b[0m "
    for style in ("", "1;", "7;")
    for front in (*range(30, 38), 39, *range(90, 98))
    for back in (*range(40, 48), 49, *range(100, 108))
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawings_and_colours_of_a_terminal_are_seen(
    new_page: Callable[..., Page], tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / "in.ipynb"
    drawn = v4.new_output("display_data", {"text/html": f"<p>drawn</p>{DRAWN}<div>{DRAWN}</div>"})
    coloured = v4.new_output("stream", name="stdout", text=COLOURS)
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[drawn, coloured])]), path)
    shared = share(path, html=True).page
    assert shared
    page = new_page(color_scheme=scheme)
    page.goto(shared.as_uri())
    widths = page.evaluate("Promise.all([...document.images].map(one => one.decode().then(() => one.naturalWidth)))")
    assert widths == [90, 90]
    assert page.title() == "in"
    assert contrast(page) >= 4.5


def contrast(page: Page) -> float:
    """The least contrast of a text in the page to what is behind it."""
    least = page.evaluate(
        """() => {
        const parts = (colour) => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number)
        const light = (one) => { const c = one / 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 }
        const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b)
        const behind = (element) => {
            for (let at = element; at; at = at.parentElement) {
                const found = parts(getComputedStyle(at).backgroundColor)
                if (found[3] === undefined || found[3] === 1) return found
            }
            return [255, 255, 255]
        }
        let least = 21
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement
            if (!node.textContent.trim() || !element.checkVisibility()) continue
            let opacity = 1
            for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity)
            const back = behind(element), front = parts(getComputedStyle(element).color)
            const mixed = front.slice(0, 3).map((one, index) => one * opacity + back[index] * (1 - opacity))
            const [a, b] = [luminance(mixed), luminance(back)]
            least = Math.min(least, (Math.max(a, b) + .05) / (Math.min(a, b) + .05))
        }
        return least }"""
    )
    return float(least)
