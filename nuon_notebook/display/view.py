"""What a template gets instead of a model: every value under the rule of its tier.

A template cannot reach a value that must not be shown, however it is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, overload

from markupsafe import Markup

from nuon_notebook.display.formats import list_words
from nuon_notebook.display.sections import Customers, is_shown
from nuon_notebook.redaction.masking import (
    HIDDEN,
    Hidden,
    is_pydantic_secret,
    mask_arguments,
    mask_document,
    mask_person,
    mask_text,
    mask_variable,
    mask_variables,
)
from nuon_notebook.redaction.policy import UNKNOWN, Tier, shown_keys, tier, tier_of

if TYPE_CHECKING:
    from nuon_notebook.display.sections import PartState, Shown

OPEN: Final = frozenset({"unknown", "unreadable", "part_state", "api_type", "parts"})
WEB: Final = ("http://", "https://")
Unknown = tuple[str, str, "str | Hidden | None"]


class Marked(str):
    """A text that tells who somebody is: HTML holds it in an element by which `share --anonymize` finds it."""

    __slots__ = ()
    mark: ClassVar[str]

    def __html__(self) -> Markup:
        return Markup('<span class="{}">{}</span>').format(self.mark, str(self))


class Person(Marked):
    """A name or an address of the tier people, as far as it is shown."""

    __slots__ = ()
    mark = "nuon-p"


class Customer(Marked):
    """A value of the tier customers."""

    __slots__ = ()
    mark = "nuon-c"


class MarkedCustomers(Customers):
    """A fact that names customers, each marked as one."""

    __slots__ = ()

    def __html__(self) -> Markup:
        words, *names = map(Markup.escape, (self.words, *self.listed))
        return Markup("{} {}").format(words, Markup(list_words(names)))  # noqa: S704 - each is escaped above


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
        if name == "headline":
            return _headline(model)
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
        return str(self.headline.title)

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


def fields_of(shown: View) -> tuple[str, ...]:
    """Return the names of the declared properties of the model behind a view."""
    return tuple(getattr(type(model_of(shown)), "model_fields", ()))


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
    if is_pydantic_secret(value):
        return HIDDEN
    if isinstance(value, Customers):
        return MarkedCustomers(value.words, tuple(Customer(mask_text(name)) for name in value.names))
    return View(value) if is_shown(value) else _container(value)


def _container(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return Views(value) if value and all(map(is_shown, value)) else tuple(map(view, value))
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(view, value), key=str))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = {field.name: view(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **inside)
    return value


def _mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    if any(map(_holds_models, value.values())):
        return {view(key): view(item) for key, item in value.items()}
    return dict(mask_document(value))


def _holds_models(value: object) -> bool:
    return is_shown(value) or (isinstance(value, list | tuple) and any(map(is_shown, value)))


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


def _headline(model: Shown) -> Any:
    """Return the model in one line; a title that is a customer's name is marked as such."""
    shown = view(model.headline)
    named = tier_of(model, "name") is Tier.CUSTOMERS and shown.title == getattr(model, "name", None)
    return dataclasses.replace(shown, title=Customer(shown.title)) if named else shown


def _state(state: PartState) -> PartState:
    return dataclasses.replace(state, note=mask_text(state.note))


def _property(model: Shown, name: str) -> Any:
    value = getattr(model, name)
    if value is None:
        return None
    rule = RULES.get(tier_of(model, name))
    return rule(model, name, value) if rule else view(value)


def _scanned(_model: Shown, _name: str, value: Any) -> Any:
    return mask_arguments([str(item) for item in value]) if isinstance(value, list | tuple) else view(value)


def _keys(model: Shown, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the listed keys of a map; of links only those that lead to the web."""
    shown = {key: mask_document(value[key]) for key in shown_keys(model.api_type, name) if value.get(key) is not None}
    if name == "links":
        return {key: link for key, link in shown.items() if str(link).lower().startswith(WEB)}
    return shown


RULES: Final[Mapping[Tier, Callable[[Shown, str, Any], Any]]] = {
    Tier.NEVER: lambda _model, _name, _value: HIDDEN,
    Tier.VALUES: lambda _model, _name, value: mask_variables(value),
    Tier.KEYS: _keys,
    Tier.PEOPLE: lambda _model, _name, value: Person(mask_person(str(value)) or ""),
    Tier.CUSTOMERS: lambda _model, _name, value: Customer(mask_text(str(value))),
    Tier.SCAN: _scanned,
}


def unknown(model: Shown) -> tuple[Unknown, ...]:
    """Return the properties that no schema lists: name, type in words, and what may be shown of the value."""
    hidden = tier(model.api_type, UNKNOWN) is Tier.VALUES
    return tuple(
        (mask_text(str(name)), type_word(value), mask_variable(str(name), value) if hidden else view(value))
        for name, value in sorted(model.unknown.items())
    )


def type_word(value: object) -> str:
    """Return what a JSON value is, in words."""
    if is_pydantic_secret(value):
        return "secret"
    if isinstance(value, bool | None):
        return "null" if value is None else "true or false"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return f"map of {len(value)}"
    if isinstance(value, list | tuple):
        return f"list of {len(value)}"
    return "text"
