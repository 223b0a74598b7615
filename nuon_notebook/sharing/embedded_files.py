"""Files that a text contains as base64: pictures and fonts in `data:` URIs, and long runs of bytes in scripts.

By chance, base64 of enough bytes contains whatever a token looks like. So it is not read as text, but decoded.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final, NamedTuple
from urllib.parse import unquote

BASE64_LINES: Final = r"(?:[A-Za-z0-9+/_-]{56,100}(?:\r?\n|\\n)[ \t]{0,20}){0,20000}"
"""Lines of base64, as programs that wrap it write them; the last line is what follows."""
DATA_URI = re.compile(
    r"data:([\w.+-]{1,80}/[\w.+-]{1,80})?(?:;[\w.=+-]{1,80}){0,4}?;base64,"
    rf"({BASE64_LINES}(?:[A-Za-z0-9+/_-]|%2[bBfF]){{64,}}+(?:={{0,2}}|(?:%3[dD]){{0,2}}))"
)
LONG_RUN = re.compile(r"[A-Za-z0-9+/]{1000,}+={0,2}")
"""Base64 of this length is a file. It has no hyphens and underscores, which most tokens have."""
KEPT_OF_RUN: Final = 200  # characters, so that the value of a secret's name, or a key, is still seen as one
CUT_OFF: Final = "\N{HORIZONTAL ELLIPSIS}"
MIN_PRINTABLE: Final = 0.9  # share of printable characters from which on decoded bytes count as text


class EmbeddedFile(NamedTuple):
    """A file that was decoded; `mime` is its MIME type as the text gives it."""

    mime: str
    content: bytes


def take_out_files(text: str) -> tuple[str, list[EmbeddedFile]]:
    """Return a text without the base64 of files in it, and these files. Of a long run its beginning stays."""
    files: list[EmbeddedFile] = []

    def take_uri(match: re.Match[str]) -> str:
        content = _decode(match[2])
        if content is None:
            return match[0]
        files.append(EmbeddedFile(match[1] or "text/plain", content))
        return match[0][: match.start(2) - match.start()]

    def shorten_run(match: re.Match[str]) -> str:
        content = _decode(match[0])
        if content is None:
            return match[0]
        files.append(EmbeddedFile("text/plain", content))
        return match[0][:KEPT_OF_RUN] + CUT_OFF

    if ";base64," in text:
        text = DATA_URI.sub(take_uri, text)
    return LONG_RUN.sub(shorten_run, text), files


def decode_text(content: bytes) -> str | None:
    """Return the text of a file; None if it is no text."""
    try:
        text = content.decode()
    except ValueError:
        return None
    printable = sum(map(str.isprintable, text)) + text.count("\n") + text.count("\t")
    return text if text and printable >= MIN_PRINTABLE * len(text) else None


def _decode(encoded: str) -> bytes | None:
    """Return the bytes of base64 of either alphabet, with or without padding; None if it is none."""
    word = re.sub(r"\\n|\s", "", unquote(encoded)).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4))
    except (binascii.Error, ValueError):
        return None
