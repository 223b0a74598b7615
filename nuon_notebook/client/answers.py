"""Answers that are no type of the schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class ServerVersion(BaseModel):
    """What a server says of itself.

    Attributes:
        version: the version of the API, for instance `0.19.687`; development servers say `development`.
        git_ref: the commit that it was built from.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    version: str | None = None
    git_ref: str | None = None


class InstallReadme(BaseModel):
    """A config's README, rendered by the server for one install.

    Attributes:
        readme: Markdown; None where the config has none.
    """

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    readme: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, data: Any) -> Any:
        """Take the text itself, or nothing, for the object around it."""
        return {"readme": data} if data is None or isinstance(data, str) else data
