"""What differs between two configs, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Known, Part
from nuon_notebook.explorer.lineage import Lineage, next_to_open
from nuon_notebook.models import AppConfig, Collection, ComponentConfigConnection, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAME, DIFFERS, NOT_IN_HAND = "same", "differs", "not in hand"
OF_THE_RECORD = frozenset(("id", "created_at", "updated_at", "checksum", "app_config_version"))
WANTING = frozenset((Known.FAILED, Known.UNREADABLE))


class LongText(Model):
    """A text as something that can be compared."""

    text: str

    @property
    def headline(self) -> Headline:
        """How long it is."""
        return Headline(formats.count(len(self.text.splitlines()), "line"))


class ComparedItem(Model):
    """One thing of two configs, side by side.

    Attributes:
        name: what it is called in both.
        mark: whether it differs.
        note: what is not in hand; empty where all is.
        unlike: which of its properties differ.
        left: how it is in the one.
        right: how it is in the other.
    """

    name: str
    mark: str
    note: str = ""
    unlike: tuple[str, ...] = ()
    left: Model | None = None
    right: Model | None = None

    @property
    def headline(self) -> Headline:
        """Its name and mark."""
        return Headline(self.name, (Badge(self.mark),))

    @property
    def rank(self) -> int:
        """0 where it differs, 1 where it was changed and how is not in hand, 2 where it is not in hand, 3 the same."""
        known = {SAME: 3, NOT_IN_HAND: 2}
        return known.get(self.mark, 1 if self.note else 0)


class ComparedSection(Model):
    """One section of two configs.

    Attributes:
        name: its title.
        notes: why it is not in hand on either side; empty where it is on both.
        items: what is in it; nothing where it is not in hand.
    """

    parts: ClassVar[tuple[Part, ...]] = (Part("items", "Items", "table", framed=False),)

    name: str
    notes: tuple[str, ...] = ()
    items: Collection[ComparedItem] = Collection()

    @property
    def headline(self) -> Headline:
        """Its title; how many things in it differ."""
        if self.notes:
            return Headline(self.name, facts=(NOT_IN_HAND,))
        unlike, changed, unknown = (sum(item.rank == rank for item in self.items) for rank in range(3))
        facts = (
            f"{unlike} of {len(self.items)} differ" if unlike else "",
            f"{changed} changed, how is not in hand" if changed else "",
            f"{unknown} {NOT_IN_HAND}" if unknown else "",
        )
        return Headline(self.name, facts=tuple(filter(None, facts)) or ("no difference",))


class Comparison(Model):
    """Two configs, section by section.

    Attributes:
        left: the one config.
        right: the other.
        hint: what can be opened so that more is in hand; empty where nothing can.
        sections: what they hold.
    """

    parts: ClassVar[tuple[Part, ...]] = (Part("sections", "Sections", framed=False),)

    left: AppConfig
    right: AppConfig
    hint: str = ""
    sections: Collection[ComparedSection] = Collection()


class Thing(NamedTuple):
    """What a config holds, and what it is called."""

    name: str
    model: Model


def compared(left: AppConfig, right: AppConfig, configs: Sequence[AppConfig] = ()) -> Comparison:
    """Compare two configs that are in hand whole; sections that neither has are left out.

    A component counts as it was in that version. Where a version carried it over, and the connection it had then is
    not in hand, what the server sends in its place is today's and is not compared. The versions between may tell
    that it is the same, since all of them are in hand and none changed it; or that one did, though not how.

    Args:
        left: a config.
        right: another config of the same app, or the same.
        configs: the configs of the app, as far as they are in hand.
    """
    lineage = Lineage.of(left, right, configs)
    every = (_section(part, left, right, lineage) for part in AppConfig.parts)
    sections = Collection(section for section in every if section.items or section.notes)
    items = [item for section in sections for item in section.items if item.rank in {1, 2}]
    guessed = {"left": left} if any(_of_today(item.left) for item in items) else {}
    guessed |= {"right": right} if any(_of_today(item.right) for item in items) else {}
    return Comparison(left=left, right=right, hint=_hint([*guessed.values()], configs), sections=sections)


def _hint(guessed: Sequence[AppConfig], configs: Iterable[AppConfig]) -> str:
    """Return what to open so that it is in hand how some configs had what they carried over."""
    found = [*configs]
    missing = next((one for one in (next_to_open(config, found) for config in guessed) if one), None)
    if missing is None:
        return ""
    versions = formats.list_words([config.headline.title for config in guessed])
    return (
        f"Not all that {versions} carried over is in hand: "
        f"opening {missing.headline.title} under Configs, then the versions before it, fills that in."
    )


def _section(part: Part, left: AppConfig, right: AppConfig, lineage: Lineage) -> ComparedSection:
    told = (f"{config.headline.title}: {why}" for config in (left, right) if (why := _wanting(config, part)))
    notes = tuple(dict.fromkeys(told))
    items = () if notes else _items(_things(left, part.name), _things(right, part.name), lineage)
    return ComparedSection(name=part.title, notes=notes, items=Collection(items))


def _wanting(owner: Model, part: Part) -> str:
    """Return why a part is not in hand; empty where it is."""
    state = owner.part_state(part.name)
    return (state.note or state.known.value) if state.known in WANTING else ""


def _things(config: AppConfig, name: str) -> dict[str, Thing]:
    """Return what a part of a config holds, by what tells it from its siblings."""
    value: object = getattr(config, name)
    if isinstance(value, str):
        return {name: Thing(name, LongText(text=value))}
    if isinstance(value, Model):
        return {name: Thing(name, value)}
    every: Sequence[Model] = value if isinstance(value, tuple) else ()
    if name == "input_groups":
        inputs = ((group, one) for group in every for one in getattr(group, "app_inputs", ()))
        things = [Thing(f"{group.headline.title} / {one.name}", one) for group, one in inputs]
    else:
        things = [Thing(str(getattr(one, "name", "") or one.headline.title), one) for one in every]
    # The name of an action comes with another answer than the action, and may be lacking on one side.
    return {str(getattr(thing.model, "action_workflow_id", "") or thing.name): thing for thing in things}


def _items(lefts: Mapping[str, Thing], rights: Mapping[str, Thing], lineage: Lineage) -> Sequence[ComparedItem]:
    every = dict.fromkeys([*lefts, *rights])
    items = [_item(lefts.get(key), rights.get(key), lineage) for key in every]
    return sorted(items, key=lambda item: (item.rank, item.name))


def _item(one: Thing | None, other: Thing | None, lineage: Lineage) -> ComparedItem:
    left, right = (thing.model if thing else None for thing in (one, other))
    mark, note = _judged(left, right, lineage)
    unlike = tuple(_unlike(_content(left), _content(right))) if mark == DIFFERS else ()
    name = "".join(thing.name for thing in [other or one] if thing)
    return ComparedItem.model_construct(name=name, mark=mark, note=note, unlike=unlike, left=left, right=right)


def _judged(one: Model | None, other: Model | None, lineage: Lineage) -> tuple[str, str]:
    """Return whether a thing differs, and what is not in hand."""
    if one is None or other is None:
        return f"only in {(lineage.left if other is None else lineage.right).headline.title}", ""
    wanting = [why for side in (one, other) for part in side.parts if (why := _wanting(side, part))]
    if wanting:
        return NOT_IN_HAND, wanting[0]
    if isinstance(one, ComponentConfigConnection) and isinstance(other, ComponentConfigConnection):
        guessed = [config for side, config in ((one, lineage.left), (other, lineage.right)) if _of_today(side)]
        if guessed:
            return _by_lineage(one, other, lineage, formats.list_words([config.headline.title for config in guessed]))
    return SAME if _content(one) == _content(other) else DIFFERS, ""


def _by_lineage(
    one: ComponentConfigConnection, other: ComponentConfigConnection, lineage: Lineage, guessed: str
) -> tuple[str, str]:
    """Return what the versions between tell of a component that is not in hand as some versions had it."""
    version = lineage.last_change(one, other)
    if version:
        return f"changed in v{version}", f"as of {guessed} not in hand"
    same = lineage.complete and one.component_id == other.component_id
    return (SAME, "") if same else (NOT_IN_HAND, "")


def _of_today(one: Model | None) -> bool:
    return isinstance(one, ComponentConfigConnection) and one.origin.endswith("as it is today")


def _content(value: object) -> object:
    """Return what counts of a value: not ids and dates, which differ from version to version."""
    if isinstance(value, Model):
        # A connection counts its versions; of a Terraform module it is the version that runs it.
        own = OF_THE_RECORD | {"version"} if isinstance(value, ComponentConfigConnection) else OF_THE_RECORD
        known = {name: _content(getattr(value, name)) for name in type(value).model_fields}
        unknown = {name: [one] for name, one in value.unknown.items()}  # a list: only the names of these are shown
        return {name: one for name, one in (known | unknown).items() if name not in own and not name.endswith("_id")}
    if isinstance(value, tuple):
        return [_content(item) for item in value]
    return value


def _unlike(one: object, other: object, path: str = "") -> Iterator[str]:
    """Yield the properties that differ, each by its path: `helm.values.replicas`."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys([*one, *other]):
            if one.get(name) != other.get(name):
                yield from _unlike(one.get(name), other.get(name), f"{path}.{name}" if path else str(name))
    else:
        yield path
