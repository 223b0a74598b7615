"""Finds secrets in here-documents whose text becomes the value of a variable: `TOKEN=$(cat <<EOF`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nuon_notebook.redaction.references import is_reference
from nuon_notebook.redaction.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.value_spans import Span

OPENING = re.compile(
    r"(?:([A-Za-z_]\w{0,99}+)=[\"']?(?:\$\(|`)[ \t]{0,9}+cat|\bread\b[^\n<]{0,100}?[ \t]([A-Za-z_]\w{0,99}+))"
    r"[ \t]{0,9}+<<[-~]?[ \t]{0,9}+[\"'\\]{0,2}(\w{1,60}+)[\"']?[^\n]{0,200}\n"
)


def find_heredocs(text: str) -> Iterator[Span]:
    """Yield the spans of the texts, without the words that delimit them."""
    reached = 0
    for match in OPENING.finditer(text):
        if match.start() >= reached and is_secret_name(match[1] or match[2]):
            closing = re.compile(rf"^[ \t]{{0,99}}+{match[3]}\b", re.MULTILINE).search(text, match.end())
            start, end = match.end(), closing.start() - 1 if closing else len(text)
            reached = end
            if not is_reference(text[start:end]):
                yield start, max(start, end)
