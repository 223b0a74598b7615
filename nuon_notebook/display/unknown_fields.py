"""What no template foresees: properties that no schema lists, and values that did not fit their type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.display.sections import is_shown
from nuon_notebook.display.view import unknown
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.display.sections import Shown
    from nuon_notebook.display.view import Unknown


@dataclass(frozen=True, slots=True)
class Unforeseen:
    """What no template foresees, of a model and of those in it that have no template to tell it.

    Attributes:
        unknown: the properties that no schema lists: path, type in words, and what may be shown of the value.
        unreadable: the paths of the values that did not fit.
    """

    unknown: tuple[Unknown, ...]
    unreadable: tuple[str, ...]


def unforeseen(model: Shown, shows_itself: Callable[[type], bool]) -> Unforeseen:
    """Return what no template foresees of a model.

    Args:
        model: the model.
        shows_itself: whether a class has a template of its own; it then tells this of its models itself.

    Returns:
        Each path once: `steps[].retries` stands for all steps.
    """
    new: dict[str, Unknown] = {}
    unreadable: dict[str, None] = {}
    for path, held in _held(model, "", shows_itself):
        for name, kind, value in unknown(held):
            new.setdefault(f"{path}{name}", (f"{path}{name}", kind, value))
        unreadable |= dict.fromkeys(f"{path}{mask_text(place)}" for place in held.unreadable)
    return Unforeseen(tuple(new.values()), tuple(unreadable))


def _held(model: Shown, path: str, shows_itself: Callable[[type], bool]) -> Iterator[tuple[str, Shown]]:
    """Yield a model and those in it that do not show themselves, with the path that leads to each."""
    yield path, model
    for name in getattr(type(model), "model_fields", ()):
        for step, item in _items(name, getattr(model, name)):
            if is_shown(item) and not shows_itself(type(item)):
                yield from _held(item, f"{path}{step}.", shows_itself)


def _items(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the values that a property holds, and what a path says of them."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        yield from ((f"{name}[]", item) for item in value)
    else:
        yield name, value
