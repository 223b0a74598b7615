"""Fields whose models are validated apart: what few responses send, and what closes a circle of types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel
from pydantic_core import core_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")


class _OwnValidator:
    """Validates a model by the validator of its class, which is built when the first value comes."""

    @staticmethod
    def __get_pydantic_core_schema__(source: type[BaseModel], _handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: Any) -> BaseModel:
            return source.__pydantic_validator__.validate_python(value)  # type: ignore[no-any-return]

        return core_schema.no_info_plain_validator_function(validate, json_schema_input_schema=core_schema.any_schema())


Deferred = Annotated[T, _OwnValidator()]
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
