"""Values that may be null, in the form in which Go sends them."""

from typing import ClassVar

from pydantic import AliasChoices, Field

from nuon_notebook.models.base import Model
from nuon_notebook.models.types import Timestamp


class NullTime(Model):
    """A time that may be null."""

    api_type: ClassVar[str] = "generics.NullTime"

    time: Timestamp = None
    valid: bool | None = None


class NullBool(Model):
    """A yes or no that may be null; `flag` is its value."""

    api_type: ClassVar[str] = "sql.NullBool"

    flag: bool | None = Field(None, validation_alias=AliasChoices("bool", "Bool"))
    valid: bool | None = Field(None, validation_alias=AliasChoices("valid", "Valid"))

    @property
    def value(self) -> bool | None:
        """Yes or no; None if it is null."""
        return bool(self.flag) if self.valid else None
