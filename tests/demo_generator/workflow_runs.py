"""How a workflow runs: its steps by type, then what became of each step, when, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.demo_generator.values import between, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from tests.demo_generator.scenarios import Scenario

SECONDS = {
    "stack": (2.0, 9.0), "customer": (400.0, 2600.0), "runner": (40.0, 200.0), "plan-sandbox": (35.0, 95.0),
    "apply-sandbox": (620.0, 1150.0), "secrets": (6.0, 20.0), "plan": (8.0, 40.0), "apply": (25.0, 240.0),
    "sync": (12.0, 60.0), "action": (5.0, 110.0), "state": (0.2, 1.4), "destroy": (90.0, 500.0),
}  # fmt: skip
"""Shortest and longest duration of each kind of step."""

PEOPLE_ANSWER = (70.0, 400.0)
"""Shortest and longest time until somebody answers an approval."""


@dataclass(frozen=True)
class StepPlan:
    """One step of a workflow, before it runs."""

    name: str
    kind: str
    target: str
    execution: str = "system"
    approval: str = ""
    component: str = ""
    group: int = 0
    trigger: str = ""
    """What started it, of the run of an action."""


Group = list[StepPlan]


@dataclass(frozen=True)
class Context:
    """What the steps of a workflow depend on, besides its type."""

    components: Sequence[tuple[str, str]]
    """Name and type, in the order of deployment."""
    deployed: frozenset[str] = frozenset()
    """The names of those that were deployed before, and not torn down since."""
    action: str = ""
    component: str = ""
    triggered: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    """The names of actions by the type and the component of what triggers them."""


def state() -> Group:
    """Return the hidden step."""
    return [StepPlan("update install state", "state", "install_states", "hidden")]


def stack() -> list[Group]:
    """The customer runs the stack, then the runner starts."""
    return [
        [StepPlan("generate install stack", "stack", "install_stack_versions"),
         StepPlan("wait for the customer to run the stack", "customer", "install_stack_versions", "user")],
        [StepPlan("wait for a healthy runner", "runner", "runners")],
        state(),
    ]  # fmt: skip


def sandbox(verb: str, apply_kind: str = "apply-sandbox") -> list[Group]:
    """The sandbox is planned, approved and applied."""
    return [
        [StepPlan(f"plan to {verb} sandbox", "plan-sandbox", "install_sandbox_runs", "approval", "terraform_plan"),
         StepPlan(f"{verb} sandbox", apply_kind, "install_sandbox_runs")],
        state(),
    ]  # fmt: skip


def secrets(context: Context) -> list[Group]:
    """The customer's secrets are copied to the cluster."""
    return around(context, "secrets-sync", [[StepPlan("sync secrets", "secrets", "install_sandbox_runs")]])


def deploy(context: Context, components: Sequence[tuple[str, str]], verb: str = "deploy") -> Iterator[Group]:
    """Components are deployed or torn down, with the actions before and after each."""
    for component in components:
        yield from around(context, f"{verb}-component", [*_deploy(component, verb)], component[0])


def _deploy(component: tuple[str, str], verb: str) -> Iterator[Group]:
    """Images are copied, jobs run, and all other components are planned and applied."""
    approvals = {"terraform_module": "terraform_plan", "helm_chart": "helm_approval",
                 "kubernetes_manifest": "kubernetes_manifest_approval", "pulumi": "pulumi_plan"}  # fmt: skip
    name, kind = component
    if kind in approvals:
        apply_kind = "destroy" if verb == "teardown" else "apply"
        yield [
            StepPlan(f"plan {verb} of {name}", "plan", "install_deploys", "approval", approvals[kind], name),
            StepPlan(f"{verb} {name}", apply_kind, "install_deploys", component=name),
        ]
    elif verb == "deploy":
        yield [StepPlan(f"{'run' if kind == 'job' else 'sync'} {name}", "sync", "install_deploys", component=name)]


def action(name: str, trigger: str = "") -> list[Group]:
    """One run of an action."""
    return [[StepPlan(f"run action {name}", "action", "install_action_workflow_runs", trigger=trigger)]]


def around(context: Context, what: str, groups: Sequence[Group], component: str = "") -> list[Group]:
    """Return groups with the actions that are triggered before and after them."""
    if not groups:
        return []
    before, after = (
        [group for name in context.triggered.get((trigger, component), ()) for group in action(name, trigger)]
        for trigger in (f"pre-{what}", f"post-{what}")
    )
    return [*before, *groups, *after]


def only_plans(groups: Sequence[Group]) -> list[Group]:
    """Return the groups for a workflow that only plans: other steps are skipped."""
    return [
        [step if step.approval or step.kind == "state" else replace(step, execution="skipped") for step in group]
        for group in groups
        if group[0].kind != "action"
    ]


def one(context: Context) -> Sequence[tuple[str, str]]:
    """Return the component of the workflow, by default the last one."""
    return [pair for pair in context.components if pair[0] == context.component] or context.components[-1:]


def some(context: Context, count: int) -> Sequence[tuple[str, str]]:
    """Return the last `count` components, and those that are not deployed."""
    last = context.components[-count:]
    return [pair for pair in context.components if pair in last or pair[0] not in context.deployed]


GROUPS_BY_TYPE: dict[str, Callable[[Context], list[Group]]] = {
    "provision": lambda c: around(c, "provision", [
        *stack(), *sandbox("provision"), *secrets(c), *deploy(c, c.components), *state_group()
    ]),
    "reprovision": lambda c: around(c, "reprovision", [*stack(), *sandbox("reprovision"), *deploy(c, some(c, 4))]),
    "deprovision": lambda c: around(c, "deprovision", [
        *deploy(c, c.components[::-1], "teardown"), *sandbox("deprovision", "destroy")
    ]),
    "deprovision_sandbox": lambda c: around(c, "deprovision-sandbox", sandbox("deprovision", "destroy")),
    "reprovision_sandbox": lambda c: around(c, "reprovision-sandbox", sandbox("reprovision")),
    "drift_run_reprovision_sandbox": lambda _: only_plans(sandbox("reprovision")),
    "manual_deploy": lambda c: [*deploy(c, one(c))],
    "input_update": lambda c: around(c, "update-inputs", [*state_group(), *deploy(c, some(c, 3))]),
    "deploy_components": lambda c: around(c, "deploy-all-components", [*deploy(c, some(c, 6)), *state_group()]),
    "teardown_component": lambda c: [*deploy(c, one(c), "teardown")],
    "teardown_components": lambda c: around(c, "teardown-all-components", [
        *deploy(c, c.components[::-1], "teardown")
    ]),
    "sync_secrets": lambda c: [*secrets(c), *state_group()],
    "drift_run": lambda c: only_plans(list(deploy(c, one(c)))),
    "action_workflow_run": lambda c: action(c.action),
    "runbook_run": lambda c: [*action("collect-diagnostics"), *deploy(c, one(c))],
}  # fmt: skip
"""Groups of steps by workflow type. Only newer servers have `runbook_run`."""


def state_group() -> list[Group]:
    """Return one group with only the hidden step."""
    return [state()]


def steps_of(workflow_type: str, context: Context) -> list[StepPlan]:
    """Return all steps of a workflow in order, numbered by group."""
    groups = GROUPS_BY_TYPE[workflow_type](context)
    return [replace(step, group=index) for index, group in enumerate(groups) for step in group]


@dataclass(frozen=True)
class Outcome:
    """How a workflow ends: its status, that of the step that decides it, and that of the steps after it."""

    workflow: str
    step: str = ""
    later: str = ""
    """Empty if the steps after it run too."""
    finished: bool = True
    started: bool = True


OUTCOMES = {
    "success": Outcome("success"),
    "error": Outcome("error", "error", "not-attempted"),
    "cancelled": Outcome("cancelled", "cancelled", "cancelled", finished=False),
    "discarded": Outcome("discarded", "discarded", "discarded"),
    "in-progress": Outcome("in-progress", "in-progress", "pending", finished=False),
    "approval-awaiting": Outcome("approval-awaiting", "approval-awaiting", "pending", finished=False),
    "approval-denied": Outcome("approval-denied", "approval-denied", "not-attempted"),
    "approval-expired": Outcome("approval-expired", "approval-expired", "not-attempted"),
    "pending": Outcome("pending", later="pending", finished=False, started=False),
    "queued": Outcome("queued", later="queued", finished=False, started=False),
    "skips": Outcome("success", "user-skipped"),
    "drifted": Outcome("drifted", "drifted"),
    "no-drift": Outcome("success", "no-drift"),
    "noop": Outcome("noop"),
    "warning": Outcome("warning", "warning"),
    "failed-pending-retry": Outcome("failed-pending-retry", "failed-pending-retry", "pending", finished=False),
}

UNFINISHED = frozenset({"in-progress", "applying", "approval-awaiting", "awaiting-user-run", "cancelled"})
"""Statuses of a step that has started and has no end. A cancelled step never gets one."""

RESPONSES = {
    "approval-denied": "deny", "approval-retry": "retry", "user-skipped": "deny-skip-current",
    "discarded": "deny-skip-current-and-dependents",
}  # fmt: skip


@dataclass(frozen=True)
class StepRun:
    """One step after it ran."""

    plan: StepPlan
    idx: int
    attempt: int
    status: str
    started: datetime | None = None
    done: datetime | None = None
    """When its work was done: of a plan, when its approval was asked for."""
    finished: datetime | None = None
    retried: bool = False
    reason: str = ""
    response: str = ""
    """The answer to its approval; empty if there is none."""

    @property
    def deployed(self) -> bool:
        """Whether it deployed its component."""
        deploys = self.plan.name.startswith(("deploy ", "sync ", "run "))
        return bool(self.plan.component) and deploys and self.status == "success"

    @property
    def torn_down(self) -> bool:
        """Whether it tore its component down."""
        return self.plan.name.startswith("teardown ") and self.status == "success"


class _Runner:
    """Runs the groups of a workflow one after the other."""

    def __init__(self, scenario: Scenario, clock: datetime) -> None:
        self.scenario = scenario
        self.outcome = OUTCOMES[scenario.outcome]
        self.clock = clock
        self.stopped = not self.outcome.started
        self.runs: list[StepRun] = []

    def group(self, members: Sequence[tuple[int, StepPlan]]) -> None:
        """Run one group, twice if one of its steps is retried."""
        again = not self.stopped and any(plan.name == self.scenario.retry for _, plan in members)
        if again:
            self._pass(members, 0, self.scenario.retry, retrying=True)
        self._pass(members, int(again), self.scenario.at, retrying=False)

    def _pass(self, members: Sequence[tuple[int, StepPlan]], attempt: int, deciding: str, *, retrying: bool) -> None:
        left, skipping = False, False
        for idx, plan in members:
            if self.stopped or left:
                self.runs.append(StepRun(plan, idx, attempt, "discarded" if left else self.outcome.later))
                continue
            decides = plan.name == deciding
            status = (
                self._deciding_status(retrying) if decides else "auto-skipped" if skipping else self._usual_status(plan)
            )
            if retrying and plan.kind == "stack":
                status = "outdated"
            self._step(StepRun(plan, idx, attempt, status, retried=decides and retrying), decides=decides)
            left = decides and retrying
            self.stopped = decides and not retrying and bool(self.outcome.later)
            skipping = skipping or status == "user-skipped"

    def _step(self, step: StepRun, *, decides: bool) -> None:
        kind = "state" if step.status == "auto-skipped" else step.plan.kind
        key = (self.scenario.install, self.scenario.start, step.idx, step.attempt)
        response = self._response(step)
        works, waits = timedelta(seconds=between(*SECONDS[kind], *key)), timedelta(0)
        if decides and self.scenario.lasts:
            works, waits = (works, self.scenario.lasts) if step.plan.approval else (self.scenario.lasts, waits)
        elif response and response != "auto-approve":
            waits = timedelta(seconds=between(*PEOPLE_ANSWER, *key, "answer"))
        finish = self.clock + works + waits
        endless = decides and step.status in UNFINISHED
        self.runs.append(
            replace(
                step, started=self.clock, done=self.clock + works, finished=None if endless else finish,
                reason=self.scenario.reason if decides else "", response=response,
            )
        )  # fmt: skip
        self.clock = finish + timedelta(milliseconds=between(80, 900, *key))

    def _deciding_status(self, retrying: bool) -> str:
        return self.scenario.step_status or ("error" if retrying else self.outcome.step)

    def _usual_status(self, plan: StepPlan) -> str:
        """Return the status of a step that does not decide the outcome."""
        if self.scenario.outcome == "noop":
            return "noop"
        if plan.execution == "skipped":
            return "auto-skipped"
        if plan.approval and self.scenario.prompt:
            return "approved"
        return "active" if plan.kind == "customer" else "success"

    def _response(self, step: StepRun) -> str:
        if not step.plan.approval or step.status in ("approval-awaiting", "approval-expired", "noop"):
            return ""
        return RESPONSES.get(step.status, "approve" if self.scenario.prompt else "auto-approve")


def run(scenario: Scenario, context: Context) -> tuple[list[StepRun], datetime]:
    """Return all steps of a scenario in the order in which they ran, and when the last one ended."""
    plans = steps_of(scenario.type, context)
    scenario = replace(scenario, at=_deciding_step(plans, scenario.at))
    runner = _Runner(scenario, moment(scenario.start) + timedelta(seconds=2))
    for group in range(plans[-1].group + 1):
        runner.group([(idx, plan) for idx, plan in enumerate(plans) if plan.group == group])
    return runner.runs, runner.clock


def _deciding_step(plans: Sequence[StepPlan], name: str) -> str:
    """Return `name`; if the install has no such step, the name of the last step that is alike."""
    if not name or any(plan.name == name for plan in plans):
        return name
    alike = [plan.name for plan in plans if bool(plan.approval) == name.startswith("plan ")]
    return (alike or [plans[-1].name])[-1]
