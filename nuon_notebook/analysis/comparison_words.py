"""Words for the parts of a config in a comparison: their nouns, singular, plural and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.display import formats
from nuon_notebook.models import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG: Final = "config"


def counted_noun(number: int, noun: str) -> str:
    """Return "3 components"; of what a config has only once, only what it is."""
    if noun in _ONCE:
        return noun
    return formats.count(number, noun)


def in_lower_case(title: str) -> str:
    """Return a title as it stands within a sentence; acronyms stay as they are."""
    return title if title.isupper() else title[:1].lower() + title[1:]


def capitalized(noun: str) -> str:
    """Return a noun as it begins a line."""
    return noun[:1].upper() + noun[1:]


def singular(title: str) -> str:
    """Return the noun for one of what a section with a title lists."""
    lower = in_lower_case(title)
    return f"{lower[:-3]}y" if lower.endswith("ies") else lower.removesuffix("s")


def _parts() -> Iterator[str]:
    """Yield what items of a config are called, and what it has only once."""
    yield from (CONFIG, "input group", "input groups")
    for one in AppConfig.sections:
        if one.layout != "picture":
            yield one.title if one.layout == "markdown" else singular(one.title)


PARTS: Final = tuple(sorted(_parts()))
"""What the items of a comparison may be called."""
_SINGLE: Final = (one.title for one in AppConfig.sections if one.layout in ("body", "markdown"))
_ONCE: Final = frozenset((CONFIG, "input groups", *map(in_lower_case, _SINGLE)))
