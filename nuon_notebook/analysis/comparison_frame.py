"""The rows of a comparison as a data frame: one for each property that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.analysis.result import Result
from nuon_notebook.models.types import ScannedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.analysis.comparison import Change, Comparison


class ChangedProperty(Result):
    """A property that differs between two versions of a config; one without a name is an item as a whole.

    Attributes:
        old_version: the version that is compared with, for instance "v10".
        new_version: the version that is compared.
        part: what the item is, for instance "component".
        item: its name; empty where a config has only one of its kind.
        change: "added", "removed", "changed" or "renamed"; of the item.
        property: the property, in words.
        old: its value before, as far as it may be shown.
        new: its value after, likewise.
        hidden: whether it has a value that may not be shown.
    """

    old_version: str | None = None
    new_version: str | None = None
    part: str | None = None
    item: ScannedText = None
    change: str | None = None
    property: ScannedText = None
    old: ScannedText = None
    new: ScannedText = None
    hidden: bool = False


def changed_properties(comparison: Comparison) -> Iterator[ChangedProperty]:
    """Yield the rows of a comparison. What was added or removed as a whole has one."""
    for change in comparison:
        for fields in _fields_of(change):
            yield ChangedProperty(
                old_version=comparison.old,
                new_version=comparison.new,
                part=change.part,
                item=change.name or None,
                change=change.change,
                **fields,
            ).at(comparison._store, comparison.parent)


def _fields_of(change: Change) -> Iterator[dict[str, str | bool | None]]:
    if not change.properties:
        yield {}
    for one in change.properties:
        yield {"property": one.name, "old": one.shown_old, "new": one.shown_new, "hidden": one.hidden}
