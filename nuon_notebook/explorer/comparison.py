"""What differs between two configs, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.models import AppConfig, Collection, ComponentConfigConnection, Model
from nuon_notebook.render import words
from nuon_notebook.render.parts import Badge, Headline, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAME, DIFFERS, NOT_IN_HAND = "same", "differs", "not in hand"
OF_THE_RECORD = frozenset(("id", "created_at", "updated_at", "checksum", "app_config_version"))


class LongText(Model):
    """A text as something that can be compared."""

    text: str

    @property
    def headline(self) -> Headline:
        """How long it is."""
        return Headline(words.count(len(self.text.splitlines()), "line"))


class ComparedItem(Model):
    """One thing of two configs, side by side.

    Attributes:
        name: what it is called in both.
        mark: whether it differs.
        unlike: which of its properties differ.
        left: how it is in the one.
        right: how it is in the other.
    """

    name: str
    mark: str
    unlike: tuple[str, ...] = ()
    left: Model | None = None
    right: Model | None = None

    @property
    def headline(self) -> Headline:
        """Its name and mark."""
        return Headline(self.name, (Badge(self.mark),))


class ComparedSection(Model):
    """One section of two configs."""

    parts: ClassVar[tuple[Part, ...]] = (Part("items", "Items", "table", framed=False),)

    name: str
    items: Collection[ComparedItem] = Collection()

    @property
    def headline(self) -> Headline:
        """Its title; how many things in it differ."""
        unknown = sum(item.mark == NOT_IN_HAND for item in self.items)
        unlike = sum(item.mark != SAME for item in self.items) - unknown
        known = f"{unlike} of {len(self.items)} differ" if unlike else "" if unknown else "no difference"
        return Headline(self.name, facts=tuple(filter(None, (known, f"{unknown} {NOT_IN_HAND}" if unknown else ""))))


class Comparison(Model):
    """Two configs, section by section."""

    parts: ClassVar[tuple[Part, ...]] = (Part("sections", "Sections", framed=False),)

    left: AppConfig
    right: AppConfig
    sections: Collection[ComparedSection] = Collection()


def compared(left: AppConfig, right: AppConfig) -> Comparison:
    """Compare two configs that are in hand whole; sections that neither has are left out.

    A component counts as it was in that version. Where a version carried it over, and the connection it had then is
    not in hand, it is marked so: what the server sends in its place is today's.
    """
    names = {part.name: part.title for part in AppConfig.parts}
    sections = (
        ComparedSection(name=title, items=_items(_things(left, name), _things(right, name), left, right))
        for name, title in names.items()
    )
    filled = Collection(section for section in sections if section.items)
    return Comparison(left=left, right=right, sections=filled)


def _things(config: AppConfig, name: str) -> dict[str, Model]:
    """Return what a part of a config holds, by what tells it from its siblings."""
    value: object = getattr(config, name)
    if isinstance(value, str):
        return {name: LongText(text=value)}
    if isinstance(value, Model):
        return {name: value}
    every: Sequence[Model] = value if isinstance(value, tuple) else ()
    if name == "input_groups":
        return {
            f"{group.headline.title} / {one.name}": one for group in every for one in getattr(group, "app_inputs", ())
        }
    return {_name(one): one for one in every}


def _name(one: Model) -> str:
    return str(getattr(one, "name", "") or one.headline.title)


def _items(
    lefts: Mapping[str, Model], rights: Mapping[str, Model], left: AppConfig, right: AppConfig
) -> Collection[ComparedItem]:
    every = dict.fromkeys([*lefts, *rights])
    items = (_item(name, lefts.get(name), rights.get(name), left, right) for name in every)
    return Collection(sorted(items, key=lambda item: (item.mark == SAME, item.mark == NOT_IN_HAND, item.name)))


def _item(name: str, one: Model | None, other: Model | None, left: AppConfig, right: AppConfig) -> ComparedItem:
    mark = _mark(one, other, left, right)
    unlike = tuple(_unlike(_content(one), _content(other))) if mark == DIFFERS else ()
    return ComparedItem.model_construct(name=name, mark=mark, unlike=unlike, left=one, right=other)


def _mark(one: Model | None, other: Model | None, left: AppConfig, right: AppConfig) -> str:
    if one is None or other is None:
        return f"only in {(left if other is None else right).headline.title}"
    if _of_today(one) or _of_today(other):
        return NOT_IN_HAND
    return SAME if _content(one) == _content(other) else DIFFERS


def _of_today(one: Model) -> bool:
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
