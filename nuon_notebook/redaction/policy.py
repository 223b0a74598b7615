"""How a field may be shown. The rule stands on the field, beside its type: `Annotated[StringMap, Policy.VALUES]`.

It fails closed: a field that declares no policy gets the strict rule of its type. Values of maps are hidden, and so is
a text whose name may say secret; other text is scanned; ids, numbers and times are plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Policy(Enum):
    """How the value of a field may be shown.

    Attributes:
        NEVER: in no output, ever.
        NEVER_IF_SENSITIVE: likewise, where its model is marked sensitive; else scanned.
        VALUES: a map's names, its literal values only on request.
        SCAN: free text or a document; what looks like a secret in it is masked.
        PEOPLE: first letter and domain, until it is requested in full.
        CUSTOMERS: shown, and replaced by `share --anonymize`.
        PLAIN: shown; only what looks like a secret in it is masked.
    """

    NEVER = "never"
    NEVER_IF_SENSITIVE = "never_if"
    VALUES = "values"
    SCAN = "scan"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Keys:
    """The policy of a map of which only some keys are shown.

    Attributes:
        shown: these keys.
    """

    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omitted:
    """Says that a field is left out of the display on purpose.

    Attributes:
        reason: why.
    """

    reason: str


ParentId = Annotated[str | None, Omitted("it is the id of what the model is shown within")]
OwnerType = Annotated[str | None, Omitted("it only tells the table of the owner's id")]

WEB_LINK = Keys(("ui",))
REASONS = Keys(("reason", "err_step_message", "step_idx", "no_op"))


@cache
def fields_of(kind: type) -> Mapping[str, Any]:
    """Return pydantic's fields of a model class, with the metadata of their annotations; none for other classes."""
    if not getattr(kind, "__pydantic_fields_complete__", True):
        kind.model_rebuild()  # type: ignore[attr-defined] # a field names a class that was declared after its own
    fields: Mapping[str, Any] = getattr(kind, "model_fields", {})
    return fields


@cache
def containers(kind: type) -> tuple[str, ...]:
    """Return the fields of a model class that may hold models."""
    return tuple(name for name, field in fields_of(kind).items() if "nuon_notebook" in str(field.annotation))


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
