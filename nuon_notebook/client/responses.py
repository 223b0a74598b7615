"""Responses whose type is not part of the schema of installers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, RootModel

from nuon_notebook.models.types import SecretValue


class ServerVersion(BaseModel):
    """The server's version.

    Attributes:
        version: the version of the API, for instance `0.19.687`; development servers say `development`.
        git_ref: the commit that the server was built from.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, defer_build=True)

    version: str | None = None
    git_ref: str | None = None


class OutputsOfComponent(RootModel[SecretValue]):
    """The outputs of a component, by name; null where its job wrote none. They are never shown."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, defer_build=True)
