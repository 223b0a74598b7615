"""The result of a comparison of two versions of an app's config: what was added, removed and changed, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar, Final

from nuon_notebook.analysis.comparison_words import capitalized, counted_noun, in_lower_case
from nuon_notebook.analysis.differences import (
    ADDED,
    REMOVED,
    PropertyChange,
)
from nuon_notebook.analysis.result import Result
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models import Collection
from nuon_notebook.models.base import Model
from nuon_notebook.models.types import ScannedText, Texts

HEAD_LENGTH: Final = 76  # characters, so that a terminal does not cut it
FACT_LENGTH: Final = 74  # characters of a fact and its label, in one line of a terminal
SAME: Final = "the same"


class Change(Result):
    """An item of a config that was added, removed, changed or renamed.

    Attributes:
        part: what it is, for instance "component".
        name: its name; empty where a config has only one of its kind.
        change: "added", "removed", "changed" or "renamed".
        about: what it is, where it was added or removed.
        note: what of it could not be compared.
        properties: the properties that differ.
        item: the item itself, where it was added or removed.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("details", "Properties", "lines", framed=False, comes_with_model=True, optional=True),
    )

    part: str
    name: ScannedText = None
    change: str
    about: ScannedText = None
    note: ScannedText = None
    properties: Collection[PropertyChange] = Collection()
    item: Model | None = None

    @property
    def headline(self) -> Headline:
        """Its name; what it is, and what happened to it."""
        title = self.name or capitalized(self.part)
        what = f"{self.part} {self.change}" if self.name else self.change
        brief = self._brief
        one = f"{brief.name}: {brief.in_words}" if brief else ""
        several = formats.count(len(self.properties), "property") if self.details and len(self.properties) > 1 else ""
        return Headline(title, facts=tuple(filter(None, (what, self.about or "", one or several))), why=self.note or "")

    @property
    def shown_open(self) -> bool:
        """Whether its properties are in sight; the content of what was added or removed is folded."""
        return self.change not in {ADDED, REMOVED}

    @property
    def has_details(self) -> bool:
        """Whether there is more to show than its line."""
        return bool(self.details or self.item)

    @property
    def details(self) -> Collection[PropertyChange]:
        """The properties that its own line does not tell; none where it was added or removed as a whole."""
        return Collection() if self._brief or self.change in {ADDED, REMOVED} else self.properties

    @property
    def _brief(self) -> PropertyChange | None:
        only = self.properties[0] if len(self.properties) == 1 and self.change not in {ADDED, REMOVED} else None
        return only if only is not None and only.brief else None


class NotCompared(Result):
    """A part of a config, or an item, that could not be compared.

    Attributes:
        name: what it is, for instance "component api".
        note: why.
        part: what its name begins with, for instance "component"; empty if it is no item.
    """

    name: ScannedText = None
    note: ScannedText = None
    part: str = ""

    @property
    def headline(self) -> Headline:
        """What it is; why it was not compared."""
        return Headline(str(self.name), facts=(self.note or "",))


class NotComparedGroup(Result):
    """What could not be compared for the same reason.

    Attributes:
        items: what it is.
    """

    items: Collection[NotCompared] = Collection()

    @property
    def headline(self) -> Headline:
        """What all are, with their names; why they were not compared."""
        first = self.items[0]
        if len(self.items) == 1:
            return first.headline
        names = [str(one.name).removeprefix(f"{first.part} ") for one in self.items]
        return Headline(f"{counted_noun(len(names), first.part)}:", facts=(", ".join(names),), why=first.note or "")


class Fact(Result):
    """A fact about a comparison.

    Attributes:
        label: what it is about.
        text: the fact.
    """

    label: str = ""
    text: ScannedText = None

    @property
    def headline(self) -> Headline:
        """The fact after what it is about; what does not fit on the line of a terminal, as the reason below it."""
        length = max(FACT_LENGTH - len(self.label), 1)
        lines = wrap(self.text or "", length, break_long_words=False, break_on_hyphens=False)
        return Headline(f"{self.label}:", facts=tuple(lines[:1]), why=" ".join(lines[1:]))


class Comparison(Result):
    """What changed between two versions of an app's config. It can be iterated; its length is the number of changes.

    Attributes:
        app: the name of the app.
        old: the version that is compared with, for instance "v10".
        new: the version that is compared.
        old_about: date, commit and CLI version of the old one.
        new_about: likewise of the new one.
        same: by what they are, the number of items that are the same.
        changes: what changed, by part of the config; first what was removed, last what was added.
        not_compared: what could not be compared, and why.
        load: the Python call that loads what is missing, and compares everything; empty if nothing is missing.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("facts", "Facts", "lines", framed=False, comes_with_model=True),
        Section("changes", "Changes", framed=False, comes_with_model=True, optional=True),
        Section(
            "not_compared_by_reason",
            "Not compared",
            "lines",
            True,
            comes_with_model=True,
            optional=True,
            groups="items",
        ),
    )

    app: str = ""
    old: str
    new: str
    old_about: ScannedText = None
    new_about: ScannedText = None
    same: Texts = ()
    changes: Collection[Change] = Collection()
    not_compared: Collection[NotCompared] = Collection()
    load: str = ""

    @property
    def headline(self) -> Headline:
        """The two versions; the number of changes, and of each kind; the call that compares all."""
        title = f"{self.old} → {self.new}"
        total = formats.count(len(self.changes), "change") if self.changes else "no change"
        unsure = f" · {self._unsure} not compared" if self.not_compared else ""
        total = f"at least {total}" if unsure and self.changes else total
        kinds = self._kinds(HEAD_LENGTH - len(f"{title} {total}: {unsure}"))
        return Headline(title, facts=(f"{total}{': ' if kinds else ''}{kinds}{unsure}",), reference=self.load)

    @property
    def name(self) -> str:
        """The name of the app."""
        return self.app

    @property
    def facts(self) -> Collection[Fact]:
        """Date, commit and CLI version of both versions; what is the same, counted."""
        labelled = [(self.old, self.old_about), (self.new, self.new_about), (SAME, ", ".join(self.same))]
        return Collection(Fact(label=label, text=text).at(self._store) for label, text in labelled if text)

    @property
    def not_compared_by_reason(self) -> Collection[NotComparedGroup]:
        """What could not be compared, grouped by what it is and why."""
        found: dict[tuple[str, str | None], list[NotCompared]] = {}
        for number, one in enumerate(self.not_compared):
            found.setdefault((one.part or str(number), one.note), []).append(one)
        return Collection(NotComparedGroup(items=Collection(those)).at(self._store) for those in found.values())

    @property
    def _unsure(self) -> str:
        """How many of what could not be compared: `5 components and 8 actions`; a part that failed by its name."""
        parts = Counter(one.part for one in self.not_compared if one.part)
        failed = [in_lower_case(str(one.name)) for one in self.not_compared if not one.part]
        return formats.join_words([*(counted_noun(number, part) for part, number in parts.items()), *failed])

    def _kinds(self, width: int) -> str:
        """Return how many of what were changed; only as many kinds as fit into a width."""
        found = Counter((change.part, change.change) for change in self.changes)
        words = [f"{counted_noun(number, part)} {change}" for (part, change), number in found.items()]
        for kept in range(len(words), -1, -1):
            rest = sum(list(found.values())[kept:])
            text = ", ".join([*words[:kept], *([f"{rest} more"] if rest else [])])
            if len(text) <= width:
                return text if kept else ""
        return ""

    def __iter__(self) -> Iterator[Change]:  # type: ignore[override] # the changes, not pydantic's fields
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)
