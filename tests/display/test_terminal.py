"""Lines for terminals: widths, expressions, colours."""

from __future__ import annotations

from nuon_notebook import load_installer
from nuon_notebook.display import to_text
from nuon_notebook.display.formats import Tone
from nuon_notebook.display.terminal import (
    CELL,
    EXPRESSION,
    EXPRESSION_END,
    TONE_END,
    TONES,
    aligned,
    coloured,
    cut,
    fitted,
    height,
    plain,
    width,
    wrapped,
    wrapped_at_separators,
)
from nuon_notebook.models import Install

RED, END = TONES[Tone.FAILED], TONE_END
LONG = "installer.apps[0].installs[1].workflows[2].shown_steps[12:]"


def marked(expression: str) -> str:
    return f"{EXPRESSION}{expression}{EXPRESSION_END}"


def test_an_expression_that_fits_stays_in_its_line() -> None:
    assert [*fitted(f"└─ … and 3 more: {marked('app.configs[3:]')}")] == ["└─ … and 3 more: app.configs[3:]"]


def test_an_expression_that_does_not_fit_gets_a_line_of_its_own_below_its_branch() -> None:
    assert [*fitted(f"│  ├─ … and 3 more: {marked(LONG)}", 60)] == ["│  ├─ … and 3 more", f"│  │  {LONG}"]
    assert [*fitted(f"└─ not loaded ({marked(LONG)}): configs", 40)] == ["└─ not loaded: configs", f"   {LONG}"]
    assert [*fitted(f"└─ {marked(LONG)}", 40)] == [f"└─ {LONG}"]


def test_the_words_before_an_expression_are_wrapped_beside_their_branch() -> None:
    line = f"├─ not loaded ({marked(LONG)}): configs, branches, installs"
    assert [*fitted(line, 30)] == ["├─ not loaded: configs,", "│    branches, installs", f"│  {LONG}"]


def test_words_are_wrapped_between_blanks_in_at_most_three_lines() -> None:
    assert wrapped("a first line, the-hyphened second", 20) == ["a first line,", "the-hyphened second"]
    assert wrapped("four words a line, " * 9, 20) == [*(["four words a line,"] * 2), "four words a line,…"]
    assert wrapped("", 20) == []


def test_a_word_that_is_wider_than_a_line_goes_on_in_the_next() -> None:
    assert wrapped(f"a {'x' * 25} b", 20) == ["a", "x" * 20, "xxxxx b"]


def test_words_are_wrapped_by_the_columns_that_they_take() -> None:
    assert wrapped("説明 " * 6, 20) == [" ".join(["説明"] * 4), "説明 説明"]
    assert wrapped("a\u0301a\u0301 " * 8, 20) == [" ".join(["a\u0301a\u0301"] * 7), "a\u0301a\u0301"]


def test_facts_are_wrapped_behind_separators_and_before_statuses() -> None:
    facts = wrapped_at_separators("on Rope & Sons, Acme Inc. and Globex", 24)
    assert facts == ["on Rope & Sons,", "  Acme Inc. and Globex"]
    status = f"{RED}[✕ sandbox error]{END}"
    assert wrapped_at_separators(f"acme {status} {status}", 26) == [f"acme {status}", f"  {status}"]
    assert wrapped_at_separators("a day and more; 2 of us · so far", 20) == ["a day and more;", "  2 of us · so far"]


def test_only_a_fact_that_is_wider_than_a_line_is_wrapped_between_blanks() -> None:
    facts = wrapped_at_separators("a fact that is very long, a short one", 20)
    assert facts == ["a fact that is very", "  long, a short one"]
    assert wrapped_at_separators("x" * 25, 20) == [f"{'x' * 19}…"]


def test_a_tone_ends_with_its_line_and_begins_again_in_the_next() -> None:
    assert wrapped(f"{RED}[ten letters and more]{END} rest", 20) == [
        f"{RED}[ten letters and{END}", f"{RED}more]{END} rest",
    ]  # fmt: skip
    assert wrapped(f"{RED}{'words ' * 20}{END}", 20)[-1].endswith(f"…{END}")


def test_a_line_that_is_cut_ends_its_colour() -> None:
    assert cut(f"{RED}abcdef{END}", 4) == f"{RED}abc…{END}"
    assert cut(f"{RED}ab{END}cdef", 4) == f"{RED}ab{END}c…"
    assert cut(f"{RED}abcd{END}", 4) == f"{RED}abcd{END}"


def test_marks_take_no_space_and_are_never_printed() -> None:
    line = f"{RED}ab{END} {marked('x')}{CELL}"
    assert width(line) == 4
    assert plain(line) == "ab x"
    assert coloured(f"{RED}ab{END}") == "\x1b[31mab\x1b[0m"


def test_a_line_that_the_terminal_wraps_counts_as_several() -> None:
    assert [height("x" * size) for size in (0, 1, 80, 81, 160, 161)] == [1, 1, 1, 2, 2, 3]


def test_columns_are_aligned_and_long_cells_are_cut() -> None:
    assert aligned([f"{RED}a{END}{CELL}b", f"wide{CELL}c"]) == [f"{RED}a{END}     b", "wide  c"]
    assert aligned([f"{'x' * 50}{CELL}b"]) == [f"{'x' * 29}…  b"]


def test_no_value_can_hold_a_mark() -> None:
    name = f"evil{RED}{EXPRESSION}{CELL}\x1b[31m"
    assert [
        sign for sign in (*TONES.values(), END, EXPRESSION, CELL, "\x1b") if sign in to_text(Install(name=name))
    ] == []


def test_a_row_whose_facts_do_not_fit_beside_its_statuses_takes_two_lines() -> None:
    schedule = to_text(load_installer("demo").schedule).splitlines()
    name = next(index for index, line in enumerate(schedule) if "health-check" in line)
    assert schedule[name].endswith("action health-check")
    assert schedule[name + 1].endswith("Harbor Desk v11 · Every 15 minutes, only in December")
    assert "├─ polder-water-board v1, newest · Tide Relay" in to_text(load_installer("demo").overview)
