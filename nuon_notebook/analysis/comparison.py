"""Compares two versions of an app's config, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from nuon_notebook.analysis.result import Result
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section, SectionStatus
from nuon_notebook.models import AppConfig, Collection, ComponentConfigConnection
from nuon_notebook.models.base import Model
from nuon_notebook.models.components import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAME, DIFFERS, NOT_LOADED = "same", "differs", "not loaded"
NOT_COMPARED: Final = frozenset(("id", "created_at", "updated_at", "checksum", "app_config_version"))
"""The properties that differ between versions even if the content is the same."""

UNAVAILABLE: Final = frozenset((SectionStatus.FAILED, SectionStatus.UNREADABLE))


class LongText(Result):
    """A text, as a model that can be compared."""

    text: str

    @property
    def headline(self) -> Headline:
        """Number of lines."""
        return Headline(formats.count(len(self.text.splitlines()), "line"))


class ComparedItem(Result):
    """An item of two configs, side by side.

    Attributes:
        name: its name.
        mark: whether it differs, in words.
        note: what was not loaded; empty if everything was.
        differences: the paths of the properties that differ.
        left: the item in the left config; None if absent.
        right: the item in the right config; None if absent.
    """

    name: str
    mark: str
    note: str = ""
    differences: tuple[str, ...] = ()
    left: Model | None = None
    right: Model | None = None

    @property
    def headline(self) -> Headline:
        """Its name and mark."""
        return Headline(self.name, self.badges)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its mark."""
        return (Badge(self.mark),)

    @property
    def rank(self) -> int:
        """0: differs, 1: changed, but the details were not loaded, 2: not loaded, 3: the same."""
        known = {SAME: 3, NOT_LOADED: 2}
        return known.get(self.mark, 1 if self.note else 0)


class ComparedSection(Result):
    """A section of two configs.

    Attributes:
        name: its title.
        notes: why it was not loaded; empty if both sides were loaded.
        items: its items; empty if it was not loaded.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("items", "Items", "table", framed=False, comes_with_model=True),
    )  # fmt: skip

    name: str
    notes: tuple[str, ...] = ()
    items: Collection[ComparedItem] = Collection()

    @property
    def headline(self) -> Headline:
        """Its title; number of items that differ."""
        if self.notes:
            return Headline(self.name, facts=(NOT_LOADED,))
        different, changed, unknown = (sum(item.rank == rank for item in self.items) for rank in range(3))
        facts = (
            f"{different} of {len(self.items)} differ" if different else "",
            f"{changed} changed, details not loaded" if changed else "",
            f"{unknown} {NOT_LOADED}" if unknown else "",
        )
        return Headline(self.name, facts=tuple(filter(None, facts)) or ("no difference",))


class Comparison(Result):
    """A comparison of two configs.

    Attributes:
        left: a config.
        right: the other config.
        hint: which config to open, so that more can be compared; empty if none helps.
        compared: their sections.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("compared", "Sections", framed=False, comes_with_model=True),
    )  # fmt: skip

    left: AppConfig
    right: AppConfig
    hint: str = ""
    compared: Collection[ComparedSection] = Collection()


@dataclass(frozen=True, slots=True)
class ChangeHistory:
    """Two configs, and the known changes in the versions after the older one, up to the newer one.

    Attributes:
        left: a config.
        right: the other config.
        complete: whether all of these versions were loaded in full. Only then, what none of them changed is the same.
        changed: by component id, the last of these versions that is known to have changed the component.
    """

    left: AppConfig
    right: AppConfig
    complete: bool
    changed: Mapping[str, int]

    @classmethod
    def between(cls, left: AppConfig, right: AppConfig, configs: Iterable[AppConfig]) -> ChangeHistory:
        """Return the known changes between two configs of an app.

        Args:
            left: a config.
            right: the other config.
            configs: the configs of the app, as far as they were loaded.
        """
        if left.id == right.id:
            return cls(left, right, complete=True, changed={})
        older, newer = sorted((left.version or 0, right.version or 0))
        if not older:
            return cls(left, right, complete=False, changed={})
        after = range(older + 1, newer + 1)
        known = {config.version: config for config in (*configs, left, right) if config.in_full}
        steps = [(version, known[version]) for version in after if version in known]
        changed = {
            component.component_id or "": version
            for version, config in steps
            for component in config.recorded("component_config_connections")
            if component.app_config_id == config.id
        }
        return cls(left, right, complete=len(steps) == len(after), changed=changed)

    def last_change(self, left: ComponentConfigConnection, right: ComponentConfigConnection) -> int | None:
        """Return the last version between the two that is known to have changed a component.

        Args:
            left: the component in the left config.
            right: the component in the right config.
        """
        (older, _), (newer, component) = sorted(
            ((self.left.version or 0, left), (self.right.version or 0, right)), key=lambda pair: pair[0]
        )
        made = component.app_config_version
        if made and older < made <= newer:
            return made  # the server sends it even if that version was not loaded
        return self.changed.get(component.component_id or "")


class _Entry(NamedTuple):
    """An item of a config, with its name."""

    name: str
    model: Model


def compare(left: AppConfig, right: AppConfig, configs: Sequence[AppConfig] = ()) -> Comparison:
    """Compare two configs that were loaded in full. Sections that both lack are left out.

    Components are compared as they were in each version. If a version carried a component over and the connection that
    it had then was not loaded, only today's connection is known, which is not compared. In that case the versions
    between decide: the component is the same if all of them were loaded and none changed it; it differs if one did,
    although the details are not known.

    Args:
        left: a config.
        right: another config of the same app, or the same.
        configs: the configs of the app, as far as they were loaded.
    """
    history = ChangeHistory.between(left, right, configs)
    every = (_section(section, history) for section in AppConfig.sections)
    sections = Collection(section for section in every if section.items or section.notes)
    unsure = [item for section in sections for item in section.items if item.rank in {1, 2}]
    sides = ((left, [item.left for item in unsure]), (right, [item.right for item in unsure]))
    guessed = [config for config, items in sides if any(map(_is_of_today, items))]
    made = Comparison(left=left, right=right, hint=_hint(guessed, configs), compared=sections)
    return made.at(left._store)


def next_to_open(config: AppConfig, configs: Iterable[AppConfig]) -> AppConfig | None:
    """Return the config to load next, to learn what a config carried over.

    Returns:
        The newest version, up to that of the config, that was not loaded in full; None if the server does not send it.
    """
    known = {one.version: one for one in configs}
    back = (known.get(version) for version in range(config.version or 0, 0, -1))
    missing = next((one for one in back if one is None or not one.in_full), None)
    return missing if missing and missing.usable else None


def _hint(guessed: Sequence[AppConfig], configs: Iterable[AppConfig]) -> str:
    """Return a sentence that says which config to open, to learn what some configs carried over."""
    found = [*configs]
    missing = next((one for one in (next_to_open(config, found) for config in guessed) if one), None)
    if missing is None:
        return ""
    versions = formats.join_words([config.title for config in guessed])
    return (
        f"Not everything that {versions} carried over was loaded. "
        f"To load it, open {missing.title} under Configs, then the versions before it."
    )


def _section(section: Section, history: ChangeHistory) -> ComparedSection:
    left, right = history.left, history.right
    reasons = (f"{one.title}: {why}" for one in (left, right) if (why := _unavailable(one, section)))
    notes = tuple(dict.fromkeys(reasons))
    items = () if notes else _items(_entries(left, section.name), _entries(right, section.name), history)
    return ComparedSection(name=section.title, notes=notes, items=Collection(items))


def _unavailable(owner: Model, section: Section) -> str:
    """Return why a section could not be loaded; empty if it could."""
    state = owner.section_state(section.name)
    return (state.note or state.status.value) if state.status in UNAVAILABLE else ""


def _entries(config: AppConfig, name: str) -> dict[str, _Entry]:
    """Return the items of a section of a config, by a key that is unique in the section."""
    value: object = getattr(config, name)
    if isinstance(value, str):
        return {name: _Entry(name, LongText(text=value))}
    if isinstance(value, Model):
        return {name: _Entry(name, value)}
    every: Sequence[Model] = value if isinstance(value, Collection) and value.loaded else ()
    if name == "input_groups":
        inputs = ((group, one) for group in every for one in getattr(group, "app_inputs", ()))
        entries = [_Entry(f"{group.headline.title} / {one.name}", one) for group, one in inputs]
    else:
        entries = [_Entry(str(getattr(one, "name", "") or one.headline.title), one) for one in every]
    # The name of an action comes from another request than the action and may be missing on one side.
    return {str(getattr(entry.model, "action_workflow_id", "") or entry.name): entry for entry in entries}


def _items(lefts: Mapping[str, _Entry], rights: Mapping[str, _Entry], history: ChangeHistory) -> Sequence[ComparedItem]:
    every = dict.fromkeys([*lefts, *rights])
    items = [_item(lefts.get(key), rights.get(key), history) for key in every]
    return sorted(items, key=lambda item: (item.rank, item.name))


def _item(one: _Entry | None, other: _Entry | None, history: ChangeHistory) -> ComparedItem:
    left, right = (entry.model if entry else None for entry in (one, other))
    mark, note = _compare_entries(left, right, history)
    differences = tuple(_differences(_content(left), _content(right))) if mark == DIFFERS else ()
    name = "".join(entry.name for entry in [other or one] if entry)
    return ComparedItem(name=name, mark=mark, note=note, differences=differences, left=left, right=right)


def _compare_entries(one: Model | None, other: Model | None, history: ChangeHistory) -> tuple[str, str]:
    """Return whether an item differs, and what of it was not loaded."""
    if one is None or other is None:
        return f"only in {(history.left if other is None else history.right).title}", ""
    reasons = [why for side in (one, other) for section in side.sections if (why := _unavailable(side, section))]
    if reasons:
        return NOT_LOADED, reasons[0]
    if isinstance(one, ComponentConfigConnection) and isinstance(other, ComponentConfigConnection):
        guessed = [config for side, config in ((one, history.left), (other, history.right)) if _is_of_today(side)]
        if guessed:
            return _by_history(one, other, history, formats.join_words([config.title for config in guessed]))
    return SAME if _content(one) == _content(other) else DIFFERS, ""


def _by_history(
    one: ComponentConfigConnection, other: ComponentConfigConnection, history: ChangeHistory, guessed: str
) -> tuple[str, str]:
    """Return what the versions between say about a component whose connection in a version is not known."""
    version = history.last_change(one, other)
    if version:
        return f"changed in v{version}", f"not loaded as it was in {guessed}"
    same = history.complete and one.component_id == other.component_id
    return (SAME, "") if same else (NOT_LOADED, "")


def _is_of_today(one: Model | None) -> bool:
    return isinstance(one, ComponentConfigConnection) and one.origin_kind is Origin.TODAY


def _content(value: object) -> object:
    """Return what is compared of a value: everything but ids and dates, which always differ."""
    if isinstance(value, Model):
        # `version` of a connection counts its versions; `version` of a Terraform module is that of Terraform.
        own = NOT_COMPARED | {"version"} if isinstance(value, ComponentConfigConnection) else NOT_COMPARED
        known = {name: _content(value.__dict__[name]) for name in type(value).model_fields}
        unknown = {name: [one] for name, one in value.unknown.items()}  # in a list, so that only their names are shown
        return {name: one for name, one in (known | unknown).items() if name not in own and not name.endswith("_id")}
    if isinstance(value, tuple):
        return [_content(item) for item in value]
    return value


def _differences(one: object, other: object, path: str = "") -> Iterator[str]:
    """Yield the paths of the properties that differ: `helm.values.replicas`."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys([*one, *other]):
            if one.get(name) != other.get(name):
                yield from _differences(one.get(name), other.get(name), f"{path}.{name}" if path else str(name))
    else:
        yield path
