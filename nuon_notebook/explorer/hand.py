"""What is in hand: the models, completed piece by piece."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from nuon_notebook.explorer.renewed import renewed_app, renewed_install
from nuon_notebook.loader.assemble import with_apps
from nuon_notebook.models import App, Collection, Install, Installer
from nuon_notebook.models.base import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nuon_notebook.models import AppConfig, Workflow

Root: TypeAlias = Installer | App | Install
R = TypeVar("R", bound=Record)

STATES = "component_states"


def key_of(record: Record) -> str:
    """Return what tells a record from its siblings: its id, else its title."""
    return record.id or record.headline.title


class Hand:
    """The models of one explorer; each change makes new ones.

    Args:
        root: an installer, an app or an install.
    """

    def __init__(self, root: Root) -> None:
        self.root = root
        self.readmes: dict[str, str] = {}

    @property
    def apps(self) -> Collection[App]:
        """The apps."""
        if isinstance(self.root, Installer):
            return self.root.apps
        return Collection((self.root,)) if isinstance(self.root, App) else Collection()

    @property
    def installs(self) -> Collection[Install]:
        """The installs of all apps."""
        if isinstance(self.root, Install):
            return Collection((self.root,))
        return Collection(install for app in self.apps for install in app.installs)

    def app(self, key: str) -> App:
        """Return an app by its key.

        Raises:
            KeyError: it is not in hand, nor is it for the other kinds.
        """
        return _one(self.apps, key)

    def config(self, app: str, key: str) -> AppConfig:
        """Return a config of an app."""
        return _one(self.app(app).app_configs, key)

    def install(self, key: str) -> Install:
        """Return an install by its key."""
        return _one(self.installs, key)

    def workflow(self, install: str, key: str) -> Workflow:
        """Return a workflow of an install."""
        return _one(self.install(install).workflows, key)

    def change_app(self, key: str, change: Callable[[App], App]) -> None:
        """Put a changed app in the place of an app."""
        if isinstance(self.root, App):
            self.root = change(self.root)
        elif isinstance(self.root, Installer):
            self.root = with_apps(self.root, [change(app) if key_of(app) == key else app for app in self.root.apps])

    def change_install(self, key: str, change: Callable[[Install], Install]) -> None:
        """Put a changed install in the place of an install."""
        if isinstance(self.root, Install):
            self.root = change(self.root)
        for app in self.apps:
            if any(key_of(install) == key for install in app.installs):
                self.change_app(key_of(app), partial(_with_install, key, change))

    def name_components(self, install: str, names: Mapping[str, str], problem: str = "") -> None:
        """Name the components of an install and of its siblings by their ids; or tell, in it, why that cannot be.

        What the server has no name for keeps its id, so that it is not asked for again.
        """
        app_id = self.install(install).app_id
        for one in self.installs:
            if one.app_id == app_id:
                told = problem if key_of(one) == install else ""
                nameless = {} if problem else {key: key for key in one.component_statuses if key not in _names(one)}
                self.change_install(key_of(one), partial(_with_names, {**nameless, **names}, told))

    def renew(self, root: Root) -> None:
        """Take what the server says by now; what was not asked for again stays."""
        old, before = self.root, {key_of(app): app for app in self.apps}
        self.root = renewed_install(root, old) if isinstance(root, Install) and isinstance(old, Install) else root
        for app in self.apps:
            if key_of(app) in before:
                self.change_app(key_of(app), partial(renewed_app, old=before[key_of(app)]))


def _one(records: Iterable[R], key: str) -> R:
    for record in records:
        if key_of(record) == key:
            return record
    raise KeyError(key)


def _with_install(key: str, change: Callable[[Install], Install], app: App) -> App:
    installs = Collection(change(one) if key_of(one) == key else one for one in app.installs)
    return app.with_loaded(replace(app.loaded, added={**app.loaded.added, "installs": installs}))


def _names(install: Install) -> Mapping[str, str]:
    names: Mapping[str, str] = install.loaded.added.get("names", {})
    return names


def _with_names(names: Mapping[str, str], problem: str, install: Install) -> Install:
    notes = {part: note for part, note in install.loaded.notes.items() if part != STATES}
    added = {**install.loaded.added, "names": {**_names(install), **names}}
    notes |= {STATES: problem} if problem else {}
    return install.with_loaded(replace(install.loaded, notes=notes, added=added))
