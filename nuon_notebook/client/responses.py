"""Responses whose type is not part of the schema of installers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from nuon_notebook.models.types import SecretValue


class ServerVersion(BaseModel):
    """The server's version.

    Attributes:
        version: the version of the API, for instance `0.19.687`; development servers say `development`.
        git_ref: the commit that the server was built from.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    version: str | None = None
    git_ref: str | None = None


class InstallReadme(BaseModel):
    """The README of a config, rendered by the server for one install.

    Attributes:
        readme: Markdown; None if the config has no README.
    """

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    readme: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_bare_text(cls, data: Any) -> Any:
        """Accept a bare text or null in place of the object."""
        return {"readme": data} if data is None or isinstance(data, str) else data


class OutputsOfComponent(RootModel[SecretValue]):
    """The outputs of a component, by name; null where its job wrote none. They are never shown."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
