"""What is known of models: the values in them that must not turn up in the texts beside them.

Models are frozen: what was read of one holds for as long as it lives. An explorer, which masks each of its headers
and leaves by all that is in hand, remembers it, so that only what is new is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from nuon_notebook.redaction.masking import SensitiveValues, class_has_attribute, is_pydantic_secret, masking_values
from nuon_notebook.redaction.policy import Tier, tier_of

LONG_ENOUGH: Final = 8  # by value only what is longer is masked: a sensitive `true` must not blank the page
LONG_ENOUGH_PERSON: Final = 4
NONE: Final[frozenset[str]] = frozenset()  # one for all; most models hold nothing of most kinds
LEAVES: Final = (str, bytes, int, float, type(None))  # hold no properties


@dataclass(frozen=True, slots=True)
class Own:
    """What one model holds by itself.

    Attributes:
        model: the model; who has this has the model, so that its id is nobody else's.
        secrets: texts of the tier never.
        nested: texts within maps and lists of the tier never; they are no secrets where a property shows them.
        people: names and addresses.
        customers: values of the tier customers.
        plain: texts that a property shows in its own right, as far as they are long enough to be masked.
        inside: the models in it, at any depth of its maps and lists.
    """

    model: Any
    secrets: frozenset[str]
    nested: frozenset[str]
    people: frozenset[str]
    customers: frozenset[str]
    plain: frozenset[str]
    inside: tuple[Any, ...]


class Reader:
    """Reads models, each once, and remembers what it read."""

    def __init__(self) -> None:
        self._own: dict[int, Own] = {}
        self._known: dict[int, tuple[Any, SensitiveValues]] = {}

    def known_of(self, value: object) -> SensitiveValues:
        """Collect the values of a model, of models, and of all below, that must not turn up in texts."""
        if not _is_model(value):
            return _known(self._all_in(value))
        remembered = self._known.get(id(value))
        if remembered is None or remembered[0] is not value:
            remembered = self._known[id(value)] = (value, _known(self._all_in(value)))
        return remembered[1]

    def keep(self, value: object) -> None:
        """Forget what is no part of a value."""
        self._own = {id(own.model): own for own in self._all_in(value)}
        self._known = {key: known for key, known in self._known.items() if key in self._own}

    def _all_in(self, value: object) -> list[Own]:
        """Return what each model in a tree holds by itself, each once, in circles too."""
        found: dict[int, Own] = {}
        waiting = [*_models_in(value)]
        while waiting:
            model = waiting.pop()
            if id(model) not in found:
                found[id(model)] = own = self._own_of(model)
                waiting += own.inside
        return [*found.values()]

    def _own_of(self, model: Any) -> Own:
        own = self._own.get(id(model))
        if own is None:
            own = self._own[id(model)] = own_of(model)
        return own


def known_of(value: object) -> SensitiveValues:
    """Collect the values of a model, of models, and of all below, that must not turn up in texts."""
    return Reader().known_of(value)


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


@contextmanager
def secrets_of(value: object, reader: Reader | None = None) -> Iterator[None]:
    """Mask, for as long as the context lasts, every text by what is secret in a model or in models.

    Args:
        value: the model, or models.
        reader: what reads them, here and in the contexts within; the one of the context around this by default.
    """
    reading = reader or _reader.get() or Reader()
    token = _reader.set(reading)
    try:
        with masking_values(reading.known_of(value)):
            yield
    finally:
        _reader.reset(token)


def own_of(model: Any) -> Own:
    """Read what a model holds by itself."""
    secrets: list[Any] = []
    nested: list[Any] = []
    people: list[str] = []
    customers: list[Any] = []
    plain: list[Any] = []
    inside = [getattr(getattr(model, "loaded", None), "added", None)]
    for name, value in _properties(model):
        found = tier_of(model, name)
        if found is Tier.NEVER or is_pydantic_secret(value):
            opened = value.get_secret_value() if is_pydantic_secret(value) else value
            (secrets if isinstance(opened, str) else nested).append(opened)
        elif found is Tier.PEOPLE and isinstance(value, str) and len(value) >= LONG_ENOUGH_PERSON:
            people.append(value)
        elif found is Tier.CUSTOMERS:
            customers.append(value)
        elif found is Tier.PLAIN:
            plain.append(value)
        inside.append(value)
    return Own(
        model, _long(secrets), _long(nested), frozenset(people) or NONE, frozenset(_texts(customers)) or NONE,
        _long(plain), tuple(_models_in(inside)),
    )  # fmt: skip


def _known(found: list[Own]) -> SensitiveValues:
    nested = NONE.union(*(own.nested for own in found))
    if nested:  # outputs and inputs repeat regions, names and ids, which stay readable where a property shows them
        nested = nested.difference(*(shown for own in found for shown in (own.customers, own.plain)))
    return SensitiveValues(
        nested.union(*(own.secrets for own in found)),
        NONE.union(*(own.people for own in found)),
        NONE.union(*(own.customers for own in found)),
    )


def _long(values: list[Any]) -> frozenset[str]:
    return frozenset(text for text in _texts(values) if len(text.strip()) >= LONG_ENOUGH) or NONE


def _properties(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield each property that has a value; of those that no schema lists, what is secret by its type."""
    for name in type(model).model_fields:
        value = getattr(model, name, None)
        if value is not None:
            yield name, value
    yield from ((name, value) for name, value in (model.model_extra or {}).items() if is_pydantic_secret(value))


def _models_in(value: object) -> Iterator[Any]:
    """Yield the models in a value, not those in them: in maps and lists of any depth, in circles too."""
    seen: set[int] = set()
    waiting: list[Any] = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, LEAVES) or id(at) in seen:
            continue
        seen.add(id(at))
        if _is_model(at):
            yield at
        elif isinstance(at, Mapping):
            waiting += at.values()
        elif isinstance(at, tuple | list):
            waiting += at


def _is_model(value: object) -> bool:
    return class_has_attribute(value, "model_fields")


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
