"""What a template gets instead of a model: every value under the rule of its tier.

A template cannot reach a value that must not be shown, however it is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any, Final, overload

from nuon_notebook.render.masking import (
    HIDDEN,
    UNKNOWN,
    Hidden,
    Tier,
    is_secret,
    mask_document,
    mask_text,
    mask_texts,
    people,
    shown_keys,
    shown_value,
    tier,
    tier_of,
    variables,
)
from nuon_notebook.render.parts import PartState, Shown

OPEN: Final = frozenset({"unknown", "unreadable", "part_state", "api_type", "parts"})
WEB: Final = ("http://", "https://")
Unknown = tuple[str, str, "str | Hidden | None"]


class View:
    """A model as a template sees it.

    A declared property has its value under the rule of its tier: text masked, a variable as name and what may
    be shown of it, `Hidden` for what is never shown. A derived property is computed from the model and its texts
    are masked. Everything else (methods, private attributes, unknown properties by name) does not exist.
    """

    __slots__ = ("_model",)

    def __init__(self, model: Shown) -> None:
        object.__setattr__(self, "_model", model)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        model = object.__getattribute__(self, "_model")
        if name in type(model).model_fields:
            return _property(model, name)
        if name in OPEN:
            return _opened(model, name)
        if _is_derived(type(model), name):
            return view(getattr(model, name))
        raise AttributeError(name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and model_of(self) == model_of(other)

    def __hash__(self) -> int:
        return hash((type(model_of(self)), getattr(model_of(self), "id", None)))

    def __str__(self) -> str:
        return self.headline.title

    def __repr__(self) -> str:
        return f"View({mask_text(repr(model_of(self)))})"


class Views(Sequence[View]):
    """Models as a template sees them, wrapped as they are asked for."""

    __slots__ = ("_models",)

    def __init__(self, models: Sequence[Shown]) -> None:
        self._models = models

    @overload
    def __getitem__(self, index: int) -> View: ...
    @overload
    def __getitem__(self, index: slice) -> Views: ...
    def __getitem__(self, index: int | slice) -> View | Views:
        """Return the model at an index, or those of a slice."""
        if isinstance(index, slice):
            return Views(self._models[index])
        return View(self._models[index])

    def __len__(self) -> int:
        return len(self._models)

    def __iter__(self) -> Iterator[View]:
        return map(View, self._models)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Views) and list(map(model_of, self)) == list(map(model_of, other))

    def __hash__(self) -> int:
        return hash(tuple(self))


def model_of(shown: View) -> Shown:
    """Return the model behind a view: for choosing its template, never for one."""
    model: Shown = object.__getattribute__(shown, "_model")
    return model


def view(value: Any) -> Any:
    """Wrap a value for a template.

    Returns:
        A `View` for a model, `Views` for models, masked text for text, `Hidden` for a secret; sequences,
        mappings and dataclasses with each of their values wrapped; numbers, times and enums as they are.
    """
    if value is None or isinstance(value, View | Views | Hidden | Enum | bool | int | float):
        return value
    if isinstance(value, str):
        return mask_text(value)
    if is_secret(value):
        return HIDDEN
    if _is_model(value):
        return View(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        if value and all(map(_is_model, value)):
            return Views(value)
        return tuple(view(item) for item in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(view, value), key=str))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{field.name: view(getattr(value, field.name)) for field in dataclasses.fields(value)})
    return value


def _mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    if any(_is_model(item) or isinstance(item, list | tuple) for item in value.values()):
        return {view(key): view(item) for key, item in value.items()}
    return dict(mask_document(value))


def _is_model(value: object) -> bool:
    return hasattr(type(value), "model_fields") and isinstance(value, Shown)


def _is_derived(kind: type, name: str) -> bool:
    if name.startswith(("_", "model_")):
        return False
    return isinstance(getattr(kind, name, None), property | cached_property)


def _opened(model: Shown, name: str) -> Any:
    if name == "unknown":
        return unknown(model)
    if name == "part_state":
        return lambda part: _state(model.part_state(part))
    return view(getattr(model, name))


def _state(state: PartState) -> PartState:
    return dataclasses.replace(state, note=mask_text(state.note))


def _property(model: Shown, name: str) -> Any:
    value = getattr(model, name)
    if value is None:
        return None
    found = tier_of(model, name)
    if found is Tier.NEVER:
        return HIDDEN
    if found is Tier.VALUES:
        return variables(value)
    if found is Tier.KEYS:
        return _keys(model, name, value)
    if found is Tier.PEOPLE:
        return people(str(value))
    if found is Tier.SCAN and isinstance(value, list | tuple):
        return mask_texts([str(item) for item in value])
    if isinstance(value, dict | list):
        return mask_document(value)
    return view(value)


def _keys(model: Shown, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the listed keys of a map; of links only those that lead to the web."""
    shown = {key: mask_document(value[key]) for key in shown_keys(model.api_type, name) if value.get(key) is not None}
    if name == "links":
        return {key: link for key, link in shown.items() if str(link).lower().startswith(WEB)}
    return shown


def unknown(model: Shown) -> tuple[Unknown, ...]:
    """Return the properties that no schema lists: name, type in words, and what may be shown of the value."""
    hidden = tier(model.api_type, UNKNOWN) is Tier.VALUES
    return tuple(
        (mask_text(str(name)), type_word(value), shown_value(str(name), value) if hidden else view(value))
        for name, value in sorted(model.unknown.items())
    )


def type_word(value: object) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return f"map of {len(value)}"
    if isinstance(value, list | tuple):
        return f"list of {len(value)}"
    return "text"
