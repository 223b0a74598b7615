"""Jobs of runners, with executions, logs and artifacts."""

from datetime import timedelta
from typing import Annotated, ClassVar, Final

from pydantic import Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.composite_errors import CompositeErrorData
from nuon_notebook.models.install_roles import InstallRoleUsage
from nuon_notebook.models.statuses import CompositeStatus, Explained
from nuon_notebook.models.types import (
    NEVER_DUMPED,
    NO_VALUES,
    Duration,
    PlainMap,
    SecretText,
    SecretValue,
    Texts,
    Timestamp,
    Withheld,
)
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId, Policy
from nuon_notebook.store import Key

OWNERS: Final = {
    "install_deploys": "app.InstallDeploy",
    "install_sandbox_runs": "app.InstallSandboxRun",
    "install_action_workflow_runs": "app.InstallActionWorkflowRun",
}
"""The deploys and runs that jobs are done for, and that steps of workflows make: types by their table's name."""


class LogStream(Logged):
    """A stream of logs."""

    api_type: ClassVar[str] = "app.LogStream"

    attrs: SecretValue | None = None
    open: bool | None = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    runner_api_url: str | None = None
    write_token: SecretText | None = None

    @property
    def title(self) -> str:
        """What its log is of: `deploy dpl…`; its id if that is not known."""
        owner = (self.owner_type or "").removeprefix("install_").removesuffix("s").replace("_", " ")
        return f"{owner} {self.owner_id or ''}".strip() if owner else self._name_from()

    @property
    def headline(self) -> Headline:
        """Whose it is; whether it is still written to."""
        return Headline(
            f"Log of {self.title}" if self.owner_type else self.title, facts=("open" if self.open else "closed",)
        )


class OCIArtifact(Record):
    """An artifact in a registry."""

    api_type: ClassVar[str] = "app.OCIArtifact"

    annotations: PlainMap = NO_VALUES
    architecture: str | None = None
    artifact_type: str | None = None
    digest: str | None = None
    media_type: str | None = None
    os: str | None = None
    os_features: Texts = ()
    os_version: str | None = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    repository: str | None = None
    size: int | None = None
    tag: str | None = None
    urls: Texts = ()
    variant: str | None = None

    @property
    def headline(self) -> Headline:
        """Repository and tag; size, digest."""
        where = ":".join(filter(None, (self.repository, self.tag)))
        size = f"{self.size:,} bytes" if self.size else ""
        return Headline(where or self._name_from("digest"), facts=tuple(filter(None, (size, self.digest))))


class RunnerJobExecutionOutputs(Record):
    """The outputs of an execution; never shown."""

    __pydantic_extra__: dict[str, SecretValue]  # unknown properties are outputs, too

    api_type: ClassVar[str] = "app.RunnerJobExecutionOutputs"

    outputs: SecretValue | None = None
    outputs_json: SecretText | None = None
    runner_job_execution_id: ParentId = None


class RunnerJobExecutionResult(Record):
    """The result of an execution. Its contents are never shown."""

    api_type: ClassVar[str] = "app.RunnerJobExecutionResult"

    composite_error: CompositeErrorData | None = None
    contents: SecretText | None = None
    contents_display: SecretText | None = None
    contents_display_gzip: SecretText | None = None
    contents_gzip: SecretText | None = None
    error_code: int | None = None
    error_metadata: SecretValue | None = None
    runner_job_execution_id: ParentId = None
    success: bool | None = None

    @property
    def headline(self) -> Headline:
        """Whether it succeeded; the code of the error; why it failed."""
        code = f"error code {self.error_code}" if self.error_code else ""
        why = self.composite_error.reason if self.composite_error else ""
        return Headline("succeeded" if self.success else "failed", facts=tuple(filter(None, (code,))), why=why)


class RunnerJobExecution(Record):
    """One attempt at a job."""

    api_type: ClassVar[str] = "app.RunnerJobExecution"

    metadata: Withheld = None
    outputs: Annotated[Annotated[RunnerJobExecutionOutputs, NEVER_DUMPED] | None, Policy.NEVER] = None
    result: RunnerJobExecutionResult | None = None
    runner_job_id: ParentId = None
    status: str | None = None
    status_v2: CompositeStatus | None = None

    @property
    def headline(self) -> Headline:
        """Time and status; why it failed."""
        failed = self.result.headline.why if self.result else ""
        why = failed or (self.status_v2.reason if self.status_v2 else "")
        return Headline(formats.format_time(self.created_at) or "attempt", self.badges, why=why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = (self.status_v2.status if self.status_v2 else None) or self.status
        return (Badge(word),) if word else ()


class RunnerJob(Explained, Logged):
    """A job of a runner."""

    api_type: ClassVar[str] = "app.RunnerJob"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("executions", "Attempts", newest_first=True, comes_with_model=True, optional=True),
    )

    available_timeout: Duration | None = None
    execution_count: int | None = None
    execution_time: Annotated[Duration | None, Omitted("`took` says it where the job has ended")] = None
    execution_timeout: Duration | None = None
    executions: Collection[RunnerJobExecution] = Collection()
    executor: str | None = None
    final_runner_job_execution_id: str | None = None
    finished_at: Timestamp = None
    group: str | None = None
    install_role_usage: InstallRoleUsage | None = None
    json_: Annotated[SecretValue | None, Omitted("it is the plan")] = Field(None, validation_alias="json")
    log_stream_id: str | None = None
    max_executions: int | None = None
    metadata: SecretValue | None = None
    operation: str | None = None
    outputs: SecretValue | None = None
    outputs_json: SecretText | None = None
    overall_timeout: Duration | None = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    queue_timeout: Duration | None = None
    runner_id: str | None = None
    runner_process_id: ParentId = None
    started_at: Timestamp = None
    type: str | None = None

    @property
    def took(self) -> timedelta | None:
        """How long it took; None until it has ended, because the server then sends the time until now."""
        return self.execution_time if self.finished_at else None

    @property
    def owner_title(self) -> str:
        """What it was done for: the title of the deploy, run or build; empty if that was not loaded."""
        key = Key(OWNERS.get(self.owner_type or "", ""), self.owner_id or "")
        owner = self._store.record(key) if self._store else None
        return f"for {owner.at(self._store).title}" if owner else ""

    @property
    def headline(self) -> Headline:
        """Kind of job and status; whose it is, start, duration, operation; why it failed."""
        started = self.started_at or self.created_at
        facts = (
            self.owner_title,
            formats.format_time(started) if started else "",
            formats.format_duration(self.took),
            str(self.operation or ""),
        )
        kind = formats.humanize(str(self.type or "job"))
        return Headline(kind, self.badges, tuple(filter(None, facts)), self.reason)
