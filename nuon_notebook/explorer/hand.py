"""What is in hand: the models, completed piece by piece."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from nuon_notebook.loader.held import filled, holds_children
from nuon_notebook.models import App, Collection, Install, Installer

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.models import AppConfig, Workflow
    from nuon_notebook.models.base import Record

Root: TypeAlias = Installer | App | Install


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
        """Return an app by its key."""
        return next(app for app in self.apps if key_of(app) == key)

    def config(self, app: str, key: str) -> AppConfig:
        """Return a config of an app."""
        return next(config for config in self.app(app).app_configs if key_of(config) == key)

    def install(self, key: str) -> Install:
        """Return an install by its key."""
        return next(install for install in self.installs if key_of(install) == key)

    def workflow(self, install: str, key: str) -> Workflow:
        """Return a workflow of an install."""
        return next(workflow for workflow in self.install(install).workflows if key_of(workflow) == key)

    def change_app(self, key: str, change: Callable[[App], App]) -> None:
        """Put a changed app in the place of an app."""
        if isinstance(self.root, App):
            self.root = change(self.root)
        elif isinstance(self.root, Installer):
            apps = Collection(change(app) if key_of(app) == key else app for app in self.root.apps)
            self.root = self.root.with_loaded(self.root.loaded, apps=apps)

    def change_install(self, key: str, change: Callable[[Install], Install]) -> None:
        """Put a changed install in the place of an install."""
        if isinstance(self.root, Install):
            self.root = change(self.root)
        for app in self.apps:
            if any(key_of(install) == key for install in app.installs):
                installs = Collection(change(one) if key_of(one) == key else one for one in app.installs)
                self.change_app(key_of(app), lambda one, made=installs: _with_installs(one, made))  # type: ignore[misc]

    def renew(self, root: Root) -> None:
        """Take what the server says by now; configs that are in hand whole stay whole."""
        before = {key_of(app): app for app in self.apps}
        self.root = root
        for app in self.apps:
            old = before.get(key_of(app))
            if old is not None:
                self.change_app(key_of(app), lambda one, old=old: _with_wholes(one, old))  # type: ignore[misc]


def _with_installs(app: App, installs: Collection[Install]) -> App:
    return app.with_loaded(replace(app.loaded, added={**app.loaded.added, "installs": installs}))


def _with_wholes(app: App, old: App) -> App:
    wholes = {config.id: config for config in old.app_configs if holds_children(config)}
    return app.with_loaded(
        app.loaded, app_configs=Collection(_kept(config, wholes.get(config.id)) for config in app.app_configs)
    )


def _kept(config: AppConfig, whole: AppConfig | None) -> AppConfig:
    if whole is None or holds_children(config):
        return config
    added = {**whole.loaded.added, **config.loaded.added}
    return filled(config, whole).with_loaded(
        replace(whole.loaded, added=added),
        action_workflow_configs=whole.action_workflow_configs,
    )
