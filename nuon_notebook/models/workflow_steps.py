"""Steps of workflows, with approvals and results of policy checks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast
from urllib.parse import quote

from pydantic import AliasChoices, Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.collection import Collection, NotLoaded
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.plans import Plan, PlanChange, key_of_plan
from nuon_notebook.models.runner_jobs import OWNERS, LogStream, RunnerJob
from nuon_notebook.models.statuses import ACTIVE, APPROVAL_AWAITING, SUCCESS, CompositeStatus, reason_in
from nuon_notebook.models.types import NO_VALUES, Duration, ServerLinks, ServerQueue, StringMap, Timestamp
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.policy import REASONS, Omitted, OwnerType, ParentId, Policy
from nuon_notebook.redaction.sensitive_values import masking_by
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from nuon_notebook.models.install_runs import InstallRun
    from nuon_notebook.models.workflows import Workflow

PLAN = Section(
    "loaded_plan", "What it would do", "answer", open=True, comes_with_model=True, optional=True, own_page=True
)
STUB = Omitted("it is a stub of the step that is approved")
HIDDEN = "hidden"  # the execution type of steps that are not shown


class WorkflowStepPolicyValidation(Record):
    """The result of a policy check of a step."""

    api_type: ClassVar[str] = "app.WorkflowStepPolicyValidation"

    install_workflow_step_id: ParentId = None
    response: str | None = None
    runner_job_id: ParentId = None
    status: CompositeStatus | None = None


class WorkflowStepApproval(Record):
    """The approval of a step. It is pending while `response` is empty."""

    api_type: ClassVar[str] = "app.WorkflowStepApproval"
    sections: ClassVar[tuple[Section, ...]] = (PLAN,)

    install_workflow_step: Annotated["Deferred[WorkflowStep] | None", STUB] = Field(
        None, validation_alias=AliasChoices("installWorkflowStep", "InstallWorkflowStep")
    )
    install_workflow_step_id: Annotated[str | None, Omitted("it is the id of the step that is approved")] = Field(
        None, validation_alias=AliasChoices("installWorkflowStepID", "InstallWorkflowStepID")
    )
    owner_id: ParentId = None
    owner_type: OwnerType = None
    response: Annotated[StringMap, Policy.SCAN] = NO_VALUES
    runner_job: Deferred[RunnerJob] | None = None
    runner_job_id: ParentId = None
    type: str | None = None
    workflow_step: Annotated["Deferred[WorkflowStep] | None", STUB] = None
    workflow_step_id: ParentId = None

    @property
    def answer(self) -> str:
        """The response, as the API's word; empty while the approval is pending."""
        return (self.response.get("type") or "answered") if self.response else ""

    @property
    def loaded_plan(self) -> Plan | None:
        """What it would do; None if that was not loaded: `WorkflowStep.plan` loads it."""
        stored = self._store.record(key_of_plan(self.id)) if self._store and self.id else None
        return stored.at(self._store, self.parent) if stored else None

    @property
    def answered(self) -> str:
        """The response with its note, for instance "approve: reads well"; empty while the approval is pending."""
        return ": ".join(filter(None, (formats.status_words(self.answer), self.response.get("note"))))


class WorkflowStep(Logged):
    """A step of a workflow; source: `GET /v1/workflows/{workflow_id}`."""

    api_type: ClassVar[str] = "app.WorkflowStep"
    sections: ClassVar[tuple[Section, ...]] = (PLAN,)

    approval: WorkflowStepApproval | None = None
    created_by: Annotated[Account | None, Omitted("its workflow shows who started it")] = None
    execution_time: Duration | None = None
    execution_type: str | None = None
    finished: bool | None = None
    finished_at: Annotated[Timestamp, Omitted("the step shows how long it took")] = None
    group_idx: Annotated[int | None, Omitted("the steps are shown in this order")] = None
    group_parallel: bool | None = None
    group_retry_idx: int | None = None
    idx: Annotated[int | None, Omitted("the steps are shown in this order")] = None
    install_workflow_id: ParentId = None
    links: ServerLinks = NO_VALUES
    log_stream: LogStream | None = None
    metadata: Annotated[StringMap, REASONS] = NO_VALUES
    name: str | None = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    policy_validation: WorkflowStepPolicyValidation | None = None
    result_directive: str | None = None
    retried: Annotated[bool | None, Omitted("a retry is a step of its own")] = None
    retry_index: int | None = None
    retryable: Annotated[bool | None, Omitted("it tells the dashboard which buttons to offer")] = None
    skip_on_failure: bool | None = None
    skippable: Annotated[bool | None, Omitted("it tells the dashboard which buttons to offer")] = None
    started_at: Annotated[Timestamp, Omitted("the step shows how long it took")] = None
    status: CompositeStatus | None = None
    step_queue_id: Annotated[str | None, Omitted("it is the server's own work queue")] = None
    step_target_id: Annotated[str | None, Omitted("the step shows the type of its target")] = None
    step_target_type: str | None = None
    target_queue_id: Annotated[str | None, Omitted("it is the server's own work queue")] = None
    timeout: Duration | None = None
    workflow_id: ParentId = None
    workflow_step_group_id: ParentId = None

    @property
    def title(self) -> str:
        """Its name, or its id if the server does not send the name."""
        return self.name or self.id or "unnamed step"

    @property
    def dashboard(self) -> str:
        """The address of its panel on the vendor's dashboard; empty if that is not known."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        page = workflow.dashboard if workflow else ""
        return f"{page}?panel={quote(self.id, safe='')}" if page and self.id else ""

    @property
    def status_word(self) -> str:
        """The status, as the API's word; empty if the server sent none."""
        return str(self.status.status or "") if self.status else ""

    @property
    def shown_status(self) -> str:
        """The status that people are shown: the API leaves a step that waited for the customer `active` at its end."""
        return SUCCESS if self.finished and self.status_word == ACTIVE else self.status_word

    @property
    def waits(self) -> bool:
        """Whether it waits for approval."""
        answered = self.approval is not None and bool(self.approval.response)
        return self.status_word == APPROVAL_AWAITING and not answered

    @property
    def loaded_plan(self) -> Plan | None:
        """What waits for approval in it, or waited; None if that was not loaded: `plan` loads it."""
        return self.approval.loaded_plan if self.approval else None

    @property
    def plan_changes(self) -> Collection[PlanChange]:
        """What its plan would change. If it waits and its plan was not loaded, reading them raises an error."""
        if self.loaded_plan is not None:
            return self.loaded_plan.changes
        return NotLoaded(self._no_plan) if self.waits else Collection()

    def _no_plan(self) -> NotLoadedError:
        with masking_by(self):
            what = mask_text(f"The plan of {self.title} was not loaded.")
        return NotLoadedError(what=what, advice="Load it by `plan()` of the step; `%nuon_approvals --plans` loads all.")

    def plan(self, *, client: Any = None) -> Plan:
        """Return what waits for approval in it, or waited. It is requested unless it was loaded.

        `GET /v1/workflows/{workflow_id}/steps/{step_id}/approvals/{approval_id}/contents`. Nothing is approved by that:
        `plan().dashboard` is where it is answered.

        Args:
            client: The `Client` that sends the request. Default: the demo world for its steps, else the connection of
                this kernel.

        Raises:
            InvalidArgumentError: It has no approval.
            NotLoadedError: The step was parsed without a client, or this kernel is connected to another server.
            SettingsError: This kernel is not connected.
            NuonError: The plan could not be loaded.
        """
        from nuon_notebook.analysis.plans import plan_of  # noqa: PLC0415 - an import upwards, as in `explore()`

        return plan_of(self, client)

    @property
    def failed(self) -> bool:
        """Whether it failed, was denied or timed out."""
        return formats.status_tone(self.status_word) is formats.Tone.FAILED

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither.

        The error of the deploy or run that the step made says most.
        """
        if not formats.needs_attention(self.status_word):
            return self.status.reason if self.status else ""
        explained = self.run.explanation if self.failed and self.run else ""
        return explained or (self.status.reason if self.status else "") or reason_in(self.metadata)

    @property
    def run_type(self) -> str:
        """The API's name of the type of the run that it made; empty if it made none."""
        return OWNERS.get(self.step_target_type or "", "")

    @property
    def run(self) -> "InstallRun | None":
        """The deploy, sandbox run or action run that it made; None if that was not loaded."""
        kind = self.run_type
        if not (kind and self.step_target_id):
            return None
        workflow = self.reached_through("app.Workflow")  # it has a field of each type of target
        within = workflow.recorded(str(self.step_target_type)) if workflow else ()
        nested = next((one for one in within if one.id == self.step_target_id), None)
        stored = self._store.record(Key(kind, self.step_target_id)) if self._store else None
        return cast("InstallRun | None", self.placed(stored or nested))

    @property
    def shown_run(self) -> "InstallRun | None":
        """Its run; None if a later step of its workflow made the same, as a deploy follows its plan."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        steps = [one for one in workflow.recorded("steps") if one.step_target_id] if workflow else []
        last = next((one for one in reversed(steps) if one.step_target_id == self.step_target_id), self)
        return self.run if last.id == self.id else None

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is unfinished, because the server then sends the time until now."""
        return self.execution_time if self.finished else None

    @property
    def target(self) -> str:
        """The type of its target, in words: "deploy", "sandbox run"; empty if it has none."""
        return (self.step_target_type or "").removeprefix("install_").removesuffix("s").replace("_", " ")

    @property
    def group(self) -> str:
        """The name of its group of steps; the number of the group if it has no name."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        name = workflow.group_names.get(self.workflow_step_group_id or "") if workflow else None
        return name or f"group {(self.group_idx or 0) + 1}"

    @property
    def _group_in_words(self) -> str:
        """The name of its group, if the server sent one that the names of the steps in it do not tell."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        name = workflow.group_names.get(self.workflow_step_group_id or "") if workflow else None
        if not (workflow and name):
            return ""
        group = self.workflow_step_group_id
        titles = (one.title.lower() for one in workflow.recorded("steps") if one.workflow_step_group_id == group)
        return "" if any(name.lower() in title for title in titles) else f"group: {name}"

    @property
    def belongs_to(self) -> tuple[str | Customers, ...]:
        """The install, app and version that it belongs to, and its workflow."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        return (*workflow.belongs_to, f"step of {workflow.title}") if workflow else super().belongs_to

    @property
    def outcome(self) -> str:
        """How it ended or what it does, in words: its status and, of an attempt that was repeated, that it was."""
        words = formats.status_words(self.shown_status)
        return f"{self.after_failure} after {words}" if self.after_failure else words

    @property
    def after_failure(self) -> str:
        """Of what failed, why its workflow went on; empty if it did not."""
        if not self.failed:
            return ""
        if self.retried:
            return "tried again"
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        return "went on" if workflow and workflow.status_word == SUCCESS else ""

    @property
    def _so_far(self) -> str:
        """Since when it runs or waits, and how long that is as of the moment; empty if it does neither."""
        workflow = cast("Workflow | None", self.reached_through("app.Workflow"))
        over = self.finished or self.finished_at or (workflow is not None and workflow.finished)
        if over or not self.started_at or formats.status_tone(self.shown_status).quiet or self.failed:
            return ""
        return formats.since(self.started_at, self.moment)

    @property
    def headline(self) -> Headline:
        """Name and status; duration, attempt; why it failed or waits, and for what."""
        would = self.loaded_plan.in_words if self.loaded_plan else ""
        why = ("waits for approval" if self.waits else "", self.reason, would)
        return Headline(self.title, self.badges, self.facts, ": ".join(filter(None, why)))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.shown_status),) if self.shown_status else ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Duration, group (unless names of steps say it), attempt, who acts, response to its approval."""
        acts = {"user": "by the customer", "skipped": "plan only"}.get(str(self.execution_type), "")
        said = f"{self.title} {formats.status_words(self.shown_status)}"
        answered = self.approval.answered if self.approval else ""
        facts = (
            formats.format_duration(self.took) if self.took else self._so_far,
            self._group_in_words,
            f"try {self.group_retry_idx + 1}" if self.group_retry_idx else "",
            self.after_failure,
            "" if acts.removeprefix("by ") in said else acts,
            answered if answered not in formats.status_words(self.shown_status) else "",
        )
        return tuple(filter(None, facts))


class WorkflowStepGroup(Record):
    """Steps of a workflow that belong together; source: `GET /v1/workflows/{workflow_id}/step-groups`."""

    api_type: ClassVar[str] = "app.WorkflowStepGroup"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("shown_steps", "Steps", "lines", framed=False, comes_with_model=True, optional=True, field="steps"),
    )

    eager_execution: bool | None = None
    group_idx: Annotated[int | None, Omitted("they are shown in this order")] = None
    name: str | None = None
    parallel: bool | None = None
    queue_signal: ServerQueue = None
    result_directive: str | None = None
    status: CompositeStatus | None = None
    steps: Collection[WorkflowStep] = Collection()
    timeout: Duration | None = None
    workflow_id: ParentId = None

    @property
    def title(self) -> str:
        """Its name; its number if it has none."""
        return self.name or f"group {(self.group_idx or 0) + 1}"

    @property
    def shown_steps(self) -> Collection[WorkflowStep]:
        """The steps in their order, without hidden ones."""
        return Collection(step for step in self.steps.by("group_retry_idx", "idx") if step.execution_type != HIDDEN)

    @property
    def headline(self) -> Headline:
        """Name and status; number of steps, whether they run side by side; why it failed or waits."""
        facts = (
            formats.count(len(self.shown_steps), "step") if self.steps else "",
            "side by side" if self.parallel else "",
            f"at most {formats.format_duration(self.timeout)}" if self.timeout else "",
        )
        why = self.status.reason if self.status else ""
        return Headline(self.title, self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = self.status.status if self.status else None
        return (Badge(word),) if word else ()
