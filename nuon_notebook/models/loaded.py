"""What the loader knows of a model beyond what the API sent; in no dump."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nuon_notebook.display.sections import Known, PartState

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was asked for, what failed, what was added.

    The wire leaves empty values out, so that only who asked can tell "none" from "not asked for".

    Attributes:
        asked: the parts that were asked for.
        notes: by part, one paragraph on what failed or is missing there.
        failed: the parts that failed together with one that has the note.
        more: the parts of which the server has more than are in hand.
        added: what no property of the API holds: installs of an app, names of ids, the dashboard's address.
    """

    asked: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    added: Mapping[str, Any] = field(default_factory=dict)

    def part_state(self, name: str) -> PartState:
        """Return what is known of a part."""
        note = self.notes.get(name, "")
        unanswered = Known.FAILED if note or name in self.failed else Known.NOT_ASKED
        known = Known.NONE if name in self.asked else unanswered
        return PartState(known, note, name in self.more)
