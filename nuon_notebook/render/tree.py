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
from typing import Any, Protocol, cast

from nuon_notebook.render import words
from nuon_notebook.render.parts import Badge, Known, Part, PartState, Shown

SINGLE = ("body", "markdown")
ATTENTION = (words.Tone.FAILED, words.Tone.WAITING)


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


@dataclass(slots=True)
class Twig:
    """A part of a model, and how much of it is shown.

    Attributes:
        part: which part.
        path: the Python expression that gives its value.
        state: what is known of it beyond its value.
        value: the models that it holds; a single model or text as one of one.
        branches: those that are shown, by index.
        cut_from: the first index that is not shown; None where all are.
        failure: the class of what went wrong while it was read; empty where nothing did.
    """

    part: Part
    path: str
    state: PartState
    value: Sequence[Any] = ()
    branches: dict[int, Branch] = field(default_factory=dict)
    cut_from: int | None = None
    failure: str = ""

    @property
    def size(self) -> int:
        """How many it holds."""
        return len(self.value)

    @property
    def silent(self) -> bool:
        """Whether it holds nothing and there is nothing to say of it but that."""
        return not (self.value or self.failure or self.state.note)

    @property
    def statuses(self) -> dict[str, int]:
        """How many of its models have which status, of those that need attention."""
        counted = Counter(status for item in self.value for status in {badge.status for badge in _badges(item)})
        return {status: counted[status] for status in sorted(counted) if words.status_tone(status) in ATTENTION}

    @property
    def cut(self) -> int:
        """How many are not shown."""
        return self.size - len(self.branches)

    @property
    def cut_expression(self) -> str:
        """The Python expression that gives what is not shown."""
        return self.path if self.part.layout in SINGLE else f"{self.path}[{self.cut_from or 0}:]"


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

    def grow(self, root: Shown | Sequence[Shown]) -> Branch:
        branch = self._root(root)
        while self.buds:
            self._open(heapq.heappop(self.buds))
        return branch

    def grow_parts(self, root: Shown, names: Sequence[str]) -> Branch:
        branch = Branch(root, self.writer.branch(root, "pane"))
        self.left -= self.writer.cost(branch.fragment)
        self._hang(branch, twigs_of(root, names), age=0, depth=0)
        while self.buds:
            self._open(heapq.heappop(self.buds))
        return branch

    def _root(self, root: Shown | Sequence[Shown]) -> Branch:
        fragment = self.writer.branch(cast("Shown", root), "root")
        self.left -= self.writer.cost(fragment)
        branch = Branch(root, fragment)
        if isinstance(root, Sequence):
            twig = Twig(Part("", "items", "table", framed=False), _root_name(root), PartState(Known.NONE), root)
            branch.nothing = "" if root else self.writer.nothing([twig])
            self._bud(branch, twig, age=0, depth=0)
        else:
            self._part_out(branch, _root_name(root), age=0, depth=0)
        return branch

    def _part_out(self, branch: Branch, path: str, age: int, depth: int) -> None:
        """Give a branch its twigs; each part that cannot be read becomes a twig that says so."""
        self._hang(branch, [_twig(branch.model, part, path) for part in branch.model.parts], age, depth)

    def _hang(self, branch: Branch, twigs: Sequence[Twig], age: int, depth: int) -> None:
        branch.nothing = self.writer.nothing([twig for twig in twigs if twig.silent])
        self.left -= self.writer.cost(branch.nothing)
        for twig in twigs:
            if not twig.silent:
                self._bud(branch, twig, age, depth)

    def _bud(self, branch: Branch, twig: Twig, age: int, depth: int) -> None:
        branch.twigs.append(twig)
        self.left -= self.writer.cost(self.writer.twig(twig))
        for index, item in enumerate(twig.value):
            older = age + (index if twig.part.newest_first else 0)
            rank = (not _needs_attention(item), depth + older, depth, index)
            heapq.heappush(self.buds, _Bud(rank, len(self.buds), index, twig, older, depth))

    def _open(self, bud: _Bud) -> None:
        twig, item = bud.twig, bud.twig.value[bud.index]
        attention = not bud.rank[0]
        if (twig.cut_from is not None and not attention) or self.left <= 0:
            self._cut(bud)
            return
        branch = Branch(item, self.writer.branch(item, twig.part.layout))
        before, buds = self.left, len(self.buds)
        self.left -= self.writer.cost(branch.fragment)
        if twig.part.layout == "list":
            self._part_out(branch, f"{twig.path}[{bud.index}]", bud.age, bud.depth + 1)
        if self.left < 0:
            self.left = before
            self._forget(branch, buds)
            self._cut(bud)
            return
        twig.branches[bud.index] = branch

    def _forget(self, branch: Branch, buds: int) -> None:
        """Take back the buds of a branch that did not fit."""
        if len(self.buds) != buds:
            gone = {id(twig) for twig in branch.twigs}
            self.buds = [bud for bud in self.buds if id(bud.twig) not in gone]
            heapq.heapify(self.buds)

    def _cut(self, bud: _Bud) -> None:
        first = bud.twig.cut_from
        bud.twig.cut_from = bud.index if first is None else min(first, bud.index)


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


def _needs_attention(item: Any) -> bool:
    return any(words.status_tone(badge.status) in ATTENTION for badge in _badges(item))


def _badges(item: Any) -> tuple[Badge, ...]:
    try:
        return item.headline.badges if isinstance(item, Shown) else ()
    except Exception:  # noqa: BLE001 - the writer says so where the model is shown
        return ()


def _root_name(root: object) -> str:
    """Return a name for a variable that holds the root: `installer`, `config`, `apps`."""
    if isinstance(root, Sequence):
        return f"{_root_name(root[0])}s" if root else "items"
    return str(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", type(root).__name__)[-1]).lower()
