"""Views: what templates get instead of models. The policy of a field is applied to its value.

No template can reach a value that must not be shown, however it is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property, partial
from operator import is_
from typing import TYPE_CHECKING, Any, ClassVar, Final, overload

from markupsafe import Markup, escape

from nuon_notebook.display.formats import join_words
from nuon_notebook.display.sections import Customers, is_displayable
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
from nuon_notebook.redaction.policy import Keys, Policy, policies
from nuon_notebook.redaction.secret_names import is_secret_name, may_be_secret_name

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from nuon_notebook.display.sections import Displayable, SectionState

EXTRA_ATTRIBUTES: Final = frozenset({"unknown", "unreadable", "section_state", "api_type", "sections"})
WEB: Final = ("http://", "https://")
Unknown = tuple[str, str, "str | Hidden | None"]


class Marked(str):
    """A text that identifies a person or customer. In HTML, its element lets `share --anonymize` find it."""

    __slots__ = ()
    mark: ClassVar[str]

    def __html__(self) -> Markup:
        return Markup(f"<span class={self.mark}>{escape(str(self))}</span>")  # noqa: S704 - the text is escaped


class Person(Marked):
    """A value with the policy `PEOPLE`, as far as it is shown."""

    __slots__ = ()
    mark = "nuon-p"


class Customer(Marked):
    """A value with the policy `CUSTOMERS`."""

    __slots__ = ()
    mark = "nuon-c"


class MarkedCustomers(Customers):
    """A fact that names customers, each marked."""

    __slots__ = ()

    def __html__(self) -> Markup:
        words, *names = map(Markup.escape, (self.words, *self.listed))
        return Markup("{} {}").format(words, Markup(join_words(names)))  # noqa: S704 - each is escaped above


class View:
    """A model as a template sees it.

    The policy of its field is applied to each declared property: text is masked, variables are pairs of name and shown
    value, and `Hidden` replaces what is never shown. Derived properties are computed from the model, and their texts
    are masked. Everything else (methods, private attributes, unknown properties by name) does not exist.
    """

    __slots__ = ("_headline", "_model")

    def __init__(self, model: Displayable) -> None:
        object.__setattr__(self, "_model", model)
        object.__setattr__(self, "_headline", None)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        model = object.__getattribute__(self, "_model")
        if name == "headline":  # it takes long, and templates read it several times
            if object.__getattribute__(self, "_headline") is None:
                object.__setattr__(self, "_headline", _headline(model))
            return object.__getattribute__(self, "_headline")
        read = _reader(type(model), name)  # type: ignore[arg-type] # to mypy no class is hashable
        if read is None:
            raise AttributeError(name)
        return read(model)

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


UNCHANGED = (View, Hidden, Enum, bool, int, float)


class Views(Sequence[View]):
    """Models as a template sees them; each is wrapped when it is read."""

    __slots__ = ("_models",)

    def __init__(self, models: Sequence[Displayable]) -> None:
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


def model_of(shown: View) -> Displayable:
    """Return the model behind a view, to choose its template. Templates must not get it."""
    model: Displayable = object.__getattribute__(shown, "_model")
    return model


def fields_of(shown: View) -> tuple[str, ...]:
    """Return the names of the declared properties of the model behind a view."""
    return tuple(getattr(type(model_of(shown)), "model_fields", ()))


def view(value: Any) -> Any:
    """Wrap a value for a template.

    Returns:
        A `View` for a model, `Views` for models, masked text for text, `Hidden` for a secret. The values in sequences,
        mappings and dataclasses are wrapped; numbers, times and enums are unchanged.
    """
    if isinstance(value, str) and not isinstance(value, Enum):
        return mask_text(value)
    if value is None or isinstance(value, UNCHANGED):
        return value
    if is_pydantic_secret(value):
        return HIDDEN
    if isinstance(value, Customers):
        return MarkedCustomers(value.words, tuple(Customer(mask_text(name)) for name in value.names))
    return View(value) if is_displayable(value) else _container(value)


def _container(value: Any) -> Any:
    if isinstance(value, Views):
        return value
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        items = _loaded(value)
        return Views(items) if items and all(map(is_displayable, items)) else _tuple(items)
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(view, value), key=str))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = {name: getattr(value, name) for name in _names(type(value))}
        shown = {name: view(one) for name, one in inside.items()}
        changed = any(shown[name] is not one for name, one in inside.items())
        return dataclasses.replace(value, **shown) if changed else value
    return value


def _tuple(items: Sequence[Any]) -> tuple[Any, ...]:
    """Wrap each item; what nothing changes is not copied, so that neither is what holds it."""
    shown = tuple(map(view, items))
    return items if type(items) is tuple and all(map(is_, items, shown)) else shown


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _loaded(value: Sequence[Any]) -> Sequence[Any]:
    """Return the items of a sequence; empty for a collection that was not loaded, which raises an error when read."""
    return value if getattr(value, "loaded", True) else ()


def _mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    if any(map(_holds_models, value.values())):
        return {view(key): view(item) for key, item in value.items()}
    return dict(mask_document(value))


def _holds_models(value: object) -> bool:
    return is_displayable(value) or (isinstance(value, list | tuple) and any(map(is_displayable, value)))


@cache  # templates read few properties of many models
def _reader(kind: type, name: str) -> Callable[[Any], Any] | None:
    """Return what gives a property as a template sees it; None if no template may see it."""
    if name in kind.model_fields:  # type: ignore[attr-defined] # as every `Displayable` has
        return partial(_property, policy=policies(kind).get(name), name=name)
    if name == "unknown":
        return unknown
    if name == "section_state":
        return lambda model: lambda section: _state(model.section_state(section))
    if name in EXTRA_ATTRIBUTES or _is_derived(kind, name):
        return lambda model: view(getattr(model, name))
    return None


def _is_derived(kind: type, name: str) -> bool:
    if name.startswith(("_", "model_")) or name == "sensitive_values":
        return False
    return isinstance(getattr(kind, name, None), property | cached_property)


def _headline(model: Displayable) -> Any:
    """Return the headline; if its title is a customer's name, it is marked."""
    shown = view(model.headline)
    is_customer = policies(type(model)).get("name") is Policy.CUSTOMERS
    named = is_customer and shown.title == getattr(model, "name", None)
    return dataclasses.replace(shown, title=Customer(shown.title)) if named else shown


def _state(state: SectionState) -> SectionState:
    return dataclasses.replace(state, note=mask_text(state.note)) if state.note else state


def _property(model: Displayable, name: str, policy: Policy | Keys | None) -> Any:
    value = getattr(model, name)
    if value is None:
        return None
    if isinstance(policy, Keys):
        return _keys(policy, name, value)
    return _by_type(name, value) if policy is None else RULES[policy](model, value)


def _by_type(name: str, value: Any) -> Any:
    """Apply the strict rule for fields without a policy: show only what is safe for the type."""
    if isinstance(value, Mapping):
        return mask_variables(value)
    if isinstance(value, str) and not name.endswith("_id") and may_be_secret_name(name):
        return HIDDEN
    return _scanned(None, value)


def _scanned(_model: object, value: Any) -> Any:
    items = _loaded(value) if isinstance(value, list | tuple) else ()
    return (
        mask_arguments([str(item) for item in items]) if items and not any(map(is_displayable, items)) else view(value)
    )


def _unless_sensitive(model: Any, value: Any) -> Any:
    secret = getattr(model, "sensitive", None) is True or is_secret_name(getattr(model, "name", None) or "")
    return HIDDEN if secret else _scanned(model, value)


def _keys(policy: Keys, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the allowed keys of a map; of links, only those that lead to the web."""
    shown = {key: mask_document(value[key]) for key in policy.shown if value.get(key) is not None}
    if name == "links":
        return {key: link for key, link in shown.items() if str(link).lower().startswith(WEB)}
    return shown


RULES: Final[Mapping[Policy, Callable[[Any, Any], Any]]] = {
    Policy.NEVER: lambda _model, _value: HIDDEN,
    Policy.WITHHELD: lambda _model, _value: HIDDEN,
    Policy.NEVER_IF_SENSITIVE: _unless_sensitive,
    Policy.VALUES: lambda _model, value: mask_variables(value),
    Policy.PEOPLE: lambda _model, value: Person(mask_person(str(value)) or ""),
    Policy.CUSTOMERS: lambda _model, value: Customer(mask_text(str(value))),
    Policy.SCAN: _scanned,
    Policy.PLAIN: lambda _model, value: view(value),
}


def unknown(model: Displayable) -> tuple[Unknown, ...]:
    """Return name, type and shown value of each property that the schema does not list."""
    return tuple(
        (mask_text(str(name)), type_word(value), mask_variable(str(name), value))
        for name, value in sorted(model.unknown.items())
    )


def type_word(value: object) -> str:
    """Return the type of a JSON value, in words."""
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
