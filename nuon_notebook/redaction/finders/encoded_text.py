"""Finds words of base64 that encode a secret: a user and a password, or a text such as an environment file."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.base64_text import decode_base64, text_of
from nuon_notebook.redaction.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.redaction.values.value_spans import Span

CREDENTIALS = lazy_pattern(
    r"(?i:\bbasic[ \t]{1,9}|(?<![A-Za-z])_?auth[ \t]{1,9}|auth\\{0,2}[\"']?[ \t]{0,9}[:=][ \t]{0,9}\\{0,2}[\"']?)"
    r"([A-Za-z0-9+/_-]{6,4000}+={0,2})"
)
USER_AND_PASSWORD = lazy_pattern(r"[^\s:]{0,200}+:[^\s]{1,2000}+")
BASE64 = lazy_pattern(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{56,100}\r?\n[ \t]{0,40}){0,20000}[A-Za-z0-9+/_-]{20,}+={0,2}"
)
MARKERS: Final = ("pass", "secret", "token", "key=", "key:", 'key"', "://", "auth")


def find_basic_credentials(text: str) -> Iterator[Span]:
    """Yield the spans of base64 words that hold `user:password`."""
    for match in CREDENTIALS.finditer(text):
        if _holds_credentials(match[1]):
            yield match.span(1)


def find_encoded_secrets(text: str, contains_secret: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the spans of words of base64 in whose text a secret is found.

    Args:
        text: Any text.
        contains_secret: Tells whether a decoded text contains a secret.
    """
    for match in BASE64.finditer(text):
        decoded = text_of(decode_base64(match[0]))
        if decoded and contains_secret(decoded):
            yield match.span()


def _holds_credentials(word: str) -> bool:
    decoded = text_of(decode_base64(word)).removesuffix("\n")  # `echo` adds a line end before it is encoded
    return decoded.isprintable() and USER_AND_PASSWORD.fullmatch(decoded) is not None


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
