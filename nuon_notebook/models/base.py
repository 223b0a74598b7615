"""What every model has: tolerant validation, a display, and its place in what was loaded."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from functools import cache
from inspect import get_annotations
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from nuon_notebook import options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import (
    LOADED,
    NOT_LOADED,
    Badge,
    Headline,
    Section,
    SectionState,
    SectionStatus,
)
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.models.collection import Collection, NotLoaded
from nuon_notebook.models.parsing import TolerantValidator, places_of, without_collections
from nuon_notebook.models.types import Timestamp
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.policy import Omitted
from nuon_notebook.redaction.sensitive_values import known_of, sensitive_in

if TYPE_CHECKING:
    from datetime import datetime

    from nuon_notebook.explorer import Explorer
    from nuon_notebook.redaction.masking import SensitiveValues
    from nuon_notebook.store import Server, Store

T = TypeVar("T")
M = TypeVar("M", bound="Model")
CLASS_NAME = re.compile(r"\b[A-Z]\w+")
RULE = re.compile(r", (?:Omitted\(|Policy\.)")


class Place:
    """Where a model is: in which store, and within which other model.

    Attributes:
        store: the snapshot that its relations are read from; None for a model that was parsed by hand.
        parent: the model that it was reached through; None for a root.
        memo: what was computed of the model, by name.
    """

    __slots__ = ("memo", "parent", "store")

    def __init__(self, store: Store | None = None, parent: Model | None = None) -> None:
        self.store = store
        self.parent = parent
        self.memo: dict[str, Any] = {}


class NestedField:
    """Stands before a field that holds models: who reads it gets them with their place.

    Args:
        name: the field.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, model: Model | None, _owner: type[Model] | None = None) -> Any:
        """Return the field's models, each knowing the model that it was reached through."""
        if model is None:
            raise AttributeError(self._name)  # to pydantic the class has no such attribute, but a field
        memo = _place(model).memo
        if self._name not in memo:
            try:
                value = model.__dict__[self._name]
            except KeyError:
                raise AttributeError(self._name) from None
            memo[self._name] = self._read(model, value)
        return memo[self._name]

    def _read(self, model: Model, value: Any) -> Any:
        return value if value is None or (isinstance(value, tuple) and not value) else model.placed(value)

    def __set__(self, model: Model, value: object) -> None:
        """Refuse, as pydantic does for a frozen model."""
        raise _frozen(type(model), self._name)


class SourceField(NestedField):
    """Stands before a field that a section of another name shows: its records may have been requested apart.

    Args:
        name: the field.
        section: the section.
    """

    def __init__(self, name: str, section: str) -> None:
        super().__init__(name)
        self._section = section

    def _read(self, model: Model, value: Any) -> Any:
        return model.related(self._section, model.placed(value))


class SectionField(NestedField):
    """Stands before a field that is a section of its model: reading what was not loaded raises an error."""

    def _read(self, model: Model, value: Any) -> Any:
        return model.section_items(self._name, lambda: model.related(self._name, model.placed(value)))


def _may_hold_models(kind: type[Model], annotation: str) -> bool:
    """Return whether an annotation names a model, or a class that its module does not know yet."""
    known = {**vars(builtins), **vars(sys.modules[kind.__module__])}
    named = (known.get(name, Model) for name in CLASS_NAME.findall(RULE.split(annotation)[0]))
    return any(isinstance(one, type) and issubclass(one, Model) for one in named)


class Model(BaseModel):
    """A type of Nuon's API.

    A property that no schema lists is kept; a value that does not fit its property leaves that property
    empty and is named in `unreadable`; null counts as absent.
    """

    __slots__ = ("_place",)

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
    )

    api_type: ClassVar[str] = ""
    sections: ClassVar[tuple[Section, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Put a descriptor before each field that may hold models."""
        lists = [section for section in cls.sections if section.layout not in ("body", "markdown")]
        sections = {section.name for section in lists if not section.comes_with_model}
        sources = {section.field: section.name for section in lists}
        for name, annotation in get_annotations(cls).items():
            is_field = not (name.startswith("_") or "ClassVar" in str(annotation))
            if is_field and _may_hold_models(cls, str(annotation)):
                setattr(cls, name, _descriptor(name, sections, sources))

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            tolerant = _TOLERANT.model(type(self), data, places_of(error))
            _adopt(self, tolerant)

    # Else pydantic would call it for every nested model, which costs more than all validation.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Return a model of an object; see the class for what does not fit.

        Raises:
            ValidationError: it is no object.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            if not isinstance(obj, Mapping):
                raise
            return _TOLERANT.model(cls, obj, places_of(error))

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return a model of a JSON object; see the class for what does not fit.

        Raises:
            ValidationError: it is no JSON, or no object.
        """
        with without_collections(len(json_data)):
            try:
                return super().model_validate_json(json_data, **options)
            except ValidationError as error:
                return _TOLERANT.model(cls, _payload(json_data, dict, error), places_of(error))

    @classmethod
    def model_validate_json_list(cls, json_data: bytes) -> list[Self]:
        """Return the models of a JSON list, or of null, which Go sends for an empty one.

        Raises:
            ValidationError: it is no JSON, or no list of objects.
        """
        adapter: TypeAdapter[list[Self] | None] = _list_adapter(cls)
        with without_collections(len(json_data)):
            try:
                return adapter.validate_json(json_data) or []
            except ValidationError as error:
                items: list[Any] = _payload(json_data, list, error)
                places = _by_item(places_of(error), error)
                if not all(isinstance(items[index], Mapping) for index in places):
                    raise
                for index, inner in places.items():
                    items[index] = _TOLERANT.model(cls, items[index], inner)
                return adapter.validate_python(items) or []

    def with_fields(self, fields: Mapping[str, Any], unreadable: Iterable[str] = ()) -> Self:
        """Return a copy of the record with other values of some fields.

        Args:
            fields: values that were validated before, by the names of their fields.
            unreadable: further places whose value did not fit.
        """
        made = type(self).__new__(type(self))
        _adopt(made, self)
        object.__setattr__(made, "__dict__", {**self.__dict__, **fields})
        object.__setattr__(made, "__pydantic_fields_set__", self.__pydantic_fields_set__ | fields.keys())
        places = tuple(sorted({*self.unreadable, *unreadable}))
        if places:
            _mark(made, places)
        return made

    # Its place in what was loaded

    def placed(self, value: Any) -> Any:
        """Return a model, or models, as reached through this one."""
        place = _place(self)
        if isinstance(value, Model):
            return value.at(place.store, self)
        if isinstance(value, Collection):
            return Collection(item.at(place.store, self) for item in value)
        if isinstance(value, Mapping):
            return {key: self.placed(item) for key, item in value.items()}
        return value

    def at(self, store: Store | None, parent: Model | None = None) -> Self:
        """Return this record at a place: in a store, reached through another model.

        The content is shared, not copied. Where the store holds a fuller record of the same id, it is that one.
        """
        record = store.fuller(self) if store else self
        view = type(record).__new__(type(record))
        _adopt(view, record)
        object.__setattr__(view, "_place", Place(store, parent))
        return view

    def remember(self, name: str, compute: Callable[[], T]) -> T:
        """Return what was computed under a name before, else compute it."""
        memo = _place(self).memo
        if name not in memo:
            memo[name] = compute()
        found: T = memo[name]
        return found

    @property
    def _store(self) -> Store | None:
        return _place(self).store

    @property
    def parent(self) -> Model | None:
        """The model that this one was reached through; None where it was reached by itself."""
        return _place(self).parent

    def reached_through(self, api_type: str) -> Model | None:
        """Return the model that this one was reached through, if it is of a type of the API."""
        parent = self.parent
        return parent if parent is not None and parent.api_type == api_type else None

    @property
    def root(self) -> Model:
        """The model that this one was reached through first; itself where it was not reached through another."""
        at: Model = self
        while (parent := _place(at).parent) is not None:
            at = parent
        return at

    @property
    def server(self) -> Server | None:
        """The server that it was loaded from; None for a model that was parsed by hand."""
        return self._store.server if self._store else None

    @property
    def moment(self) -> datetime | None:
        """As of when it was loaded; None for a model that was parsed by hand."""
        return self._store.moment if self._store else None

    @property
    def sensitive_values(self) -> SensitiveValues:
        """What texts beside it are masked by: secrets and people of everything that it was loaded with."""
        if self._store:
            return self._store.sensitive_values
        root = self.root
        return root.remember("sensitive_values", lambda: known_of(sensitive_in([root]), [root]))

    def recorded(self, name: str) -> Collection[Any]:
        """Return the models in a field as the record holds them, without their place: cheap where there are many."""
        found: Collection[Any] = self.__dict__[name]
        return found

    @property
    def loaded_with(self) -> list[Any]:
        """Every record that it was loaded with, itself among them."""
        return self._store.records() if self._store else [self.root]

    def related(self, name: str, own: Collection[M]) -> Collection[M]:
        """Return the records that belong to this one under a name, in the order of the server.

        Args:
            name: the relation.
            own: what the record itself holds of it, for where it was not requested apart.
        """
        stored = self._store.related(self, name) if self._store else None
        if stored is None:
            return own
        return self.remember(f"related {name}", lambda: self.placed(Collection(stored)))

    def was_loaded(self, name: str) -> bool:
        """Return whether a section was requested apart, and all of it was answered."""
        state = self._store.state(self, name) if self._store else None
        return state is not None and state.status is SectionStatus.LOADED

    def section_state(self, name: str) -> SectionState:
        """Return what is known of a section beyond its content."""
        section = next((section for section in self.sections if section.name == name), Section(name, name))
        state = self._loaded_state(section)
        if self._is_unreadable(section.field or name):
            return replace(state, status=SectionStatus.UNREADABLE)
        return state

    def _loaded_state(self, section: Section) -> SectionState:
        state = self._store.state(self, section.name) if self._store else None
        if state is None:
            held = section.comes_with_model or self._holds(section.field or section.name)
            state = LOADED if held else NOT_LOADED
        if state.status is SectionStatus.NOT_LOADED:
            return replace(state, load=self.call_to_load(section.name))
        return state

    def _holds(self, path: str) -> bool:
        """Return whether a property, given by its path, has any content."""
        value: Any = self
        for name in path.split("."):
            value = value.__dict__.get(name) if isinstance(value, Model) else None
        return value is not None and value not in ("", ()) and value != {}

    def section_items(self, name: str, items: Callable[[], Collection[M]]) -> Collection[M]:
        """Return the content of a section of several models.

        Args:
            name: the section.
            items: computes them where they were loaded.

        Returns:
            The models; where they were not loaded, a collection that says so when it is read.
        """
        state = self.section_state(name)
        if state.status in (SectionStatus.LOADED, SectionStatus.UNREADABLE):
            return self.remember(f"section {name}", items)
        found: Collection[M] = self.remember(f"section {name}", items)
        return found or NotLoaded(self._not_loaded(name, state))

    def _not_loaded(self, name: str, state: SectionState) -> NotLoadedError:
        title = next((section.title for section in self.sections if section.name == name), name)
        what = f"{title} of {self._called('title', 'name')}: not loaded."
        advice = f"Load them: {state.load}." if state.load else ""
        return NotLoadedError(mask_text(what), mask_text(state.note), mask_text(advice))

    def call_to_load(self, name: str) -> str:  # noqa: ARG002 - models know it for their own sections
        """Return the Python call that loads a section; empty where none does."""
        return ""

    def _is_unreadable(self, path: str) -> bool:
        """Return whether a property did not fit, or an item of it, or one of those that lead to it."""
        name, _, inner = path.partition(".")
        if any(place.partition("[")[0] == name for place in self.unreadable):
            return True
        value = self.__dict__.get(name)
        return bool(inner) and isinstance(value, Model) and value._is_unreadable(inner)

    # What it says of itself

    @property
    def headline(self) -> Headline:
        """The model in one line: its name, statuses and what a person asks first."""
        return Headline(self._called("name"))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The model's statuses."""
        return ()

    @property
    def unknown(self) -> Mapping[str, Any]:
        """The properties that the server sent and no schema lists, by name."""
        return {name: value for name, value in (self.model_extra or {}).items() if value is not None}

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The places whose value did not fit, for instance `("created_at", "apps[1]")`."""
        private = self.__pydantic_private__
        return private["unreadable"] if private else ()

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty where that is not known."""
        return ""

    def _called(self, *names: str) -> str:
        """Return the first text among some attributes and the id; what no schema lists is none of them."""
        known = (getattr(self, name, None) for name in (*names, "id") if name not in self.unknown)
        return next((str(value) for value in known if value), type(self).__name__)

    # Copies and dumps

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Return it as a dict, with everything that was loaded of the models in it; secrets are None."""
        return BaseModel.model_dump(self.assembled(), **options)

    def model_dump_json(self, **options: Any) -> str:
        """Return it as JSON, with everything that was loaded of the models in it; secrets are null."""
        return BaseModel.model_dump_json(self.assembled(), **options)

    def assembled(self) -> Self:
        """Return a record that holds by itself what was loaded of it by several requests."""
        if self._store is None:
            return self
        held = ((name, getattr(self, name)) for name in _nested_fields(type(self)))
        return self.with_fields({name: _assembled(value) for name, value in held if value is not self.__dict__[name]})

    def __copy__(self) -> Self:
        copy = super().__copy__()
        object.__setattr__(copy, "_place", Place(_place(self).store, _place(self).parent))
        return copy

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        copy = super().__deepcopy__(memo)
        object.__setattr__(copy, "_place", Place(_place(self).store, _place(self).parent))
        return copy

    def __getstate__(self) -> dict[Any, Any]:
        place = _place(self)
        return {**super().__getstate__(), "place": (place.store, place.parent)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        object.__setattr__(self, "_place", Place(*state["place"]))

    def __hash__(self) -> int:
        return hash((type(self), getattr(self, "id", None)))

    # How it is displayed

    def __repr_args__(self) -> Iterator[tuple[str, str]]:
        names = (name for name in ("id", "name", "version", "type", "status") if name in type(self).model_fields)
        for name in names:
            value = getattr(self, name)
            if isinstance(value, str | int):
                yield name, mask_text(str(value))

    def __str__(self) -> str:
        return to_text(self)

    def _repr_html_(self) -> str:
        # Models are immutable, so that the same options give the same page.
        return self.remember(f"html {options.current()}", lambda: to_html(self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(to_text(self))


class Record(Model):
    """A type that the server stores: it has an id and dates."""

    id: Annotated[str | None, Omitted("templates show it where somebody needs it")] = None
    created_at: Annotated[Timestamp, Omitted("templates show it where it says when something happened")] = None
    created_by_id: Annotated[str | None, Omitted("accounts are shown by name, where the API sends them")] = None
    updated_at: Annotated[Timestamp, Omitted("the server changes it without a change of what is shown")] = None
    org_id: Annotated[str | None, Omitted("everything belongs to the org of the connection")] = None


class Explorable(Record):
    """A type that the explorer opens."""

    def explore(self) -> Explorer:
        """Open it as accordions; what was not loaded is requested when it is opened.

        Returns:
            The explorer, which displays itself; `close()` ends it.
        """
        from nuon_notebook.explorer import explore  # noqa: PLC0415 - the one door upwards; it imports ipywidgets

        return explore(self)  # type: ignore[arg-type]


def _descriptor(name: str, sections: Set[str], sources: Mapping[str, str]) -> NestedField:
    if name in sections:
        return SectionField(name)
    return SourceField(name, sources[name]) if name in sources else NestedField(name)


_PLACE = Model.__dict__["_place"]


@cache
def _nested_fields(kind: type[Model]) -> tuple[str, ...]:
    own = [base.__dict__ for base in kind.__mro__]
    return tuple(name for name in kind.model_fields if any(isinstance(one.get(name), NestedField) for one in own))


def _assembled(value: Any) -> Any:
    if isinstance(value, Model):
        return value.assembled()
    if isinstance(value, Collection):
        return Collection(map(_assembled, value)) if value.loaded else Collection()
    return value


def _place(model: Model) -> Place:
    """Return a model's place; a model that was parsed by hand gets one when it is first asked."""
    try:
        found: Place = _PLACE.__get__(model)
    except AttributeError:
        found = Place()
        object.__setattr__(model, "_place", found)
    return found


def _adopt(model: Model, record: Model) -> None:
    """Let a model have the content of a record, without a copy of it: both are frozen."""
    object.__setattr__(model, "__dict__", record.__dict__)
    object.__setattr__(model, "__pydantic_extra__", record.__pydantic_extra__)
    object.__setattr__(model, "__pydantic_fields_set__", record.__pydantic_fields_set__)
    object.__setattr__(model, "__pydantic_private__", record.__pydantic_private__)


def _mark(model: Model, unreadable: tuple[str, ...]) -> None:
    # Where pydantic keeps private attributes: None for a model without any, so that it costs nothing.
    object.__setattr__(model, "__pydantic_private__", {"unreadable": unreadable})


def _plainly(kind: type[M], data: Any) -> M:
    return BaseModel.model_validate.__func__(kind, data)  # type: ignore[attr-defined, no-any-return]


_TOLERANT = TolerantValidator(_plainly, _mark)


def _frozen(kind: type[Model], name: str) -> ValidationError:
    problem: Any = {"type": "frozen_instance", "loc": (name,), "input": None}
    return ValidationError.from_exception_data(kind.__name__, [problem])


def _payload(json_data: str | bytes | bytearray, kind: type[T], error: ValidationError) -> T:
    """Return a payload that is valid JSON of the right kind, else raise what pydantic said of it."""
    payload = None
    with suppress(ValueError):
        payload = from_json(json_data)
    if not isinstance(payload, kind):
        raise error
    return payload


def _by_item(places: list[tuple[int | str, ...]], error: ValidationError) -> dict[int, list[tuple[int | str, ...]]]:
    grouped: dict[int, list[tuple[int | str, ...]]] = {}
    for place in places:
        if not place or not isinstance(place[0], int):
            raise error
        grouped.setdefault(place[0], []).append(place[1:])
    return grouped


_ADAPTERS: dict[type[Model], TypeAdapter[Any]] = {}


def _list_adapter(kind: type[Model]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        items: Any = list[kind]  # type: ignore[valid-type] # a class that is known only now
        _ADAPTERS[kind] = TypeAdapter(items | None, config=ConfigDict(hide_input_in_errors=True))
    return _ADAPTERS[kind]
