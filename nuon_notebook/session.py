"""The connection of this kernel: its settings, its client, and the demo world beside them."""

from __future__ import annotations

import threading
from getpass import GetPassWarning, getpass
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings, simplefilter

from IPython.core.error import StdinNotImplementedError
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client, Settings
from nuon_notebook.client.settings import IN_FORCE, WAYS_TO_CONNECT, WAYS_TO_NAME_THE_ORG
from nuon_notebook.errors import InvalidIdError, SettingsError

if TYPE_CHECKING:
    from nuon_notebook.client.settings import Token
    from nuon_notebook.models.base import Record

DEMO = "demo"
DEMO_APPS = tuple(f"{DEMO}/{name}" for name in demo.APPS)
NEEDS_NOTHING = "Without any of it, `%nuon_installer demo` shows a made-up installer."


class _Given(NamedTuple):
    """What the user gave to `connect`; the rest comes from the environment and the CLI's file."""

    api_url: str | None = None
    token: Token | None = None
    org_id: str | None = None


_lock = threading.RLock()
_given = _Given()
_client: Client | None = None
_demo: Client | None = None


def connect(api_url: str | None = None, token: Token | None = None, org_id: str | None = None) -> Client:
    """Connect this kernel; the magics use this connection from now on.

    Args:
        api_url: the API's address; else NUON_API_URL, else the CLI's file, else `https://api.nuon.co`.
        token: a `SecretStr`, or a callable that returns the token; else NUON_API_TOKEN, else the CLI's file.
        org_id: the org; else NUON_ORG_ID, else the CLI's file.

    Returns:
        The client; nothing was asked of the server yet.

    Raises:
        SettingsError: a setting is missing or of no use; the connection stays as it was.
    """
    global _given, _client
    made = _checked(Client(api_url, token, org_id))
    with _lock:
        _given, _client = _Given(api_url, token, org_id), made
    return made


def client() -> Client:
    """Return the client of this kernel; a setting that changed in the meantime is taken into account.

    Raises:
        SettingsError: a setting is missing or of no use.
    """
    global _client  # noqa: PLW0603 - one kernel has one connection
    with _lock:
        if _client is None or _client.settings != settings():
            _client = _checked(Client(*_given))
        return _client


def settings() -> Settings:
    """Return the settings of this kernel, complete or not.

    Raises:
        SettingsError: the CLI's file cannot be used.
    """
    return Settings.load(*_given)


def demo_client() -> Client:
    """Return a client of the demo world, which is answered inside this process and needs no settings."""
    global _demo  # noqa: PLW0603 - one kernel needs one
    with _lock:
        if _demo is None:
            _demo = Client(demo.API_URL, SecretStr(demo.TOKEN), demo.ORG_ID, transport=demo.transport())
        return _demo


def installer_named(name: str | None) -> tuple[Client, str]:
    """Return the client that knows an installer, and the installer's id.

    Args:
        name: an id, or `demo`; None for the one in the settings.

    Raises:
        InvalidIdError: it is an app of the demo world.
        SettingsError: a setting is missing or of no use.
    """
    if name == DEMO:
        return demo_client(), demo.INSTALLER_ID
    if name in DEMO_APPS:
        raise InvalidIdError(
            what=f"{name} is an app.", advice=f"`%nuon_app {name}` shows it, `%nuon_installer demo` its installer."
        )
    chosen = name or settings().installer_id
    if chosen:
        return client(), chosen
    raise SettingsError(
        what="No installer was named.",
        advice=f"Name one: `%nuon_installer ID`, or set NUON_INSTALLER_ID. {_advice_to_connect()}"
        "`%nuon_installer demo` needs no settings.",
    )


def app_named(name: str) -> tuple[Client, str]:
    """Return the client that knows an app, and the app's name or id.

    Args:
        name: a name or id; `demo/NAME` is an app of the demo world, `demo` alone one of the user's own.

    Raises:
        InvalidIdError: the demo world has no such app.
        SettingsError: a setting is missing or of no use.
    """
    world, _, of_demo = name.partition("/")
    if world == DEMO and any(of_demo in (app.id, app.key) for app in demo.world().apps):
        return demo_client(), of_demo
    first, *others = DEMO_APPS
    advice = f"Name one of its apps: {first}, {' or '.join(others)}, for instance `%nuon_app {first}`."
    if world == DEMO and of_demo:
        raise InvalidIdError(what=f"The demo world has no app {of_demo}.", advice=advice)
    if world == DEMO and lacking(settings()):
        raise SettingsError(what="`demo` is a whole world, not an app.", advice=advice)
    return client(), name


def client_of(world: str | None) -> Client:
    """Return the client of the demo world where that is named, else the one of this kernel.

    Raises:
        SettingsError: a setting is missing or of no use.
    """
    return demo_client() if world == DEMO else client()


def of_demo(record: Record) -> bool:
    """Tell whether a record belongs to the demo world and only `demo/…` reaches it."""
    connected_to_it = _client is not None and _client.settings.org_id == demo.ORG_ID
    return record.org_id == demo.ORG_ID and not connected_to_it


def ask_for_settings() -> None:
    """Ask the user for the token, and for the org where no setting names one, and connect.

    Raises:
        SettingsError: nobody can be asked, or nothing was typed.
    """
    try:
        connect(_given.api_url, _asked_token(), _given.org_id if settings().org_id else input("Org ID: ").strip())
    except (EOFError, OSError, StdinNotImplementedError, GetPassWarning):
        pass
    else:
        return
    raise SettingsError(
        what="The token cannot be asked for:", why="there is nobody to type it here.", advice=WAYS_TO_CONNECT
    )


def _asked_token() -> SecretStr:
    with catch_warnings():
        simplefilter("error", GetPassWarning)  # it would show what is typed
        return SecretStr(getpass("Token (not shown, not kept in the notebook): "))


def lacking(found: Settings) -> str:
    """Return what settings lack for a connection, in words; empty where they are complete."""
    lacks = (("no token", found.token), ("no org id", found.org_id))
    return " and ".join(name for name, value in lacks if value is None)


def ways_to_complete(found: Settings) -> str:
    """Return how to give what settings lack."""
    ways = ((WAYS_TO_CONNECT, found.token), (WAYS_TO_NAME_THE_ORG, found.org_id))
    return " ".join(way for way, value in ways if value is None)


def _checked(made: Client) -> Client:
    lacks = lacking(made.settings)
    if not lacks:
        return made
    raise SettingsError(
        what=f"Not connected to Nuon: there is {lacks}.",
        advice=f"{_advice(made.settings)} {NEEDS_NOTHING}",
    )


def _advice(found: Settings) -> str:
    """Return what to do about settings that lack something; those that are there can be looked at."""
    return ways_to_complete(found) + ("" if found.token is None else f" {IN_FORCE}")


def _advice_to_connect() -> str:
    found = settings()
    lacks = lacking(found)
    return f"There is {lacks} either. {_advice(found)} " if lacks else ""
