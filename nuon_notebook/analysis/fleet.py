"""The installs of installers, apps and lists of these, each with its path: the ground of all answers on fleets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.analysis.result import Gap
from nuon_notebook.display import formats
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import App, Collection, Install, Installer
from nuon_notebook.models.labels import in_words, unmasked
from nuon_notebook.models.nearest import unknown_name
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nuon_notebook.store import Store

MORE_WORKFLOWS: Final = 50
DIGITS: Final = re.compile(r"([0-9]+)")


def natural_key(text: str | None) -> tuple[tuple[str, int, str], ...]:
    """Return a key that sorts names as people do: `customer-2` before `customer-10`, upper and lower case together.

    (`natsort` does the same, but its import takes as long as that of `httpx`, and its last release is of 2023.)
    """
    parts = DIGITS.split((text or "").casefold())
    numbers = [part.lstrip("0") for part in parts[1::2]]
    keys = [(word, len(number), number) for word, number in zip(parts[::2], [*numbers, ""], strict=True)]
    return (*keys, (text or "", 0, ""))


def with_labels(installs: Sequence[Install], labels: Sequence[str]) -> list[Install]:
    """Return the installs that have all of some labels.

    Args:
        installs: the installs.
        labels: the labels, each as `key=value`; one without a value as its key.

    Raises:
        UnknownNameError: none of the installs has one of the labels.
    """
    for label in labels:
        if not any(_has_label(install, label) for install in installs):
            with masking_by(installs):
                known = {one for install in installs for one in unmasked(install.labels)}
                raise unknown_name(in_words(_pair(label)), sorted(known, key=natural_key), "label of an install")
    return [install for install in installs if all(_has_label(install, label) for label in labels)]


def _has_label(install: Install, label: str) -> bool:
    return _pair(label).items() <= install.labels.items()


def _pair(label: str) -> dict[str, str]:
    key, _, value = label.partition("=")
    return {key: value}


class FleetApp(NamedTuple):
    """An app with its path.

    Attributes:
        installer: the installer that it was reached through; None if it was reached by itself.
        app: the app.
        asked_for: whether it is in question itself, and not only some of its installs.
    """

    installer: Installer | None
    app: App
    asked_for: bool = True

    @property
    def installer_name(self) -> str | None:
        """The name of the installer, also where the app itself was asked about."""
        return _installer_name(self.app)


class FleetInstall(NamedTuple):
    """An install with its path.

    Attributes:
        installer: the installer that it was reached through; None if there is none.
        app: the app that it was reached through; None if there is none.
        install: the install.
    """

    installer: Installer | None
    app: App | None
    install: Install

    @property
    def installer_name(self) -> str | None:
        """The name of the installer, also where the app or the install itself was asked about."""
        return _installer_name(self.app)

    @property
    def path(self) -> dict[str, str | None]:
        """The names of installer, app and install, and the install's id, as fields of a row."""
        return {
            "installer": self.installer_name,
            "app": self.install.app_name or None,
            "install": self.install.name,
            "install_id": self.install.id,
        }

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Sorts by app and name, naturally, then by id."""
        return natural_key(self.install.app_name), natural_key(self.install.name), self.install.id or ""


@dataclass(frozen=True)
class Fleet:
    """Apps and installs, each once, sorted naturally by app and name.

    Attributes:
        apps: the apps, also those without installs.
        installs: the installs.
        unread: gaps for lists that were not loaded.
    """

    apps: tuple[FleetApp, ...]
    installs: tuple[FleetInstall, ...]
    unread: tuple[Gap, ...]

    @cached_property
    def moment(self) -> datetime | None:
        """The oldest moment of the loads; None if one of them has none."""
        moments = [store.moment if store else None for store in self.stores]
        known = [moment for moment in moments if moment]
        return min(known) if known and len(known) == len(moments) else None

    @cached_property
    def stores(self) -> tuple[Store | None, ...]:
        """The stores of all of them, each once."""
        models = (*(one.app for one in self.apps), *(one.install for one in self.installs))
        return tuple({id(model._store): model._store for model in models}.values())

    def workflow_gaps(self, since: datetime | None = None) -> tuple[Gap, ...]:
        """Return which workflows were not loaded.

        Args:
            since: older workflows do not matter; None if all do.
        """
        return self._gaps(since) if since else self._all_gaps

    @cached_property
    def _all_gaps(self) -> tuple[Gap, ...]:
        return self._gaps(None)

    def _gaps(self, since: datetime | None) -> tuple[Gap, ...]:
        counted: dict[str, dict[str, int]] = {}
        for one in self.installs:
            if reason := _unloaded_workflows(one.install, since):
                counts = counted.setdefault(_call_to_load_workflows(one), {})
                counts[reason] = counts.get(reason, 0) + 1
        found = [(reason, number, load) for load, counts in counted.items() for reason, number in counts.items()]
        return tuple(
            gap_at(None, f"{reason} {formats.count(number, 'install')}", load) for reason, number, load in found
        )


def gap_at(store: Store | None, what: str, load: str = "") -> Gap:
    """Return a gap in which the values of a store are masked."""
    return Gap(what=what, load=load).at(store)


def fleet_of(found: object) -> Fleet:
    """Return the apps and installs of an installer, an app, an install, or a list of these.

    Raises:
        InvalidArgumentError: it is none of these.
        NotLoadedError: it is a collection that was not loaded.
    """
    if isinstance(found, Installer | App | Install):
        return found.remember("fleet", lambda: _fleet_of(found))
    return _fleet_of(found)


def _fleet_of(found: object) -> Fleet:
    walk = _Walk()
    walk.add(found)
    apps = sorted(walk.apps.values(), key=lambda one: natural_key(one.app.title))
    installs = sorted(walk.installs.values(), key=lambda one: one.sort_key)
    return Fleet(tuple(apps), tuple(installs), tuple(walk.unread))


class _Walk:
    """Collects apps and installs; what was reached twice counts once."""

    def __init__(self) -> None:
        self.apps: dict[object, FleetApp] = {}
        self.installs: dict[object, FleetInstall] = {}
        self.unread: list[Gap] = []

    def add(self, found: object) -> None:
        if isinstance(found, Installer):
            self._add_installer(found)
        elif isinstance(found, App):
            self._add_app(None, found)
        elif isinstance(found, Install):
            self._add_install(found)
        elif isinstance(found, Iterable) and not isinstance(found, str | bytes | Mapping) and not _is_model(found):
            for one in found:
                self.add(one)
        else:
            raise InvalidArgumentError(
                what=f"{type(found).__name__} is not a fleet.",
                advice="Give an installer, an app, an install, or a list of these, "
                'for instance `load_installer("demo")` or `installer.apps["harbor-desk"]`.',
            )

    def _add_installer(self, installer: Installer) -> None:
        if not installer.apps.loaded:
            self.unread.append(gap_at(installer._store, f"apps of {installer.name}", _call_to_load(installer)))
            return
        for app in installer.apps:
            self._add_app(installer, app)

    def _add_app(self, installer: Installer | None, app: App) -> None:
        key = _identity(app)
        if key not in self.apps or not self.apps[key].asked_for:
            self.apps[key] = FleetApp(installer, app)
        state = app.section_state("installs")
        if not app.installs.loaded or state.note:
            reason = f" ({state.note})" if state.note else ""
            load = app.call_to_load("installs")
            self.unread.append(gap_at(app._store, f"installs of {app.title}{reason}", load))
        for install in app.installs if app.installs.loaded else ():
            self.installs.setdefault(_identity(install), FleetInstall(installer, app, install))

    def _add_install(self, install: Install) -> None:
        if install.owner:
            self.apps.setdefault(_identity(install.owner), FleetApp(None, install.owner, asked_for=False))
        self.installs.setdefault(_identity(install), FleetInstall(None, install.owner, install))


def _identity(model: App | Install) -> object:
    return (type(model), model.server, model.id) if model.id else id(model)


def _installer_name(app: App | None) -> str | None:
    return app.parent.name if app is not None and isinstance(app.parent, Installer) else None


def _is_model(found: object) -> bool:
    return hasattr(type(found), "model_fields")


def _unloaded_workflows(install: Install, since: datetime | None) -> str:
    """Return which workflows of an install were not loaded, in words; empty if all that matter were."""
    state = install.section_state("workflows")
    if state.note or state.status is SectionStatus.UNREADABLE:
        return f"workflows that could not be loaded ({state.note or state.status.value}), of"
    if not install.workflows.loaded:
        return "all workflows of"
    if not state.more:
        return ""
    oldest = min((one.created_at for one in install.loaded_workflows if one.created_at), default=None)
    return "" if since and oldest and oldest <= since else "older workflows of"


def _call_to_load_workflows(one: FleetInstall) -> str:
    arguments = f", workflows={MORE_WORKFLOWS}"
    if one.installer:
        return _call_to_load(one.installer, arguments)
    app = (one.app.name if one.app else None) or one.install.app_id
    return one.install.call_to_load_app(app, arguments)


def _call_to_load(installer: Installer, arguments: str = "") -> str:
    """Return the Python call that loads an installer again."""
    world = installer.server.world.rstrip("/") if installer.server else ""
    return f'load_installer("{world or installer.id}"{arguments})' if world or installer.id else ""


def gaps_of(*found: Iterable[Gap]) -> Collection[Gap]:
    """Return gaps as one collection."""
    return Collection(gap for gaps in found for gap in gaps)
