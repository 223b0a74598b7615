"""Loads what an answer needs and is not loaded: the content of a config."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from nuon_notebook import demo, session
from nuon_notebook.analysis.working_config import WorkingConfig, working_config
from nuon_notebook.errors import NotLoadedError, SettingsError
from nuon_notebook.loader import fetch
from nuon_notebook.loader.load import server_of
from nuon_notebook.loader.merge import merge
from nuon_notebook.models import App, AppConfig
from nuon_notebook.models.base import Model
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
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
    chosen = newest_working(found) if isinstance(found, App) else WorkingConfig(with_content(found), None, ())
    if chosen.config is None:
        load = found.call_to_load("configs")
        note = found.section_state("components" if isinstance(found, AppConfig) else "configs").note
        raise NotLoadedError(
            what=f"The content of {found.title} was not loaded.", why=note, advice=f"Load it: {load}." if load else ""
        )
    return chosen.config, (chosen.gap,) if chosen.gap else ()


def newest_working(app: App) -> WorkingConfig:
    """Return the newest working config of an app with its content; it is loaded if it is not and can be."""
    found = working_config(app)
    newest = _newest_working(app) if found.gap else None
    loaded = with_content(newest) if newest is not None else None
    return WorkingConfig(loaded, None, found.failed) if loaded is not None else found


def _newest_working(app: App) -> AppConfig | None:
    configs = app.configs if app.configs.loaded else ()
    return next((config for config in configs if config.usable), None)


def with_content(wanted: AppConfig) -> AppConfig | None:
    """Return a config with its content, which is requested if needed; None if it cannot be, or was not answered."""
    if wanted.in_full:
        return wanted
    app, store = wanted.owner, wanted._store
    if app is None or store is None or not wanted.usable or not wanted.id:
        return None
    client = connected_client(app)
    if client is None:
        return None
    with show_progress(f"{wanted.title} of {app.title}"):
        answers = client.run(fetch.config(client.api, app, wanted))
    merged = moved(app, merge(store, answers))
    config = next((one for one in merged.configs if one.id == wanted.id), None)
    return config if config and config.in_full else None


def connected_client(model: Model) -> Client | None:
    """Return the client of the server that a model was loaded from; None if this kernel is not connected to it."""
    server = model.server
    if server is None:
        return None
    try:
        client = session.demo_client() if server.api_url == demo.API_URL else session.client()
    except SettingsError:
        return None
    return client if server_of(client)[:2] == server[:2] else None


def moved(model: M, store: Store) -> M:
    """Return a model in another store, reached through the same models."""
    parent: Model | None = model.parent
    return model.at(store, moved(parent, store) if parent is not None else None)
