"""How to reach Nuon: explicit arguments, then the environment, then the CLI's file, then defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from nuon_notebook.client.errors import PlainTokenError, SettingsFileError

Token: TypeAlias = SecretStr | Callable[[], str]

DEFAULT_API_URL = "https://api.nuon.co"
DEFAULT_FILE = "~/.nuon"
FILE_VARIABLE = "NUON_CONFIG_FILE"
WAYS_TO_CONNECT = (
    "Set NUON_API_TOKEN in the environment, or log in with Nuon's CLI (it keeps the token in ~/.nuon), "
    "or type the token after `%nuon_connect --ask`; in Python a `SecretStr` or a callable does too."
)
WAYS_TO_NAME_THE_ORG = "Set NUON_ORG_ID, or select an org with Nuon's CLI (`nuon orgs select`)."
GIVEN = "typed at the prompt, or given in code"
IN_FORCE = "`%nuon_connect` shows what is in force."


class _Stored(BaseSettings):
    """The settings as the environment and the CLI's file call them."""

    model_config = SettingsConfigDict(
        env_prefix="NUON_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    api_url: str | None = None
    api_token: SecretStr | None = None
    org_id: str | None = None
    app_id: str | None = None
    installer_id: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature, this and the rest
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is passed: each source is read on its own, since its name is to be known."""
        return (init_settings,)


@dataclass(frozen=True)
class Settings:
    """How to reach Nuon, and where each setting came from.

    Attributes:
        api_url: the API's address.
        token: the token, or a callable that returns it; never shown.
        org_id: the org whose records are asked for.
        app_id: the app that the CLI has selected.
        installer_id: the installer that `%nuon_installer` shows without an id.
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
        """Gather the settings: arguments, then the environment, then the CLI's file.

        A missing file is no error. Blank values count as not given. Whoever gives address, token and org needs no
        file, so that none is read.

        Raises:
            PlainTokenError: the token is a plain `str`.
            SettingsFileError: the file cannot be read, is no YAML map, or a value in it is no text.
        """
        if isinstance(token, str):
            token = None  # a traceback that shows local variables must not show it
            raise plain_token_refused()
        arguments = {
            "api_url": api_url, "token": token, "org_id": org_id, "app_id": app_id, "installer_id": installer_id
        }  # fmt: skip
        whole = not any(_blank(arguments[name]) for name in ("api_url", "token", "org_id"))
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        path = _path()
        for found, source in (
            (arguments, "argument"),
            (_from_environment(), "environment"),
            ({} if whole else _from_file(path), f"file {path}"),
        ):
            for name, value in found.items():
                if name not in values and not _blank(value):
                    values[name] = value.strip() if isinstance(value, str) else value
                    sources[name] = f"environment {_variable(name)}" if source == "environment" else source
        return cls(**values, sources=sources)


def stored_tokens() -> tuple[Token, ...]:
    """Return the token of the environment and that of the CLI's file, whichever of them is in force.

    Raises:
        SettingsFileError: the file is there, and of no use.
    """
    tokens = (found.get("token") for found in (_from_environment(), _from_file(_path())))
    return tuple(token for token in tokens if token is not None)


def plain_token_refused() -> PlainTokenError:
    """Return the error for a token given as text, with the ways to give one."""
    return PlainTokenError(
        "A token is not taken as plain text.", "The notebook would keep it in its source.", WAYS_TO_CONNECT
    )


def _variable(name: str) -> str:
    return "NUON_API_TOKEN" if name == "token" else f"NUON_{name.upper()}"


def _blank(value: Any) -> bool:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    return text is None or (isinstance(text, str) and not text.strip())


def _path() -> str:
    return os.environ.get(FILE_VARIABLE, "").strip() or DEFAULT_FILE


def _from_environment() -> dict[str, Any]:
    return _named(EnvSettingsSource(_Stored)())


def _from_file(path: str) -> dict[str, Any]:
    failure: SettingsFileError
    try:
        file = Path(path).expanduser()
        if file.is_dir():
            failure = _unusable(path, "it is a folder")
        else:
            return _named(YamlConfigSettingsSource(_Stored, yaml_file=file)())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        failure = _unusable(path, f"it is no valid YAML{place}")
    except (yaml.YAMLError, UnicodeDecodeError):
        failure = _unusable(path, "it is no YAML text")
    except OSError as error:
        failure = _unusable(path, f"it cannot be read ({error.strerror})")
    except RuntimeError:
        failure = _unusable(path, "this user has no home directory")
    except ValidationError as error:
        names = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors(include_input=False)}))
        failure = _unusable(path, f"these are no texts: {names}; put them in quotes")
    except (AttributeError, TypeError, ValueError):
        failure = _unusable(path, "it is no map of names to values")
    # Raised here, not in the handlers: their exceptions quote the file, and would stay attached as context.
    raise failure


def _unusable(path: str, why: str) -> SettingsFileError:
    return SettingsFileError(
        f"The configuration file {path} is of no use:",
        f"{why}.",
        f"Repair it, point {FILE_VARIABLE} to another one, or give the settings in the environment.",
    )


def _named(found: Mapping[str, Any]) -> dict[str, Any]:
    """Validate what one source holds, and give the token its own name."""
    stored = _Stored(**found)
    named = {name: getattr(stored, name) for name in _Stored.model_fields}
    return {"token" if name == "api_token" else name: value for name, value in named.items()}
