"""Rows of models and of their parts, and the leaves in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.explorer.hand import key_of
from nuon_notebook.explorer.panes import Leaf
from nuon_notebook.explorer.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.explorer.rows import Pane
    from nuon_notebook.models.base import Model, Record


def row(bench: Bench, one: Record, make: Callable[[], Pane]) -> Row:
    """Return the row of a record."""
    return Row(key_of(one), bench.title(lambda: explorer_html.title(one)), make)


def heading(bench: Bench, read: Callable[[], Model], name: str, title: str, parts: Sequence[str] = ()) -> str:
    """Return the header of some parts of a model; unless they are told, of the one that it is named for."""
    return bench.title(lambda: explorer_html.section(read(), title, parts or (name,)))


def section_row(bench: Bench, read: Callable[[], Model], name: str, title: str, make: Callable[[], Pane]) -> Row:
    """Return the row of a part of a model, which holds further rows."""
    return Row(name, heading(bench, read, name, title), make)


def leaf_row(bench: Bench, read: Callable[[], Model], name: str, title: str, parts: Sequence[str]) -> Row:
    """Return the row of some parts of a model, which holds a leaf."""
    return Row(name, heading(bench, read, name, title, parts), lambda: leaf(bench, read, parts))


def leaf(bench: Bench, read: Callable[[], Model], parts: Sequence[str]) -> Pane:
    """Return the leaf of some parts of a model."""
    return Leaf(bench, read, lambda found, chosen: page.parts(found, parts, chosen))


def about(bench: Bench, read: Callable[[], Model], *parts: str) -> Pane:
    """Return the leaf of a model itself, with some of its parts."""

    def make(found: Model, chosen: str) -> str:
        return explorer_html.body(found) + (page.parts(found, parts, chosen) if parts else "")

    return Leaf(bench, read, make)


def notes(bench: Bench, read: Callable[[], Model], *parts: str) -> Pane:
    """Return the pane that says what failed or is missing in some parts; empty where nothing is."""

    def make(found: Model, _chosen: str) -> str:
        return reasons(found.part_state(part).note for part in parts)

    return Leaf(bench, read, make)


def reasons(found: Iterable[str]) -> str:
    """Return lines that say what failed or is missing."""
    return "".join(explorer_html.note(one, "warning") for one in found if one)
