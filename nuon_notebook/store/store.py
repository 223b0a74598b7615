"""An immutable snapshot of what was loaded. A change makes a new one; who holds the old one keeps it as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nuon_notebook.redaction.sensitive_values import NONE, FoundValues, known_of, sensitive_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from nuon_notebook.display.sections import SectionState
    from nuon_notebook.redaction.masking import SensitiveValues

    Record = Any  # the models, which know this store
    States = Mapping[str, SectionState]

R = TypeVar("R")


class Key(NamedTuple):
    """What tells a record from all others.

    Attributes:
        api_type: the API's name of its type.
        id: its id; for a record without one, where it was found.
    """

    api_type: str
    id: str


class Server(NamedTuple):
    """The server that records were loaded from.

    Attributes:
        api_url: its address.
        org_id: the org of the connection.
    """

    api_url: str
    org_id: str | None


def key_of(record: Record, place: str = "") -> Key:
    """Return the key of a record.

    Args:
        record: the record.
        place: where it was found, for a record without an id.
    """
    return Key(record.api_type, record.id or place)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought.

    Attributes:
        records: the records, by key.
        lacks: the properties that such a request does not fill, by type of the API.
        states: by the key of a record, what is known by now of some of its sections.
        related: by the key of a record and the name of a relation, the keys of the records that belong to it.
    """

    records: Mapping[Key, Record] = field(default_factory=dict)
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    states: Mapping[Key, States] = field(default_factory=dict)
    related: Mapping[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict)


class Store:
    """What was loaded from one server, as of one moment.

    Args:
        server: the server.
        answers: what the requests brought; a later one counts.
        moment: as of when; None where no answer told.
    """

    def __init__(self, server: Server, answers: Iterable[Answer] = (), moment: datetime | None = None) -> None:
        self.server = server
        self.moment = moment
        self._records: dict[Key, Record] = {}
        self._states: dict[Key, States] = {}
        self._related: dict[tuple[Key, str], tuple[Key, ...]] = {}
        self._collected: dict[Key, tuple[Record, FoundValues]] = {}
        self._take(answers)

    @cached_property
    def sensitive_values(self) -> SensitiveValues:
        """What texts are masked by: secrets and people of all records."""
        for key, record in self._records.items():
            if key not in self._collected or self._collected[key][0] is not record:
                self._collected[key] = record, sensitive_in([record])
        found = [values for _, values in self._collected.values()]
        every = FoundValues(
            NONE.union(*(one.secrets for one in found)),
            NONE.union(*(one.nested for one in found)),
            NONE.union(*(one.people for one in found)),
        )
        return known_of(every, list(self._records.values()))

    def merged(self, answers: Iterable[Answer], moment: datetime | None = None) -> Store:
        """Return a store in which answers replace what their requests fill; everything else stays.

        Args:
            answers: what the requests brought; a later one counts.
            moment: when the server answered.
        """
        made = Store(self.server, moment=self.moment or moment)
        made._records = dict(self._records)
        made._states = dict(self._states)
        made._related = dict(self._related)
        made._collected = dict(self._collected)
        made._take(answers)
        return made

    def record(self, key: Key) -> Record | None:
        """Return a record; None where it was not loaded."""
        return self._records.get(key)

    def records(self) -> list[Record]:
        """Return all records."""
        return list(self._records.values())

    def fuller(self, record: R) -> R:
        """Return what is known of a record by all answers; the record itself where no other answer held it."""
        own: Any = record
        found = self._records.get(Key(own.api_type, own.id)) if getattr(own, "id", None) else None
        return record if found is None else found

    def state(self, record: Record, name: str) -> SectionState | None:
        """Return what is known of a section of a record; None where no request was made for it."""
        key = Key(record.api_type, getattr(record, "id", None) or "")
        return self._states.get(key, {}).get(name)

    def related(self, record: Record, name: str) -> tuple[Record, ...] | None:
        """Return the records that belong to a record; None where no request was made for them."""
        keys = self._related.get((Key(record.api_type, getattr(record, "id", None) or ""), name))
        return None if keys is None else tuple(self._records[key] for key in keys)

    def _take(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            for key, record in answer.records.items():
                known = self._records.get(key)
                lacks = answer.lacks.get(key.api_type, frozenset())
                self._records[key] = record if known is None else _merged(known, record, lacks)
            for key, states in answer.states.items():
                self._states[key] = {**self._states.get(key, {}), **states}
            self._related.update(answer.related)


def _merged(known: Record, answer: Record, lacks: frozenset[str]) -> Record:
    """Return a record as an answer has it, with what such an answer does not fill as it was known before.

    Args:
        known: the record as it was known.
        answer: the record as the server has answered it now.
        lacks: the properties that this request does not fill.
    """
    if known is answer:
        return answer
    kept = {name: value for name in lacks if (value := known.__dict__[name]) and not answer.__dict__[name]}
    unreadable = [place for place in known.unreadable if place.partition("[")[0] in lacks]
    return answer.with_fields(kept, unreadable) if kept or unreadable else answer
