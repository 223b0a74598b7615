"""Builds, deploys, sandbox runs and runs of actions as records, and the components and actions of installs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from tests.demo_generator.errors import composite_error
from tests.demo_generator.people import MARISOL, STAFF
from tests.demo_generator.runs import ACTION_RUNS, DEPLOYS, SANDBOX_RUNS
from tests.demo_generator.targets import build_id, install_component_id
from tests.demo_generator.values import (
    digest,
    expand,
    hexadecimal,
    make_id,
    moment,
    nanoseconds,
    record,
    stamped,
    wire_time,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nuon_notebook.demo.records import ConfigRecords, InstallRecords, Record
    from tests.demo_generator.runs import History, Phase, Run

REGISTRY = "418205517734.dkr.ecr.eu-west-1.amazonaws.com"
ROLES = {"plan": "maintenance", "apply": "provision"}
STEP_STATUSES = {
    "success": "finished", "active": "finished", "error": "error", "warning": "error", "in-progress": "in-progress"
}  # fmt: skip


def builds(history: History) -> Iterable[Record]:
    """Return `app.ComponentBuild` of every version of every component, oldest first."""
    for run in sorted(history.builds, key=lambda run: run.started):
        phase, connection = run.phases[0], run.connection or {}
        yield stamped(
            run.id, run.started, run.by, updated_at=wire_time(phase.finished or run.started),
            component_id=connection["component_id"], component_name=run.name,
            component_config_version=connection["version"], component_config_connection_id=connection["id"],
            checksum=connection["checksum"], git_ref=hexadecimal(40, "commit", run.id), **_status(run),
            vcs_connection_commit=_commit(run) if _has_repository(connection) else None,
        )  # fmt: skip


def deploys(history: History) -> Iterable[Record]:
    """Return `app.InstallDeploy`, oldest first."""
    for run in history.of_type(DEPLOYS):
        install, connection = _install(run), run.connection or {}
        made = build_id(connection["id"])
        yield stamped(
            run.id, run.started, run.by, updated_at=wire_time(run.deciding.finished or run.started),
            install_id=install.id, component_id=connection["component_id"], component_name=run.name, build_id=made,
            install_component_id=install_component_id(run.app.name, install.name, run.name),
            component_config_version=connection["version"], plan_only=False, **_status(run), **_workflow(run),
            install_deploy_type=_deploy_type(run), role=f"{install.id}-{ROLES['apply']}", **_planned(run),
            oci_artifact=_artifact(run, made),
        )  # fmt: skip


def sandbox_runs(history: History) -> Iterable[Record]:
    """Return `app.InstallSandboxRun`, oldest first."""
    return map(sandbox_run, history.of_type(SANDBOX_RUNS))


def action_runs(history: History) -> Iterable[Record]:
    """Return `app.InstallActionWorkflowRun` with its steps, oldest first."""
    for run in history.of_type(ACTION_RUNS):
        install = _install(run)
        action = next(row for row in run.app.actions if row["name"] == run.name)
        configs = {row["action_workflow_id"]: row for row in _config(run).action_configs}
        config = configs.get(action["id"]) or run.app.newest_action_config(action["id"])
        finished = run.deciding.finished
        yield stamped(
            run.id, run.started, run.by, updated_at=wire_time(finished or run.started), install_id=install.id,
            action_workflow_config_id=config["id"], **_status(run), **_workflow(run),
            install_action_workflow_id=install_action_id(install, action["id"]),
            trigger_type=_trigger(run), triggered_by_id=run.by,
            triggered_by_type="accounts", timeout=config["timeout"],
            run_env_vars={"INSTALL": install.name, "API_KEY": expand("@secret(run-env)")},
            outputs={"report": "written", "upload_token": expand("@secret(action-output)")},
            execution_time=nanoseconds((finished or run.started) - run.started),
            steps=[_action_step(run, step, index, len(config["steps"])) for index, step in enumerate(config["steps"])],
        )  # fmt: skip


def install_components(history: History) -> Iterable[Record]:
    """Return `app.InstallComponent` of each component of the version that an install runs, with its own component."""
    for install in history.installs:
        by_id = {row["id"]: row for row in install.app.components}
        drifted = {row.get("component_name"): row for row in install.record.get("drifted_objects", [])}
        health = install.record.get("component_health_statuses", {})
        for component_id, status in install.record["component_statuses"].items():
            component = by_id[component_id]
            identity = install_component_id(install.app.name, install.name, component["name"])
            when = moment_of(install)
            workspace = stamped(
                make_id("tfw", identity), when, MARISOL.account_id, org_id=ORG_ID, owner_id=identity,
                owner_type="install_components",
            ) if component["type"] == "terraform_module" else None  # fmt: skip
            yield stamped(
                identity, when, MARISOL.account_id, install_id=install.id, component_id=component_id,
                status=status, status_description=f"component is {status}",
                status_v2=_composite(status, f"component is {status}", when), terraform_workspace=workspace,
                drifted_object=drifted.get(component["name"]), enabled=True, health_status=health.get(component_id, ""),
            )  # fmt: skip


def install_actions(history: History) -> Iterable[Record]:
    """Return `app.InstallActionWorkflow` of each action of the version that an install runs."""
    for install in history.installs:
        for config in install.config.action_configs:
            identity = config["action_workflow_id"]
            yield stamped(
                install_action_id(install, identity), moment_of(install), MARISOL.account_id, install_id=install.id,
                action_workflow_id=identity, status="active",
            )  # fmt: skip


def install_action_id(install: InstallRecords, action_id: str) -> str:
    """Return the id of an action in an install."""
    return make_id("iaw", install.name, action_id)


def moment_of(install: InstallRecords) -> datetime:
    """Return when an install was made."""
    return moment(install.record["created_at"][:16].replace("T", " "))


def _install(run: Run) -> InstallRecords:
    if run.install is None:
        raise ValueError(run.id)
    return run.install


def _config(run: Run) -> ConfigRecords:
    if run.config is None:
        raise ValueError(run.id)
    return run.config


def _workflow(run: Run) -> Record:
    identity = run.workflow["id"]
    return {"workflow_id": identity, "install_workflow_id": identity}


def _status(run: Run) -> Record:
    """Return the status as text and as an object, with the reason if there is one."""
    reason = expand(run.deciding.reason)
    described = reason or f"{run.name} is {run.status.replace('-', ' ')}"
    failed = {"metadata": {"reason": reason, "trace_token": expand("@secret(status-metadata)")}} if reason else {}
    error = {"composite_error": composite_error(run, run.deciding)} if run.failed else {}
    status = _composite(run.status, described, run.deciding.started) | failed
    return {"status": run.status, "status_description": described, "status_v2": status} | error


def _composite(status: str, described: str, when: datetime) -> Record:
    return record(status=status, status_human_description=described, created_at_ts=int(when.timestamp()))


def _planned(run: Run) -> Record:
    """Return when a run was planned and applied, which newer servers send."""
    planned = [phase for phase in run.phases if phase.operation.startswith("create-") and phase.finished]
    applied = [phase for phase in run.phases if phase.operation == "apply-plan" and phase.status == "success"]
    return record(planned_at=_end(planned), applied_at=_end(applied))


def _end(phases: list[Phase]) -> str:
    return wire_time(phases[-1].finished) if phases and phases[-1].finished else ""


def _trigger(run: Run) -> str:
    """Return what started the run of an action: a workflow, a schedule, or somebody."""
    scheduled = run.by == STAFF["robot"].account_id and run.workflow["type"] == "action_workflow_run"
    return run.trigger or ("cron" if scheduled else "manual")


def _deploy_type(run: Run) -> str:
    if run.kind in ("external_image", "docker_build"):
        return "sync-image"
    return "teardown" if run.phases[0].operation == "create-teardown-plan" else "apply"


def _artifact(run: Run, made: str) -> Record:
    checksum = hexadecimal(64, "artifact", made)
    return stamped(
        make_id("oci", run.id), run.started, run.by, org_id=ORG_ID, owner_id=run.id, owner_type=DEPLOYS, tag=made,
        repository=f"{REGISTRY}/{run.app.id}/{run.name}", digest=f"sha256:{checksum}",
        size=40_000 + digest(made) % 900_000, media_type="application/vnd.oci.image.manifest.v1+json",
        artifact_type="application/vnd.nuon.artifact",
        annotations={"source": run.name, "pull_secret": expand("@secret(artifact-annotation)")},
    )  # fmt: skip


def _has_repository(connection: Record) -> bool:
    settings = [value for value in connection.values() if isinstance(value, dict)]
    return any("connected_github_vcs_config" in one or "public_git_vcs_config" in one for one in settings)


def _commit(run: Run) -> Record:
    author = MARISOL
    return stamped(
        make_id("vcs", "commit", run.id), run.started, author.account_id, sha=hexadecimal(40, "commit", run.id),
        author_name=author.name, author_email=author.email, message=f"Change {run.name}",
    )  # fmt: skip


def sandbox_run(run: Run) -> Record:
    """Return `app.InstallSandboxRun`."""
    install = _install(run)
    verb = next((word for word in ("deprovision", "reprovision") if word in run.workflow["type"]), "provision")
    return stamped(
        run.id, run.started, run.by, updated_at=wire_time(run.deciding.finished or run.started), install_id=install.id,
        org_id=ORG_ID, run_type=verb, install_sandbox_id=make_id("ins", install.name), **_status(run),
        **_workflow(run), **_planned(run), role=f"{install.id}-{ROLES['apply']}",
        app_sandbox_config={"id": _config(run).children["sandbox"]["id"]},
    )  # fmt: skip


def _action_step(run: Run, step: Record, index: int, count: int) -> Record:
    """Return a step of a run. Of a run that failed, the last step failed."""
    last = index == count - 1
    status = STEP_STATUSES.get(run.status, "pending") if last else "finished"
    whole = (run.deciding.finished or run.started) - run.started
    return stamped(
        make_id("ias", run.id, index), run.started, run.by, install_action_workflow_run_id=run.id, step_id=step["id"],
        status=status, execution_duration=nanoseconds(whole / count),
    )  # fmt: skip
