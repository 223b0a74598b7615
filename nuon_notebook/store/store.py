"""An immutable snapshot of what was loaded. A change makes a new one; who holds the old one keeps it as it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nuon_notebook.display.sections import LOADED
from nuon_notebook.redaction.sensitive_values import NONE, known_of, sensitive_in, shown_in

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
        world: what stands before the name of an app for `load_app` to ask this server: `demo/`, else nothing.
    """

    api_url: str
    org_id: str | None
    world: str = ""


def _own_key(record: Record) -> Key:
    """Return the key of any model; of one whose type has no id, no record has that key, whatever the server sent."""
    return Key(record.api_type, record.__dict__.get("id") or "")


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
        added: likewise, the keys of further records, which come after those that are known.
    """

    records: Mapping[Key, Record] = field(default_factory=dict)
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    states: Mapping[Key, States] = field(default_factory=dict)
    related: Mapping[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict)
    added: Mapping[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict)


class Store:
    """What was loaded from one server, as of one moment.

    Args:
        server: the server; None for records that were parsed by hand.
        answers: what the requests brought; a later one counts.
        moment: as of when; None where no answer told.
    """

    def __init__(self, server: Server | None, answers: Iterable[Answer] = (), moment: datetime | None = None) -> None:
        self.server = server
        self.moment = moment
        self._records: dict[Key, Record] = {}
        self._states: dict[Key, States] = {}
        self._related: dict[tuple[Key, str], tuple[Key, ...]] = {}
        self._read: dict[Key, Record] = {}  # for what is sensitive in them
        self._found = sensitive_in(())
        self._shown: frozenset[str] = NONE
        self._before: SensitiveValues | None = None
        self._take(answers)

    @cached_property
    def sensitive_values(self) -> SensitiveValues:
        """What texts are masked by: secrets and people of all records."""
        new = {key: record for key, record in self._records.items() if self._read.get(key) is not record}
        self._found |= sensitive_in(new.values())
        if self._found.nested:
            self._shown |= shown_in((self._records if self._shown is NONE else new).values())
        self._read.update(new)  # last, since another thread may be here, which must not take them for read before
        known = known_of(replace(self._found, nested=self._found.nested - self._shown), ())
        # Texts that were masked are remembered by the identity of what they were masked by.
        return self._before if known == self._before else known

    def merged(self, answers: Iterable[Answer], moment: datetime | None = None, server: Server | None = None) -> Store:
        """Return a store in which answers replace what their requests fill; everything else stays.

        Args:
            answers: what the requests brought; a later one counts.
            moment: when the server answered.
            server: the server that answered, for records that were parsed by hand.
        """
        made = Store(self.server or server, moment=self.moment or moment)
        made._records = dict(self._records)
        made._states = dict(self._states)
        made._related = dict(self._related)
        made._read, made._found, made._shown = dict(self._read), self._found, self._shown
        made._before = self.__dict__.get("sensitive_values", self._before)
        made._take(answers)
        return made

    def with_lists(self, record: Record, lists: Mapping[str, Iterable[Record]]) -> Store:
        """Return a store that holds a record as given, and in which other records belong to it.

        Args:
            record: the record.
            lists: by the name of a relation, the records that belong to it.
        """
        key = key_of(record)
        answers = [Answer({key: record}, states={key: dict.fromkeys(lists, LOADED)})]
        for name, records in lists.items():
            keyed = {key_of(one, f"{key.id}.{name}[{index}]"): one for index, one in enumerate(records)}
            answers.append(Answer(keyed, related={(key, name): tuple(keyed)}))
        return self.merged(answers)

    def record(self, key: Key) -> Record | None:
        """Return a record; None where it was not loaded."""
        return self._records.get(key)

    def records(self) -> list[Record]:
        """Return all records."""
        return list(self._records.values())

    def fuller(self, record: R) -> R:
        """Return what is known of a record by all answers; the record itself where no other answer held it."""
        found: R | None = self._records.get(_own_key(record))
        return record if found is None else found

    def state(self, record: Record, name: str) -> SectionState | None:
        """Return what is known of a section of a record; None where no request was made for it."""
        return self.states(_own_key(record)).get(name)

    def related(self, record: Record, name: str) -> tuple[Record, ...] | None:
        """Return the records that belong to a record; None where no request was made for them."""
        keys = self.related_keys(_own_key(record), name)
        return None if keys is None else tuple(self._records[key] for key in keys)

    def keys_of_kind(self, api_type: str) -> tuple[Key, ...]:
        """Return the keys of all records of a type."""
        return tuple(key for key in self._records if key.api_type == api_type)

    def related_keys(self, key: Key, name: str) -> tuple[Key, ...] | None:
        """Return the keys of the records that belong to a record; None where no request was made for them."""
        return self._related.get((key, name))

    def states(self, key: Key) -> States:
        """Return what is known of the sections of a record, as far as requests were made for them."""
        return self._states.get(key, {})

    def _take(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            for key, record in answer.records.items():
                known = self._records.get(key)
                lacks = answer.lacks.get(key.api_type, frozenset())
                self._records[key] = record if known is None else _merged(known, record, lacks)
            for key, states in answer.states.items():
                self._states[key] = {**self._states.get(key, {}), **states}
            self._related.update(answer.related)
            for at, keys in answer.added.items():
                self._related[at] = tuple(dict.fromkeys((*self._related.get(at, ()), *keys)))


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
