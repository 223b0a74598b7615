"""An immutable snapshot of the loaded records. A change creates a new snapshot; the old one stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nuon_notebook.display.sections import LOADED
from nuon_notebook.redaction.sensitive_values import (
    NO_TEXTS,
    find_sensitive_values,
    openly_shown_values,
    values_to_mask,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from nuon_notebook.display.sections import SectionState
    from nuon_notebook.redaction.masking import SensitiveValues

    Record = Any  # a model; models import this package
    States = Mapping[str, SectionState]

R = TypeVar("R")


class Key(NamedTuple):
    """The identity of a record.

    Attributes:
        api_type: the API's name of its type.
        id: its id; for a record without one, its path in the response.
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
        place: its path in the response, for a record without an id.
    """
    return Key(record.api_type, record.id or place)


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to one request.

    Attributes:
        records: the records, by key.
        lacks: by API type, the properties that such a request does not fill.
        states: by the key of a record, the states of some of its sections.
        related: by the key of a record and the name of a relation, the keys of the related records.
        added: likewise, the keys of further records, to be appended to the known ones.
    """

    records: Mapping[Key, Record] = field(default_factory=dict)
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    states: Mapping[Key, States] = field(default_factory=dict)
    related: Mapping[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict)
    added: Mapping[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict)


class Store:
    """The records that were loaded from one server, as of one moment.

    Args:
        server: the server; None for records that were parsed without a client.
        answers: the responses; later ones override earlier ones.
        moment: when the server sent them; None if not known.
    """

    def __init__(self, server: Server | None, answers: Iterable[Answer] = (), moment: datetime | None = None) -> None:
        self.server = server
        self.moment = moment
        self._records: dict[Key, Record] = {}
        self._states: dict[Key, States] = {}
        self._related: dict[tuple[Key, str], tuple[Key, ...]] = {}
        self._searched: dict[Key, Record] = {}  # those already searched for sensitive values
        self._sensitive = find_sensitive_values(())
        self._shown_texts: frozenset[str] = NO_TEXTS
        self._previous_values: SensitiveValues | None = None
        self._add(answers)

    @cached_property
    def sensitive_values(self) -> SensitiveValues:
        """The values to mask in texts: secrets and people of all records."""
        new = {key: record for key, record in self._records.items() if self._searched.get(key) is not record}
        self._sensitive |= find_sensitive_values(new.values())
        if self._sensitive.nested:
            self._shown_texts |= openly_shown_values((self._records if self._shown_texts is NO_TEXTS else new).values())
        self._searched.update(new)  # last: another thread may be here, and must not take them for searched before
        known = values_to_mask(replace(self._sensitive, nested=self._sensitive.nested - self._shown_texts), ())
        # The same object keeps the cache of masked texts valid.
        return self._previous_values if known == self._previous_values else known

    def merged(self, answers: Iterable[Answer], moment: datetime | None = None, server: Server | None = None) -> Store:
        """Return a store in which the answers replace what their requests fill. Everything else is kept.

        Args:
            answers: the responses; later ones override earlier ones.
            moment: when the server answered.
            server: the server that answered, if the records were parsed without a client.
        """
        made = Store(self.server or server, moment=self.moment or moment)
        made._records = dict(self._records)
        made._states = dict(self._states)
        made._related = dict(self._related)
        made._searched, made._sensitive, made._shown_texts = dict(self._searched), self._sensitive, self._shown_texts
        made._previous_values = self.__dict__.get("sensitive_values", self._previous_values)
        made._add(answers)
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
        """Return a record; None if it was not loaded."""
        return self._records.get(key)

    def records(self) -> list[Record]:
        """Return all records."""
        return list(self._records.values())

    def resolve(self, record: R) -> R:
        """Return the stored record of the same type and id, merged from all answers; if there is none, the record."""
        found: R | None = self._records.get(_own_key(record))
        return record if found is None else found

    def state(self, record: Record, name: str) -> SectionState | None:
        """Return the state of a section of a record; None if no request was made for it."""
        return self.states(_own_key(record)).get(name)

    def related(self, record: Record, name: str) -> tuple[Record, ...] | None:
        """Return the related records of a record; None if no request was made for them."""
        keys = self.related_keys(_own_key(record), name)
        return None if keys is None else tuple(self._records[key] for key in keys)

    def related_keys(self, key: Key, name: str) -> tuple[Key, ...] | None:
        """Return the keys of the related records of a record; None if no request was made for them."""
        return self._related.get((key, name))

    def states(self, key: Key) -> States:
        """Return the states of the sections of a record for which requests were made."""
        return self._states.get(key, {})

    def _add(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            for key, record in answer.records.items():
                known = self._records.get(key)
                lacks = answer.lacks.get(key.api_type, frozenset())
                self._records[key] = record if known is None else _merge(known, record, lacks)
            for key, states in answer.states.items():
                self._states[key] = {**self._states.get(key, {}), **states}
            self._related.update(answer.related)
            for at, keys in answer.added.items():
                self._related[at] = tuple(dict.fromkeys((*self._related.get(at, ()), *keys)))


def _merge(known: Record, answer: Record, lacks: frozenset[str]) -> Record:
    """Return a new record, with the old values of the properties that its request does not fill.

    Args:
        known: the old record.
        answer: the new record.
        lacks: the properties that the request does not fill.
    """
    if known is answer:
        return answer
    kept = {name: value for name in lacks if (value := known.__dict__[name]) and not answer.__dict__[name]}
    unreadable = [place for place in known.unreadable if place.partition("[")[0] in lacks]
    return answer.with_fields(kept, unreadable) if kept or unreadable else answer
