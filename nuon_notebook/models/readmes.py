"""READMEs of installs, rendered by the server."""

from typing import Annotated, Any, ClassVar

from pydantic import model_validator

from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models.base import Model
from nuon_notebook.models.types import ScannedText, ScannedTexts
from nuon_notebook.redaction.policy import Omitted


class Readme(Model):
    """The README of a config, rendered for an install; source: `GET /v1/installs/{install_id}/readme`."""

    api_type: ClassVar[str] = "service.Readme"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("readme", "README", "markdown", open=True, comes_with_model=True, optional=True),
    )

    original: Annotated[ScannedText, Omitted("the config shows it")] = None
    readme: ScannedText = None
    warnings: ScannedTexts = ()

    @model_validator(mode="before")
    @classmethod
    def _accept_bare_text(cls, data: Any) -> Any:
        """Accept a bare text or null in place of the object."""
        return {"readme": data} if data is None or isinstance(data, str) else data

    @property
    def headline(self) -> Headline:
        """README; the warnings of the server."""
        return Headline("README", why="; ".join(self.warnings))
