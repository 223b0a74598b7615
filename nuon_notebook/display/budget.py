"""Selects what is shown of a model within a budget. What is newest and what failed is cut last.

The selection is a tree. A node is a model with its own fragment (a line and a body), and has a section node for each of
its sections. An item of a list comes first as a line alone, its details (body and sections) follow if there is space:
the newest one is shown whole, many older ones in one line each. A writer makes the fragments as HTML or text and knows
their cost; this module knows neither format. For models that are cut, only the statuses that rank them are computed.
"""

from __future__ import annotations

import builtins
import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from typing import Any, Final, Protocol, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import (
    LOADED,
    Badge,
    Displayable,
    Layout,
    Row,
    Section,
    SectionState,
    SectionStatus,
    is_displayable,
)
from nuon_notebook.redaction.masking import mask_text

PASSES = 4  # space freed by smaller frames is reused; returns diminish after four passes
Rank = tuple[bool, int, int]
LINE_FIRST: Final = {"list": "brief", "rows": "row"}  # by layout, that of a line that comes before the details
DETAILS: Final = {line: whole for whole, line in LINE_FIRST.items()}
WITH_SECTIONS = ("answer", "list")  # layouts whose models are shown with their sections
LATE_PENALTY = 3  # levels by which a section with `late` ranks lower
LINES_PER_LEVEL = 24  # items of one section: further ones rank lower
DETAILS_PER_LEVEL = 12
DETAILS_DELAY = 10  # levels by which the details of an item rank lower than those of the next newer one
RECENT = 4  # newer items after which a failure is history: its line tells enough
PLAIN_NAME: Final = re.compile(r"[\w.-]{1,26}")  # not longer than an id, so that expressions fit into a terminal
LAST_SHOWN: Final = "_"
"""In IPython, the variable that holds the value that was displayed last."""
PICTURES = 2  # all pictures of a page take at most half of the budget
MAX_PICTURES = 64 * 1024


class Writer(Protocol):
    """Makes fragments and knows their cost."""

    @property
    def opens_rows(self) -> bool:
        """Whether rows open, so that what is in them is shown."""
        ...

    @property
    def least_details(self) -> int:
        """What the details of an item cost at least: where there is less room, they are not computed."""
        ...

    def node(self, model: Displayable, layout: str, path: str = "", level: int = 0) -> str:
        """Return a model's own fragment, without its sections; with the layouts `brief` and `row` its line alone.

        Args:
            model: the model.
            layout: that of its section.
            path: of a row whose model is found by name, the Python expression that gives it; else empty.
            level: how deep it is nested; models and headings count.
        """
        ...

    def has_details(self, model: Displayable, layout: str) -> bool:
        """Return whether an item of a list, or a row, may have more than its line."""
        ...

    def opens(self, model: Displayable) -> bool:
        """Return whether a list item is shown open, so that its details count as much as its line."""
        ...

    def frame(self, section: SectionNode) -> str:
        """Return the frame of a section, without its content."""
        ...

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return the fragment that lists empty sections."""
        ...

    def left_out(self, sections: Sequence[SectionNode]) -> str:
        """Return the fragment that lists sections of a model of which nothing is shown."""
        ...

    def left_out_cost(self, section: SectionNode) -> int:
        """Return the maximum cost of listing a section there."""
        ...

    def cost(self, fragment: str) -> int:
        """Return the cost of a fragment."""
        ...

    def frame_cost(self, section: SectionNode) -> int:
        """Return the maximum cost of the frame of a section, however much of its content is shown."""
        ...


@dataclass(eq=False)
class SectionNode:
    """A section of a model, and how much of it is shown.

    Attributes:
        section: the section.
        path: the Python expression that gives its content.
        state: whether it was loaded, and what failed or is missing.
        items: its models; a single model or text is a sequence of one.
        nodes: those that are shown, by index.
        failure: the class name of the exception raised by reading it; empty if there was none.
        reserved: the cost that is reserved for its frame, or for naming it where that is left out.
        first: whether the first screen of its items is cut last, as those of the page's answers are.
        level: how deep it is nested; models and headings count.
        rows_path: the expression that gives the collection in which what its rows open is found by name.
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
    rows_path: str = ""

    @property
    def level_of_items(self) -> int:
        """How deep its items are nested."""
        return self.level + self.section.framed

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
    def is_left_out(self) -> bool:
        """Whether it has no frame, because nothing of it is shown, and its model says that in one line.

        What has more to say than its number keeps its frame: an answer says it in brief. So does a section of the
        page's own model, because the expression that gives the model gives this page again.
        """
        remarks = self.failure or self.state.note or self.state.more or self.section.layout == "answer"
        return not (self.nodes or self.first or remarks) and self.section.framed and self.level > 1

    @property
    def owner_path(self) -> str:
        """The Python expression that gives the model that it is a section of."""
        return self.path.removesuffix(f".{self.section.name}")

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

    def path_of(self, index: int) -> str:
        """Return the Python expression that gives one of its models; of a row, what that opens, if that is a model."""
        if self.section.single:
            return self.path
        opened = self.items[index].opens if self.section.layout == "rows" else None
        if opened is None:
            return f"{self.path}[{index}]"
        key = _key(opened, self._names)
        return f'{self.rows_path}["{key}"]' if key and self.rows_path else f"{self.path}[{index}].opens"

    @cached_property
    def _names(self) -> Counter[str]:
        """The names of what its rows open; upper and lower case count as the same."""
        return Counter(_name(row.opens).casefold() for row in self.items)

    @property
    def cut(self) -> int:
        """The number of its models that are not shown."""
        return self.size - len(self.nodes)

    @property
    def brief(self) -> list[int]:
        """The indexes of its models that are shown without their details."""
        return sorted(index for index, node in self.nodes.items() if node.brief)

    @property
    def cut_expression(self) -> str:
        """The Python expression that gives what is not shown."""
        if self.section.single or not self.nodes:
            return self.path
        first, last = self._missing[0], self._missing[-1]
        return f"{self.path}[{first or ''}:{last + 1 if last + 1 < self.size else ''}]"

    @property
    def _missing(self) -> list[int]:
        return [index for index in range(self.size) if index not in self.nodes]

    @property
    def is_cut_apart(self) -> bool:
        """Whether some of its models that are shown stand between those that are not, so that no slice is exact."""
        return _is_apart(self._missing)

    @property
    def is_brief_apart(self) -> bool:
        """Whether some of its models that are shown in full stand between those that are not."""
        return _is_apart(self.brief)

    @property
    def is_incomplete(self) -> bool:
        """Whether models, or details of models, are left out."""
        return bool(self.cut or self.brief)

    @property
    def brief_expression(self) -> str:
        """The Python expression that gives what is shown without its details."""
        first, last = self.brief[0], self.brief[-1]
        return f"{self.path}[{first}]" if first == last else f"{self.path}[{first}:{last + 1}]"


@dataclass(slots=True)
class Node:
    """A model, its own fragment and its sections.

    Attributes:
        model: the model, a collection of them or a text.
        fragment: its own fragment.
        sections: its sections that are not empty.
        empty: the fragment that lists the empty sections.
        brief: whether its details are left out.
    """

    model: Any
    fragment: str
    sections: list[SectionNode] = field(default_factory=list)
    empty: str = ""
    brief: bool = False


@dataclass(slots=True)
class _Candidate:
    """A model that may become a node, or the details of one that has become a node."""

    needs_attention: bool
    index: int
    owner: SectionNode
    age: int
    depth: int
    place: int
    layout: str
    fragment: str | None = None

    @property
    def model(self) -> Any:
        return self.owner.items[self.index]

    @property
    def is_first(self) -> bool:
        """Whether it is cut last: what is read first, and what failed or waits.

        Of rows, hundreds may have failed. The first of them are read first; what they open is read later.
        """
        read_first = self.owner.first and self.place < LINES_PER_LEVEL and self.layout != "rows"
        return read_first or (self.needs_attention and self.layout not in ("row", "rows"))

    @property
    def level(self) -> int:
        """How late it comes: deep, old and far down in its section."""
        level = self.depth + (LATE_PENALTY if self.owner.section.late else 0)
        if self.layout in LINE_FIRST:
            return level + 1 + DETAILS_DELAY * self.age + self.place // DETAILS_PER_LEVEL
        return level + self.age + self.place // LINES_PER_LEVEL


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
        self.remaining_for_pictures = min(budget // PICTURES, MAX_PICTURES)
        # Heaps, most important first. Of equal ranks the earlier one comes first, so sections are complete.
        self.serial = count()
        self.candidates: list[tuple[Rank, int, _Candidate]] = []
        self.cut: list[tuple[Rank, int, _Candidate]] = []
        self.sections: list[SectionNode] = []
        self.blocked: set[tuple[SectionNode, str]] = set()
        self.smallest: dict[str, int] = defaultdict(int)
        self.answered = False

    def select(self, root: Displayable | Sequence[Displayable], layout: str) -> Node:
        node = Node(root, self.writer.node(cast("Displayable", root), layout))
        if isinstance(root, Sequence):
            return self._fill(node, [_collection_node(root)])
        sections = [_section_node(root, section, _root_name(root)) for section in root.sections]
        self.answered = any(one.items and one.section.layout == "answer" and one.section.open for one in sections)
        return self._fill(node, sections)

    def select_sections(self, root: Displayable, names: Sequence[str]) -> Node:
        return self._fill(Node(root, self.writer.node(root, "pane")), section_nodes(root, names))

    def _fill(self, node: Node, sections: Sequence[SectionNode]) -> Node:
        self.remaining -= self.writer.cost(node.fragment)
        self._add_sections(node, sections, age=0, depth=0)
        for _ in range(PASSES):
            while self.candidates:
                ranked = heapq.heappop(self.candidates)
                if not self._try_to_add(ranked[2]):
                    self.blocked.add((ranked[2].owner, ranked[2].layout))
                    self.cut.append(ranked)
            if not self._reclaim_space():
                break
        return node

    def _reclaim_space(self) -> bool:
        """Return unneeded space of frames to the budget and retry what was cut. Return whether there was any."""
        before = self.remaining
        for section in self.sections:
            needed = self._cost(section)
            self.remaining += section.reserved - needed
            section.reserved = needed
        self.blocked = set()
        self.candidates, self.cut = self.cut, []
        heapq.heapify(self.candidates)
        return self.remaining > before

    def _cost(self, section: SectionNode) -> int:
        return self.writer.left_out_cost(section) if section.is_left_out else self.writer.frame_cost(section)

    def _add_sections(
        self, node: Node, sections: Sequence[SectionNode], age: int, depth: int, *, first: bool = False
    ) -> None:
        """Add sections to a node. One fragment lists the empty ones."""
        node.empty = self.writer.empty([one for one in sections if one.is_empty and not one.is_left_unsaid])
        self.remaining -= self.writer.cost(node.empty)
        for section in sections:
            is_first = first and not section.section.late and section.section.layout != "picture"
            of_page = section.section.cut_last or (section.section.layout == "answer" and depth == 0)
            section.first = is_first or of_page
            if not (section.is_empty or self._is_answered(section)):
                self._add_candidates(node, section, age, depth if section.section.framed else max(depth - 1, 0))

    def _is_answered(self, section: SectionNode) -> bool:
        """Return whether the answer at the top of the page shows all that there is to say of a section."""
        remarks = section.failure or section.state.note or section.state.more
        return self.answered and section.section.answered and not remarks

    def _add_candidates(self, node: Node, section: SectionNode, age: int, depth: int) -> None:
        node.sections.append(section)
        self.sections.append(section)
        section.reserved = self._cost(section)
        self.remaining -= section.reserved
        older = age
        ages = section.section.newest_first or section.section.newest_last
        layout = LINE_FIRST.get(section.section.layout, section.section.layout)
        indexes = range(section.size)
        for place, index in enumerate(reversed(indexes) if section.section.newest_last else indexes):
            attention = bool(section.attention[index])
            in_use = getattr(section.items[index], "in_use", False)
            self._push(_Candidate(attention, index, section, age if in_use else older, depth, place, layout))
            older += ages and not (attention or section.first or in_use)

    def _push(self, candidate: _Candidate) -> None:
        rank = (not candidate.is_first, candidate.level, candidate.depth)
        heapq.heappush(self.candidates, (rank, next(self.serial), candidate))

    def _try_to_add(self, candidate: _Candidate) -> bool:
        """Add a model to the tree, or its details, if they fit. Return whether they do."""
        section, layout = candidate.owner, candidate.layout
        blocked = (section, layout) in self.blocked and not candidate.is_first
        space = self._space_for(layout)
        least = max(self.smallest[layout], self.writer.least_details if layout in LINE_FIRST else 1)
        if blocked or space < least:
            return False
        before = self.remaining, self.remaining_for_pictures
        frame = self._frame(section)
        if self._space_for(layout) < self.smallest[layout]:
            self.remaining = before[0]
            return False
        node = self._node(candidate)
        if opened := self._opened(candidate):
            self._add_inner_sections(node, opened, candidate)
        if min(self.remaining, self.remaining_for_pictures) < 0:
            self.remaining, self.remaining_for_pictures = before
            self._discard(node)
            return False
        section.nodes[candidate.index] = node
        section.reserved += frame
        if layout in DETAILS and self.writer.has_details(node.model, DETAILS[layout]):
            node.brief = True
            self._push(self._details_of(candidate))
        return True

    def _frame(self, section: SectionNode) -> int:
        """Return what the frame of a section costs more than leaving it out, and take that from the budget."""
        if not section.is_left_out:
            return 0
        more = self.writer.frame_cost(section) - section.reserved
        self.remaining -= more
        return more

    def _details_of(self, candidate: _Candidate) -> _Candidate:
        urgent = candidate.needs_attention and candidate.age <= RECENT
        return replace(
            candidate,
            layout=DETAILS[candidate.layout],
            fragment=None,
            needs_attention=urgent or self.writer.opens(candidate.model),
        )

    def _opened(self, candidate: _Candidate) -> Displayable | None:
        """Return the model whose sections are shown with a candidate; None if no sections are."""
        if candidate.layout == "rows":
            return cast("Row", candidate.model).opens if self.writer.opens_rows else None
        return cast("Displayable", candidate.model) if candidate.layout in WITH_SECTIONS else None

    def _add_inner_sections(self, node: Node, opened: Displayable, candidate: _Candidate) -> None:
        section = candidate.owner
        path = section.path_of(candidate.index)
        sections = [each for each in opened.sections if not each.own_page]
        answers = candidate.layout == "answer"
        level = section.level_of_items + (not answers)
        inner = [_section_node(opened, each, path, level) for each in sections]
        # The rows of an answer within another model come before what else is in that.
        deeper = not answers or section.first
        self._add_sections(node, inner, candidate.age, candidate.depth + deeper, first=answers and section.first)

    def _space_for(self, layout: str) -> int:
        return min(self.remaining, self.remaining_for_pictures) if layout == "picture" else self.remaining

    def _node(self, candidate: _Candidate) -> Node:
        if candidate.fragment is None:
            path = candidate.owner.path_of(candidate.index) if candidate.owner.rows_path else ""
            candidate.fragment = self.writer.node(
                candidate.model, candidate.layout, path, candidate.owner.level_of_items
            )
        line = candidate.owner.nodes.get(candidate.index)  # which its details replace
        cost = self.writer.cost(candidate.fragment) - (self.writer.cost(line.fragment) if line else 0)
        self.remaining -= cost
        self.remaining_for_pictures -= cost if candidate.layout == "picture" else 0
        known = self.smallest[candidate.layout]
        self.smallest[candidate.layout] = min(known, cost) if known else cost
        return Node(candidate.model, candidate.fragment)

    def _discard(self, node: Node) -> None:
        """Remove the sections of a node that did not fit."""
        if node.sections:
            gone = {*node.sections}
            self.sections = [section for section in self.sections if section not in gone]
            self.candidates = [ranked for ranked in self.candidates if ranked[2].owner not in gone]
            heapq.heapify(self.candidates)


def _section_node(model: Displayable, section: Section, path: str, level: int = 1) -> SectionNode:
    """Return the node of a section. If reading the section fails, the node says so."""
    place = f"{path}.{section.name}"
    rows_path = f"{path.partition('.')[0]}.{section.found_in}" if section.found_in else ""
    try:
        items = _items(getattr(model, section.name))
        return SectionNode(section, place, model.section_state(section.name), items, level=level, rows_path=rows_path)
    except Exception as error:  # noqa: BLE001 - shown in its place; the rest of the page is kept
        return SectionNode(
            section, place, SectionState(SectionStatus.FAILED), failure=type(error).__name__, level=level
        )


def _collection_node(root: Sequence[Displayable]) -> SectionNode:
    """Return the node of a collection that is displayed on its own."""
    items = _items(root)
    layout: Layout = "rows" if items and hasattr(type(items[0]), "opens") else "collection"
    state = LOADED if getattr(root, "loaded", True) else SectionState(SectionStatus.NOT_LOADED, repr(root))
    name = _root_name(items)
    return SectionNode(Section("", "items", layout, framed=False), name, state, items, rows_path=name)


def _is_apart(indexes: Sequence[int]) -> bool:
    return bool(indexes) and indexes[-1] - indexes[0] >= len(indexes)


def _name(model: object) -> str:
    name = getattr(model, "name", None)
    return name if isinstance(name, str) else ""


def _key(model: object, names: Counter[str]) -> str:
    """Return the name of a model, by which a collection finds it, or its id if the name does not do."""
    name = _name(model)
    if names[name.casefold()] == 1 and PLAIN_NAME.fullmatch(name) and mask_text(name) == name:
        return name
    identity = getattr(model, "id", None)
    return identity if isinstance(identity, str) and PLAIN_NAME.fullmatch(identity) else ""


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
    """Return a Python expression that gives the root: a variable named after it, `installer`, `config`, `apps`.

    What the API does not send is the answer of a function that often has its name. It is `_`, the value that was
    displayed last. So is what has the name of a function of Python, such as `input`.
    """
    if isinstance(root, Sequence):
        name = _root_name(root[0]) if root else "item"
        return name if name == LAST_SHOWN else f"{name}s"
    name = str(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", type(root).__name__)[-1]).lower()
    return name if getattr(root, "api_type", "") and not hasattr(builtins, name) else LAST_SHOWN
