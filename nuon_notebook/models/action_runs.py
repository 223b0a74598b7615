"""Actions of an install, and their runs."""

from datetime import timedelta
from typing import Annotated, ClassVar, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.actions import ActionWorkflow, ActionWorkflowConfig, ActionWorkflowStepConfig, AdHocStepConfig
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.install_runs import UNTIL_NOW, InstallRun
from nuon_notebook.models.nullable import NullBool
from nuon_notebook.models.runner_jobs import RunnerJob
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import NO_VALUES, Duration, Variables
from nuon_notebook.redaction.policy import ParentId
from nuon_notebook.store import Key


class InstallActionWorkflowRunStep(Record):
    """A step of an action's run."""

    api_type: ClassVar[str] = "app.InstallActionWorkflowRunStep"

    adhoc_config: AdHocStepConfig | None = None
    execution_duration: Annotated[Duration | None, UNTIL_NOW] = None
    install_action_workflow_run_id: ParentId = None
    status: str | None = None
    status_v2: CompositeStatus | None = None
    step_id: str | None = None

    @property
    def headline(self) -> Headline:
        """Its name and status; duration; why it failed."""
        why = self.status_v2.reason if self.status_v2 else ""
        facts = (formats.format_duration(self.took),) if self.took else ()
        return Headline(self.title, self.badges, facts, why)

    @property
    def title(self) -> str:
        """Its name: in its own config if it was run once, else in the action's config."""
        own = self.adhoc_config.name if self.adhoc_config else None
        return own or (self._config.name if self._config else None) or self.step_id or self.id or "step"

    @property
    def position(self) -> int:
        """Its place among the steps of the action; 0 if the action's config was not loaded."""
        return (self._config.idx if self._config else None) or 0

    @property
    def _config(self) -> ActionWorkflowStepConfig | None:
        run = cast("InstallActionWorkflowRun | None", self.reached_through("app.InstallActionWorkflowRun"))
        steps = run.config.recorded("steps") if run and run.config else ()
        return next((one for one in steps if one.id == self.step_id), None)

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it runs, because the server then sends the time until now."""
        word = self.badges[0].status if self.badges else None
        ended = formats.status_tone(word) in (formats.Tone.DONE, formats.Tone.FAILED)
        return self.execution_duration if ended else None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = (self.status_v2.status if self.status_v2 else None) or self.status
        return (Badge(word),) if word else ()


class InstallActionWorkflowRun(InstallRun):
    """A run of an action on an install."""

    api_type: ClassVar[str] = "app.InstallActionWorkflowRun"
    sections: ClassVar[tuple[Section, ...]] = (Section("shown_steps", "Steps", "lines", field="steps"),)

    action_workflow_config_id: ParentId = None
    config: ActionWorkflowConfig | None = None
    enable_kube_config: NullBool | None = None
    execution_time: Annotated[Duration | None, UNTIL_NOW] = None
    install_action_workflow: "Deferred[InstallActionWorkflow] | None" = None
    install_action_workflow_id: str | None = None
    kubernetes_context_name: str | None = None
    run_env_vars: Variables = NO_VALUES
    runner_job: RunnerJob | None = None
    steps: Collection[InstallActionWorkflowRunStep] = Collection()
    timeout: Duration | None = None
    trigger_type: str | None = None
    triggered_by_id: str | None = None
    triggered_by_type: str | None = None

    @property
    def title(self) -> str:
        """The action's name."""
        action = self._action.action_workflow if self._action else None
        return (action.name if action else None) or (self.config.name if self.config else "") or "Action run"

    @property
    def _action(self) -> "InstallActionWorkflow | None":
        """The action that was run, as it came with the run or was loaded apart; None if neither."""
        key = Key(InstallActionWorkflow.api_type, self.install_action_workflow_id or "")
        stored = self._store.record(key) if self._store else None
        return self.install_action_workflow or cast("InstallActionWorkflow | None", stored)

    @property
    def took(self) -> timedelta | None:
        """How long its job took; None while that runs, or if it was not loaded."""
        return self.runner_job.took if self.runner_job else None

    @property
    def shown_steps(self) -> Collection[InstallActionWorkflowRunStep]:
        """The steps in the order of the action."""
        return self.section_items("shown_steps", lambda: self._steps_in_order)

    @property
    def _steps_in_order(self) -> Collection[InstallActionWorkflowRunStep]:
        return self.steps.by("position", "title") if self.steps.loaded else Collection()

    def call_to_load(self, name: str) -> str:
        """Return the Python call that loads a section."""
        install = self.reached_through("app.Install")
        return "install.explore()" if install and name == "shown_steps" else ""

    @property
    def facts(self) -> tuple[str, ...]:
        """What started it; its role."""
        started = formats.describe_trigger(self.trigger_type) if self.trigger_type else ""
        return (started, f"role {self.role}" if self.role else "")


class InstallActionWorkflow(Record):
    """An action on an install, with its runs."""

    api_type: ClassVar[str] = "app.InstallActionWorkflow"

    action_workflow: ActionWorkflow | None = None
    action_workflow_id: str | None = None
    install_id: ParentId = None
    runs: Collection[InstallActionWorkflowRun] = Collection()
    status: str | None = None
    status_v2: CompositeStatus | None = None

    @property
    def headline(self) -> Headline:
        """The action's name and status; number of runs."""
        name = (self.action_workflow.name if self.action_workflow else None) or self.action_workflow_id or "action"
        return Headline(name, self.badges, (formats.count(len(self.runs), "run"),) if self.runs else ())

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = (self.status_v2.status if self.status_v2 else None) or self.status
        return (Badge(word),) if word else ()
