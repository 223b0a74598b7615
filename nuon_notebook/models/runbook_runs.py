"""Runbooks of installs, and their runs."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.install_runs import UNTIL_NOW
from nuon_notebook.models.runbooks import Runbook, RunbookConfig
from nuon_notebook.models.statuses import CompositeStatus, Stated
from nuon_notebook.models.types import NO_VALUES, Duration, PlainMap, SecretValue
from nuon_notebook.models.workflows import Workflow
from nuon_notebook.redaction.policy import Omitted, ParentId


class RunbookStepSelection(Model):
    """Whether a step of a runbook is part of a run."""

    api_type: ClassVar[str] = "app.RunbookStepSelection"

    enabled: bool | None = None
    name: str | None = None
    step_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Name; whether it is left out."""
        return Headline(self._name_from("name", "step_id"), facts=() if self.enabled else ("left out",))


class InstallRunbookRun(Stated):
    """A run of a runbook on an install; source: `GET /v1/installs/{install_id}/runbook-runs`.

    Only the redacted inputs are shown.
    """

    api_type: ClassVar[str] = "app.InstallRunbookRun"

    created_by: Account | None = None
    execution_time: Annotated[Duration | None, UNTIL_NOW] = None
    idempotency_key: Annotated[str | None, Omitted("it says nothing to people")] = None
    install_id: ParentId = None
    install_runbook: "Deferred[InstallRunbook] | None" = None
    install_runbook_id: ParentId = None
    install_workflow: Workflow | None = None
    install_workflow_id: ParentId = None
    runbook_config: Deferred[RunbookConfig] | None = None
    runbook_config_id: ParentId = None
    runbook_inputs: SecretValue | None = None
    runbook_inputs_redacted: PlainMap = NO_VALUES
    step_selections: Collection[RunbookStepSelection] = Collection()
    trigger_event_dispatch_id: Annotated[str | None, Omitted("it is an id of the server's own")] = None
    triggered_by_id: ParentId = None

    @property
    def name(self) -> str:
        """The name of the runbook; empty if the server does not send it."""
        runbook = self.install_runbook.runbook if self.install_runbook else None
        return (runbook.name if runbook else None) or ""

    @property
    def headline(self) -> Headline:
        """Name of the runbook and status; time, steps that were left out; why it failed."""
        left_out = [one.headline.title for one in self.step_selections if not one.enabled]
        facts = (
            formats.format_time(self.created_at) if self.created_at else "",
            f"without {formats.join_words(left_out)}" if left_out else "",
        )
        return Headline(self.name or "Runbook run", self.badges, tuple(filter(None, facts)), self.reason)


class InstallRunbook(Record):
    """A runbook on an install, with its runs; source: `GET /v1/installs/{install_id}/runbooks`."""

    api_type: ClassVar[str] = "app.InstallRunbook"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("runs", "Runs", newest_first=True, comes_with_model=True, optional=True),
    )

    install_id: ParentId = None
    runbook: Runbook | None = None
    runbook_id: ParentId = None
    runs: Collection[InstallRunbookRun] = Collection()
    status: str | None = None
    status_v2: CompositeStatus | None = None

    @property
    def name(self) -> str:
        """The name of the runbook; empty if the server does not send it."""
        return (self.runbook.name if self.runbook else None) or ""

    @property
    def headline(self) -> Headline:
        """Name and status; number of runs."""
        name = self.name or self.runbook_id or "runbook"
        return Headline(name, self.badges, (formats.count(len(self.runs), "run"),) if self.runs else ())

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = (self.status_v2.status if self.status_v2 else None) or self.status
        return (Badge(word),) if word else ()
