"""Fields whose models are validated apart: what few responses send, and what closes a circle of types."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import BaseModel, WithJsonSchema
from pydantic_core import PydanticKnownError, core_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")
MAX_DEPTH: Final = 100  # JSON is at most 200 levels deep, and a deferred model takes two of them
TOO_DEEP: Final = "recursion_loop"


class _Depth(local):
    """How many deferred models are being validated on this thread, one within another."""

    value = 0


_DEPTH: Final = _Depth()


class _OwnValidator:
    """Validates a model by the validator of its class, which is built when the first value comes."""

    @staticmethod
    def __get_pydantic_core_schema__(source: type[BaseModel], _handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: Any) -> BaseModel:
            # Each is a validation of its own, so that pydantic does not see how deep they are within each other.
            depth = _DEPTH.value
            if depth >= MAX_DEPTH:
                raise PydanticKnownError(TOO_DEEP)
            _DEPTH.value = depth + 1
            try:
                return source.__pydantic_validator__.validate_python(value)  # type: ignore[no-any-return]
            finally:
                _DEPTH.value = depth

        return core_schema.no_info_plain_validator_function(validate)


Deferred = Annotated[T, _OwnValidator(), WithJsonSchema({"type": "object"})]
"""A model that is validated apart: `Deferred[Workflow] | None`.

Its validator is built when the first value comes, not before the first response is read. So it suits what few responses
send. Where types refer to each other in circles, pydantic would put all of them into the validator of each. One field
in every circle is deferred, so that validators stay small, and each is built once.
"""


def validated_within(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the classes of the models in an annotation that the validator of its field contains."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    if any(isinstance(one, _OwnValidator) for one in getattr(annotation, "__metadata__", ())):
        return
    for argument in getattr(annotation, "__args__", ()):
        yield from validated_within(argument)
