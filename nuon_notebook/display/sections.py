"""What the display needs of a model: a headline, badges and sections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeGuard

from nuon_notebook.display.formats import join_words

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NAMES = 4  # of customers in one line

Layout = Literal["list", "table", "lines", "rows", "body", "markdown", "picture", "collection", "answer"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A status, with an optional label.

    Attributes:
        status: the API's word, for instance `approval-awaiting`.
        label: what has that status; empty if it is the model itself.
    """

    status: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Customers:
    """A fact that names customers. The display marks the names, so that they can be anonymized.

    Attributes:
        words: the words before the names.
        names: the names.
    """

    words: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.words} {join_words(self.listed)}"

    @property
    def listed(self) -> tuple[str, ...]:
        """The first names, and the number of further ones."""
        more = len(self.names) - MAX_NAMES
        return (*self.names[:MAX_NAMES], f"{more} more") if more > 1 else self.names


@dataclass(frozen=True, slots=True)
class Headline:
    """A model in one line.

    Attributes:
        title: its name or a substitute.
        badges: its statuses.
        facts: the most important facts, in words.
        why: what failed or waits, and why; empty if nothing does.
        reference: the Python call or the address that leads to more; never cut; may be empty.
    """

    title: str
    badges: tuple[Badge, ...] = ()
    facts: tuple[str | Customers, ...] = ()
    why: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the display of a model.

    Attributes:
        name: the attribute of the model that has the content.
        title: the heading.
        layout: `list` (one expandable line for each model), `table` (one row for each), `lines` (one line for
            each), `rows` (one row for each, which opens; see `Row`), `body` (a single model, shown at once), `answer`
            (a single model with its sections, its facts in the heading), `markdown` (a text), `picture` (a model that
            is drawn) or `collection` (the rows of a collection that is displayed on its own).
        open: whether it is shown open.
        framed: whether it has a heading; a model's only section needs none.
        newest_first: whether later items are older. Older items are cut earlier.
        newest_last: whether earlier items are older; likewise.
        cut_last: whether its first screen of items is cut last, as those of an answer are.
        late: whether it is cut before the other sections of its model.
        comes_with_model: whether it is always loaded with its model, so that missing content means that it is empty.
        optional: whether nothing is said about it if it was loaded and is empty.
        own_page: whether it is left out where the model is shown within another one, which says the same.
        groups: if its items are groups, their attribute with what the heading counts.
        answered: whether it is left out where an answer opens the page, because that shows the same.
        found_in: of rows, the collection of the page's model in which what they open is found by name.
        field: the path of the property of the API that has the content, if its name differs from the attribute's, for
            instance `permissions.aws_iam_roles`.
    """

    name: str
    title: str
    layout: Layout = "list"
    open: bool = False
    framed: bool = True
    newest_first: bool = False
    newest_last: bool = False
    cut_last: bool = False
    late: bool = False
    comes_with_model: bool = False
    optional: bool = False
    own_page: bool = False
    groups: str = ""
    answered: bool = False
    found_in: str = ""
    field: str = ""

    @property
    def single(self) -> bool:
        """Whether it holds one thing, not several."""
        return self.layout in ("answer", "body", "markdown", "picture")


class SectionStatus(Enum):
    """Why a section is empty, most severe first."""

    UNREADABLE = "unreadable"
    FAILED = "failed"
    LOADED = "none"
    NOT_LOADED = "not loaded"
    NOT_SENT = "not sent"
    MISSING = "not on this server"


@dataclass(frozen=True, slots=True)
class SectionState:
    """Whether a section was loaded, and what failed or is missing.

    Attributes:
        status: whether it was loaded, and whether that failed.
        note: one paragraph on what failed or is missing; empty if nothing is.
        more: whether the server has more than was loaded.
        load: the Python call that loads it if it was not loaded; empty if there is none.
    """

    status: SectionStatus
    note: str = ""
    more: bool = False
    load: str = ""


NOT_LOADED = SectionState(SectionStatus.NOT_LOADED)
LOADED = SectionState(SectionStatus.LOADED)
MISSING = SectionState(SectionStatus.MISSING)


class Displayable(Protocol):
    """What the display needs of a model. It knows nothing else of models."""

    api_type: ClassVar[str]
    sections: ClassVar[tuple[Section, ...]]

    @property
    def headline(self) -> Headline:
        """The model in one line."""
        ...

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The model's statuses, without the cost of the headline."""
        ...

    @property
    def identity(self) -> tuple[str, ...]:
        """What identifies it beside its title, for the line below that in text."""
        ...

    @property
    def belongs_to(self) -> tuple[str | Customers, ...]:
        """What it belongs to, for the line below the title of its page."""
        ...

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """What the heading of a section says of the answer in it."""
        ...

    @property
    def unknown(self) -> Mapping[str, Any]:
        """The properties that the API's schema does not list."""
        ...

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The properties whose value has the wrong type."""
        ...

    def section_state(self, name: str) -> SectionState:
        """Return whether a section was loaded, and what failed or is missing."""
        ...


class Row(Displayable, Protocol):
    """A model in a section with the layout `rows`."""

    @property
    def opens(self) -> Displayable | None:
        """The model whose sections its row opens; None if it opens none."""
        ...


def is_displayable(value: object) -> TypeGuard[Displayable]:
    """Return whether a value is a model, by its class: checking the instance would compute its headline."""
    return _is_displayable_class(type(value))  # type: ignore[arg-type] # to mypy no class is hashable


@cache  # values have few classes, and a failing `hasattr` is slow
def _is_displayable_class(kind: type) -> bool:
    return hasattr(kind, "model_fields") and hasattr(kind, "api_type")
