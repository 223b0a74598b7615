"""Tolerant validation: values of the wrong type are removed and named, and the rest is kept.

Pydantic validates first. Only if that fails, the values at the locations in its error are repaired or removed, from the
inside out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from nuon_notebook.models.types import LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pydantic.fields import FieldInfo

MAX_UNREADABLE = 20_000  # values of the wrong type in one payload; each takes as long as a hundred valid ones
TOO_MANY = "too_many_unreadable"
NO_OBJECT = "no_object"
M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]
Locations = dict[int | str, list[Location]]


def locations_of(error: ValidationError) -> list[Location]:
    """Return the locations of the values of the wrong type, without labels of union choices.

    Raises:
        ValidationError: there are more than `MAX_UNREADABLE`.
    """
    if error.error_count() > MAX_UNREADABLE:
        raise _too_many(error.title)
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    found = (_without_labels(problem["loc"]) for problem in problems if problem["type"] != "none_required")
    return list(dict.fromkeys(filter(None, found)))


def _too_many(title: str) -> ValidationError:
    return _problem(title, PydanticCustomError(TOO_MANY, "too many values have the wrong type"), ())


def _problem(title: str, problem: PydanticCustomError, location: Location) -> ValidationError:
    return ValidationError.from_exception_data(title, [{"type": problem, "loc": location, "input": None}])


def _without_labels(location: Location) -> Location:
    return tuple(part for part in location if not (isinstance(part, str) and part.startswith(LABEL)))


class TolerantValidator:
    """Validates payloads of which some values have the wrong type.

    Args:
        validate: validates a payload strictly; takes the class and the payload.
        mark: records on a model which locations of its payload were removed.
    """

    def __init__(self, validate: Callable[[Any, Any], Any], mark: Callable[[Any, tuple[str, ...]], None]) -> None:
        self._validate = validate
        self._mark = mark

    def model(self, kind: type[M], data: Mapping[str, Any], locations: Iterable[Location]) -> M:
        """Return a model of the valid values of a payload.

        Args:
            kind: the model's class.
            data: the payload.
            locations: of the values of the wrong type, relative to the payload.

        Raises:
            ValidationError: no model can be made of the payload.
        """
        fitting = dict(data)
        unreadable: set[str] = set()
        while True:
            for name, inner in _by_first(locations).items():
                if name in fitting:
                    unreadable |= self._repair(kind, fitting, str(name), inner)
            try:
                model: M = self._validate(kind, fitting)
            except ValidationError as error:
                locations = [location for location in locations_of(error) if location[0] in fitting]
                if not locations:
                    raise
            else:
                if unreadable:
                    self._mark(model, tuple(sorted(unreadable)))
                return model

    def models(self, kind: type[M], items: Sequence[Any], locations: Iterable[Location]) -> list[M]:
        """Return models of the items of a list; see `model`.

        Args:
            kind: the class of the models.
            items: the payloads.
            locations: of the values that cannot be used, relative to the list.

        Raises:
            ValidationError: an item is not an object, or too many values have the wrong type.
        """
        known = _by_first(locations)
        number = 0
        made = []
        for index, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise _problem(kind.__name__, PydanticCustomError(NO_OBJECT, "not an object"), (index,))
            places = known.get(index, [])
            try:
                made.append(self.model(kind, item, places) if places else self._validate(kind, item))
            except ValidationError as error:
                number += error.error_count()
                if number > MAX_UNREADABLE:
                    raise _too_many(kind.__name__) from None
                made.append(self.model(kind, item, locations_of(error)))
        return made

    def _repair(self, kind: type[BaseModel], data: dict[str, Any], name: str, locations: list[Location]) -> set[str]:
        """Repair or remove the invalid values of a property, and return the paths of those removed."""
        nested = nested_model(kind, name)
        value = data[name]
        if nested is None:
            return _remove(data, name, locations)
        if isinstance(value, list) and all(locations):
            return self._repair_items(nested, data, name, locations)
        model = self._repaired(nested, value, locations)
        if model is None:
            del data[name]
            return {name}
        data[name] = model
        return set()

    def _repair_items(
        self, nested: type[BaseModel], data: dict[str, Any], name: str, locations: list[Location]
    ) -> set[str]:
        by_item = _by_first(locations)
        repaired = {index: self._repaired(nested, data[name][index], inner) for index, inner in by_item.items()}
        items = (repaired.get(index, item) for index, item in enumerate(data[name]))
        data[name] = [item for item in items if item is not None]
        return {f"{name}[{index}]" for index, model in repaired.items() if model is None}

    def _repaired(self, nested: type[BaseModel], value: object, locations: list[Location]) -> BaseModel | None:
        if not isinstance(value, Mapping):
            return None
        try:
            return self.model(nested, value, [location for location in locations if location])
        except (ValidationError, RecursionError):  # also remove what is nested too deeply
            return None


def _by_first(locations: Iterable[Location]) -> Locations:
    """Group locations by their first step; the locations are returned without it."""
    grouped: Locations = defaultdict(list)
    for location in locations:
        grouped[location[0] if location else ""].append(location[1:])
    return grouped


def _remove(data: dict[str, Any], name: str, locations: list[Location]) -> set[str]:
    """Remove the invalid items of a list or a map; if that is impossible, remove the property."""
    value = data[name]
    keys = {location[0] for location in locations if location}
    if all(locations) and isinstance(value, Mapping) and keys <= value.keys():
        data[name] = {key: item for key, item in value.items() if key not in keys}
    elif all(locations) and isinstance(value, list) and all(isinstance(key, int) for key in keys):
        data[name] = [item for index, item in enumerate(value) if index not in keys]
    else:
        del data[name]
        return {name}
    return {f"{name}[{key}]" for key in keys}


def nested_model(kind: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the class of the models that a property holds; None if it holds none."""
    field = next((field for own, field in kind.model_fields.items() if name in wire_names(own, field)), None)
    return _model_in(field.annotation) if field else None


def wire_names(name: str, field: FieldInfo) -> tuple[str, ...]:
    """Return all names under which the server may send a field."""
    alias = field.validation_alias
    return (name, *(str(one) for one in (alias.choices if isinstance(alias, AliasChoices) else (alias,)) if one))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)
