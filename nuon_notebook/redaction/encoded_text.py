"""Finds words of base64 that encode a text with a secret, such as an environment file in a ConfigMap."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.redaction.value_spans import Span

BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{56,100}\r?\n[ \t]{0,40}){0,20000}[A-Za-z0-9+/_-]{20,}+={0,2}"
)
MIN_LENGTH: Final = 20
MIN_PRINTABLE: Final = 0.95  # share of printable characters from which on decoded bytes count as text
MARKERS: Final = ("pass", "secret", "token", "key=", "key:", 'key"', "://", "auth")


def find_encoded_secrets(text: str, contains_secret: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the spans of words of base64 in whose text a secret is found.

    Args:
        text: Any text.
        contains_secret: Tells whether a decoded text contains a secret.
    """
    for match in BASE64.finditer(text):
        decoded = decode_text(match[0])
        if decoded and contains_secret(decoded):
            yield match.span()


def decode_text(word: str) -> str:
    """Return the text that a word of base64 encodes; empty if it encodes none."""
    bare = re.sub(r"\s", "", word).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    printable = sum(map(str.isprintable, decoded)) + sum(map(decoded.count, "\n\r\t"))
    return decoded if printable >= MIN_PRINTABLE * len(decoded) else ""


def encoded_markers() -> frozenset[str]:
    """Return what base64 makes of words that stand in texts with secrets, in lower case.

    A word is encoded in three ways, according to how many characters stand before it.
    """
    words = {case(marker) for marker in MARKERS for case in (str.lower, str.upper, str.capitalize)}
    return frozenset(_encoded_at(word, offset).lower() for word in words for offset in range(3))


def _encoded_at(word: str, offset: int) -> str:
    """Return the letters of base64 that are the same whatever stands before and behind a word."""
    encoded = base64.b64encode(b"\0" * offset + word.encode()).decode().rstrip("=")
    incomplete = (offset + len(word)) % 3 != 0
    return encoded[(0, 2, 3)[offset] : len(encoded) - incomplete]
