"""Collects the sensitive values of models, secrets and people, to mask them in all other texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, TypeGuard

from nuon_notebook.redaction.masking import SensitiveValues, class_has_attribute, is_pydantic_secret, masking_values
from nuon_notebook.redaction.policy import Policy, cached_by_annotation, containers, fields_of, nested_classes, policies
from nuon_notebook.redaction.secret_names import is_secret_name

MIN_SECRET_LENGTH: Final = 8  # shorter values are not masked in other texts: a sensitive `true` must not blank the page
MIN_PERSON_LENGTH: Final = 4
NO_TEXTS: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundValues:
    """The sensitive values of some models and of all models in them.

    Attributes:
        secrets: texts that are never shown.
        nested: texts within maps and lists that are never shown. If a field openly shows such a text, it is not masked.
        people: names and addresses.
    """

    secrets: frozenset[str] = NO_TEXTS
    nested: frozenset[str] = NO_TEXTS
    people: frozenset[str] = NO_TEXTS

    def __or__(self, other: FoundValues) -> FoundValues:
        """Return the values of both."""
        return FoundValues(
            self.secrets | other.secrets, self.nested | other.nested, self.people | other.people
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _SensitiveFields:
    """The fields of a model class that are searched.

    Attributes:
        secrets: those that are never shown.
        conditional: those that are never shown if the model is sensitive.
        people: those that identify people.
        containers: those that may contain models with such fields.
        any_extra: whether unknown properties may be secret by their type.
    """

    secrets: tuple[str, ...]
    conditional: tuple[str, ...]
    people: tuple[str, ...]
    containers: tuple[str, ...]
    any_extra: bool

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.secrets, *self.conditional, *self.people, *self.containers)))


@contextmanager
def masking_by(value: object) -> Iterator[None]:
    """Within the context, mask the sensitive values of everything that a model was loaded with, in all texts.

    Args:
        value: a model, or models.
    """
    models = [value] if _is_model(value) else [one for one in _items(value) if _is_model(one)]
    known = {id(one): one for one in (model.sensitive_values for model in models)}
    with masking_values(union_of(list(known.values()))):
        yield


def union_of(known: Sequence[SensitiveValues]) -> SensitiveValues:
    """Return the values that are sensitive in any of several loads."""
    if len(known) == 1:
        return known[0]
    return SensitiveValues(
        NO_TEXTS.union(*(one.secrets for one in known)), NO_TEXTS.union(*(one.people for one in known))
    )


def find_sensitive_values(models: Iterable[Any]) -> FoundValues:
    """Collect the sensitive values of models and of all models in them."""
    secrets: list[Any] = []
    people: set[str] = set()
    for kind, those, values in _by_class(models):
        fields = _sensitive_fields(kind)
        for name in fields.people:
            people.update(filter(None, values[name]))
        for name in fields.secrets:
            secrets += filter(None, values[name])
        for name in fields.conditional:
            found = zip(those, values[name], strict=True)
            secrets += [value for model, value in found if value and _is_secret_of(model, value)]
        if fields.any_extra:
            extras = (model.__pydantic_extra__ or {} for model in those)
            secrets += [value for extra in extras for value in extra.values() if is_pydantic_secret(value)]
    opened = [value.get_secret_value() if is_pydantic_secret(value) else value for value in secrets]
    return FoundValues(
        _long_texts(value for value in opened if isinstance(value, str)),
        _long_texts(value for value in opened if not isinstance(value, str)),
        frozenset(one for one in people if len(one) >= MIN_PERSON_LENGTH),
    )


def _by_class(models: Iterable[Any]) -> Iterator[tuple[Any, list[Any], Mapping[str, Sequence[Any]]]]:
    """Yield models, and those in them that may be sensitive, by class.

    There are tens of thousands of models, but few classes. What is done once for each class costs nothing.

    Yields:
        A class, models of it, and the values of the fields that are searched, in the order of the models.
    """
    waiting = [list(models)]
    while waiting:
        grouped = _by_type(waiting)
        waiting = []
        for kind, those in grouped.items():
            if not hasattr(kind, "model_fields"):
                waiting.append(list(chain.from_iterable(map(_contents, those))))
                continue
            fields = _sensitive_fields(kind)
            contents = [model.__dict__ for model in those]
            values = {name: list(map(itemgetter(name), contents)) for name in fields.all}
            yield kind, those, values
            waiting += (list(filter(None, values[name])) for name in fields.containers)


def _by_type(columns: Iterable[list[Any]]) -> Mapping[Any, list[Any]]:
    """Return the values of columns by type. Most columns hold one type: those are not walked through in Python."""
    grouped: defaultdict[Any, list[Any]] = defaultdict(list)
    for column in columns:
        kinds = set(map(type, column))
        if len(kinds) == 1:
            grouped[kinds.pop()] += column
        else:
            for value in column:
                grouped[type(value)].append(value)
    return grouped


def _contents(container: Any) -> Iterable[Any]:
    """Return what is in a field that holds several models; nothing of other values."""
    if isinstance(container, Mapping):
        return container.values()
    return container if isinstance(container, list | tuple) and getattr(container, "loaded", True) else ()


def _is_secret_of(model: Any, value: object) -> bool:
    return is_pydantic_secret(value) or is_secret_name(model.__dict__.get("name") or "")


def values_to_mask(found: FoundValues, models: Iterable[Any]) -> SensitiveValues:
    """Return the values to mask in texts.

    Args:
        found: the sensitive values.
        models: all loaded models; what their fields openly show is not masked.
    """
    nested = found.nested - openly_shown_values(models) if found.nested else NO_TEXTS
    return SensitiveValues(found.secrets | nested, found.people)


def openly_shown_values(models: Iterable[Any]) -> frozenset[str]:
    """Return the texts that fields openly show, if long enough to be masked."""
    return _long_texts(_values_of(models, _shown_fields))


def customer_names_in(models: Iterable[Any]) -> frozenset[str]:
    """Return the names and identifiers of customers in models."""
    return frozenset(_texts(list(_values_of(models, _customer_fields))))


def _values_of(models: Iterable[Any], fields: Callable[[Any], tuple[str, ...]]) -> Iterator[Any]:
    """Yield the non-empty values of some fields, of models and of all models in them."""
    for model in models_in(models):
        yield from (value for name in fields(type(model)) if (value := model.__dict__[name]))


def models_in(models: Iterable[Any]) -> Iterator[Any]:
    """Yield models and all models in them."""
    waiting: list[Any] = list(models)
    while waiting:
        model: Any = waiting.pop()
        yield model
        kind: Any = type(model)
        for name in containers(kind):
            waiting.extend(_models(model.__dict__[name]))


def _models(value: Any) -> Iterable[Any]:
    """Return the models directly in the value of a field."""
    if value is None or _is_model(value):
        return () if value is None else (value,)
    return [item for item in _contents(value) if _is_model(item)]


@cache
def _sensitive_fields(kind: type) -> _SensitiveFields:
    fields = fields_of(kind)
    extra = getattr(kind, "__annotations__", {}).get("__pydantic_extra__", "")
    return _SensitiveFields(
        tuple(name for name in fields if _is_secret_field(kind, name)),
        tuple(name for name, policy in policies(kind).items() if policy is Policy.NEVER_IF_SENSITIVE),
        tuple(name for name, policy in policies(kind).items() if policy is Policy.PEOPLE),
        tuple(name for name in containers(kind) if any(map(_is_sensitive, _all_nested_classes(kind, name)))),
        "Secret" in str(extra),
    )


@cache
def _is_sensitive(kind: type) -> bool:
    """Return whether a model class itself has a sensitive field."""
    extra = getattr(kind, "__annotations__", {}).get("__pydantic_extra__", "")
    declared = {Policy.PEOPLE, Policy.NEVER_IF_SENSITIVE}.intersection(policies(kind).values())
    return bool(extra or declared) or any(_is_secret_field(kind, name) for name in fields_of(kind))


def _is_secret_field(kind: type, name: str) -> bool:
    policy = policies(kind).get(name)
    if policy is Policy.NEVER:
        return not nested_classes(kind, name)
    return policy not in (Policy.NEVER_IF_SENSITIVE, Policy.WITHHELD) and _mentions(
        fields_of(kind)[name].annotation, "pydantic.types.Secret"
    )


@cached_by_annotation
def _mentions(annotation: Any, text: str) -> bool:
    """Return whether a text is in an annotation as it is written."""
    return text in str(annotation)


@cache
def _all_nested_classes(kind: type, name: str) -> frozenset[type]:
    """Return the classes of all models that may be in a field, at any depth."""
    found: set[type] = set()
    waiting = list(nested_classes(kind, name))
    while waiting:
        nested = waiting.pop()
        if nested not in found:
            found.add(nested)
            waiting += [inner for field in containers(nested) for inner in nested_classes(nested, field)]
    return frozenset(found)


@cache
def _customer_fields(kind: type) -> tuple[str, ...]:
    return tuple(name for name, policy in policies(kind).items() if policy is Policy.CUSTOMERS)


@cache
def _shown_fields(kind: type) -> tuple[str, ...]:
    """Return the fields that openly show texts."""
    plain = (None, Policy.PLAIN, Policy.CUSTOMERS)
    return tuple(
        name
        for name, field in fields_of(kind).items()
        if policies(kind).get(name) in plain and _mentions(field.annotation, "str") and name not in containers(kind)
    )


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) and getattr(value, "loaded", True) else []


def _is_model(value: object) -> TypeGuard[Any]:
    return class_has_attribute(value, "model_fields")


def _long_texts(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(text for text in _texts(list(values)) if len(text.strip()) >= MIN_SECRET_LENGTH) or NO_TEXTS


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if is_pydantic_secret(at):
            waiting.append(at.get_secret_value())
        elif isinstance(at, str):
            yield str(at)
        elif isinstance(at, Mapping):
            waiting += at.values()
        elif isinstance(at, list | tuple):
            waiting += at
