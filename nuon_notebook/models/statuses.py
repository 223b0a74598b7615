"""The status of workflows, steps, deploys and runs."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.composite_errors import CompositeErrorData
from nuon_notebook.models.types import NO_VALUES, AnyMap, ScannedText
from nuon_notebook.redaction.policy import REASONS, Omitted

AWAITING_CUSTOMER = "awaiting-user-run"
AWAITING_STACK = "awaiting-install-stack-run"
FOR_CUSTOMER = frozenset((AWAITING_CUSTOMER, AWAITING_STACK))
"""The statuses of what waits until the customer does something."""
SUCCESS = "success"
ACTIVE = "active"
ERROR = "error"
APPROVAL_AWAITING = "approval-awaiting"
SKIPPED = "skipped"
SKIPPED_STATUSES = frozenset((SKIPPED, "auto-skipped", "user-skipped"))


class CompositeStatus(Model):
    """A status with its reason and its history, oldest first."""

    api_type: ClassVar[str] = "app.CompositeStatus"

    created_at_ts: Annotated[int | None, Omitted("the workflow and its steps show the time")] = None
    created_by_id: Annotated[str | None, Omitted("accounts are shown by name, where the API sends them")] = None
    history: Annotated["Collection[CompositeStatus]", Omitted("the newest status counts")] = Collection()
    metadata: Annotated[AnyMap, REASONS] = NO_VALUES
    status: str | None = None
    status_human_description: ScannedText = None

    @property
    def headline(self) -> Headline:
        """The status, in words; why it failed or waits."""
        return Headline(formats.status_words(self.status) or "status", why=self.reason)

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


class Stated(Record):
    """A type that has a status with a description. Newer servers send both once more, as one object."""

    status: str | None = None
    status_description: ScannedText = None
    status_v2: CompositeStatus | None = None

    @property
    def status_word(self) -> str:
        """The status, as the API's word; empty if the server sent none."""
        return str((self.status_v2.status if self.status_v2 else None) or self.status or "")

    @property
    def failed(self) -> bool:
        """Whether it failed, was denied or timed out."""
        return formats.status_tone(self.status_word) is formats.Tone.FAILED

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither."""
        own = self.status_description if formats.needs_attention(self.status_word) else ""
        return (self.status_v2.reason if self.status_v2 else "") or own or ""

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status_word),) if self.status_word else ()


class Explained(Stated):
    """A type whose failure newer servers explain by an error with hints."""

    composite_error: CompositeErrorData | None = None

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words: those of the error, if there is one."""
        return self.explanation or super().reason

    @property
    def explanation(self) -> str:
        """The message and the hints of its error; empty if it has none."""
        return self.composite_error.reason if self.composite_error else ""


def reason_in(metadata: Mapping[str, object]) -> str:
    """Return the reason in the metadata of a status or step; empty if there is none."""
    given = (metadata.get("reason"), metadata.get("err_step_message"))
    return next((text for text in given if isinstance(text, str) and text), "")
