"""Foreign text made fit for a message: one line, no control characters, short, nothing secret in it."""

from __future__ import annotations

import re
import unicodedata

from nuon_notebook.redaction.masking import mask_text

QUOTED_LENGTH = 300  # characters of the server's own words in a message
READ_LENGTH = 8192  # characters that are looked at; a secret cut at this border lies far behind what is shown
ID_LENGTH = 80
SHORTEST_SECRET = 8  # shorter values occur in ordinary words
HIDDEN = "****"

_TRACE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def redact(text: str, secret: str) -> str:
    """Return the text with every occurrence of one secret hidden."""
    return text.replace(secret, HIDDEN) if len(secret) >= SHORTEST_SECRET else text


def fit_to_quote(text: str, secret: str, length: int = QUOTED_LENGTH) -> str:
    """Return foreign text as it may stand in a message.

    Args:
        text: what the server, or a user, wrote.
        secret: the token in use, hidden wherever it occurs; `""` where there is none.
        length: the most characters to return.
    """
    visible = "".join(
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " "
        for character in text[:READ_LENGTH]
    )
    whole = " ".join(mask_text(redact(visible, secret)).split())
    return whole if len(whole) <= length else whole[: length - 1] + "…"


def trace_id(header: str | None, secret: str) -> str | None:
    """Return the server's trace id if it looks like one."""
    if header is None or not _TRACE_ID.fullmatch(header) or redact(header, secret) != header:
        return None
    return header
