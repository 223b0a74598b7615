"""What models tell the display: a headline, and the sections that they have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeGuard

from nuon_notebook.display.formats import join_words

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NAMES = 4  # of customers in one line

Layout = Literal["list", "table", "lines", "body", "markdown", "collection"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in words, with what it is the status of.

    Attributes:
        status: the API's word, for instance `approval-awaiting`.
        label: what has that status; empty if it is the model itself.
    """

    status: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Customers:
    """A fact that names customers; the display marks each name as one.

    Attributes:
        words: what stands before the names.
        names: the names.
    """

    words: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.words} {join_words(self.listed)}"

    @property
    def listed(self) -> tuple[str, ...]:
        """The first names, and how many more there are."""
        more = len(self.names) - MAX_NAMES
        return (*self.names[:MAX_NAMES], f"{more} more") if more > 1 else self.names


@dataclass(frozen=True, slots=True)
class Headline:
    """A model in one line.

    Attributes:
        title: its name, or what stands for one.
        badges: its statuses.
        facts: what a person asks first, in words.
        why: what failed or waits, and why; empty if nothing does.
    """

    title: str
    badges: tuple[Badge, ...] = ()
    facts: tuple[str | Customers, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A named section of what is shown of a model.

    Attributes:
        name: the attribute of the model that holds the content.
        title: the heading.
        layout: `list` (one expandable line for each model), `table` (one row for each), `lines` (one line for
            each), `body` (a single model, shown at once), `markdown` (a text) or `collection` (the rows of a
            collection that is displayed on its own).
        open: whether it is shown open.
        framed: whether it has a heading of its own; a model's only section needs none.
        newest_first: whether later items are older, so that they are cut earlier.
        late: whether it is cut before the other sections of its model.
        comes_with_model: whether its model always comes with it, so that an absent content is an empty one.
        field: the property of the API that the content comes from, as a path, where it has another name than the
            attribute: `permissions.aws_iam_roles`.
    """

    name: str
    title: str
    layout: Layout = "list"
    open: bool = False
    framed: bool = True
    newest_first: bool = False
    late: bool = False
    comes_with_model: bool = False
    field: str = ""


class SectionStatus(Enum):
    """Why a section holds nothing, most severe first."""

    UNREADABLE = "unreadable"
    FAILED = "failed"
    LOADED = "none"
    NOT_LOADED = "not loaded"


@dataclass(frozen=True, slots=True)
class SectionState:
    """What is known of a section beyond its content.

    Attributes:
        status: whether it was loaded, and whether that failed.
        note: one paragraph on what failed or is missing; empty if nothing is.
        more: whether the server has more than was loaded.
        load: the call that loads it, where it was not loaded; empty if none does.
    """

    status: SectionStatus
    note: str = ""
    more: bool = False
    load: str = ""


NOT_LOADED = SectionState(SectionStatus.NOT_LOADED)
LOADED = SectionState(SectionStatus.LOADED)


class Displayable(Protocol):
    """What the display needs of a model; it knows no model beyond this."""

    api_type: ClassVar[str]
    sections: ClassVar[tuple[Section, ...]]

    @property
    def headline(self) -> Headline:
        """The model in one line."""
        ...

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The model's statuses: those of its headline, without the cost of the rest of it."""
        ...

    @property
    def unknown(self) -> Mapping[str, Any]:
        """The properties that no schema lists."""
        ...

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The properties whose value did not fit their type."""
        ...

    def section_state(self, name: str) -> SectionState:
        """What is known of a section beyond its content."""
        ...


def is_displayable(value: object) -> TypeGuard[Displayable]:
    """Tell a model from other values, by its class: asking the instance would compute its headline."""
    return hasattr(type(value), "model_fields") and hasattr(type(value), "api_type")
