"""The connection of this kernel: settings, client and demo world, and what they load."""

from __future__ import annotations

import threading
from getpass import GetPassWarning, getpass
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings, simplefilter

from IPython.core.error import StdinNotImplementedError
from pydantic import SecretStr

from nuon_notebook import demo, invocation, loader, options
from nuon_notebook.client import Client, Settings
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.client.settings import WAYS_TO_NAME_THE_ORG, missing_file_problem, settings_in_force, ways_to_connect
from nuon_notebook.errors import InvalidIdError, SettingsError
from nuon_notebook.identifiers import clean_identifier
from nuon_notebook.loader.unknown_names import explanation
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
    from nuon_notebook.client.settings import Token
    from nuon_notebook.loader import Configs
    from nuon_notebook.models import App, Install, Installer, Workflow
    from nuon_notebook.models.base import Record

DEMO = "demo"
DEMO_APPS = tuple(f"{DEMO}/{name}" for name in demo.APPS)


class _ConnectArguments(NamedTuple):
    """The arguments of `connect`; all other settings come from the environment and the CLI's file."""

    api_url: str | None = None
    token: Token | None = None
    org_id: str | None = None


_lock = threading.RLock()
_arguments = _ConnectArguments()
_client: Client | None = None
_demo_client: Client | None = None


def connect(api_url: str | None = None, token: Token | None = None, org_id: str | None = None) -> Client:
    """Connect this kernel. The magics, `load_app`, `load_installer` and `explore` use this connection from now on.

    Args:
        api_url: The API's address. Default: NUON_API_URL, then the CLI's file, then `https://api.nuon.co`.
        token: A `SecretStr`, or a callable that returns the token. Default: NUON_API_TOKEN, then the CLI's file.
        org_id: The org. Default: NUON_ORG_ID, then the CLI's file.

    Returns:
        The client. No request has been sent yet.

    Raises:
        SettingsError: A setting is missing or invalid. The previous connection stays.
    """
    global _arguments, _client
    new = _checked(Client(api_url, token, org_id))
    with _lock:
        _arguments, _client = _ConnectArguments(api_url, token, org_id), new
    return new


def client() -> Client:
    """Return the client of this kernel; a new one if a setting has changed, also of the proxy or of certificates.

    Raises:
        SettingsError: A setting is missing or invalid.
    """
    global _client  # noqa: PLW0603 - one kernel has one connection
    with _lock:
        if _client is None or _client.settings != settings() or _client.is_outdated():
            _client = _checked(Client(*_arguments))
        return _client


def settings() -> Settings:
    """Return the settings of this kernel, complete or not.

    Raises:
        SettingsError: The CLI's file cannot be used.
    """
    return Settings.load(*_arguments)


def demo_client() -> Client:
    """Return the client of the demo world, which is answered inside this process and needs no settings."""
    global _demo_client  # noqa: PLW0603 - one kernel needs one
    with _lock:
        if _demo_client is None:
            _demo_client = Client(demo.API_URL, SecretStr(demo.TOKEN), demo.ORG_ID, transport=demo.transport())
        return _demo_client


def client_for(world: str | None) -> Client:
    """Return the client of the demo world for `demo`, else the client of this kernel.

    Raises:
        SettingsError: A setting is missing or invalid.
    """
    return demo_client() if world == DEMO else client()


def load_installer(
    installer_id: str | None = None,
    *,
    client: Client | None = None,
    configs: Configs = options.CONFIGS,
    workflows: int = options.WORKFLOWS,
) -> Installer:
    """Return an installer with its apps, their configs, actions, branches and installs, and the newest workflows.

    Shows progress once loading takes longer than half a second. If a section fails, a note takes its place. Uses
    `GET /v1/installers/{installer_id}` and, for each app, the endpoints of `load_app`.

    Args:
        installer_id: The installer; `demo` for that of the demo world. Default: NUON_INSTALLER_ID.
        client: Sends the requests. Default: the connection of this kernel, and the demo world for `demo`.
        configs: How many of the newest usable configs of each app are loaded in full, or "all". Configs in status
            `error` are not usable. With 1, the config before it is loaded too, but for the steps of older actions: then
            it is known what changed.
        workflows: How many of the newest workflows of each install are loaded. What their steps that wait for approval
            would do is loaded of the eight that have waited longest.

    Raises:
        InvalidIdError: `installer_id` is empty.
        SettingsError: A setting is missing or invalid.
        NuonError: The installer itself could not be loaded; see `Client.installer`.
        ValueError: `configs` or `workflows` is not such a number.
        TypeError: `installer_id` is no text.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    expected = "load_installer() takes the id of an installer"
    given = None if installer_id is None else named(installer_id, "installer_id", expected)
    if client is None:
        client, resolved_id = resolve_installer(given)
    else:
        resolved_id = _or_default_installer(given, client.settings)
    load_options = loader.LoadOptions(configs, workflows, options.PLANS)
    with show_progress(f"installer {_quoted(given or resolved_id)}") as tick:
        return loader.load_installer(client, resolved_id, load_options, tick)


def load_app(
    id_or_name: str,
    *,
    client: Client | None = None,
    configs: Configs = options.CONFIGS,
    workflows: int = options.WORKFLOWS,
) -> App:
    """Return an app with its configs, actions, branches and installs, and the newest workflows.

    Shows progress once loading takes longer than half a second. If a section fails, a note takes its place. Uses
    `GET /v1/apps/{app_id}`, its `/configs`, `/config/{config_id}`, `/action-workflows`, `/branches` and `/installs`,
    `/v1/action-workflows/configs/{action_config_id}` and `/v1/installs/{install_id}/workflows`.

    Args:
        id_or_name: The app; `demo/NAME` for one of the demo world.
        client: Sends the requests. Default: the connection of this kernel, and the demo world for `demo/NAME`.
        configs: How many of the newest usable configs are loaded in full, or "all". See `load_installer`.
        workflows: How many of the newest workflows of each install are loaded.

    Raises:
        InvalidIdError: `id_or_name` is empty.
        SettingsError: A setting is missing or invalid.
        NuonError: The app itself could not be loaded; see `Client.app`.
        ValueError: `configs` or `workflows` is not such a number.
        TypeError: `id_or_name` is no text.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    given = named(id_or_name, "id_or_name", "load_app() takes the name or the id of an app")
    client, name = (client, given) if client else resolve_app(given)
    load_options = loader.LoadOptions(configs, workflows, options.PLANS)
    with show_progress(f"app {_quoted(given)}") as tick:
        return loader.load_app(client, name, load_options, tick)


def load_install(
    id_or_name: str, *, client: Client | None = None, workflows: int = options.WORKFLOWS, deep: bool = False
) -> Install:
    """Return an install with its newest workflows, reached through its app with the list of its configs.

    Shows progress once loading takes longer than half a second. If a section fails, a note takes its place. Uses
    `GET /v1/installs/{install_id}` and its `/workflows`, `GET /v1/apps/{app_id}` and its `/configs` and `/components`;
    with `deep` also the install's `/deploys`, `/sandbox-runs`, `/actions`, `/inputs`, `/stack`, `/runner-group` and
    `/app-config-versions`, and `/v1/runners/{runner_id}`.

    Args:
        id_or_name: The install; `demo/NAME` for one of the demo world.
        client: Sends the requests. Default: the connection of this kernel, and the demo world for `demo/NAME`.
        workflows: How many of its newest workflows are loaded.
        deep: Whether all that it is made of is loaded, too: `deploys`, `sandbox_runs`, `action_runs`, `inputs`,
            `stacks`, `runners`, `upgrades` and `runbooks`.

    Raises:
        InvalidIdError: `id_or_name` is empty.
        SettingsError: A setting is missing or invalid.
        NuonError: The install itself could not be loaded; see `Client.install`.
        ValueError: `workflows` is not such a number.
        TypeError: `id_or_name` is no text.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    given = named(id_or_name, "id_or_name", "load_install() takes the name or the id of an install")
    client, name = (client, given) if client else resolve_record(given)
    with show_progress(f"install {_quoted(given)}") as tick:
        return loader.load_install(client, name, workflows, tick, deep=deep)


def load_workflow(workflow_id: str, *, client: Client | None = None, deep: bool = False) -> Workflow:
    """Return a workflow with its steps, reached through its install and app.

    Uses `GET /v1/workflows/{workflow_id}` and what `load_install` uses; with `deep` also the install's
    `/deploys/{deploy_id}`, `/sandbox-runs/{run_id}` and `/actions/runs/{run_id}`.

    Args:
        workflow_id: The workflow; `demo/ID` for one of the demo world.
        client: Sends the requests. Default: the connection of this kernel, and the demo world for `demo/ID`.
        deep: Whether the deploys and runs that its steps made are loaded, too: `workflow.shown_steps[0].run`.

    Raises:
        InvalidIdError: `workflow_id` is empty.
        SettingsError: A setting is missing or invalid.
        NuonError: The workflow, its install or its app could not be loaded; see `Client.workflow`.
        TypeError: `workflow_id` is no text.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    given = named(workflow_id, "workflow_id", "load_workflow() takes the id of a workflow")
    client, name = (client, given) if client else resolve_record(given)
    with show_progress(f"workflow {_quoted(given)}") as tick:
        return loader.load_workflow(client, name, tick, deep=deep)


def named(given: object, argument: str, expected: str) -> str:
    """Return an id or name that was given, without invisible characters and quotes around it.

    Args:
        given: What was given.
        argument: The name of the argument.
        expected: What is expected, for the message.

    Raises:
        InvalidIdError: It is empty.
        TypeError: It is no text.
    """
    if not isinstance(given, str):
        problem = f"{expected}, not {type(given).__name__}"
        raise TypeError(problem)
    if cleaned := clean_identifier(given):
        return cleaned
    raise InvalidIdError(
        what=f"`{argument}` is empty.", why=f"{expected}.", advice="Check the variable that it came from."
    )


def resolve_installer(installer_id: str | None) -> tuple[Client, str]:
    """Return the client that knows an installer, and the installer's id.

    Args:
        installer_id: An id, or `demo`; None for the installer of the settings.

    Raises:
        InvalidIdError: It names an app of the demo world, or none.
        SettingsError: A setting is missing or invalid.
    """
    if installer_id == DEMO:
        return demo_client(), demo.INSTALLER_ID
    world, _, app = (installer_id or "").partition("/")
    if world == DEMO and app:
        resolve_app(f"{DEMO}/{app}")
        called = invocation.current()
        raise InvalidIdError(
            what=f"{installer_id} is an app.",
            advice=f"{called.line_for_app(f'{DEMO}/{app}')} shows it, {called.demo_line} shows its installer.",
        )
    resolved_id = _or_default_installer(installer_id, settings())
    return client(), resolved_id


def resolve_app(id_or_name: str) -> tuple[Client, str]:
    """Return the client that knows an app, and the app's name or id.

    Args:
        id_or_name: An id or name. `demo/NAME` is an app of the demo world, `demo` alone one of the user's own.

    Raises:
        InvalidIdError: The demo world has no such app.
        SettingsError: A setting is missing or invalid.
    """
    world, _, name = id_or_name.partition("/")
    if world == DEMO and name:
        return demo_client(), _app_of_demo(name)
    if world == DEMO and missing_settings(settings()):
        raise SettingsError(what="`demo` is the whole demo world, not an app.", advice=_apps_of_demo())
    return client(), id_or_name


def _app_of_demo(name: str) -> str:
    """Return the id of an app of the demo world.

    Raises:
        InvalidIdError: it has no such app.
    """
    apps, installs = demo.world().apps, demo.world().installs
    for app in apps:
        if name.casefold() in {app.id, app.name, str(app.record.get("display_name", "")).casefold()}:
            return app.id
    names = {"app": [app.name for app in apps], "install": [install.name for install in installs]}
    why, advice = explanation(name, "app", f"{DEMO}/", names)
    raise InvalidIdError(
        what=f"The demo world has no app {_quoted(name)}.",
        why=why,
        advice=advice if why else f"{advice} {_apps_of_demo()}",
    )


def _apps_of_demo() -> str:
    """Return which apps the demo world has, with an example."""
    *others, last = DEMO_APPS
    example = invocation.current().line_with(DEMO_APPS[0])
    return f"Name one of its apps: {', '.join(others)} or {last}, for instance {example}."


def resolve_record(id_or_name: str) -> tuple[Client, str]:
    """Return the client that knows an install or a workflow, and its id or name without `demo/`.

    Args:
        id_or_name: an id or name; `demo/NAME` for one of the demo world.

    Raises:
        SettingsError: A setting is missing or invalid.
    """
    world, _, name = id_or_name.partition("/")
    return (demo_client(), name) if world == DEMO and name else (client(), id_or_name)


def is_demo_record(record: Record) -> bool:
    """Return whether a record belongs to the demo world and is reached by `demo` only."""
    connected_to_it = _client is not None and _client.settings.org_id == demo.ORG_ID
    return record.org_id == demo.ORG_ID and not connected_to_it


def ask_for_settings() -> None:
    """Prompt for the token, and for the org if no setting names one, and connect.

    Raises:
        SettingsError: Nobody can answer a prompt, or nothing was typed.
    """
    try:
        connect(_arguments.api_url, _prompt_for_token(), _arguments.org_id if settings().org_id else _prompt_for_org())
    except (EOFError, OSError, StdinNotImplementedError, GetPassWarning):
        pass
    else:
        return
    why = "nobody can type it here."
    raise SettingsError(what="Could not prompt for the token:", why=why, advice=ways_to_connect())


def demo_hint() -> str:
    """Return what the user can call without settings."""
    return f"{invocation.current().demo_line} needs no settings."


def missing_settings(found: Settings) -> str:
    """Return, in words, which settings a connection still needs; empty if there are all."""
    needed = (("no token", found.token), ("no org id", found.org_id))
    return " and ".join(name for name, value in needed if value is None)


def advice_for_missing(found: Settings) -> str:
    """Return how to give the settings that are missing."""
    if found.token is None:
        return ways_to_connect(org=found.org_id is None)
    return WAYS_TO_NAME_THE_ORG if found.org_id is None else ""


def _or_default_installer(installer_id: str | None, found: Settings) -> str:
    chosen = found.installer_id if installer_id is None else installer_id
    if chosen is not None:
        return chosen
    missing = missing_settings(found)
    name_one = f"Name one ({invocation.current().line_with('ID')}, or NUON_INSTALLER_ID); {demo_hint()}"
    if missing:
        raise SettingsError(
            what=f"No installer was named, and there is {missing}.", why=name_one, advice=_advice(found)
        )
    raise SettingsError(what="No installer was named.", advice=name_one)


def _quoted(given: str) -> str:
    return sanitize(given, "", MAX_ID)


def _prompt_for_token() -> SecretStr:
    with catch_warnings():
        simplefilter("error", GetPassWarning)  # without a terminal, the prompt would show what is typed
        return SecretStr(getpass("Token (not shown, not kept in the notebook): "))


def _prompt_for_org() -> str:
    return input("Org ID: ").strip()


def _checked(new: Client) -> Client:
    missing = missing_settings(new.settings)
    if not missing:
        return new
    raise SettingsError(
        what=f"Not connected to Nuon: there is {missing}.",
        why=missing_file_problem(),
        advice=f"{_advice(new.settings)} {demo_hint()}",
    )


def _advice(found: Settings) -> str:
    """Return what to do about missing settings, and where to see the others."""
    return advice_for_missing(found) + ("" if found.token is None else f" {settings_in_force()}")
