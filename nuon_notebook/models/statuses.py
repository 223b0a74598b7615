"""The status object of workflows, steps, deploys and runs."""

from __future__ import annotations

from typing import ClassVar

from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.enums import Open, Status
from nuon_notebook.models.types import AnyMap


class CompositeStatus(Model):
    """A status with its reason and its history, oldest first."""

    api_type: ClassVar[str] = "app.CompositeStatus"

    created_at_ts: int | None = None
    created_by_id: str | None = None
    history: Collection[CompositeStatus] = Collection()
    metadata: AnyMap = {}
    status: Open[Status] | None = None
    status_human_description: str | None = None

    @property
    def reason(self) -> str:
        """Why it came to this status, in the server's words; empty where it does not say."""
        told = (
            self.metadata.get("reason"),
            self.metadata.get("err_step_message"),
            self.status_human_description,
        )
        return next((text for text in told if isinstance(text, str) and text), "")
