"""Where things stand on a page with the style sheet, in real Chromium: lines hang, rows line up, nothing is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from nuon_notebook import compare, customer_provides, load_installer, permissions, timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

WIDTHS: Final = (600, 1000, 1400)
PAGE: Final = '<!doctype html><meta charset="utf-8"><body data-jp-theme-light="{}">{}'

LEFT_OF_VALUES: Final = """() => [...document.querySelectorAll('.nuon li, .nuon li > details > summary')]
    .filter(one => one.checkVisibility() && one.firstElementChild?.matches('b') && !one.closest('.r'))
    .flatMap(one => {
        const text = [...one.childNodes].filter(node => node !== one.firstElementChild && (
            node.nodeType === 3 ? node.data.trim() : node.matches('small, a, mark')));
        const range = document.createRange();
        const name = one.firstElementChild.getBoundingClientRect().left;
        return text.flatMap(node => {
            range.selectNodeContents(node);
            return [...range.getClientRects()].map(box => box.left - name);
        });
    })"""
"""How far right of the beginning of its name each line of an item begins."""

NAMES_LEFT: Final = """() => [...document.querySelectorAll('.nuon ul[type]:not(.r)')].map(list =>
    [...list.children].map(one => Math.round(one.querySelector('b').getBoundingClientRect().left)))"""
"""Where the names of the items of each list begin."""


@pytest.fixture
def show(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Shows the page of a model in a window of some width, all folds open."""

    def shown(model: Any, width: int, *, light: str = "true") -> Page:
        page = new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(PAGE.format(light, model._repr_html_()))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        return page

    return shown


@pytest.mark.parametrize("width", WIDTHS)
def test_wrapped_lines_hang_under_their_text(show: Callable[..., Page], width: int) -> None:
    app = load_installer("demo").apps["harbor-desk"]
    for model in (app, permissions(app), customer_provides(app), compare(app, "v10", "v11")):
        lefts = show(model, width).evaluate(LEFT_OF_VALUES)
        assert lefts
        assert min(lefts) > 100


def test_rows_with_and_without_a_fold_line_up(show: Callable[..., Page]) -> None:
    app = load_installer("demo").apps["harbor-desk"]
    for model in (app, compare(app, "v10", "v11")):
        page = show(model, 600)
        assert page.locator("li:has(> details) + li:not(:has(> details))").count()
        assert [lefts for lefts in page.evaluate(NAMES_LEFT) if max(lefts) - min(lefts) > 1] == []


def test_the_titles_of_rows_are_one_line_where_not_all_fit(show: Callable[..., Page]) -> None:
    heights = "[...document.querySelectorAll('.nuon .r > li:first-child')].map(one => one.offsetHeight)"
    for width in WIDTHS:
        found = show(load_installer("demo").overview, width).evaluate(heights)
        assert found
        assert max(found) < 30


def test_no_chart_is_cut_where_the_file_browser_leaves_little_room(show: Callable[..., Page]) -> None:
    cut = """[...document.querySelectorAll('img')].map(one => one.parentElement)
        .filter(one => one.scrollWidth > one.clientWidth).length"""
    demo = load_installer("demo")
    for model in (demo.apps["harbor-desk"].overview, timeline(demo.installs["kestrel-grain-coop"].workflows[3])):
        page = show(model, 600)
        assert page.locator("img").count() >= 1
        assert page.evaluate(cut) == 0


@pytest.mark.parametrize(("light", "scheme"), [("true", "light"), ("false", "dark")])
def test_pictures_have_the_colours_of_jupyter_s_theme(show: Callable[..., Page], light: str, scheme: str) -> None:
    page = show(load_installer("demo"), 1000, light=light)
    assert page.evaluate("getComputedStyle(document.querySelector('img')).colorScheme") == scheme
