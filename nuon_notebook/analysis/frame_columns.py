"""The columns of each kind of frame: one declaration per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from nuon_notebook.analysis.approvals import Approval, Approvals, approvals
from nuon_notebook.analysis.frame_declaration import (
    BOOLEAN,
    COMPONENT_TYPE,
    IN_APP,
    IN_CONFIG,
    IN_WORKFLOW,
    INTEGER,
    ON_INSTALL,
    PATH,
    SPAN,
    STATUS,
    TIME,
    TO_APPS,
    TO_COMPONENTS,
    TO_CONFIGS,
    TO_INSTALLS,
    TO_WORKFLOWS,
    WORKFLOW_TYPE,
    Column,
    Declaration,
    Kind,
    above,
    number_of,
)
from nuon_notebook.analysis.log import Log, LogLine
from nuon_notebook.analysis.permissions import access_of
from nuon_notebook.analysis.problems import Problem, problems
from nuon_notebook.analysis.schedule import ScheduledRun, schedule
from nuon_notebook.analysis.timeline import APPROVAL, CUSTOMER, WORKING, times_of_step, times_of_workflow
from nuon_notebook.models import (
    ActionWorkflowConfig,
    App,
    AppAWSIAMRoleConfig,
    AppConfig,
    AppInput,
    AppInputGroup,
    AppSecretConfig,
    ComponentConfigConnection,
    Install,
    Workflow,
    WorkflowStep,
)
from nuon_notebook.models.plans import COUNTED, READ, Plan, PlanChange


def _summary(attribute: str) -> Callable[[Install], Any]:
    """Return a function that reads an attribute of the overview's row of an install."""

    def read(install: Install) -> Any:
        value: Any = install.summary
        for name in attribute.split("."):
            value = None if value is None else getattr(value, name)
        return value

    return read


def _time_of_workflow(kind: str) -> Callable[[Workflow], timedelta | None]:
    """Return a function that reads how much of its time a workflow spent on something."""
    return lambda one: one.remember("times", lambda: times_of_workflow(one)).get(kind)


def _time_of_step(kind: str) -> Callable[[WorkflowStep], timedelta | None]:
    """Return a function that reads how much of its time a step spent on something."""

    def times(step: WorkflowStep) -> dict[str, timedelta]:
        return times_of_step(step, step.parent) if isinstance(step.parent, Workflow) else {}

    return lambda step: step.remember("times", lambda: times(step)).get(kind)


def _planned(action: str) -> Callable[[Approval], int | None]:
    """Return a function that reads how often a plan has an action; None if it was not loaded, or does not tell."""
    return lambda row: row.loaded_plan.counts.get(action, 0) if row.loaded_plan and row.loaded_plan.is_told else None


def _retried_steps(workflow: Workflow) -> int | None:
    return sum(bool(step.retried) for step in workflow.shown_steps) if workflow.shown_steps.loaded else None


DECLARATIONS: Final[Mapping[str, Declaration]] = {
    "apps": Declaration(
        App,
        (
            *IN_APP,
            Column("app_id", read="id"),
            Column("name"),
            STATUS("status"),
            Column("platform"),
            INTEGER("configs", read=lambda app: len(app.configs) if app.was_loaded("configs") else None),
            INTEGER("installs", read=number_of("installs")),
            Column("description"),
            TIME("created_at"),
            Column("link", read="dashboard"),
        ),
        TO_APPS,
    ),
    "configs": Declaration(
        AppConfig,
        (
            *IN_CONFIG,
            Column("config_id", read="id"),
            STATUS("status"),
            BOOLEAN("usable"),
            BOOLEAN("in_full"),
            INTEGER("components", read=lambda config: len(config.component_ids) or None),
            INTEGER("installs", read=lambda config: len(config.run_by) if _knows_installs(config) else None),
            Column("branch", read="branch.name"),
            Column("cli_version"),
            Column("checksum"),
            TIME("created_at"),
        ),
        TO_CONFIGS,
    ),
    "components": Declaration(
        ComponentConfigConnection,
        (
            *IN_CONFIG,
            Column("component", read="name"),
            Column("component_id"),
            COMPONENT_TYPE("type"),
            Column("source", read="config.source"),
            INTEGER("synced_in", read="app_config_version"),
            Column("depends_on"),
            Column("drift_schedule"),
            Column("checksum"),
            TIME("created_at"),
        ),
        TO_COMPONENTS,
    ),
    "inputs": Declaration(
        AppInput,
        (
            *IN_CONFIG,
            Column("group", read=lambda one: group.headline.title if (group := _group_of(one)) else None),
            Column("input", read="name"),
            Column("display_name"),
            Column("type"),
            BOOLEAN("required", read=lambda one: bool(one.required)),
            BOOLEAN("sensitive", read=lambda one: bool(one.sensitive)),
            BOOLEAN("internal", read=lambda one: bool(one.internal)),
            Column("source", kind=Kind.WORD, words=("customer", "vendor")),
            Column("default"),
            Column("description"),
        ),
        {**TO_CONFIGS, AppConfig: ("input_groups",), AppInputGroup: ("app_inputs",)},
    ),
    "actions": Declaration(
        ActionWorkflowConfig,
        (
            *IN_CONFIG,
            Column("action", read="name"),
            Column("action_id", read="action_workflow_id"),
            Column("starts"),
            INTEGER("steps", read=number_of("steps")),
            SPAN("timeout"),
            Column("depends_on"),
        ),
        {**TO_CONFIGS, AppConfig: ("actions",)},
    ),
    "roles": Declaration(
        AppAWSIAMRoleConfig,
        (
            *IN_CONFIG,
            Column("role", read=lambda role: role.headline.title),
            Column("role_name", read="name"),
            Column(
                "type",
                kind=Kind.WORD,
                words=("breakglass", "runner_deprovision", "runner_maintenance", "runner_provision"),
            ),
            INTEGER("policies", read=number_of("policies")),
            BOOLEAN("has_boundary", read=lambda role: bool(role.permissions_boundary)),
            Column("dangers", read=lambda role: "; ".join(access_of(role).dangers)),
            Column("taken_away", read=lambda role: access_of(role).taken_away),
            Column("description"),
        ),
        {**TO_CONFIGS, AppConfig: ("roles", "break_glass_roles")},
    ),
    "secrets": Declaration(
        AppSecretConfig,
        (
            *IN_CONFIG,
            Column("secret", read="name"),
            Column("display_name"),
            BOOLEAN("required", read=lambda one: bool(one.required)),
            BOOLEAN("generated", read=lambda one: bool(one.auto_generate)),
            BOOLEAN("has_default", read=lambda one: one.default is not None),
            Column("kubernetes", read="copied_to"),
            Column("description"),
        ),
        {**TO_CONFIGS, AppConfig: ("secret_configs",)},
    ),
    "installs": Declaration(
        Install,
        (
            *ON_INSTALL,
            INTEGER("version"),
            INTEGER("behind"),
            SPAN("older_by", read=_summary("older_by")),
            Column("account"),
            STATUS("sandbox", read="sandbox_status"),
            STATUS("components", read="composite_component_status"),
            STATUS("runner", read="runner_status"),
            STATUS("health"),
            BOOLEAN("failing", read=_summary("failing")),
            BOOLEAN("waiting", read=_summary("waiting")),
            TIME("last_problem_at", read=_summary("last_problem.when")),
            Column("last_problem", read=_summary("last_problem.reason")),
            TIME("created_at"),
            Column("link", read="dashboard"),
        ),
        TO_INSTALLS,
    ),
    "workflows": Declaration(
        Workflow,
        (
            *IN_WORKFLOW,
            STATUS("status", read="shown_status"),
            BOOLEAN("plan_only", read=lambda one: bool(one.plan_only)),
            BOOLEAN("finished", read=lambda one: bool(one.finished)),
            TIME("created_at"),
            TIME("started_at"),
            TIME("finished_at"),
            SPAN("took"),
            SPAN("working", read=_time_of_workflow(WORKING)),
            SPAN("waiting_for_approval", read=_time_of_workflow(APPROVAL)),
            SPAN("waiting_for_customer", read=_time_of_workflow(CUSTOMER)),
            BOOLEAN("failed"),
            INTEGER("steps", read=number_of("shown_steps")),
            INTEGER("failed_steps", read=lambda one: len(one.failed_steps) if one.shown_steps.loaded else None),
            INTEGER("retried_steps", read=_retried_steps),
            Column("reason"),
            Column("created_by", read="created_by.email"),
            Column("link", read="dashboard"),
        ),
        TO_WORKFLOWS,
    ),
    "logs": Declaration(
        LogLine,
        (
            TIME("time"),
            Column("level", kind=Kind.WORD, words=("trace", "debug", "info", "warning", "error", "fatal")),
            Column("text"),
            Column("service"),
            Column("step"),
        ),
        {Log: ("rows",)},
    ),
    "steps": Declaration(
        WorkflowStep,
        (
            *IN_WORKFLOW,
            Column("step", read="title"),
            Column("step_id", read="id"),
            INTEGER("group", read=lambda step: (step.group_idx or 0) + 1),
            INTEGER("attempt", read=lambda step: (step.group_retry_idx or 0) + 1),
            BOOLEAN("retried", read=lambda step: bool(step.retried)),
            BOOLEAN("failed"),
            STATUS("status", read="shown_status"),
            Column("execution_type", kind=Kind.WORD, words=("approval", "hidden", "skipped", "system", "user")),
            Column("target"),
            TIME("started_at"),
            TIME("finished_at"),
            SPAN("took"),
            SPAN("working", read=_time_of_step(WORKING)),
            SPAN("waiting_for_approval", read=_time_of_step(APPROVAL)),
            SPAN("waiting_for_customer", read=_time_of_step(CUSTOMER)),
            Column("approval_type", read="approval.type"),
            Column("response", read="approval.answer"),
            Column("reason"),
            Column("link", read="dashboard"),
        ),
        {**TO_WORKFLOWS, Workflow: ("shown_steps",)},
    ),
    "problems": Declaration(
        Problem,
        (
            TIME("when"),
            BOOLEAN("current"),
            *PATH,
            Column("workflow"),
            Column("workflow_id"),
            WORKFLOW_TYPE("workflow_type"),
            Column("step"),
            Column("step_id"),
            INTEGER("attempt"),
            STATUS("status"),
            Column("reason"),
            SPAN("ago"),
            Column("link"),
        ),
        TO_INSTALLS,
        answer=problems,
        source=Install,
    ),
    "approvals": Declaration(
        Approval,
        (
            TIME("since"),
            SPAN("waited"),
            *PATH,
            Column("workflow"),
            Column("workflow_id"),
            WORKFLOW_TYPE("workflow_type"),
            Column("step"),
            Column("step_id"),
            Column("component"),
            Column("source"),
            INTEGER("version"),
            INTEGER("from_version"),
            TIME("expires"),
            Column("plan"),
            Column("plan_type"),
            *(INTEGER(f"to_{action}", read=_planned(action)) for action in ("create", "change", "replace", "destroy")),
            STATUS("status"),
            Column("link"),
        ),
        TO_WORKFLOWS,
        answer=approvals,
        source=Workflow,
    ),
    "plan_changes": Declaration(
        PlanChange,
        (
            *IN_WORKFLOW,
            Column("step", read=above(WorkflowStep, "title")),
            Column("step_id", read=above(WorkflowStep, "id")),
            Column("plan_type", read=above(Plan, "type")),
            Column("action", kind=Kind.WORD, words=tuple(sorted((*COUNTED, READ, "error", "unknown")))),
            Column("address"),
            Column("kind"),
            Column("name"),
            Column("namespace"),
            Column("attributes"),
            Column("sensitive", read="marked"),
            Column("known_after_apply", read="computed"),
            Column("forces_replacement", read="replacing"),
            Column("reason"),
        ),
        {
            **TO_WORKFLOWS,
            Workflow: ("shown_steps",),
            WorkflowStep: ("plan_changes",),
            Plan: ("changes",),
            Approvals: ("rows",),
            Approval: ("changes",),
        },
    ),
    "schedule": Declaration(
        ScheduledRun,
        (
            TIME("next_run"),
            Column("installer"),
            Column("app"),
            INTEGER("version"),
            Column("kind", kind=Kind.WORD, words=("action", "drift check of component", "drift check of sandbox")),
            Column("name"),
            Column("when"),
            Column("cron"),
            Column("zone"),
            BOOLEAN("valid"),
        ),
        TO_COMPONENTS,
        answer=schedule,
        source=ComponentConfigConnection,
    ),
}
"""The kinds that `frame` offers."""


def _group_of(one: AppInput) -> AppInputGroup | None:
    return one.parent if isinstance(one.parent, AppInputGroup) else one.group


def _knows_installs(config: AppConfig) -> bool:
    return bool(config.owner and config.owner.installs.loaded)
