"""Models as the loader returns them, for tests that need no server.

The only module of the tests of models, display and conformance that knows how a model carries what was loaded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from nuon_notebook.models import App, AppConfig, Collection, Install, Installer, Loaded, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

M = TypeVar("M", bound=Model)


class State(NamedTuple):
    """What is known of a section of a model.

    Attributes:
        status: `not loaded`, `none` (loaded; that is all there is), `failed` or `unreadable`.
        note: why it could not be loaded in full; empty where it was.
        more: whether the server has more than was loaded.
    """

    status: str
    note: str = ""
    more: bool = False


# What models are made of


def sections_of(model: Model | type[Model]) -> list[str]:
    """Return the names of the sections that a model is shown in."""
    return [part.name for part in model.parts]


def titles_of(model: Model) -> list[tuple[str, str]]:
    """Return name and title of each section of a model."""
    return [(part.name, part.title) for part in model.parts]


# What is known of their sections


def state_of(model: Model, section: str) -> State:
    """Return what is known of a section."""
    state = model.part_state(section)
    words = {"not asked for": "not loaded"}
    return State(words.get(state.known.value, state.known.value), state.note, state.more)


def notes_of(model: Model) -> Mapping[str, str]:
    """Return by section why it could not be loaded in full."""
    return model.loaded.notes


def related_to(model: Model) -> list[Any]:
    """Return what was loaded with a model and belongs to none of its own properties."""
    return [*model.loaded.added.values()]


# Models with what was loaded


def loaded(
    model: M,
    *sections: str,
    failed: Mapping[str, str] | None = None,
    more: Iterable[str] = (),
    related: Mapping[str, Any] | None = None,
    **fields: Any,
) -> M:
    """Return a model as a loader would return it that made exactly these requests.

    Args:
        model: the model as the server sent it.
        *sections: the sections that were loaded, be they empty or not.
        failed: by section, the note on why it could not be loaded, or not in full.
        more: the sections of which the server has more than was loaded.
        related: the records that belong to it and were requested apart, by section.
        **fields: values of fields that another request brought.
    """
    added = {name: Collection(records) for name, records in (related or {}).items()}
    state = Loaded(asked=frozenset(sections), notes=dict(failed or {}), more=frozenset(more), added=added)
    return model.with_loaded(state, **fields)


def with_installs(app: App, installs: Iterable[Install]) -> App:
    """Return an app with its installs."""
    return _knowing(app, installs=Collection(installs))


def with_apps(installer: Installer, apps: Sequence[App]) -> Installer:
    """Return an installer with its apps, each as it was loaded."""
    return installer.with_loaded(installer.loaded, apps=Collection(apps))


def run_by(config: AppConfig, *names: str) -> AppConfig:
    """Return a config whose app has installs of these names that run it."""
    return _knowing(config, run_by=names)


def as_newest(config: AppConfig) -> AppConfig:
    """Return a config whose app has no newer one."""
    return _knowing(config, newest=True)


def with_history(config: AppConfig, **earlier: Model) -> AppConfig:
    """Return a config whose app's earlier configs had these components, by component id."""
    return _knowing(config, history=earlier)


def of_app(install: Install, app_name: str, component_names: Mapping[str, str]) -> Install:
    """Return an install of an app of this name, whose components have names by id."""
    return _knowing(install, app_name=app_name, names=dict(component_names))


def with_dashboard(model: M, address: str) -> M:
    """Return a model with its address on the vendor's dashboard."""
    return _knowing(model, dashboard=address)


def holding(model: M, **records: Any) -> M:
    """Return a model that was loaded together with any records."""
    return _knowing(model, **records)


def _knowing(model: M, **added: Any) -> M:
    return model.with_loaded(replace(model.loaded, added={**model.loaded.added, **added}))
