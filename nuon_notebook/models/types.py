"""The field types that the wire needs: times, durations, documents, secrets, lists, maps (API page, section 4).

A plain value is validated by pydantic's core alone. Python functions run only for values that the core cannot read.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, get_args

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, Secret, SecretStr
from pydantic_core import core_schema, from_json

from nuon_notebook.redaction.policy import WEB_LINK, Omitted, Policy

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

NANOSECONDS = 1_000
LONGEST = 2**63  # what the wire's integers can hold
ZERO_TIME = "0001-01-01T00:00:00"
USUAL_TIME = r"^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$"
LABEL: Final = f"\0{os.urandom(8).hex()}"
"""What the labels of union choices begin with, so that they are told from names in the place of an error.

No server knows it, so that no key of a payload can be taken for a label.
"""


def labelled_union(*choices: CoreSchema) -> core_schema.UnionSchema:
    """Return a schema that tries its choices from left to right."""
    labelled = [(choice, f"{LABEL}{number}") for number, choice in enumerate(choices)]
    return core_schema.union_schema([*labelled], mode="left_to_right")


def or_null(schema: CoreSchema, default: object) -> core_schema.UnionSchema:
    """Return a schema that also accepts null, which counts as absent: it becomes the field's default."""
    null = core_schema.no_info_after_validator_function(lambda _: default, core_schema.none_schema())
    return labelled_union(schema, null)


class EmptyMap(dict[str, Any]):
    """The default of every map. It is immutable, so that pydantic can share it instead of copying it."""

    def __hash__(self) -> int:  # type: ignore[override] # a dict has none; pydantic copies what has none
        return 0

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        problem = "this map cannot be changed"
        raise TypeError(problem)

    __setitem__ = __delitem__ = setdefault = update = pop = popitem = clear = __ior__ = _refuse

    def __copy__(self) -> EmptyMap:
        return self

    def __deepcopy__(self, _memo: object) -> EmptyMap:
        return self

    def __reduce__(self) -> str:
        return "NO_VALUES"


NO_VALUES: Final = EmptyMap()


class _MapSchema:
    """Validates a JSON object with pydantic's core alone."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of `Mapping[str, V]`."""
        value = handler.generate_schema(get_args(source)[1])
        return or_null(core_schema.dict_schema(core_schema.str_schema(), value), NO_VALUES)


StringMap = Annotated[Mapping[str, str | None], _MapSchema()]
"""Names to texts; a text may be null."""

AnyMap = Annotated[Mapping[str, Any], _MapSchema()]
"""Names to values of any shape."""


class _TextsSchema:
    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept null as no texts."""
        return or_null(handler(source), ())


Texts = Annotated[tuple[str, ...], _TextsSchema()]
"""A list of texts."""


class _Time:
    @staticmethod
    def __get_pydantic_core_schema__(_source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the usual form in the core, and any other form in Python."""
        usual = core_schema.chain_schema([
            core_schema.str_schema(strict=True, pattern=USUAL_TIME), core_schema.datetime_schema()
        ])  # fmt: skip
        unusual = core_schema.no_info_plain_validator_function(_time)
        nullable = core_schema.nullable_schema(core_schema.datetime_schema())
        schema = labelled_union(usual, unusual)
        schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(
            lambda value, inner: inner(value), schema=nullable
        )
        return schema


def _time(value: object) -> datetime | None:
    """Take Go's zero time as absent, and a time without a zone as UTC."""
    if value == "" or value is None or (isinstance(value, str) and value.startswith(ZERO_TIME)):
        return None
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(time, datetime):
            raise ValueError  # noqa: TRY301, TRY004 - one place says what is wrong
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        problem = "not a time"
        raise ValueError(problem) from None


Timestamp = Annotated[datetime | None, _Time()]
"""A time in UTC, or None where the wire says "not set".

The wire's RFC 3339 text with up to nine fractional digits is cut to microseconds."""


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if type(value) is not int or abs(value) > LONGEST:
        problem = "not a number of nanoseconds"
        raise ValueError(problem)
    return timedelta(microseconds=value // NANOSECONDS)


def _nanoseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1) * NANOSECONDS


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_nanoseconds)]
"""A span of time; on the wire an integer of nanoseconds."""


def _decode(value: object) -> object:
    """Decode base64 into the JSON document it holds, or into its text where it holds none."""
    if not isinstance(value, str):
        return value
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        problem = "not base64 of text"
        raise ValueError(problem) from None
    try:
        document = from_json(text)
    except ValueError:
        return text
    return document if isinstance(document, dict | list) else text


def _encode(value: object) -> str:
    """Encode a JSON document, or a text, as base64."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()


Document = Annotated[dict[str, Any] | list[Any] | str, BeforeValidator(_decode), PlainSerializer(_encode)]
"""A decoded document; on the wire base64."""


def _nothing(_: object) -> None:
    return None


NEVER_DUMPED = PlainSerializer(_nothing)

SecretText = Annotated[SecretStr, NEVER_DUMPED]
"""A text that no output holds: dumps as null, opened by `get_secret_value()` in code."""

SecretValue = Annotated[Secret[Any], NEVER_DUMPED]
"""A value of any shape that no output holds: dumps as null, opened by `get_secret_value()` in code."""

ScannedText = Annotated[str | None, Policy.SCAN]
"""Free text, in which secrets may stand."""

ScannedTexts = Annotated[Texts, Policy.SCAN]
"""Free texts, in which secrets may stand."""

Variables = Annotated[StringMap, Policy.VALUES]
"""Variables by name; their values are shown on request."""

PersonText = Annotated[str | None, Policy.PEOPLE]
"""Who somebody is."""

CustomerText = Annotated[str | None, Policy.CUSTOMERS]
"""Who a customer is."""

Links = Annotated[AnyMap, WEB_LINK]
"""Links by what they lead to."""

PlainMap = Annotated[StringMap, Policy.PLAIN]
"""Names to texts that are shown."""

PlainAnyMap = Annotated[AnyMap, Policy.PLAIN]
"""Names to values of any shape that are shown."""

ServerLinks = Annotated[AnyMap, WEB_LINK, Omitted("the server's own link is right for apps only")]
"""Links of a record other than an app."""

StackName = Annotated[str | None, Omitted("the server makes it from the name")]
"""How CloudFormation calls something."""
