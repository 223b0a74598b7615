"""Workflows and their steps, as records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import NOW, InstallRecords, Record, with_steps
from tests.demo_generator.apps import DASHBOARD
from tests.demo_generator.people import STAFF, Person, account
from tests.demo_generator.targets import (
    action_run_id,
    deploy_id,
    job_id,
    runner_id,
    sandbox_run_id,
    stack_version_id,
    step_group_id,
)
from tests.demo_generator.values import (
    ZERO_TIME,
    digest,
    expand,
    make_id,
    moment,
    nanoseconds,
    record,
    stamped,
    wire_time,
)  # fmt: skip
from tests.demo_generator.workflow_runs import OUTCOMES, StepRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.demo_generator.rollouts import Ran
    from tests.demo_generator.scenarios import Scenario

NAMES = {
    "provision": ("Provisioning install", "Provisioned install"),
    "reprovision": ("Reprovisioning install", "Reprovisioned install"),
    "deprovision": ("Deprovisioning install", "Deprovisioned install"),
    "reprovision_sandbox": ("Reprovisioning sandbox", "Reprovisioned sandbox"),
    "drift_run_reprovision_sandbox": ("Looking for drift in sandbox", "Looked for drift in sandbox"),
    "manual_deploy": ("Deploying component", "Deployed component"),
    "input_update": ("Updating inputs", "Updated inputs"),
    "deploy_components": ("Deploying components", "Deployed components"),
    "teardown_components": ("Tearing down components", "Tore down components"),
    "sync_secrets": ("Syncing secrets", "Synced secrets"),
    "drift_run": ("Looking for drift", "Looked for drift"),
    "runbook_run": ("Running runbook", "Ran runbook"),
}
"""The name of a workflow while it runs and after, by type. Other types have no name."""

HISTORY = {
    "stack": ("queued", "generating"), "customer": ("awaiting-user-run", "provisioning"),
    "plan-sandbox": ("queued", "planning", "checking-plan"), "plan": ("queued", "planning", "checking-plan"),
    "apply-sandbox": ("queued", "applying"), "apply": ("queued", "applying"), "destroy": ("queued", "deleting"),
    "sync": ("queued", "building"),
}  # fmt: skip
"""The earlier statuses of a step, by kind."""

NOTES = ("reads well", "checked with the customer", "go: password=@secret(approval-note)", "")


def build_workflow(ran: Ran) -> Record:
    """Return `app.Workflow` with its steps in order."""
    scenario, install, runs, end = ran.scenario, ran.install, ran.steps, ran.end
    identity = scenario.workflow_id(ran.key)
    outcome, by, created = OUTCOMES[scenario.outcome], STAFF[scenario.by], moment(scenario.start)
    started = created + timedelta(seconds=1)
    finished = end if outcome.finished and outcome.started else None
    failed = [step for step in runs if step.status == "error"] if outcome.workflow == "error" else []
    changed = end if outcome.started else created
    status = _status(
        outcome.workflow, changed, _spread(("queued", "in-progress"), created, changed),
        f"{failed[-1].plan.name} failed" if failed else "",
    )  # fmt: skip
    doing, done = NAMES.get(scenario.type, ("", ""))
    workflow = stamped(
        identity, created, by.account_id, updated_at=wire_time(finished or min(end, NOW)), org_id=ORG_ID,
        owner_id=install.id, owner_type="installs", type=scenario.type, name=done if outcome.finished else doing,
        status=status | (_reason(failed[-1]) if failed else {}),
        approval_option="prompt" if scenario.prompt else "approve-all", step_error_behavior="abort",
        plan_only=scenario.plan_only, created_by=account(by), metadata=_metadata(scenario),
        **_times(started if outcome.started else None, finished),
        links={"ui": f"{DASHBOARD}/{ORG_ID}/installs/{install.id}/workflows/{identity}"},
    )  # fmt: skip
    return with_steps(workflow, [_step(step, identity, install, by, created) for step in runs])


def _metadata(scenario: Scenario) -> dict[str, str]:
    named = record(install_action_workflow_name=scenario.action)
    named |= {"workflow-name-suffix": f" ({scenario.component})"} if scenario.component else {}
    return named | {"callback_token": expand("@secret(workflow-metadata)")}


def _times(started: datetime | None, finished: datetime | None) -> Record:
    """Return the times of a workflow or step. Unless it finished it lasts until now, even if it was cancelled."""
    elapsed = (finished or NOW) - started if started else timedelta(0)
    return record(
        started_at=wire_time(started) if started else ZERO_TIME,
        finished_at=wire_time(finished) if finished else ZERO_TIME,
        finished=finished is not None, execution_time=max(nanoseconds(elapsed), 0),
    )  # fmt: skip


def _status(status: str, when: datetime, before: Sequence[tuple[str, datetime]], reason: str = "") -> Record:
    """Return `app.CompositeStatus` with its history: the earlier statuses and since when, oldest first."""
    history = [
        record(status=name, created_at_ts=int(since.timestamp()), created_by_id=STAFF["robot"].account_id)
        for name, since in before if name != status
    ]  # fmt: skip
    described = f"{status}: {reason}" if reason else status.replace("-", " ")
    return record(
        status=status, status_human_description=expand(described), created_at_ts=int(when.timestamp()), history=history
    )


def _spread(names: Sequence[str], since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    """Return statuses with the times since which they held, spread evenly."""
    pace = (until - since) / (len(names) + 1)
    return [(name, since + pace * index) for index, name in enumerate(names)]


def _reason(step: StepRun) -> Record:
    """Return the metadata of a status: the reason, and keys that are not meant for people."""
    if step.status == "noop":
        return {"metadata": {"no_op": True}}
    if not step.reason:
        return {}
    return {
        "metadata": {
            "reason": expand(step.reason), "err_step_message": expand(step.reason.split(":")[0]), "step_idx": step.idx,
            "plan_token": expand("@secret(status-metadata)"),
        }
    }  # fmt: skip


def _step(step: StepRun, workflow_id: str, install: InstallRecords, by: Person, created: datetime) -> Record:
    """Return `app.WorkflowStep` without its author. All steps are created together with their workflow."""
    plan, started = step.plan, step.started or created
    identity = make_id("iws", workflow_id, step.idx, step.attempt)
    target_id = _target(step, identity, workflow_id, install)
    before = HISTORY.get(plan.kind, ("queued", "in-progress")) if step.started else ()
    if step.attempt:
        before = ("retrying", *before)
    waits = step.status == "approval-awaiting"
    changed = step.finished or (step.done if waits else None) or started
    asked = step.done if step.done and step.finished and step.finished > step.done else None
    earlier = _spread(before, started, asked or changed) + ([("approval-awaiting", asked)] if asked else [])
    status = _status(step.status, changed, earlier, step.reason)
    times = _times(step.started, step.finished)
    return stamped(
        identity, created, by.account_id, updated_at=wire_time(changed), org_id=ORG_ID,
        install_workflow_id=workflow_id, workflow_id=workflow_id, owner_id=install.id, owner_type="installs",
        name=plan.name, idx=step.idx, group_idx=plan.group,
        workflow_step_group_id=step_group_id(workflow_id, plan.group), group_retry_idx=step.attempt,
        execution_type=plan.execution, status=status | _reason(step),
        retried=step.retried, retryable=plan.kind not in ("state", "customer"), skippable=bool(plan.component),
        step_target_type=plan.target, step_target_id=target_id if step.started else "",
        metadata={"queue_token": expand("@secret(step-metadata)")} if step.started else {},
        links={"ui": f"{DASHBOARD}/{ORG_ID}/installs/{install.id}/workflows/{workflow_id}"},
        approval=_approval(step, identity, target_id, by) if plan.approval and step.started else None, **times,
    )  # fmt: skip


def _target(step: StepRun, identity: str, workflow_id: str, install: InstallRecords) -> str:
    """Return the id of what a step works on."""
    match step.plan.target:
        case "install_deploys":
            return deploy_id(workflow_id, step.plan.component, step.attempt)
        case "install_sandbox_runs":
            return sandbox_run_id(workflow_id, step.attempt)
        case "install_action_workflow_runs":
            return action_run_id(identity)
        case "install_stack_versions":
            return stack_version_id(workflow_id, step.attempt)
        case "runners":
            return runner_id(install.name)
    return make_id("sta", install.name, identity)


def _approval(step: StepRun, step_id: str, target_id: str, by: Person) -> Record:
    identity, when = make_id("waa", step_id), step.done or NOW
    response = record(
        id=make_id("war", identity), created_at=wire_time(step.finished or when), type=step.response,
        created_by_id=by.account_id,
        note="" if step.response == "auto-approve" else expand(NOTES[digest(step_id) % len(NOTES)]),
    ) if step.response else {}  # fmt: skip
    # The names of two properties differ from the schema, and the stub is always sent.
    stub = record(
        created_at=ZERO_TIME, updated_at=ZERO_TIME, started_at=ZERO_TIME, finished_at=ZERO_TIME,
        created_by={}, group_retry_idx=0,
    )  # fmt: skip
    return stamped(
        identity, when, by.account_id, type=step.plan.approval, owner_id=target_id, owner_type=step.plan.target,
        runner_job_id=job_id(target_id, 0), workflow_step_id=step_id, response=response,
        InstallWorkflowStepID=step_id, InstallWorkflowStep=stub,
    )  # fmt: skip
