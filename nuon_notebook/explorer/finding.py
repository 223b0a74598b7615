"""Finds what is in hand: by words, status, install and type of workflow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.display.view import view
from nuon_notebook.explorer.hand import STATES, key_of
from nuon_notebook.explorer.places import BRANCHES, CONFIGS, DRIFT, INSTALLS, SECTION_OF, WORKFLOWS
from nuon_notebook.models import App, Install
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nuon_notebook.explorer.hand import Root
    from nuon_notebook.models import AppConfig, Workflow
    from nuon_notebook.models.base import Model

SEARCHED = ("id", "name", "description", "type", "reason", "problem")
KINDS = {
    "components": "component", "actions": "action", "roles": "role", "break_glass_roles": "break-glass role",
    "secret_configs": "secret", "policies": "policies", "sandbox": "sandbox", "runner": "runner", "stack": "stack",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in hand that can be found. Its texts are masked.

    Attributes:
        path: the keys of the rows that lead to it.
        line: what it is, in one line.
        text: what is searched, in lower case.
        statuses: its statuses.
        install: the install that it belongs to; empty where to none.
        workflow_type: the type of the workflow that it is or belongs to; empty where to none.
        chosen: the id of what opens in the last row to show it; empty where nothing has to.
        told: what the last row shows of it, its name first; empty where it is the row itself.
        key: what tells it from the others in the last row, also when more of it is known; empty for the row itself.
    """

    path: tuple[str, ...]
    line: str
    text: str
    statuses: frozenset[str]
    install: str = ""
    workflow_type: str = ""
    chosen: str = ""
    told: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty matches everything.

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
        """Tell whether an entry is looked for."""
        return (
            (not self.status or self.status in entry.statuses)
            and (not self.install or self.install == entry.install)
            and (not self.workflow_type or self.workflow_type == entry.workflow_type)
            and all(word in entry.text for word in self.words.lower().split())
        )


class Index:
    """All that can be found; what did not change is not read anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[object, tuple[Entry, ...]]] = {}

    def entries(self, root: Root) -> tuple[Entry, ...]:
        """Return everything in hand, in the order of the rows; to be called while its secrets are masked."""
        if isinstance(root, Install):
            return self._install(root, ())
        if isinstance(root, App):
            return self._app(root, ())
        return tuple(entry for app in root.apps for entry in self._app_row(app))

    def _app_row(self, app: App) -> Iterator[Entry]:
        path = (key_of(app),)
        yield _entry(app, "app", path)
        yield from self._app(app, path)

    def _app(self, app: App, path: tuple[str, ...]) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for config in app.configs:
            found += self._cached((*path, CONFIGS, key_of(config)), config, _config)
        for install in app.installs:
            where = (*path, INSTALLS, key_of(install))
            found.append(_entry(install, "install", where, install=_named(install)))
            found += self._install(install, where)
        rows = ((branch, _entry(branch, "branch", (*path, BRANCHES))) for branch in app.branches)
        found += [_inside(row, branch.id or "", branch) for branch, row in rows]
        return tuple(found)

    def _install(self, install: Install, path: tuple[str, ...]) -> tuple[Entry, ...]:
        return self._cached(path, install, _installed)

    def _cached(self, path: tuple[str, ...], model: Any, read: Any) -> tuple[Entry, ...]:
        known = self._known.get(path)
        if known is None or known[0] is not model:
            known = self._known[path] = (model, tuple(read(model, path)))
        return known[1]


def masked(entry: Entry) -> Entry:
    """Return an entry as it may be shown by now; to be called while what is secret in hand is masked.

    What is found was read when it came; what is secret in it may have come later.
    """
    return replace(entry, line=mask_text(entry.line), told=tuple(map(mask_text, entry.told)))


def found(entries: Iterable[Entry], wanted: Wanted) -> tuple[Entry, ...]:
    """Return the entries that are looked for."""
    return tuple(entry for entry in entries if wanted.matches(entry))


def statuses(entries: Iterable[Entry]) -> Sequence[str]:
    """Return every status that occurs."""
    return sorted({status for entry in entries for status in entry.statuses})


def _config(config: AppConfig, path: tuple[str, ...]) -> Iterator[Entry]:
    yield _entry(config, "config", path)
    owner = f"{config.headline.title} "
    for part, kind in KINDS.items():
        value = getattr(config, part)
        for one in value if isinstance(value, tuple) else (value,) if value is not None else ():
            yield _inside(_entry(one, kind, (*path, SECTION_OF[part]), owner=owner), one.id or "", one)
    for group in config.input_groups:
        for one in group.app_inputs:
            where = (*path, SECTION_OF["input_groups"])
            yield _inside(_entry(one, "input", where, owner=owner), group.id or "", one)


def _installed(install: Install, path: tuple[str, ...]) -> Iterator[Entry]:
    named = _named(install)
    for workflow in install.workflows:
        yield from _workflow(workflow, (*path, WORKFLOWS, key_of(workflow)), named)
    names: Mapping[str, str] = install.loaded.added.get("names", {})
    ids = {names.get(component, component): component for component in install.component_statuses}
    for state in install.component_states:
        entry = _inside(_entry(state, "component", (*path, STATES), owner=f"{named} ", install=named), "", state)
        component = ids.get(state.name, state.name)
        yield replace(entry, key=component, text=f"{entry.text} {component.lower()}")
    for drifted in install.drifted_objects:
        shown = view(drifted)
        name = str(shown.component_name or shown.target_id or "")
        line = f"drift {named} {name}"
        yield Entry((*path, DRIFT), line, line.lower(), frozenset(), named, told=(name,), key=name)


def _workflow(workflow: Workflow, path: tuple[str, ...], install: str) -> Iterator[Entry]:
    kind = str(workflow.type or "")
    yield _entry(workflow, "workflow", path, owner=f"{install} ", install=install, workflow_type=kind)
    owner = f"{install} {workflow.title}: "
    for step in workflow.shown_steps:
        yield _inside(_entry(step, "step", path, owner=owner, install=install, workflow_type=kind), "", step)


def _named(install: Install) -> str:
    return mask_text(install.headline.title)


def _entry(  # noqa: PLR0913 - what an entry is made of
    model: Model, kind: str, path: tuple[str, ...], *, owner: str = "", install: str = "", workflow_type: str = ""
) -> Entry:
    line = f"{kind} {mask_text(owner)}{explorer_html.title(model)}"
    shown = view(model)
    own = (getattr(shown, name, None) for name in SEARCHED)
    known = frozenset(badge.status for badge in shown.headline.badges)
    text = " ".join((line, workflow_type, *(str(one) for one in own if one))).lower()
    return Entry(path, line, text, known, install, workflow_type)


def _inside(entry: Entry, chosen: str, model: Model) -> Entry:
    """Return an entry of what is one of several things in a row, so that the row opens at it."""
    headline = view(model).headline
    told = (headline.title, *(badge.status for badge in headline.badges), *map(str, headline.facts))
    return replace(entry, chosen=chosen, told=told, key=str(getattr(model, "id", None) or headline.title))
