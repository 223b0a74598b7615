"""Policies: how a field may be shown. They are declared on the field: `Annotated[StringMap, Policy.VALUES]`.

A field without a policy gets the strict rule of its type. Values of maps are hidden, and so is text if the name of the
field suggests a secret. Other text is scanned. Ids, numbers and times are plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache, wraps
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

F = TypeVar("F", bound="Callable[..., Any]")


class Mark:
    """Metadata of a field that changes nothing about its validation. Told so, pydantic does not search its tables."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """Return the schema of the type that is marked."""
        return handler(source)


class Policy(Mark, Enum):
    """How the value of a field may be shown.

    Attributes:
        NEVER: never shown, nor is its value shown in any other text.
        WITHHELD: never shown; it may repeat what is shown elsewhere, so other texts are shown as they are.
        NEVER_IF_SENSITIVE: never shown if its model is marked sensitive; otherwise as `SCAN`.
        VALUES: a map whose names are shown, its literal values only on request.
        SCAN: free text or a document in which secrets are masked.
        PEOPLE: a person, of whom only the first letter and the domain are shown, more only on request.
        CUSTOMERS: shown; `share --anonymize` replaces it.
        PLAIN: shown; secrets in it are masked.
    """

    NEVER = "never"
    WITHHELD = "withheld"
    NEVER_IF_SENSITIVE = "never_if"
    VALUES = "values"
    SCAN = "scan"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Keys(Mark):
    """The policy of a map of which only some keys are shown.

    Attributes:
        shown: the keys that are shown.
    """

    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omitted(Mark):
    """Marks a field that is left out of the display on purpose.

    Attributes:
        reason: the reason.
    """

    reason: str


class Placement(Omitted):
    """Marks a field that only says which record its model belongs to: left out of the display, and never compared."""


ParentId = Annotated[str | None, Placement("the model is shown within the record of this id")]
OwnerType = Annotated[str | None, Placement("it only names the type of the owner")]

WEB_LINK = Keys(("ui",))
REASONS = Keys(("reason", "err_step_message", "step_idx", "no_op"))


@cache
def fields_of(kind: type) -> Mapping[str, Any]:
    """Return pydantic's fields of a model class, with the metadata of their annotations; none for other classes."""
    resolved: Callable[[], Mapping[str, Any]] | None = getattr(kind, "resolved_fields", None)
    return {} if resolved is None else resolved()


@cache
def containers(kind: type) -> tuple[str, ...]:
    """Return the fields of a model class that may hold models."""
    return tuple(name for name in fields_of(kind) if nested_classes(kind, name))


@cache
def nested_classes(kind: type, name: str) -> tuple[type, ...]:
    """Return the classes of the models that a field of a model class may hold."""
    return _model_classes(fields_of(kind)[name].annotation)


def cached_by_annotation(function: F) -> F:
    """Cache what a function returns of annotations: most are those of many fields.

    Not where an annotation cannot be hashed: `list[Annotated[str, Field(max_length=3)]]`.
    """
    cached = cache(function)

    @wraps(function)
    def called(*args: Any) -> Any:
        try:
            return cached(*args)
        except TypeError:
            return function(*args)

    return cast("F", called)


@cached_by_annotation
def _model_classes(annotation: Any) -> tuple[type, ...]:
    own = (annotation,) if isinstance(annotation, type) and hasattr(annotation, "model_fields") else ()
    return (*own, *chain.from_iterable(map(_model_classes, getattr(annotation, "__args__", ()))))


@cache
def policies(kind: type) -> Mapping[str, Policy | Keys]:
    """Return the declared policies of a model class, by field; fields without one are left out."""
    found = {
        name: next((one for one in field.metadata if isinstance(one, Policy | Keys)), None)
        for name, field in fields_of(kind).items()
    }
    return {name: policy for name, policy in found.items() if policy is not None}


@cache
def omitted(kind: type) -> frozenset[str]:
    """Return the fields of a model class that are left out of the display on purpose."""
    fields = fields_of(kind).items()
    return frozenset(name for name, field in fields if any(isinstance(one, Omitted) for one in field.metadata))
