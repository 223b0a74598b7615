"""What of everything that was loaded can be found: by words, status, install and type of workflow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from nuon_notebook.display import explorer_html
from nuon_notebook.display.view import view
from nuon_notebook.explorer.nodes import BRANCHES, CONFIGS, DRIFT, INSTALLS, SECTIONS, STATES, WORKFLOWS, row_key
from nuon_notebook.models import App, Collection, Install
from nuon_notebook.models.base import Record
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nuon_notebook.explorer.context import Root
    from nuon_notebook.models import AppConfig, Workflow
    from nuon_notebook.models.base import Model

    Path = tuple[str, ...]

SEARCHED: Final = ("id", "name", "description", "type", "reason", "problem")
KINDS: Final = {
    "components": "component", "actions": "action", "roles": "role", "break_glass_roles": "break-glass role",
    "secret_configs": "secret", "policies": "policies", "sandbox": "sandbox", "runner": "runner", "stack": "stack",
}  # fmt: skip
"""What the items of a config's sections are called."""

ROW_OF: Final = {name: key for key, (_, names) in SECTIONS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found.

    Attributes:
        path: the keys of the rows that lead to it.
        model: the model.
        kind: what it is, in a word.
        owner: what it belongs to, in words; empty where its own title says enough.
        text: what is searched: masked, in lower case.
        statuses: its statuses.
        install: the name of the install that it belongs to; empty where to none.
        workflow_type: the type of the workflow that it is or belongs to; empty where to none.
        key: what tells it from the others in the last row; empty where it is the row itself.
        chosen: the id of what opens in the last row to show it; empty where nothing has to.
        name: the name by which it is listed; empty where its own headline has one.
    """

    path: Path
    model: Model
    kind: str
    owner: str
    text: str
    statuses: frozenset[str]
    install: str = ""
    workflow_type: str = ""
    key: str = ""
    chosen: str = ""
    name: str = ""

    def line(self) -> str:
        """Return what it is, in one line; to be called while everything that is secret by now is masked."""
        return mask_text(f"{self.kind} {self.owner}{self.name or explorer_html.title(self.model)}")

    def texts(self) -> tuple[str, ...]:
        """Return what the last row shows of it, its name first; nothing where it is the row itself."""
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
class Query:
    """What is searched for; what is empty matches everything.

    Attributes:
        words: words that all occur.
        status: a status.
        install: the name of an install.
        workflow_type: a type of workflow.
    """

    words: str = ""
    status: str = ""
    install: str = ""
    workflow_type: str = ""

    def __bool__(self) -> bool:
        return any((self.words.strip(), self.status, self.install, self.workflow_type))

    def matches(self, entry: Entry) -> bool:
        """Return whether an entry is searched for."""
        return (
            (not self.status or self.status in entry.statuses)
            and (not self.install or self.install == entry.install)
            and (not self.workflow_type or self.workflow_type == entry.workflow_type)
            and all(word in entry.text for word in self.words.lower().split())
        )


class SearchIndex:
    """The entries of everything that was loaded; what did not change since is not read again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, tuple[Entry, ...]]] = {}
        self._lists: dict[Path, tuple[int, list[dict[str, object]]]] = {}

    def entries(self, root: Root) -> tuple[Entry, ...]:
        """Return all entries in the order of the rows; to be called while everything that is secret is masked."""
        if isinstance(root, Install):
            return self._install(root, ())
        if isinstance(root, App):
            return self._app(root, ())
        apps = root.apps if root.apps.loaded else ()
        return tuple(entry for app in apps for entry in self._app_row(app))

    def _app_row(self, app: App) -> Iterator[Entry]:
        path = (row_key(app),)
        yield _entry(app, "app", path)
        yield from self._app(app, path)

    def _app(self, app: App, path: Path) -> tuple[Entry, ...]:
        found: list[Entry] = []
        configs = app.configs if app.configs.loaded else ()
        version = self._version_of((*path, CONFIGS), [config.__dict__ for config in configs])
        for config in configs:
            # What a config has carried over depends on all the others that were loaded in full.
            depends = config.__dict__, config.run_by, version if config.has_children else 0
            where = (*path, CONFIGS, row_key(config))
            found += self._cached(where, partial(_of_config, config, where), depends)
        for install in app.installs if app.installs.loaded else ():
            where = (*path, INSTALLS, row_key(install))
            found.append(_entry(install, "install", where, install=_name_of(install)))
            found += self._install(install, where)
        if app.branches.loaded:
            where = (*path, BRANCHES)
            found += (_entry(one, "branch", where, key=one.id or "", chosen=one.id or "") for one in app.branches)
        return tuple(found)

    def _version_of(self, path: Path, contents: list[dict[str, object]]) -> int:
        """Return a number that grows whenever anything in a list has changed."""
        number, known = self._lists.get(path, (0, []))
        if len(known) != len(contents) or any(one is not other for one, other in zip(known, contents, strict=True)):
            number, known = self._lists[path] = number + 1, contents
        return number

    def _install(self, install: Install, path: Path) -> tuple[Entry, ...]:
        workflows = [workflow.__dict__ for workflow in install.loaded_workflows]
        depends = install.__dict__, install.component_names, workflows
        return self._cached(path, partial(_of_install, install, path), depends)

    def _cached(self, path: Path, read: Callable[[], Iterator[Entry]], depends: object) -> tuple[Entry, ...]:
        known = self._known.get(path)
        if known is None or known[0] != depends:
            known = self._known[path] = depends, tuple(read())
        return known[1]


def found(entries: Iterable[Entry], query: Query) -> tuple[Entry, ...]:
    """Return the entries that are searched for."""
    return tuple(entry for entry in entries if query.matches(entry))


def statuses(entries: Iterable[Entry]) -> Sequence[str]:
    """Return every status that occurs."""
    return sorted({status for entry in entries for status in entry.statuses})


def _of_config(config: AppConfig, path: Path) -> Iterator[Entry]:
    yield _entry(config, "config", path)
    owner = f"{config.title} "
    for section, kind in KINDS.items():
        for one in _items(getattr(config, section)):
            key = row_key(one)
            yield _entry(one, kind, (*path, ROW_OF[section]), owner=owner, key=key, chosen=one.id or "")
    for group in config.input_groups if config.input_groups.loaded else ():
        for one in group.app_inputs:
            where = (*path, ROW_OF["input_groups"])
            yield _entry(one, "input", where, owner=owner, key=row_key(one), chosen=group.id or "")


def _items(value: object) -> Sequence[Record]:
    """Return the records of a section; none where it was not loaded."""
    if isinstance(value, Collection):
        return value if value.loaded else ()
    return (value,) if isinstance(value, Record) else ()


def _of_install(install: Install, path: Path) -> Iterator[Entry]:
    named = _name_of(install)
    for workflow in install.loaded_workflows:
        yield from _of_workflow(workflow, (*path, WORKFLOWS, row_key(workflow)), named)
    for state in install.component_states if install.component_states.loaded else ():
        yield _entry(
            state, "component", (*path, STATES), owner=f"{named} ", install=named, key=state.component_id,
            more=(state.component_id,),
        )  # fmt: skip
    for drifted in install.drifted_objects if install.drifted_objects.loaded else ():
        name = str(drifted.component_name or drifted.target_id or "")
        yield Entry(
            (*path, DRIFT), drifted, "drift", f"{named} ", mask_text(f"drift {named} {name}").lower(), frozenset(),
            named, key=name, name=name,
        )  # fmt: skip


def _of_workflow(workflow: Workflow, path: Path, install: str) -> Iterator[Entry]:
    kind = str(workflow.type or "")
    yield _entry(workflow, "workflow", path, owner=f"{install} ", install=install, workflow_type=kind)
    owner = f"{install} {workflow.title}: "
    for step in workflow.shown_steps:
        yield _entry(step, "step", path, owner=owner, install=install, workflow_type=kind, key=row_key(step))


def _name_of(install: Install) -> str:
    return mask_text(install.name or install.id or "")


def _entry(  # noqa: PLR0913 - what an entry is made of
    model: Model, kind: str, path: Path, *, owner: str = "", install: str = "", workflow_type: str = "",
    key: str = "", chosen: str = "", more: Sequence[str] = (),
) -> Entry:  # fmt: skip
    shown = view(model)
    headline = shown.headline
    own = (getattr(shown, name, None) for name in SEARCHED)
    badges = (text for badge in headline.badges for text in (badge.label, badge.status))
    parts = (kind, mask_text(owner), headline.title, *badges, *headline.facts, headline.why, workflow_type, *own, *more)
    text = " ".join(str(part) for part in parts if part).lower()
    known = frozenset(str(badge.status) for badge in headline.badges)
    return Entry(path, model, kind, owner, text, known, install, workflow_type, key, chosen)
