"""Which customers our own outlines name: told by the shape of the tree, since plain text carries no marks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
STEP: Final = 3  # columns by which a tree's levels are indented
MOST_LETTERS: Final = 200

BRANCH = re.compile(r"((?:│  |   )*(?:[├└]─ )?)(.*)")
OF_INSTALLS = re.compile(r"(?:Who runs which version|Installs) [0-9]+\+?(?: \[.*)?")
INSTALL_ID = re.compile(r"inl[0-9a-z]{23}")
TITLE = re.compile(
    r"(?![\[…]|could not be shown \()(.+?)"
    r"(?: \[.*| v[0-9]+(?:,.*| ·.*|…)?| app[0-9a-z]{10,23}(?:\W.*)?| (?:AWS|Azure|aws|azure|gcp)(?: .*)?)?"
)
"""A name, and behind it the statuses or facts of an install, whole or cut off."""

RUN_BY = re.compile(r"(?:v[0-9]+|app[0-9a-z]{23}|config)(?: \[[^\]]*\])?(?: .* ·)? runs on (.+)")
OF_MORE = re.compile(rf" and [0-9]+ ?(?:more|(?:m|mo|mor)?{ELLIPSIS})$")
OPEN_END = re.compile(rf"(?:,|,? (?:a|an|and)?) ?{ELLIPSIS}$")
"""An enumeration that was cut off between two names."""


def names_in_outlines(text: str) -> Iterator[str]:
    """Yield the names of installs that outlines in a text show; one that was cut off ends with an ellipsis.

    Args:
        text: any text of several lines.
    """
    if ELLIPSIS not in text and not any(sign in text for sign in ("─ ", "\ninl", " runs on ")):
        return
    section = -1  # how deep the heading is under which installs are listed
    for line, below in pairwise((*text.split("\n"), "")):
        before, said = _divided(line)
        depth = len(before) // STEP
        if depth <= section:
            section = -1
        opens = not before or before.endswith("─ ")  # else it says more of the line above
        if OF_INSTALLS.fullmatch(said):
            section = depth
        elif opens and (depth == section + 1 > 0 or _is_id_line(below)):
            yield from _title(said)
        elif opens and (run_by := RUN_BY.fullmatch(said)):
            yield from re.split(r", | and ", OPEN_END.sub("", OF_MORE.sub("", run_by[1])))


def _divided(line: str) -> tuple[str, str]:
    """Divide a line into the branches of the tree before it and what it says."""
    match = BRANCH.fullmatch(line)
    return (match[1], match[2].strip()) if match else ("", line)


def _is_id_line(line: str) -> bool:
    before, said = _divided(line)
    return not before.endswith("─ ") and INSTALL_ID.fullmatch(said) is not None


def _title(said: str) -> Iterator[str]:
    title = TITLE.fullmatch(said)
    if title and len(title[1]) <= MOST_LETTERS and not INSTALL_ID.fullmatch(title[1]):
        yield title[1]
