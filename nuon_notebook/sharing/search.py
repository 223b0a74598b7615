"""Where a notebook holds something that is recognised as secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nuon_notebook.render.references import MASK
from nuon_notebook.render.scanner import find_secrets
from nuon_notebook.sharing.contents import contents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from nuon_notebook.sharing.contents import Content


class Place(NamedTuple):
    """Where something was found.

    Attributes:
        where: cell and part of it, in words.
        kind: what it is recognised as, in words; never the value.
    """

    where: str
    kind: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}"


def search(notebook: NotebookNode, known: Mapping[str, str]) -> list[Place]:
    """Find what is recognised as secret in sources, outputs, attachments and metadata.

    Args:
        notebook: the notebook as it would be handed on.
        known: secrets that are known by value, and in words what each is.

    Returns:
        The places in the notebook's order, each kind named once in each.
    """
    return [Place(content.where, kind) for content in contents(notebook) for kind in sorted(_kinds(content, known))]


def _kinds(content: Content, known: Mapping[str, str]) -> set[str]:
    kinds: set[str] = set()
    for text, literal in frozenset(content.readings()):
        kinds.update(kind for value, kind in known.items() if value in text)
        if literal:
            kinds.update(finding.kind for finding in find_secrets(text) if not text.startswith(MASK, finding.start))
    return kinds
