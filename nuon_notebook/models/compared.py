"""How fields are compared between two versions of a model. It is declared on the field, beside its type.

A field without a declaration is compared by its value. Fields that only place a record (`ParentId`) are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.redaction.policy import Mark, Placement, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Compared(Mark, Enum):
    """What a field means where two versions of its model are compared.

    Attributes:
        NEVER: nothing: an id, a time, a checksum, a counter; it differs between versions even if nothing changed.
        APART: nothing within this model: its items are compared one by one, as parts of the config.
        IDENTITY: it tells the model from its siblings.
        LASTING_ID: it tells the model from its siblings, and stays the same from version to version.
        POSITION: siblings are ordered by it; only their order is compared.
        UNORDERED: a list whose order means nothing.
        EACH: a list of texts that are compared one by one.
        NEWEST: a list of which only the first item counts.
        MIRROR: a model that repeats its siblings in another form; what a sibling tells, too, is told once.
    """

    NEVER = "never"
    APART = "apart"
    IDENTITY = "identity"
    LASTING_ID = "lasting id"
    POSITION = "position"
    UNORDERED = "unordered"
    EACH = "each"
    NEWEST = "newest"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class Repeats(Mark):
    """Marks a field that repeats another one of its model. It is told only where that one is the same.

    Attributes:
        field: the other field.
    """

    field: str


@dataclass(frozen=True, slots=True)
class Called(Mark):
    """What a comparison calls a field, or an item of it, in words; the words of its name by default.

    Attributes:
        words: the words; empty for a model whose fields are told as those of the model that it belongs to.
    """

    words: str


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field that is compared.

    Attributes:
        name: the field.
        words: what it is called.
        role: what it means; None for a plain value.
        repeats: the field that it repeats; empty if none.
    """

    name: str
    words: str
    role: Compared | None = None
    repeats: str = ""


SKIPPED: Final = frozenset((Compared.NEVER, Compared.APART, Compared.POSITION))


@cache
def compared_fields(kind: type) -> tuple[ComparedField, ...]:
    """Return the fields of a model class that are compared by value."""
    every = ((name, field.metadata) for name, field in fields_of(kind).items())
    made = (
        _compared(name, metadata) for name, metadata in every if not any(isinstance(one, Placement) for one in metadata)
    )
    return tuple(field for field in made if field.role not in SKIPPED)


def _compared(name: str, metadata: list[Any]) -> ComparedField:
    words = _first(metadata, Called)
    repeats = _first(metadata, Repeats)
    return ComparedField(
        name,
        name.replace("_", " ") if words is None else words.words,
        _first(metadata, Compared),
        repeats.field if repeats else "",
    )


def _first(metadata: list[Any], kind: type) -> Any:
    return next((one for one in metadata if isinstance(one, kind)), None)


def identity_of(model: Any) -> tuple[Any, ...]:
    """Return the values of the fields that tell a model from its siblings."""
    kind: Any = type(model)
    return tuple(model.__dict__[name] for name in fields_with(kind, Compared.IDENTITY))


@cache
def fields_with(kind: type, role: Compared) -> tuple[str, ...]:
    """Return the fields of a model class that have a role."""
    fields: Mapping[str, Any] = fields_of(kind)
    return tuple(name for name, field in fields.items() if role in field.metadata)
