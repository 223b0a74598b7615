"""What the server says that differs between two configs of an app. Which settings is told, but none of their values."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import SecretText
from nuon_notebook.redaction.policy import Omitted, Policy

NEVER_MARKED: Final = Omitted("literal values of either config, of which no secret is marked")
WORDS: Final = {"change": "changed", "add": "added", "remove": "removed"}
"""The API's words for what became of something, in words for people."""


class DiffKey(Model):
    """What became of a setting. Its values are hidden: `compare` shows them, by the rules of the fields they are of."""

    api_type: ClassVar[str] = "diff.DiffKey"

    after: Annotated[SecretText | None, NEVER_MARKED, Policy.WITHHELD] = None
    before: Annotated[SecretText | None, NEVER_MARKED, Policy.WITHHELD] = None
    diff: Annotated[SecretText | None, NEVER_MARKED, Policy.WITHHELD] = None
    op: str | None = None

    @property
    def headline(self) -> Headline:
        """What became of it."""
        return Headline("Change", facts=(WORDS.get(self.op or "", self.op or "the same"),))


class Diff(Model):
    """What differs in a part of a config, and in the parts of it."""

    api_type: ClassVar[str] = "diff.Diff"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("differing", "Parts", "lines", framed=False, comes_with_model=True, optional=True, field="children"),
    )

    children: "Collection[Diff]" = Collection()
    diff: Annotated[DiffKey | None, Omitted("its headline says it")] = None
    key: str | None = None

    @property
    def op(self) -> str:
        """What became of it, as the API's word; empty if it stayed the same, or only parts of it differ."""
        word = (self.diff.op if self.diff else None) or ""
        return "" if word == "noop" else word

    @property
    def differing(self) -> "Collection[Diff]":
        """The parts that differ."""
        return Collection(part for part in self.children if part.differs)

    @property
    def differs(self) -> bool:
        """Whether it differs, or a part of it does."""
        return bool(self.op) or any(part.differs for part in self.children)

    @property
    def headline(self) -> Headline:
        """Its name; what became of it, or of how many of its parts."""
        found = Counter(self._ops())
        facts = (WORDS.get(self.op, self.op),) if self.op else (f"{found[op]} {WORDS.get(op, op)}" for op in found)
        return Headline(self.key or "unnamed", facts=tuple(facts))

    def _ops(self) -> Iterator[str]:
        for part in self.children:
            if part.op:
                yield part.op
            else:
                yield from part._ops()


class DiffSummary(Model):
    """How much differs between two configs."""

    api_type: ClassVar[str] = "diff.DiffSummary"

    added: int | None = None
    changed: int | None = None
    has_changed: bool | None = None
    removed: int | None = None
    unchanged: int | None = None

    @property
    def headline(self) -> Headline:
        """How many values were changed, added and removed."""
        counted = ((self.changed, "changed"), (self.added, "added"), (self.removed, "removed"))
        return Headline("Summary", facts=tuple(f"{number} {word}" for number, word in counted if number))


class AppConfigDiffResponse(Model):
    """What differs between two configs of an app; source: `GET /v1/apps/{app_id}/configs/{config_id}/diff`.

    `compare` says it with values, which are masked by the fields that they belong to.
    """

    api_type: ClassVar[str] = "service.AppConfigDiffResponse"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("differing", "Changes", open=True, comes_with_model=True, optional=True, field="diff"),
    )

    changed: Annotated[SecretText | None, NEVER_MARKED, Policy.WITHHELD] = None
    config_id: str | None = None
    diff: Diff | None = None
    old_config_id: str | None = None
    summary: DiffSummary | None = None

    @property
    def differing(self) -> Collection[Diff]:
        """The parts of the config that differ; the config itself, if the server tells no parts."""
        if self.diff is None or not self.diff.differs:
            return Collection()
        return self.diff.differing or Collection((self.diff,))

    @property
    def headline(self) -> Headline:
        """How many items were changed, added and removed; that none was, if the server says so."""
        counted = self.summary.headline.facts if self.summary else ()
        same = ("none",) if self.diff and not self.differing else ()
        return Headline("Changes of the config", facts=counted or same)
