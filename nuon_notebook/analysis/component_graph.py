"""The components of a config and what depends on what, as a graph that is drawn from left to right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from nuon_notebook.analysis.differences import differences
from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.analysis.layered_layout import Layout, Place, layered
from nuon_notebook.analysis.plain_data import PlainData
from nuon_notebook.analysis.result import GAPS, PictureOfResult, Report, Result, picture_of
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models import AppConfig, Collection, ComponentConfigConnection
from nuon_notebook.models.components import Origin
from nuon_notebook.models.types import Texts

MAX_NODES: Final = 100
WIDTH, HEIGHT = 168, 38  # of a node
COLUMN, ROW = 210, 48  # distances between nodes
MARGIN, FOOT = 14, 30
UNKNOWN: Final = "not in this config"
CHANGED, SYNCED = "changed", "synced"
SIGNS: Final = {CHANGED: "*", SYNCED: "+"}
"""What precedes the kind of a component that a version changed, or synced and may have changed."""

SHAPES: Final = {
    "terraform_module": "box",
    "helm_chart": "hexagon",
    "docker_build": "cut",
    "external_image": "round",
    "job": "slanted",
    "kubernetes_manifest": "octagon",
}
"""The outline of each kind; other kinds are tickets."""


class GraphComponent(Result):
    """A component of a graph.

    Attributes:
        name: its name; its id if that is not known.
        component_id: its id.
        kind: its kind, as the API's word; None if the config does not have it.
        synced: whether it was synced with this version of the config, changed or not.
        changed: whether it differs from what it was in the version before; None if that is not known.
        needs: the ids of the components that it depends on.
        uses: their names.
    """

    name: str | None = None
    component_id: str | None = None
    kind: str | None = None
    synced: bool = False
    changed: bool | None = None
    needs: Texts = ()
    uses: Texts = ()

    @property
    def news(self) -> str:
        """What the version did to it: `changed`; `synced` if it is not known whether that changed it; else empty."""
        if self.changed:
            return CHANGED
        return SYNCED if self.synced and self.changed is None else ""

    @property
    def in_words(self) -> str:
        """Its kind; whether it was changed or synced, and whether it depends on itself."""
        return ", ".join(filter(None, (self.kind_in_words, self.news, self._itself)))

    @property
    def kind_in_words(self) -> str:
        """Its kind, or that the config does not have it."""
        return formats.humanize(self.kind) if self.kind else UNKNOWN

    @property
    def _itself(self) -> str:
        return "needs itself" if self.component_id in self.needs else ""

    @property
    def headline(self) -> Headline:
        """Name; kind, whether it was changed or synced, what it depends on."""
        uses = f"needs {formats.join_words(self.uses)}" if self.uses else ""
        return Headline(self.name or "", facts=tuple(filter(None, (self.in_words, uses))))


@dataclass(frozen=True, slots=True)
class Node:
    """A drawn component."""

    x: float
    y: float
    shape: str
    name: str
    says: str
    news: str
    known: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn dependency: its points, and whether it closes a circle."""

    points: tuple[tuple[float, float], ...]
    closes: bool


@dataclass(frozen=True, slots=True)
class GraphDrawing:
    """The picture of a graph."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    rest: str
    width: int
    height: int
    node_width: int = WIDTH
    node_height: int = HEIGHT
    template: str = "component_graph.svg.j2"

    @property
    def legend(self) -> str:
        """What arrows, dashes and thick borders mean, as far as there are any; how much is not drawn."""
        told = (
            "arrows lead to what depends on it" if self.lines else "",
            "dashed: closes a circle" if any(line.closes for line in self.lines) else "",
            *(f"{sign} and thick border: {news} in this version" for news, sign in SIGNS.items() if news in self._news),
            self.rest,
        )
        return " · ".join(filter(None, told))

    @property
    def _news(self) -> set[str]:
        return {node.news for node in self.nodes}


class ComponentGraph(Report):
    """The components of a config, and what depends on what.

    Attributes:
        version: the version of the config.
        components: its components by name, and those that it refers to and does not have.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("picture", "Picture", "picture", framed=False, comes_with_model=True, optional=True),
        Section("components", "Components", "lines", comes_with_model=True),
        GAPS,
    )

    version: int | None = None
    components: Collection[GraphComponent] = Collection()

    @property
    def picture(self) -> PictureOfResult | None:
        """It, drawn; None if there are no components."""
        return picture_of(self) if self.components else None

    @property
    def headline(self) -> Headline:
        """Version; number of components, of those that were changed or synced, of dependencies, and circles."""
        known = [one for one in self.components if one.kind]
        news = Counter(one.news for one in known)
        facts = (
            formats.count(len(known), "component"),
            *(f"{news[one]} {one}" for one in SIGNS if news[one]),
            formats.count(sum(len(one.needs) for one in self.components), "dependency"),
            f"{len(self.components) - len(known)} {UNKNOWN}" if len(known) < len(self.components) else "",
        )
        title = f"Components of v{self.version}" if self.version else "Components"
        return Headline(title, facts=tuple(filter(None, facts)), why=self._circles)

    @property
    def _circles(self) -> str:
        for used, user in sorted(self._layout.reversed):
            return f"They depend on each other in a circle; for instance {self._name(user)} needs {self._name(used)}"
        return ""

    def _name(self, key: str) -> str:
        return self._by_id[key].name or key

    @property
    def _by_id(self) -> dict[str, GraphComponent]:
        return self.remember("by id", lambda: {one.component_id or "": one for one in self.components})

    @property
    def drawn(self) -> Collection[GraphComponent]:
        """The components that are drawn: all, or those that were changed or synced and those with most dependencies."""
        return self.remember("drawn", lambda: Collection(_drawn(self.components)))

    @property
    def _layout(self) -> Layout:
        return self.remember("layout", lambda: _layout(self.drawn))

    @property
    def drawing(self) -> GraphDrawing:
        """What is drawn."""
        layout = self._layout
        nodes = tuple(_node(one, layout.places[one.component_id or ""]) for one in self.drawn)
        more = len(self.components) - len(nodes)
        return GraphDrawing(
            nodes=nodes,
            lines=tuple(_line(route, closes=edge in layout.reversed) for edge, route in sorted(layout.routes.items())),
            rest=f"{formats.count(more, 'more component')} not drawn" if more else "",
            width=max(2 * MARGIN + (layout.columns - 1) * COLUMN + WIDTH, 420),
            height=round(2 * MARGIN + (layout.rows - 1) * ROW + HEIGHT + FOOT),
        )

    @property
    def alt(self) -> str:
        """In words what is drawn."""
        head = self.headline
        told = "; ".join(map(_told, self.components))
        return ". ".join(filter(None, (f"{head.title}: {', '.join(map(str, head.facts))}", head.why, told)))


def component_graph(config: AppConfig) -> ComponentGraph | None:
    """Return the graph of the components of a config; None if it has none, or they were not loaded."""
    components = config.components if config.components.loaded else ()
    if not components:
        return None
    known = {one.key: one for one in components}
    used = dict.fromkeys(key for one in components for key in one.component_dependency_ids if key not in known)
    names = {**dict.fromkeys(used), **{key: one.name for key, one in known.items()}}
    comparer = _Comparer(config)
    made = [_component(key, one, names, comparer) for key, one in known.items()]
    unknown = [GraphComponent(name=key, component_id=key) for key in used]
    ordered = sorted((*made, *unknown), key=lambda one: (natural_key(one.name), one.component_id or ""))
    made_of = Collection(one.at(config._store, config) for one in ordered)
    return ComponentGraph(as_of=config.moment, version=config.version, components=made_of).at(config._store)


def _told(one: GraphComponent) -> str:
    uses = f" needs {formats.join_words(one.uses)}" if one.uses else ""
    return f"{one.name} ({one.in_words}){uses}"


class _Comparer:
    """Finds out whether a version of a config changed its components, if it and the one before were loaded in full."""

    def __init__(self, config: AppConfig) -> None:
        app = config.owner
        number = config.version or 0
        older = [one for one in (app.configs if app and app.configs.loaded else ()) if 0 < (one.version or 0) < number]
        before = max((one for one in older if one.usable), key=lambda one: one.version or 0, default=None)
        self._before = before if before and before.in_full and config.in_full else None
        self._components = {one.component_id: one for one in (self._before.components if self._before else ())}
        self._names = {**(app.component_names if app else {}), **config.component_names}

    def changed(self, one: ComponentConfigConnection) -> bool | None:
        """Return whether a component differs from what it was before; None if that is not known."""
        if one.origin_kind is Origin.CARRIED_OVER:
            return False
        old = self._components.get(one.component_id)
        if self._before is None or Origin.TODAY in (one.origin_kind, old.origin_kind if old else None):
            return None
        plain = PlainData(self._names)
        return old is None or bool(differences(*plain.of(old, one))) or (None if plain.unreadable else False)


def _component(
    key: str, one: ComponentConfigConnection, names: Mapping[str, str | None], comparer: _Comparer
) -> GraphComponent:
    needs = tuple(dict.fromkeys(one.component_dependency_ids))
    return GraphComponent(
        name=one.name,
        component_id=key,
        kind=one.type or "unknown",
        synced=one.origin_kind is Origin.SYNCED,
        changed=comparer.changed(one),
        needs=needs,
        uses=tuple(names[used] or used for used in needs),
    )


def _drawn(components: Collection[GraphComponent]) -> list[GraphComponent]:
    used = Counter(key for one in components for key in one.needs)
    ranks = [(not one.news, -len(one.needs) - used[one.component_id or ""], at) for at, one in enumerate(components)]
    return [components[at] for *_, at in sorted(sorted(ranks)[:MAX_NODES], key=lambda rank: rank[2])]


def _layout(components: Collection[GraphComponent]) -> Layout:
    ids = [one.component_id or "" for one in components]
    return layered(ids, ((key, one.component_id or "") for one in components for key in one.needs))


class _Corner(NamedTuple):
    x: float
    y: float


def _corner(place: Place) -> _Corner:
    return _Corner(MARGIN + place.column * COLUMN, MARGIN + place.row * ROW)


def _node(one: GraphComponent, place: Place) -> Node:
    x, y = _corner(place)
    itself = "! needs itself" if one.component_id in one.needs else ""
    says = " ".join(filter(None, (SIGNS.get(one.news), itself or one.kind_in_words)))
    return Node(x, round(y, 1), SHAPES.get(one.kind or "", "ticket"), one.name or "", says, one.news, bool(one.kind))


def _line(route: tuple[Place, ...], *, closes: bool) -> Line:
    """Return a line from the right edge of its left node to the left edge of its right node, through what is between.

    A line that closes a circle is the same line; its arrow is at the left end.
    """
    (x, y), *between, (to_x, to_y) = map(_corner, reversed(route) if closes else route)
    middle = HEIGHT / 2
    passed = [point for x, y in between for point in ((x, y + middle), (x + WIDTH, y + middle))]
    return Line(((x + WIDTH, y + middle), *passed, (to_x, to_y + middle)), closes)
