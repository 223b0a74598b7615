"""Workflows and what they ran: steps, approvals, deploys, builds, sandbox runs, action runs.

These types refer to each other in circles, so they share a module.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from pydantic import AliasChoices, Field, field_validator

from nuon_notebook.models.accounts import Account
from nuon_notebook.models.actions import ActionWorkflow, ActionWorkflowConfig
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.enums import (
    ActionWorkflowTriggerType,
    InstallActionWorkflowRunStepStatus,
    InstallApprovalOption,
    InstallDeployType,
    Open,
    SandboxRunType,
    Status,
    StepErrorBehavior,
    WorkflowStepApprovalType,
    WorkflowStepExecutionType,
    WorkflowType,
)
from nuon_notebook.models.infrastructure import AppSandboxConfig
from nuon_notebook.models.runner_jobs import LogStream, OCIArtifact, RunnerJob
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import AnyMap, Duration, SecretValue, StringMap, Timestamp
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.render import words
from nuon_notebook.render.parts import Badge, Headline, Part


class WorkflowStepPolicyValidation(Record):
    """What a policy said of a step."""

    api_type: ClassVar[str] = "app.WorkflowStepPolicyValidation"

    install_workflow_step_id: str | None = None
    response: str | None = None
    runner_job_id: str | None = None
    status: CompositeStatus | None = None


class WorkflowStepApproval(Record):
    """A plan that somebody approves; it waits while `response` is empty."""

    api_type: ClassVar[str] = "app.WorkflowStepApproval"

    install_workflow_step: WorkflowStep | None = Field(
        None, validation_alias=AliasChoices("installWorkflowStep", "InstallWorkflowStep")
    )
    install_workflow_step_id: str | None = Field(
        None, validation_alias=AliasChoices("installWorkflowStepID", "InstallWorkflowStepID")
    )
    owner_id: str | None = None
    owner_type: str | None = None
    response: StringMap = {}
    runner_job: RunnerJob | None = None
    runner_job_id: str | None = None
    type: Open[WorkflowStepApprovalType] | None = None
    workflow_step: WorkflowStep | None = None
    workflow_step_id: str | None = None

    @property
    def answer(self) -> str:
        """What was answered, in the API's word; empty while it waits."""
        return (self.response.get("type") or "answered") if self.response else ""

    @property
    def answered(self) -> str:
        """What was answered and the note to it, for instance "approve: reads well"; empty while it waits."""
        return ": ".join(filter(None, (self.answer, self.response.get("note"))))


class WorkflowStep(Record):
    """A step of a workflow; source: `GET /v1/workflows/{workflow_id}`."""

    api_type: ClassVar[str] = "app.WorkflowStep"

    approval: WorkflowStepApproval | None = None
    created_by: Account | None = None
    execution_time: Duration | None = None
    execution_type: Open[WorkflowStepExecutionType] | None = None
    finished: bool | None = None
    finished_at: Timestamp = None
    group_idx: int | None = None
    group_retry_idx: int | None = None
    idx: int | None = None
    install_workflow_id: str | None = None
    links: AnyMap = {}
    metadata: StringMap = {}
    name: str | None = None
    owner_id: str | None = None
    owner_type: str | None = None
    policy_validation: WorkflowStepPolicyValidation | None = None
    retried: bool | None = None
    retryable: bool | None = None
    skippable: bool | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    step_target_id: str | None = None
    step_target_type: str | None = None
    workflow_id: str | None = None

    @property
    def title(self) -> str:
        """Its name, or its id where the server does not name it."""
        return self.name or self.id or "unnamed step"

    @property
    def status_word(self) -> str:
        """The status, in the API's word; empty where the server sent none."""
        return str(self.status.status or "") if self.status else ""

    @property
    def waits(self) -> bool:
        """Whether its approval waits for somebody."""
        answered = self.approval is not None and bool(self.approval.response)
        return self.status_word == Status.APPROVAL_AWAITING and not answered

    @property
    def failed(self) -> bool:
        """Whether it ended in an error."""
        return self.status_word == Status.ERROR

    @property
    def reason(self) -> str:
        """Why it failed, in the server's words; empty where it did not."""
        if not self.failed:
            return ""
        own = self.metadata.get("reason") or self.metadata.get("err_step_message")
        return (self.status.reason if self.status else "") or own or ""

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is not finished, since the server then sends "until now"."""
        return self.execution_time if self.finished else None

    @property
    def target(self) -> str:
        """What it works on, in words: "deploy", "sandbox run"; empty where it has none."""
        return (self.step_target_type or "").removeprefix("install_").removesuffix("s").replace("_", " ")

    @property
    def grouped(self) -> bool:
        """Whether its workflow has more than one group of steps."""
        return bool(self.loaded.added.get("grouped"))

    @property
    def headline(self) -> Headline:
        """Name and status; how long it took, which try, why it failed or that it waits."""
        badges = (Badge(self.status_word),) if self.status_word else ()
        why = "waits for approval" if self.waits else self.reason
        return Headline(self.title, badges, self.facts, why)

    @property
    def facts(self) -> tuple[str, ...]:
        """How long it took, which group and try it is, what it works on where its name does not say, who acts."""
        acts = {"user": "by the customer", "skipped": "plan only"}
        told = self.target.split(" ")[0] in self.title.lower()
        facts = (
            words.took(self.took) if self.took else "",
            f"group {(self.group_idx or 0) + 1}" if self.grouped else "",
            f"try {self.group_retry_idx + 1}" if self.group_retry_idx else "",
            "" if told else self.target,
            acts.get(str(self.execution_type), ""),
            self.approval.answered if self.approval else "",
        )
        return tuple(filter(None, facts))


class Workflow(Record):
    """What ran on an install, step by step; source: `GET /v1/workflows/{workflow_id}`."""

    api_type: ClassVar[str] = "app.Workflow"
    parts: ClassVar[tuple[Part, ...]] = (Part("shown_steps", "Steps", "lines", framed=False, field="steps"),)

    approval_option: Open[InstallApprovalOption] | None = None
    created_by: Account | None = None
    execution_time: Duration | None = None
    finished: bool | None = None
    finished_at: Timestamp = None
    install_action_workflow_runs: Collection[InstallActionWorkflowRun] = Collection()
    install_deploys: Collection[InstallDeploy] = Collection()
    install_sandbox_runs: Collection[InstallSandboxRun] = Collection()
    links: AnyMap = {}
    metadata: StringMap = {}
    name: str | None = None
    owner_id: str | None = None
    owner_type: str | None = None
    plan_only: bool | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    step_error_behavior: Open[StepErrorBehavior] | None = None
    steps: Collection[WorkflowStep] = Collection()
    type: Open[WorkflowType] | None = None

    @field_validator("steps", mode="after")
    @classmethod
    def _in_order(cls, steps: Collection[WorkflowStep]) -> Collection[WorkflowStep]:
        ordered = steps.by("group_idx", "group_retry_idx", "idx")
        if len({step.group_idx or 0 for step in steps}) <= 1:
            return ordered
        return Collection(step.with_loaded(replace(step.loaded, added={"grouped": True})) for step in ordered)

    @property
    def title(self) -> str:
        """Its name; where the server leaves that empty, its type and the action that it ran."""
        suffix = self.metadata.get("workflow-name-suffix") or self.metadata.get("install_action_workflow_name")
        kind = words.workflow_words(str(self.type or ""))
        unnamed = f"{kind}: {suffix.strip('() ')}" if suffix else kind
        return self.name or unnamed

    @property
    def status_word(self) -> str:
        """The status, in the API's word; empty where the server sent none."""
        return str(self.status.status or "") if self.status else ""

    @property
    def shown_steps(self) -> Collection[WorkflowStep]:
        """The steps without those that are hidden from people."""
        return Collection(step for step in self.steps if step.execution_type != WorkflowStepExecutionType.HIDDEN)

    @property
    def waiting(self) -> Collection[WorkflowStep]:
        """The steps whose approval waits for somebody."""
        return Collection(step for step in self.shown_steps if step.waits)

    @property
    def failed_steps(self) -> Collection[WorkflowStep]:
        """The steps that ended in an error and were not tried again."""
        return Collection(step for step in self.shown_steps if step.failed and not step.retried)

    @property
    def reason(self) -> str:
        """Why it failed, in the server's words; empty where it did not."""
        if self.status_word != Status.ERROR:
            return ""
        steps = (f"{step.name}: {step.reason}" for step in self.failed_steps if step.reason)
        return next(steps, self.status.reason if self.status else "")

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is not finished, since the server then sends "until now"."""
        return self.execution_time if self.finished else None

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many steps have which status, most frequent first."""
        counted = Counter(step.status_word for step in self.shown_steps if step.status_word)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    @property
    def headline(self) -> Headline:
        """Title and status; when, how long, how far, what waits."""
        started = self.started_at or self.created_at
        facts = (
            words.when(started) if started else "",
            words.took(self.took) if self.took else "",
            ", ".join(f"{number} {status}" for status, number in self.counts),
            "plan only" if self.plan_only else "",
        )
        badges = (Badge(self.status_word),) if self.status_word else ()
        waits = f"waits for approval: {words.list_words([step.title for step in self.waiting])}" if self.waiting else ""
        return Headline(self.title, badges, tuple(filter(None, facts)), self.reason or waits)


class ComponentReleaseStep(Record):
    """A step of a release."""

    api_type: ClassVar[str] = "app.ComponentReleaseStep"

    component_release_id: str | None = None
    delay: str | None = None
    install_deploys: Collection[InstallDeploy] = Collection()
    requested_install_ids: tuple[str, ...] = ()
    status: str | None = None
    status_description: str | None = None


class ComponentRelease(Record):
    """A release of a build to installs."""

    api_type: ClassVar[str] = "app.ComponentRelease"

    build_id: str | None = None
    release_steps: Collection[ComponentReleaseStep] = Collection()
    status: str | None = None
    status_description: str | None = None
    total_release_steps: int | None = None


class ComponentBuild(Record):
    """A build of a component."""

    api_type: ClassVar[str] = "app.ComponentBuild"

    checksum: str | None = None
    component_config_connection: ComponentConfigConnection | None = None
    component_config_connection_id: str | None = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    created_by: Account | None = None
    git_ref: str | None = None
    install_deploys: Collection[InstallDeploy] = Collection()
    log_stream: LogStream | None = None
    releases: Collection[ComponentRelease] = Collection()
    runner_job: RunnerJob | None = None
    status: str | None = None
    status_description: str | None = None
    status_v2: CompositeStatus | None = None
    vcs_connection_commit: VCSConnectionCommit | None = None


class InstallRun(Record):
    """What everything that runs on an install has."""

    created_by: Account | None = None
    install_id: str | None = None
    install_workflow_id: str | None = None
    log_stream: LogStream | None = None
    outputs: SecretValue | None = None
    status: str | None = None
    status_description: str | None = None
    status_v2: CompositeStatus | None = None
    workflow: Workflow | None = None
    workflow_id: str | None = None


class InstallDeploy(InstallRun):
    """A deploy of a component to an install."""

    api_type: ClassVar[str] = "app.InstallDeploy"

    action_workflow_runs: Collection[InstallActionWorkflowRun] = Collection()
    build_id: str | None = None
    component_build: ComponentBuild | None = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    install_component_id: str | None = None
    install_deploy_type: Open[InstallDeployType] | None = None
    oci_artifact: OCIArtifact | None = None
    plan_only: bool | None = None
    release_id: str | None = None
    runner_jobs: Collection[RunnerJob] = Collection()


class InstallSandboxRun(InstallRun):
    """A run of an install's sandbox."""

    api_type: ClassVar[str] = "app.InstallSandboxRun"

    action_workflow_runs: Collection[InstallActionWorkflowRun] = Collection()
    app_sandbox_config: AppSandboxConfig | None = None
    install_sandbox_id: str | None = None
    run_type: Open[SandboxRunType] | None = None
    runner_jobs: Collection[RunnerJob] = Collection()


class InstallActionWorkflowRunStep(Record):
    """A step of an action's run."""

    api_type: ClassVar[str] = "app.InstallActionWorkflowRunStep"

    execution_duration: Duration | None = None
    install_action_workflow_run_id: str | None = None
    status: Open[InstallActionWorkflowRunStepStatus] | None = None
    step_id: str | None = None


class InstallActionWorkflowRun(InstallRun):
    """A run of an action on an install."""

    api_type: ClassVar[str] = "app.InstallActionWorkflowRun"

    action_workflow_config_id: str | None = None
    config: ActionWorkflowConfig | None = None
    execution_time: Duration | None = None
    install_action_workflow: InstallActionWorkflow | None = None
    install_action_workflow_id: str | None = None
    run_env_vars: StringMap = {}
    runner_job: RunnerJob | None = None
    steps: Collection[InstallActionWorkflowRunStep] = Collection()
    trigger_type: Open[ActionWorkflowTriggerType] | None = None
    triggered_by_id: str | None = None
    triggered_by_type: str | None = None


class InstallActionWorkflow(Record):
    """An action on an install, with its runs."""

    api_type: ClassVar[str] = "app.InstallActionWorkflow"

    action_workflow: ActionWorkflow | None = None
    action_workflow_id: str | None = None
    install_id: str | None = None
    runs: Collection[InstallActionWorkflowRun] = Collection()
    status: str | None = None
