"""URLs, tokens and org ids that cannot be used: it is said in words why, without quoting them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from nuon_notebook import errors
from nuon_notebook.client import Client, Settings
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_httpserver import HTTPServer

TOKEN = "a-token-" + "of-nobody-7Zp2Lx9V"
HOST = "marked-host.example"
LONGEST_ERROR = 400


def test_a_url_that_cannot_be_used_is_told_with_the_reason_and_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def check(url: str, why: str) -> None:
        monkeypatch.setenv("NUON_API_URL", url)
        with pytest.raises(errors.SettingsError) as raised:
            Client(token=SecretStr(TOKEN), org_id="org1")
        message = str(raised.value)
        assert message.startswith(f"The API's URL cannot be used: {why}")
        assert "environment NUON_API_URL" in message
        assert HOST not in message
        assert len(message) < LONGEST_ERROR

    cases = (
        ("https://exa mple", "it has a blank within"), (f"https://{HOST} /", "it has a blank within"),
        ("https://", "no host follows"), ("https:///v1", "no host follows"), ("https://:443", "no host follows"),
        (f"htps://{HOST}", "it is not a web address"), (HOST, "it is not a web address"),
        (f"https:/{HOST}", "it is not a web address"), (f"ftp://{HOST}", "it is not a web address"),
        (f"https://{HOST}:99999", "it has an impossible port"), (f"https://{HOST}:0", "it has an impossible port"),
        (f"https://{HOST}:-1", "it has an impossible port"), (f"https://{HOST}:https", "it has an impossible port"),
        ("https://münchen.example", "its host has letters that are not ASCII"),
        ("https://\u0430pi.nuon.co", "its host has letters that are not ASCII"),
        (f"https://{HOST}.", "its host ends in a dot"), (f"https://{HOST}/v1/apps", "its path holds the version"),
        ("https://::1", "an IPv6 address needs brackets"), ("https://fd00::1:8443/", "an IPv6 address needs brackets"),
        ("https://[::1", "its IPv6 address is malformed"), ("https://[fd00::zz]", "its IPv6 address is malformed"),
        ("https://exa%20mple", "its host has characters"), ("https://a..b", "its host has characters"),
        ("https://-a.b", "its host has characters"), ("https://a\\b", "its host has characters"),
        (f"https://me:hunter2@{HOST}", "it holds a user name"), (f"https://{HOST}/?a=b", "it holds a query"),
        (f"https://{HOST}?", "it holds a query"), (f"https://{HOST}/#a", "it holds a fragment"),
        (f"https://{HOST}/v1", "its path holds the version"), (f"https://{HOST}/v1/", "its path holds the version"),
        (f"https://{HOST}/api/v1", "its path holds the version"),
        (f"'https://{HOST}'", "it is in quotes"), (f'"https://{HOST}"', "it is in quotes"),
        (f"“https://{HOST}”", "it is in quotes"), (f"https://{'a' * 64}.example", "its host has characters"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_a_url_that_can_be_used_is_used() -> None:
    def check(given: str, used: str) -> None:
        assert str(validated(given)) == used

    def validated(given: str) -> object:
        with Client(given, SecretStr(TOKEN), "org1") as client:
            return client._url

    cases = (
        ("https://api.nuon.co", "https://api.nuon.co"), ("https://api.nuon.co/", "https://api.nuon.co/"),
        ("HTTPS://API.NUON.CO", "https://api.nuon.co"), ("https://10.0.0.1:8443", "https://10.0.0.1:8443"),
        ("https://[::1]:8443", "https://[::1]:8443"), ("http://[::1]", "http://[::1]"),
        ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"), ("https://a_b-c", "https://a_b-c"),
        ("https://proxy.example/nuon/api", "https://proxy.example/nuon/api"), ("http://localhost:8081", "http://localhost:8081"),
        ("\ufeffhttps://api.nuon.co\u200b\n", "https://api.nuon.co"), (" https://api.nuon.co\u00a0", "https://api.nuon.co"),
        ("https://preview1.nuon.co/v1beta", "https://preview1.nuon.co/v1beta"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_below_a_path_that_is_not_the_apis_the_path_is_named(
    server: HTTPServer, connect: Callable[..., Client]
) -> None:
    server.expect_request(re.compile("/.*")).respond_with_data("404 page not found", status=404)
    client = connect(server.url_for("/api"))
    for call in (client.installer, client.app):
        with pytest.raises(errors.MissingEndpointError) as raised:
            call("a")
        message = str(raised.value)
        assert "below /api, the path of the API's URL" in message
        assert "no longer has installers" not in message
    with pytest.raises(errors.InstallersRemovedError, match="no longer has installers"):
        connect(server.url_for("/")).installer("a")


def test_a_server_below_a_path_is_read(server: HTTPServer, connect: Callable[..., Client]) -> None:
    server.expect_request("/nuon/v1/apps/a").respond_with_json({"id": "a"})
    assert connect(server.url_for("/nuon")).app("a").id == "a"


UNUSABLE = (
    (f'"{TOKEN}"', "it is in quotes"), (f"'{TOKEN}'", "it is in quotes"), (f"“{TOKEN}”", "it is in quotes"),
    (f'"{TOKEN}', "it is in quotes"), (f"{TOKEN}\n{TOKEN}", "it has a line break within"),
    (f"{TOKEN}\r\n{TOKEN}", "it has a line break within"), (f"Bearer {TOKEN}", "it begins with `Bearer`"),
    (f"bearer\t{TOKEN}", "it begins with `Bearer`"), (f"Authorization: Bearer {TOKEN}", "it begins with `Bearer`"),
    (f"{TOKEN} {TOKEN}", "it has a blank within"), (f"{TOKEN}\u00a0{TOKEN}", "it has a blank within"),
    (f"{TOKEN}é", "it has a letter that is not ASCII"), (f"{TOKEN}\u200b", "it has an invisible character"),
    (f"\ufeff{TOKEN}", "it has an invisible character"), (f"{TOKEN}\x07x", "it has an invisible character"),
    (f"NUON_API_TOKEN={TOKEN}", "it begins with the name of its variable"),
    (f"export NUON_ORG_ID={TOKEN}", "it begins with the name of its variable"),
)  # fmt: skip


def test_a_token_that_cannot_be_used_is_told_without_being_shown(server: HTTPServer) -> None:
    def check(token: str, why: str) -> None:
        for given in (SecretStr(token), lambda: token):
            with Client(server.url_for("/"), given, "org1") as client, pytest.raises(errors.SettingsError) as raised:
                client.app("a")
            message = str(raised.value)
            assert message.startswith("The token (from: typed at the prompt, or given in code) is not usable: ")
            assert f"usable: {why}" in message
            assert TOKEN not in message

    assert failures(check, UNUSABLE) == []
    empty = pytest.raises(errors.SettingsError, match="is not usable: it is empty")
    with Client(server.url_for("/"), lambda: " ", "org1") as client, empty:
        client.app("a")
    assert server.log == []


def test_an_org_id_that_cannot_be_used_is_told(server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(org: str, why: str) -> None:
        monkeypatch.setenv("NUON_ORG_ID", org)
        with Client(server.url_for("/"), SecretStr(TOKEN)) as client, pytest.raises(errors.SettingsError) as raised:
            client.app("a")
        assert str(raised.value).startswith("The org id (from: environment NUON_ORG_ID) is not usable: ")
        assert f"usable: {why.replace('line break', 'blank')}" in str(raised.value)

    invisible = ("\u200b", "\ufeff", "\u00a0", "\x07")
    assert failures(check, [case for case in UNUSABLE if not any(sign in case[0] for sign in invisible)]) == []
    assert server.log == []


def test_what_pasting_adds_to_a_setting_is_taken_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "nuon.yaml"
    file.write_text('org_id: "\\uFEFForgfile\\u200B"\n')
    monkeypatch.setenv("NUON_CONFIG_FILE", str(file))
    monkeypatch.setenv("NUON_INSTALLER_ID", "\u202aint1\u202c\n")
    settings = Settings.load()
    assert (settings.org_id, settings.installer_id) == ("orgfile", "int1")


def test_an_empty_variable_is_told_where_the_file_would_replace_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "nuon.yaml"
    monkeypatch.setenv("NUON_CONFIG_FILE", str(file))

    def check(variable: str, name: str, empty: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv(variable, empty)
            file.write_text("api_token: x\n")
            Settings.load()  # nothing replaces it
            file.write_text(f"{name}: of-the-file\n")
            with pytest.raises(errors.SettingsError, match=f"{variable} is set, but empty"):
                Settings.load()

    names = ("api_url", "org_id", "installer_id")
    cases = [(f"NUON_{name.upper()}", name, empty) for name in names for empty in ("", " ", "\u200b")]
    assert failures(check, cases) == []
