"""Runbooks: steps that a vendor prepares for its installs."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.inputs import Defaulted
from nuon_notebook.models.labels import in_words
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.triggers import TriggerFilter
from nuon_notebook.models.types import NO_VALUES, Duration, PlainMap, ScannedText, Texts, Variables
from nuon_notebook.redaction.policy import Omitted, ParentId

IN_ORDER = Omitted("they are shown in this order")


class RunbookInput(Defaulted):
    """An input of a runbook. Its default is secret if the input is marked sensitive."""

    api_type: ClassVar[str] = "app.RunbookInput"

    description: ScannedText = None
    display_name: str | None = None
    idx: Annotated[int | None, IN_ORDER] = None
    name: str | None = None
    required: bool | None = None
    runbook_config_id: ParentId = None
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type, and whether it is required or sensitive."""
        marks = (mark for mark in ("required", "sensitive") if getattr(self, mark))
        return Headline(self._name_from("display_name", "name"), facts=tuple(filter(None, (self.type, *marks))))


class RunbookStepConfig(Record):
    """A step of a runbook: a deploy, an action, a command or a script."""

    api_type: ClassVar[str] = "app.RunbookStepConfig"

    action_workflow_id: str | None = None
    command: ScannedText = None
    component_name: str | None = None
    deploy_dependents: bool | None = None
    env_vars: Variables = NO_VALUES
    event_types: Texts = ()
    filters: Collection[TriggerFilter] = Collection()
    idx: Annotated[int | None, IN_ORDER] = None
    inline_contents: ScannedText = None
    name: str | None = None
    plan_only: bool | None = None
    role: str | None = None
    runbook_config_id: ParentId = None
    skip_component_deploys: bool | None = None
    tear_down_dependents: bool | None = None
    timeout: Duration | None = None
    trigger_id: ParentId = None
    trigger_name: str | None = None
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; kind of step, its component, role and timeout."""
        facts = (
            formats.humanize(str(self.type or "")),
            self.component_name,
            f"role {self.role}" if self.role else "",
            f"at most {formats.format_duration(self.timeout)}" if self.timeout else "",
            "plan only" if self.plan_only else "",
        )
        return Headline(self.name or f"step {(self.idx or 0) + 1}", facts=tuple(filter(None, facts)))


class RunbookConfig(Record):
    """A version of a runbook; source: `GET /v1/apps/{app_id}/runbooks/{runbook_id}/configs`."""

    api_type: ClassVar[str] = "app.RunbookConfig"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("ordered_steps", "Steps", comes_with_model=True, optional=True, field="steps"),
        Section("ordered_inputs", "Inputs", comes_with_model=True, optional=True, field="inputs"),
        Section("readme", "README", "markdown", late=True, comes_with_model=True, optional=True),
    )

    app_config_id: ParentId = None
    app_id: ParentId = None
    inputs: Collection[RunbookInput] = Collection()
    readme: ScannedText = None
    runbook_id: ParentId = None
    steps: Collection[RunbookStepConfig] = Collection()

    @property
    def ordered_steps(self) -> Collection[RunbookStepConfig]:
        """The steps in their order."""
        return self.steps.by("idx")

    @property
    def ordered_inputs(self) -> Collection[RunbookInput]:
        """The inputs in their order."""
        return self.inputs.by("idx", "name")

    @property
    def headline(self) -> Headline:
        """Date; number of steps and inputs."""
        facts = (
            formats.count(len(self.steps), "step") if self.steps else "",
            formats.count(len(self.inputs), "input") if self.inputs else "",
        )
        when = f"Runbook of {formats.format_date(self.created_at)}" if self.created_at else "Runbook config"
        return Headline(when, facts=tuple(filter(None, facts)))


class Runbook(Stated):
    """A runbook of an app; source: `GET /v1/apps/{app_id}/runbooks`."""

    api_type: ClassVar[str] = "app.Runbook"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("configs", "Configs", newest_first=True, comes_with_model=True, optional=True),
    )

    app_id: ParentId = None
    config_count: int | None = None
    configs: Collection[Deferred[RunbookConfig]] = Collection()
    description: ScannedText = None
    labels: PlainMap = NO_VALUES
    name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name and status; labels, number of steps of the newest config; why it cannot be used."""
        steps = formats.count(len(self.configs[0].steps), "step") if self.configs and self.configs[0].steps else ""
        facts = tuple(filter(None, (steps, in_words(self.labels))))
        return Headline(self._name_from("name"), self.badges, facts, self.reason)
