"""The base of all models: tolerant validation, display, and access to related records."""

import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from inspect import Parameter, get_annotations, getattr_static, isfunction, signature
from threading import RLock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, ForwardRef, Self, TypeVar, cast, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema, from_json

from nuon_notebook import options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.picture import Drawn
from nuon_notebook.display.sections import (
    LOADED,
    NOT_LOADED,
    Badge,
    Customers,
    Headline,
    Section,
    SectionState,
    SectionStatus,
)
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.garbage_collection import gc_paused
from nuon_notebook.models.collection import Collection, NotLoaded
from nuon_notebook.models.compared import Compared, identity_of
from nuon_notebook.models.deferred import validated_within
from nuon_notebook.models.documents import limited_documents
from nuon_notebook.models.lenient_json import read_leniently
from nuon_notebook.models.parsing import TolerantValidator, locations_of
from nuon_notebook.models.types import Timestamp
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.policy import Omitted
from nuon_notebook.redaction.sensitive_values import find_sensitive_values, masking_by, union_of, values_to_mask

if TYPE_CHECKING:
    from datetime import datetime

    from nuon_notebook.analysis.log import Log
    from nuon_notebook.analysis.overview import Overview
    from nuon_notebook.explorer import Explorer
    from nuon_notebook.models.installs import Install
    from nuon_notebook.models.parsing import Location
    from nuon_notebook.redaction.masking import SensitiveValues
    from nuon_notebook.store import Server, Store

T = TypeVar("T")
M = TypeVar("M", bound="Model")
CLASS_NAME = re.compile(r"\b[A-Z]\w+")
DECLARED_LATER: "dict[str, type[Model] | None]" = {}
"""Classes that fields of other modules name before they exist, by name; None as long as they do not exist.

Types refer to each other in circles, but modules must not import each other in circles.
"""
_BUILDING = RLock()  # pydantic before 2.14 does not expect two threads to build a class
OFFERED = frozenset(
    (
        "dashboard",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "moment",
        "parent",
        "root",
        "server",
        "unknown",
        "unreadable",
    )
)
"""What completion offers of the attributes that every model has. The others serve display, store and pydantic."""
SERVES_DISPLAY = frozenset(name for name in vars(Drawn) if not name.startswith("_"))
RULE = re.compile(r",\s(?:Omitted\(|Policy\.|Compared\.|Called\(|Repeats\()")


class Place:
    """The store that a model belongs to, and the model that it was reached through.

    Attributes:
        store: the snapshot that its relations are read from; None for a model that was parsed without a client.
        parent: the model that it was reached through; None for a root.
        memo: values computed for the model, by name.
    """

    __slots__ = ("memo", "parent", "store")

    def __init__(self, store: "Store | None" = None, parent: "Model | None" = None) -> None:
        self.store = store
        self.parent = parent
        self.memo: dict[str, Any] = {}


class NestedField:
    """A descriptor for a field that holds models. Reading the field returns them with their place.

    Args:
        name: the field.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, model: "Model | None", _owner: "type[Model] | None" = None) -> Any:
        """Return the models of the field; each knows the model that it was reached through."""
        if model is None:
            raise AttributeError(self._name)  # pydantic must see a field here, not a class attribute
        memo = _place(model).memo
        if self._name not in memo:
            try:
                value = model.__dict__[self._name]
            except KeyError:
                raise AttributeError(self._name) from None
            memo[self._name] = self._read(model, value)
        return memo[self._name]

    def _read(self, model: "Model", value: Any) -> Any:
        return value if value is None or (isinstance(value, tuple) and not value) else model.placed(value)

    def __set__(self, model: "Model", value: object) -> None:
        """Refuse, as pydantic does for a frozen model."""
        raise _frozen(type(model), self._name)


class SourceField(NestedField):
    """A descriptor for a field that a section with another name shows. Its records may come from a separate request.

    Args:
        name: the field.
        section: the section.
    """

    def __init__(self, name: str, section: str) -> None:
        super().__init__(name)
        self._section = section

    def _read(self, model: "Model", value: Any) -> Any:
        return model.if_loaded(self._section, model.related(self._section, model.placed(value)))


class SectionField(NestedField):
    """A descriptor for a field that is a section of its model. Reading it raises an error if it was not loaded."""

    def _read(self, model: "Model", value: Any) -> Any:
        return model.if_loaded(self._name, model.related(self._name, model.placed(value)))


def _may_hold_models(kind: "type[Model]", annotation: Any) -> bool:
    """Return whether an annotation names a model, or a class that its module does not know yet."""
    if isinstance(annotation, str | ForwardRef):
        return _names_models(kind, annotation if isinstance(annotation, str) else annotation.__forward_arg__)
    if isinstance(annotation, type):
        return issubclass(annotation, Model)
    return any(_may_hold_models(kind, argument) for argument in get_args(annotation))


def _names_models(kind: "type[Model]", annotation: str) -> bool:
    known = {**vars(builtins), **vars(sys.modules[kind.__module__])}
    names = CLASS_NAME.findall(RULE.split(annotation)[0])
    for name in names:
        if name not in known and name != kind.__name__:
            DECLARED_LATER.setdefault(name)
    named = (known.get(name, Model) for name in names)
    return any(isinstance(one, type) and issubclass(one, Model) for one in named)


def _resolved_field(kind: "type[Model]", field: FieldInfo) -> FieldInfo:
    """Return a field whose annotation may be quoted, with the annotation that the quoted text means."""
    if not isinstance(field.annotation, ForwardRef):
        return field
    known: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        known |= vars(sys.modules[base.__module__])
    known |= {name: found for name, found in DECLARED_LATER.items() if found is not None}
    quoted = SimpleNamespace(__annotations__={"quoted": field.annotation})
    resolved = FieldInfo.from_annotation(get_type_hints(quoted, known, include_extras=True)["quoted"])
    resolved.metadata += field.metadata
    return resolved


class Model(BaseModel):
    """A type of Nuon's API.

    Unknown properties are kept. A value of the wrong type is dropped: its property is empty, and `unreadable` names
    it. Null counts as absent.
    """

    __slots__ = ("_place",)

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        protected_namespaces=(),  # to look for them in the name of each field takes longer than it is worth
    )

    api_type: ClassVar[str] = ""
    sections: ClassVar[tuple[Section, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        """Add a descriptor for each field that may hold models."""
        if cls.__name__ in DECLARED_LATER:
            DECLARED_LATER[cls.__name__] = cls
        lists = [section for section in cls.sections if not section.single]
        sections = {section.name for section in lists if not section.comes_with_model}
        sources = {section.field: section.name for section in lists}
        for name, annotation in get_annotations(cls).items():
            if name in cls.model_fields and _may_hold_models(cls, annotation):
                setattr(cls, name, _descriptor(name, sections, sources))

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the validator, with the classes of other modules that its fields name.

        Those of nested models are built before, and become part of it. Pydantic would make copies of them.
        """
        with _BUILDING:
            if not cls.__pydantic_complete__:
                for nested in _nested_validators(cls):
                    nested.model_rebuild()
            return super().model_rebuild(**{"_types_namespace": DECLARED_LATER, **options})

    @classmethod
    def resolved_fields(cls) -> Mapping[str, FieldInfo]:
        """Return types and metadata of the fields, by name, with the classes of other modules that annotations name.

        It builds no validator, which `model_rebuild` does.
        """
        return {name: _resolved_field(cls, field) for name, field in cls.model_fields.items()}

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            tolerant = _TOLERANT.model(type(self), data, locations_of(error))
            _share_content(self, tolerant)

    # Without this, pydantic calls `__init__` for every nested model, which takes longer than all validation.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Return a model of an object. `Model` says what happens to values of the wrong type.

        Raises:
            ValidationError: the value is not an object.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            if not isinstance(obj, Mapping):
                raise
            return _TOLERANT.model(cls, obj, locations_of(error))

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return a model of a JSON object. `Model` says what happens to values of the wrong type.

        Raises:
            ValidationError: the data is not JSON, or not an object.
        """
        with gc_paused(len(json_data)), limited_documents():
            try:
                return super().model_validate_json(json_data, **options)
            except ValidationError as error:
                places = locations_of(error)
            # Here the error is gone, which may hold several copies of a large value.
            payload, unusable = _payload(json_data)
            if not isinstance(payload, dict):
                return super().model_validate_json(json_data, **options)  # which raises the error again
            return _TOLERANT.model(cls, payload, [*places, *unusable])

    @classmethod
    def model_validate_json_list(cls, json_data: bytes) -> list[Self]:
        """Return the models of a JSON list. Null counts as an empty list, since Go sends it for one.

        Raises:
            ValidationError: the data is not JSON, or not a list of objects.
        """
        adapter: TypeAdapter[list[Self] | None] = _list_adapter(cls)
        with gc_paused(len(json_data)), limited_documents():
            with suppress(ValidationError):
                return adapter.validate_json(json_data) or []
            payload, unusable = _payload(json_data)
            if not isinstance(payload, list):
                return adapter.validate_json(json_data) or []  # which raises the error again
            return _TOLERANT.models(cls, payload, unusable)

    def with_fields(self, fields: Mapping[str, Any], unreadable: Iterable[str] = ()) -> Self:
        """Return a copy of the record in which some fields have other values.

        Args:
            fields: values by field name; they must be valid already.
            unreadable: further paths whose value has the wrong type.
        """
        made = type(self).__new__(type(self))
        _share_content(made, self)
        object.__setattr__(made, "__dict__", {**self.__dict__, **fields})
        object.__setattr__(made, "__pydantic_fields_set__", self.__pydantic_fields_set__ | fields.keys())
        places = tuple(sorted({*self.unreadable, *unreadable}))
        if places:
            _mark_unreadable(made, places)
        return made

    def without(self, *names: str) -> Self:
        """Return a copy in which some fields have their defaults. Unknown properties with these names are left out."""
        made = self.with_fields({name: field.default for name in names if (field := type(self).model_fields.get(name))})
        extra = {name: value for name, value in (self.__pydantic_extra__ or {}).items() if name not in names}
        object.__setattr__(made, "__pydantic_extra__", extra)
        return made

    # Its place among the loaded records

    def placed(self, value: Any) -> Any:
        """Return a model, or several, as reached through this one."""
        place = _place(self)
        if isinstance(value, Model):
            return value.at(place.store or value._store, self)
        if isinstance(value, Collection):
            return Collection(item.at(place.store or item._store, self) for item in value)
        if isinstance(value, Mapping):
            return {key: self.placed(item) for key, item in value.items()}
        return value

    def at(self, store: "Store | None", parent: "Model | None" = None) -> Self:
        """Return this record at a place: in a store, reached through another model.

        The content is shared, not copied. If the store has a record of the same id, the result has its content.
        """
        record = store.resolve(self) if store else self
        view = type(record).__new__(type(record))
        _share_content(view, record)
        object.__setattr__(view, "_place", Place(store, parent))
        return view

    def remember(self, name: str, compute: Callable[[], T]) -> T:
        """Return the value stored under a name; compute and store it if there is none."""
        memo = _place(self).memo
        if name not in memo:
            memo[name] = compute()
        found: T = memo[name]
        return found

    @property
    def _store(self) -> "Store | None":
        return _place(self).store

    @property
    def parent(self) -> "Model | None":
        """The model that this one was reached through; None if it was reached by itself."""
        return _place(self).parent

    def reached_through(self, api_type: str) -> "Model | None":
        """Return the model that this one was reached through, if it is of the given API type; otherwise None."""
        parent = self.parent
        return parent if parent is not None and parent.api_type == api_type else None

    @property
    def root(self) -> "Model":
        """The outermost model that this one was reached through; the model itself if there is none."""
        at: Model = self
        while (parent := _place(at).parent) is not None:
            at = parent
        return at

    @property
    def server(self) -> "Server | None":
        """The server that it was loaded from; None for a model that was parsed without a client."""
        return self._store.server if self._store else None

    @property
    def moment(self) -> "datetime | None":
        """When the server sent it; None for a model that was parsed without a client."""
        return self._store.moment if self._store else None

    @property
    def sensitive_values(self) -> "SensitiveValues":
        """The values to mask in its texts: secrets and people of all records that were loaded with it."""
        if self._store:
            return self._store.sensitive_values
        return self.root.remember("sensitive_values", self.root._found_sensitive_values)

    def _found_sensitive_values(self) -> "SensitiveValues":
        """Return its own, and those of the stores of models that it was built from."""
        own = values_to_mask(find_sensitive_values([self]), [self])
        stores = {id(store): store for store in _stores_within(self)}
        return union_of([own, *(store.sensitive_values for store in stores.values())])

    def recorded(self, name: str) -> Collection[Any]:
        """Return the models of a field without their place, which is faster if there are many."""
        found: Collection[Any] = self.__dict__[name]
        return found

    @property
    def loaded_with(self) -> list[Any]:
        """All records that were loaded with it, itself included."""
        store = self._store
        return [record.at(store) for record in store.records()] if store else [self.root]

    def related(self, name: str, own: Collection[M]) -> Collection[M]:
        """Return the records of a relation, in the order in which the server sent them.

        Args:
            name: the relation.
            own: the records that came with this one; returned if no separate request was made.
        """
        stored = self._store.related(self, name) if self._store else None
        if stored is None:
            return own
        return self.remember(f"related {name}", lambda: self.placed(Collection(stored)))

    def was_loaded(self, name: str) -> bool:
        """Return whether a separate request for a section was made and succeeded."""
        state = self._store.state(self, name) if self._store else None
        return state is not None and state.status is SectionStatus.LOADED

    def section_state(self, name: str) -> SectionState:
        """Return whether a section was loaded, and what failed or is missing."""
        return self.remember(f"state {name}", lambda: self._section_state(name))

    def _section_state(self, name: str) -> SectionState:
        section = next((section for section in self.sections if section.name == name), Section(name, name))
        state = self._loaded_state(section)
        if self._is_unreadable(section.field or name):
            return replace(state, status=SectionStatus.UNREADABLE)
        return state

    def _loaded_state(self, section: Section) -> SectionState:
        state = self._store.state(self, section.name) if self._store else None
        if state is None:
            loaded = section.comes_with_model or self._has_content(section.field or section.name)
            state = LOADED if loaded else NOT_LOADED
        if state.status is SectionStatus.NOT_LOADED:
            return replace(state, load=self.call_to_load(section.name))
        return state

    def _has_content(self, path: str) -> bool:
        """Return whether a property, given by its path, is not empty."""
        value: Any = self
        for name in path.split("."):
            value = value.__dict__.get(name) if isinstance(value, Model) else None
        return value is not None and value not in ("", ()) and value != {}

    def section_items(self, name: str, items: Callable[[], Collection[M]]) -> Collection[M]:
        """Return the content of a section that holds several models.

        Args:
            name: the section.
            items: computes them from what was loaded.

        Returns:
            The models; if they were not loaded, a collection that raises `NotLoadedError` when it is read.
        """
        return self.if_loaded(name, self.remember(f"section {name}", items))

    def if_loaded(self, name: str, items: Collection[M]) -> Collection[M]:
        """Return the models of a section; of one that was not loaded a collection that says so when it is read."""
        state = self.section_state(name)
        loaded = items or state.status in (SectionStatus.LOADED, SectionStatus.UNREADABLE)
        return items if loaded else NotLoaded(partial(self._not_loaded, name, state))

    def _not_loaded(self, name: str, state: SectionState) -> NotLoadedError:
        title = next((section.title for section in self.sections if section.name == name), name)
        what = f"{title} of {self._name_from('title', 'name')}: not loaded."
        advice = f"Load them: {state.load}." if state.load else ""
        with masking_by(self):
            return NotLoadedError(mask_text(what), mask_text(state.note), mask_text(advice))

    def call_to_load(self, name: str) -> str:  # noqa: ARG002 - subclasses use it
        """Return the Python call that loads a section; empty if none does."""
        return ""

    def call_to_load_app(self, app: str | None, arguments: str = "") -> str:
        """Return the Python call that loads an app from where this model was loaded; empty where the app is unknown."""
        world = self.server.world if self.server else ""
        return f'load_app("{world}{app}"{arguments})' if app else ""

    def _is_unreadable(self, path: str) -> bool:
        """Return whether a path, an item of it, or a property on the way to it is unreadable."""
        name, _, inner = path.partition(".")
        if any(place.partition("[")[0] == name for place in self.unreadable):
            return True
        value = self.__dict__.get(name)
        return bool(inner) and isinstance(value, Model) and value._is_unreadable(inner)

    # Description

    @property
    def headline(self) -> Headline:
        """The model in one line: its name, its statuses and the most important facts."""
        return Headline(self._name_from("name"))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The model's statuses."""
        return ()

    @property
    def identity(self) -> tuple[str, ...]:
        """What identifies it beside its title: its name, and its id or, if its type has none, that of its install."""
        own = ("name", "id" if hasattr(self, "id") else "install_id")
        found = (getattr(self, name, None) for name in own if name not in self.unknown)
        return tuple(str(one) for one in found if one)

    @property
    def belongs_to(self) -> tuple[str | Customers, ...]:
        """The install, app and version that it belongs to, told below the title of its page; empty if not known."""
        at = self.parent
        while at is not None and at.api_type != "app.Install":
            at = at.parent
        return cast("Install", at).in_words if at else ()

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """What the heading of a section says of it, where it answers a question."""
        return self.headline.facts

    @property
    def in_use(self) -> bool:
        """Whether something runs it, so that it is cut no earlier than the newest of its siblings."""
        return False

    @property
    def unknown(self) -> Mapping[str, Any]:
        """The properties that the server sent but the API's schema does not list, by name."""
        return {name: value for name, value in (self.model_extra or {}).items() if value is not None}

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The paths whose value has the wrong type, for instance `("created_at", "apps[1]")`."""
        private = self.__pydantic_private__
        return private["unreadable"] if private else ()

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty if that is not known."""
        return ""

    @property
    def name_among_siblings(self) -> str:
        """What tells it from its siblings, in words; empty if nothing does."""
        return " ".join(str(value) for value in identity_of(self) if value)

    @property
    def shown_open(self) -> bool:
        """Whether it is shown open in a list."""
        return False

    def _name_from(self, *names: str) -> str:
        """Return the first non-empty value among some attributes and the id; unknown properties do not count."""
        known = (getattr(self, name, None) for name in (*names, "id") if name not in self.unknown)
        return next((str(value) for value in known if value), type(self).__name__)

    # Copies and dumps

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Return it as a dict, including all nested models that were loaded; secrets are None."""
        return BaseModel.model_dump(self.assembled(), **options)

    def model_dump_json(self, **options: Any) -> str:
        """Return it as JSON, including all nested models that were loaded; secrets are null."""
        return BaseModel.model_dump_json(self.assembled(), **options)

    def assembled(self) -> Self:
        """Return a copy whose fields hold everything that was loaded by separate requests."""
        store = self._store or next(_stores_within(self), None)
        if store is None or self._is_within_itself:
            return self
        fields = ((name, getattr(self, name)) for name in _nested_fields(type(self)))
        return self.with_fields({name: _assembled(value) for name, value in fields if value is not self.__dict__[name]})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with other values of some fields; values of lists that were loaded apart count as loaded.

        Args:
            update: the values by the names of their fields; they are not validated.
            deep: whether everything in it is copied.
        """
        copied = super().model_copy(update=update, deep=deep)
        store = self._store
        if store is not None and update:
            named = ((section.name, update.get(section.field or section.name)) for section in self.sections)
            lists = {
                name: value for name, value in named if value is not None and store.related(self, name) is not None
            }
            if lists:
                object.__setattr__(copied, "_place", Place(store.with_lists(copied, lists), self.parent))
        return copied

    @property
    def _is_within_itself(self) -> bool:
        """Whether it was reached through itself: a run of a workflow holds a stub of the workflow."""
        at = self.parent
        while at is not None and at.__dict__ is not self.__dict__:
            at = at.parent
        return at is not None

    def __iter__(self) -> Iterator[tuple[str, Any]]:  # type: ignore[override] # pydantic's own is a generator, too
        for name, value in super().__iter__():
            yield name, getattr(self, name) if name in _nested_fields(type(self)) else value

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
        # Without an id, its texts count. Its other values may not be hashable.
        identity = self.__dict__.get("id") or frozenset(item for item in self.__dict__.items() if type(item[1]) is str)
        return hash((type(self), identity))

    def __dir__(self) -> list[str]:
        """Return what completion offers: its properties and methods, without what serves this package only."""
        own = _offered(type(self))
        return [*own, *(name for name in self.model_extra or () if name.isidentifier() and name not in own)]

    # Display

    def __repr_args__(self) -> Iterator[tuple[str, str]]:
        names = (name for name in ("id", "name", "version", "type", "status") if name in type(self).model_fields)
        values = [(name, getattr(self, name)) for name in names]
        with masking_by(self):
            found = [(name, mask_text(str(value))) for name, value in values if isinstance(value, str | int)]
        yield from found

    def __str__(self) -> str:
        with gc_paused():
            return self.remember("text", lambda: to_text(self))

    def _repr_html_(self) -> str:
        # Models are immutable, so the same options give the same page.
        with gc_paused():
            return self.remember(f"html {options.current()}", lambda: to_html(self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(str(self))


class Computed(Model):
    """A model that is computed from others, by values of the declared types.

    Nothing is validated: to build a validator takes longer than to compute what is shown.
    """

    def __init__(self, **data: Any) -> None:
        _share_content(self, type(self).model_construct(**data))


class Record(Model):
    """A type with an id and dates."""

    id: Annotated[str | None, Omitted("templates show it where it is needed"), Compared.NEVER] = None
    created_at: Annotated[Timestamp, Omitted("templates show it where it matters"), Compared.NEVER] = None
    created_by_id: Annotated[
        str | None, Omitted("accounts are shown by name, where the API sends them"), Compared.NEVER
    ] = None
    updated_at: Annotated[
        Timestamp, Omitted("the server changes it even if nothing that is shown changes"), Compared.NEVER
    ] = None
    org_id: Annotated[str | None, Omitted("everything belongs to the org of the connection"), Compared.NEVER] = None


class Explorable(Record):
    """A type that the explorer can open, and that has installs."""

    @property
    def overview(self) -> "Overview":
        """Who runs which version, and who needs attention; see `nuon_notebook.overview`."""
        from nuon_notebook.analysis.overview import overview  # noqa: PLC0415 - an import upwards, as in `explore()`

        return self.remember("overview", lambda: overview(self))

    def explore(self) -> "Explorer":
        """Open it as accordions. What was not loaded is requested when its row is opened.

        Returns:
            The explorer, which displays itself. `close()` closes it.
        """
        from nuon_notebook.explorer import explore  # noqa: PLC0415 - an import upwards; it imports ipywidgets

        return explore(self)  # type: ignore[arg-type]


class Logged(Record):
    """A type that has a log, or leads to one."""

    def log(self, tail: int = 100, level: str | None = None) -> "Log":
        """Return the newest lines of its log, which are requested.

        Args:
            tail: how many lines.
            level: only lines of this level or worse, for instance `error`.

        Raises:
            InvalidArgumentError: it has no log, or there is no such level.
            NotLoadedError: it was parsed without a client, or loaded from another server than this kernel's.
            NuonError: the log could not be loaded.
        """
        from nuon_notebook.analysis.log_loading import load_log  # noqa: PLC0415 - an import upwards, as in `explore()`

        return load_log(self, tail, level)


def _descriptor(name: str, sections: Set[str], sources: Mapping[str, str]) -> NestedField:
    if name in sections:
        return SectionField(name)
    return SourceField(name, sources[name]) if name in sources else NestedField(name)


_PLACE = Model.__dict__["_place"]


def _nested_validators(kind: type[Model]) -> Iterator[type[BaseModel]]:
    """Yield the other classes of models that the validator of a class contains."""
    for name in _nested_fields(kind):
        field = _resolved_field(kind, kind.model_fields[name])
        yield from (nested for nested in validated_within(field.annotation) if nested is not kind)


@cache
def _nested_fields(kind: type[Model]) -> tuple[str, ...]:
    own = [base.__dict__ for base in kind.__mro__]
    return tuple(name for name in kind.model_fields if any(isinstance(one.get(name), NestedField) for one in own))


@cache
def _offered(kind: type[Model]) -> tuple[str, ...]:
    """Return what `dir` lists of the models of a class: fields, properties, and methods that need no argument.

    Methods that need an argument serve this package. Names that begin with `_` are all listed, as for any object.
    """
    found = {*kind.model_fields, *OFFERED, *(name for name in dir(kind) if name.startswith("_"))}
    own = {*dir(kind)} - {*dir(Model)} - SERVES_DISPLAY
    return tuple(sorted(found | {name for name in own if _is_for_users(getattr_static(kind, name))}))


def _is_for_users(attribute: object) -> bool:
    """Return whether an attribute of a class is a property, or a method that can be called without arguments."""
    if not isfunction(attribute):
        return isinstance(attribute, property)
    _self, *parameters = signature(attribute).parameters.values()
    return all(one.default is not Parameter.empty for one in parameters)


def _assembled(value: Any) -> Any:
    if isinstance(value, Model):
        return value.assembled()
    if isinstance(value, Collection):
        return Collection(map(_assembled, value)) if value.loaded else Collection()
    return value


def _place(model: Model) -> Place:
    """Return the place of a model. A model that did not come from a store gets one at first use."""
    try:
        found: Place = _PLACE.__get__(model)
    except AttributeError:
        found = Place()
        object.__setattr__(model, "_place", found)
    return found


def _stores_within(model: Model) -> "Iterator[Store]":
    """Yield the stores of loaded models that a model was built from, as by `Installer(apps=[app])`."""
    for value in model.__dict__.values():
        for one in value if isinstance(value, Collection) else (value,):
            if isinstance(one, Model) and one._store:
                yield one._store


def _share_content(model: Model, record: Model) -> None:
    """Make a model share the content of a record. This is safe because both are frozen."""
    object.__setattr__(model, "__dict__", record.__dict__)
    object.__setattr__(model, "__pydantic_extra__", record.__pydantic_extra__)
    object.__setattr__(model, "__pydantic_fields_set__", record.__pydantic_fields_set__)
    object.__setattr__(model, "__pydantic_private__", record.__pydantic_private__)


def _mark_unreadable(model: Model, unreadable: tuple[str, ...]) -> None:
    # Pydantic keeps private attributes here. It is None in a model without any, so this costs nothing.
    object.__setattr__(model, "__pydantic_private__", {"unreadable": unreadable})


def _validate_plainly(kind: type[M], data: Any) -> M:
    return BaseModel.model_validate.__func__(kind, data)  # type: ignore[attr-defined, no-any-return]


_TOLERANT = TolerantValidator(_validate_plainly, _mark_unreadable)


def _frozen(kind: type[Model], name: str) -> ValidationError:
    problem: Any = {"type": "frozen_instance", "loc": (name,), "input": None}
    return ValidationError.from_exception_data(kind.__name__, [problem])


def _payload(json_data: str | bytes | bytearray) -> "tuple[Any, list[Location]]":
    """Return the payload, and the locations of its unusable values; None if it is not JSON."""
    with suppress(ValueError):
        return from_json(json_data), []
    with suppress(ValueError):
        return read_leniently(json_data if isinstance(json_data, str) else bytes(json_data))
    return None, []


class _Records:
    """Validates a list or null up to the first item with an error: errors take far more memory than a long list."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (item,) = get_args(source)
        return core_schema.nullable_schema(core_schema.list_schema(handler.generate_schema(item), fail_fast=True))


_ADAPTERS: dict[type[Model], TypeAdapter[Any]] = {}


def _list_adapter(kind: type[Model]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        kind.model_rebuild()  # the adapter itself does not know the classes of other modules
        items: Any = Annotated[list[kind], _Records()]  # type: ignore[valid-type] # the class is known only at run time
        _ADAPTERS[kind] = TypeAdapter(items, config=ConfigDict(hide_input_in_errors=True))
    return _ADAPTERS[kind]
