"""Which fields of a model its templates, its headline and its sections mention.

A field that nothing mentions is shown among the generic facts of its model, so that no declared field can vanish.
"""

from __future__ import annotations

import re
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ATTRIBUTE = re.compile(r"\.(\w+)")
ALWAYS = ("headline", "badges", "unreadable")


@cache
def mentioned(kind: type, templates: tuple[str, ...]) -> frozenset[str]:
    """Return the attributes that the templates of a model mention, with those that these are computed from.

    Args:
        kind: the class of the model.
        templates: the sources of the templates that show it.
    """
    sections = getattr(kind, "sections", ())
    of_sections = (name for section in sections for name in (section.name, *section.field.split(".")))
    found = {name for source in templates for name in ATTRIBUTE.findall(source)}
    return frozenset(_with_sources(kind, {*found, *ALWAYS, *of_sections}))


@cache
def mentioned_within(kind: type, owner: frozenset[str]) -> frozenset[str]:
    """Return the attributes of a model that is shown within another, with those that these are computed from.

    Args:
        kind: the class of the model.
        owner: what the templates of the other model mention.
    """
    return frozenset(_with_sources(kind, {*owner, *ALWAYS}))


def _with_sources(kind: type, names: Iterable[str]) -> set[str]:
    """Add the attributes that properties and methods read, transitively.

    Of what every model has, only the display's own entries are followed: the rest reads attributes of stores and
    places, which a field may be called like.
    """
    found: set[str] = set()
    waiting = [*names]
    common: Mapping[str, Any] = next((vars(base) for base in reversed(kind.__mro__) if "api_type" in vars(base)), {})
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _read_by(getattr(kind, name, None)) if name in ALWAYS or name not in common else ()
    return found


def _read_by(attribute: Any) -> Iterator[str]:
    """Yield the names that the code of a property or method refers to."""
    function = getattr(attribute, "fget", None) or getattr(attribute, "func", None) or attribute
    code = getattr(function, "__code__", None)
    codes = [code] if isinstance(code, CodeType) else []
    while codes:
        at = codes.pop()
        yield from at.co_names
        yield from _texts(at.co_consts)
        codes += [inner for inner in at.co_consts if isinstance(inner, CodeType)]


def _texts(constants: tuple[Any, ...]) -> Iterator[str]:
    """Yield the texts among the constants of code: a property may read attributes by name."""
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from _texts(constant)
