"""Models as the loader returns them, for tests that need no server.

The only module of the tests of models, display and conformance that knows how a model carries what was loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.models import App, AppConfig, Collection, Component, Install, Installer, Model
from nuon_notebook.store import Answer, Key, Server, Store, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

M = TypeVar("M", bound=Model)

SERVER = Server("https://api.nuon.co", "org1")


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
    return [section.name for section in model.sections]


def titles_of(model: Model) -> list[tuple[str, str]]:
    """Return name and title of each section of a model."""
    return [(section.name, section.title) for section in model.sections]


# What is known of their sections


def state_of(model: Model, section: str) -> State:
    """Return what is known of a section."""
    state = model.section_state(section)
    return State(state.status.value, state.note, state.more)


def notes_of(model: Model) -> dict[str, str]:
    """Return by section why it could not be loaded in full."""
    return {name: state.note for name, state in _states_of(model).items() if state.note}


def loaded_sections_of(model: Model) -> set[str]:
    """Return the sections that were requested apart and answered in full."""
    states = {name: state for name, state in _states_of(model).items() if name in {*sections_of(model), "installs"}}
    return {name for name, state in states.items() if state.status is SectionStatus.LOADED and not state.note}


def partly_loaded_of(model: Model) -> set[str]:
    """Return the sections of which the server has more than was loaded."""
    return {name for name, state in _states_of(model).items() if state.more}


def _states_of(model: Model) -> dict[str, SectionState]:
    names = {*sections_of(model), "notifications_config", "installs"}
    states = {name: model._store.state(model, name) if model._store else None for name in names}
    known = {name: state for name, state in states.items() if state is not None}
    return {**known, "installs": model.section_state("installs")} if isinstance(model, Installer) else known


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
    notes, further = dict(failed or {}), set(more)
    states = {}
    for name in {*sections, *notes, *further}:
        failing = SectionStatus.FAILED if name in notes else SectionStatus.NOT_LOADED
        status = SectionStatus.LOADED if name in sections else failing
        states[name] = SectionState(status, notes.get(name, ""), name in further)
    return _knowing(model.model_copy(update=fields), states, related or {})


def with_installs(app: App, installs: Iterable[Install]) -> App:
    """Return an app with its installs."""
    return _knowing(app, {}, {"installs": [*installs]})


def with_apps(installer: Installer, apps: Sequence[App]) -> Installer:
    """Return an installer with its apps, each as it was loaded."""
    stores = [app._store for app in apps if app._store is not None]
    made = Store(SERVER)
    for store in stores:
        made = _joined(made, store)
    return _knowing(installer.at(made), {}, {"apps": [*apps]})


def run_by(config: AppConfig, *names: str) -> AppConfig:
    """Return a config whose app has installs of these names that run it."""
    installs = [Install(id=f"inl{name}", name=name, app_config_id=config.id) for name in names]
    return _of_app(config, App(id="app1"), installs=installs)


def as_newest(config: AppConfig) -> AppConfig:
    """Return a config whose app has no newer one."""
    return _of_app(config, App(id="app1"))


def with_history(config: AppConfig, *earlier: AppConfig) -> AppConfig:
    """Return a config whose app had these configs before."""
    return _of_app(config, App(id="app1"), configs=[config, *earlier])


def of_app(install: Install, app_name: str, component_names: Mapping[str, str]) -> Install:
    """Return an install of an app of this name, whose components have names by id."""
    components = [Component(id=key, name=name) for key, name in component_names.items()]
    app = _knowing(App(id="app1", name=app_name), {}, {"installs": [install], "components": components})
    return app.installs[0]


def with_dashboard(model: M, address: str) -> M:
    """Return an app or an install with its address on the vendor's dashboard."""
    root, _, _ = address.partition("/apps/")
    if isinstance(model, App):
        links = {"ui": address}
        return cast("M", _knowing(model.model_copy(update={"links": links}), {}, {}))
    app = App(id="app1", links={"ui": f"{root.partition('/installs/')[0]}/apps/app1"})
    return cast("M", _knowing(app, {}, {"installs": [model]}).installs[0])


def holding(model: M, **records: Any) -> M:
    """Return a model that was loaded together with any records."""
    return _knowing(model, {}, {name: [*_models(value)] for name, value in records.items()})


def _of_app(config: AppConfig, app: App, **related: Sequence[Model]) -> AppConfig:
    related.setdefault("configs", [config])
    found = _knowing(app, {}, related).configs
    return next(one for one in found if one.id == config.id)


def _knowing(model: M, states: Mapping[str, SectionState], related: Mapping[str, Sequence[Any]]) -> M:
    """Return a model in a store that knows more of it."""
    own = key_of(cast("Any", model), "root") if hasattr(model, "id") else Key(model.api_type, "")
    store = model._store or Store(SERVER)
    if getattr(model, "id", None) is None and hasattr(model, "id"):
        own = Key(model.api_type, "")
    answers = []
    for name, records in related.items():
        keys = {key_of(one, f"{own.id}.{name}[{index}]"): one for index, one in enumerate(records)}
        for one in records:
            if one._store is not None:
                store = _joined(store, one._store)
        loaded_state = {name: SectionState(SectionStatus.LOADED)} if name not in states else {}
        answers.append(Answer(keys, related={(own, name): tuple(keys)}, states={own: loaded_state}))
    answers.append(Answer({own: model} if getattr(model, "id", None) else {}, states={own: states}))
    return model.at(store.merged(answers), model.parent)


def _joined(one: Store, other: Store) -> Store:
    made = one.merged(())
    made._records |= other._records
    made._states |= other._states
    made._related |= other._related
    return made


def _models(value: Any) -> Iterable[Any]:
    return value if isinstance(value, Collection | list | tuple) else [value]
