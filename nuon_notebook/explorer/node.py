"""What a node is: a row that can be opened, and how what it shows is loaded. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from nuon_notebook.display import explorer_html

if TYPE_CHECKING:
    from collections.abc import Set

    from nuon_notebook.client import Api
    from nuon_notebook.models import App, AppConfig
    from nuon_notebook.models.base import Record
    from nuon_notebook.store import Answer, Store

Fetch = Callable[["Api"], Coroutine[Any, Any, "list[Answer]"]]

SLICE: Final = 50
"""How many rows are shown at once, and how many workflows are requested at once."""


@dataclass(frozen=True, slots=True)
class Load:
    """How something is loaded.

    Attributes:
        what: what is loaded, in words.
        fetch: requests it.
        ready: whether it was loaded already.
        failed: whether a part of what was loaded failed, so that it can be retried.
        searched: what a search looks through once it is loaded: words before a number and the noun after it, for
            instance `("drift of", "install")`; None if a search finds nothing more in it.
        version: the app and the config that is requested, since many of these are requested with fewer requests; None
            if it is none.
    """

    what: str
    fetch: Fetch
    ready: bool = True
    failed: bool = False
    searched: tuple[str, str] | None = None
    version: tuple[App, AppConfig] | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """How something that runs is requested again and again.

    Attributes:
        id: the id of the record that runs.
        fetch: requests it once more; gets what was loaded by now.
        runs: returns whether it still runs, by what was loaded by now.
    """

    id: str
    fetch: Callable[[Api, Store], Coroutine[Any, Any, list[Answer]]]
    runs: Callable[[Store], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from, by one picker or several with the same options.

    Attributes:
        labels: what each picker is called.
        options: what each option is called, and its key.
        chosen: the keys that are chosen at first, one for each picker.
        node: returns what the chosen keys lead to.
    """

    labels: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    node: Callable[..., Node]


class Node:
    """Something that can be opened: a row, and what is in it.

    Attributes:
        is_leaf: whether its content always came with its parent, and nothing opens in it but what its HTML folds.
        apart: whether its row has an accordion of its own, so that it stays open when another row is opened.
    """

    __slots__ = ()

    is_leaf: ClassVar[bool] = False
    apart: ClassVar[bool] = False

    @property
    def key(self) -> str:
        """What tells it from its siblings, also after a refresh."""
        raise NotImplementedError

    def header(self) -> str:
        """Return the header of its row."""
        return ""

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - most nodes have nothing to choose from
        """Return what it shows of itself, as HTML.

        Args:
            chosen: the id of the model in it that is shown open.
        """
        return ""

    def signature(self) -> object:
        """Return what its header and its content are made of; equal ones look the same. None is equal to nothing."""
        return None

    def children(self) -> Sequence[Node]:
        """Return the nodes in it; empty where it holds none."""
        return ()

    def choice(self) -> Choice | None:
        """Return what is to be chosen in it; None if nothing is."""
        return None

    def filtered(self, kept: Set[str]) -> Node | None:  # noqa: ARG002 - most nodes are no records
        """Return it as a filter leaves it: without what the filter hides; None if it is hidden itself.

        Args:
            kept: the keys of the records that the filter leaves.
        """
        return self

    def load(self) -> Load | None:
        """Return how what it shows is loaded; None where it always came with its parent."""
        return None

    def load_more(self) -> Load | None:
        """Return how further children are loaded; None where the server has no more."""
        return None

    @property
    def shown_open(self) -> bool:
        """Whether its row is open at first."""
        return False

    @property
    def offer_of_more(self) -> str:
        """What the button offers that loads further children."""
        return f"show {SLICE} more"

    def following(self) -> Following | None:
        """Return how what it shows is followed while it runs; None if it does not run."""
        return None


class RecordNode(Node):
    """The node of a record, which a filter may hide."""

    __slots__ = ()

    def filtered(self, kept: Set[str]) -> Node | None:
        """Return it, if the filter leaves its record."""
        return self if self.key in kept else None


def row_key(record: Record) -> str:
    """Return what tells a record from its siblings: its id, or else its title."""
    return record.id or record.headline.title


def words(make: Callable[[], str]) -> str:
    """Return a text; where making it fails, a text that says so."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - shown in its place; a handler must not raise into a cell
        return f"could not be shown ({type(error).__name__})"


def leaf(make: Callable[[], str]) -> str:
    """Return HTML; where making it fails, a line that says so."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - shown in its place; a handler must not raise into a cell
        return explorer_html.note(f"could not be shown ({type(error).__name__})", "error")
