from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuon_notebook.render.terminal import safe, visible


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
    assert safe(text) == shown


@given(st.text())
def test_whatever_the_text_it_is_one_line_and_stays_as_it_is_when_made_safe_again(text: str) -> None:
    once = safe(text)

    assert len(once.splitlines()) <= 1
    assert safe(once) == once


def test_lines_stay_lines_where_several_are_shown() -> None:
    assert visible("a\r\n\tb\x1b\n\u202ec") == "a\n    b\nc"
