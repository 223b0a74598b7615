"""Workflows, deploys, builds, sandbox runs and action runs.

These types refer to each other, so they share a module.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, cast

from pydantic import field_validator

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.actions import (
    ActionWorkflow,
    ActionWorkflowConfig,
    ActionWorkflowStepConfig,
    AdHocStepConfig,
)
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.branches import AppBranchRun
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.infrastructure import AppSandboxConfig
from nuon_notebook.models.nullable import NullBool
from nuon_notebook.models.policies import PolicyReport
from nuon_notebook.models.runner_jobs import LogStream, OCIArtifact, RunnerJob
from nuon_notebook.models.statuses import APPROVAL_AWAITING, CompositeStatus, Explained
from nuon_notebook.models.types import (
    NO_VALUES,
    CustomerText,
    Duration,
    ScannedText,
    SecretValue,
    ServerLinks,
    ServerQueue,
    StringMap,
    Texts,
    Timestamp,
    Variables,
    names_in,
)
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.models.workflow_steps import HIDDEN, WorkflowStep, WorkflowStepGroup
from nuon_notebook.redaction.policy import Keys, Omitted, OwnerType, ParentId
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from nuon_notebook.models.installs import Install

RUNBOOK_RUN = "runbook_run"
SHA = re.compile("[0-9a-f]{40}")
SHORT_SHA = 10  # letters of a commit in a headline
UNTIL_NOW = Omitted("it grows until the run is finished, and the server does not say when that is")


class Workflow(Logged):
    """A workflow of an install, with its steps; source: `GET /v1/workflows/{workflow_id}`."""

    api_type: ClassVar[str] = "app.Workflow"
    sections: ClassVar[tuple[Section, ...]] = (Section("shown_steps", "Steps", "lines", framed=False, field="steps"),)

    app_branch_runs: Collection[AppBranchRun] = Collection()
    approval_option: str | None = None
    created_by: Account | None = None
    execution_time: Duration | None = None
    finished: bool | None = None
    finished_at: Timestamp = None
    generate_steps_signal: ServerQueue = None
    install_action_workflow_runs: "Collection[InstallActionWorkflowRun]" = Collection()
    install_deploys: "Collection[InstallDeploy]" = Collection()
    install_sandbox_runs: "Collection[InstallSandboxRun]" = Collection()
    links: ServerLinks = NO_VALUES
    metadata: Annotated[StringMap, Keys(("workflow-name-suffix", "install_action_workflow_name"))] = NO_VALUES
    name: str | None = None
    owner_id: ParentId = None
    owner_name: CustomerText = None
    owner_type: OwnerType = None
    plan_only: bool | None = None
    result_directive: str | None = None
    role: str | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    step_error_behavior: str | None = None
    step_groups: Annotated[Collection[WorkflowStepGroup], Omitted("each step says its group")] = Collection()
    steps: Collection[WorkflowStep] = Collection()
    type: str | None = None
    workflow_runs: "Collection[WorkflowRun]" = Collection()

    @field_validator("steps", mode="after")
    @classmethod
    def _in_order(cls, steps: Collection[WorkflowStep]) -> Collection[WorkflowStep]:
        return Collection(sorted(steps, key=_order))

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty if that is not known."""
        install = cast("Install | None", self.reached_through("app.Install"))
        return install.owner.pages.workflow(install.id, self.id) if install and install.owner else ""

    @property
    def has_groups(self) -> bool:
        """Whether it has more than one group of steps."""
        return self.remember("has_groups", lambda: len({step.group_idx or 0 for step in self.recorded("steps")}) > 1)

    @property
    def title(self) -> str:
        """Its name with its target. If the server sends no name, its type and the action or runbook that it ran."""
        suffix = (self.metadata.get("workflow-name-suffix") or "").strip()
        if self.name:
            named = self.name if self.name.endswith(suffix) else f"{self.name} {suffix}"
            return f"{named}: {self._runbook_name}" if self._runbook_name not in named else named
        kind = formats.describe_workflow(str(self.type or ""))
        detail = suffix.strip("() ") or self.metadata.get("install_action_workflow_name") or self._runbook_name
        return f"{kind}: {detail}" if detail else kind

    @property
    def _runbook_name(self) -> str:
        """The name of the runbook that it ran; empty if it ran none, or its runs were not loaded."""
        if self.type != RUNBOOK_RUN:
            return ""
        names: Mapping[str | None, str] = self.root.remember("runbook names", lambda: _runbook_names(self.loaded_with))
        return names.get(self.id, "")

    @property
    def group_names(self) -> Mapping[str, str]:
        """By id, the names of its groups of steps."""
        return self.remember(
            "group_names", lambda: {one.id: one.name for one in self.recorded("step_groups") if one.id and one.name}
        )

    @property
    def status_word(self) -> str:
        """The status, as the API's word; empty if the server sent none."""
        return str(self.status.status or "") if self.status else ""

    @property
    def shown_steps(self) -> Collection[WorkflowStep]:
        """The steps without hidden ones."""
        return self.section_items("shown_steps", lambda: self._people_steps)

    @property
    def _people_steps(self) -> Collection[WorkflowStep]:
        steps = self.steps if self.steps.loaded else ()
        return Collection(step for step in steps if step.execution_type != HIDDEN)

    @property
    def waiting(self) -> Collection[WorkflowStep]:
        """The steps that wait for approval."""
        return self.remember("waiting", lambda: self._steps_in(_waits, lambda step: step.waits))

    def _steps_in(
        self, status: Callable[[str | None], bool], wanted: Callable[[WorkflowStep], bool]
    ) -> Collection[WorkflowStep]:
        """Return shown steps in a status. Most workflows have none, so the record is checked first, which is faster."""
        found = (step.__dict__["status"] for step in self.recorded("steps"))
        if not any(map(status, {one.status for one in found if one is not None})):
            return Collection()
        return Collection(step for step in self._people_steps if wanted(step))

    @property
    def failed(self) -> bool:
        """Whether it failed, was denied or timed out."""
        return formats.status_tone(self.status_word) is formats.Tone.FAILED

    @property
    def failed_steps(self) -> Collection[WorkflowStep]:
        """The steps that failed and were not retried."""
        return self.remember(
            "failed_steps", lambda: self._steps_in(_failed, lambda step: step.failed and not step.retried)
        )

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither."""
        steps = (f"{step.title}: {step.reason}" for step in self.failed_steps if self.failed and step.reason)
        return next(steps, self.status.reason if self.status else "")

    @property
    def failure(self) -> str:
        """The reason why it failed, or that there is none; empty if it did not fail."""
        return (self.reason or f"{self.title} failed without a reason") if self.failed else ""

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is unfinished, because the server then sends the time until now."""
        return self.execution_time if self.finished else None

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The statuses of its steps with their numbers, most frequent first."""
        counted = Counter(step.shown_status for step in self._people_steps if step.shown_status)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    @property
    def headline(self) -> Headline:
        """Title and status; start, duration, statuses of its steps, what failed or waits."""
        started = self.started_at or self.created_at
        facts = (
            formats.format_time(started) if started else "",
            formats.format_duration(self.took) if self.took else "",
            ", ".join(f"{number} {formats.status_words(status)}" for status, number in self.counts),
            "plan only" if self.plan_only else "",
        )
        waits = (
            f"waits for approval: {formats.join_words([step.title for step in self.waiting])}" if self.waiting else ""
        )
        why = "; ".join(filter(None, (self.reason, waits)))
        return Headline(self.title, self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status; also that a step waits for approval, unless the status says so."""
        waits = APPROVAL_AWAITING if self.waiting else ""
        return tuple(Badge(status) for status in dict.fromkeys((self.status_word, waits)) if status)


def _runbook_names(records: Iterable[Any]) -> dict[str | None, str]:
    """Return, by workflow id, the names of the runbooks that were run."""
    every = list(records)
    alone = [(run, run.name) for run in every if run.api_type == "app.InstallRunbookRun"]
    books = [book for book in every if book.api_type == "app.InstallRunbook"]
    listed = [(run, book.name) for book in books for run in book.recorded("runs")]
    return {run.install_workflow_id: name for run, name in (*listed, *alone) if name}


def _waits(status: str | None) -> bool:
    return status == APPROVAL_AWAITING


def _failed(status: str | None) -> bool:
    return formats.status_tone(status) is formats.Tone.FAILED


def _order(step: WorkflowStep) -> tuple[int, int, int]:
    return step.group_idx or 0, step.group_retry_idx or 0, step.idx or 0


class WorkflowRun(Record):
    """An attempt at a workflow: the first one, a retry, or one that goes on behind a step."""

    api_type: ClassVar[str] = "app.WorkflowRun"

    finished_at: Timestamp = None
    start_from_idx: int | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    trigger_step_id: ParentId = None
    type: str | None = None
    workflow_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Type and status; start, end; why it failed or waits."""
        facts = (
            formats.format_time(self.started_at or self.created_at),
            f"until {formats.format_time(self.finished_at)}" if self.finished_at else "",
        )
        why = self.status.reason if self.status else ""
        return Headline(formats.humanize(str(self.type or "run")), self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = self.status.status if self.status else None
        return (Badge(word),) if word else ()


class ComponentReleaseStep(Record):
    """A step of a release."""

    api_type: ClassVar[str] = "app.ComponentReleaseStep"

    component_release_id: ParentId = None
    delay: str | None = None
    install_deploys: "Collection[InstallDeploy]" = Collection()
    requested_install_ids: Texts = ()
    status: str | None = None
    status_description: ScannedText = None

    @property
    def headline(self) -> Headline:
        """Time and status; number of installs, delay; why it failed or waits."""
        facts = (
            formats.count(len(self.requested_install_ids), "install") if self.requested_install_ids else "",
            f"after {self.delay}" if self.delay else "",
        )
        when = formats.format_time(self.created_at) or "release step"
        return Headline(when, self.badges, tuple(filter(None, facts)), _said_of(self.status, self.status_description))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


class ComponentRelease(Record):
    """A release of a build to installs."""

    api_type: ClassVar[str] = "app.ComponentRelease"
    sections: ClassVar[tuple[Section, ...]] = (Section("release_steps", "Steps", comes_with_model=True, optional=True),)

    build_id: str | None = None
    release_steps: Collection[ComponentReleaseStep] = Collection()
    status: str | None = None
    status_description: ScannedText = None
    total_release_steps: int | None = None

    @property
    def headline(self) -> Headline:
        """Time and status; number of steps; why it failed or waits."""
        steps = formats.count(self.total_release_steps, "step") if self.total_release_steps else ""
        when = f"Release {formats.format_time(self.created_at)}".strip()
        why = _said_of(self.status, self.status_description)
        return Headline(when, self.badges, tuple(filter(None, (steps,))), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


def _said_of(status: str | None, description: str | None) -> str:
    """Return the description of a status that failed or waits; empty for any other."""
    return (description or "") if formats.needs_attention(status) else ""


class ComponentBuild(Explained, Logged):
    """A build of a component."""

    api_type: ClassVar[str] = "app.ComponentBuild"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("releases", "Releases", newest_first=True, comes_with_model=True, optional=True),
    )

    app_branch_id: ParentId = None
    app_branch_run_id: ParentId = None
    build_runner_job_id: ParentId = None
    checksum: str | None = None
    component_config_connection: ComponentConfigConnection | None = None
    component_config_connection_id: ParentId = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    created_by: Account | None = None
    git_ref: str | None = None
    install_deploys: "Collection[InstallDeploy]" = Collection()
    log_stream: LogStream | None = None
    no_op: bool | None = None
    policy_reports: Collection[PolicyReport] = Collection()
    queue_signal: ServerQueue = None
    releases: Collection[ComponentRelease] = Collection()
    resolved_at: Timestamp = None
    resolved_tag: str | None = None
    runner_job: RunnerJob | None = None
    source_checksum: str | None = None
    source_digest: str | None = None
    source_image: str | None = None
    source_media_type: str | None = None
    source_ref: str | None = None
    vcs_connection_commit: VCSConnectionCommit | None = None

    @property
    def commit(self) -> str:
        """The commit, shortened, or else the branch or tag, in words; empty if the server sends none."""
        sha = self.vcs_connection_commit.sha if self.vcs_connection_commit else None
        ref = self.git_ref or self.resolved_tag or ""
        sha = sha or (ref if SHA.fullmatch(ref) else "")
        return f"commit {sha[:SHORT_SHA]}" if sha else ref

    @property
    def took(self) -> timedelta | None:
        """How long its job took; None while that runs, or if it was not loaded."""
        return self.runner_job.took if self.runner_job else None

    @property
    def headline(self) -> Headline:
        """The component's name and status; time, version of the component, commit, duration; why it failed."""
        facts = (
            formats.format_time(self.created_at) if self.created_at else "",
            f"component v{self.component_config_version}" if self.component_config_version else "",
            self.commit,
            f"took {formats.format_duration(self.took)}" if self.took else "",
            "nothing to do" if self.no_op else "",
        )
        return Headline(self._name_from("component_name"), self.badges, tuple(filter(None, facts)), self.reason)


class InstallRun(Explained, Logged):
    """A run on an install."""

    created_by: Account | None = None
    install_id: ParentId = None
    install_workflow_id: ParentId = None
    log_stream: LogStream | None = None
    outputs: SecretValue | None = None
    role: str | None = None
    workflow: Workflow | None = None
    workflow_id: ParentId = None

    @property
    def title(self) -> str:
        """What is run."""
        return self.id or "run"

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it runs, or if the server does not say."""
        return None

    @property
    def output_names(self) -> tuple[str, ...]:
        """The names of its outputs. The values are never shown."""
        return names_in(self.outputs)

    @property
    def headline(self) -> Headline:
        """What is run and status; time, duration, further facts; why it failed or waits."""
        when = formats.format_time(self.created_at) if self.created_at else ""
        took = f"took {formats.format_duration(self.took)}" if self.took else ""
        return Headline(self.title, self.badges, tuple(filter(None, (when, took, *self.facts))), self.reason)

    @property
    def facts(self) -> tuple[str, ...]:
        """What else is worth saying in one line."""
        return ()


COMPONENT_OUTPUTS: Final = "outputs of a component"
"""In place of an API type, where the store keeps them: the API sends a bare map."""


def outputs_id(install_id: str | None, component_id: str | None) -> str:
    """Return the id under which the store keeps the outputs of a component of an install."""
    return f"{install_id}/{component_id}"


class ComponentOutputs(Record):
    """The outputs of a component; source: `GET /v1/installs/{install_id}/components/{component_id}/outputs`.

    Only their names are ever shown. Its id is that of the install and of the component.
    """

    outputs: SecretValue | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return names_in(self.outputs)


class PlannedRun(InstallRun):
    """A run on an install that is planned before it is applied."""

    sections: ClassVar[tuple[Section, ...]] = (
        Section("runner_jobs", "Jobs", newest_first=True, comes_with_model=True, optional=True),
        Section("action_workflow_runs", "Action runs", comes_with_model=True, optional=True),
    )

    action_workflow_runs: "Collection[InstallActionWorkflowRun]" = Collection()
    applied_at: Timestamp = None
    planned_at: Timestamp = None
    policy_reports: Collection[PolicyReport] = Collection()
    runner_jobs: Collection[RunnerJob] = Collection()

    @property
    def took(self) -> timedelta | None:
        """How long it took from its creation until it was applied; else the time of its jobs that have ended."""
        if self.applied_at and self.created_at:
            return self.applied_at - self.created_at
        return sum((job.took for job in self.runner_jobs if job.took), start=timedelta()) or None

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What the policies said, in words."""
        return tuple(f"policies: {report.counts}" for report in self.policy_reports if report.counts)


class InstallDeploy(PlannedRun):
    """A deploy of a component to an install."""

    api_type: ClassVar[str] = "app.InstallDeploy"

    build_id: str | None = None
    component_build: ComponentBuild | None = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    install_component_id: str | None = None
    install_deploy_type: str | None = None
    oci_artifact: OCIArtifact | None = None
    plan_only: Annotated[bool | None, Omitted("the server always sends false; the workflow says it")] = None
    queue_signals: ServerQueue = None
    release_id: str | None = None

    @property
    def title(self) -> str:
        """The component's name, or the id of the deploy if the server does not send the name."""
        return self.component_name or self.id or "deploy"

    @property
    def component_outputs(self) -> tuple[str, ...]:
        """The names of the outputs that its component has now, as far as they were loaded."""
        key = Key(COMPONENT_OUTPUTS, outputs_id(self.install_id, self.component_id))
        stored = self._store.record(key) if self._store else None
        return stored.names if stored else ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Kind of deploy, version of the component, commit, policies."""
        commit = self.component_build.commit if self.component_build else ""
        version = f"component v{self.component_config_version}" if self.component_config_version else ""
        return (formats.humanize(str(self.install_deploy_type or "")).lower(), version, commit, *self.verdicts)


class InstallSandboxRun(PlannedRun):
    """A run of an install's sandbox."""

    api_type: ClassVar[str] = "app.InstallSandboxRun"

    app_sandbox_config: AppSandboxConfig | None = None
    install_sandbox_id: str | None = None
    run_type: str | None = None

    @property
    def title(self) -> str:
        """What is done to the sandbox."""
        return f"Sandbox {formats.humanize(str(self.run_type or 'run')).lower()}"

    @property
    def facts(self) -> tuple[str, ...]:
        """What the policies said."""
        return self.verdicts


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
    install_action_workflow: "InstallActionWorkflow | None" = None
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
