"""What differs between two configs, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.models import AppConfig, Collection, ComponentConfigConnection, Model
from nuon_notebook.render import words
from nuon_notebook.render.parts import Badge, Headline, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME, DIFFERS, NOT_IN_HAND = "same", "differs", "not in hand"
OF_THE_RECORD = frozenset(
    ("id", "org_id", "created_at", "updated_at", "created_by_id", "version", "checksum", "app_config_version")
)


class LongText(Model):
    """A text as something that can be compared."""

    text: str

    @property
    def headline(self) -> Headline:
        """How long it is."""
        return Headline(words.count(len(self.text.splitlines()), "line"))


class ComparedItem(Model):
    """One thing of two configs, side by side."""

    name: str
    mark: str
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
        unlike = [item for item in self.items if item.mark != SAME]
        told = f"{len(unlike)} of {len(self.items)} differ" if unlike else "no difference"
        return Headline(self.name, facts=(told,))


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
    return Collection(sorted(items, key=lambda item: (item.mark == SAME, item.name)))


def _item(name: str, one: Model | None, other: Model | None, left: AppConfig, right: AppConfig) -> ComparedItem:
    mark = _mark(one, other, left, right)
    return ComparedItem.model_construct(name=name, mark=mark, left=one, right=other)


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
        fields = (name for name in type(value).model_fields if name not in OF_THE_RECORD and not name.endswith("_id"))
        return {name: _content(getattr(value, name)) for name in fields}
    if isinstance(value, tuple):
        return [_content(item) for item in value]
    return value
