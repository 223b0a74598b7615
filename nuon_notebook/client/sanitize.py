"""Text from users and servers, made safe to quote: one short line without control characters or secrets."""

from __future__ import annotations

import re
import unicodedata

from nuon_notebook.redaction.masking import mask_text

MAX_QUOTE = 300  # characters of the server's text in a message
MAX_SCANNED = 8192  # characters that are scanned for secrets, far more than are quoted
MAX_ID = 80
MIN_SECRET = 8  # shorter values occur in ordinary words
HIDDEN = "****"

_TRACE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def redact(text: str, secret: str) -> str:
    """Return the text with every occurrence of one secret hidden."""
    return text.replace(secret, HIDDEN) if len(secret) >= MIN_SECRET else text


def sanitize(text: str, secret: str, length: int = MAX_QUOTE) -> str:
    """Return text of unknown origin as it may appear in a message.

    Args:
        text: text from the server or the user.
        secret: the token in use, hidden wherever it occurs; empty if there is none.
        length: the most characters to return.
    """
    visible = "".join(
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " "
        for character in text[:MAX_SCANNED]
    )
    line = " ".join(mask_text(redact(visible, secret)).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def valid_trace_id(header: str | None, secret: str) -> str | None:
    """Return the server's trace id, if it looks like one."""
    if header is None or not _TRACE_ID.fullmatch(header) or redact(header, secret) != header:
        return None
    return header
