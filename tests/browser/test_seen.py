"""The checks of the places work: they find what is faint, hidden, crooked or too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.sheets import Seen, Sheet


@pytest.fixture
def look(from_file: Callable[..., Sheet]) -> Callable[[str], Seen]:
    """Says what is seen of some HTML on a white page 400 pixels wide."""
    page = '<!doctype html><meta charset="utf-8"><main style="width:400px;color:#000">{}</main>'
    return lambda html: from_file(page.format(html), "page", "main").seen()


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:#777777">grey on white</p>',
        '<p style="background:#333">black on dark grey</p>',
        '<p style="opacity:.4">faded</p>',
        '<div style="opacity:.4"><p>faded with what holds it</p></div>',
        '<p style="color:rgba(0,0,0,.4)">half transparent</p>',
    ],
)
def test_faint_text_is_found(look: Callable[[str], Seen], html: str) -> None:
    assert len(look(html).faint(badges=False)) == 1


def test_readable_text_is_not_called_faint(look: Callable[[str], Seen]) -> None:
    seen = look('<p style="color:#767676">4.54 to 1</p><p style="color:#fff;background:#0969da">a button</p>')
    assert [one.text for one in seen.texts] == ["4.54 to 1", "a button"]
    assert seen.faint(badges=False) == []


def test_badges_are_told_from_other_text(look: Callable[[str], Seen]) -> None:
    seen = look('<p style="color:#999">text <mark style="background:#fff;color:#999">badge</mark></p>')
    assert [one.text for one in seen.faint(badges=True)] == ["badge"]


def test_what_is_closed_is_not_seen(look: Callable[[str], Seen]) -> None:
    assert look("<details><summary>title</summary>inside</details>").words == "title"


def test_what_sticks_out_is_found_but_not_within_a_scroll_box(look: Callable[[str], Seen]) -> None:
    wide = '<p style="width:500px">wide</p>'
    assert look(wide).sticking_out == ["p: wide"]
    assert look(f'<div style="overflow-x:auto">{wide}</div>').sticking_out == []
    outside = '<p style="margin-left:-500px">left</p>'
    assert look(f'<div style="overflow-x:auto">{outside}</div>').sticking_out == ["p: left"]


def test_crooked_cells_are_found(look: Callable[[str], Seen]) -> None:
    row = '<td style="text-align:right">crooked</td><td style="text-align:left">straight</td>'
    assert look(f"<table><tr>{row}</tr></table>").unaligned == ["crooked"]


def test_paragraphs_of_cells_are_aligned_on_their_own(look: Callable[[str], Seen]) -> None:
    table = "<table style='text-align:right'><tr><td style='text-align:right'>{}</td></tr></table>"
    assert look(table.format("<p style='text-align:left'>straight <b>too</b></p>")).unaligned == []
    assert look(table.format("<p style='text-align:left'>straight</p><div>crooked</div>")).unaligned == [
        "straightcrooked"
    ]
    assert look(table.format("<b>crooked</b>")).unaligned == ["crooked"]
