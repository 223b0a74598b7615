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
    assert [*fitted(line, 30)] == ["├─ not loaded: configs,", "│  branches, installs", f"│  {LONG}"]


def test_words_are_wrapped_between_blanks_in_at_most_three_lines() -> None:
    assert wrapped("ab cd-ef gh", 6) == ["ab", "cd-ef", "gh"]
    assert wrapped("ab cd ef gh", 2) == ["ab", "cd", "…"]
    assert wrapped("", 6) == []


def test_facts_are_wrapped_behind_separators_and_before_statuses() -> None:
    assert wrapped_at_separators("on Rope & Sons, Acme Inc. and Globex", 22) == [
        "on Rope & Sons,",
        "Acme Inc. and Globex",
    ]
    status = f"{RED}[✕ sandbox error]{END}"
    assert wrapped_at_separators(f"acme {status} {status}", 26) == [f"acme {status}", status]
    assert wrapped_at_separators("a day; 2 of us · so far", 10) == ["a day;", "2 of us ·", "so far"]


def test_facts_that_are_wider_than_a_line_are_wrapped_between_blanks() -> None:
    assert wrapped_at_separators("a very long fact, short", 10) == ["a very", "long fact,", "short"]


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
