"""Edits of a config: every way in which the schema allows to change it, made from the fields of the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from nuon_notebook.models import AppConfig
from nuon_notebook.models.compared import Compared
from nuon_notebook.redaction.policy import Placement, fields_of

Path = tuple[str | int, ...]


def changed(value: Any, path: Path, new: Callable[[Any], Any]) -> Any:
    """Return a payload in which the value at a path is another one; the payload itself stays as it is."""
    if not path:
        return new(value)
    first, *rest = path
    copy: Any = list(value) if isinstance(value, list) else dict(value)
    inner = copy[first] if isinstance(copy, list) else copy.get(first)
    made = changed(inner, tuple(rest), new)
    if made is not GONE:
        copy[first] = made
    elif isinstance(copy, list) or first in copy:
        del copy[first]
    return copy


GONE = object()
MINUTE = 60_000_000_000  # in the API's nanoseconds


def without(_: Any) -> Any:
    return GONE


def property_edits(kind: type[BaseModel], payload: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield a path and a new value for every property of a model that carries content, nested ones included."""
    for name, field in fields_of(kind).items():
        metadata = field.metadata
        if any(isinstance(one, Placement) for one in metadata) or {Compared.NEVER, Compared.APART} & {
            *_roles(metadata)
        }:
            continue
        wire = _wire_name(name, payload)
        inner = model_in(field.annotation)
        value = payload.get(wire)
        if inner is not None:
            yield from _nested_edits(inner, value, (*path, wire))
        elif Compared.POSITION not in _roles(metadata):
            yield (*path, wire), _other(field.annotation, value)


def _nested_edits(kind: type[BaseModel], value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list) and value:
        yield from property_edits(kind, value[0], (*path, 0))
    elif isinstance(value, Mapping):
        yield from property_edits(kind, value, path)


def _roles(metadata: list[Any]) -> list[Compared]:
    return [one for one in metadata if isinstance(one, Compared)]


def _wire_name(name: str, payload: Mapping[str, Any]) -> str:
    """Return the name of a property as this payload spells it: some come with a capital letter."""
    return next((spelled for spelled in (name, name.capitalize()) if spelled in payload), name)


def model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := model_in(one)) is not None), None)


def _other(annotation: Any, value: Any) -> Any:
    """Return another value of the type of a property."""
    text = str(annotation)
    if isinstance(value, bool) or (value is None and "bool" in text):
        return not value
    if isinstance(value, int):
        return value + MINUTE
    if isinstance(value, Mapping):
        return {**value, "EDITED": "edited"}
    if isinstance(value, list):
        return [*value, "EDITED=edited"]
    if value is None:
        return _made(text)
    return f"{value} edited"


def _made(text: str) -> Any:
    if "timedelta" in text:
        return MINUTE
    if "Mapping" in text:
        return {"EDITED": "edited"}
    if "tuple" in text:
        return ["EDITED=edited"]
    return 1 if "int" in text else "edited"


def parse(payload: Any) -> AppConfig:
    return AppConfig.model_validate(payload)
