"""Actions, with their triggers and steps."""

from typing import TYPE_CHECKING, Annotated, ClassVar, cast

from pydantic import field_validator

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section, SectionStatus
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.components import Component
from nuon_notebook.models.labels import in_words
from nuon_notebook.models.nullable import NullBool
from nuon_notebook.models.refs import Referring
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.types import NO_VALUES, CustomerText, Duration, PlainMap, ScannedText, Texts, Variables
from nuon_notebook.models.vcs import FromRepository
from nuon_notebook.redaction.policy import Omitted, ParentId

if TYPE_CHECKING:
    from nuon_notebook.models.configs import AppConfig


class ActionWorkflowStepConfig(FromRepository):
    """A step of an action: a command or a script."""

    api_type: ClassVar[str] = "app.ActionWorkflowStepConfig"

    action_workflow_config_id: ParentId = None
    app_config_id: ParentId = None
    app_id: ParentId = None
    command: ScannedText = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    idx: Annotated[int | None, Compared.POSITION] = None
    inline_contents: Annotated[ScannedText, Called("script")] = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    previous_step_id: Annotated[str | None, Omitted("the steps are shown in order"), Compared.NEVER] = None
    references: Annotated[
        Texts, Omitted("`refs` of the action say the same in parts"), Called("refers to"), Compared.UNORDERED
    ] = ()

    @property
    def headline(self) -> Headline:
        """Name; the source of its code."""
        return Headline(
            self.name or f"step {(self.idx or 0) + 1}",
            facts=(self.source,) if self.source else (),
        )


class AdHocStepConfig(ActionWorkflowStepConfig):
    """A step that was run once, without an action of the config."""

    api_type: ClassVar[str] = "app.AdHocStepConfig"


class ActionWorkflowTriggerConfig(Record):
    """A trigger of an action."""

    api_type: ClassVar[str] = "app.ActionWorkflowTriggerConfig"

    action_workflow_config_id: ParentId = None
    app_config_id: ParentId = None
    app_id: ParentId = None
    component: Annotated[Component | None, Compared.NEVER] = None
    component_id: Annotated[str | None, Called("component"), Compared.IDENTITY] = None
    cron_schedule: Annotated[str | None, Called("schedule")] = None
    index: Annotated[int | None, Omitted("the triggers are shown in this order"), Compared.NEVER] = None
    type: Annotated[str | None, Compared.IDENTITY] = None

    @property
    def in_words(self) -> str:
        """When the trigger starts the action, for instance "after deploying api"."""
        component = (self.component.name if self.component else None) or self.component_id or ""
        return formats.describe_trigger(self.type or "", component, self.cron_schedule or "")

    @property
    def name_among_siblings(self) -> str:
        """When the trigger starts the action, without its schedule."""
        component = (self.component.name if self.component else None) or self.component_id or ""
        return formats.describe_trigger(self.type or "", component)


class ActionWorkflowConfig(Referring):
    """A version of an action; source: `GET /v1/action-workflows/configs/{action_config_id}`."""

    api_type: ClassVar[str] = "app.ActionWorkflowConfig"
    sections: ClassVar[tuple[Section, ...]] = (Section("steps", "Steps", framed=False),)

    action_workflow_id: Annotated[str | None, Compared.NEVER, Compared.LASTING_ID] = None
    app_config_id: ParentId = None
    app_id: ParentId = None
    break_glass_role_arn: CustomerText = None
    component_dependency_ids: Annotated[Texts, Called("depends on"), Compared.UNORDERED] = ()
    enable_kube_config: NullBool | None = None
    image: str | None = None
    kubernetes_context_name: str | None = None
    role: str | None = None
    steps: Annotated[Collection[ActionWorkflowStepConfig], Called("step")] = Collection()
    timeout: Duration | None = None
    triggers: Annotated[Collection[ActionWorkflowTriggerConfig], Called("trigger")] = Collection()

    @field_validator("steps", mode="after")
    @classmethod
    def _in_order(cls, steps: Collection[ActionWorkflowStepConfig]) -> Collection[ActionWorkflowStepConfig]:
        return steps.by("idx")

    @field_validator("triggers", mode="after")
    @classmethod
    def _in_index_order(
        cls, triggers: Collection[ActionWorkflowTriggerConfig]
    ) -> Collection[ActionWorkflowTriggerConfig]:
        return triggers.by("index", "type", "id")

    @property
    def name(self) -> str:
        """The action's name, or its id if the name was not loaded."""
        return str(self._action_name or self.action_workflow_id or self.id or "unnamed action")

    @property
    def _action_name(self) -> str | None:
        action = cast("ActionWorkflow | None", self.reached_through("app.ActionWorkflow"))
        config = cast("AppConfig | None", self.reached_through("app.AppConfig"))
        if action is not None:
            return action.name
        return config.owner.action_names.get(self.action_workflow_id or "") if config and config.owner else None

    def call_to_load(self, name: str) -> str:
        """Return the Python call that loads the config that it belongs to in full, with its steps."""
        config = cast("AppConfig | None", self.reached_through("app.AppConfig"))
        return config.call_to_load(name) if config else ""

    @property
    def lacks_sources(self) -> bool:
        """Whether its steps were loaded without their repositories, as the list of actions sends them."""
        state = self._store.state(self, "step_sources") if self._store else None
        return state is not None and state.status is SectionStatus.NOT_LOADED

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The names of the components it depends on; an id if the name was not loaded."""
        config = cast("AppConfig | None", self.reached_through("app.AppConfig"))
        names = config.component_names if config else {}
        return tuple(sorted(names.get(component, component) for component in self.component_dependency_ids))

    @property
    def role_note(self) -> str:
        """That its break-glass role is none of its config; empty if it is one, or that is not known."""
        config = cast("AppConfig | None", self.reached_through("app.AppConfig"))
        if config is None or not self.break_glass_role_arn:
            return ""
        known = [config.roles, config.break_glass_roles]
        if not all(one.loaded for one in known):
            return ""
        found = any(role.is_called(self.break_glass_role_arn) for roles in known for role in roles)
        return "" if found else "not in this config"

    @property
    def starts(self) -> tuple[str, ...]:
        """When the action starts: one text for each trigger."""
        return tuple(trigger.in_words for trigger in self.triggers)

    @property
    def headline(self) -> Headline:
        """Name; when it starts, number of steps, timeout."""
        timeout = f"at most {formats.format_duration(self.timeout)}" if self.timeout else ""
        steps = formats.count(len(self.steps), "step") if self.steps.loaded and self.steps else ""
        return Headline(self.name, facts=tuple(filter(None, ("; ".join(self.starts), steps, timeout))))


class ActionWorkflow(Stated):
    """An action of an app; source: `GET /v1/apps/{app_id}/action-workflows`."""

    api_type: ClassVar[str] = "app.ActionWorkflow"
    sections: ClassVar[tuple[Section, ...]] = (Section("configs", "Configs", newest_first=True),)

    app_id: ParentId = None
    config_count: int | None = None
    configs: Collection[ActionWorkflowConfig] = Collection()
    labels: PlainMap = NO_VALUES
    name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; when its newest config starts, labels."""
        newest = self.configs[0].starts if self.configs.loaded and self.configs else ()
        facts = ("; ".join(newest), in_words(self.labels))
        return Headline(self._name_from("name"), facts=tuple(filter(None, facts)))
