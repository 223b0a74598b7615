"""The values in models that must not appear in the texts beside them: secrets and people, by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeGuard

from nuon_notebook.redaction.masking import SensitiveValues, class_has_attribute, is_pydantic_secret, masking_values
from nuon_notebook.redaction.policy import Policy, containers, fields_of, policies

SHORTEST_SECRET: Final = 8  # by value only what is longer is masked: a sensitive `true` must not blank the page
SHORTEST_PERSON: Final = 4
NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundValues:
    """The sensitive values of some models and of all models in them.

    Attributes:
        secrets: texts that are never shown.
        nested: texts within maps and lists that are never shown; a field that shows one in its own right shows it
            everywhere.
        people: names and addresses.
    """

    secrets: frozenset[str] = NONE
    nested: frozenset[str] = NONE
    people: frozenset[str] = NONE

    def __or__(self, other: FoundValues) -> FoundValues:
        """Return the values of both."""
        return FoundValues(
            self.secrets | other.secrets, self.nested | other.nested, self.people | other.people
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fields:
    """Which fields of a model class are looked at."""

    secret: tuple[str, ...]
    people: tuple[str, ...]
    customers: tuple[str, ...]
    containers: tuple[str, ...]
    plain: tuple[str, ...]


@contextmanager
def masking_by(value: object) -> Iterator[None]:
    """Mask, for as long as the context lasts, every text by what is sensitive in what a model was loaded with.

    Args:
        value: a model, or models.
    """
    models = [value] if _is_model(value) else [one for one in _items(value) if _is_model(one)]
    known = {id(one): one for one in (model.sensitive_values for model in models)}
    with masking_values(_joined(list(known.values()))):
        yield


def _joined(known: list[SensitiveValues]) -> SensitiveValues:
    if len(known) == 1:
        return known[0]
    return SensitiveValues(NONE.union(*(one.secrets for one in known)), NONE.union(*(one.people for one in known)))


def sensitive_in(models: Iterable[Any]) -> FoundValues:
    """Collect the sensitive values of models and of all models in them."""
    secrets: list[Any] = []
    nested: list[Any] = []
    people: set[str] = set()
    for model in models_in(models):
        content, fields = model.__dict__, _fields_of(type(model))
        for name in fields.secret:
            value = content[name]
            if value is not None and value != "":
                opened = value.get_secret_value() if is_pydantic_secret(value) else value
                (secrets if isinstance(opened, str) else nested).append(opened)
        people.update(value for name in fields.people if (value := content[name]))
        if model.__pydantic_extra__:
            nested += [value for value in model.__pydantic_extra__.values() if is_pydantic_secret(value)]
    return FoundValues(
        _long(secrets), _long(nested), frozenset(one for one in people if len(one) >= SHORTEST_PERSON)
    )  # fmt: skip


def known_of(found: FoundValues, models: Iterable[Any]) -> SensitiveValues:
    """Return by what texts are masked.

    Args:
        found: the sensitive values.
        models: all models that were loaded; what they show in their own right stays readable.
    """
    nested = found.nested - shown_in(models) if found.nested else NONE
    return SensitiveValues(found.secrets | nested, found.people)


def shown_in(models: Iterable[Any]) -> frozenset[str]:
    """Return the texts that fields show in their own right, as far as they could be masked."""
    values = (model.__dict__[name] for model in models_in(models) for name in _fields_of(type(model)).plain)
    return _long([value for value in values if value])


def customers_in(models: Iterable[Any]) -> frozenset[str]:
    """Return who the customers in models are."""
    values = (model.__dict__[name] for model in models_in(models) for name in _fields_of(type(model)).customers)
    return frozenset(_texts([value for value in values if value]))


def models_in(value: object) -> Iterator[Any]:
    """Yield the models in a value, and all models in these, each once, at any depth, in circles too."""
    seen: set[int] = set()
    waiting: list[Any] = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, str) or at is None or id(at) in seen:
            continue
        if _is_model(at):
            seen.add(id(at))
            yield at
            content = at.__dict__
            waiting += [found for name in _fields_of(type(at)).containers if (found := content[name])]
        else:
            inner = _items(at)
            if inner:
                seen.add(id(at))
                waiting += inner


def _items(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) and getattr(value, "loaded", True) else []


def _fields_of(kind: Any) -> _Fields:
    return _fields(kind)


@cache
def _fields(kind: type) -> _Fields:
    declared = policies(kind)
    by_policy: dict[str, list[str]] = {"secret": [], "people": [], "customers": [], "plain": []}
    for name, field in fields_of(kind).items():
        annotation = str(field.annotation)
        policy = declared.get(name)
        if policy in (Policy.NEVER, Policy.NEVER_IF_SENSITIVE) or "Secret" in annotation.replace("SecretConfig", ""):
            by_policy["secret"].append(name)
        elif policy is Policy.PEOPLE:
            by_policy["people"].append(name)
        elif policy is Policy.CUSTOMERS:
            by_policy["customers"].append(name)
            by_policy["plain"].append(name)
        elif policy in (None, Policy.PLAIN) and _holds_text(annotation):
            by_policy["plain"].append(name)
    return _Fields(**{name: tuple(names) for name, names in by_policy.items()}, containers=containers(kind))


def _holds_text(annotation: str) -> bool:
    return "str" in annotation and "nuon_notebook" not in annotation


def _is_model(value: object) -> TypeGuard[Any]:
    return class_has_attribute(value, "model_fields")


def _long(values: list[Any]) -> frozenset[str]:
    return frozenset(text for text in _texts(values) if len(text.strip()) >= SHORTEST_SECRET) or NONE


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
