"""A sequence of models that displays as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self, SupportsIndex, TypeVar, get_args, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import Displayable
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.models.nearest import noun_for, unknown_index, unknown_name
from nuon_notebook.models.types import or_null
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

NAMES: Final = ("id", "name", "title", "display_name")
"""The attributes by which an item is found, in this order."""

if TYPE_CHECKING:
    from pandas import DataFrame

T_co = TypeVar("T_co", bound=Displayable, covariant=True)


class Collection(tuple[T_co, ...]):
    """Models, in the order in which the API sends or documents them.

    An item is found by index, by id, or by a name that people read: `installer.apps["Harbor Desk"]`,
    `app.configs["v11"]` or `["11"]`. Upper and lower case count as the same if no name is written exactly so. A name is
    `in` it if an item is found by it.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> T_co: ...
    @overload
    def __getitem__(self, key: slice, /) -> Collection[T_co]: ...
    @overload
    def __getitem__(self, key: str, /) -> T_co: ...
    def __getitem__(self, key: SupportsIndex | slice | str, /) -> T_co | Collection[T_co]:
        """Return the item at an index or with an id or name, or the items of a slice.

        Raises:
            UnknownNameError: no item has that id or name; the message says what there is. It is a `KeyError`.
            UnknownIndexError: the index is out of range; the message says how many there are. It is an `IndexError`.
            NotLoadedError: the collection was not loaded.
        """
        if isinstance(key, str):
            return self._named(key)
        if isinstance(key, slice):
            return Collection(super().__getitem__(key))
        try:
            return super().__getitem__(key)
        except IndexError:
            raise unknown_index(key.__index__(), len(self), self._noun) from None

    def __contains__(self, wanted: object, /) -> bool:
        """Return whether it has an item, or one with an id or name."""
        return self._found(wanted) is not None if isinstance(wanted, str) else super().__contains__(wanted)

    @property
    def loaded(self) -> bool:
        """Whether the items were loaded; if not, reading them raises `NotLoadedError`."""
        return True

    def _named(self, key: str) -> T_co:
        found = self._found(key)
        if found is not None:
            return found
        with masking_by(self):
            raise unknown_name(key, map(_name_of, self), self._noun)

    def _found(self, key: str) -> T_co | None:
        """Return the item with an id or name; None if there is none. A number is that of a version."""
        version = f"v{key}" if key.isdecimal() else key
        for wanted, fold in ((key, str), (key.casefold(), str.casefold), (version, str)):
            for attribute in NAMES:
                for item in self:
                    name = getattr(item, attribute, None)
                    if isinstance(name, str) and fold(name) == wanted:
                        return item
        return None

    @property
    def _noun(self) -> str:
        return noun_for(type(self[0])) if self else "item"

    def _ipython_key_completions_(self) -> list[str]:
        """Return the names that TAB offers behind `[`, without those in which something is masked."""
        with masking_by(self):
            return [name for name in dict.fromkeys(map(_name_of, self)) if name and mask_text(name) == name]

    def by(self, *names: str) -> Self:
        """Return the items sorted by some attributes; a missing value counts as zero or empty."""
        return type(self)(sorted(self, key=partial(_order, names=names)))

    def once(self) -> Self:
        """Return the items without repeated ids; the first of each id is kept."""
        firsts: dict[str | int, T_co] = {}
        for index, item in enumerate(self):
            own = getattr(item, "id", None)
            firsts.setdefault(own if own and isinstance(own, str) else index, item)
        return type(self)(firsts.values())

    def to_frame(self) -> DataFrame:
        """Return the items as a pandas data frame; `nuon_notebook.frame` says which columns it has.

        Raises:
            InvalidArgumentError: it is empty, so that its kind is not known.
            MissingPackageError: pandas is not installed.
            NotLoadedError: it was not loaded.
        """
        from nuon_notebook.analysis.frames import frame_of  # noqa: PLC0415 - an import upwards, as in `explore()`

        return frame_of(self)

    def __repr__(self) -> str:
        return f"[{', '.join(map(repr, self))}]"

    def __str__(self) -> str:
        return to_text(self)

    def _repr_html_(self) -> str:
        return to_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(to_text(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate a JSON array item by item; null counts as empty. Serialize as a list."""
        (item,) = get_args(source)
        items = core_schema.list_schema(handler.generate_schema(item))
        schema = or_null(core_schema.no_info_after_validator_function(_collected, items), Collection())
        schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(_serialize, schema=items)
        return schema


class NotLoaded(Collection[Any]):
    """A placeholder for a collection that was not loaded. Reading its items raises an error that says how to load them.

    Args:
        describe: returns the error that reading the items raises. Most are never read, and masking one takes a while.
    """

    describe: Callable[[], NotLoadedError]

    def __new__(cls, describe: Callable[[], NotLoadedError]) -> Self:
        """Return the placeholder of one collection."""
        made = super().__new__(cls)
        made.describe = describe
        return made

    @property
    def error(self) -> NotLoadedError:
        """The error that reading the items raises."""
        return self.describe()

    @property
    def loaded(self) -> bool:
        """False."""
        return False

    def _ipython_key_completions_(self) -> list[str]:
        return []

    def _refuse(self, *_args: object) -> NoReturn:
        raise self.error

    __len__ = __iter__ = __contains__ = __reversed__ = __getitem__ = count = index = _refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse

    def __eq__(self, other: object) -> bool:
        return self is other  # it is not known whether there are any, so it does not equal an empty collection

    def __ne__(self, other: object) -> bool:
        return self is not other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"not loaded: {self.error}"

    def __reduce__(self) -> tuple[Any, ...]:
        return NotLoaded, (partial(NotLoadedError, *self.error.args),)


def _collected(items: list[Any]) -> Collection[Any]:
    """Return the collection of a validated list. Being a function of Python, it lets Ctrl-C interrupt long parsing."""
    return Collection(items)


def _serialize(value: Iterable[Any], inner: Any) -> Any:
    return inner(list(value) if getattr(value, "loaded", True) else [])


def _name_of(item: object) -> str:
    """Return the name of an item that people read."""
    return next((name for one in (*NAMES[1:], "id") if isinstance(name := getattr(item, one, None), str) and name), "")


def _order(item: object, names: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple(_orderable(getattr(item, name)) for name in names)


def _orderable(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, "" if value is None else str(value))
