"""What differs between two versions of an item: one row for each property, with its values before and after.

The structural comparison is `nested_diff`'s: it imports in a few milliseconds and brings no other library, while
`deepdiff` and `dictdiffer` import numpy and pandas wherever these are installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from nuon_notebook.analysis.plain_data import Kind, Leaf
from nuon_notebook.analysis.result import Result
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.types import (
    NO_VALUES,
    AnyMap,
    CustomerText,
    PersonText,
    PlainAnyMap,
    ScannedText,
    ScannedTexts,
    Texts,
)
from nuon_notebook.redaction.masking import Hidden, mask_arguments, mask_document, mask_person, mask_text, mask_variable
from nuon_notebook.redaction.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nuon_notebook.analysis.plain_data import Plain

ADDED, REMOVED, CHANGED, RENAMED = "added", "removed", "changed", "renamed"
BETWEEN: Final = " / "
NOTHING: Final = "not set"
HIDDEN_VALUE: Final = "hidden"
GONE: Final = "\N{MINUS SIGN}"
CONTEXT: Final = 3  # lines around what changed
COMMIT_LENGTH: Final = 7
LONG: Final = 120  # characters of one line; longer texts are shown as a difference of lines


class PropertyChange(Result):
    """A property that differs.

    Attributes:
        name: its path in words, for instance "step upload / script".
        change: "added", "removed" or "changed".
        old: its value before; None if it was added.
        new: its value after; None if it was removed.
    """

    brief: ClassVar[bool] = True
    """Whether the line of its item may tell it, too."""

    name: ScannedText = None
    change: str = CHANGED
    old: ScannedText = None
    new: ScannedText = None

    @property
    def shown_old(self) -> str | None:
        """Its value before, as far as it may be shown; None if it is not shown."""
        return self.as_shown(self.old)

    @property
    def shown_new(self) -> str | None:
        """Its value after, as far as it may be shown; None if it is not shown."""
        return self.as_shown(self.new)

    @property
    def hidden(self) -> bool:
        """Whether it has a value that may not be shown."""
        return any(value and self.as_shown(value) is None for value in (self.old, self.new))

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return one of its values as far as it may be shown; None if it is not shown."""
        return None if value is None else mask_text(value)

    @property
    def in_words(self) -> str:
        """What changed, for instance "2.17.0 → 2.18.1"."""
        old, new = self.shown_old, self.shown_new
        if self.change == ADDED:
            return f"added {new}" if new else ADDED
        if self.change == REMOVED:
            return f"removed {old}" if old else REMOVED
        return CHANGED if old == new else f"{old or NOTHING} → {new or NOTHING}"

    @property
    def headline(self) -> Headline:
        """Its path; what changed."""
        return Headline(f"{self.name}:", facts=(self.in_words,))


class VariableChange(PropertyChange):
    """A variable that differs. Its literal values are shown only on request."""

    old: Annotated[AnyMap, Policy.VALUES] = NO_VALUES  # type: ignore[assignment] # by name, so that the name decides, too
    new: Annotated[AnyMap, Policy.VALUES] = NO_VALUES  # type: ignore[assignment]

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return one of its values; None if it is hidden."""
        shown = [mask_variable(name, one) for name, one in (value or {}).items()]
        return None if not shown or isinstance(shown[0], Hidden) else shown[0] or ""

    @property
    def in_words(self) -> str:
        """What changed; "changed (hidden)" if none of its values may be shown."""
        shown = self.shown_old, self.shown_new
        if self.change != CHANGED or shown == (None, None):
            return super().in_words + (f" ({HIDDEN_VALUE})" if shown == (None, None) else "")
        old, new = (HIDDEN_VALUE if one is None else one or NOTHING for one in shown)
        return f"{old} → {new}"


class DocumentChange(PropertyChange):
    """A property of a document that differs. It is masked if its name suggests a secret."""

    old: PlainAnyMap = NO_VALUES  # type: ignore[assignment] # by name, so that the name decides, too
    new: PlainAnyMap = NO_VALUES  # type: ignore[assignment]

    @property
    def hidden(self) -> bool:
        """Whether one of its values may not be shown."""
        shown = [one for value in (self.old, self.new) for one in mask_document(value or {}).values()]
        return any(isinstance(one, Hidden) for one in shown)

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return one of its values."""
        shown = [one for one in mask_document(value or {}).values() if one is not None]
        return _in_one_line(shown[0]) if shown else None


class SecretChange(PropertyChange):
    """A secret that differs. It holds no value."""

    @property
    def hidden(self) -> bool:
        """True."""
        return True

    @property
    def in_words(self) -> str:
        """Whether it was added, removed or changed."""
        return self.change


class CustomerChange(PropertyChange):
    """A name of a customer, or what identifies one, that differs."""

    brief: ClassVar[bool] = False
    old: CustomerText = None
    new: CustomerText = None


class PersonChange(PropertyChange):
    """A person that differs."""

    brief: ClassVar[bool] = False
    old: PersonText = None
    new: PersonText = None

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return a person, abbreviated unless the options allow more."""
        return mask_person(value)


class CommitChange(PropertyChange):
    """A commit that moved."""

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return the first characters of a commit."""
        return value[:COMMIT_LENGTH] if value else None


class ScheduleChange(PropertyChange):
    """A schedule that differs."""

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return a schedule in words."""
        return mask_text(formats.cron(value)) if value else None


class ArgumentsChange(PropertyChange):
    """The arguments of a command, or other texts in order, that differ."""

    old: ScannedTexts = ()  # type: ignore[assignment]
    new: ScannedTexts = ()  # type: ignore[assignment]

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return arguments in one line."""
        return " ".join(mask_arguments(value or ())) or None


class OrderChange(PropertyChange):
    """An order that differs."""

    brief: ClassVar[bool] = False
    old: ScannedTexts = ()  # type: ignore[assignment]
    new: ScannedTexts = ()  # type: ignore[assignment]

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return names in their order."""
        return mask_text(", ".join(value or ())) or None


class SetChange(PropertyChange):
    """A set of texts that differs.

    Attributes:
        old: what only the set before has.
        new: what only the set after has.
    """

    old: ScannedTexts = ()  # type: ignore[assignment]
    new: ScannedTexts = ()  # type: ignore[assignment]

    @staticmethod
    def as_shown(value: Any) -> str | None:
        """Return texts in one line."""
        return mask_text(", ".join(value or ())) or None

    @property
    def in_words(self) -> str:
        """What is there no longer, and what is new."""
        old, new = self.shown_old, self.shown_new
        return "; ".join(filter(None, (f"without {old}" if old else "", f"with {new}" if new else "")))


class TextChange(PropertyChange):
    """A text of several lines that differs."""

    brief: ClassVar[bool] = False

    @property
    def counts(self) -> tuple[int, int]:
        """The number of lines that were added, and that were removed."""
        found = SequenceMatcher(None, _lines_of(self.old), _lines_of(self.new), autojunk=False).get_opcodes()
        changed = [one for one in found if one[0] != "equal"]
        return sum(one[4] - one[3] for one in changed), sum(one[2] - one[1] for one in changed)

    @property
    def in_words(self) -> str:
        """Number of lines added and removed."""
        added, removed = self.counts
        word = "" if self.change == CHANGED else f"{self.change}, "
        parts = (f"+{added}" if added else "", f"{GONE}{removed}" if removed else "")
        return f"{word}{' '.join(filter(None, parts)) or 'line ends'} {'lines' if added + removed != 1 else 'line'}"

    @property
    def lines(self) -> Texts:
        """The lines that differ with three lines around them, each after its sign; masked before they are compared."""
        texts = (mask_text(text) if text else "" for text in (self.old, self.new))
        return tuple(_line_difference(*map(_lines_of, texts)))


def _lines_of(text: str | None) -> list[str]:
    return (text or "").splitlines()


def _line_difference(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a difference. A line with an ellipsis stands for equal lines that are left out."""
    groups = [*SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT)]
    for number, group in enumerate(groups):
        if number or group[0][1]:
            yield f"⋯ line {group[0][3] + 1}"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from (f"  {line}" for line in old[old_start:old_end])
            else:
                yield from (f"{GONE} {line}" for line in old[old_start:old_end])
                yield from (f"+ {line}" for line in new[new_start:new_end])
    if not groups:
        yield "⋯ only what is masked differs"


def _in_one_line(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return formats.format_duration(value) if hasattr(value, "total_seconds") else str(value)


def differences(before: Plain, after: Plain) -> list[PropertyChange]:
    """Return the properties that differ between two versions of an item, as plain data."""
    from nested_diff import Differ  # noqa: PLC0415 - needed only where something is compared

    same, found = Differ(U=False, handlers=_handlers()).diff(before, after)
    return [] if same else [*_rows(found, (), before, after)]


def _handlers() -> list[Any]:
    from nested_diff import handlers  # noqa: PLC0415 - see above

    class Leaves(handlers.ScalarHandler):  # type: ignore[misc] # the library has no types
        handled_type = Leaf

    return [handlers.DictHandler(), handlers.SetHandler(), Leaves()]


def _rows(found: Mapping[str, Any], path: tuple[str, ...], before: Any, after: Any) -> Iterator[PropertyChange]:
    """Yield a row for each change of a nested difference: A is added, R removed, O old, N new, D deeper.

    The rows are in the order of the data: that of the difference is another one in every run.
    """
    inner = found.get("D")
    if isinstance(inner, dict):
        for name in (name for name in dict.fromkeys((*after, *before)) if name in inner):
            yield from _rows(inner[name], (*path, name), before.get(name), after.get(name))
    elif inner is not None:
        old, new = (sorted(str(one[tag]) for one in inner if tag in one) for tag in "RA")
        yield SetChange(name=BETWEEN.join(path), old=tuple(old), new=tuple(new))
    elif "N" in found and _is_branch(found["O"]) is _is_branch(found["N"]) is False:
        yield _row(path, CHANGED, found["O"], found["N"])
    else:
        yield from _one_sided(path, REMOVED, found.get("R", found.get("O")))
        yield from _one_sided(path, ADDED, found.get("A", found.get("N")))


def _is_branch(value: Any) -> bool:
    return isinstance(value, dict | set)


def _one_sided(path: tuple[str, ...], change: str, value: Any) -> Iterator[PropertyChange]:
    if value is None:
        return
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _one_sided((*path, name), change, one)
    elif isinstance(value, dict):
        yield PropertyChange(name=BETWEEN.join(path), change=change)
    elif isinstance(value, set):
        texts = tuple(sorted(map(str, value)))
        sides = {"old": texts} if change == REMOVED else {"new": texts}
        yield SetChange(name=BETWEEN.join(path), change=change, **sides)
    else:
        yield _row(path, change, value if change == REMOVED else None, value if change == ADDED else None)


STRICTEST: Final = (Kind.SECRET, Kind.PERSON, Kind.VARIABLE, Kind.DOCUMENT, Kind.CUSTOMER)


def _row(path: tuple[str, ...], change: str, old: Leaf | None, new: Leaf | None) -> PropertyChange:
    """Return the row of a value. If its two sides may be shown differently, the stricter rule counts."""
    flags = [leaf for leaf in (old, new) if leaf is not None and isinstance(leaf.value, bool)]
    if len(flags) == 1:  # the server leaves out what is false
        missing = Leaf(value=False, kind=flags[0].kind, name=flags[0].name)
        change, old, new = CHANGED, old or missing, new or missing
    kinds = [leaf.kind for leaf in (old, new) if leaf is not None]
    kind = next((one for one in STRICTEST if one in kinds), kinds[-1])
    name = BETWEEN.join(path)
    if kind is Kind.SECRET:
        return SecretChange(name=name, change=change)
    made = ROWS.get(kind, PropertyChange)
    if kind in {Kind.TEXT, Kind.VALUE} and any(map(_is_long, (old, new))):
        made = TextChange
    values = {side: _stored(kind, leaf) for side, leaf in (("old", old), ("new", new)) if leaf is not None}
    return made(name=name, change=change, **values)


ROWS: Final[Mapping[Kind, type[PropertyChange]]] = {
    Kind.VARIABLE: VariableChange,
    Kind.DOCUMENT: DocumentChange,
    Kind.PERSON: PersonChange,
    Kind.CUSTOMER: CustomerChange,
    Kind.COMMIT: CommitChange,
    Kind.SCHEDULE: ScheduleChange,
    Kind.ARGUMENTS: ArgumentsChange,
    Kind.ORDER: OrderChange,
}


def _is_long(leaf: Leaf | None) -> bool:
    text = leaf.value if leaf is not None else None
    return isinstance(text, str) and ("\n" in text.strip() or len(text) > LONG)


def _stored(kind: Kind, leaf: Leaf) -> Any:
    """Return a value as its row holds it."""
    if kind in {Kind.VARIABLE, Kind.DOCUMENT}:
        return {leaf.name: leaf.value}
    if kind in {Kind.ARGUMENTS, Kind.ORDER}:
        return tuple(map(str, leaf.value))
    return _in_one_line(leaf.value)
