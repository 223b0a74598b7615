"""Turns two versions of a model into plain data that can be compared: maps whose keys say in words what a value is.

Items of lists become entries of maps, keyed by what tells them apart, so that their position does not count. Fields say
by `nuon_notebook.models.compared` what they mean in a comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pydantic import Secret, SecretStr

from nuon_notebook.analysis.pairs import Pair, paired
from nuon_notebook.models.base import Model
from nuon_notebook.models.compared import Compared, ComparedField, compared_fields, fields_with, identity_of
from nuon_notebook.redaction.policy import Policy, policies
from nuon_notebook.redaction.secret_names import is_secret_name, may_be_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Plain = dict[str, Any]
Sides = tuple[Plain, Plain]

SETS: Final = frozenset(("Action", "NotAction", "Resource", "NotResource"))
"""Properties of a policy's statement that hold a set, or a single text."""

MAX_RESOURCES: Final = 1  # that a statement is named after


class Kind(Enum):
    """How a value may be shown.

    Attributes:
        VALUE: shown; secrets in it are masked.
        TEXT: any text, which may have many lines.
        VARIABLE: a variable; its literal values are hidden.
        DOCUMENT: a value in a document; masked if its name suggests a secret.
        SECRET: never shown.
        PERSON: a person.
        CUSTOMER: a customer.
        COMMIT: the hash of a commit.
        SCHEDULE: a cron expression.
        ARGUMENTS: the arguments of a command.
        ORDER: names in order.
    """

    VALUE = "value"
    TEXT = "text"
    VARIABLE = "variable"
    DOCUMENT = "document"
    SECRET = "secret"  # noqa: S105 - a kind of value
    PERSON = "person"
    CUSTOMER = "customer"
    COMMIT = "commit"
    SCHEDULE = "schedule"
    ARGUMENTS = "arguments"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is compared as a whole.

    Attributes:
        value: the value.
        kind: how it may be shown.
        name: its name among its siblings, as the API or the vendor writes it.
    """

    value: Any = dataclasses.field(repr=False)
    kind: Kind
    name: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaf) and self.value == other.value

    def __hash__(self) -> int:
        return hash(str(self.value))


BY_POLICY: Final = {
    Policy.NEVER: Kind.SECRET,
    Policy.WITHHELD: Kind.SECRET,
    Policy.VALUES: Kind.VARIABLE,
    Policy.SCAN: Kind.TEXT,
    Policy.NEVER_IF_SENSITIVE: Kind.TEXT,
    Policy.PEOPLE: Kind.PERSON,
    Policy.CUSTOMERS: Kind.CUSTOMER,
}
BY_FIELD: Final = {"sha": Kind.COMMIT, "drift_schedule": Kind.SCHEDULE, "cron_schedule": Kind.SCHEDULE}


class PlainData:
    """Makes plain data of models.

    Args:
        names: by id, the names of what models refer to by ids.

    Attributes:
        unreadable: what was left out because its value has the wrong type on one side.
    """

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = names or {}
        self.unreadable: list[str] = []

    def of(self, old: Model | None, new: Model | None) -> Sides:
        """Return both versions of a model as plain data; empty for one that is None."""
        if old is not None and new is not None and old.__dict__ is new.__dict__:
            return {}, {}  # it is the same record
        before: Plain = {}
        after: Plain = {}
        known = next(one for one in (new, old) if one is not None)
        partly_unreadable = [one for one in (old, new) if one is not None and one.unreadable]
        for field in compared_fields(type(known)):
            if field.repeats and not _is_same(old, new, field.repeats):
                continue
            if field.role is Compared.IDENTITY and (old is None or new is None):
                continue  # what it is called says the same
            if any(model._is_unreadable(field.name) for model in partly_unreadable):
                self.unreadable.append(field.words or field.name)
                continue
            sides = self._field(field, old, new)
            for made, side in zip((before, after), sides, strict=True):
                _add(made, side, field.name)
        for made, model in zip((before, after), (old, new), strict=True):
            _add(made, _unknown(model), "new")
        return _without_mirrored(before, after, type(known))

    def _field(self, field: ComparedField, old: Model | None, new: Model | None) -> Sides:
        """Return both values of a field, each in a map of what they are called."""
        values = _value(old, field.name), _value(new, field.name)
        if all(map(_is_absent, values)):
            return {}, {}
        if field.role is Compared.NEWEST:
            values = tuple(value[0] if value else None for value in values)  # type: ignore[assignment]
        if any(isinstance(value, Model) for value in values):
            return _nested(field.words, self.of(*values))
        if any(_is_list_of_models(value) for value in values):
            return self.items(field.words, *values)
        if field.role is Compared.EACH:
            return _texts(field.words, *values)
        sides = [self._plain(field, model, value) for model, value in zip((old, new), values, strict=True)]
        return _with_statements(field.words, sides[0], sides[1])

    def _plain(self, field: ComparedField, model: Model | None, value: Any) -> Any:
        """Return a value of one side; None if it is absent."""
        if model is None or _is_absent(value):
            return None
        kind = _kind_of(type(model), field.name, value)
        if isinstance(value, list) or (isinstance(value, Mapping) and kind is Kind.DOCUMENT):
            return _document(value)
        if isinstance(value, Mapping):
            return {str(name): Leaf(one, Kind.VARIABLE, str(name)) for name, one in value.items()}
        if isinstance(value, tuple):
            return self._list(field, kind, value)
        return Leaf(self._named(value), kind, field.name)

    def _list(self, field: ComparedField, kind: Kind, value: tuple[str, ...]) -> Any:
        """Return a list of texts: variables by name, a set, or a whole."""
        if kind is Kind.VARIABLE:
            return {name: Leaf(one, kind, name) for name, one in map(_split, value)}
        if field.role is Compared.UNORDERED:
            return {self._names.get(one, one) for one in value}
        return Leaf(tuple(value), Kind.ARGUMENTS, field.name)

    def _named(self, value: Any) -> Any:
        if isinstance(value, SecretStr | Secret):
            return value.get_secret_value()
        return self._names.get(value, value) if isinstance(value, str) else value

    def items(self, words: str, olds: Sequence[Model] | None, news: Sequence[Model] | None) -> Sides:
        """Return both versions of a list of models, each item under its name, and their order where it counts."""
        pairs = self.pairs(olds or (), news or ())
        before: Plain = {}
        after: Plain = {}
        for name, pair in labelled(words, pairs, _label):
            sides = self.of(pair.old, pair.new)
            for made, side, model in zip((before, after), sides, (pair.old, pair.new), strict=True):
                if model is not None:
                    made[name] = side
        for made, side in zip((before, after), order_of(pairs, f"order of {words}s"), strict=True):
            made.update(side)
        return before, after

    def pairs(self, olds: Sequence[Model], news: Sequence[Model]) -> list[Pair[Model]]:
        """Return which items of two lists are the same one; items of the second list first, in their order."""
        keys = (_lasting_id, _identity)
        return paired(list(olds), list(news), keys, partial(_content, self))


def labelled(words: str, pairs: Iterable[Pair[Any]], label: Any) -> Iterable[tuple[str, Pair[Any]]]:
    """Yield pairs with what they are called; a number tells those apart that are called the same."""
    seen: dict[str, int] = {}
    for pair in pairs:
        name = f"{words} {label(pair)}".strip()
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), pair


def order_of(pairs: Sequence[Pair[Model]], words: str) -> Sides:
    """Return the orders of the items that both sides have; nothing where their order is the same or means nothing."""
    both = [(pair.old, pair.new) for pair in pairs if pair.old is not None and pair.new is not None]
    positions = fields_with(type(both[0][1]), Compared.POSITION) if both else ()
    if not positions:
        return {}, {}
    orders = []
    for side in range(2):
        ranked = sorted(range(len(both)), key=lambda index: (both[index][side].__dict__[positions[0]] or 0, index))
        orders.append(tuple(ranked))
    if orders[0] == orders[1] or not _told_by_position(both, positions[0]):
        return {}, {}
    names = [new.name_among_siblings or f"item {number}" for number, (_, new) in enumerate(both, 1)]
    before, after = ({words: Leaf(tuple(names[index] for index in order), Kind.ORDER)} for order in orders)
    return before, after


def _told_by_position(both: Sequence[tuple[Model, Model]], name: str) -> bool:
    """Return whether positions tell an order on both sides; those of servers that send none are all the same."""
    return all(len({pair[side].__dict__[name] or 0 for pair in both}) == len(both) for side in range(2))


def _label(pair: Pair[Model]) -> str:
    model = pair.new if pair.new is not None else pair.old
    assert model is not None  # noqa: S101 - a pair has at least one side
    return model.name_among_siblings or str(pair.position)


def _lasting_id(model: Model) -> Any:
    names = fields_with(type(model), Compared.LASTING_ID)
    return model.__dict__[names[0]] if names else model.__dict__.get("id")


def _identity(model: Model) -> Any:
    identity = identity_of(model)
    return identity if any(identity) else None


def _content(plain: PlainData, model: Model) -> Any:
    return plain.of(None, model)[1]


def _value(model: Model | None, name: str) -> Any:
    value = None if model is None else model.__dict__[name]
    return value if getattr(value, "loaded", True) else None


def _is_same(old: Model | None, new: Model | None, name: str) -> bool:
    """Return whether a field is the same on both sides; not if there is only one side."""
    return old is not None and new is not None and _value(old, name) == _value(new, name)


def _is_absent(value: Any) -> bool:
    """Return whether a value counts as absent: the server leaves out what is false, zero or empty."""
    return value is None or value is False or (not isinstance(value, SecretStr | Secret) and not value)


def _is_list_of_models(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Model) for one in value)


def _kind_of(kind: type, name: str, value: Any) -> Kind:
    if isinstance(value, SecretStr | Secret):
        return Kind.SECRET
    policy = policies(kind).get(name)
    if name in BY_FIELD:
        return BY_FIELD[name]
    if policy is Policy.PLAIN and isinstance(value, Mapping):
        return Kind.DOCUMENT
    if isinstance(policy, Policy) and policy in BY_POLICY:
        return BY_POLICY[policy]
    if isinstance(value, str):
        hidden = policy is None and not name.endswith("_id") and may_be_secret_name(name)
        return Kind.SECRET if hidden else Kind.TEXT
    return Kind.VALUE


def _split(text: str) -> tuple[str, str | None]:
    name, equals, value = str(text).partition("=")
    return name, value if equals else None


def _nested(words: str, sides: Sides) -> Sides:
    """Return the sides under a name; without a name as they are."""
    if not words:
        return sides
    before, after = ({words: side} if side else {} for side in sides)
    return before, after


def _add(made: Plain, side: Plain, field: str) -> None:
    """Add entries; one whose name is taken gets that of its field, too."""
    for name, value in side.items():
        made[name if name not in made else f"{field.replace('_', ' ')} {name}"] = value


def _texts(words: str, olds: Sequence[str] | None, news: Sequence[str] | None) -> Sides:
    pairs = paired(list(olds or ()), list(news or ()), (), lambda text: text)
    before: Plain = {}
    after: Plain = {}
    several = max(len(olds or ()), len(news or ())) > 1
    for name, pair in labelled(words, pairs, lambda pair: str(pair.position) if several else ""):
        for made, text in zip((before, after), (pair.old, pair.new), strict=True):
            if text is not None:
                made[name] = Leaf(text, Kind.TEXT)
    moved = [pair for pair in pairs if pair.old is not None and pair.new is not None]
    order = tuple(f"{words} {pair.position}" for pair in moved)
    earlier = tuple(f"{words} {pair.position}" for pair in sorted(moved, key=lambda pair: pair.old_position))
    if order != earlier:
        before[f"order of {words}s"] = Leaf(earlier, Kind.ORDER)
        after[f"order of {words}s"] = Leaf(order, Kind.ORDER)
    return before, after


def _unknown(model: Model | None) -> Plain:
    if model is None:
        return {}
    return {name: Leaf(value, Kind.VARIABLE, name) for name, value in model.unknown.items()}


def _without_mirrored(before: Plain, after: Plain, kind: type) -> Sides:
    """Leave out of what mirrors its siblings the entries that a sibling has, with the same values on both sides."""
    for field in compared_fields(kind):
        if field.role is Compared.MIRROR:
            mirrors = before.get(field.words, {}), after.get(field.words, {})
            told = [name for name in {**mirrors[0], **mirrors[1]} if _mirrored(name, mirrors, (before, after))]
            for mirror in mirrors:
                for name in told:
                    mirror.pop(name, None)
    return before, after


def _mirrored(name: str, mirrors: Sides, sides: Sides) -> bool:
    return all(mirror.get(name) == side.get(name) for mirror, side in zip(mirrors, sides, strict=True))


# Documents: the policies of roles


def _document(value: Any, name: str = "") -> Any:
    """Return a decoded document as plain data. Statements of a policy stay a list, to be paired later."""
    if isinstance(value, Mapping):
        made = {str(key): _document(one, str(key)) for key, one in value.items()}
        if "Statement" in made:
            statements = value["Statement"]
            made["Statement"] = [
                _document(one) for one in (statements if isinstance(statements, list) else [statements])
            ]
        return made
    if name in SETS:
        return {str(one) for one in (value if isinstance(value, list) else [value])}
    if isinstance(value, list):
        return {f"item {number}": _document(one, name) for number, one in enumerate(value, 1)}
    kind = Kind.SECRET if isinstance(value, str) and is_secret_name(name) else Kind.DOCUMENT
    return Leaf(value, kind, name)


def _with_statements(words: str, old: Any, new: Any) -> Sides:
    """Return the sides under a name, the statements of policies paired."""
    before, after = _paired_statements(old, new)
    sides = ({} if old is None else before, {} if new is None else after)
    if not words and not all(isinstance(side, dict) for side in (before, after) if side is not None):
        words = "document"
    if words:
        return ({words: sides[0]} if old is not None else {}), ({words: sides[1]} if new is not None else {})
    return sides


def _paired_statements(old: Any, new: Any) -> tuple[Any, Any]:
    if not any(isinstance(side, dict) and isinstance(side.get("Statement"), list) for side in (old, new)):
        return old, new
    olds, news = (
        [one if isinstance(one, dict) else {"text": one} for one in side["Statement"]]
        if isinstance(side, dict) and isinstance(side.get("Statement"), list) else []
        for side in (old, new)
    )  # fmt: skip
    pairs = paired(olds, news, (_sid,), lambda one: one, alike=_overlap)
    before = {name: value for name, value in old.items() if name != "Statement"} if isinstance(old, dict) else old
    after = {name: value for name, value in new.items() if name != "Statement"} if isinstance(new, dict) else new
    for name, pair in labelled("statement", pairs, _statement_label):
        for made, statement in ((before, pair.old), (after, pair.new)):
            if statement is not None:
                made[name] = statement
    return before, after


def _sid(statement: Plain) -> Any:
    sid = statement.get("Sid")
    return sid.value if isinstance(sid, Leaf) else None


def _statement_label(pair: Pair[Plain]) -> str:
    """Return the Sid of a statement, or its effect and its resource."""
    statement = pair.old if pair.old is not None else pair.new or {}
    if sid := _sid(statement):
        return str(sid)
    effect = statement.get("Effect")
    resources = sorted(statement.get("Resource") or statement.get("NotResource") or ())
    more = f" and {len(resources) - MAX_RESOURCES} more" if len(resources) > MAX_RESOURCES else ""
    on = f"on {resources[0]}{more}" if resources else ""
    return " ".join(filter(None, (str(effect.value) if isinstance(effect, Leaf) else "", on)))


def _overlap(old: Plain, new: Plain) -> float:
    """Return the share of what two statements have in common; half of it if one allows what the other denies."""
    ours, theirs = (
        {(name, one) for name in SETS if isinstance(side.get(name), set) for one in side[name]} for side in (old, new)
    )
    share = len(ours & theirs) / max(len(ours | theirs), 1)
    return share if old.get("Effect") == new.get("Effect") else share / 2
