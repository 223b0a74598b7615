"""Jobs of runners, with executions, logs and artifacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
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
    def headline(self) -> Headline:
        """Id; whether it is still written to."""
        return Headline(self._name_from(), facts=("open" if self.open else "closed",))


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


class RunnerJobExecution(Record):
    """One attempt at a job."""

    api_type: ClassVar[str] = "app.RunnerJobExecution"

    metadata: Withheld = None
    outputs: Annotated[Annotated[RunnerJobExecutionOutputs, NEVER_DUMPED] | None, Policy.NEVER] = None
    result: RunnerJobExecutionResult | None = None
    runner_job_id: ParentId = None
    status: str | None = None
    status_v2: CompositeStatus | None = None


class RunnerJob(Explained, Logged):
    """A job of a runner."""

    api_type: ClassVar[str] = "app.RunnerJob"

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
    def headline(self) -> Headline:
        """Kind of job and status; start, duration, operation; why it failed."""
        started = self.started_at or self.created_at
        facts = (
            formats.format_time(started) if started else "",
            formats.format_duration(self.took),
            str(self.operation or ""),
        )
        kind = formats.humanize(str(self.type or "job"))
        return Headline(kind, self.badges, tuple(filter(None, facts)), self.reason)
