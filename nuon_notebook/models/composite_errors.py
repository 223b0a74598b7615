"""Errors as newer servers describe them: a message, hints, and details."""

from typing import Annotated, ClassVar

from pydantic import Field

from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import NO_VALUES, AnyMap, ScannedText, StringMap
from nuon_notebook.redaction.policy import Omitted, Policy


class CompositeErrorSection(Model):
    """A part of the details of an error."""

    api_type: ClassVar[str] = "compositeerrors.Section"

    body: ScannedText = None
    heading: ScannedText = None
    kind: Annotated[str | None, Omitted("text, code and Markdown are all shown as they are")] = None

    @property
    def headline(self) -> Headline:
        """Its heading."""
        return Headline(self.heading or "Details")


class CompositeErrorData(Model):
    """Why something failed, and what may help."""

    api_type: ClassVar[str] = "compositeerrors.CompositeErrorData"

    data: AnyMap = NO_VALUES
    details: Collection[CompositeErrorSection] = Field(Collection(), validation_alias="sections")
    hints: Annotated[StringMap, Policy.SCAN] = NO_VALUES
    message: ScannedText = None
    severity: str | None = None
    source_id: Annotated[str | None, Omitted("it is the record that failed")] = None
    source_type: Annotated[str | None, Omitted("it is the record that failed")] = None
    type: str | None = None
    version: Annotated[int | None, Omitted("it is the version of this format")] = None

    @property
    def advice(self) -> tuple[str, ...]:
        """The hints by name, without repetitions."""
        return tuple(dict.fromkeys(text.strip() for _, text in sorted(self.hints.items()) if text and text.strip()))

    @property
    def reason(self) -> str:
        """The message with the hints, as sentences; empty if there is neither."""
        message = (self.message or "").strip()
        hints = f"Hint: {'; '.join(self.advice)}" if self.advice else ""
        return " ".join(filter(None, (_sentence(message) if hints else message, hints)))

    @property
    def headline(self) -> Headline:
        """Severity and message."""
        return Headline(self.message or self.type or "Error", self.badges)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its severity."""
        return (Badge(self.severity),) if self.severity else ()


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", ":")) else f"{text}."
