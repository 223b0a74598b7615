"""The ways in which a text can be read: without markup, entities, escapes and colours, and with encodings decoded."""

from __future__ import annotations

import base64
import binascii
import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.sanitize import sanitize_text
from nuon_notebook.sharing.embedded_files import BASE64_LINES, CUT_OFF, decode_text, take_out_files
from nuon_notebook.sharing.markup import read_markup
from nuon_notebook.sharing.script_values import is_minified_script

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH: Final = 3  # encodings inside encodings
HTML: Final = "text/html"
MARKUP_TYPES: Final = (HTML, "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml")
SCRIPT_TYPE = re.compile(
    r"(?:text|application)/(?:x-)?(?:javascript|ecmascript)|text/css"
    r"|application/vnd\.(?:bokehjs|holoviews)_(?:load|exec)\.v0\+json"  # scripts, in spite of their names
)

TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
TAG = re.compile(r"<[A-Za-z/!]")
BEGINS_WITH_TAG = re.compile(r"\s*<[A-Za-z!]")
NUMERIC_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
BLANK_ESCAPE = re.compile(r"\\(?<!\\\\)\\*+[abfnrtv0]")
SLASH_ESCAPE = re.compile(r"\\(?<!\\\\)\\*+/")
ENCODED_ESCAPE = re.compile(rf"{NUMERIC_ESCAPE.pattern}|{SLASH_ESCAPE.pattern}")
PERCENT_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
BASE64 = re.compile(rf"{BASE64_LINES}[A-Za-z0-9+/_-]{{16,}}+={{0,2}}+(?!{CUT_OFF})")
PRINTABLE = re.compile(rb"[\x20-\x7e\t\r\n]{16,}")

MARGIN: Final = 400  # characters of a script that are read on either side of an escape
GAP: Final = "\n\n---\n\n"  # between parts of a script that do not belong together


class Reading(Enum):
    """How a text is read, and so what is looked for in it."""

    TEXT = "as people read it: everything is looked for"
    MARKUP = "as it was written: words beside a secret's name need not be its value"
    SCRIPT = "a program or a style sheet: only a quoted value can be assigned to a secret's name"
    WHOLE = "with all that other readings leave out: only known secrets are looked for"


class TextVariant(NamedTuple):
    """A text as one of its readers may see it."""

    text: str
    reading: Reading = Reading.TEXT


def text_variants(text: str, mime: str = "text/plain", depth: int = 0) -> Iterator[TextVariant]:
    """Yield a text in all the ways in which it can be read.

    Args:
        text: any text.
        mime: its MIME type, which must not be binary.
        depth: from how many encodings the text was decoded.
    """
    whole = sanitize_text(TERMINAL_SEQUENCE.sub("", text))
    plain, files = take_out_files(whole)
    if files:
        yield TextVariant(whole, Reading.WHOLE)
    for file in files:
        yield from _file_variants(file.content, file.mime, depth)
    for variant in _readings(plain, mime, depth):
        yield variant
        yield from (_decoded_parts if variant.reading is Reading.SCRIPT else _decoded_whole)(variant)
    if depth < MAX_DEPTH:
        for inner in _decode_base64(plain):
            yield from text_variants(inner, HTML if inner.lstrip()[:1] == "<" else "text/plain", depth + 1)


def binary_variants(content: str) -> Iterator[TextVariant]:
    """Yield the texts inside a picture or other binary content, given as base64."""
    try:
        decoded = base64.b64decode(content)
    except (binascii.Error, ValueError):
        yield from text_variants(content)
        return
    yield from _printable_texts(decoded)


def _file_variants(content: bytes, mime: str, depth: int) -> Iterator[TextVariant]:
    """Yield the texts of a file that was embedded in a text."""
    text = decode_text(content) if depth < MAX_DEPTH else None
    if text is None:
        yield from _printable_texts(content)
    else:
        yield from text_variants(text, HTML if BEGINS_WITH_TAG.match(text) else mime, depth + 1)


def _printable_texts(content: bytes) -> Iterator[TextVariant]:
    for printable in PRINTABLE.finditer(content):
        yield TextVariant(printable[0].decode("ascii"))


def _readings(text: str, mime: str, depth: int) -> Iterator[TextVariant]:
    """Yield a text as it is, and what is left of markup without its tags; scripts in markup are read once, as such."""
    is_markup = mime in MARKUP_TYPES
    if SCRIPT_TYPE.fullmatch(mime) or (not (is_markup or BEGINS_WITH_TAG.match(text)) and is_minified_script(text)):
        yield TextVariant(text, Reading.SCRIPT)
        return
    if not is_markup and not (TAG.search(text) or "&" in text):
        yield TextVariant(text)
        return
    markup = read_markup(text, has_scripts=is_markup or BEGINS_WITH_TAG.match(text) is not None)
    yield TextVariant(markup.source, Reading.MARKUP if is_markup else Reading.TEXT)
    yield from map(TextVariant, dict.fromkeys(markup.texts))
    yield from (TextVariant(script, Reading.SCRIPT) for script in markup.scripts)
    for document in markup.documents:
        yield from text_variants(document, HTML, depth + 1) if depth < MAX_DEPTH else (TextVariant(document),)


def _decoded_whole(variant: TextVariant) -> Iterator[TextVariant]:
    """Yield a text with its escapes decoded, and with percent-encoding decoded."""
    for decode in (_decode_escapes, _decode_percent):
        decoded = decode(variant.text)
        if decoded != variant.text:
            yield variant._replace(text=decoded)


def _decoded_parts(script: TextVariant) -> Iterator[TextVariant]:
    """Yield those parts of a script in which a character is encoded, decoded: most of a long script has none."""
    for escape, decode in (
        (NUMERIC_ESCAPE, _decode_escapes),
        (SLASH_ESCAPE, _decode_escapes),
        (PERCENT_ESCAPES, _decode_percent),
    ):
        parts = list(_surroundings(escape, script.text))
        if parts:
            yield TextVariant(decode(script.text), Reading.WHOLE)
            yield script._replace(text=GAP.join(map(decode, parts)))


def _surroundings(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield the parts of a text around the matches of a pattern; parts that overlap are joined."""
    start, end = 0, -1
    for match in pattern.finditer(text):
        if end < 0 or match.start() - MARGIN > end:
            if end >= 0:
                yield text[start:end]
            start = max(match.start() - MARGIN, 0)
        end = match.end() + MARGIN
    if end >= 0:
        yield text[start:end]


def _decode_escapes(text: str) -> str:
    r"""Decode `\u`, `\x` and `\/`. Line ends and the like become a blank, however many slashes precede them."""
    if "\\" not in text:
        return text
    decoded = NUMERIC_ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    return TERMINAL_SEQUENCE.sub("", SLASH_ESCAPE.sub("/", BLANK_ESCAPE.sub(" ", decoded)))


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
            decoded = decode_text(base64.b64decode(word + "=" * (-len(word) % 4)))
        except (binascii.Error, ValueError):
            continue
        if decoded:
            yield decoded
