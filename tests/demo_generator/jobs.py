"""The jobs of runners: one for each phase of a run."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import NOW
from tests.demo_generator.errors import composite_error
from tests.demo_generator.runs import BUILDS
from tests.demo_generator.targets import job_id, log_stream_id, runner_id
from tests.demo_generator.values import ZERO_TIME, expand, make_id, nanoseconds, stamped, wire_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import Phase, Run

ORG_RUNNER = "org"
"""Builds run on the runner of the org."""

BUILD_TYPES = {
    "helm_chart": "helm-chart-build", "terraform_module": "terraform-module-build", "docker_build": "docker-build",
    "external_image": "container-image-build", "job": "container-image-build",
    "kubernetes_manifest": "kubernetes-manifest-build", "pulumi": "pulumi-build",
}  # fmt: skip
DEPLOY_TYPES = {
    "helm_chart": "helm-chart-deploy", "terraform_module": "terraform-deploy", "docker_build": "oci-sync",
    "external_image": "oci-sync", "job": "job-deploy", "kubernetes_manifest": "kubernetes-manifest-deploy",
    "pulumi": "pulumi-deploy", "sandbox": "sandbox-terraform", "action": "actions-workflow",
}  # fmt: skip
GROUPS = {"oci-sync": "sync", "sandbox-terraform": "sandbox", "actions-workflow": "actions"}
STATUSES = {
    "error": "failed", "failed-pending-retry": "failed", "in-progress": "in-progress", "applying": "in-progress",
    "cancelled": "cancelled", "expired": "timed-out", "auto-skipped": "not-attempted", "user-skipped": "not-attempted",
}  # fmt: skip
"""The status of a job by that of its step; the job of any other step has finished."""


def jobs_of(run: Run) -> Iterable[Record]:
    """Return `app.RunnerJob` for each phase of a run."""
    for index, phase in enumerate(run.phases):
        yield _job(run, index, phase)


def _job(run: Run, index: int, phase: Phase) -> Record:
    identity, kind = job_id(run.id, index), (BUILD_TYPES if run.owner_type == BUILDS else DEPLOY_TYPES)[run.kind]
    status = STATUSES.get(phase.status, "finished")
    outputs = _outputs(run, phase) if status == "finished" else {}
    execution_id = make_id("jex", identity)
    return stamped(
        identity, phase.started, run.by, updated_at=wire_time(phase.finished or phase.started), org_id=ORG_ID,
        runner_id=runner_id(run.install.name if run.install else ORG_RUNNER), owner_id=run.id,
        owner_type=run.owner_type, log_stream_id=log_stream_id(run.id), type=kind,
        group="build" if run.owner_type == BUILDS else GROUPS.get(kind, "deploy"),
        operation=phase.operation, status=status, status_description=expand(phase.reason) or f"job is {status}",
        started_at=wire_time(phase.started), finished_at=wire_time(phase.finished) if phase.finished else ZERO_TIME,
        execution_time=nanoseconds((phase.finished or NOW) - phase.started), execution_count=1, max_executions=1,
        available_timeout=nanoseconds_of_minutes(5), execution_timeout=nanoseconds_of_minutes(60),
        overall_timeout=nanoseconds_of_minutes(90), queue_timeout=nanoseconds_of_minutes(10),
        final_runner_job_execution_id=execution_id if phase.finished else "",
        metadata={"run_token": expand("@secret(job-metadata)")}, outputs=outputs,
        outputs_json=base64.b64encode(json.dumps(outputs).encode()).decode() if outputs else "",
        composite_error=composite_error(run, phase) if status == "failed" else {},
        executions=[
            stamped(execution_id, phase.started, run.by, org_id=ORG_ID, runner_job_id=identity, status=status)
        ],
    )  # fmt: skip


def nanoseconds_of_minutes(minutes: int) -> int:
    """Return minutes in nanoseconds."""
    return minutes * 60 * 1_000_000_000


def _outputs(run: Run, phase: Phase) -> Record:
    """Return what the job of a Terraform module or an action wrote, secrets among it."""
    if run.kind == "action":
        return {"result": "ok", "session": expand("@secret(action-output)")}
    if run.kind not in ("terraform_module", "sandbox", "pulumi") or phase.operation != "apply-plan":
        return {}
    place = f"{run.name}.{run.install.name if run.install else 'build'}.internal"
    return {"host": place, "port": 5432, "connection_string": expand(f"postgres://app:@secret(job-output)@{place}")}
