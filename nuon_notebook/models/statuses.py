"""The status of workflows, steps, deploys and runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import NO_VALUES, AnyMap, ScannedText
from nuon_notebook.redaction.policy import REASONS, Omitted

SUCCESS = "success"
ERROR = "error"
APPROVAL_AWAITING = "approval-awaiting"


class CompositeStatus(Model):
    """A status with its reason and its history, oldest first."""

    api_type: ClassVar[str] = "app.CompositeStatus"

    created_at_ts: Annotated[int | None, Omitted("the workflow and its steps show the time")] = None
    created_by_id: Annotated[str | None, Omitted("accounts are shown by name, where the API sends them")] = None
    history: Annotated[Collection[CompositeStatus], Omitted("the newest status counts")] = Collection()
    metadata: Annotated[AnyMap, REASONS] = NO_VALUES
    status: str | None = None
    status_human_description: ScannedText = None

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither.

        The description of a waiting status only repeats the status, so it does not count.
        """
        tone = formats.status_tone(self.status)
        given = reason_in(self.metadata)
        if tone is formats.Tone.FAILED:
            return given or self.status_human_description or ""
        return given if tone is formats.Tone.WAITING else ""


def reason_in(metadata: Mapping[str, object]) -> str:
    """Return the reason in the metadata of a status or step; empty if there is none."""
    given = (metadata.get("reason"), metadata.get("err_step_message"))
    return next((text for text in given if isinstance(text, str) and text), "")
