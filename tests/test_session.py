"""The connection of a kernel, from Python."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

import nuon_notebook
from nuon_notebook import demo, session
from nuon_notebook.errors import InvalidIdError, SettingsError
from nuon_notebook.models import App
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TOKEN = "a-token-" + "of-nobody"


@pytest.fixture(autouse=True)
def unconnected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No connection and no settings."""
    for name in ("NUON_API_URL", "NUON_API_TOKEN", "NUON_ORG_ID", "NUON_INSTALLER_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUON_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(session, "_client", None)
    monkeypatch.setattr(session, "_arguments", session._ConnectArguments())
    yield
    if session._client is not None:
        session._client.close()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Settings in the environment."""
    monkeypatch.setenv("NUON_API_TOKEN", TOKEN)
    monkeypatch.setenv("NUON_ORG_ID", "org1")
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_the_client_is_made_once() -> None:
    assert session.client() is session.client()


@pytest.mark.usefixtures("environment")
def test_many_threads_get_one_client() -> None:
    with ThreadPoolExecutor(8) as pool:
        clients = list(pool.map(lambda _: session.client(), range(32)))
    assert {id(client) for client in clients} == {id(clients[0])}


def test_a_changed_environment_makes_a_new_client(environment: pytest.MonkeyPatch) -> None:
    before = session.client()
    environment.setenv("NUON_ORG_ID", "org2")
    assert (before.settings.org_id, session.client().settings.org_id) == ("org1", "org2")


def test_a_configuration_file_that_does_not_exist_is_named_where_settings_are_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"NUON_CONFIG_FILE names {tmp_path / 'none'}, which does not exist"):
        nuon_notebook.load_app("harbor-desk")


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({}, "no token and no org id"),
        ({"NUON_API_TOKEN": TOKEN}, "there is no org id"),
        ({"NUON_ORG_ID": "org1"}, "there is no token"),
    ],
)
def test_what_is_missing_is_said_all_at_once(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], lacks: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=lacks):
        session.client()


@pytest.mark.parametrize(
    ("given", "advised"),
    [
        ({}, {"NUON_API_TOKEN", "NUON_ORG_ID"}),
        ({"NUON_API_TOKEN": TOKEN}, {"NUON_ORG_ID", "%nuon_connect"}),
        ({"NUON_ORG_ID": "org1"}, {"NUON_API_TOKEN", "%nuon_connect --ask"}),
    ],
)
def test_only_what_is_missing_is_advised(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], advised: set[str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        session.client()
    assert {each for each in advised if each not in raised.value.advice} == set()
    assert [name for name in given if name in raised.value.advice] == []


def test_settings_that_come_later_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError):
        session.client()
    monkeypatch.setenv("NUON_API_TOKEN", TOKEN)
    monkeypatch.setenv("NUON_ORG_ID", "org1")
    assert session.client().settings.org_id == "org1"


@pytest.mark.usefixtures("environment")
def test_what_was_given_to_connect_beats_the_environment() -> None:
    made = session.connect(token=SecretStr("b-token-" + "of-nobody"), org_id="org3")
    assert session.client() is made
    assert (made.settings.org_id, made.settings.source("token")) == ("org3", "argument")


@pytest.mark.usefixtures("environment")
def test_a_connection_that_cannot_be_leaves_the_old_one() -> None:
    before = session.client()
    with pytest.raises(SettingsError):
        session.connect(token=TOKEN)  # type: ignore[arg-type] # what a user types all the same
    assert session.client() is before


def test_the_demo_is_loaded_without_any_setting() -> None:
    assert session.load_installer("demo", configs=0, workflows=0).id == demo.INSTALLER_ID
    assert session.load_app("demo/tide-relay", configs=0, workflows=0).name == "tide-relay"


def test_loading_uses_this_kernels_connection(environment: pytest.MonkeyPatch) -> None:
    with demo.serve() as server:
        environment.setenv("NUON_API_URL", server.url)
        environment.setenv("NUON_API_TOKEN", server.world.token)
        environment.setenv("NUON_ORG_ID", server.world.org_id)
        environment.setenv("NUON_INSTALLER_ID", demo.INSTALLER_ID)
        assert session.load_app("tide-relay", configs=0, workflows=0).name == "tide-relay"
        assert session.load_installer(configs=0, workflows=0).id == demo.INSTALLER_ID
        assert server.requests


def test_loading_uses_the_client_that_is_given() -> None:
    client = session.demo_client()
    assert session.load_app("tide-relay", client=client, configs=0, workflows=0).name == "tide-relay"
    assert session.load_installer(demo.INSTALLER_ID, client=client, configs=0, workflows=0).id == demo.INSTALLER_ID
    with pytest.raises(SettingsError, match=r"No installer was named\. Name one \(.* needs no settings\.$"):
        session.load_installer(client=client)


def test_how_much_is_loaded_can_be_chosen() -> None:
    app = session.load_app("demo/harbor-desk", configs="all", workflows=1)
    assert (sum(one.in_full for one in app.configs), max(len(install.workflows) for install in app.installs)) == (11, 1)


@pytest.mark.usefixtures("environment")
def test_what_is_empty_is_told_and_never_means_the_default(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NUON_INSTALLER_ID", demo.INSTALLER_ID)
    client = session.demo_client()
    calls: list[tuple[str, Callable[[str], object]]] = [
        ("installer_id", session.load_installer),
        ("installer_id", lambda empty: session.load_installer(empty, client=client)),
        ("id_or_name", session.load_app),
        ("id_or_name", lambda empty: session.load_app(empty, client=client)),
        ("subject", nuon_notebook.explore),
        ("installer_id", client.installer),
        ("app", client.app),
        ("app_id", lambda empty: client.app_config(empty, "cfg1")),
        ("config_id", lambda empty: client.app_config("app1", empty)),
    ]

    def check(argument: str, call: Callable[[str], object], empty: str) -> None:
        with pytest.raises(InvalidIdError) as raised:
            call(empty)
        assert str(raised.value).startswith(f"`{argument}` is empty.")

    empties = ("", " ", "\n\t", "\u200b\ufeff", "\u00a0", "''", "“”")
    assert failures(check, [(*call, empty) for call in calls for empty in empties]) == []


@pytest.mark.usefixtures("environment")
def test_an_empty_argument_never_means_another_setting(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NUON_API_URL", "https://other.example")
    before = session.client()

    def check(name: str, empty: str) -> None:
        given: dict[str, Any] = {name: SecretStr(empty) if name == "token" else empty}
        for call in (session.connect, nuon_notebook.Client):
            with pytest.raises(SettingsError) as raised:
                call(**given)
            assert str(raised.value).startswith(f"`{name}` is empty.")

    cases = [(name, empty) for name in ("api_url", "org_id", "token") for empty in ("", " ", "\n", "\u200b")]
    assert failures(check, cases) == []
    assert session.client() is before


def test_what_pasting_adds_to_an_id_is_taken_out() -> None:
    client = session.demo_client()
    for pasted in (f"\u200b{demo.INSTALLER_ID}\n", f"“{demo.INSTALLER_ID}”", f"\u00a0{demo.INSTALLER_ID}\ufeff"):
        assert client.installer(pasted).id == demo.INSTALLER_ID
        assert session.load_installer(pasted, client=client, configs=0, workflows=0).id == demo.INSTALLER_ID
    assert session.load_app("“demo/tide-relay”", configs=0, workflows=0).name == "tide-relay"
    explorer = nuon_notebook.explore("demo\u200b")
    assert explorer.root.id == demo.INSTALLER_ID
    explorer.close()


def test_what_is_no_text_is_told_and_never_sent() -> None:
    client = session.demo_client()
    app = session.load_app("demo/tide-relay", configs=0, workflows=0)

    def check(value: Any) -> None:
        for call in (client.installer, client.app):
            with pytest.raises(InvalidIdError, match=f"must be an id as a text, not {type(value).__name__}"):
                call(value)
        for load in (session.load_installer, session.load_app):
            with pytest.raises(TypeError, match=f"not {type(value).__name__}$"):
                load(value)

    assert failures(check, (5, float("nan"), [], b"x", app)) == []
    nothing: Any = None
    with pytest.raises(InvalidIdError, match="not NoneType"):
        client.app(nothing)


def test_an_explorer_opens_on_a_model_or_on_what_a_name_stands_for() -> None:
    app = session.load_app("demo/tide-relay", configs=0, workflows=0)
    subjects = (app, app.installs[0], "demo", "demo/tide-relay")
    explorers = [nuon_notebook.explore(subject) for subject in subjects]
    assert [each.root.id for each in explorers] == [app.id, app.installs[0].id, demo.INSTALLER_ID, app.id]
    assert explorers[0].root is app
    for each in explorers:
        each.close()


def test_demo_names_the_demo_world_without_any_setting() -> None:
    client, name = session.resolve_installer("demo")
    assert (name, client.installer(name).id) == (demo.INSTALLER_ID, demo.INSTALLER_ID)
    client, name = session.resolve_app("demo/tide-relay")
    assert client.app(name).name == "tide-relay"


def test_demo_in_place_of_an_app_is_answered_with_the_apps_of_the_demo() -> None:
    with pytest.raises(SettingsError) as raised:
        session.resolve_app("demo")
    apps = [f"demo/{app.name}" for app in session.demo_client().apps()]
    assert sorted(apps) == sorted(session.DEMO_APPS)
    assert [app for app in apps if app not in str(raised.value)] == []


def test_an_app_that_the_demo_world_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(InvalidIdError, match="no app nosuch") as raised:
        session.resolve_app("demo/nosuch")
    assert [app for app in session.DEMO_APPS if app not in str(raised.value)] == []


def test_so_is_an_unknown_app_of_the_demo_in_place_of_an_installer() -> None:
    with pytest.raises(InvalidIdError, match="The demo world has no app nosuch"):
        session.resolve_installer("demo/nosuch")


def test_what_is_no_text_names_nothing() -> None:
    anything: Any = 5
    with pytest.raises(TypeError, match=r"load_app\(\) takes the name or the id"):
        session.load_app(anything)
    with pytest.raises(TypeError, match=r"load_installer\(\) takes the id"):
        session.load_installer(anything)


def test_an_app_of_the_demo_in_place_of_an_installer_is_told() -> None:
    with pytest.raises(InvalidIdError, match="%nuon_app demo/tide-relay"):
        session.resolve_installer("demo/tide-relay")


@pytest.mark.usefixtures("environment")
def test_an_app_called_demo_is_the_users_own() -> None:
    assert session.resolve_app("demo") == (session.client(), "demo")


def test_an_installer_without_a_name_is_that_of_the_settings(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="NUON_INSTALLER_ID"):
        session.resolve_installer(None)
    environment.setenv("NUON_INSTALLER_ID", "int1")
    assert session.resolve_installer(None) == (session.client(), "int1")


@pytest.mark.usefixtures("environment")
def test_a_record_of_the_demo_is_reached_by_its_plain_id_only_when_connected_to_it() -> None:
    record = App(id="app1", org_id=demo.ORG_ID)
    assert session.is_demo_record(record)
    session.connect(org_id=demo.ORG_ID)
    assert not session.is_demo_record(record)


@pytest.mark.usefixtures("environment")
def test_no_token_is_kept_as_text() -> None:
    session.connect(token=SecretStr(TOKEN))
    assert TOKEN not in repr(vars(session))
    assert TOKEN not in repr(vars(session.client()))


def test_a_token_is_not_read_where_it_could_be_seen() -> None:
    program = "from nuon_notebook import session; session.ask_for_settings(); print(session.client())"
    asked = subprocess.run(
        [sys.executable, "-c", program],
        input=f"{TOKEN}\n",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # without a terminal
        env=os.environ | {"NUON_ORG_ID": "org1"},
    )
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "SettingsError: Could not prompt for the token" in asked.stderr
