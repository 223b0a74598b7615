"""The rows of sections of any model, and of what describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.node import Node, leaf, words
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.models import App, Installer
    from nuon_notebook.models.base import Model


def notes(model: Model, notes: Iterable[str]) -> str:
    """Return lines that say what failed or is missing."""
    with masking_by(model):
        return "".join(explorer_html.note(note, "warning") for note in notes if note)


@dataclass(frozen=True, slots=True)
class SectionsNode(Node):
    """Some sections of a model, without further rows."""

    is_leaf: ClassVar[bool] = True
    model: Model
    row: str
    title: str
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name of the row."""
        return self.row

    def header(self) -> str:
        """Return the title, and how many things the sections hold."""
        return words(lambda: explorer_html.section(self.model, self.title, self.names))

    def content(self, chosen: str = "") -> str:
        """Return the sections."""
        return leaf(lambda: explorer_html.sections(self.model, self.names, chosen))


@dataclass(frozen=True, slots=True)
class AboutNode(Node):
    """What a model says of itself: its links, its ids, who made it."""

    is_leaf: ClassVar[bool] = True
    key: ClassVar[str] = "about"
    model: Installer | App

    def header(self) -> str:
        """Return the title."""
        return "About"

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - it lists nothing
        """Return its own content."""
        return leaf(lambda: explorer_html.body(self.model))
