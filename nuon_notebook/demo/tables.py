"""Records of a world that only some requests need. Each type is read when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nuon_notebook.demo.records import Record


class Tables:
    """Records by the name of their type."""

    def __init__(self, read: Callable[[str], Iterable[Record]] = lambda _: ()) -> None:
        """Create the tables.

        Args:
            read: returns the records of a type, oldest first. It is called once for each type.
        """
        self.rows: Callable[[str], Sequence[Record]] = cache(lambda name: tuple(read(name)))
        self._by: Callable[[str, str], Mapping[str, Sequence[Record]]] = cache(self._grouped)

    def by_id(self, name: str) -> Mapping[str, Record]:
        """Return the records of a type by their ids."""
        return {identity: rows[0] for identity, rows in self._by(name, "id").items()}

    def of(self, name: str, owner: str, identity: str) -> Sequence[Record]:
        """Return the records whose property `owner` holds an id, oldest first."""
        return self._by(name, owner).get(identity, ())

    def one_of(self, name: str, owner: str, identity: str) -> Record | None:
        """Return the first record whose property `owner` holds an id; None if there is none."""
        return next(iter(self.of(name, owner, identity)), None)

    def _grouped(self, name: str, owner: str) -> Mapping[str, Sequence[Record]]:
        groups: dict[str, list[Record]] = defaultdict(list)
        for row in self.rows(name):
            groups[row.get(owner, "")].append(row)
        return groups
