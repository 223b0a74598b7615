from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import App
from nuon_notebook.redaction.sanitize import sanitize_line, sanitize_text, show_invisible, terminal_width

LINES = {
    "api-gateway": "api-gateway",
    "\x1b[31mred\x1b[0m": "[31mred[0m",
    "\x1b]0;title\x07": "]0;title",
    "over\rwritten": "over written",
    "a\nb\tc": "a b c",
    "\u202egnp.exe": "gnp.exe",
    "a\u200b\u2066b\ufeff": "ab",
    "a\u2028b": "a b",
    "\x9b31m": "31m",
    "naïve ✓ 東京": "naïve ✓ 東京",
    "a" + "\u0301" * 50: "a" + "\u0301" * 4,
}


def test_a_terminal_obeys_nothing_in_it() -> None:
    assert {text: sanitize_line(text) for text in LINES} == LINES


BLANK = ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u180b", "\ufe00", "\U000e0100"]
BLANK += ["\U00016fe4", "\U0001d159", "\ufe0f"]


def test_an_invisible_letter_is_shown_so_that_no_name_looks_like_another() -> None:
    shown = "api\N{REPLACEMENT CHARACTER}"
    failures = [
        ascii(letter)
        for letter in BLANK
        if (sanitize_line(f"api{letter}"), sanitize_text(f"api{letter}")) != (shown, shown)
    ]

    assert failures == []


VISIBLE = ["\u26a0\ufe0f down", "1\ufe0f\u20e3", "\u2139\ufe0f", "\uac00\ub098", "\u28ff"]


def test_variation_selectors_of_emoji_stay_and_so_do_visible_letters_like_fillers() -> None:
    assert [ascii(text) for text in VISIBLE if not sanitize_line(text) == sanitize_text(text) == text] == []


NOTHING_VISIBLE = ["\u200b", "\u2060\ufeff", "\x1b\x07", "\u00ad"]


def test_a_text_without_visible_characters_becomes_a_placeholder() -> None:
    assert {show_invisible(text) for text in NOTHING_VISIBLE} == {"\N{REPLACEMENT CHARACTER}"}


def test_blank_texts_and_texts_with_a_visible_character_stay() -> None:
    texts = ["", " ", "\n\t", "api", "\u200bx", "\u200b-", "東京", "\u3164"]

    assert [show_invisible(text) for text in texts] == texts


def test_the_width_of_a_character_is_that_in_a_terminal() -> None:
    widths = {"a": 1, "é": 1, "東": 2, "\u0301": 0, "\uff21": 2}

    assert {character: terminal_width(character) for character in widths} == widths


@pytest.mark.parametrize("name", ["\u200b", "\u2060\ufeff", "\x1b\x07", "\u3164", "\u00ad"], ids=ascii)
def test_a_name_of_which_nothing_is_seen_does_not_pass_for_none(name: str) -> None:
    app = App(id="app1", name=name)

    assert "<b>\N{REPLACEMENT CHARACTER}</b>" in to_html(app)
    assert to_text(app).startswith("\N{REPLACEMENT CHARACTER}\n")


@given(st.text())
@example("a\u200b\ufe0f\ufe0f")
def test_whatever_the_text_it_is_one_line_and_stays_as_it_is_when_made_safe_again(text: str) -> None:
    once = sanitize_line(text)

    assert len(once.splitlines()) <= 1
    assert sanitize_line(once) == once


def test_lines_stay_lines_where_several_are_shown() -> None:
    assert sanitize_text("a\r\n\tb\x1b\n\u202ec") == "a\n    b\nc"
