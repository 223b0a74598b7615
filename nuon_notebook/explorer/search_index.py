"""What of everything that was loaded can be found: by words, status, install, type of workflow and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.display import explorer_html, formats
from nuon_notebook.display.view import View, Views, fields_of, model_of, view
from nuon_notebook.explorer.answer_nodes import installs_of
from nuon_notebook.explorer.config_nodes import SECTIONS
from nuon_notebook.explorer.install_nodes import DRIFT, STATES, WORKFLOWS
from nuon_notebook.explorer.node import row_key
from nuon_notebook.explorer.nodes import BRANCHES, CONFIGS, INSTALLS
from nuon_notebook.models import App, Collection, Install
from nuon_notebook.models.base import Record
from nuon_notebook.models.labels import unmasked
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nuon_notebook.explorer.context import Root
    from nuon_notebook.models import AppConfig, Workflow
    from nuon_notebook.models.base import Model

    Path = tuple[str, ...]

SEARCHED: Final = ("id", "name", "description", "type", "reason", "problem")
"""What is searched of everything, beside its headline."""

LONGEST_TEXT: Final = 400  # characters; a longer one is a script, a manifest, a policy: to mask it costs too much
KINDS: Final = {
    "components": "component", "actions": "action", "roles": "role", "break_glass_roles": "break-glass role",
    "secret_configs": "secret", "policies": "policies", "sandbox": "sandbox", "runner": "runner", "stack": "stack",
}  # fmt: skip
"""What the items of a config's sections are called."""

STEP: Final = "step"
ROW_OF: Final = {name: key for key, (_, names) in SECTIONS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries are.

    Attributes:
        names: the names of the app, and of the config, or of the install and the workflow.
        path: the keys of the rows that lead there.
        installs: the names of the installs that it belongs to: of a config those that run it.
        workflow_type: the type of the workflow that it is or belongs to; empty if to none.
        labels: the labels of these installs.
    """

    names: tuple[str, ...] = ()
    path: Path = ()
    installs: frozenset[str] = frozenset()
    workflow_type: str = ""
    labels: frozenset[str] = frozenset()

    def within(self, name: str, *keys: str, **changes: Any) -> Place:
        """Return a place in it: with one more name, and further keys."""
        return replace(self, names=(*self.names, name), path=(*self.path, *keys), **changes)

    @property
    def words(self) -> str:
        """The names, from the outermost to the innermost."""
        return " / ".join(self.names)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found.

    Attributes:
        place: where it is; if it is a row itself, where that row is.
        path: the keys of the rows that lead to it.
        model: the model.
        kind: what it is, in a word.
        text: what is searched: masked, in lower case.
        statuses: its statuses.
        installs: the names of the installs that it belongs to.
        workflow_type: the type of the workflow that it is or belongs to; empty if to none.
        labels: the labels of these installs.
        key: what tells it from the others in the last row; empty if it is the row itself.
        chosen: the id of what opens in the last row to show it; empty if nothing has to.
        name: the name by which it is listed; empty if its own headline has one.
    """

    place: Place
    path: Path
    model: Model
    kind: str
    text: str
    statuses: frozenset[str]
    installs: frozenset[str] = frozenset()
    workflow_type: str = ""
    labels: frozenset[str] = frozenset()
    key: str = ""
    chosen: str = ""
    name: str = ""

    def line(self) -> str:
        """Return what it is, in one line; to be called while everything that is secret by now is masked."""
        return mask_text(f"{self.kind} {self.name or explorer_html.line(self.model)}")

    def texts(self) -> tuple[str, ...]:
        """Return what the last row shows of it, its name first; nothing if it is the row itself."""
        if not self.key:
            return ()
        if self.name:
            return (mask_text(self.name),)
        headline = view(self.model).headline
        return tuple(
            mask_text(str(one))
            for one in (headline.title, *(badge.status for badge in headline.badges), *headline.facts)
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown; what is empty leaves everything.

    Attributes:
        status: a status.
        install: the name of an install.
        workflow_type: a type of workflow.
        label: a label of an install.
    """

    status: str = ""
    install: str = ""
    workflow_type: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return any((self.status, self.install, self.workflow_type, self.label))

    def matches(self, entry: Entry) -> bool:
        """Return whether an entry is left."""
        return (
            (not self.status or self.status in entry.statuses)
            and (not self.install or self.install in entry.installs)
            and (not self.workflow_type or self.workflow_type == entry.workflow_type)
            and (not self.label or self.label in entry.labels)
        )

    def kept(self, entries: Iterable[Entry]) -> frozenset[str] | None:
        """Return the keys of the records that are left, since they match or a row in them does; None without a filter.

        Steps are no rows: an old attempt that failed leaves nothing.
        """
        if not self:
            return None
        rows = (entry for entry in entries if entry.kind != STEP and self.matches(entry))
        return frozenset(key for entry in rows for key in entry.path)


class SearchIndex:
    """The entries of everything that was loaded; what did not change since is not read again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, tuple[Entry, ...]]] = {}
        self._lists: dict[Path, tuple[int, list[dict[str, object]]]] = {}

    def entries(self, root: Root) -> tuple[Entry, ...]:
        """Return all entries in the order of the rows; to be called while everything that is secret is masked."""
        if isinstance(root, Install):
            return self._install(root, Place(installs=frozenset((_name_of(root),)), labels=_labels_of(root)))
        if isinstance(root, App):
            return self._app(root, Place())
        apps = root.apps if root.apps.loaded else ()
        return tuple(entry for app in apps for entry in self._app_row(app))

    def _app_row(self, app: App) -> Iterator[Entry]:
        place = Place().within(mask_text(app.title), row_key(app))
        yield _row(app, "app", Place(), place)
        yield from self._app(app, place)

    def _app(self, app: App, place: Place) -> tuple[Entry, ...]:
        found: list[Entry] = []
        installs = sorted(app.installs if app.installs.loaded else (), key=lambda one: natural_key(one.name))
        labels = {_name_of(install): _labels_of(install) for install in installs}
        configs = app.configs if app.configs.loaded else ()
        version = self._version_of((*place.path, CONFIGS), [config.__dict__ for config in configs])
        for config in configs:
            runs = frozenset(map(mask_text, config.run_by))
            theirs = frozenset[str]().union(*(labels.get(name, ()) for name in runs))
            # What a config has carried over depends on all the others that were loaded in full.
            depends = config.__dict__, config.run_by, theirs, version if config.has_children else 0
            where = place.within(config.title, CONFIGS, row_key(config), installs=runs, labels=theirs)
            found += self._cached(where.path, partial(_of_config, config, place, where), depends)
        for install in installs:
            name = _name_of(install)
            own = {"installs": frozenset((name,)), "labels": _labels_of(install)}
            where = place.within(name, INSTALLS, row_key(install), **own)
            found.append(_row(install, "install", place, where))
            found += self._install(install, where)
        if app.branches.loaded:
            branches = ((_inside(one, "branch", place, BRANCHES, one.id or ""), one.id or "") for one in app.branches)
            found += (replace(entry, chosen=key) for entry, key in branches)
        return tuple(found)

    def _version_of(self, path: Path, contents: list[dict[str, object]]) -> int:
        """Return a number that grows whenever anything in a list has changed."""
        number, known = self._lists.get(path, (0, []))
        if len(known) != len(contents) or any(one is not other for one, other in zip(known, contents, strict=True)):
            number, known = self._lists[path] = number + 1, contents
        return number

    def _install(self, install: Install, place: Place) -> tuple[Entry, ...]:
        workflows = [workflow.__dict__ for workflow in install.loaded_workflows]
        depends = install.__dict__, install.component_names, workflows
        return self._cached(place.path, partial(_of_install, install, place), depends)

    def _cached(self, path: Path, read: Callable[[], Iterator[Entry]], depends: object) -> tuple[Entry, ...]:
        known = self._known.get(path)
        if known is None or known[0] != depends:
            known = self._known[path] = depends, tuple(read())
        return known[1]


def found(entries: Iterable[Entry], words: str, left: Filter) -> tuple[Entry, ...]:
    """Return the entries in which all words occur, and that a filter leaves."""
    wanted = words.lower().split()
    return tuple(entry for entry in entries if left.matches(entry) and all(word in entry.text for word in wanted))


def statuses(entries: Iterable[Entry]) -> frozenset[str]:
    """Return every status that a row has."""
    return frozenset(status for entry in entries if entry.kind != STEP for status in entry.statuses)


def labels_in(root: Root) -> tuple[str, ...]:
    """Return the labels of all installs; to be called while everything that is secret is masked."""
    return tuple(sorted({label for install in installs_of(root) for label in _labels_of(install)}, key=natural_key))


def _of_config(config: AppConfig, app: Place, place: Place) -> Iterator[Entry]:
    yield _row(config, "config", app, place)
    for section, kind in KINDS.items():
        for one in _items(getattr(config, section)):
            yield _with_names(_inside(one, kind, place, ROW_OF[section], row_key(one)), one.id or "")
    for group in config.input_groups if config.input_groups.loaded else ():
        for one in group.app_inputs:
            yield _with_names(_inside(one, "input", place, ROW_OF["input_groups"], row_key(one)), group.id or "")


def _with_names(entry: Entry, chosen: str) -> Entry:
    """Return an entry that is also found by what its properties say: names of variables, repositories, short texts.

    Args:
        entry: the entry.
        chosen: the id of what opens in its row to show it.
    """
    return replace(entry, text=" ".join((entry.text, *_texts(view(entry.model)))).lower(), chosen=chosen)


def _texts(value: object) -> Iterator[str]:
    """Yield the short texts of a view, as far as they are shown."""
    if isinstance(value, View):
        yield from _texts([getattr(value, name) for name in fields_of(value) if not _is_long(value, name)])
    elif isinstance(value, Mapping):
        yield from _texts([*value.items()])
    elif isinstance(value, Views | tuple | list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str) and len(value) <= LONGEST_TEXT:
        yield value


def _is_long(shown: View, name: str) -> bool:
    """Return whether a property is a long text, before it is masked."""
    value = getattr(model_of(shown), name, None)
    return isinstance(value, str) and len(value) > LONGEST_TEXT


def _items(value: object) -> Sequence[Record]:
    """Return the records of a section; none where it was not loaded."""
    if isinstance(value, Collection):
        return value if value.loaded else ()
    return (value,) if isinstance(value, Record) else ()


def _of_install(install: Install, place: Place) -> Iterator[Entry]:
    for workflow in install.loaded_workflows:
        yield from _of_workflow(workflow, place)
    for state in install.component_states if install.component_states.loaded else ():
        entry = _inside(state, "component", place, STATES, state.component_id)
        unnamed = f"{state.name} (name not loaded)" if state.name == state.component_id else ""
        yield replace(entry, text=f"{entry.text} {state.component_id}", name=unnamed)
    for drifted in install.drifted_objects if install.drifted_objects.loaded else ():
        name = str(drifted.component_name or drifted.target_id or "")
        text = mask_text(f"drift {place.words} {name}").lower()
        yield Entry(
            place, (*place.path, DRIFT), drifted, "drift", text, frozenset(), place.installs, labels=place.labels,
            key=name, name=name,
        )  # fmt: skip


def _of_workflow(workflow: Workflow, install: Place) -> Iterator[Entry]:
    kind = str(workflow.type or "")
    started = formats.format_date(workflow.started_at or workflow.created_at)
    named = mask_text(f"{workflow.title} {started}".strip())
    place = install.within(named, WORKFLOWS, row_key(workflow), workflow_type=kind)
    yield _row(workflow, "workflow", install, place)
    for step in workflow.shown_steps:
        yield _entry(step, STEP, place, place, row_key(step))


def _name_of(install: Install) -> str:
    return mask_text(install.name or install.id or "")


def _labels_of(install: Install) -> frozenset[str]:
    """Return the labels of an install that are displayed: of a masked one, the name alone would not say which it is."""
    return frozenset(unmasked(install.labels))


def _row(model: Model, kind: str, outer: Place, place: Place) -> Entry:
    """Return the entry of something that is a row, which is in an outer place."""
    return _entry(model, kind, outer, place)


def _inside(model: Model, kind: str, place: Place, row: str, key: str) -> Entry:
    """Return the entry of something that is shown in a row of a place."""
    return _entry(model, kind, place, replace(place, path=(*place.path, row)), key)


def _entry(model: Model, kind: str, shown_at: Place, of: Place, key: str = "") -> Entry:
    """Return an entry.

    Args:
        model: the model.
        kind: what it is, in a word.
        shown_at: where it is.
        of: the place that it is, or whose row shows it.
        key: what tells it from the others in that row; empty if it is the row itself.
    """
    shown = view(model)
    headline = shown.headline
    own = (getattr(shown, name, None) for name in SEARCHED)
    badges = (text for badge in headline.badges for text in (badge.label, badge.status))
    parts = (kind, shown_at.words, headline.title, *badges, *headline.facts, headline.why, of.workflow_type, *own)
    text = " ".join(str(part) for part in parts if part).lower()
    known = frozenset(str(badge.status) for badge in headline.badges)
    return Entry(shown_at, of.path, model, kind, text, known, of.installs, of.workflow_type, of.labels, key)
