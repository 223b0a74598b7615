"""Rules by which events start runbooks and runs of branches."""

from typing import Annotated, ClassVar

from pydantic import Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.types import NO_VALUES, CustomerText, Texts, Timestamp, Variables, Withheld
from nuon_notebook.redaction.policy import Omitted, ParentId


class TriggerFilter(Model):
    """A condition on an event. What it compares with may be secret, so only the path is shown."""

    api_type: ClassVar[str] = "app.TriggerFilter"

    from_: Annotated[str | None, Called("from")] = Field(None, validation_alias="from")
    op: str | None = None
    path: str | None = None
    value: Withheld = None

    @property
    def headline(self) -> Headline:
        """Path and operator."""
        return Headline(" ".join(filter(None, (self.from_, self.path, self.op))) or "filter")


class TriggerRule(Record):
    """A rule by which events start something."""

    api_type: ClassVar[str] = "app.TriggerRule"

    app_branch_id: ParentId = None
    app_config_id: ParentId = None
    app_id: ParentId = None
    config_hash: Annotated[str | None, Omitted("it says nothing to people"), Compared.NEVER] = None
    enabled: bool | None = None
    event_types: Annotated[Texts, Compared.UNORDERED] = ()
    filters: Annotated[Collection[TriggerFilter], Called("filter")] = Collection()
    force: bool | None = None
    input_mappings: Variables = NO_VALUES
    install_name: CustomerText = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    plan_only: bool | None = None
    runbook_id: Annotated[str | None, Compared.NEVER] = None
    suspended_at: Annotated[Timestamp, Compared.NEVER] = None
    suspended_by_id: Annotated[str | None, Omitted("accounts are shown by name"), Compared.NEVER] = None
    target_type: Annotated[str | None, Called("starts")] = None
    trigger_id: Annotated[str | None, Compared.NEVER] = None
    valid_from: Timestamp = None
    valid_to: Timestamp = None

    @property
    def headline(self) -> Headline:
        """Name; what it starts, on which events, whether it is off."""
        starts = f"starts {formats.humanize(str(self.target_type)).lower()}" if self.target_type else ""
        on = f"on {formats.join_words(self.event_types)}" if self.event_types else ""
        off = "suspended" if self.suspended_at else "disabled" if self.enabled is False else ""
        return Headline(self._name_from("name"), facts=tuple(filter(None, (starts, on, off))))
