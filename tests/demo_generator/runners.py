"""The runners of installs and of the org: groups with settings, health checks and heartbeats."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import NOW
from tests.demo_generator.jobs import ORG_RUNNER
from tests.demo_generator.people import ROBOT
from tests.demo_generator.run_records import moment_of
from tests.demo_generator.targets import runner_id
from tests.demo_generator.values import digest, expand, make_id, moment, nanoseconds, record, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import History

MINUTES = 60
VERSIONS = ("0.19.1147", "0.19.1139", "0.19.1102")
UNKNOWN_PLATFORM = "local"


def runner_groups(history: History) -> Iterable[Record]:
    """Return `app.RunnerGroup` of each install, and of the org."""
    for name, owner, owner_type, platform, when in _owners(history):
        identity = make_id("rgr", name)
        yield stamped(
            identity, when, ROBOT.account_id, org_id=ORG_ID, owner_id=owner, owner_type=owner_type, platform=platform,
            type="org" if name == ORG_RUNNER else "install",
            settings=_settings(name, identity, platform, when),
        )  # fmt: skip


def runners(history: History) -> Iterable[Record]:
    """Return `app.Runner` of each group, with the statuses of its health checks, one a minute, oldest first."""
    statuses = {each.name: each.record for each in history.installs}
    for name, _, _, _, when in _owners(history):
        status = statuses[name]["runner_status"] if name in statuses else "active"
        described = statuses[name]["runner_status_description"] if name in statuses else "runner is healthy"
        yield stamped(
            runner_id(name), when, ROBOT.account_id, org_id=ORG_ID, name=f"runner-{name}",
            display_name=f"Runner of {name}",
            runner_group_id=make_id("rgr", name), status=status, status_description=described,
            status_v2=record(
                status=status if status in ("active", "pending") else "error", status_human_description=described,
                created_at_ts=int(NOW.timestamp()),
            ),
            health_checks=_health_checks(name, status),
        )  # fmt: skip


def heart_beats(history: History) -> Iterable[Record]:
    """Return the newest `app.RunnerHeartBeat` of each runner that ever sent one."""
    by_name = {each.name: each.record["runner_status"] for each in history.installs}
    for name, _, _, _, _ in _owners(history):
        status = by_name.get(name, "active")
        if status == "pending":
            continue
        sent = NOW - timedelta(seconds=3 + digest(name) % 9)
        if status == "offline":
            sent = moment("2025-11-22 03:11")
        alive = timedelta(hours=5 + digest(name, "alive") % 90)
        yield stamped(
            make_id("rhb", name), sent, ROBOT.account_id, runner_id=runner_id(name), process="install",
            version=VERSIONS[digest(name) % len(VERSIONS)], alive_time=nanoseconds(alive),
            started_at=f"{sent - alive:%Y-%m-%dT%H:%M:%SZ}",
        )  # fmt: skip


def _owners(history: History) -> Iterable[tuple[str, str, str, str, datetime]]:
    """Yield name, owner, type of owner, platform and start of each group."""
    yield ORG_RUNNER, ORG_ID, "orgs", UNKNOWN_PLATFORM, moment("2025-10-01 07:10")
    for install in history.installs:
        yield install.name, install.id, "installs", install.record["runner_type"], moment_of(install)


def _health_checks(name: str, status: str) -> list[str]:
    """Return the statuses of the last hour. An install that is well may have had a short trouble."""
    if status == "pending":
        return []
    checks = [status] * MINUTES
    if status == "active" and digest(name, "trouble") % 3 == 0:
        checks[20:24] = ["error"] * 4
    return checks


def _settings(name: str, group_id: str, platform: str, when: datetime) -> Record:
    return stamped(
        make_id("rgs", name), when, ROBOT.account_id, org_id=ORG_ID, runner_group_id=group_id, platform=platform,
        container_image_url="public.ecr.aws/fernhill/runner", container_image_tag="0.19.1147",
        runner_api_url="https://runner.nuon.example", enable_logging=True, enable_metrics=True, logging_level="info",
        heart_beat_timeout=15_000_000_000, groups=["deploy", "sandbox", "actions", "sync"],
        otel_collector_config=expand("exporters: {otlp: {headers: {api-key: @secret(otel-config)}}}"),
        metadata={"join_token": expand("@secret(runner-metadata)")},
        aws_tags={"owner": "fernhill", "session": expand("@secret(aws-tag)")} if platform.startswith("aws") else {},
        local_aws_iam_role_arn="arn:aws:iam::418205517734:role/runner" if platform.startswith("aws") else "",
    )  # fmt: skip
