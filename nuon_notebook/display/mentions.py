"""Finds the fields of a model that its templates, its headline and its sections mention.

Fields that are not mentioned are shown among the general facts of the model, so no declared field can vanish.
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
    """Return the attributes that the templates of a model mention, and those from which these are computed.

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
    """Return the attributes that are mentioned of a model without its own template, within another model.

    Args:
        kind: the class of the model.
        owner: the attributes that the templates of the other model mention.
    """
    return frozenset(_with_sources(kind, {*owner, *ALWAYS}))


def _with_sources(kind: type, names: Iterable[str]) -> set[str]:
    """Add the attributes that properties and methods read, transitively.

    Of the attributes that all models share, only those in `ALWAYS` are followed. The others read attributes of stores
    and places, whose names a field may have by chance.
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
    """Yield the texts among the constants of code, because a property may read attributes by name."""
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from _texts(constant)
