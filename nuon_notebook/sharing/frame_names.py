"""The names of customers in data frames, as HTML and as text: the cells of the column `install`.

Frames carry no marks, and pandas prints them, so their tables are read.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CUSTOMER_COLUMN: Final = "install"  # of `nuon_notebook.frame`, whatever the kind of the frame
HTML_FRAME: Final = 'class="dataframe"'
CELL = re.compile(r"\S+(?: \S+)*")  # pandas prints at least two blanks between columns
COLUMN_NAME = re.compile(r"[a-z_]+")
SERIES_END = re.compile(rf"(?:Name: {CUSTOMER_COLUMN}, .*|Index\(.*)")
NO_NAME: Final = frozenset({"", "...", "NaN", "<NA>", "None"})


def names_in_frames(text: str) -> Iterator[str]:
    """Yield what the column `install` of printed and displayed data frames holds.

    Args:
        text: any text, or HTML.
    """
    if CUSTOMER_COLUMN not in text:
        return
    found = _in_html(text) if HTML_FRAME in text else _in_text(text)
    yield from (name for name in found if name not in NO_NAME)


def _in_html(text: str) -> Iterator[str]:
    tables = _Tables()
    tables.feed(text)
    for rows in tables.tables:
        from_right = 0  # cells of an index that span several rows stand only in the first of them, at the left
        for row in rows:
            if CUSTOMER_COLUMN in row:
                from_right = len(row) - row.index(CUSTOMER_COLUMN)
            elif 0 < from_right <= len(row):
                yield row[-from_right]


class _Tables(HTMLParser):
    """Reads the tables of data frames: for each its rows, of each its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            is_frame = "dataframe" in (dict(attrs).get("class") or "").split()
            self.tables.append([]) if is_frame else None
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def _in_text(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if SERIES_END.fullmatch(line):
            yield from _last_cells(lines[:number])
        column = _customer_column(line)
        if column:
            yield from _cells_below(lines[number + 1 :], column)


def _customer_column(line: str) -> re.Match[str] | None:
    """Return where the column stands in a line of names of columns; None if the line is none."""
    cells = [*CELL.finditer(line.rstrip("\\ "))]  # a frame that is too wide goes on below, behind a backslash
    names = [cell[0] for cell in cells]
    padded = line != CUSTOMER_COLUMN  # the name of an index stands alone, and the line is as wide as the frame
    if CUSTOMER_COLUMN in names and padded and all(map(COLUMN_NAME.fullmatch, names)):
        return cells[names.index(CUSTOMER_COLUMN)]
    return None


def _cells_below(lines: Sequence[str], column: re.Match[str]) -> Iterator[str]:
    """Yield the cells below the name of a column, which stands at the left or at the right of it."""
    for line in lines:
        if not line.strip():
            return
        yield from (cell[0] for cell in CELL.finditer(line) if _overlap(cell, column))


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _last_cells(lines: Sequence[str]) -> Iterator[str]:
    """Yield the last cell of each line of a series, the last line first."""
    for line in reversed(lines):
        cells = CELL.findall(line)
        if len(cells) < 2:  # noqa: PLR2004 - the index and the value
            return
        yield cells[-1]
