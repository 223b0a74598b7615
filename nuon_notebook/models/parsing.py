"""Tolerant validation: values that do not fit are taken out, named, and the rest is kept.

Validation is plain first. Only what failed is looked at again, from the inside out, along the places that pydantic's
error names.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import AliasChoices, BaseModel, ValidationError

from nuon_notebook.models.types import LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic.fields import FieldInfo

LARGE = 64 * 1024  # bytes of a payload for which pausing pays
M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]
Places = dict[int | str, list[Place]]


@contextmanager
def without_collections(size: int = LARGE) -> Iterator[None]:
    """Pause the garbage collector while models are made.

    That makes many objects and hardly any garbage in circles, so that collections in between cost a quarter of its
    time and free nothing.

    Args:
        size: the bytes of the payload; for a small one pausing does not pay.
    """
    pause = size >= LARGE and gc.isenabled()
    try:
        if pause:
            gc.disable()
        yield
    finally:
        if pause:
            gc.enable()


def places_of(error: ValidationError) -> list[Place]:
    """Return where values did not fit; nothing of the values, and no labels of union choices."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    found = (_without_labels(problem["loc"]) for problem in problems if problem["type"] != "none_required")
    return list(dict.fromkeys(found))


def _without_labels(place: Place) -> Place:
    return tuple(part for part in place if not (isinstance(part, str) and part.startswith(LABEL)))


class TolerantValidator:
    """Validates payloads again of which some values did not fit.

    Args:
        validate: validates a payload plainly: the class, and the payload.
        mark: notes on a model which places of its payload did not fit.
    """

    def __init__(self, validate: Callable[[Any, Any], Any], mark: Callable[[Any, tuple[str, ...]], None]) -> None:
        self._validate = validate
        self._mark = mark

    def model(self, kind: type[M], data: Mapping[str, Any], places: Iterable[Place]) -> M:
        """Return a model of what fits of a payload.

        Args:
            kind: the model's class.
            data: the payload.
            places: where its values did not fit, as paths from it.

        Raises:
            ValidationError: the payload does not fit as a whole.
        """
        fitting = dict(data)
        unreadable: set[str] = set()
        while True:
            for name, inner in _by_first(places).items():
                if name in fitting:
                    unreadable |= self._mend(kind, fitting, str(name), inner)
            try:
                model: M = self._validate(kind, fitting)
            except ValidationError as error:
                places = [place for place in places_of(error) if place and place[0] in fitting]
                if not places:
                    raise
            else:
                if unreadable:
                    self._mark(model, tuple(sorted(unreadable)))
                return model

    def _mend(self, kind: type[BaseModel], data: dict[str, Any], name: str, places: list[Place]) -> set[str]:
        """Replace or take out what does not fit of one property, and return the names of what was taken out."""
        held = model_held_by(kind, name)
        value = data[name]
        if held is None:
            return _take_out(data, name, places)
        if isinstance(value, list) and all(places):
            return self._mend_items(held, data, name, places)
        model = self._mended(held, value, places)
        if model is None:
            del data[name]
            return {name}
        data[name] = model
        return set()

    def _mend_items(self, held: type[BaseModel], data: dict[str, Any], name: str, places: list[Place]) -> set[str]:
        by_item = _by_first(places)
        mended = {index: self._mended(held, data[name][index], inner) for index, inner in by_item.items()}
        items = (mended.get(index, item) for index, item in enumerate(data[name]))
        data[name] = [item for item in items if item is not None]
        return {f"{name}[{index}]" for index, model in mended.items() if model is None}

    def _mended(self, held: type[BaseModel], value: object, places: list[Place]) -> BaseModel | None:
        if not isinstance(value, Mapping):
            return None
        try:
            return self.model(held, value, [place for place in places if place])
        except (ValidationError, RecursionError):  # what is nested too deeply does not fit either
            return None


def _by_first(places: Iterable[Place]) -> Places:
    """Group places by their first step; the places that are left begin behind it."""
    grouped: Places = defaultdict(list)
    for place in places:
        grouped[place[0] if place else ""].append(place[1:])
    return grouped


def _take_out(data: dict[str, Any], name: str, places: list[Place]) -> set[str]:
    """Take out the items of a list or a map that do not fit, else the whole property."""
    value = data[name]
    keys = {place[0] for place in places if place}
    if all(places) and isinstance(value, Mapping) and keys <= value.keys():
        data[name] = {key: item for key, item in value.items() if key not in keys}
    elif all(places) and isinstance(value, list) and all(isinstance(key, int) for key in keys):
        data[name] = [item for index, item in enumerate(value) if index not in keys]
    else:
        del data[name]
        return {name}
    return {f"{name}[{key}]" for key in keys}


def model_held_by(kind: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the class of the models that a property holds; None where it holds none."""
    field = next((field for own, field in kind.model_fields.items() if name in names_on_wire(own, field)), None)
    return _model_in(field.annotation) if field else None


def names_on_wire(name: str, field: FieldInfo) -> tuple[str, ...]:
    """Return every name by which the wire may send a field."""
    alias = field.validation_alias
    return (name, *(str(one) for one in (alias.choices if isinstance(alias, AliasChoices) else (alias,)) if one))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)
