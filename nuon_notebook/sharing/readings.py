"""In how many ways a text can be read: a secret is found under markup, entities, escapes and encodings too."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from nuon_notebook.redaction.sanitize import sanitize_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 3  # encodings within encodings
MARKUP: Final = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml")
INLINE: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var", "wbr"),
    }
)
BETWEEN: Final = "\0"  # stands where an inline element begins or ends; `sanitize_text` leaves none in a text
APART: Final = {"td": " | ", "th": " | ", "pre": "\n---\n"}
"""What stands between elements: cells make a table's row, and a folded text is a document of its own."""
ROWS: Final = ("tr", "dt")
CELLS: Final = ("td", "th", "dt", "dd")
UNSAID: Final = frozenset(["class", "style", "id", "d", "points", "transform"])

TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
TAG = re.compile(r"<[A-Za-z/!]")
UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z)|[!?])")
"""What opens no element: read as text, since the library's parser takes quadratic time on many of these."""
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
BLANK = re.compile(r"\\+[abfnrtv0]")
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
ENCODED = re.compile(r"(?:[A-Za-z0-9+/_-]{56,100}(?:\r?\n|\\n)[ \t]{0,20}){0,20000}[A-Za-z0-9+/_-]{16,}+={0,2}")
PRINTED = re.compile(rb"[\x20-\x7e\t\r\n]{16,}")
MOSTLY: Final = 0.9  # of a decoded text is printable


class Reading(NamedTuple):
    """A text as one of its readers may see it.

    Attributes:
        text: what is read.
        literal: whether names and values stand in it as they were meant; not so in HTML before it is parsed.
    """

    text: str
    literal: bool = True


def readings(text: str, mime: str = "text/plain", depth: int = 0) -> Iterator[Reading]:
    """Yield a text in all the ways in which it can be read.

    Args:
        text: any text; of a binary MIME type its base64.
        mime: what the text is.
        depth: how many encodings it was taken out of.
    """
    plain = sanitize_text(TERMINAL.sub("", text))
    for said, literal in (Reading(plain, literal=mime not in MARKUP), *_marked_up(plain, mime)):
        yield from (Reading(each, literal) for each in dict.fromkeys((said, _unescaped(said), _unquoted(said))))
    if depth < DEEPEST:
        for inner in _encoded(plain):
            yield from readings(inner, "text/html" if inner.lstrip()[:1] == "<" else "text/plain", depth + 1)


def binary(content: str) -> Iterator[Reading]:
    """Yield the texts in a picture or another binary content, given as base64."""
    try:
        decoded = base64.b64decode(content)
    except (binascii.Error, ValueError):
        yield from readings(content)
        return
    for printed in PRINTED.finditer(decoded):
        yield Reading(printed[0].decode("ascii"))


def _unescaped(text: str) -> str:
    """Decode what is escaped by its number; line ends and the like become a blank, as many as there are slashes."""
    if "\\" not in text:
        return text
    numbered = ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    return TERMINAL.sub("", BLANK.sub(" ", numbered))


def _unquoted(text: str) -> str:
    return unquote(text) if PERCENT.search(text) else text


def _encoded(text: str) -> Iterator[str]:
    """Yield the texts that stand in a text as base64."""
    for match in ENCODED.finditer(text):
        word = re.sub(r"\\n|\s", "", match[0]).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(word + "=" * (-len(word) % 4)).decode()
        except (binascii.Error, ValueError):
            continue
        if decoded and sum(map(str.isprintable, decoded)) + decoded.count("\n") >= MOSTLY * len(decoded):
            yield decoded


def _marked_up(text: str, mime: str) -> Iterator[Reading]:
    """Yield what a text says once its markup is taken away: inline elements leave nothing behind, or a blank."""
    if mime not in MARKUP and not (TAG.search(text) or "&" in text):
        return
    said, comments = _without_comments(text)
    reader = _Reader()
    reader.feed(UNCLOSED.sub("&lt;", said))
    reader.close()
    yield Reading("\n".join(comments))
    yield Reading("".join(reader.said).replace(BETWEEN, ""))
    yield Reading("".join(reader.said).replace(BETWEEN, " "))
    yield Reading("\n".join(reader.beside))
    yield Reading("\n".join(reader.pairs()))


def _without_comments(text: str) -> tuple[str, list[str]]:
    """Divide markup into what is shown and its comments."""
    shown: list[str] = []
    comments: list[str] = []
    reached = 0
    while (start := text.find("<!--", reached)) >= 0 and (end := text.find("-->", start)) >= 0:
        shown.append(text[reached:start])
        comments.append(text[start + 4 : end])
        reached = end + 3
    return "".join((*shown, text[reached:])), comments


class _Reader(HTMLParser):
    """Takes texts out of markup, and apart from them what stands in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.beside: list[str] = []
        self._rows: list[list[list[str]]] = []

    def pairs(self) -> Iterator[str]:
        """Yield each cell of a table or a list of terms with the next one: one may name the other."""
        for row in self._rows:
            cells = ("".join(said).strip() for said in row)
            yield from (f"| {one} | {next_} |" for one, next_ in pairwise(cells))

    def _apart(self, tag: str) -> None:
        self.said.append(BETWEEN if tag in INLINE else APART.get(tag, "\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._apart(tag)
        if tag in ROWS:
            self._rows.append([])
        if tag in CELLS and self._rows:
            self._rows[-1].append([])
        self.beside += (f'{name}="{value}"' for name, value in attrs if value and name not in UNSAID)

    def handle_endtag(self, tag: str) -> None:
        self._apart(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(data)
