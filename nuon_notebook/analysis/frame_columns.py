"""The columns of each kind of frame: one declaration per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from nuon_notebook.analysis.approvals import Approval, Approvals, approvals
from nuon_notebook.analysis.component_graph import GraphComponent
from nuon_notebook.analysis.customer_provides import CustomerValue
from nuon_notebook.analysis.impact import AffectedAction, AffectedInstall, ComponentImpact, Dependent
from nuon_notebook.analysis.install_history import PastWorkflow
from nuon_notebook.analysis.log import Log, LogLine
from nuon_notebook.analysis.overview import InstallSummary, VersionGroup
from nuon_notebook.analysis.permissions import Grant, access_of
from nuon_notebook.analysis.problems import Problem, problems
from nuon_notebook.analysis.schedule import ScheduledRun, schedule
from nuon_notebook.analysis.timeline import APPROVAL, CUSTOMER, WORKING, TimelineStep, times_of_step, times_of_workflow
from nuon_notebook.display import formats
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
    Installer,
    Model,
    Workflow,
    WorkflowStep,
)
from nuon_notebook.models.plans import COUNTED, READ, Plan, PlanChange


class Kind(Enum):
    """The type of a column, by pandas' name of it."""

    TEXT = "string"
    TIME = "datetime64[us, UTC]"
    SPAN = "timedelta64[us]"
    INTEGER = "Int64"
    FLOAT = "Float64"
    BOOLEAN = "boolean"
    WORD = "category"


class Column(NamedTuple):
    """A column of a frame.

    Attributes:
        name: its name.
        kind: its type.
        read: the path of the attribute that has its value, by default its name; or a function of the model.
        words: the categories of a `WORD`. Other words are added, so that frames with known words only have the same
            type, and stay categorical when they are concatenated.
    """

    name: str
    kind: Kind = Kind.TEXT
    read: str | Callable[[Any], Any] = ""
    words: tuple[str, ...] = ()


class Declaration(NamedTuple):
    """A kind of frame.

    Attributes:
        model: the class of its rows.
        columns: its columns.
        way: how to reach the rows from other models: by their class, the attributes that lead on.
        answer: computes the rows, for results of an analysis.
    """

    model: type[Model]
    columns: tuple[Column, ...]
    way: Mapping[type[Model], tuple[str, ...]] = MappingProxyType({})
    answer: Callable[[Any], Any] | None = None


TIME = partial(Column, kind=Kind.TIME)
SPAN = partial(Column, kind=Kind.SPAN)
INTEGER = partial(Column, kind=Kind.INTEGER)
BOOLEAN = partial(Column, kind=Kind.BOOLEAN)
STATUSES: Final = """
    active applying approval-awaiting approval-denied approval-expired approval-retry approved
    auto-skipped available awaiting-install-stack-run awaiting-user-run building cancelled checking-plan
    cleaning-up degraded deleting deployed deprecated deprovisioned deprovisioning disabled discarded draft drifted
    error expired failed failed-pending-retry finished generating healthy in-progress inactive
    initializing no-drift noop not-attempted offline outdated pending planning provisioned provisioning
    queued ready reprovisioning retrying skipped started success syncing timed-out unhealthy unknown
    user-skipped warning
"""
"""Statuses of configs, installs, workflows, steps and runs."""

STATUS = partial(Column, kind=Kind.WORD, words=tuple(STATUSES.split()))
WORKFLOW_TYPE = partial(
    Column,
    kind=Kind.WORD,
    words=tuple(
        sorted(
            {
                *formats.WORKFLOWS,
                "app_branch_config_update",
                "app_config_build",
                "app_install_sync",
                "component_disabled",
            }
            | {
                "component_enabled",
                "deprovision",
                "provision",
                "recover_helm_release",
                "reprovision",
                "reprovision_stack",
            }
            | {"runbook_run"}
        )
    ),
)
COMPONENT_TYPES: Final = (
    "docker_build", "external_image", "helm_chart", "job", "kubernetes_manifest", "pulumi", "terraform_module",
    "unknown",
)  # fmt: skip
COMPONENT_TYPE = partial(Column, kind=Kind.WORD, words=COMPONENT_TYPES)


def above(kind: type[Model], attribute: str) -> Callable[[Model], Any]:
    """Return a function that reads an attribute of the nearest model of a class that a model was reached through."""

    def read(model: Model) -> Any:
        at: Model | None = model
        while at is not None and not isinstance(at, kind):
            at = at.parent
        # Thousands of rows share the models above them.
        return at.remember(f"column {attribute}", lambda: getattr(at, attribute)) if at is not None else None

    return read


def number_of(attribute: str) -> Callable[[Model], int | None]:
    """Return a function that counts what an attribute holds; None if that was not loaded."""
    return lambda model: len(items) if getattr(items := getattr(model, attribute), "loaded", True) else None


def _app_name(model: Model) -> str | None:
    """Return the name of the app; of an install that was reached by itself its app's id."""
    title: str | None = above(App, "title")(model)
    return title or above(Install, "app_name")(model)


IN_APP: Final = (Column("installer", read=above(Installer, "name")), Column("app", read=_app_name))
IN_CONFIG: Final = (*IN_APP, INTEGER("version", read=above(AppConfig, "version")))
ON_INSTALL: Final = (
    *IN_APP, Column("install", read=above(Install, "name")), Column("install_id", read=above(Install, "id"))
)  # fmt: skip
IN_WORKFLOW: Final = (
    *ON_INSTALL,
    Column("workflow", read=above(Workflow, "title")),
    Column("workflow_id", read=above(Workflow, "id")),
    WORKFLOW_TYPE("workflow_type", read=above(Workflow, "type")),
)
PATH: Final = (Column("installer"), Column("app"), Column("install"), Column("install_id"))
"""The same of a result, which has them as fields."""

TO_APPS: Final[Mapping[type[Model], tuple[str, ...]]] = {Installer: ("apps",)}
TO_CONFIGS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_APPS, App: ("configs",)}
TO_INSTALLS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_APPS, App: ("installs",)}
TO_WORKFLOWS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_INSTALLS, Install: ("workflows",)}


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
            INTEGER("changed_in", read="app_config_version"),
            Column("depends_on"),
            Column("drift_schedule"),
            Column("checksum"),
            TIME("created_at"),
        ),
        {**TO_CONFIGS, AppConfig: ("components",)},
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
            STATUS("status", read="status_word"),
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
            STATUS("status", read="status_word"),
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
        answer=problems,
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
            Column("plan"),
            Column("plan_type"),
            *(INTEGER(f"to_{action}", read=_planned(action)) for action in ("create", "change", "replace", "destroy")),
            STATUS("status"),
            Column("link"),
        ),
        answer=approvals,
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
        answer=schedule,
    ),
}
"""The kinds that `frame` offers."""

OF_RESULTS: Final[tuple[Declaration, ...]] = (
    Declaration(
        InstallSummary,
        (
            *PATH,
            INTEGER("version"),
            INTEGER("behind"),
            SPAN("older_by"),
            BOOLEAN("failing"),
            BOOLEAN("waiting"),
            Column("now", read=lambda row: "; ".join(state.in_words for state in row.now)),
            TIME("last_problem_at", read="last_problem.when"),
            Column("last_problem", read="last_problem.reason"),
            Column("link"),
        ),
    ),
    Declaration(
        VersionGroup,
        (
            Column("app"),
            Column("version", read="title"),
            INTEGER("behind"),
            SPAN("older_by"),
            INTEGER("installs"),
            INTEGER("failing"),
            INTEGER("waiting"),
        ),
    ),
    Declaration(
        CustomerValue,
        (
            Column("how", kind=Kind.WORD, words=("by the vendor", "defaulted", "generated", "optional", "required")),
            Column("kind", kind=Kind.WORD, words=("input", "secret")),
            Column("name"),
            Column("display_name"),
            Column("group"),
            Column("type"),
            BOOLEAN("sensitive"),
            Column("default"),
            Column("description"),
        ),
    ),
    Declaration(
        GraphComponent,
        (
            Column("name"),
            Column("component_id"),
            Column("kind"),
            BOOLEAN("synced"),
            Column("needs", read=lambda one: ", ".join(one.uses)),
        ),
    ),
    Declaration(PastWorkflow, (Column("type", read="kind"), STATUS("status"), TIME("when"))),
    Declaration(
        TimelineStep,
        (
            Column("step"),
            Column("step_id"),
            INTEGER("group"),
            INTEGER("attempt"),
            Column("kind"),
            TIME("start"),
            TIME("end"),
            BOOLEAN("running"),
            SPAN("took"),
            Column("share", kind=Kind.FLOAT),
            STATUS("status"),
            Column("reason"),
            Column("link"),
        ),
    ),
    Declaration(
        Grant,
        (
            Column("role"),
            Column("policy"),
            Column("service"),
            Column("effect", kind=Kind.WORD, words=("Allow", "Deny")),
            Column("actions"),
            Column("except_actions"),
            Column("resources"),
            Column("except_resources"),
            Column("conditions"),
            Column("raises"),
            Column("wide_actions"),
            Column("wide_resources"),
        ),
    ),
    Declaration(
        Dependent,
        (
            Column("component", read="name"),
            Column("component_id"),
            COMPONENT_TYPE("kind"),
            INTEGER("distance"),
            Column("way"),
        ),
    ),
    Declaration(
        ComponentImpact,
        (
            Column("component", read="name"),
            Column("component_id"),
            COMPONENT_TYPE("kind"),
            Column("direct"),
            Column("further"),
            Column("actions"),
            Column("installs"),
        ),
    ),
    Declaration(AffectedAction, (Column("action", read="name"), Column("starts"), Column("uses"))),
    Declaration(
        AffectedInstall,
        (
            Column("install"),
            Column("install_id"),
            INTEGER("version"),
            BOOLEAN("hit"),
            BOOLEAN("has"),
            BOOLEAN("deployed"),
            Column("lacks"),
            STATUS("status"),
            Column("link"),
        ),
    ),
)
"""The kinds of other results, reached by their own `to_frame()`."""


def _group_of(one: AppInput) -> AppInputGroup | None:
    return one.parent if isinstance(one.parent, AppInputGroup) else one.group


def _knows_installs(config: AppConfig) -> bool:
    return bool(config.owner and config.owner.installs.loaded)
