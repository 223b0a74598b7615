"""Compares two versions of an app's config: pairs their parts, and finds what differs in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nuon_notebook.analysis.differences import (
    ADDED,
    CHANGED,
    REMOVED,
    RENAMED,
    PropertyChange,
    TextChange,
    differences,
)
from nuon_notebook.analysis.plain_data import PlainData, order_of
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Section, SectionStatus
from nuon_notebook.models import AppConfig, AppInputGroup, Collection, ComponentConfigConnection
from nuon_notebook.models.actions import ActionWorkflowConfig
from nuon_notebook.models.components import Origin
from nuon_notebook.models.configs import History
from nuon_notebook.store import Answer, Store, key_of

if TYPE_CHECKING:
    from nuon_notebook.analysis.pairs import Pair
    from nuon_notebook.models.base import Model
from nuon_notebook.analysis.comparison import Change, Comparison, NotCompared
from nuon_notebook.analysis.comparison_words import CONFIG, counted_noun, in_lower_case, singular

ORDER: Final = (REMOVED, CHANGED, RENAMED, ADDED)
"""What readers ask first: what is gone, then what is different, then what is new."""

NAMED: Final = (ComponentConfigConnection, ActionWorkflowConfig)
"""The classes whose name is computed at less cost than their headline."""

STEP: Final = "step "
OF_STEPS: Final = (STEP, "trigger ", "order of steps")
"""What the plain data of an action call its steps and triggers."""

UNAVAILABLE: Final = frozenset((SectionStatus.FAILED, SectionStatus.UNREADABLE))
DIGITS: Final = re.compile(r"(\d+)")


def compare_configs(old: AppConfig, new: AppConfig) -> Comparison:
    """Compare two configs as far as they were loaded. This sends no request.

    Components are compared as they were in each version. If a version carried a component over, and how it was then is
    not known, it is not compared, unless no version in between changed it.

    Args:
        old: a config.
        new: another config of the same app, or the same.
    """
    comparer = _Comparer(old, new)
    comparer.compare()
    store = _store_of(old, new)
    app = new.owner or old.owner
    return Comparison(
        app=(app.name or app.title) if app else "",
        old=old.title,
        new=new.title,
        old_about=_about(old),
        new_about=_about(new),
        same=tuple(counted_noun(number, part) for part, number in comparer.same.items() if number),
        changes=Collection(_placed(change, store) for change in comparer.changes),
        not_compared=Collection(one.at(store) for one in comparer.not_compared),
    ).at(store, app)


def _placed(change: Change, store: Store) -> Change:
    """Return a change, and its properties, with the store whose sensitive values are masked in them."""
    properties = Collection(one.at(store) for one in change.properties)
    return change.with_fields({"properties": properties}).at(store)


def _store_of(old: AppConfig, new: AppConfig) -> Store:
    """Return a store with everything that both configs were loaded with: its sensitive values are masked."""
    if old._store is not None and old._store is new._store:
        return old._store
    stores = [config._store for config in (old, new) if config._store is not None]
    made = stores[0] if stores else Store(None)
    records = [record for store in stores[1:] for record in store.records()]
    every = {key_of(one, f"compared[{number}]"): one for number, one in enumerate((*records, old.root, new.root))}
    return made.merged([Answer({key: one for key, one in every.items() if made.record(key) is None})])


class _Part(NamedTuple):
    """A part of a config: what an item of it is called, and the items of both sides."""

    noun: str
    olds: Sequence[Model]
    news: Sequence[Model]


@dataclass
class _Comparer:
    """Compares two configs, part by part.

    Attributes:
        changes: what changed.
        not_compared: what could not be compared.
        same: by what they are, the number of items that are the same.
    """

    old: AppConfig
    new: AppConfig
    changes: list[Change] = field(default_factory=list)
    not_compared: list[NotCompared] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        app = self.new.owner or self.old.owner
        self._history = app.remember("history", lambda: History(app)) if app else None
        branches = app.branches if app and app.branches.loaded else ()
        self._names = {
            **{one.id: one.name for one in branches if one.id and one.name},
            **(app.component_names if app else {}),
            **self.old.component_names,
            **self.new.component_names,
        }

    def compare(self) -> None:
        """Compare all parts."""
        for section in (one for one in AppConfig.sections if one.layout != "picture"):
            reasons = [f"{one.title}: {why}" for one in (self.old, self.new) if (why := _unavailable(one, section))]
            if reasons:
                self.not_compared.append(NotCompared(name=section.title, note=" ".join(dict.fromkeys(reasons))))
            else:
                self._section(section)
        self._item(CONFIG, "", self.old, self.new)

    def _section(self, section: Section) -> None:
        values = [_read(config, section.name) for config in (self.old, self.new)]
        if section.layout == "markdown":
            self._text(section.title, *values)
        elif section.layout == "body":
            self._single(in_lower_case(section.title), *values)
        elif section.name == "input_groups":
            self._inputs(*values)
        else:
            self._items(_Part(singular(section.title), *values))

    def _items(self, part: _Part) -> None:
        """Compare the items of a part."""
        plain = PlainData(self._names)
        before = len(self.changes)
        self.same.setdefault(part.noun, 0)
        pairs = plain.pairs(part.olds, part.news)
        for pair in sorted(pairs, key=_natural):
            self._item(part.noun, _name_of(pair), pair.old, pair.new)
        self._sort(before)

    def _sort(self, start: int) -> None:
        """Sort the changes of a part: what was removed first, what was added last."""
        self.changes[start:] = sorted(self.changes[start:], key=lambda change: ORDER.index(change.change))

    def _item(self, noun: str, name: str, old: Model | None, new: Model | None) -> None:
        """Compare an item."""
        if old is None and new is None:
            return
        if isinstance(new if old is None else old, ComponentConfigConnection) and not self._is_known(
            noun, name, old, new
        ):
            return
        if old is None or new is None:
            self._one_sided(noun, name, old, new)
        elif old.__dict__ is new.__dict__:
            self._same(noun)
        else:
            self._both(noun, name, old, new)

    def _single(self, noun: str, old: Model | None, new: Model | None) -> None:
        """Compare what a config has only once. One without content counts as absent: older servers send only its id."""
        plain = PlainData(self._names)
        old, new = (one if one is not None and plain.of(None, one)[1] else None for one in (old, new))
        self._item(noun, "", old, new)

    def _one_sided(self, noun: str, name: str, old: Model | None, new: Model | None) -> None:
        item = _without_place(new if old is None else old)
        about = " · ".join(map(str, item.headline.facts))
        change = ADDED if old is None else REMOVED
        self.changes.append(Change(part=noun, name=name, change=change, about=about, item=item))

    def _both(self, noun: str, name: str, old: Model, new: Model) -> None:
        plain = PlainData(self._names)
        before, after = plain.of(old, new)
        unread = f"not compared: {formats.join_words(plain.unreadable)} (unreadable)" if plain.unreadable else ""
        note = " ".join(filter(None, (unread, _without_steps(before, after, old, new))))
        found = Collection(differences(before, after))
        if found:
            renamed = _renamed(found) if name else ""
            change = RENAMED if renamed else CHANGED
            self.changes.append(Change(part=noun, name=renamed or name, change=change, note=note, properties=found))
        elif note:
            self._not_compared(noun, name, note)
        elif before or after:
            self._same(noun)

    def _same(self, noun: str) -> None:
        if noun != CONFIG:
            self.same[noun] = self.same.get(noun, 0) + 1

    def _not_compared(self, noun: str, name: str, note: str) -> None:
        self.not_compared.append(NotCompared(name=" ".join(filter(None, (noun, name))), note=note, part=noun))

    def _text(self, title: str, old: str | None, new: str | None) -> None:
        if (old or "") == (new or ""):
            self.same[title] = self.same.get(title, 0) + bool(new)
            return
        change = ADDED if not old else REMOVED if not new else CHANGED
        text = TextChange(name="text", change=change, old=old or None, new=new or None)
        self.changes.append(
            Change(part=title, change=CHANGED if old and new else change, properties=Collection([text]))
        )

    # Inputs

    def _inputs(self, olds: Sequence[AppInputGroup], news: Sequence[AppInputGroup]) -> None:
        """Compare inputs, each with the name of its group, and the groups with the order of their inputs."""
        start = len(self.changes)
        self.same.setdefault("input", 0)
        self.same.setdefault("input group", 0)
        plain = PlainData(self._names)
        inputs = [[one for group in groups for one in group.app_inputs] for groups in (olds, news)]
        group_names = [_group_names(groups) for groups in (olds, news)]
        pairs = plain.pairs(*inputs)
        for pair in pairs:
            self._input(pair, group_names)
        self._sort(start)
        start = len(self.changes)
        for group in plain.pairs(olds, news):
            self._group(group, pairs, group_names)
        self._order("input groups", plain.pairs(olds, news))
        self._sort(start)

    def _input(self, pair: Pair[Any], groups: Sequence[Mapping[int, str]]) -> None:
        self._item("input", _name_of(pair), pair.old, pair.new)
        if pair.old is None or pair.new is None:
            return
        before, after = (
            names.get(id(one.__dict__), "") for names, one in zip(groups, (pair.old, pair.new), strict=True)
        )
        if before != after:
            self._also("input", _name_of(pair), PropertyChange(name="group", old=before, new=after))

    def _also(self, noun: str, name: str, more: PropertyChange) -> None:
        """Add a property to the change of the item that was compared last, or make one."""
        last = self.changes[-1] if self.changes else None
        if last is not None and (last.part, last.name) == (noun, name):
            self.changes[-1] = last.with_fields({"properties": Collection((*last.properties, more))})
            return
        self.same[noun] = max(self.same.get(noun, 0) - 1, 0)
        self.changes.append(Change(part=noun, name=name, change=CHANGED, properties=Collection([more])))

    def _group(self, pair: Pair[Any], inputs: Sequence[Pair[Any]], groups: Sequence[Mapping[int, str]]) -> None:
        self._item("input group", _name_of(pair), pair.old, pair.new)
        if pair.old is None or pair.new is None:
            return
        here = [one for one in inputs if _is_in(one, pair.new.name_among_siblings, groups)]
        for more in differences(*order_of(here, "order of inputs")):
            self._also("input group", _name_of(pair), more)

    def _order(self, words: str, pairs: Sequence[Pair[Any]]) -> None:
        found = differences(*order_of(pairs, f"order of {words}"))
        if found:
            self.changes.append(Change(part=words, change=CHANGED, properties=Collection(found)))

    # What cannot be compared

    def _is_known(self, noun: str, name: str, old: Any, new: Any) -> bool:
        """Return whether both sides of a component are known. If they are not, say so, or that they are the same."""
        component_id = (new if old is None else old).component_id or ""
        if old is None or new is None:
            config = self.old if old is None else self.new
            if component_id in config.component_ids:
                self._not_compared(noun, name, f"{config.title} has it, but the server did not send it")
            return component_id not in config.component_ids
        unsure = [config for one, config in ((old, self.old), (new, self.new)) if _is_of_today(one)]
        if not unsure or self.old.id == self.new.id:
            return True
        older, newer = sorted((self.old.version or 0, self.new.version or 0))
        if self._history and self._history.is_unchanged(component_id, older, newer):
            self._same(noun)
        else:
            changed = self._history.last_change(component_id, older, newer) if self._history else None
            synced = f", synced in v{changed}" if changed else ""
            self._not_compared(noun, name, f"may have changed{synced}: {_from_before(unsure)}, which was not loaded")
        return False


def _from_before(configs: Sequence[AppConfig]) -> str:
    """Return from which version these carried a component over: "v10 has it from v9 or before"."""
    version = min(config.version or 0 for config in configs)
    before = f"v{version - 1} or before" if version > 1 else "an earlier version"
    verb = "has" if len(configs) == 1 else "have"
    return f"{formats.join_words([config.title for config in configs])} {verb} it from {before}"


def _renamed(found: Iterable[PropertyChange]) -> str:
    """Return the old and the new name of an item whose name differs; empty if it has the same name."""
    names = (one for one in found if one.name == "name" and one.change == CHANGED)
    return next((f"{one.old} → {one.new}" for one in names), "")


def _is_of_today(one: Model | None) -> bool:
    return isinstance(one, ComponentConfigConnection) and one.origin_kind is Origin.TODAY


def _without_steps(before: dict[str, Any], after: dict[str, Any], old: Model, new: Model) -> str:
    """Leave out of both sides of an action what was not loaded of one; return a note on it."""
    if not (isinstance(old, ActionWorkflowConfig) and isinstance(new, ActionWorkflowConfig)):
        return ""
    missing = next((one for one in (old, new) if not (one.steps.loaded or one.triggers)), None)
    if missing is not None:
        for side in (before, after):
            for name in [name for name in side if name.startswith(OF_STEPS)]:
                del side[name]
        note = missing.section_state("steps").note
        return f"triggers and steps not loaded{f': {note}' if note else ''}"
    if old.lacks_sources or new.lacks_sources:
        for step in (step for side in (before, after) for name, step in side.items() if name.startswith(STEP)):
            step.pop("repository", None)
            step.pop("public repository", None)
        return "repositories of steps not loaded"
    return ""


def _unavailable(config: AppConfig, section: Section) -> str:
    """Return why a section of a config cannot be compared; empty if it can."""
    state = config.section_state(section.name)
    if state.status in UNAVAILABLE:
        return state.note or state.status.value
    if state.status is SectionStatus.NOT_LOADED and not config.in_full:
        return f"not loaded; load with {state.load}" if state.load else "not loaded"
    return ""


def _read(config: AppConfig, name: str) -> Any:
    value = getattr(config, name)
    return value if getattr(value, "loaded", True) else Collection()


def _name_of(pair: Pair[Any]) -> str:
    model: Any = pair.new if pair.new is not None else pair.old
    return str(model.name if isinstance(model, NAMED) else model.headline.title)


def _natural(pair: Pair[Any]) -> list[Any]:
    """Sort names with numbers in them as people do: v2 before v10."""
    parts = DIGITS.split(_name_of(pair).lower())
    return [(part.isdecimal(), int(part) if part.isdecimal() else part) for part in parts]


def _group_names(groups: Iterable[AppInputGroup]) -> dict[int, str]:
    """Return the name of the group of each input, by the identity of its record."""
    return {id(one.__dict__): group.name_among_siblings for group in groups for one in group.app_inputs}


def _is_in(pair: Pair[Any], name: str, groups: Sequence[Mapping[int, str]]) -> bool:
    sides = ((pair.old, groups[0]), (pair.new, groups[1]))
    return all(one is not None and names.get(id(one.__dict__)) == name for one, names in sides)


def _without_place(item: Model | None) -> Any:
    """Return an item outside of its config: its headline then does not say where it came from."""
    return None if item is None else item.at(item._store)


def _about(config: AppConfig) -> str:
    commit = config.vcs_connection_commit
    facts = (
        formats.format_time(config.created_at),
        f"commit {commit.sha[:7]}" if commit and commit.sha else "",
        f"CLI {config.cli_version}" if config.cli_version else "",
    )
    return " · ".join(filter(None, facts))
