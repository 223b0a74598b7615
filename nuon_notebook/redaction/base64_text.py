"""Decodes base64 as texts contain it: of either alphabet, over several lines, with or without padding."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

LINE_END = lazy_pattern(r"\\n|\s")
MIN_PRINTABLE: Final = 0.9  # share of printable characters from which on decoded bytes count as text


def decode_base64(word: str) -> bytes | None:
    """Return the bytes that a word encodes; None if it encodes none. A last character that is left over is ignored."""
    bare = LINE_END.sub("", word).rstrip("=").replace("-", "+").replace("_", "/")
    if len(bare) % 4 == 1:
        bare = bare[:-1]
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return None


def text_of(content: bytes | None) -> str:
    """Return the text that bytes are; empty if they are none."""
    try:
        text = (content or b"").decode()
    except UnicodeDecodeError:
        return ""
    printable = sum(map(str.isprintable, text)) + sum(map(text.count, "\n\r\t"))
    return text if printable >= MIN_PRINTABLE * len(text) else ""
