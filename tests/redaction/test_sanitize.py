from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import App
from nuon_notebook.redaction.sanitize import sanitize_line, sanitize_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("api-gateway", "api-gateway"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07", "]0;title"),
        ("over\rwritten", "over written"),
        ("a\nb\tc", "a b c"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u200b\u2066b\ufeff", "ab"),
        ("a\u2028b", "a b"),
        ("\x9b31m", "31m"),
        ("naïve ✓ 東京", "naïve ✓ 東京"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 4),
    ],
)
def test_a_terminal_obeys_nothing_in_it(text: str, shown: str) -> None:
    assert sanitize_line(text) == shown


BLANK = ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u180b", "\ufe00", "\U000e0100"]
BLANK += ["\U00016fe4", "\U0001d159", "\ufe0f"]


@pytest.mark.parametrize("letter", BLANK, ids=ascii)
def test_a_letter_that_shows_as_nothing_is_seen_so_that_no_name_passes_for_another(letter: str) -> None:
    assert sanitize_line(f"api{letter}") == sanitize_text(f"api{letter}") == "api\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "text", ["\u26a0\ufe0f down", "1\ufe0f\u20e3", "\u2139\ufe0f", "\uac00\ub098", "\u28ff"], ids=ascii
)
def test_what_chooses_the_look_of_an_emoji_stays_and_so_does_what_is_like_a_filler_but_seen(text: str) -> None:
    assert sanitize_line(text) == sanitize_text(text) == text


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
