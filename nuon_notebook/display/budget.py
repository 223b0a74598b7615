"""Selects what of a model is shown within a budget: what is newest and what went wrong is cut last.

The selection is a tree: a node is a model with a fragment of its own (a line and a body), and has a section node for
each of its sections. Fragments come from a writer, which knows HTML or text and what each costs; this module knows
neither. Nothing is computed for what is cut, but for the statuses that rank it.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from typing import Any, Protocol, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import LOADED, Badge, Section, SectionState, SectionStatus, Shown, is_shown

SINGLE = ("body", "markdown")
PASSES = 4  # space freed by smaller frames is reused; returns diminish after four passes
Rank = tuple[bool, int, int, int, int]
LATE = 3  # levels by which a long section that is seldom read waits


class Writer(Protocol):
    """Makes fragments and says what they cost."""

    def node(self, model: Shown, layout: str) -> str:
        """Return a model's own fragment, without its sections."""
        ...

    def frame(self, section: SectionNode) -> str:
        """Return the frame of a section, without its content."""
        ...

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return what says of sections that they hold nothing."""
        ...

    def cost(self, fragment: str) -> int:
        """Return what a fragment takes of the budget."""
        ...

    def frame_cost(self, section: SectionNode) -> int:
        """Return what the frame of a section takes at most, however much of its content will be shown."""
        ...


@dataclass
class SectionNode:
    """A section of a model, and how much of it is shown.

    Attributes:
        section: which section.
        path: the Python expression that gives its content.
        state: what is known of it beyond its content.
        items: the models that it holds; a single model or text as a sequence of one.
        nodes: those that are shown, by index.
        failure: the class of the exception that reading it raised; empty where none did.
        reserved: what its frame takes of the budget.
    """

    section: Section
    path: str
    state: SectionState
    items: Sequence[Any] = ()
    nodes: dict[int, Node] = field(default_factory=dict)
    failure: str = ""
    reserved: int = 0

    @property
    def size(self) -> int:
        """How many models it holds."""
        return len(self.items)

    @property
    def silent(self) -> bool:
        """Whether it holds nothing, and only that is to be said."""
        return not (self.items or self.failure or self.state.note)

    @cached_property
    def attention(self) -> tuple[frozenset[str], ...]:
        """Of each of its models, the statuses that need attention."""
        badges = map(_badges, self.items)
        return tuple(frozenset(one.status for one in of if formats.needs_attention(one.status)) for of in badges)

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many of its models have which status, of those that need attention."""
        return dict(sorted(Counter(chain.from_iterable(self.attention)).items()))

    @property
    def cut(self) -> int:
        """How many of its models are not shown."""
        return self.size - len(self.nodes)

    @property
    def cut_expression(self) -> str:
        """The Python expression that gives what is not shown."""
        first = next((index for index in range(self.size) if index not in self.nodes), self.size)
        return self.path if self.section.layout in SINGLE or not first else f"{self.path}[{first}:]"


@dataclass(slots=True)
class Node:
    """A model, its own fragment and its sections.

    Attributes:
        model: the model, a collection of them or a text.
        fragment: what the writer made of it.
        sections: those that hold something, or of which there is something to say.
        empty: what the writer made of the other sections.
    """

    model: Any
    fragment: str
    sections: list[SectionNode] = field(default_factory=list)
    empty: str = ""


@dataclass(slots=True)
class _Candidate:
    """A model that may become a node."""

    needs_attention: bool
    index: int
    owner: SectionNode
    age: int
    depth: int
    fragment: str | None = None

    @property
    def model(self) -> Any:
        return self.owner.items[self.index]

    @property
    def layout(self) -> str:
        return self.owner.section.layout


def select(root: Shown | Sequence[Shown], writer: Writer, budget: int) -> Node:
    """Return as much of a model, or of several, as the budget allows.

    Args:
        root: what is shown.
        writer: makes the fragments.
        budget: the most that all fragments may cost together.
    """
    return _Selection(writer, budget).of(root)


def select_sections(root: Shown, names: Sequence[str], writer: Writer, budget: int) -> Node:
    """Return as much of some sections of a model as the budget allows, without the model itself.

    Args:
        root: whose sections are shown.
        names: which; a single one has no heading.
        writer: makes the fragments.
        budget: the most that all fragments may cost together.
    """
    return _Selection(writer, budget).of_sections(root, names)


def section_nodes(root: Shown, names: Sequence[str]) -> list[SectionNode]:
    """Return some sections of a model, with nothing of them shown."""
    framed = len(names) > 1
    sections = (replace(section, framed=framed) for section in root.sections if section.name in names)
    return [_section_node(root, section, _root_name(root)) for section in sections]


class _Selection:
    def __init__(self, writer: Writer, budget: int) -> None:
        self.writer = writer
        self.left = budget
        # Ordered by what matters most; the second number tells equal ranks apart.
        self.serial = count()
        self.candidates: list[tuple[Rank, int, _Candidate]] = []
        self.cut: list[tuple[Rank, int, _Candidate]] = []
        self.sections: list[SectionNode] = []
        self.blocked: set[int] = set()
        self.smallest: dict[str, int] = defaultdict(int)

    def of(self, root: Shown | Sequence[Shown]) -> Node:
        node = Node(root, self.writer.node(cast("Shown", root), "root"))
        if isinstance(root, Sequence):
            section, items = Section("", "items", "collection", framed=False), _items(root)
            state = LOADED if getattr(root, "loaded", True) else SectionState(SectionStatus.NOT_LOADED, repr(root))
            return self._filled(node, [SectionNode(section, _root_name(items), state, items)])
        return self._filled(node, [_section_node(root, section, _root_name(root)) for section in root.sections])

    def of_sections(self, root: Shown, names: Sequence[str]) -> Node:
        return self._filled(Node(root, self.writer.node(root, "pane")), section_nodes(root, names))

    def _filled(self, node: Node, sections: Sequence[SectionNode]) -> Node:
        self.left -= self.writer.cost(node.fragment)
        self._add_sections(node, sections, age=0, depth=0)
        for _ in range(PASSES):
            while self.candidates:
                ranked = heapq.heappop(self.candidates)
                if not self._fits(ranked[2]):
                    self.blocked.add(id(ranked[2].owner))
                    self.cut.append(ranked)
            if not self._has_freed_space():
                break
        return node

    def _has_freed_space(self) -> bool:
        """Take back what frames turned out not to need, and let what was cut try again."""
        before = self.left
        for section in self.sections:
            needed = self.writer.frame_cost(section)
            self.left += section.reserved - needed
            section.reserved = needed
        self.blocked = set()
        self.candidates, self.cut = self.cut, []
        heapq.heapify(self.candidates)
        return self.left > before

    def _add_sections(self, node: Node, sections: Sequence[SectionNode], age: int, depth: int) -> None:
        """Give a node its sections; one fragment tells of those that hold nothing."""
        node.empty = self.writer.empty([section for section in sections if section.silent])
        self.left -= self.writer.cost(node.empty)
        for section in sections:
            if not section.silent:
                self._add_candidates(node, section, age, depth)

    def _add_candidates(self, node: Node, section: SectionNode, age: int, depth: int) -> None:
        node.sections.append(section)
        self.sections.append(section)
        section.reserved = self.writer.frame_cost(section)
        self.left -= section.reserved
        older = age
        for index, statuses in enumerate(section.attention):
            attention = bool(statuses)
            rank = (not attention, depth + older + (LATE if section.section.late else 0), depth, index)
            candidate = _Candidate(attention, index, section, older, depth)
            heapq.heappush(self.candidates, ((*rank, len(self.candidates)), next(self.serial), candidate))
            older += section.section.newest_first and not attention

    def _fits(self, candidate: _Candidate) -> bool:
        """Show a model if it fits, and return whether it does."""
        section = candidate.owner
        blocked = id(section) in self.blocked and not candidate.needs_attention
        if blocked or self.left <= 0 or self.left < self.smallest[candidate.layout]:
            return False
        before = self.left
        node = self._node(candidate)
        if candidate.layout == "list":
            path = f"{section.path}[{candidate.index}]"
            inner = [_section_node(node.model, each, path) for each in node.model.sections]
            self._add_sections(node, inner, candidate.age, candidate.depth + 1)
        if self.left < 0:
            self.left = before
            self._forget(node)
            return False
        section.nodes[candidate.index] = node
        return True

    def _node(self, candidate: _Candidate) -> Node:
        if candidate.fragment is None:
            candidate.fragment = self.writer.node(candidate.model, candidate.layout)
        cost = self.writer.cost(candidate.fragment)
        self.left -= cost
        known = self.smallest[candidate.layout]
        self.smallest[candidate.layout] = min(known, cost) if known else cost
        return Node(candidate.model, candidate.fragment)

    def _forget(self, node: Node) -> None:
        """Take back the sections of a node that did not fit."""
        if node.sections:
            gone = {id(section) for section in node.sections}
            self.sections = [section for section in self.sections if id(section) not in gone]
            self.candidates = [ranked for ranked in self.candidates if id(ranked[2].owner) not in gone]
            heapq.heapify(self.candidates)


def _section_node(model: Shown, section: Section, path: str) -> SectionNode:
    """Read a section; where that fails, a node that says so."""
    place = f"{path}.{section.name}"
    try:
        return SectionNode(section, place, model.section_state(section.name), _items(getattr(model, section.name)))
    except Exception as error:  # noqa: BLE001 - shown in its place, the rest of the page stands
        return SectionNode(section, place, SectionState(SectionStatus.FAILED), failure=type(error).__name__)


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value if getattr(value, "loaded", True) else ()
    return () if value is None or value == "" else (value,)


def _badges(item: Any) -> tuple[Badge, ...]:
    try:
        return item.badges if is_shown(item) else ()
    except Exception:  # noqa: BLE001 - the writer says so where the model is shown
        return ()


def _root_name(root: object) -> str:
    """Return a name for a variable that holds the root: `installer`, `config`, `apps`."""
    if isinstance(root, Sequence):
        return f"{_root_name(root[0])}s" if root else "items"
    return str(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", type(root).__name__)[-1]).lower()
