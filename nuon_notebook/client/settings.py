"""Settings of a connection: explicit arguments, then the environment, then the file of Nuon's CLI, then defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import SecretStr

from nuon_notebook import invocation
from nuon_notebook.client.bounded_file import UnreadableFileError, read_small_file
from nuon_notebook.errors import SettingsError
from nuon_notebook.identifiers import remove_invisible

Token: TypeAlias = SecretStr | Callable[[], str]

DEFAULT_API_URL = "https://api.nuon.co"
DEFAULT_FILE = "~/.nuon"
FILE_VARIABLE = "NUON_CONFIG_FILE"
MAX_FILE_BYTES = 20_000  # the file has a few hundred; 20,000 take half a second to parse
WAYS_TO_NAME_THE_ORG = "Set NUON_ORG_ID, or run `nuon orgs select`."
GIVEN = "typed at the prompt, or given in code"

# Our name of each setting, and its name in the CLI's file; in the environment it is upper case, with `NUON_` before it.
STORED_NAMES = {
    "api_url": "api_url",
    "token": "api_token",
    "org_id": "org_id",
    "app_id": "app_id",
    "installer_id": "installer_id",
}
DECISIVE = ("api_url", "org_id", "installer_id")  # they decide which records are loaded


@dataclass(frozen=True)
class Settings:
    """How to reach Nuon, and where each setting came from.

    Attributes:
        api_url: the URL of the API.
        token: the token, or a callable that returns it; never shown.
        org_id: the org whose records are loaded.
        app_id: the app that is selected in the CLI.
        installer_id: the installer that `%nuon_installer` shows if no id is given.
        sources: where each setting came from; see `source`.
    """

    api_url: str = DEFAULT_API_URL
    token: Token | None = field(default=None, repr=False)
    org_id: str | None = None
    app_id: str | None = None
    installer_id: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    def source(self, name: str) -> str:
        """Return where a setting came from.

        Returns:
            `"argument"`, `"environment NUON_API_TOKEN"`, `"file ~/.nuon"` or `"default"`.
        """
        return self.sources.get(name, "default")

    def source_in_words(self, name: str) -> str:
        """Return where a setting came from, as messages say it."""
        return GIVEN if self.source(name) == "argument" else self.source(name)

    @classmethod
    def load(
        cls,
        api_url: str | None = None,
        token: Token | None = None,
        org_id: str | None = None,
        app_id: str | None = None,
        installer_id: str | None = None,
    ) -> Settings:
        """Return the settings: arguments first, then the environment, then the CLI's file.

        A missing file is not an error. Of the environment and the file, blank values count as not given. The file is
        not read if URL, token and org are all given as arguments.

        Raises:
            SettingsError: the token is a plain `str`, an argument is empty, the file cannot be read or used, or it
                would decide what is loaded in place of an empty variable of the environment.
        """
        if isinstance(token, str):
            token = None  # a traceback that shows local variables must not show it
            raise plain_token_refused()
        arguments = {
            "api_url": api_url, "token": token, "org_id": org_id, "app_id": app_id, "installer_id": installer_id
        }  # fmt: skip
        if empty := [name for name, value in arguments.items() if value is not None and _is_blank(value)]:
            raise _empty_argument(empty[0])
        complete = None not in (api_url, token, org_id)
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        path = _path()
        for found, source in (
            (arguments, "argument"),
            (_read_environment(), "environment"),
            ({} if complete else _read_file(path), f"file {path}"),
        ):
            for name, value in found.items():
                if name not in values and not _is_blank(value):
                    values[name] = remove_invisible(value) if isinstance(value, str) else value
                    sources[name] = f"environment {_variable(name)}" if source == "environment" else source
        replaced = (_variable(name) for name in DECISIVE if sources.get(name) == f"file {path}")
        if variable := next(filter(os.environ.__contains__, replaced), ""):
            raise _empty_variable(variable, path)
        return cls(**values, sources=sources)


def stored_tokens() -> tuple[Token, ...]:
    """Return the tokens of the environment and of the CLI's file, whether or not they are in use.

    Raises:
        SettingsError: the file cannot be read or used, or NUON_CONFIG_FILE names one that does not exist.
    """
    if problem := missing_file_problem():
        raise _file_error(_path(), problem)
    tokens = (found.get("token") for found in (_read_environment(), _read_file(_path())))
    return tuple(token for token in tokens if token is not None)


def ways_to_connect(*, org: bool = False) -> str:
    """Return how to give a token. Only a kernel keeps what is typed at a prompt.

    Args:
        org: whether an org is to be given, too.
    """
    called = invocation.current()
    set_it = f"Set NUON_API_TOKEN{' and NUON_ORG_ID' if org else ''}"
    log_in = f"log in with Nuon's CLI (~/.nuon{', then `nuon orgs select`' if org else ''})"
    ask = f"type {'both' if org else 'the token'} after `{called.prefix}connect --ask`"
    return f"{set_it}, {log_in}, or {ask}." if called.is_magic else f"{set_it} or {log_in}."


def settings_in_force() -> str:
    """Return how to see the settings."""
    return f"`{invocation.current().prefix}connect` shows the current settings."


def plain_token_refused() -> SettingsError:
    """Return the error for a token given as plain text, with the ways to give one."""
    return SettingsError(
        "A token is not accepted as plain text.", "The notebook would keep it in its source.", ways_to_connect()
    )


def _empty_argument(name: str) -> SettingsError:
    return SettingsError(
        what=f"`{name}` is empty.",
        why="An empty text was given in code, or typed at the prompt.",
        advice="Leave it out to use the setting of the environment or of the CLI's file.",
    )


def _empty_variable(variable: str, path: str) -> SettingsError:
    return SettingsError(
        what=f"{variable} is set, but empty.",
        why=f"The setting of {path} does not replace it, since other records than you expect would be loaded.",
        advice=f"Give it a value, or remove it from the environment (`unset {variable}`).",
    )


def _variable(name: str) -> str:
    return f"NUON_{STORED_NAMES[name].upper()}"


def _is_blank(value: Any) -> bool:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    return text is None or (isinstance(text, str) and not remove_invisible(text))


def _path() -> str:
    return os.environ.get(FILE_VARIABLE, "").strip() or DEFAULT_FILE


def _read_environment() -> dict[str, Any]:
    return _secured({name: os.environ.get(_variable(name)) or None for name in STORED_NAMES})


def missing_file_problem() -> str:
    """Return what is wrong if NUON_CONFIG_FILE names a file that does not exist, as a sentence; otherwise empty."""
    named = os.environ.get(FILE_VARIABLE, "").strip()
    return f"{FILE_VARIABLE} names {named}, which does not exist." if named and _content(named) is None else ""


def _read_file(path: str) -> dict[str, Any]:
    """Return the settings of the CLI's file; a missing file has none."""
    found = _file_settings(path)
    # Raised here, not in a handler: the exceptions of the parser quote the file, and would stay attached as context.
    if isinstance(found, str):
        raise _file_error(path, f"{found}.")
    return found


def _file_error(path: str, why: str) -> SettingsError:
    return SettingsError(
        what=f"The configuration file {path} cannot be used:",
        why=why,
        advice=f"Repair it, set {FILE_VARIABLE} to another one, or give the settings in the environment.",
    )


def _file_settings(path: str) -> dict[str, Any] | str:
    """Return the settings of a file, or what is wrong with it."""
    content = _parse_file(path)
    if isinstance(content, str):
        return content
    named = {name: content.get(stored) for name, stored in STORED_NAMES.items()}
    wrong = sorted(STORED_NAMES[name] for name, value in named.items() if not _is_text(value))
    return f"these settings are not text: {', '.join(wrong)}; put them in quotes" if wrong else _secured(named)


def _parse_file(path: str) -> Mapping[str, Any] | str:
    """Return the content of a YAML file, or what is wrong with it."""
    content = _content(path)
    if not isinstance(content, bytes):
        return content or {}
    from nuon_notebook.client.yaml_map import parse_yaml_map  # noqa: PLC0415 - yaml takes a while to import

    return parse_yaml_map(content)


def _content(path: str) -> bytes | str | None:
    """Return the content of a file, or why it cannot be read; None if there is no such file."""
    try:
        return read_small_file(Path(path).expanduser(), MAX_FILE_BYTES)
    except UnreadableFileError as error:
        return str(error)
    except RuntimeError:
        return "there is no such home directory"


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _secured(found: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the settings of one source with the token as a `SecretStr`."""
    token = found["token"]
    return {**found, "token": None if token is None else SecretStr(token)}
