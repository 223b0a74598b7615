"""References from one entity of a config to the outputs of another."""

from typing import Annotated, ClassVar

from pydantic import AliasChoices, Field

from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared, Repeats
from nuon_notebook.models.types import ScannedText, Texts
from nuon_notebook.redaction.policy import Omitted


class Ref(Model):
    """A reference. The API writes its properties with a capital letter (API page, section 4)."""

    api_type: ClassVar[str] = "refs.Ref"

    input: Annotated[str | None, Compared.IDENTITY] = Field(None, validation_alias=AliasChoices("input", "Input"))
    name: Annotated[str | None, Compared.IDENTITY] = Field(None, validation_alias=AliasChoices("name", "Name"))
    type: Annotated[str | None, Compared.IDENTITY] = Field(None, validation_alias=AliasChoices("type", "Type"))
    value: Annotated[ScannedText, Repeats("input")] = Field(None, validation_alias=AliasChoices("value", "Value"))

    @property
    def in_words(self) -> str:
        """What it refers to, for instance "component api" or "secrets db_password"."""
        return " ".join(filter(None, (str(self.type or ""), self.name, self.input)))

    @property
    def name_among_siblings(self) -> str:
        """What it refers to."""
        return self.in_words


class Referring(Record):
    """An entity of a config that may refer to others. The API may write `refs` with a capital letter."""

    references: Annotated[
        Texts, Omitted("`refs` say the same in parts"), Called("refers to"), Compared.UNORDERED, Repeats("refs")
    ] = ()
    refs: Annotated[Collection[Ref], Called("reference")] = Field(
        Collection(), validation_alias=AliasChoices("refs", "Refs")
    )

    @property
    def referred(self) -> tuple[str, ...]:
        """What it refers to, sorted, without repetitions."""
        return tuple(sorted({ref.in_words for ref in self.refs}))
