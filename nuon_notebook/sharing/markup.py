"""What is left of markup without its tags: texts, comments, attributes, table cells, scripts, and pages in frames."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

INLINE_ELEMENTS: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var"),
    }
)
UNSEEN: Final = "wbr"  # says where a word may break; readers see nothing there, and no blank
INLINE_BOUNDARY: Final = "\0"  # marks where an inline element begins or ends; no text that is read contains it
SEPARATORS: Final = {"td": " | ", "th": " | ", "pre": "\n---\n"}
"""What separates elements from the text before them: cells form a table row, and a `pre` is a document of its own."""
ROWS: Final = ("tr", "dt")
CELLS: Final = ("td", "th", "dt", "dd")
TABLES: Final = ("tr", "table", "dl")
SKIPPED_ATTRIBUTES: Final = frozenset(["class", "style", "id", "d", "points", "transform"])
PAGE_ATTRIBUTE: Final = "srcdoc"  # a whole page, in a frame

OPENING = re.compile(r"<!--|<(script|style)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE)
CLOSING: Final = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\b", re.IGNORECASE),
    "style": re.compile(r"</style\b", re.IGNORECASE),
}
SCRIPT_KIND = re.compile(r"\btype\s*=\s*[\"']?([^\s\"'>]*)", re.IGNORECASE)
PROGRAM = re.compile(r"|module|importmap|text/css|.*(?:java|ecma)script.*|.*[/+]json", re.IGNORECASE)
UNCLOSED_TAG = re.compile(r"<(?=[^<>]*(?:<|\Z)|[!?])")
"""A `<` that opens no element. It is read as text: many of these take HTMLParser quadratic time."""


class Markup(NamedTuple):
    """The parts of markup.

    Attributes:
        source: the markup as it is, without its scripts and style sheets.
        texts: its comments, its text, its attributes, and neighbouring table cells. The text comes twice: with inline
            elements replaced by nothing, and by a blank.
        scripts: its scripts and style sheets.
        documents: pages that are embedded in it.
    """

    source: str
    texts: list[str]
    scripts: list[str]
    documents: list[str]


def read_markup(text: str, *, has_scripts: bool) -> Markup:
    """Take markup apart.

    Args:
        text: markup, or a text that may contain some.
        has_scripts: whether what stands between the tags of scripts and style sheets is a program.
    """
    blocks = list(_blocks(text, has_scripts=has_scripts))
    parser = _MarkupParser()
    parser.feed(UNCLOSED_TAG.sub("&lt;", _without(blocks, text)))
    parser.close()
    joined = "".join(parser.texts)
    texts = [
        "\n".join(block.content for block in blocks if block.kind == ""),
        joined.replace(INLINE_BOUNDARY, ""),
        joined.replace(INLINE_BOUNDARY, " "),
        "\n".join(parser.attributes),
        "\n".join(parser.neighbouring_cells()),
    ]
    programs = [block for block in blocks if block.kind == "program"]
    scripts = [block.content for block in programs]
    return Markup(_without(programs, text), texts, scripts, parser.documents)


class _Block(NamedTuple):
    """A comment, whose kind is empty, or the content of a script or a style sheet, whose kind is `program`."""

    kind: str
    start: int
    end: int
    content: str


def _blocks(text: str, *, has_scripts: bool) -> Iterator[_Block]:
    """Yield comments and programs in order. One that is not closed is read as any other text."""
    position = 0
    unclosed: set[str] = set()
    while opening := OPENING.search(text, position):
        position = opening.end()
        name = (opening[1] or "").lower()
        if name in unclosed or (name and not (has_scripts and _is_program(opening[0]))):
            continue
        closing = CLOSING[name].search(text, position)
        if not closing:
            unclosed.add(name)
        elif name:
            yield _Block("program", position, closing.start(), text[position : closing.start()])
            position = closing.start()
        else:
            yield _Block("", opening.start(), closing.end(), text[position : closing.start()])
            position = closing.end()


def _is_program(tag: str) -> bool:
    kind = SCRIPT_KIND.search(tag)
    return PROGRAM.fullmatch(kind[1].partition(";")[0] if kind else "") is not None


def _without(blocks: list[_Block], text: str) -> str:
    """Return a text without some of its parts."""
    starts = [0, *(block.end for block in blocks)]
    ends = [*(block.start for block in blocks), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


class _MarkupParser(HTMLParser):
    """Collects the texts of markup, and separately its attributes, its table cells, and the pages in its frames."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self.documents: list[str] = []
        self._rows: list[list[list[str]]] = []
        self._cell: list[str] | None = None  # that text is in

    def neighbouring_cells(self) -> Iterator[str]:
        """Yield each cell of a table row or a list of terms with the next one: the first may name the second."""
        for row in self._rows:
            cells = ("".join(texts).strip() for texts in row)
            yield from (f"| {cell} | {next_cell} |" for cell, next_cell in pairwise(cells))

    def _separate(self, tag: str) -> None:
        if tag == UNSEEN:
            return
        if tag in INLINE_ELEMENTS:
            self.texts.append(INLINE_BOUNDARY)
            return
        self.texts.append(SEPARATORS.get(tag, "\n"))
        if self._cell is not None:
            self._cell.append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        if tag in ROWS:
            self._rows.append([])
        if tag in CELLS and self._rows:
            self._cell = []
            self._rows[-1].append(self._cell)
        self.documents += (value for name, value in attrs if value and name == PAGE_ATTRIBUTE)
        shown = ((name, value) for name, value in attrs if name not in (*SKIPPED_ATTRIBUTES, PAGE_ATTRIBUTE))
        self.attributes += (f'{name}="{value}"' for name, value in shown if value)

    def handle_endtag(self, tag: str) -> None:
        self._separate(tag)
        if tag in (*CELLS, *TABLES):
            self._cell = None  # what follows is no part of it

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._cell is not None:
            self._cell.append(data)
