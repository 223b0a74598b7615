"""The columns of models for which no kind of frame is declared: their path, and their fields that hold one value."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from nuon_notebook.analysis.frame_declaration import ON_INSTALL, Column, Declaration, Kind, above
from nuon_notebook.models import AppConfig, Model

KINDS: Final[dict[type, Kind]] = {
    bool: Kind.BOOLEAN,
    int: Kind.INTEGER,
    float: Kind.FLOAT,
    datetime: Kind.TIME,
    timedelta: Kind.SPAN,
    str: Kind.TEXT,
}
"""The types of values that have a column, with the type of that; the first that a type is derived from counts."""
PATH: Final = (*ON_INSTALL, Column("version", Kind.INTEGER, read=above(AppConfig, "version")))


@cache
def declared_by_fields(model: type[Model]) -> Declaration:
    """Return the declaration of a frame of models: a column for each field that holds one value, in alphabetical order.

    A name that is a property, not a field, is a column, too.
    """
    kinds = {name: _kind_of(field.annotation) for name, field in model.resolved_fields().items()}
    if isinstance(getattr(model, "name", None), property):
        kinds["name"] = Kind.TEXT
    own = {name: Column(name, kind) for name, kind in sorted(kinds.items()) if kind}
    first = [own.pop(one.name, one) for one in PATH] + [own.pop(name) for name in ("name", "id") if name in own]
    return Declaration(model, (*first, *own.values()))


def _kind_of(annotation: Any) -> Kind | None:
    """Return the type of the column for values of a type; None if a value may be of several, or holds others."""
    inner = {one for one in _types_in(annotation) if one is not NoneType}
    only = inner.pop() if len(inner) == 1 else None
    if not isinstance(only, type):
        return None
    return Kind.TEXT if issubclass(only, Enum) else next((KINDS[one] for one in KINDS if issubclass(only, one)), None)


def _types_in(annotation: Any) -> list[Any]:
    """Return the types of a union, without metadata."""
    if hasattr(annotation, "__metadata__"):
        return _types_in(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [one for each in get_args(annotation) for one in _types_in(each)]
    return [annotation]
