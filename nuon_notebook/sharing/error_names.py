"""The names of installs in our own error messages, which say what there is and what is near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNS: Final = ("install", "the versions that ", "No workflow of ")
WITHIN: Final = r"[^\0]{0,1000}?"  # the parts of a message may stand on lines of their own
ABOUT_AN_INSTALL: Final = rf"(?:No such install|No install (?:is called|has an empty name)|has no version)\b{WITHIN}"
NEAREST = re.compile(rf"{ABOUT_AN_INSTALL}\bDid\s+you\s+mean\s+`?(?:demo/)?([^?`]{{1,200}}?)`?\?")
LISTED = re.compile(
    rf"No install (?:is called|has an empty name)\b{WITHIN}\bThere\s+(?:is|are):\s+({WITHIN})\.(?=\s*(?:Did\s|$))"
)
RUNNING = re.compile(rf"\bthe\s+versions\s+that\s+({WITHIN})\s+run\.")
SHOWN = re.compile(r"(?:%nuon_|nuon-notebook )(?:install|workflows) (?:demo/)?([^`\n]{1,200}?)(?: --[a-z][^`\n]*)?`")
WITH_WORKFLOWS = re.compile(r"No workflow of ([^\n]{1,200}?) has the (?:type|status) ")
SEPARATOR = re.compile(r",\s+|\s+and\s+")
NO_NAME = re.compile(r"[A-Z_]+|inl[0-9a-z]{23}|v[0-9]+|latest|previous|[0-9]+ more")
"""What stands in the place of a name: a placeholder, an id, a version, the number of those that are not named."""


def names_in_errors(text: str) -> Iterator[str]:
    """Yield the names of installs in error messages of this package.

    Args:
        text: any text of several lines.
    """
    if not any(sign in text for sign in SIGNS):
        return
    single = (found[1] for pattern in (NEAREST, SHOWN, WITH_WORKFLOWS) for found in pattern.finditer(text))
    listed = (name for pattern in (LISTED, RUNNING) for found in pattern.finditer(text) for name in _items(found[1]))
    for name in (*single, *listed):
        if not NO_NAME.fullmatch(name):
            yield name


def _items(text: str) -> list[str]:
    return SEPARATOR.split(" ".join(text.split()))
