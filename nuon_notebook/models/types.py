"""Types of fields: times, durations, documents, secrets, lists, maps (API page, section 4).

Pydantic's core validates usual values alone. Python functions run only for values that the core cannot read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, get_args

from pydantic import GetCoreSchemaHandler, PlainSerializer, PlainValidator, Secret, SecretStr
from pydantic_core import core_schema

from nuon_notebook.models.compared import Repeats
from nuon_notebook.models.documents import decode_document, encode_document
from nuon_notebook.redaction.policy import WEB_LINK, Omitted, Policy

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

NANOSECONDS_PER_MICROSECOND = 1_000
MAX_NANOSECONDS = 2**63  # the API's integers have 64 bits
LONGEST_TIME = 64  # characters; Python would quote a longer text in an error
ZERO_TIME = "0001-01-01T00:00:00"
EARLIEST_USUAL_TIME = datetime(1000, 1, 1, tzinfo=UTC)
LABEL: Final = f"\0{os.urandom(8).hex()}"
"""The prefix of the labels of union choices, which distinguishes them from field names in the location of an error.

It is random, so no key of a payload can be mistaken for a label.
"""


def labelled_union(*choices: CoreSchema) -> core_schema.UnionSchema:
    """Return a schema that tries its choices from left to right."""
    labelled = [(choice, f"{LABEL}{number}") for number, choice in enumerate(choices)]
    return core_schema.union_schema([*labelled], mode="left_to_right")


def or_null(schema: CoreSchema, default: object) -> core_schema.UnionSchema:
    """Return a schema that also accepts null and replaces it by the field's default."""
    null = core_schema.no_info_after_validator_function(lambda _: default, core_schema.none_schema())
    return labelled_union(schema, null)


class Once:
    """Keeps the schema of a type for all of its fields: without it, pydantic makes one for each of hundreds.

    It stands last in an annotation that names no model.
    """

    def __init__(self) -> None:
        self._schema: CoreSchema | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema that everything before it in the annotation gave first."""
        if self._schema is None:
            self._schema = handler(source)
        return self._schema


class EmptyMap(dict[str, Any]):
    """The default of every map. It is immutable and hashable, so pydantic shares it instead of copying it."""

    def __hash__(self) -> int:  # type: ignore[override] # pydantic copies what is not hashable
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
    """Validates a JSON object in pydantic's core."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of `Mapping[str, V]`."""
        value = handler.generate_schema(get_args(source)[1])
        return or_null(core_schema.dict_schema(core_schema.str_schema(), value), NO_VALUES)


StringMap = Annotated[Mapping[str, str | None], _MapSchema(), Once()]
"""Names to texts or null."""

AnyMap = Annotated[Mapping[str, Any], _MapSchema(), Once()]
"""Names to values of any type."""

FlagMap = Annotated[Mapping[str, bool | None], _MapSchema(), Once()]
"""Names to true, false or null."""


class _TextsSchema:
    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept null as an empty list."""
        return or_null(handler(source), ())


Texts = Annotated[tuple[str, ...], _TextsSchema(), Once()]
"""A list of texts."""


class _Time:
    @staticmethod
    def __get_pydantic_core_schema__(_source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Parse the usual format in the core, and any other format in Python."""
        in_utc = core_schema.datetime_schema(strict=True, tz_constraint=0, ge=EARLIEST_USUAL_TIME)
        text_in_utc = core_schema.chain_schema([core_schema.str_schema(strict=True), {**in_utc, "strict": False}])
        usual = core_schema.json_or_python_schema(in_utc, text_in_utc)
        unusual = core_schema.no_info_plain_validator_function(_time)
        nullable = core_schema.nullable_schema(core_schema.datetime_schema())
        schema = labelled_union(usual, unusual)
        schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(
            lambda value, inner: inner(value), schema=nullable
        )
        return schema


def _time(value: object) -> datetime | None:
    """Parse a time. Go's zero time counts as absent, a time without a zone as UTC."""
    if value == "" or value is None or (isinstance(value, str) and value.startswith(ZERO_TIME)):
        return None
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= LONGEST_TIME else value
        if not isinstance(time, datetime):
            raise ValueError  # noqa: TRY301, TRY004 - the handler below raises the message
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        problem = "not a time"
        raise ValueError(problem) from None


Timestamp = Annotated[datetime | None, _Time(), Once()]
"""A time in UTC, or None if it is not set. The API's nanoseconds are cut to microseconds.

A text of digits counts as Unix time.
"""


def from_seconds(seconds: int | None) -> datetime | None:
    """Return a time from Unix seconds; None if there is none, or it is out of range."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, OSError, ValueError):
        return None


def _duration(value: object) -> timedelta:
    if type(value) is int and -MAX_NANOSECONDS <= value <= MAX_NANOSECONDS:
        return timedelta(0, 0, value // NANOSECONDS_PER_MICROSECOND)
    if isinstance(value, timedelta):
        return value
    problem = "not a number of nanoseconds"
    raise ValueError(problem)


def _nanoseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1) * NANOSECONDS_PER_MICROSECOND


Duration = Annotated[timedelta, PlainValidator(_duration), PlainSerializer(_nanoseconds), Once()]
"""A duration; in the API an integer of nanoseconds."""


Document = Annotated[
    dict[str, Any] | list[Any] | str, PlainValidator(decode_document), PlainSerializer(encode_document), Once()
]
"""A decoded document; in the API base64."""


def _dump_none(_: object) -> None:
    return None


NEVER_DUMPED = PlainSerializer(_dump_none)

SecretText = Annotated[SecretStr, NEVER_DUMPED, Once()]
"""A secret text. It is in no output and dumps as null; `get_secret_value()` returns it."""

SecretValue = Annotated[Secret[Any], NEVER_DUMPED, Once()]
"""A secret value of any type. It is in no output and dumps as null; `get_secret_value()` returns it."""


def names_in(value: Secret[Any] | None) -> tuple[str, ...]:
    """Return the names in a secret map, which are no secrets; empty for what is no map."""
    inside = value.get_secret_value() if value is not None else None
    return tuple(map(str, sorted(inside, key=str))) if isinstance(inside, Mapping) else ()


ScannedText = Annotated[str | None, Policy.SCAN]
"""Free text, which may contain secrets."""

ScannedTexts = Annotated[Texts, Policy.SCAN]
"""Free texts, which may contain secrets."""

Variables = Annotated[StringMap, Policy.VALUES]
"""Variables by name. Their values are shown only on request."""

PersonText = Annotated[str | None, Policy.PEOPLE]
"""A text that identifies a person."""

CustomerText = Annotated[str | None, Policy.CUSTOMERS]
"""A text that identifies a customer."""

Links = Annotated[AnyMap, WEB_LINK]
"""Links by their target."""

PlainMap = Annotated[StringMap, Policy.PLAIN]
"""Names to texts, which are shown."""

PlainAnyMap = Annotated[AnyMap, Policy.PLAIN]
"""Names to values of any type, which are shown."""

PlainFlags = Annotated[FlagMap, Policy.PLAIN]
"""Names to true or false, which are shown."""

Withheld = Annotated[SecretValue | None, Policy.WITHHELD]
"""A value of any type that is never shown because nobody knows what is in it. It dumps as null."""

ServerQueue = Annotated[Withheld, Omitted("it is the server's own work queue, with payloads of any shape")]
"""A work queue of the server, or what waits in one."""

ServerLinks = Annotated[AnyMap, WEB_LINK, Omitted("the server's own link is right for apps only")]
"""Links of a record other than an app."""

StackName = Annotated[str | None, Omitted("the server derives it from the name"), Repeats("name")]
"""A name in CloudFormation."""
