"""Selects what is shown of a model within a budget. What is newest and what failed is cut last.

The selection is a tree. A node is a model with its own fragment (a line and a body), and has a section node for each of
its sections. A writer makes the fragments as HTML or text and knows their cost; this module knows neither format. For
models that are cut, only the statuses that rank them are computed.
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
from nuon_notebook.display.sections import (
    LOADED,
    Badge,
    Displayable,
    Section,
    SectionState,
    SectionStatus,
    is_displayable,
)

PASSES = 4  # space freed by smaller frames is reused; returns diminish after four passes
Rank = tuple[bool, int, int, int, int]
WITH_SECTIONS = ("answer", "list")  # layouts whose models are shown with their sections
LATE_PENALTY = 3  # levels by which a section with `late` ranks lower
SCREEN = 20  # rows of an answer; what is beyond them ranks as the rest of the page
PICTURES = 4  # all pictures of a page take at most a quarter of the budget


class Writer(Protocol):
    """Makes fragments and knows their cost."""

    def node(self, model: Displayable, layout: str) -> str:
        """Return a model's own fragment, without its sections."""
        ...

    def frame(self, section: SectionNode) -> str:
        """Return the frame of a section, without its content."""
        ...

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return the fragment that lists empty sections."""
        ...

    def cost(self, fragment: str) -> int:
        """Return the cost of a fragment."""
        ...

    def frame_cost(self, section: SectionNode) -> int:
        """Return the maximum cost of the frame of a section, however much of its content is shown."""
        ...


@dataclass
class SectionNode:
    """A section of a model, and how much of it is shown.

    Attributes:
        section: the section.
        path: the Python expression that gives its content.
        state: whether it was loaded, and what failed or is missing.
        items: its models; a single model or text is a sequence of one.
        nodes: those that are shown, by index.
        failure: the class name of the exception raised by reading it; empty if there was none.
        reserved: the cost that is reserved for its frame.
        first: whether the first screen of its items is cut last, as those of the page's answers are.
        level: how deep it is nested; models and headings count.
    """

    section: Section
    path: str
    state: SectionState
    items: Sequence[Any] = ()
    nodes: dict[int, Node] = field(default_factory=dict)
    failure: str = ""
    reserved: int = 0
    first: bool = False
    level: int = 1

    @property
    def size(self) -> int:
        """The number of its models."""
        return len(self.items)

    @property
    def is_empty(self) -> bool:
        """Whether it has no items, and no failure or note to show."""
        return not (self.items or self.failure or self.state.note)

    @property
    def is_left_unsaid(self) -> bool:
        """Whether nothing is said of it if it is empty. Of what is not sent, another section says why."""
        if self.state.status is SectionStatus.NOT_SENT:
            return True
        return self.section.optional and self.state.status is SectionStatus.LOADED

    @property
    def number(self) -> str:
        """How many things it holds, in words; of groups also how many there are."""
        more = "+" if self.state.more else ""
        if not self.section.groups:
            return f"{self.size}{more}"
        counted = sum(len(getattr(item, self.section.groups)) for item in self.items)
        return f"{counted}{more} in {formats.count(self.size, 'group')}"

    @cached_property
    def attention(self) -> tuple[frozenset[str], ...]:
        """The statuses that need attention, for each of its models."""
        badges = map(_badges, self.items)
        return tuple(frozenset(one.status for one in of if formats.needs_attention(one.status)) for of in badges)

    @cached_property
    def statuses(self) -> dict[str, int]:
        """The statuses that need attention, most severe first, with the number of models that have each."""
        counted = Counter(chain.from_iterable(self.attention))
        return dict(sorted(counted.items(), key=lambda item: (formats.SEVERITY[formats.status_tone(item[0])], item[0])))

    @property
    def cut(self) -> int:
        """The number of its models that are not shown."""
        return self.size - len(self.nodes)

    @property
    def cut_expression(self) -> str:
        """The Python expression that gives what is not shown."""
        if self.section.newest_last:
            return f"{self.path}[:{1 + max((at for at in range(self.size) if at not in self.nodes), default=-1)}]"
        first = next((index for index in range(self.size) if index not in self.nodes), self.size)
        return self.path if self.section.single or not first else f"{self.path}[{first}:]"


@dataclass(slots=True)
class Node:
    """A model, its own fragment and its sections.

    Attributes:
        model: the model, a collection of them or a text.
        fragment: its own fragment.
        sections: its sections that are not empty.
        empty: the fragment that lists the empty sections.
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


def select(root: Displayable | Sequence[Displayable], writer: Writer, budget: int, layout: str = "root") -> Node:
    """Select as much of a model, or of several, as the budget allows.

    Args:
        root: a model or several.
        writer: makes the fragments.
        budget: the maximum total cost of the fragments.
        layout: the layout of the root's own fragment.
    """
    return _Selection(writer, budget).select(root, layout)


def select_sections(root: Displayable, names: Sequence[str], writer: Writer, budget: int) -> Node:
    """Select as much of some sections of a model as the budget allows, without the model's own fragment.

    Args:
        root: the model.
        names: the sections; a single one has no heading.
        writer: makes the fragments.
        budget: the maximum total cost of the fragments.
    """
    return _Selection(writer, budget).select_sections(root, names)


def section_nodes(root: Displayable, names: Sequence[str]) -> list[SectionNode]:
    """Return nodes for some sections of a model, with nothing selected."""
    framed = len(names) > 1
    sections = (replace(section, framed=framed) for section in root.sections if section.name in names)
    return [_section_node(root, section, _root_name(root)) for section in sections]


class _Selection:
    def __init__(self, writer: Writer, budget: int) -> None:
        self.writer = writer
        self.remaining = budget
        self.remaining_for_pictures = budget // PICTURES
        # Heaps, most important first. The serial number decides between equal ranks.
        self.serial = count()
        self.candidates: list[tuple[Rank, int, _Candidate]] = []
        self.cut: list[tuple[Rank, int, _Candidate]] = []
        self.sections: list[SectionNode] = []
        self.blocked: set[int] = set()
        self.smallest: dict[str, int] = defaultdict(int)

    def select(self, root: Displayable | Sequence[Displayable], layout: str) -> Node:
        node = Node(root, self.writer.node(cast("Displayable", root), layout))
        if isinstance(root, Sequence):
            section, items = Section("", "items", "collection", framed=False), _items(root)
            state = LOADED if getattr(root, "loaded", True) else SectionState(SectionStatus.NOT_LOADED, repr(root))
            return self._fill(node, [SectionNode(section, _root_name(items), state, items)])
        return self._fill(node, [_section_node(root, section, _root_name(root)) for section in root.sections])

    def select_sections(self, root: Displayable, names: Sequence[str]) -> Node:
        return self._fill(Node(root, self.writer.node(root, "pane")), section_nodes(root, names))

    def _fill(self, node: Node, sections: Sequence[SectionNode]) -> Node:
        self.remaining -= self.writer.cost(node.fragment)
        self._add_sections(node, sections, age=0, depth=0)
        for _ in range(PASSES):
            while self.candidates:
                ranked = heapq.heappop(self.candidates)
                if not self._try_to_add(ranked[2]):
                    self.blocked.add(id(ranked[2].owner))
                    self.cut.append(ranked)
            if not self._reclaim_space():
                break
        return node

    def _reclaim_space(self) -> bool:
        """Return unneeded space of frames to the budget and retry what was cut. Return whether there was any."""
        before = self.remaining
        for section in self.sections:
            needed = self.writer.frame_cost(section)
            self.remaining += section.reserved - needed
            section.reserved = needed
        self.blocked = set()
        self.candidates, self.cut = self.cut, []
        heapq.heapify(self.candidates)
        return self.remaining > before

    def _add_sections(
        self, node: Node, sections: Sequence[SectionNode], age: int, depth: int, *, first: bool = False
    ) -> None:
        """Add sections to a node. One fragment lists the empty ones."""
        node.empty = self.writer.empty([one for one in sections if one.is_empty and not one.is_left_unsaid])
        self.remaining -= self.writer.cost(node.empty)
        for section in sections:
            of_page = section.section.cut_last or (section.section.layout == "answer" and depth == 0)
            section.first = (first and section.section.layout != "picture") or of_page
            if not section.is_empty:
                self._add_candidates(node, section, age, depth)

    def _add_candidates(self, node: Node, section: SectionNode, age: int, depth: int) -> None:
        node.sections.append(section)
        self.sections.append(section)
        section.reserved = self.writer.frame_cost(section)
        self.remaining -= section.reserved
        older = age
        ages = section.section.newest_first or section.section.newest_last
        indexes = range(section.size)
        for place, index in enumerate(reversed(indexes) if section.section.newest_last else indexes):
            attention = (section.first and place < SCREEN) or bool(section.attention[index])
            in_use = getattr(section.items[index], "in_use", False)
            its_age = age if in_use else older
            rank = (not attention, depth + its_age + (LATE_PENALTY if section.section.late else 0), depth, place)
            candidate = _Candidate(attention, index, section, its_age, depth)
            heapq.heappush(self.candidates, ((*rank, len(self.candidates)), next(self.serial), candidate))
            older += ages and not attention and not in_use

    def _try_to_add(self, candidate: _Candidate) -> bool:
        """Add a model to the tree if it fits. Return whether it does."""
        section = candidate.owner
        blocked = id(section) in self.blocked and not candidate.needs_attention
        space = self._space_for(candidate.layout)
        if blocked or space <= 0 or space < self.smallest[candidate.layout]:
            return False
        before = self.remaining, self.remaining_for_pictures
        node = self._node(candidate)
        if candidate.layout in WITH_SECTIONS:
            path = section.path if section.section.single else f"{section.path}[{candidate.index}]"
            level = section.level + section.section.framed + 1
            inner = [_section_node(node.model, each, path, level) for each in node.model.sections if not each.own_page]
            answers = candidate.layout == "answer"
            # The rows of an answer within another model come before what else is in that.
            deeper = not answers or section.first
            self._add_sections(node, inner, candidate.age, candidate.depth + deeper, first=answers and section.first)
        if min(self.remaining, self.remaining_for_pictures) < 0:
            self.remaining, self.remaining_for_pictures = before
            self._discard(node)
            return False
        section.nodes[candidate.index] = node
        return True

    def _space_for(self, layout: str) -> int:
        return min(self.remaining, self.remaining_for_pictures) if layout == "picture" else self.remaining

    def _node(self, candidate: _Candidate) -> Node:
        if candidate.fragment is None:
            candidate.fragment = self.writer.node(candidate.model, candidate.layout)
        cost = self.writer.cost(candidate.fragment)
        self.remaining -= cost
        self.remaining_for_pictures -= cost if candidate.layout == "picture" else 0
        known = self.smallest[candidate.layout]
        self.smallest[candidate.layout] = min(known, cost) if known else cost
        return Node(candidate.model, candidate.fragment)

    def _discard(self, node: Node) -> None:
        """Remove the sections of a node that did not fit."""
        if node.sections:
            gone = {id(section) for section in node.sections}
            self.sections = [section for section in self.sections if id(section) not in gone]
            self.candidates = [ranked for ranked in self.candidates if id(ranked[2].owner) not in gone]
            heapq.heapify(self.candidates)


def _section_node(model: Displayable, section: Section, path: str, level: int = 1) -> SectionNode:
    """Return the node of a section. If reading the section fails, the node says so."""
    place = f"{path}.{section.name}"
    try:
        items = _items(getattr(model, section.name))
        return SectionNode(section, place, model.section_state(section.name), items, level=level)
    except Exception as error:  # noqa: BLE001 - shown in its place; the rest of the page is kept
        return SectionNode(
            section, place, SectionState(SectionStatus.FAILED), failure=type(error).__name__, level=level
        )


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value if getattr(value, "loaded", True) else ()
    return () if value is None or value == "" else (value,)


def _badges(item: Any) -> tuple[Badge, ...]:
    try:
        return item.badges if is_displayable(item) else ()
    except Exception:  # noqa: BLE001 - the writer shows the failure
        return ()


def _root_name(root: object) -> str:
    """Return a name for a variable that holds the root: `installer`, `config`, `apps`."""
    if isinstance(root, Sequence):
        return f"{_root_name(root[0])}s" if root else "items"
    return str(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", type(root).__name__)[-1]).lower()
