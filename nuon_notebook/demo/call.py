"""What a handler of an endpoint gets, and the helpers that all handlers share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from nuon_notebook.demo.query import ApiError, page

if TYPE_CHECKING:
    from nuon_notebook.demo.api_versions import ApiVersion
    from nuon_notebook.demo.records import AppRecords, InstallRecords, Record, World
    from nuon_notebook.demo.respond import Request
    from nuon_notebook.demo.tables import Tables

T = TypeVar("T")

Answer: TypeAlias = tuple[object, dict[str, str]]
"""The body of an answer, JSON or bytes, and the headers that belong to it."""


@dataclass(frozen=True)
class Call:
    """A request to an endpoint: the ids in its path, and its query parameters."""

    world: World
    ids: tuple[str, ...]
    request: Request
    api: ApiVersion

    @property
    def parameters(self) -> Mapping[str, str]:
        """The query parameters; of several with one name, the last."""
        return self.request.parameters

    @property
    def tables(self) -> Tables:
        """The records that are read when they are first asked for."""
        return self.world.tables

    def page(self, items: Iterable[Any]) -> tuple[list[Any], dict[str, str]]:
        """Return the page of `items` that was asked for."""
        return page(list(items), self.parameters)

    def app(self) -> AppRecords | None:
        """Return the app whose *id* is in the path; a name finds none."""
        return self.world.app_by_id.get(self.ids[0])

    def install(self) -> InstallRecords:
        """Return the install whose id or name is in the path."""
        by_name = {str(each.record["name"]): each for each in self.world.installs}
        return lookup({**by_name, **self.world.install_by_id}, self.ids[0], "install")


Handler: TypeAlias = Callable[[Call], Answer]


def lookup(records: Mapping[str, T], identity: str, kind: str) -> T:
    """Return the record with an id, or answer with the 404 that names it."""
    if identity not in records:
        raise not_found(identity, kind)
    return records[identity]


def not_found(identity: str, kind: str) -> ApiError:
    """Return the error for a record that does not exist."""
    return ApiError(404, f"unable to get {kind} {identity}: unable to get {kind}: record not found", "not found")


def unordered(rows: Iterable[Record], *key: str) -> list[Record]:
    """Return the rows in an order that seems random and is always the same for one key."""

    def position(numbered: tuple[int, Record]) -> bytes:
        return hashlib.sha256("/".join(("order", str(numbered[0]), *key)).encode()).digest()

    return [row for _, row in sorted(enumerate(rows), key=position)]


def without(record: Record, *names: str) -> Record:
    """Return a record without some of its properties."""
    return {name: value for name, value in record.items() if name not in names}
