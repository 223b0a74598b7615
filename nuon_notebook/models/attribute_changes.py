"""Which attributes differ between two states of a resource, by the marks of Terraform's plan on what is sensitive.

A mark has the shape of the value that it belongs to: true marks all of it. Whatever is no such mark counts as true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeGuard

from pydantic_core import to_json

from nuon_notebook.redaction.secret_names import is_secret_name, may_be_secret_name

MAX_DEPTH: Final = 6  # levels of nested attributes that are told apart
MAX_NAMES: Final = 60  # attributes of one change that are named
MAX_ITEMS: Final = 50  # of a list whose items are compared one by one
LONGEST_NAME: Final = 200
LONGEST_VALUE: Final = 1_000  # characters of an old and a new value as JSON; longer ones are not kept


class State(NamedTuple):
    """A value before or after, and what is sensitive in it.

    Attributes:
        value: the value; None if there is none.
        mark: what is sensitive.
    """

    value: Any
    mark: Any


class Difference(NamedTuple):
    """Two states of a value.

    Attributes:
        before: the old state.
        after: the new state.
        unknown: marks what is known only after the plan was applied.
    """

    before: State
    after: State
    unknown: Any

    def inside(self, key: str | int) -> Difference:
        """Return the two states of an item of the value."""
        return Difference(_child(self.before, key), _child(self.after, key), _item(self.unknown, key))


@dataclass(slots=True)
class AttributeChanges:
    """The attributes that change.

    Attributes:
        names: their paths, such as `tags.tier`; at most `MAX_NAMES`.
        marked: those of them that the plan marks as sensitive.
        computed: those of them whose new value is known only after the plan was applied.
        before: by name, the old values that are neither marked nor called like a secret.
        after: likewise, the new ones.
        more: how many further ones change.
        secrets: texts and numbers that are sensitive, of what changes and of what does not.
    """

    names: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    more: int = 0
    secrets: set[str] = field(default_factory=set)

    def add(self, name: str, before: Any, after: Any, *, marked: bool, computed: bool = False) -> None:
        """Add an attribute that changes."""
        if len(self.names) >= MAX_NAMES:
            self.more += 1
            return
        name = name[:LONGEST_NAME]
        self.names.append(name)
        if marked:
            self.marked.append(name)
            return
        if computed:
            self.computed.append(name)
        if may_be_secret_name(name) or len(to_json((before, after), serialize_unknown=True)) > LONGEST_VALUE:
            return
        for kept, value in ((self.before, before), (self.after, after)):
            if value is not None:
                kept[name] = value


def attribute_changes(difference: Difference) -> AttributeChanges:
    """Return the attributes that differ."""
    found = AttributeChanges()
    _compare(found, "", difference)
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts and numbers in a value, as texts."""
    yield from _marked_texts(value, True)


def _compare(found: AttributeChanges, path: str, at: Difference, depth: int = 0) -> None:
    keys = _keys(at, depth)
    if keys is not None:
        for key in keys:
            _compare(found, _inner_path(path, key), at.inside(key), depth + 1)
        return
    before, after, unknown = at
    found.secrets.update(_marked_texts(*before), _marked_texts(*after))
    name = path or "value"
    if is_secret_name(name):
        found.secrets.update(texts_in(before.value), texts_in(after.value))
    computed = unknown is True or (after.value is None and is_marked(unknown))
    if computed or before.value != after.value:
        marked = is_marked(before.mark) or is_marked(after.mark)
        found.add(name, before.value, after.value, marked=marked, computed=computed)


def _keys(at: Difference, depth: int) -> Sequence[str | int] | None:
    """Return the keys whose values are compared one by one; None if the values are compared as a whole."""
    values = (at.before.value, at.after.value)
    maps = [value for value in values if isinstance(value, Mapping)]
    whole = depth > 0 and True in (at.before.mark, at.after.mark, at.unknown)
    if whole or depth >= MAX_DEPTH:
        return None
    if len(maps) == len(values) or (depth == 0 and maps and None in values):
        every = [*maps, at.unknown] if isinstance(at.unknown, Mapping) else maps
        return sorted({str(key) for one in every for key in one})
    if all(_is_list_of_maps(value) for value in values) and len(values[0]) == len(values[1]) <= MAX_ITEMS:
        return range(len(values[0]))
    return None


def _is_list_of_maps(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def _inner_path(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _child(state: State, key: str | int) -> State:
    """Return the state of what a value holds. A mark of another shape than the value marks everything in it."""
    mark = _item(state.mark, key) if type(state.mark) is type(state.value) else is_marked(state.mark)
    return State(_item(state.value, key), mark)


def _item(value: Any, key: str | int) -> Any:
    """Return an item of a map or a list; of true, true; None if there is no such item."""
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list):
        return value[key] if isinstance(key, int) and key < len(value) else None
    return value if value is True else None


def is_marked(mark: Any) -> bool:
    """Return whether a mark marks anything."""
    waiting = [mark]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Mapping):
            waiting += at.values()
        elif isinstance(at, list):
            waiting += at
        elif at is not None and at is not False:
            return True
    return False


def _marked_texts(value: Any, mark: Any) -> Iterator[str]:
    """Yield the texts and numbers of a value that a mark marks."""
    waiting = [State(value, mark)]
    while waiting:
        at = waiting.pop()
        if not is_marked(at.mark):
            continue
        if isinstance(at.value, Mapping):
            waiting += [_child(at, key) for key in at.value]
        elif isinstance(at.value, list):
            waiting += [_child(at, index) for index in range(len(at.value))]
        elif isinstance(at.value, str | int | float) and not isinstance(at.value, bool):
            yield str(at.value)
