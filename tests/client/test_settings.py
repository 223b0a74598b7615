from __future__ import annotations

import os
import socket
import traceback
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from nuon_notebook.client import Settings
from nuon_notebook.client.settings import missing_file_problem, stored_tokens
from nuon_notebook.errors import SettingsError
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FROM_FILE = "tokenfromthefile"
FROM_ENVIRONMENT = "tokenfromtheenvironment"


@pytest.fixture
def cli_file() -> Path:
    file = Path.home() / ".nuon"
    file.write_text(f"api_token: {FROM_FILE}\norg_id: orgfile\napi_url: https://nuon.example\nother: [1, 2]\n")
    return file


def opened(settings: Settings) -> str:
    assert isinstance(settings.token, SecretStr)
    return settings.token.get_secret_value()


def test_without_anything_the_defaults_hold() -> None:
    settings = Settings.load()
    assert (settings.api_url, settings.token, settings.org_id) == ("https://api.nuon.co", None, None)
    assert settings.source("api_url") == "default"


@pytest.mark.usefixtures("cli_file")
def test_the_cli_file_gives_settings() -> None:
    settings = Settings.load()
    assert (settings.api_url, opened(settings), settings.org_id) == ("https://nuon.example", FROM_FILE, "orgfile")
    assert settings.source("token") == "file ~/.nuon"


@pytest.mark.usefixtures("cli_file")
def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", FROM_ENVIRONMENT)
    settings = Settings.load()
    assert opened(settings) == FROM_ENVIRONMENT
    assert settings.source("token") == "environment NUON_API_TOKEN"
    assert settings.source("org_id") == "file ~/.nuon"


def test_arguments_beat_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_ORG_ID", "orgenvironment")
    settings = Settings.load(org_id="orgargument")
    assert (settings.org_id, settings.source("org_id")) == ("orgargument", "argument")


def test_app_and_installer_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_APP_ID", "appx")
    monkeypatch.setenv("NUON_INSTALLER_ID", "intx")
    settings = Settings.load()
    assert (settings.app_id, settings.installer_id) == ("appx", "intx")
    assert settings.source("installer_id") == "environment NUON_INSTALLER_ID"


@pytest.mark.usefixtures("cli_file")
def test_a_blank_value_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", " ")
    assert opened(Settings.load()) == FROM_FILE


def test_another_file_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("org_id: orgother\n")
    monkeypatch.setenv("NUON_CONFIG_FILE", str(other))
    settings = Settings.load()
    assert (settings.org_id, settings.source("org_id")) == ("orgother", f"file {other}")


def test_a_missing_file_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for home in (tmp_path / "nowhere", Path("/dev/null")):
        monkeypatch.setenv("HOME", str(home))
        assert Settings.load().org_id is None


def test_a_missing_file_that_the_environment_names_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/nowhere/nuon.yaml", "/dev/null/nuon.yaml"):
        monkeypatch.setenv("NUON_CONFIG_FILE", path)
        assert Settings.load().token is None
        assert missing_file_problem() == f"NUON_CONFIG_FILE names {path}, which does not exist."
        with pytest.raises(SettingsError, match=f"cannot be used: NUON_CONFIG_FILE names {path}"):
            stored_tokens()


def _device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound, chdir(file.parent):  # the path of a socket is short
        bound.bind(file.name)


def _merges(file: Path) -> None:
    levels = (f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}" for level in range(1, 30))
    file.write_text("\n".join(["a0: &a0 {x: y}", *levels, "api_token: *a29"]))


def _aliases(file: Path) -> None:
    levels = (f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30))
    file.write_text("\n".join(["a0: &a0 [x]", *levels, "api_token: *a29"]))


NOT_READABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to itself": (lambda file: file.symlink_to(file), "Too many levels of symbolic links"),
    "a link to nothing": (lambda file: file.symlink_to("nowhere"), "it is a link to a file that does not exist"),
    "a pipe": (os.mkfifo, "it is a pipe, a socket or a device"),
    "a socket": (_socket, "it is a pipe, a socket or a device"),
    "a device": (_device, "it is a pipe, a socket or a device"),
    "a link to a folder": (lambda file: file.symlink_to("."), "it is a folder"),
    "30 MB": (lambda file: file.write_bytes(b"org_id: x\n" + b"#" * 30_000_000), "it is larger than 20 kB"),
    "UTF-16 that is cut": (lambda file: file.write_bytes(b"\xff\xfex"), "it is not YAML text"),
    "another encoding": (lambda file: file.write_bytes(b"org_id: \xe9"), "it is not YAML text"),
    "a NUL": (lambda file: file.write_bytes(b"org_id: a\0b"), "it is not YAML text"),
    "deep lists": (lambda file: file.write_text("[" * 15_000), "it is nested too deeply"),
    "deep maps": (lambda file: file.write_text("{a: " * 4_000), "it is nested too deeply"),
    "maps merged many times": (_merges, "these settings are not text: api_token"),
    "lists repeated many times": (_aliases, "these settings are not text: api_token"),
}


def test_whatever_is_in_place_of_the_file_has_an_error_of_its_own() -> None:
    file = Path.home() / ".nuon"

    def refused(put: Callable[[Path], object], why: str) -> None:
        put(file)
        try:
            with pytest.raises(SettingsError, match=why):
                Settings.load()
            with pytest.raises(SettingsError, match=why):
                stored_tokens()
        finally:
            file.unlink()

    assert failures(refused, NOT_READABLE.values()) == []


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Rights of another user, if the tests run as root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.usefixtures("unprivileged")
def test_a_file_that_may_not_be_read_has_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        monkeypatch.setenv("HOME", str(home))
        (home / ".nuon").write_text("org_id: x")
        for locked in (home / ".nuon", home):
            locked.chmod(0)
            with pytest.raises(SettingsError, match="Permission denied"):
                Settings.load()
            locked.chmod(0o700)
        assert Settings.load().org_id == "x"


def test_a_user_without_a_home_directory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_CONFIG_FILE", "~nobody-of-this-name/nuon.yaml")
    with pytest.raises(SettingsError, match="there is no such home directory"):
        Settings.load()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (f"api_token: [{FROM_FILE}\n", "it is not valid YAML (line 2, column 1)"),
        (f"- {FROM_FILE}\n", "it is not a map"),
        (FROM_FILE, "it is not a map"),
        (f"api_token: {{a: {FROM_FILE}}}\n", "these settings are not text: api_token"),
        ("org_id: 17\n", "these settings are not text: org_id"),
        (f"{FROM_FILE}\x00", "it is not YAML text"),
    ],
)
def test_a_broken_file_has_an_error_of_its_own_that_quotes_nothing_of_it(
    cli_file: Path, content: str, why: str
) -> None:
    cli_file.write_text(content)
    with pytest.raises(SettingsError) as raised:
        Settings.load()
    assert why in str(raised.value)
    assert FROM_FILE not in str(raised.value)
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None


def test_whoever_gives_the_whole_connection_needs_no_file(cli_file: Path) -> None:
    cli_file.write_text(": [")
    settings = Settings.load("https://nuon.example", SecretStr(FROM_ENVIRONMENT), "orgargument")
    assert (settings.org_id, settings.source("org_id")) == ("orgargument", "argument")


def test_a_file_that_is_no_text_has_an_error_of_its_own(cli_file: Path) -> None:
    cli_file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingsError, match="it is not YAML text"):
        Settings.load()


def test_a_folder_in_place_of_the_file_has_an_error_of_its_own(cli_file: Path) -> None:
    cli_file.unlink()
    cli_file.mkdir()
    with pytest.raises(SettingsError, match="it is a folder"):
        Settings.load()


def test_a_file_that_cannot_be_read_has_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUON_CONFIG_FILE", "n" * 5000)  # longer than any file system allows
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load()


def test_a_plain_token_is_refused_and_the_three_ways_are_named() -> None:
    with pytest.raises(SettingsError, match="not accepted as plain text") as raised:
        Settings.load(token=FROM_FILE)  # type: ignore[arg-type] # what a user types all the same
    for way in ("NUON_API_TOKEN", "~/.nuon", "%nuon_connect --ask"):
        assert way in str(raised.value)
    assert FROM_FILE not in str(raised.value)


def test_nothing_shows_the_token() -> None:
    settings = Settings.load(token=SecretStr(FROM_FILE))
    assert FROM_FILE not in f"{settings!r} {settings} {vars(settings)}"


def test_null_and_other_names_in_the_file_count_as_not_given(cli_file: Path) -> None:
    cli_file.write_text("org_id: null\n17: x\napi_token: ' '\n")
    assert (Settings.load().org_id, Settings.load().token) == (None, None)


@pytest.mark.parametrize("content", ["", "# nothing\n", "---\n"])
def test_an_empty_file_is_no_error(cli_file: Path, content: str) -> None:
    cli_file.write_text(content)
    assert Settings.load().org_id is None


@pytest.mark.parametrize("content", ["org_id: 2025-13-45\n", "? [a]\n: b\n", "!!python/object:os.system x"])
def test_a_file_that_the_parser_gives_up_on_has_an_error_of_its_own(cli_file: Path, content: str) -> None:
    cli_file.write_text(content)
    with pytest.raises(SettingsError, match="it is not valid YAML") as raised:
        Settings.load()
    assert raised.value.__context__ is None


def test_no_traceback_with_variables_shows_the_token_of_a_broken_file(cli_file: Path) -> None:
    cli_file.write_text(f"api_token: {FROM_FILE}\norg_id: 17\n")
    with pytest.raises(SettingsError, match="not text: org_id") as raised:
        Settings.load()
    report = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    report.stack[:] = [frame for frame in report.stack if frame.filename != __file__]
    assert FROM_FILE not in "".join(report.format())
