"""Models as they are loaded, made in the test or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display.sections import LOADED
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.store import Answer, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.display.sections import SectionState


def listed(owner: Any, name: str, records: Sequence[Any], state: SectionState | None = LOADED) -> Answer:
    """The answer of a request for the records that belong to another one; nothing is known of it without a state."""
    found = {key_of(one): one for one in records}
    states = {key_of(owner): {name: state}} if state else {}
    return Answer(found, states=states, related={(key_of(owner), name): tuple(found)})


def changed(model: Any, *answers: Answer) -> Any:
    """A root as if further requests had been answered."""
    return model.at(store_of(model).merged(answers))


def replaced(record: Any, **fields: Any) -> Answer:
    """The answer of a request that brings a record with other values of some fields."""
    return Answer({key_of(record): record.with_fields(fields)})
