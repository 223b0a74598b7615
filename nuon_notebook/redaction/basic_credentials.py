"""Finds a user and a password in base64, as in `Authorization: Basic …` and in Docker's `auth`."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.value_spans import Span

CREDENTIALS = re.compile(
    r"(?i:\bbasic[ \t]{1,9}|(?<![A-Za-z])_?auth[ \t]{1,9}|auth\\{0,2}[\"']?[ \t]{0,9}[:=][ \t]{0,9}\\{0,2}[\"']?)"
    r"([A-Za-z0-9+/_-]{6,4000}+={0,2})"
)
USER_AND_PASSWORD = re.compile(r"[^\s:]{0,200}+:[^\s]{1,2000}+\s?", re.ASCII)


def find_basic_credentials(text: str) -> Iterator[Span]:
    """Yield the spans of base64 words that hold `user:password`."""
    for match in CREDENTIALS.finditer(text):
        if _holds_credentials(match[1]):
            yield match.span(1)


def _holds_credentials(word: str) -> bool:
    bare = word.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    return decoded.isprintable() and USER_AND_PASSWORD.fullmatch(decoded) is not None
