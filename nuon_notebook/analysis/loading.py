"""Loads what an answer needs and is not loaded: the contents of configs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from nuon_notebook import session
from nuon_notebook.analysis.working_config import WorkingConfig, newest_working, working_config
from nuon_notebook.display import formats
from nuon_notebook.errors import NotLoadedError, SettingsError
from nuon_notebook.loader import fetch
from nuon_notebook.loader.load import server_of
from nuon_notebook.loader.merge import merge
from nuon_notebook.models import App, AppConfig
from nuon_notebook.models.base import Model
from nuon_notebook.progress import show_progress
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.analysis.result import Gap
    from nuon_notebook.client import Client
    from nuon_notebook.store import Store

M = TypeVar("M", bound=Model)


def chosen_config(found: App | AppConfig) -> tuple[AppConfig, tuple[Gap, ...]]:
    """Return a config, or the newest working one of an app, with its content. It is loaded if it is not.

    Returns:
        The config, and that a newer one could not be loaded, if so.

    Raises:
        NotLoadedError: it is not loaded, and this kernel is not connected to the server that it is from; the message
            names the call that loads it.
        NuonError: it could not be loaded.
    """
    chosen = _loaded_working_config(found) if isinstance(found, App) else WorkingConfig(with_content(found), None, ())
    if chosen.config is None:
        load = found.call_to_load("configs")
        note = found.section_state("components" if isinstance(found, AppConfig) else "configs").note
        raise NotLoadedError(
            what=f"The content of {found.title} was not loaded.", why=note, advice=f"Load it: {load}." if load else ""
        )
    return chosen.config, (chosen.gap,) if chosen.gap else ()


def _loaded_working_config(app: App) -> WorkingConfig:
    """Return the newest working config of an app with its content; it is loaded if it is not and can be."""
    found = working_config(app)
    newest = newest_working(app) if found.gap else None
    loaded = with_content(newest) if newest is not None else None
    return WorkingConfig(loaded, None, found.failed) if loaded is not None else found


def with_content(wanted: AppConfig) -> AppConfig | None:
    """Return a config with its content, which is requested if needed; None if it cannot be, or was not answered."""
    if wanted.in_full:
        return wanted
    app, store = wanted.owner, wanted._store
    if app is None or store is None or not wanted.usable or not wanted.id:
        return None
    client = _connected_client(app, wanted.title)
    if client is None:
        return None
    with show_progress(f"{wanted.title} of {app.title}"):
        answers = client.run(fetch.config(client.api, app, wanted))
    merged = moved(app, merge(store, answers))
    config = next((one for one in merged.configs if one.id == wanted.id), None)
    return config if config and config.in_full else None


def with_contents(wanted: Sequence[tuple[App, Sequence[AppConfig]]]) -> list[App]:
    """Return apps in which some of their configs have their content, which is requested if needed and possible.

    A config that cannot be loaded is as before, with a note.

    Args:
        wanted: the apps, each with the configs.
    """
    pairs: dict[Store, list[tuple[App, AppConfig]]] = {}
    for app, configs in wanted:
        missing = [(app, one) for one in configs if one.usable and one.id and not has_contents(one)]
        if missing and app._store is not None:
            pairs.setdefault(app._store, []).extend(missing)
    stores = {store: _with_configs(store, missing) for store, missing in pairs.items()}
    return [moved(app, stores[app._store]) if app._store in stores else app for app, _ in wanted]


def _with_configs(store: Store, pairs: Sequence[tuple[App, AppConfig]]) -> Store:
    """Return a store with the content of configs; the store itself if this kernel is not connected to its server."""
    client = _connected_client(pairs[0][0], formats.count(len(pairs), "config"))
    if client is None:
        return store
    with show_progress(formats.count(len(pairs), "config")):
        return merge(store, client.run(fetch.configs(client.api, pairs)))


def has_contents(config: AppConfig) -> bool:
    """Return whether a config was loaded in full, with the triggers and steps of its actions."""
    return config.in_full and not fetch.lacks_steps(config)


def client_of(model: Model, subject: str, advice: str) -> Client:
    """Return the client of the server that a model was loaded from.

    Args:
        model: the model.
        subject: what is to be loaded of it, for the message.
        advice: what to do if it was parsed without a client.

    Raises:
        NotLoadedError: it was parsed without a client, or this kernel is connected to another server.
        SettingsError: this kernel is not connected.
    """
    with masking_by(model):
        what = f"{mask_text(subject)} cannot be loaded:"
    if model.server is None:
        raise NotLoadedError(
            what,
            "it belongs to a model that was parsed without a client, so it is not known which server has it.",
            advice,
        )
    client = session.demo_client() if model.server.world else session.client()
    if server_of(client)[:2] != model.server[:2]:
        raise NotLoadedError(
            what,
            "its model was loaded from another server or org than the one that this kernel is connected to.",
            "Connect this kernel to that server, for instance by `connect(...)`.",
        )
    return client


def _connected_client(model: Model, subject: str) -> Client | None:
    """Return the client of the server that a model was loaded from; None if this kernel is not connected to it."""
    try:
        return client_of(model, subject, "")
    except (NotLoadedError, SettingsError):
        return None


def moved(model: M, store: Store) -> M:
    """Return a model in another store, reached through the same models."""
    parent: Model | None = model.parent
    return model.at(store, moved(parent, store) if parent is not None else None)
