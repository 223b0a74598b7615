"""Runners with their groups, settings, heartbeats and health checks."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Logged, Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.runner_jobs import LogStream, RunnerJob
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.types import (
    NO_VALUES,
    CustomerText,
    Duration,
    PlainMap,
    ScannedTexts,
    SecretText,
    ServerQueue,
    Texts,
    Timestamp,
    Variables,
    from_seconds,
)
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId

if TYPE_CHECKING:
    from datetime import datetime

HEART_BEATS: Final = "heart_beats"
HEALTH_CHECKS: Final = "health_checks"
"""The names of what is loaded of a runner apart."""
WELL: Final = frozenset(("active", "pending", "provisioning"))
"""The statuses of health checks that are nothing to worry about."""
UNIT_UNKNOWN: Final = Omitted("the API does not say in which unit it is")


class HeartBeat(Model):
    """That a process of a runner was alive at a time."""

    alive_time: Duration | None = None
    created_at: Timestamp = None
    process: str | None = None
    process_id: ParentId = None
    runner_id: ParentId = None
    started_at: Timestamp = None
    version: str | None = None

    @property
    def headline(self) -> Headline:
        """Process; time, version, for how long it has been running."""
        facts = (
            formats.format_time(self.created_at) if self.created_at else "",
            f"version {self.version}" if self.version else "",
            f"up for {formats.format_duration(self.alive_time)}" if self.alive_time else "",
        )
        return Headline(self.process or "runner", facts=tuple(filter(None, facts)))


class LatestRunnerHeartBeat(HeartBeat):
    """The newest heartbeat of a process; source: `GET /v1/runners/{runner_id}/heart-beats/latest`."""

    api_type: ClassVar[str] = "app.LatestRunnerHeartBeat"


class RunnerHeartBeat(HeartBeat, Record):
    """A heartbeat; source: `GET /v1/runners/{runner_id}/latest-heart-beat`."""

    api_type: ClassVar[str] = "app.RunnerHeartBeat"

    created_at: Timestamp = None


class RunnerHealthCheck(Record):
    """The health of a runner in one minute; source: `GET /v1/runners/{runner_id}/recent-health-checks`."""

    api_type: ClassVar[str] = "app.RunnerHealthCheck"

    minute_bucket: Timestamp = None
    process: str | None = None
    process_id: ParentId = None
    runner_id: ParentId = None
    runner_job: RunnerJob | None = None
    status: str | None = None
    status_code: Annotated[int | None, Omitted("it is the status as a number")] = None

    @property
    def headline(self) -> Headline:
        """Time and status; process."""
        when = formats.format_time(self.minute_bucket or self.created_at) or "health check"
        return Headline(when, self.badges, tuple(filter(None, (self.process,))))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


class RunnerConnectionStatus(Model):
    """Whether a runner is connected; source: `GET /v1/runners/{runner_id}/connected`."""

    api_type: ClassVar[str] = "service.RunnerConnectionStatus"

    connected: bool | None = None
    latest_heartbeat_timestamp: int | None = None

    @property
    def headline(self) -> Headline:
        """Whether it is connected; the time of its last heartbeat."""
        last = formats.format_time(from_seconds(self.latest_heartbeat_timestamp))
        return Headline("Runner", self.badges, (f"last heartbeat {last}",) if last else ("no heartbeat yet",))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Whether it is connected."""
        return (Badge("connected" if self.connected else "disconnected"),)


class RunnerOperation(Stated, Logged):
    """Something that was done to a runner."""

    api_type: ClassVar[str] = "app.RunnerOperation"

    log_stream: LogStream | None = None
    operation_type: str | None = None
    runner_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Operation and status; time; why it failed."""
        when = (formats.format_time(self.created_at),) if self.created_at else ()
        return Headline(formats.humanize(str(self.operation_type or "operation")), self.badges, when, self.reason)


class RunnerGroupSettings(Record):
    """The settings of the runners of a group; source: `GET /v1/runners/{runner_id}/settings`."""

    api_type: ClassVar[str] = "app.RunnerGroupSettings"

    aws_auth_method: str | None = None
    aws_cloudformation_stack_type: str | None = None
    aws_instance_type: str | None = None
    aws_max_instance_lifetime: Annotated[int | None, UNIT_UNKNOWN] = None
    aws_tags: Variables = NO_VALUES
    binary_version: str | None = None
    container_image_tag: str | None = None
    container_image_url: str | None = None
    container_max_uptime: Annotated[int | None, UNIT_UNKNOWN] = None
    enable_logging: bool | None = None
    enable_metrics: bool | None = None
    enable_sentry: bool | None = None
    groups: Texts = ()
    heart_beat_timeout: Duration | None = None
    job_group_parallelism: PlainMap = NO_VALUES
    local_aws_iam_role_arn: CustomerText = None
    logging_level: str | None = None
    long_poll_jobs: bool | None = None
    metadata: Variables = NO_VALUES
    org_aws_iam_role_arn: CustomerText = None
    org_azure_client_id: CustomerText = None
    org_gcp_service_account: CustomerText = None
    org_k8s_service_account_name: str | None = None
    otel_collector_config: SecretText | None = None
    platform: str | None = None
    runner_api_url: str | None = None
    runner_binary_url: str | None = None
    runner_group_id: ParentId = None
    sandbox_mode: bool | None = None
    vm_max_uptime: Annotated[int | None, UNIT_UNKNOWN] = None

    @property
    def headline(self) -> Headline:
        """Platform; image."""
        image = ":".join(filter(None, (self.container_image_url, self.container_image_tag)))
        return Headline("Runner settings", facts=tuple(filter(None, (str(self.platform or ""), image))))


class Runner(Stated):
    """A runner, which does the jobs of an org or an install."""

    api_type: ClassVar[str] = "app.Runner"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("jobs", "Jobs", newest_first=True),
        Section("operations", "Operations", newest_first=True, comes_with_model=True, optional=True),
    )

    display_name: str | None = None
    jobs: Collection[RunnerJob] = Collection()
    name: str | None = None
    operations: Collection[RunnerOperation] = Collection()
    queues: ServerQueue = None
    restart_requested: bool | None = None
    runner_group: "Deferred[RunnerGroup] | None" = None
    runner_group_id: ParentId = None
    runner_job: RunnerJob | None = None
    warnings: ScannedTexts = ()

    @property
    def headline(self) -> Headline:
        """Name and status; platform, version, last heartbeat, health; why it is unwell, and its warnings."""
        facts = (
            str(self.runner_group.platform or "") if self.runner_group else "",
            f"version {self.version}" if self.version else "",
            self.last_seen,
            self.health,
            "restart requested" if self.restart_requested else "",
        )
        why = "; ".join(filter(None, (self.reason, *self.warnings)))
        return Headline(self._name_from("display_name", "name"), self.badges, tuple(filter(None, facts)), why)

    @property
    def last_heart_beat(self) -> RunnerHeartBeat | None:
        """Its newest heartbeat; None if there never was one, or it was not loaded."""
        nothing: Collection[RunnerHeartBeat] = Collection()
        return next(iter(self.related(HEART_BEATS, nothing)), None)

    @property
    def last_seen(self) -> str:
        """The time of its newest heartbeat, in words; empty if that was not loaded."""
        if self.last_heart_beat:
            return f"last heartbeat {formats.format_time(self.last_heart_beat.created_at)}"
        return "no heartbeat yet" if self.was_loaded(HEART_BEATS) else ""

    @property
    def version(self) -> str:
        """The version that it runs; empty if that is not known."""
        return (self.last_heart_beat.version if self.last_heart_beat else None) or ""

    @property
    def health_checks(self) -> Collection[RunnerHealthCheck]:
        """Its health checks of the last hour, one a minute, oldest first; empty if they were not loaded."""
        nothing: Collection[RunnerHealthCheck] = Collection()
        return self.related(HEALTH_CHECKS, nothing)

    @property
    def health(self) -> str:
        """Its health in the last hour, in words; empty if that was not loaded, or nothing was checked."""
        checks = [one for one in self.health_checks if one.status]
        unwell = [one for one in checks if one.status not in WELL]
        if not unwell:
            return f"well in {formats.count(len(checks), 'check')}" if checks else ""
        counted = Counter(formats.status_words(one.status) for one in unwell)
        words = ", ".join(f"{number} {status}" for status, number in sorted(counted.items()))
        last = formats.format_time(unwell[-1].minute_bucket or unwell[-1].created_at)
        return f"{words} of {formats.count(len(checks), 'check')}, last {last}".rstrip(", ")


class RunnerGroup(Record):
    """The runners of an org or an install; source: `GET /v1/installs/{install_id}/runner-group`."""

    api_type: ClassVar[str] = "app.RunnerGroup"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("runners", "Runners", open=True, comes_with_model=True, optional=True),
    )

    owner_id: ParentId = None
    owner_type: OwnerType = None
    platform: str | None = None
    runners: Collection[Runner] = Collection()
    settings: RunnerGroupSettings | None = None
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Platform; number of runners."""
        of = f"of an {self.type}" if self.type else ""
        runners = formats.count(len(self.runners), "runner") if self.runners else ""
        return Headline("Runner group", facts=tuple(filter(None, (of, str(self.platform or ""), runners))))


class RunnerCardDetailsResponse(Model):
    """A runner with its newest heartbeat; source: `GET /v1/runners/{runner_id}/card-details`."""

    api_type: ClassVar[str] = "service.RunnerCardDetailsResponse"

    latest_heart_beat: RunnerHeartBeat | None = None
    runner: Runner | None = None

    @property
    def last_seen(self) -> "datetime | None":
        """The time of the newest heartbeat; None if there never was one."""
        return self.latest_heart_beat.created_at if self.latest_heart_beat else None

    @property
    def headline(self) -> Headline:
        """Name and status of the runner; its last heartbeat, and its version."""
        runner = self.runner.headline if self.runner else Headline("Runner")
        version = self.latest_heart_beat.version if self.latest_heart_beat else None
        facts = (
            *runner.facts,
            f"last heartbeat {formats.format_time(self.last_seen)}" if self.last_seen else "no heartbeat yet",
            f"version {version}" if version else "",
        )
        return Headline(runner.title, runner.badges, tuple(filter(None, facts)), runner.why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The status of the runner."""
        return self.runner.badges if self.runner else ()
