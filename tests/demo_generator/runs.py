"""What ran: deploys, sandbox runs, runs of actions and builds, each with its phases, as the generator knows them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from nuon_notebook.demo.records import NOW, AppRecords, ConfigRecords, InstallRecords, Record
from tests.demo_generator.people import STAFF
from tests.demo_generator.targets import build_id
from tests.demo_generator.values import between
from tests.demo_generator.workflow_runs import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.demo_generator.rollouts import Rollout
    from tests.demo_generator.scenarios import Scenario
    from tests.demo_generator.workflow_runs import StepRun

DEPLOYS, SANDBOX_RUNS, ACTION_RUNS = "install_deploys", "install_sandbox_runs", "install_action_workflow_runs"
BUILDS = "component_builds"

NOTHING_DONE = frozenset({"auto-skipped", "pending", "not-attempted", "discarded", "queued", "user-skipped"})
"""Statuses of steps that do not tell how a run went."""

BUILD_PROBLEM = "chart lint failed: values.yaml:14: mapping values are not allowed here"


@dataclass(frozen=True)
class Execution:
    """A step of a workflow that has started."""

    scenario: Scenario
    install: InstallRecords
    workflow: Record
    step: Record
    run: StepRun
    config: ConfigRecords
    """The version that the install ran then."""


@dataclass(frozen=True)
class Phase:
    """One job of a run: its operation, when it ran, and how it went."""

    operation: str
    status: str
    started: datetime
    finished: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class Run:
    """A deploy, sandbox run, run of an action, or build.

    Attributes:
        id: its id.
        owner_type: the table that it is in.
        name: of the component or action; "sandbox" for a sandbox.
        kind: the type of the component, "sandbox" or "action".
        app: the app.
        by: the id of the account that started it.
        phases: its jobs, oldest first.
        install: the install; None for a build.
        workflow: the workflow; None for a build.
        connection: the version of the component; None if it is none of a component.
        attempt: greater than zero for a retry.
        config: the version that the install ran; None for a build.
        trigger: what triggered an action in another workflow.
    """

    id: str
    owner_type: str
    name: str
    kind: str
    app: AppRecords
    by: str
    phases: Sequence[Phase]
    install: InstallRecords | None = None
    workflow: Record = field(default_factory=dict)
    connection: Record | None = None
    attempt: int = 0
    config: ConfigRecords | None = None
    trigger: str = ""

    @property
    def started(self) -> datetime:
        """When its first job started."""
        return self.phases[0].started

    @property
    def deciding(self) -> Phase:
        """The phase that tells how it went."""
        done = [phase for phase in self.phases if phase.status not in NOTHING_DONE]
        return (done or [*self.phases])[-1]

    @property
    def status(self) -> str:
        """Its status: `active` once everything went well."""
        status = self.deciding.status
        return "active" if status == "success" else status

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return self.status in ("error", "failed-pending-retry")

    @property
    def running(self) -> bool:
        """Whether one of its jobs still runs."""
        return self.deciding.finished is None and self.status in ("in-progress", "applying")


@dataclass(frozen=True)
class History:
    """Everything that ran, from which the tables are made."""

    apps: Sequence[AppRecords]
    installs: Sequence[InstallRecords]
    workflows: Sequence[Record]
    executions: Sequence[Execution]
    rollouts: Mapping[str, Sequence[Rollout]]
    """The versions that each install came to, by its id."""

    @cached_property
    def runs(self) -> Sequence[Run]:
        """All runs, oldest first."""
        return sorted([*self.builds, *self._of_installs()], key=lambda run: (run.started, run.id))

    @cached_property
    def builds(self) -> Sequence[Run]:
        """A build of every version of every component."""
        return [
            _build(app, config.record["created_at"], connection)
            for app in self.apps for config in app.configs for connection in config.connections
        ]  # fmt: skip

    def of_type(self, owner_type: str) -> Iterable[Run]:
        """Return the runs of a type, oldest first."""
        return (run for run in self.runs if run.owner_type == owner_type)

    def _of_installs(self) -> Iterable[Run]:
        targets: Mapping[str, list[Execution]] = _by_target(self.executions)
        for identity, executions in targets.items():
            first = executions[0]
            target = first.step["step_target_type"]
            if target not in (DEPLOYS, SANDBOX_RUNS, ACTION_RUNS):
                continue
            name, kind, connection = _subject(first)
            if kind == "action" and name not in {row["name"] for row in first.install.app.actions}:
                continue
            yield Run(
                identity, target, name, kind, first.install.app, first.step["created_by_id"],
                [_phase(each) for each in executions], first.install, first.workflow, connection, first.run.attempt,
                first.config, first.run.plan.trigger,
            )  # fmt: skip


def connection_at(app: AppRecords, version: int, name: str) -> Record:
    """Return the connection that a component had in a config version: the newest that is not above it."""
    rows = [row for config in app.configs[:version] for row in config.connections if row["component_name"] == name]
    return rows[-1]


def _by_target(executions: Iterable[Execution]) -> Mapping[str, list[Execution]]:
    targets = defaultdict(list)
    for execution in executions:
        if identity := execution.step.get("step_target_id"):
            targets[identity].append(execution)
    return targets


def _subject(execution: Execution) -> tuple[str, str, Record | None]:
    """Return the name and kind of what a step works on, and its connection if it is a component."""
    target, plan = execution.step["step_target_type"], execution.run.plan
    if target == SANDBOX_RUNS:
        return "sandbox", "sandbox", None
    if target == ACTION_RUNS:
        return plan.name.removeprefix("run action "), "action", None
    app = execution.install.app
    connection = connection_at(app, execution.config.record["version"], plan.component)
    return plan.component, connection["type"], connection


def _phase(execution: Execution) -> Phase:
    run = execution.run
    operation = "exec"
    if run.plan.target != ACTION_RUNS:
        teardown = "teardown" in run.plan.name or "deprovision" in run.plan.name
        planning = "create-teardown-plan" if teardown else "create-apply-plan"
        operation = planning if run.plan.approval else "apply-plan"
    started = run.started or NOW
    finished = None if run.status in UNFINISHED - {"approval-awaiting"} else run.done
    return Phase(operation, run.status, started, finished, run.reason)


def _build(app: AppRecords, created: str, connection: Record) -> Run:
    identity = build_id(connection["id"])
    started = datetime.fromisoformat(created) + timedelta(seconds=between(20, 60, identity))
    finished = started + timedelta(seconds=between(15, 200, identity, "length"))
    component = next(row for row in app.components if row["id"] == connection["component_id"])
    newest = connection is app.newest_connection(component["id"])
    failed = newest and component["status"] == "error"
    status, reason = ("error", BUILD_PROBLEM) if failed else ("success", "")
    phase = Phase("build", status, started, finished, reason)
    return Run(
        identity, BUILDS, component["name"], component["type"], app, STAFF["robot"].account_id, [phase],
        connection=connection,
    )  # fmt: skip
