"""Lays out a directed graph in columns, each node to the right of those that lead to it.

fast-sugiyama does it, one connected part without cycles, loops and repetitions at a time: on other graphs its version
0.5.3 does not end, or places dummy vertices over nodes. (Weighed: grandalf, without a release since 2023; igraph, under
GPL; netgraph, which needs matplotlib; rustworkx, which needs the program `dot`; networkx, which reduces no crossings.)
It has no wheels for musl, glibc before 2.34 and Macs by Intel, so it comes with the extra `analysis`. Without it, the
nodes of a column are in their own order, and edges are straight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Final, NamedTuple

Edge = tuple[str, str]
MIN_COLUMNS: Final = 4  # of nodes without edges, which fill rows below the graph
DUMMY_SIZE: Final = 0.5  # of the space of a node, for an edge that passes a column


class Place(NamedTuple):
    """A place in the layout: columns from the left, rows from above, both from 0."""

    column: int
    row: float


@dataclass(slots=True)
class Layout:
    """A graph that was laid out.

    Attributes:
        places: where each node is.
        routes: the places through which each edge leads, from its start to its end.
        reversed: the edges that close a cycle, and so lead to the left.
    """

    places: dict[str, Place] = field(default_factory=dict)
    routes: dict[Edge, tuple[Place, ...]] = field(default_factory=dict)
    reversed: frozenset[Edge] = frozenset()

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max((place.column for place in self.places.values()), default=-1) + 1

    @property
    def rows(self) -> float:
        """The number of rows."""
        return max((place.row for route in self._all_places for place in route), default=-1) + 1

    @property
    def _all_places(self) -> Iterator[Iterable[Place]]:
        yield self.places.values()
        yield from self.routes.values()


def layered(nodes: Sequence[str], edges: Iterable[Edge]) -> Layout:
    """Return a graph laid out from left to right. The same graph gives the same layout.

    Args:
        nodes: the nodes; each once.
        edges: from where to where they lead; other nodes are left out, and so are edges from a node to itself.
    """
    known = set(nodes)
    chosen = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1] and known.issuperset(edge)]
    closing = frozenset(_closing(nodes, chosen))
    forward = dict.fromkeys((end, start) if (start, end) in closing else (start, end) for start, end in chosen)
    made = Layout(reversed=closing)
    for part in _parts(nodes, forward):
        inside = [edge for edge in forward if edge[0] in part]
        if inside:
            _add(made, part, inside)
    _fill_rows(made, [node for node in nodes if node not in made.places])
    made.routes = {edge: _route(made, edge) for edge in chosen}
    return made


def _closing(nodes: Sequence[str], edges: Sequence[Edge]) -> Iterator[Edge]:
    """Yield the edges that close a cycle, found by a walk in the order of the nodes."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for edge in edges:
        following[edge[0]].append(edge[1])
    done: set[str] = set()
    for first in nodes:
        path, ways = ([first], [iter(following[first])]) if first not in done else ([], [])
        while path:
            end = next(ways[-1], None)
            if end is None:
                done.add(path.pop())
                ways.pop()
            elif end in path:
                yield path[-1], end
            elif end not in done:
                path.append(end)
                ways.append(iter(following[end]))


def _parts(nodes: Sequence[str], edges: Iterable[Edge]) -> list[dict[str, int]]:
    """Return the connected parts, the largest first; in each the nodes, numbered."""
    near: dict[str, list[str]] = {node: [] for node in nodes}
    for start, end in edges:
        near[start].append(end)
        near[end].append(start)
    parts: list[dict[str, int]] = []
    seen: set[str] = set()
    for node in (one for one in nodes if one not in seen):
        part, waiting = {node: 0}, [node]
        while waiting:
            new = [other for other in dict.fromkeys(near[waiting.pop()]) if other not in part]
            part.update({one: len(part) + number for number, one in enumerate(new)})
            waiting += new
        seen.update(part)
        parts.append(part)
    return sorted(parts, key=len, reverse=True)


def _add(layout: Layout, part: Mapping[str, int], edges: Sequence[Edge]) -> None:
    """Add a connected part below what was laid out."""
    try:
        from fast_sugiyama import from_edges  # noqa: PLC0415 - imported only if there is a graph
    except ImportError:
        _add_straight(layout, part, edges)
        return
    numbered = [(part[start], part[end]) for start, end in edges]
    ((found, _, _, segments),) = from_edges(numbered, vertex_spacing=1, dummy_vertices=True, dummy_size=DUMMY_SIZE)
    top = layout.rows
    right = max(y for _, (_, y) in found)
    first = min(x for _, (x, _) in found)
    places = {number: Place(round(right - y), top + x - first) for number, (x, y) in found}
    layout.places.update({node: places[number] for node, number in part.items()})
    onward: dict[int, list[int]] = {}
    for start, end in segments or ():
        onward.setdefault(int(start), []).append(int(end))
    for start, end in edges:
        layout.routes[start, end] = tuple(
            places[number] for number in _through(onward, len(part), part[start], part[end])
        )


def _add_straight(layout: Layout, part: Mapping[str, int], edges: Sequence[Edge]) -> None:
    """Add a connected part: each node one column to the right of the last that leads to it."""
    before: dict[str, set[str]] = {node: set() for node in part}
    for start, end in edges:
        before[end].add(start)
    columns: dict[str, int] = {}
    for node in TopologicalSorter(before).static_order():
        columns[node] = max((columns[start] + 1 for start in before[node]), default=0)
    top, taken = layout.rows, Counter[int]()
    for node in part:
        layout.places[node] = Place(columns[node], top + taken[columns[node]])
        taken[columns[node]] += 1
    layout.routes.update({edge: (layout.places[edge[0]], layout.places[edge[1]]) for edge in edges})


def _through(onward: Mapping[int, Sequence[int]], dummies: int, start: int, end: int) -> list[int]:
    """Return the numbers on the way of an edge: dummy vertices, from the number `dummies` on, lie between its ends."""
    for number in onward.get(start, ()):
        way = [start, number]
        while way[-1] >= dummies:
            way.append(onward[way[-1]][0])
        if way[-1] == end:
            return way
    return [start, end]


def _fill_rows(layout: Layout, nodes: Sequence[str]) -> None:
    """Add nodes without edges in rows below the rest."""
    columns = max(layout.columns, MIN_COLUMNS)
    top = layout.rows
    for number, node in enumerate(nodes):
        layout.places[node] = Place(number % columns, top + number // columns)


def _route(layout: Layout, edge: Edge) -> tuple[Place, ...]:
    return layout.routes[edge[1], edge[0]][::-1] if edge in layout.reversed else layout.routes[edge]
