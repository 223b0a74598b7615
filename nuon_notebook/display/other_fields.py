"""Finds the fields that no template mentions: declared, unknown and unreadable ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nuon_notebook.display.mentions import mentioned, mentioned_within
from nuon_notebook.display.sections import is_displayable
from nuon_notebook.display.view import View, unknown
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.policy import containers, omitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.display.sections import Displayable
    from nuon_notebook.display.view import Unknown

    Sources = Callable[[type], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OtherFields:
    """The fields that no template mentions, of a model and of its nested models without their own template.

    Attributes:
        declared: path and value of each declared field that has a value.
        unknown: path, type and shown value of each field that the schema does not list.
        unreadable: the paths of the values of the wrong type.
    """

    declared: tuple[tuple[str, Any], ...]
    unknown: tuple[Unknown, ...]
    unreadable: tuple[str, ...]


def other_fields(model: Displayable, sources: Sources) -> OtherFields:
    """Return the fields of a model that no template mentions.

    Args:
        model: the model.
        sources: returns the sources of the templates of a class; empty for a class without its own template.

    Returns:
        Each path once: `steps[].retries` means all steps.
    """
    declared: dict[str, Any] = {}
    unknown_fields: dict[str, Unknown] = {}
    unreadable: dict[str, None] = {}
    for path, nested, names in _nested(model, "", _mentioned_by(model, sources), sources):
        if names is not None:
            found = {path + name: value for name, value in _declared(nested, names)}
            declared = {**found, **declared}
        for name, kind, value in unknown(nested):
            unknown_fields.setdefault(f"{path}{name}", (f"{path}{name}", kind, value))
        unreadable |= dict.fromkeys(f"{path}{mask_text(place)}" for place in nested.unreadable)
    return OtherFields(tuple(sorted(declared.items())), tuple(unknown_fields.values()), tuple(unreadable))


def _mentioned_by(model: Displayable, sources: Sources) -> frozenset[str] | None:
    """Return what the templates of a model mention. None if it has none: then all of it is shown elsewhere."""
    own = sources(type(model))
    return mentioned(type(model), own) if own else None


def _declared(model: Displayable, names: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields with a value that templates do not mention and the model does not omit."""
    for name in unmentioned(type(model), names):
        value = model.__dict__[name]
        if not (value is None or (isinstance(value, str | Mapping | tuple) and not value)):
            yield name, getattr(View(model), name)


@cache
def unmentioned(kind: type, names: frozenset[str]) -> tuple[str, ...]:
    """Return the fields of a model class that are neither among the names nor omitted."""
    known = names | omitted(kind)
    return tuple(name for name in getattr(kind, "model_fields", ()) if name not in known)


def _nested(
    model: Displayable, path: str, names: frozenset[str] | None, sources: Sources
) -> Iterator[tuple[str, Displayable, frozenset[str] | None]]:
    """Yield a model and its nested models that tell nothing by themselves: they have no template, or only a title.

    Yields:
        Path, model, and what templates mention of it; None if its declared fields are not needed.
    """
    yield path, model, names
    of_sections = {(section.field or section.name) for section in model.sections if not section.single}
    for name in containers(type(model)):
        if name in of_sections:
            continue  # each of its items is shown by itself
        value = model.__dict__[name]
        for step, item in _items(name, value) if value else ():
            left_out = name in omitted(type(model))
            shown = names is not None and name in names and not left_out
            told_by_itself = shown or left_out
            if is_displayable(item) and not (sources(type(item)) and told_by_itself):
                inner = mentioned_within(type(item), names) if shown and names else None
                yield from _nested(item, f"{path}{step}.", inner, sources)


def _items(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the values of a field with their path."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        yield from ((f"{name}[]", item) for item in value)
    else:
        yield name, value
