"""Chooses what of a model is shown within a budget: what is newest and what went wrong is cut last.

A tree grows from the model: a branch is a model with its own fragment (a line and a body), a twig is one of its
parts. Fragments come from a writer, which knows HTML or text and says what each costs; the tree knows neither.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, Protocol, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Known, Part, PartState, Shown, is_shown

SINGLE = ("body", "markdown")
PASSES = 4  # what frames turn out not to need lets in more; after a few passes there is next to nothing left
LATE = 3  # levels by which a part waits that may be long and is seldom asked for


class Writer(Protocol):
    """Makes fragments and says what they cost."""

    def branch(self, model: Shown, layout: str) -> str:
        """Return a model's own fragment, without its parts."""
        ...

    def twig(self, twig: Twig) -> str:
        """Return the frame of a part, without what is in it."""
        ...

    def nothing(self, twigs: Sequence[Twig]) -> str:
        """Return what says of parts that they hold nothing."""
        ...

    def cost(self, fragment: str) -> int:
        """Return what a fragment takes of the budget."""
        ...

    def frame_cost(self, twig: Twig) -> int:
        """Return what the frame of a part takes at most, however much of it will be shown."""
        ...


@dataclass
class Twig:
    """A part of a model, and how much of it is shown.

    Attributes:
        part: which part.
        path: the Python expression that gives its value.
        state: what is known of it beyond its value.
        value: the models that it holds; a single model or text as one of one.
        branches: those that are shown, by index.
        failure: the class of what went wrong while it was read; empty where nothing did.
        reserved: what its frame takes of the budget.
    """

    part: Part
    path: str
    state: PartState
    value: Sequence[Any] = ()
    branches: dict[int, Branch] = field(default_factory=dict)
    failure: str = ""
    reserved: int = 0

    @property
    def size(self) -> int:
        """How many it holds."""
        return len(self.value)

    @property
    def silent(self) -> bool:
        """Whether it holds nothing and there is nothing to say of it but that."""
        return not (self.value or self.failure or self.state.note)

    @cached_property
    def attention(self) -> tuple[frozenset[str], ...]:
        """Of each of its models the statuses that need attention; a model's headline is dear, so only once."""
        badges = map(_badges, self.value)
        return tuple(frozenset(one.status for one in of if formats.needs_attention(one.status)) for of in badges)

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many of its models have which status, of those that need attention."""
        return dict(sorted(Counter(chain.from_iterable(self.attention)).items()))

    @property
    def cut(self) -> int:
        """How many are not shown."""
        return self.size - len(self.branches)

    @property
    def cut_expression(self) -> str:
        """The Python expression that gives what is not shown."""
        first = next((index for index in range(self.size) if index not in self.branches), self.size)
        return self.path if self.part.layout in SINGLE or not first else f"{self.path}[{first}:]"


@dataclass(slots=True)
class Branch:
    """A model, its own fragment and its parts.

    Attributes:
        model: the model, a collection of them or a text.
        fragment: what the writer made of it.
        twigs: the parts that hold something, or of which there is something to say.
        nothing: what the writer made of the other parts.
    """

    model: Any
    fragment: str
    twigs: list[Twig] = field(default_factory=list)
    nothing: str = ""


@dataclass(order=True, slots=True)
class _Bud:
    """A model that may become a branch, in the order of what matters most."""

    rank: tuple[bool, int, int, int]
    place: int
    index: int = field(compare=False)
    twig: Twig = field(compare=False)
    age: int = field(compare=False)
    depth: int = field(compare=False)


def grow(root: Shown | Sequence[Shown], writer: Writer, budget: int) -> Branch:
    """Return as much of a model, or of several, as the budget allows.

    Args:
        root: what is shown.
        writer: makes the fragments.
        budget: the most that all fragments may cost together.
    """
    return _Grower(writer, budget).grow(root)


def grow_parts(root: Shown, names: Sequence[str], writer: Writer, budget: int) -> Branch:
    """Return as much of some parts of a model as the budget allows, without the model itself.

    Args:
        root: whose parts are shown.
        names: which; a single one has no heading.
        writer: makes the fragments.
        budget: the most that all fragments may cost together.
    """
    return _Grower(writer, budget).grow_parts(root, names)


def twigs_of(root: Shown, names: Sequence[str]) -> list[Twig]:
    """Return some parts of a model, with nothing of them shown."""
    framed = len(names) > 1
    parts = (replace(part, framed=framed) for part in root.parts if part.name in names)
    return [_twig(root, part, _root_name(root)) for part in parts]


class _Grower:
    def __init__(self, writer: Writer, budget: int) -> None:
        self.writer = writer
        self.left = budget
        self.buds: list[_Bud] = []
        self.cut: list[_Bud] = []
        self.twigs: list[Twig] = []
        self.blocked: set[int] = set()

    def grow(self, root: Shown | Sequence[Shown]) -> Branch:
        branch = Branch(root, self.writer.branch(cast("Shown", root), "root"))
        if isinstance(root, Sequence):
            twig = Twig(Part("", "items", "collection", framed=False), _root_name(root), PartState(Known.NONE), root)
            return self._grown(branch, [twig])
        return self._grown(branch, [_twig(root, part, _root_name(root)) for part in root.parts])

    def grow_parts(self, root: Shown, names: Sequence[str]) -> Branch:
        return self._grown(Branch(root, self.writer.branch(root, "pane")), twigs_of(root, names))

    def _grown(self, branch: Branch, twigs: Sequence[Twig]) -> Branch:
        self.left -= self.writer.cost(branch.fragment)
        self._hang(branch, twigs, age=0, depth=0)
        for _ in range(PASSES):
            while self.buds:
                self._open(heapq.heappop(self.buds))
            if not self._freed():
                break
        return branch

    def _freed(self) -> bool:
        """Take back what frames turned out not to need, and let what was cut try again."""
        before = self.left
        for twig in self.twigs:
            needed = self.writer.frame_cost(twig)
            self.left += twig.reserved - needed
            twig.reserved = needed
        self.blocked = set()
        self.buds, self.cut = self.cut, []
        heapq.heapify(self.buds)
        return self.left > before

    def _hang(self, branch: Branch, twigs: Sequence[Twig], age: int, depth: int) -> None:
        """Hang parts on a branch; of those that hold nothing one fragment tells."""
        branch.nothing = self.writer.nothing([twig for twig in twigs if twig.silent])
        self.left -= self.writer.cost(branch.nothing)
        for twig in twigs:
            if not twig.silent:
                self._bud(branch, twig, age, depth)

    def _bud(self, branch: Branch, twig: Twig, age: int, depth: int) -> None:
        branch.twigs.append(twig)
        self.twigs.append(twig)
        twig.reserved = self.writer.frame_cost(twig)
        self.left -= twig.reserved
        older = age
        for index, statuses in enumerate(twig.attention):
            attention = bool(statuses)
            rank = (not attention, depth + older + (LATE if twig.part.late else 0), depth, index)
            heapq.heappush(self.buds, _Bud(rank, len(self.buds), index, twig, older, depth))
            older += twig.part.newest_first and not attention

    def _open(self, bud: _Bud) -> None:
        twig, item = bud.twig, bud.twig.value[bud.index]
        attention = not bud.rank[0]
        if (id(twig) in self.blocked and not attention) or self.left <= 0:
            self._cut(bud)
            return
        branch = Branch(item, self.writer.branch(item, twig.part.layout))
        before = self.left
        self.left -= self.writer.cost(branch.fragment)
        if twig.part.layout == "list":
            place = f"{twig.path}[{bud.index}]"
            self._hang(branch, [_twig(item, part, place) for part in item.parts], bud.age, bud.depth + 1)
        if self.left < 0:
            self.left = before
            self._forget(branch)
            self._cut(bud)
            return
        twig.branches[bud.index] = branch

    def _forget(self, branch: Branch) -> None:
        """Take back the parts of a branch that did not fit."""
        if branch.twigs:
            gone = {id(twig) for twig in branch.twigs}
            self.twigs = [twig for twig in self.twigs if id(twig) not in gone]
            self.buds = [bud for bud in self.buds if id(bud.twig) not in gone]
            heapq.heapify(self.buds)

    def _cut(self, bud: _Bud) -> None:
        self.blocked.add(id(bud.twig))
        self.cut.append(bud)


def _twig(model: Shown, part: Part, path: str) -> Twig:
    """Read a part; where that fails, a twig that says so."""
    place = f"{path}.{part.name}"
    try:
        return Twig(part, place, model.part_state(part.name), _values(getattr(model, part.name)))
    except Exception as error:  # noqa: BLE001 - shown in its place, the rest of the page stands
        return Twig(part, place, PartState(Known.FAILED), failure=type(error).__name__)


def _values(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _badges(item: Any) -> tuple[Badge, ...]:
    try:
        return item.headline.badges if is_shown(item) else ()
    except Exception:  # noqa: BLE001 - the writer says so where the model is shown
        return ()


def _root_name(root: object) -> str:
    """Return a name for a variable that holds the root: `installer`, `config`, `apps`."""
    if isinstance(root, Sequence):
        return f"{_root_name(root[0])}s" if root else "items"
    return str(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", type(root).__name__)[-1]).lower()
