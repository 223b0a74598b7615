"""Log streams and their lines, in the short form in which the demo server stores them.

Only what ran within the last thirty days has lines: the server keeps no older ones.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.log_endpoints import KEPT
from nuon_notebook.demo.records import NOW
from tests.demo_generator.jobs import ORG_RUNNER
from tests.demo_generator.people import ROBOT
from tests.demo_generator.targets import job_id, log_stream_id, runner_id
from tests.demo_generator.values import digest, expand, hexadecimal, make_id, nanoseconds, stamped, wire_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import History, Phase, Run

DEBUG, INFO, WARN, ERROR = 5, 9, 13, 17
LONG = 340
"""How many lines the logs have that are longer than a page."""

Line = tuple[int, str, str, dict[str, str]]
"""Severity, step of the job, text, and attributes."""

LEAK = "connecting with postgres://app:@secret(log-line)@db.internal:5432/app"


def log_streams(history: History) -> Iterable[Record]:
    """Return `app.LogStream` of all runs, without the token that only runners get, and those that installs hold."""
    held = [
        row["log_stream"]
        for install in history.installs for row in install.record.get("install_sandbox_runs", ())
    ]  # fmt: skip
    owners = {stream["owner_id"] for stream in held}
    yield from held
    for run in history.runs:
        if run.id not in owners:
            yield stamped(
                log_stream_id(run.id), run.started, ROBOT.account_id, org_id=ORG_ID, owner_id=run.id,
                owner_type=run.owner_type, open=run.running,
                attrs={"component": run.name, "ingest_key": expand("@secret(log-attrs)")},
            )  # fmt: skip


def logs(history: History) -> Iterable[Record]:
    """Return the lines of all log streams that are not too old."""
    return (_log(run) for run in history.runs if run.started >= NOW - KEPT)


def _log(run: Run) -> Record:
    lines = [line for phase in run.phases for line in _lines(run, phase)]
    end = run.phases[-1].finished or NOW - timedelta(seconds=20)
    pace = max(nanoseconds(end - run.started), len(lines)) // max(len(lines), 1)
    return {
        "log_stream_id": log_stream_id(run.id), "started_at": wire_time(run.started)[:19] + "Z",
        "runner_id": runner_id(run.install.name if run.install else ORG_RUNNER),
        "runner_job_id": job_id(run.id, len(run.phases) - 1),
        "runner_job_execution_id": make_id("jex", job_id(run.id, len(run.phases) - 1)),
        "resource_attributes": {"service.name": "runner", "host.name": f"runner-{hexadecimal(6, run.id)}"},
        "log_attributes": {"tool": _tool(run), "job.token": expand("@secret(log-attribute)")},
        "lines": [
            [index * pace + digest(run.id, index) % 1_000_000, severity, step, expand(text), *([more] if more else [])]
            for index, (severity, step, text, more) in enumerate(lines)
        ],
    }  # fmt: skip


def _tool(run: Run) -> str:
    return {"helm_chart": "helm", "terraform_module": "terraform", "sandbox": "terraform",
            "kubernetes_manifest": "kubectl", "action": "script", "pulumi": "pulumi"}.get(run.kind, "oras")  # fmt: skip


def _lines(run: Run, phase: Phase) -> Iterator[Line]:
    yield INFO, "initialize", f"starting {phase.operation} of {run.name}", {}
    yield DEBUG, "initialize", LEAK if digest(phase.started, run.id) % 5 == 0 else "workspace is ready", {}
    yield from LINES.get(run.kind, _copying)(run, phase)
    if phase.reason and phase.status in ("error", "failed-pending-retry", "expired", "warning"):
        yield from _failure(run, phase)
    elif phase.finished:
        yield INFO, "cleanup", f"finished {phase.operation} of {run.name}", {}


def _failure(run: Run, phase: Phase) -> Iterator[Line]:
    """Say why: the line that matters is an error, with lines around it that do not."""
    yield WARN, "execute", "the command did not end well, collecting what it said", {}
    yield ERROR, "execute", phase.reason, {"exception.type": f"{_tool(run)}.Error", "exit_code": "1"}
    yield DEBUG, "execute", "retry with --debug; auth header was Bearer @secret(log-line)", {}
    yield INFO, "cleanup", "the workspace was removed", {}


def _helm(run: Run, phase: Phase) -> Iterator[Line]:
    more = {"helm.release.name": run.name, "helm.operation": "upgrade"}
    yield INFO, "execute", f"helm upgrade {run.name} --install --wait --timeout 15m", more
    waits = LONG if phase.status in ("error", "applying") and phase.operation == "apply-plan" else 3
    for index in range(waits):
        ready = min(index * 3 // max(waits, 1), 2) if phase.status == "error" else 2
        yield DEBUG, "execute", f"deployment {run.name}: {ready} of 3 pods are ready", more
        if phase.status == "error" and index % 40 == 39:
            pod = f"{run.name}-{hexadecimal(5, run.id, index)}"
            yield WARN, "execute", f"pod {pod}: back-off restarting container", more


def _terraform(run: Run, phase: Phase) -> Iterator[Line]:
    more = {"tf.operation": phase.operation}
    yield INFO, "execute", "Initializing provider plugins...", more
    long = phase.status == "error" and run.kind == "sandbox"
    for index in range(LONG if long else 4):
        yield INFO, "execute", f"{run.name}.resource[{index}]: Creating... [{index}0s elapsed]", more
    yield DEBUG, "execute", '\x1b[1mvar.master_password\x1b[0m = "@secret(log-line)"', more


def _kubectl(run: Run, phase: Phase) -> Iterator[Line]:
    yield INFO, "execute", f"{phase.operation} of the manifest of {run.name}", {"k8s.kind": "ConfigMap"}
    yield INFO, "execute", "configmap/harbor-settings unchanged", {"k8s.kind": "ConfigMap"}
    yield INFO, "execute", "secret/harbor-registry configured", {"k8s.kind": "Secret"}


def _script(run: Run, phase: Phase) -> Iterator[Line]:
    yield INFO, "execute", f"+ ./{run.name}.sh", {}
    yield INFO, "execute", "using API_KEY=@secret(log-line)", {}
    if phase.status == "warning":
        yield WARN, "execute", "2 of 14 pods did not answer and are missing in the archive", {}


def _copying(run: Run, phase: Phase) -> Iterator[Line]:
    yield INFO, "execute", f"{phase.operation} {run.name}: pulled 6 layers", {}
    yield DEBUG, "execute", "pushed the manifest", {}


LINES: dict[str, Any] = {
    "helm_chart": _helm, "terraform_module": _terraform, "sandbox": _terraform, "pulumi": _terraform,
    "kubernetes_manifest": _kubectl, "action": _script,
}  # fmt: skip
"""What a tool says while it works, by the kind of what it works on."""
