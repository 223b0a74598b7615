"""Which steps a workflow of each type has, in which groups, and how long such a step takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SECONDS = {
    "stack": (2.0, 9.0), "customer": (400.0, 2600.0), "runner": (40.0, 200.0), "plan-sandbox": (35.0, 95.0),
    "apply-sandbox": (620.0, 1150.0), "secrets": (6.0, 20.0), "plan": (8.0, 40.0), "apply": (25.0, 240.0),
    "sync": (12.0, 60.0), "action": (5.0, 110.0), "state": (0.2, 1.4), "destroy": (90.0, 500.0),
}  # fmt: skip
"""Shortest and longest duration of each kind of step."""


@dataclass(frozen=True)
class StepPlan:
    """One step before it ran."""

    name: str
    kind: str
    target: str
    execution: str = "system"
    approval: str = ""
    component: str = ""
    group: int = 0


Group = list[StepPlan]


@dataclass(frozen=True)
class Context:
    """What a blueprint chooses from."""

    components: Sequence[tuple[str, str]]
    """Name and type, in the order of deployment."""
    action: str = ""
    component: str = ""


def state() -> Group:
    """A step that people are not shown."""
    return [StepPlan("update install state", "state", "install_states", "hidden")]


def stack() -> list[Group]:
    """The customer runs the stack, then the runner reports."""
    return [
        [StepPlan("generate install stack", "stack", "install_stack_versions"),
         StepPlan("wait for the customer to run the stack", "customer", "install_stack_versions", "user")],
        [StepPlan("wait for a healthy runner", "runner", "runners")],
        state(),
    ]  # fmt: skip


def sandbox(verb: str, apply_kind: str = "apply-sandbox") -> list[Group]:
    """A plan that is approved, then applied."""
    return [
        [StepPlan(f"plan to {verb} sandbox", "plan-sandbox", "install_sandbox_runs", "approval", "terraform_plan"),
         StepPlan(f"{verb} sandbox", apply_kind, "install_sandbox_runs")],
        state(),
    ]  # fmt: skip


def secrets() -> list[Group]:
    """Secrets go from the customer's vault into the cluster."""
    return [[StepPlan("sync secrets", "secrets", "install_sandbox_runs")]]


def deploy(components: Sequence[tuple[str, str]], verb: str = "deploy") -> Iterator[Group]:
    """Images are copied, everything else is planned and applied."""
    approvals = {"terraform_module": "terraform_plan", "helm_chart": "helm_approval",
                 "kubernetes_manifest": "kubernetes_manifest_approval"}  # fmt: skip
    for name, kind in components:
        if kind in approvals:
            apply_kind = "destroy" if verb == "teardown" else "apply"
            yield [
                StepPlan(f"plan {verb} of {name}", "plan", "install_deploys", "approval", approvals[kind], name),
                StepPlan(f"{verb} {name}", apply_kind, "install_deploys", component=name),
            ]
        elif verb == "deploy":
            yield [StepPlan(f"{'run' if kind == 'job' else 'sync'} {name}", "sync", "install_deploys", component=name)]


def action(name: str, target: str = "install_action_workflow_runs") -> list[Group]:
    """One run of an action."""
    return [[StepPlan(f"run action {name}", "action", target)]]


def only_plans(groups: Sequence[Group]) -> list[Group]:
    """The same groups in a run that only plans: what would be applied is skipped."""
    return [
        [step if step.approval or step.kind == "state" else replace(step, execution="skipped") for step in group]
        for group in groups
    ]


def one(context: Context) -> Sequence[tuple[str, str]]:
    """The component that the workflow is about, else the last one."""
    return [pair for pair in context.components if pair[0] == context.component] or some(context, 1)


def some(context: Context, count: int) -> Sequence[tuple[str, str]]:
    """The last `count` components."""
    return context.components[-count:]


BLUEPRINTS: dict[str, Callable[[Context], list[Group]]] = {
    "provision": lambda c: [*stack(), *sandbox("provision"), *secrets(), *deploy(c.components), *state_group()],
    "reprovision": lambda c: [*stack(), *sandbox("reprovision"), *deploy(some(c, 4))],
    "deprovision": lambda c: [*deploy(c.components[::-1], "teardown"), *sandbox("deprovision", "destroy")],
    "deprovision_sandbox": lambda _: sandbox("deprovision", "destroy"),
    "reprovision_sandbox": lambda _: sandbox("reprovision"),
    "drift_run_reprovision_sandbox": lambda _: only_plans(sandbox("reprovision")),
    "manual_deploy": lambda c: [*deploy(one(c)), *action("smoke-test")],
    "input_update": lambda c: [*state_group(), *deploy(some(c, 3))],
    "deploy_components": lambda c: [*action("backup-database"), *deploy(some(c, 6)), *state_group()],
    "teardown_component": lambda c: list(deploy(one(c), "teardown")),
    "teardown_components": lambda c: list(deploy(c.components[::-1], "teardown")),
    "sync_secrets": lambda _: [*secrets(), *state_group()],
    "drift_run": lambda c: only_plans(list(deploy(one(c)))),
    "action_workflow_run": lambda c: action(c.action),
    "runbook_run": lambda c: [*action("collect-diagnostics"), *deploy(one(c))],
}
"""Groups of steps by workflow type; `runbook_run` is one that only newer servers have."""


def state_group() -> list[Group]:
    """One group with nothing but the hidden step."""
    return [state()]


def steps_of(workflow_type: str, context: Context) -> list[StepPlan]:
    """All steps of a workflow in order, numbered by group."""
    groups = BLUEPRINTS[workflow_type](context)
    return [replace(step, group=index) for index, group in enumerate(groups) for step in group]
