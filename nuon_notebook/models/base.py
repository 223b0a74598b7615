"""What every model has: tolerance of what it does not know, a display, what the loader added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import Headline, Known, Part, PartState
from nuon_notebook.models.loaded import Loaded
from nuon_notebook.models.types import Timestamp
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from nuon_notebook.explorer import Explorer

Loc = tuple[int | str, ...]


class Model(BaseModel):
    """A type of Nuon's API.

    A property that no schema lists is kept; a value that does not fit its property leaves that property
    empty and is named in `unreadable`; null counts as absent.
    """

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    api_type: ClassVar[str] = ""
    parts: ClassVar[tuple[Part, ...]] = ()

    _loaded: Loaded = PrivateAttr(default_factory=Loaded)
    _unreadable: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _keep_what_fits(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        fitting = {name: value for name, value in data.items() if value is not None}
        unreadable: set[str] = set()
        while True:
            try:
                model = handler(fitting)
            except ValidationError as error:
                fitting, names = _without(fitting, _places(error, fitting))
                if not names:
                    raise
                unreadable |= names
            else:
                model._unreadable = tuple(sorted(unreadable.union(model._unreadable)))
                return model

    @property
    def headline(self) -> Headline:
        """The model in one line: its name, statuses and what a person asks first."""
        return Headline(self._called("name"))

    @property
    def unknown(self) -> Mapping[str, Any]:
        """The properties that the server sent and no schema lists, by name."""
        return self.model_extra or {}

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The places whose value did not fit, for instance `("created_at", "apps[1]")`."""
        return self._unreadable

    @property
    def loaded(self) -> Loaded:
        """What was asked for, what failed, and what no property of the API holds."""
        return self._loaded

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty where that is not known."""
        return str(self._loaded.added.get("dashboard", ""))

    def part_state(self, name: str) -> PartState:
        """Return what is known of a part beyond its value."""
        fields = {part.name: part.field for part in self.parts if part.field}
        state = self._loaded.part_state(name)
        return replace(state, known=Known.UNREADABLE) if self._is_unreadable(fields.get(name, name)) else state

    def _is_unreadable(self, path: str) -> bool:
        """Return whether a property did not fit, or an item of it, or one of those that lead to it."""
        name, _, inner = path.partition(".")
        if any(place.partition("[")[0] == name for place in self._unreadable):
            return True
        value = getattr(self, name, None)
        return bool(inner) and isinstance(value, Model) and value._is_unreadable(inner)

    def with_loaded(self, loaded: Loaded, **update: Any) -> Self:
        """Return a copy that carries what the loader knows, with some properties filled.

        Args:
            loaded: takes the place of what the copy knew.
            **update: properties of the API by name.
        """
        copy = self.model_copy(update=update)
        copy._loaded = loaded
        return copy

    def _called(self, *names: str) -> str:
        """Return the first text among some attributes and the id; what no schema lists is none of them."""
        known = (getattr(self, name, None) for name in (*names, "id") if name not in self.unknown)
        return next((str(value) for value in known if value), type(self).__name__)

    def __repr_args__(self) -> Iterator[tuple[str, str]]:
        names = (name for name in ("id", "name", "version", "type", "status") if name in type(self).model_fields)
        for name in names:
            value = getattr(self, name)
            if isinstance(value, str | int):
                yield name, mask_text(str(value))

    def __str__(self) -> str:
        return to_text(self)

    def _repr_html_(self) -> str:
        return to_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(to_text(self))


class Record(Model):
    """A type that the server stores: it has an id and dates."""

    id: str | None = None
    created_at: Timestamp = None
    created_by_id: str | None = None
    updated_at: Timestamp = None
    org_id: str | None = None


class Explorable(Record):
    """A type that the explorer opens."""

    def explore(self) -> Explorer:
        """Open it as accordions; what is not in hand is asked for when it is opened.

        Returns:
            The explorer, which displays itself; `close()` ends it.
        """
        from nuon_notebook.explorer import explore  # noqa: PLC0415 - the one door upwards; it imports ipywidgets

        return explore(self)  # type: ignore[arg-type]


def _places(error: ValidationError, data: Mapping[str, Any]) -> list[Loc]:
    """Return where values of a payload do not fit, and nothing of the values."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return [problem["loc"] for problem in problems if problem["loc"] and problem["loc"][0] in data]


def _without(data: Mapping[str, Any], places: list[Loc]) -> tuple[dict[str, Any], set[str]]:
    """Take the values at some places out of a payload, and name the places.

    Of a list or a map only the item goes that does not fit, else the whole property.
    """
    whole = {place[0] for place in places if not _holds_item(data, place)}
    items = {place[:2] for place in places if place[0] not in whole}
    fitting = {
        name: _without_items(value, {key for owner, key in items if owner == name})
        for name, value in data.items()
        if name not in whole
    }
    return fitting, {str(name) for name in whole} | {f"{name}[{key}]" for name, key in items}


def _without_items(value: Any, keys: set[int | str]) -> Any:
    if not keys:
        return value
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if key not in keys}
    return [item for index, item in enumerate(value) if index not in keys]


def _holds_item(data: Mapping[str, Any], place: Loc) -> bool:
    if len(place) < 2:  # noqa: PLR2004 - a property, and the item in it
        return False
    value, key = data.get(str(place[0])), place[1]
    return isinstance(value, list) if isinstance(key, int) else isinstance(value, Mapping) and key in value
