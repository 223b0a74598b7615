"""Finds secrets in tables: below the heading of a column, or beside a name in the first of two.

Tables are those of Markdown and databases, whose cells stand between bars, files with separators, and output in columns
that blanks keep apart. Only values that look generated are found, since a column named `token` may hold words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_password_name, is_secret_name
from nuon_notebook.redaction.values.value_classifier import is_secret_value
from nuon_notebook.redaction.values.value_spans import AssignedName, ValueSpan, line_end, line_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

# Looking for the last letter takes a tenth of the time that looking for the words takes.
LAST_LETTER = lazy_pattern(
    r"[dDtTnNyY](?=[\"'`*]{0,2}(?:[|,;\t\r\n]| {2}| {1,60}[|\r\n]))"
    r"(?i:(?<=password)|(?<=passwd)|(?<=pwd)|(?<=secret)|(?<=token)|(?<=key))"
)
NAME_BEFORE = lazy_pattern(r"[\"'`*]{0,2}\b((?i:api |access |secret |private )?[A-Za-z][\w-]{0,60})\Z")
CLOSING = lazy_pattern(r"[\"'`*]{0,2}")
PAIRS: Final = (
    lazy_pattern(r"(?m)^[ \t]{0,40}([A-Za-z_][\w.-]{1,60})[ \t]{1,60}(\S{8,200})[ \t]{0,9}\r?$"),
    lazy_pattern(
        r"[(\[{][ \t]{0,9}[\"']?([A-Za-z_][\w.-]{1,60})[\"']?,[ \t]{0,9}[\"']([^\s\"']{6,200})[\"'][ \t]{0,9}[)\]}]"
    ),
)
"""Lines of two words, and pairs in brackets."""
BETWEEN_BLANKS = lazy_pattern(r"\S+")
RULER = lazy_pattern(r"[\s|:+=-]*")
SEPARATORS: Final = "|,;\t"
ALIGNED: Final = " "
HEADINGS = lazy_pattern(r"(?:[A-Za-z_%#][\w.()%#/]*|\s+)*+")
"""The headings of columns that blanks keep apart. The row of a list of names has numbers and dashes as well."""
QUOTES: Final = " \t\"'`*"
MAX_ROWS: Final = 200
MAX_LINE: Final = 2000
MAX_NAME: Final = 64

PASSWORD = lazy_pattern(r"(?=\S*[0-9!@#$%^&*?])(?=\S*[A-Za-z])\S{6,200}")
TOKEN = lazy_pattern(r"(?=\S*[0-9])(?=\S*[a-z])(?=\S*[A-Z])[\w.~+/=-]{8,200}|[0-9a-f]{32,128}")


class _Heading(NamedTuple):
    """The heading of a column.

    Attributes:
        name: What it says.
        start: Offset of its first character.
        end: Offset behind its last character.
    """

    name: str
    start: int
    end: int


def find_in_columns(text: str) -> Iterator[Span]:
    """Find secrets below the name of their column."""
    table = reached = 0
    for heading in _headings(text):
        start, end = line_start(text, heading.start), line_end(text, heading.end)
        if end - start <= MAX_LINE and (start >= reached or start == table):
            table = start
            for row_end, cells in _rows(text, heading, start, end):
                reached = max(reached, row_end)
                yield from (cell for cell in cells if _is_secret(text, *cell, heading.name))


def _headings(text: str) -> Iterator[_Heading]:
    for last in LAST_LETTER.finditer(text):
        name = NAME_BEFORE.search(text, max(0, last.end() - MAX_NAME), last.end())
        closing = CLOSING.match(text, last.end())
        if name and closing and is_secret_name(name[1]):
            yield _Heading(name[1], name.start(), closing.end())


def find_in_pairs(text: str) -> Iterator[Span]:
    """Find secrets in the second of two columns, beside their names, and in pairs: `("password", "x")`."""
    for pattern in PAIRS:
        for match in pattern.finditer(text):
            if is_secret_name(match[1]) and _is_secret(text, *match.span(2), match[1]):
                yield match.span(2)


def _rows(text: str, heading: _Heading, start: int, end: int) -> Iterator[tuple[int, list[Span]]]:
    """Yield where each row below a heading ends, with its cells in the heading's column."""
    separator = _separator(text[start : heading.start], text[heading.end : end])
    left, right = heading.start - start, heading.end - start
    column, width = text.count(separator, start, heading.start), text.count(separator, start, end)
    for row_start, row_end in _lines(text, end) if separator else ():
        if separator == ALIGNED:
            cells = [cell.span() for cell in BETWEEN_BLANKS.finditer(text, row_start, row_end)]
            cells = [cell for cell in cells if left == cell[0] - row_start or right == cell[1] - row_start]
        else:
            same_width = text.count(separator, row_start, row_end) == width
            cells = [_cell(text, row_start, row_end, separator, column)] if same_width else []
        if not cells:
            return
        yield row_end, cells


def _separator(before: str, behind: str) -> str:
    """Return what separates the cells of a heading's line, or an empty text if it is no line of headings."""
    opened, closed = before.rstrip(" "), behind.lstrip(" ")
    if not (before + behind).strip(SEPARATORS + QUOTES):
        return ""  # an item of a list
    for separator in SEPARATORS:
        if opened.endswith(separator) or closed.startswith(separator):
            return separator if opened[-1:] in ("", separator) and closed[:1] in ("", separator) else ""
    is_aligned = (not opened or before.endswith(ALIGNED * 2)) and (not closed or behind.startswith(ALIGNED * 2))
    return ALIGNED if is_aligned and HEADINGS.fullmatch(before + behind) else ""


def _lines(text: str, end: int) -> Iterator[Span]:
    """Yield the lines below a line, up to an empty one, without those that only rule."""
    for _ in range(MAX_ROWS):
        start, end = end + 1, line_end(text, end + 1)
        if start >= len(text) or not text[start:end].strip() or end - start > MAX_LINE:
            return
        if not RULER.fullmatch(text, start, end):
            yield start, end


def _cell(text: str, start: int, end: int, separator: str, column: int) -> Span:
    for _ in range(column):
        start = text.index(separator, start, end) + 1
    close = text.find(separator, start, end)
    value = text[start : close if close >= 0 else end].rstrip("\r")
    inner = value.strip(QUOTES)
    first = start + value.find(inner)
    return first, first + len(inner)


def _is_secret(text: str, start: int, end: int, name: str) -> bool:
    form = PASSWORD if is_password_name(name) else TOKEN
    if not form.fullmatch(text, start, end):
        return False
    return is_secret_value(text, ValueSpan(start, end, quoted=True), AssignedName(name, start, ":"))
