"""References from one part of a config to the outputs of another."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AliasChoices, Field

from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.enums import Open, RefType


class Ref(Model):
    """A reference; the wire writes its properties with a capital (API page, section 4)."""

    api_type: ClassVar[str] = "refs.Ref"

    input: str | None = Field(None, validation_alias=AliasChoices("input", "Input"))
    name: str | None = Field(None, validation_alias=AliasChoices("name", "Name"))
    type: Open[RefType] | None = Field(None, validation_alias=AliasChoices("type", "Type"))
    value: str | None = Field(None, validation_alias=AliasChoices("value", "Value"))

    @property
    def in_words(self) -> str:
        """What it refers to: "component api", "secrets db_password"."""
        return " ".join(filter(None, (str(self.type or ""), self.name, self.input)))


Refs = Annotated[Collection[Ref], Field(validation_alias=AliasChoices("refs", "Refs"))]
"""What something refers to; the wire writes the property itself with a capital too."""
