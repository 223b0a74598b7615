"""The ways in which a text can be read: without markup, entities, escapes and colours, and with encodings decoded."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.sanitize import sanitize_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH: Final = 3  # encodings inside encodings
MARKUP_TYPES: Final = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml")
INLINE_ELEMENTS: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var", "wbr"),
    }
)
INLINE_BOUNDARY: Final = "\0"  # marks where an inline element begins or ends; `sanitize_text` removes it from all texts
SEPARATORS: Final = {"td": " | ", "th": " | ", "pre": "\n---\n"}
"""What separates elements from the text before them: cells form a table row, and a `pre` is a document of its own."""
ROWS: Final = ("tr", "dt")
CELLS: Final = ("td", "th", "dt", "dd")
SKIPPED_ATTRIBUTES: Final = frozenset(["class", "style", "id", "d", "points", "transform"])

TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
TAG = re.compile(r"<[A-Za-z/!]")
UNCLOSED_TAG = re.compile(r"<(?=[^<>]*(?:<|\Z)|[!?])")
"""A `<` that opens no element. It is read as text: many of these take HTMLParser quadratic time."""
NUMERIC_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
BLANK_ESCAPE = re.compile(r"\\+[abfnrtv0]")
PERCENT_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{56,100}(?:\r?\n|\\n)[ \t]{0,20}){0,20000}[A-Za-z0-9+/_-]{16,}+={0,2}")
PRINTABLE = re.compile(rb"[\x20-\x7e\t\r\n]{16,}")
MIN_PRINTABLE: Final = 0.9  # share of printable characters from which on decoded bytes count as text


class TextVariant(NamedTuple):
    """A text as one of its readers may see it.

    Attributes:
        text: the text.
        raw: whether it is markup or code as it was written. There, words beside a secret's name need not be its value.
    """

    text: str
    raw: bool = False


def text_variants(text: str, mime: str = "text/plain", depth: int = 0) -> Iterator[TextVariant]:
    """Yield a text in all the ways in which it can be read.

    Args:
        text: any text.
        mime: its MIME type, which must not be binary.
        depth: from how many encodings the text was decoded.
    """
    plain = sanitize_text(TERMINAL_SEQUENCE.sub("", text))
    for variant, raw in (TextVariant(plain, raw=mime in MARKUP_TYPES), *_without_markup(plain, mime)):
        decoded = dict.fromkeys((variant, _decode_escapes(variant), _decode_percent(variant)))
        yield from (TextVariant(each, raw) for each in decoded)
    if depth < MAX_DEPTH:
        for inner in _decode_base64(plain):
            yield from text_variants(inner, "text/html" if inner.lstrip()[:1] == "<" else "text/plain", depth + 1)


def binary_variants(content: str) -> Iterator[TextVariant]:
    """Yield the texts inside a picture or other binary content, given as base64."""
    try:
        decoded = base64.b64decode(content)
    except (binascii.Error, ValueError):
        yield from text_variants(content)
        return
    for printable in PRINTABLE.finditer(decoded):
        yield TextVariant(printable[0].decode("ascii"))


def _decode_escapes(text: str) -> str:
    r"""Decode `\u` and `\x` escapes. Line ends and the like become a blank, however many slashes precede them."""
    if "\\" not in text:
        return text
    decoded = NUMERIC_ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    return TERMINAL_SEQUENCE.sub("", BLANK_ESCAPE.sub(" ", decoded))


def _decode_percent(text: str) -> str:
    """Decode percent-encoding where it is one: in `%DB_PASSWORD%` the first letters encode nothing."""
    return PERCENT_ESCAPES.sub(lambda match: _decode_bytes(match[0]), text)


def _decode_bytes(escaped: str) -> str:
    try:
        return bytes.fromhex(escaped.replace("%", "")).decode()
    except UnicodeDecodeError:
        return escaped


def _decode_base64(text: str) -> Iterator[str]:
    """Yield the texts that are encoded as base64 inside a text."""
    for match in BASE64.finditer(text):
        word = re.sub(r"\\n|\s", "", match[0]).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(word + "=" * (-len(word) % 4)).decode()
        except (binascii.Error, ValueError):
            continue
        if decoded and sum(map(str.isprintable, decoded)) + decoded.count("\n") >= MIN_PRINTABLE * len(decoded):
            yield decoded


def _without_markup(text: str, mime: str) -> Iterator[TextVariant]:
    """Yield what is left of markup: its comments, its text, its attributes, and neighbouring table cells.

    The text comes twice: with inline elements replaced by nothing, and by a blank.
    """
    if mime not in MARKUP_TYPES and not (TAG.search(text) or "&" in text):
        return
    shown, comments = _split_comments(text)
    parser = _MarkupParser()
    parser.feed(UNCLOSED_TAG.sub("&lt;", shown))
    parser.close()
    yield TextVariant("\n".join(comments))
    yield TextVariant("".join(parser.texts).replace(INLINE_BOUNDARY, ""))
    yield TextVariant("".join(parser.texts).replace(INLINE_BOUNDARY, " "))
    yield TextVariant("\n".join(parser.attributes))
    yield TextVariant("\n".join(parser.neighbouring_cells()))


def _split_comments(text: str) -> tuple[str, list[str]]:
    """Split markup into what is shown and its comments."""
    shown: list[str] = []
    comments: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        shown.append(text[position:start])
        comments.append(text[start + 4 : end])
        position = end + 3
    return "".join((*shown, text[position:])), comments


class _MarkupParser(HTMLParser):
    """Collects the texts of markup, and separately its attributes and table cells."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self._rows: list[list[list[str]]] = []

    def neighbouring_cells(self) -> Iterator[str]:
        """Yield each cell of a table row or a list of terms with the next one: the first may name the second."""
        for row in self._rows:
            cells = ("".join(texts).strip() for texts in row)
            yield from (f"| {cell} | {next_cell} |" for cell, next_cell in pairwise(cells))

    def _separate(self, tag: str) -> None:
        self.texts.append(INLINE_BOUNDARY if tag in INLINE_ELEMENTS else SEPARATORS.get(tag, "\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        if tag in ROWS:
            self._rows.append([])
        if tag in CELLS and self._rows:
            self._rows[-1].append([])
        self.attributes += (f'{name}="{value}"' for name, value in attrs if value and name not in SKIPPED_ATTRIBUTES)

    def handle_endtag(self, tag: str) -> None:
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(data)
