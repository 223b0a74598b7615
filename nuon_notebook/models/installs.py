"""Installs: apps in customers' accounts."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section
from nuon_notebook.models.action_runs import InstallActionWorkflow, InstallActionWorkflowRun
from nuon_notebook.models.base import Explorable, Model, Record
from nuon_notebook.models.branches import AppBranch, InstallAppBranchConnection
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.component_states import ComponentState, deployed_component
from nuon_notebook.models.components import Component
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.infrastructure import AppRunnerConfig, AppSandboxConfig, CustomNestedStack
from nuon_notebook.models.inputs import AppInputConfig, InstallInputs
from nuon_notebook.models.inputs_in_force import InputInForce, inputs_in_force
from nuon_notebook.models.install_components import DriftedObject, InstallComponent
from nuon_notebook.models.install_deploys import InstallDeploy
from nuon_notebook.models.install_roles import InstallRoles
from nuon_notebook.models.install_runs import COMPONENT_OUTPUTS, outputs_id
from nuon_notebook.models.labels import in_words
from nuon_notebook.models.nullable import NullBool, NullTime
from nuon_notebook.models.owners import on_install
from nuon_notebook.models.rollout import Rollout, rollout_of
from nuon_notebook.models.sandbox_runs import InstallSandboxRun
from nuon_notebook.models.stacks import InstallStack, TerraformWorkspace
from nuon_notebook.models.statuses import APPROVAL_AWAITING, SUCCESS, Stated
from nuon_notebook.models.types import (
    NO_VALUES,
    AnyMap,
    CustomerText,
    PlainFlags,
    PlainMap,
    ScannedText,
    SecretText,
    ServerLinks,
    ServerQueue,
    StringMap,
    Texts,
    Timestamp,
)
from nuon_notebook.models.workflow_steps import WorkflowStep
from nuon_notebook.models.workflows import Workflow
from nuon_notebook.redaction.policy import Keys, Omitted, ParentId
from nuon_notebook.store import Key

if TYPE_CHECKING:
    from nuon_notebook.analysis.install_history import InstallHistory
    from nuon_notebook.analysis.install_summary import InstallSummary
    from nuon_notebook.models.apps import App
    from nuon_notebook.models.config_versions import InstallAppConfigVersion
    from nuon_notebook.models.configs import Release
    from nuon_notebook.models.runbook_runs import InstallRunbook
    from nuon_notebook.models.runners import Runner

NEVER_MEASURED: Final = "unset"
ON_REQUEST: Final = (
    "deploys", "sandbox_runs", "action_runs", "inputs", "stacks", "runners", "upgrades", "runbooks",
    "drifted_objects",
)  # fmt: skip
"""The sections of an install that are requested when somebody opens them."""
WAITING_WORKFLOWS: Final = "waiting_workflows"  # a relation: what waits for approval, however old
EMPTY_COMPONENTS: Final[Collection[Component]] = Collection()


class AWSAccount(Record):
    """The AWS account of an install."""

    api_type: ClassVar[str] = "app.AWSAccount"

    connection_id: str | None = None
    iam_role_arn: CustomerText = None
    region: str | None = None


class AzureAccount(Record):
    """The Azure subscription of an install."""

    api_type: ClassVar[str] = "app.AzureAccount"

    location: str | None = None
    service_principal_app_id: CustomerText = None
    service_principal_password: SecretText | None = None
    subscription_id: CustomerText = None
    subscription_tenant_id: CustomerText = None


class GCPAccount(Record):
    """The GCP project of an install."""

    api_type: ClassVar[str] = "app.GCPAccount"

    project_id: CustomerText = None
    region: str | None = None


class PhoneHomeAuthStatus(Model):
    """Whether the stack of an install proves who it is when it reports back."""

    api_type: ClassVar[str] = "app.PhoneHomeAuthStatus"

    last_rejected_at: Timestamp = None
    last_verified_at: Timestamp = None
    provisioned_at: Timestamp = None

    @property
    def headline(self) -> Headline:
        """When it was last verified and rejected."""
        times = (("verified", self.last_verified_at), ("rejected", self.last_rejected_at))
        facts = tuple(f"last {word} {formats.format_time(when)}" for word, when in times if when)
        return Headline("Authentication of the stack", facts=facts)


class InstallConfig(Record):
    """The approval settings of an install."""

    api_type: ClassVar[str] = "app.InstallConfig"

    approval_option: str | None = None
    component_toggles: PlainFlags = NO_VALUES
    custom_nested_stacks: Collection[CustomNestedStack] = Collection()
    install_id: ParentId = None
    labels: PlainMap = NO_VALUES
    runner_nested_template_url: str | None = None
    vpc_nested_template_url: str | None = None


class InstallEvent(Record):
    """Something that happened to an install."""

    api_type: ClassVar[str] = "app.InstallEvent"

    install_id: ParentId = None
    operation: str | None = None
    operation_name: str | None = None
    operation_status: str | None = None
    payload: PlainMap = NO_VALUES


class InstallState(Record):
    """The state with which the server renders templates; never shown."""

    api_type: ClassVar[str] = "app.InstallState"

    archived: bool | None = None
    contents: SecretText | None = None
    generated_by: str | None = None
    install_id: ParentId = None
    stale_at: NullTime | None = None
    stale_partials: Texts = ()
    triggered_by_id: str | None = None
    triggered_by_type: str | None = None
    version: int | None = None


class InstallSandbox(Stated):
    """The sandbox of an install."""

    api_type: ClassVar[str] = "app.InstallSandbox"

    install_id: ParentId = None
    install_sandbox_runs: Collection[InstallSandboxRun] = Collection()
    terraform_workspace: TerraformWorkspace | None = None


def measured(health: str | None) -> str:
    """Return a health, as the API's word; empty if the server never measured it."""
    return "" if health in (None, NEVER_MEASURED) else str(health)


class Install(Explorable):
    """An app in a customer's account; source: `GET /v1/installs/{install_id}`."""

    api_type: ClassVar[str] = "app.Install"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("workflows", "Workflows", open=True, newest_first=True),
        Section("history", "History", "picture", late=True, comes_with_model=True, optional=True),
        Section("component_states", "Components", "lines", field="component_statuses"),
        Section("drifted_objects", "Drift", "table"),
        Section("deploys", "Deploys", newest_first=True),
        Section("sandbox_runs", "Sandbox runs", newest_first=True),
        Section("action_runs", "Action runs", newest_first=True),
        Section("inputs", "Inputs", "table"),
        Section("stacks", "Stack"),
        Section("runners", "Runner"),
        Section("upgrades", "Upgrades", "lines", newest_first=True),
        Section("runbooks", "Runbooks"),
    )

    app_branch: AppBranch | None = None
    app_branch_connections: Collection[Deferred[InstallAppBranchConnection]] = Collection()
    app_branch_id: ParentId = None
    app_config_id: str | None = None
    app_default_labels: PlainMap = NO_VALUES
    app_id: str | None = None
    app_runner_config: AppRunnerConfig | None = None
    app_sandbox_config: AppSandboxConfig | None = None
    aws_account: AWSAccount | None = None
    azure_account: AzureAccount | None = None
    cloud_platform: str | None = None
    cloud_platform_metadata: AnyMap = NO_VALUES
    component_health_statuses: PlainMap = NO_VALUES
    component_statuses: PlainMap = NO_VALUES
    composite_component_status: str | None = None
    composite_component_status_description: str | None = None
    composite_health_status: str | None = None
    composite_health_status_description: ScannedText = None
    drifted_objects: Collection[DriftedObject] = Collection()
    expected_account_id: CustomerText = None
    expected_project_id: CustomerText = None
    expected_subscription_id: CustomerText = None
    gcp_account: GCPAccount | None = None
    health_cluster_error: ScannedText = None
    install_action_workflows: Collection[Deferred[InstallActionWorkflow]] = Collection()
    install_components: Annotated[Collection[InstallComponent], Omitted("the section of components shows them")] = (
        Collection()
    )
    install_config: Deferred[InstallConfig] | None = None
    install_events: Collection[InstallEvent] = Collection()
    install_inputs: Annotated[Collection[InstallInputs], Omitted("the section of inputs in force shows the newest")] = (
        Collection()
    )
    install_number: int | None = None
    install_roles: Collection[Deferred[InstallRoles]] = Collection()
    install_sandbox_runs: Annotated[Collection[InstallSandboxRun], Omitted("workflows show them")] = Collection()
    install_stack: Deferred[InstallStack] | None = None
    install_states: Collection[Deferred[InstallState]] = Collection()
    label_templates: PlainMap = NO_VALUES
    labels: PlainMap = NO_VALUES
    last_health_report_at: Timestamp = None
    lifecycle_phase: AnyMap = NO_VALUES
    links: ServerLinks = NO_VALUES
    metadata: Annotated[StringMap, Keys(("managed_by",))] = NO_VALUES
    name: CustomerText = None
    phone_home_auth: PhoneHomeAuthStatus | None = None
    queues: ServerQueue = None
    runner_id: str | None = None
    runner_status: str | None = None
    runner_status_description: str | None = None
    runner_type: str | None = None
    sandbox: InstallSandbox | None = None
    sandbox_health_message: ScannedText = None
    sandbox_health_status: str | None = None
    sandbox_mode: NullBool | None = None
    sandbox_status: str | None = None
    sandbox_status_description: str | None = None
    status: Annotated[str | None, Omitted("the server sends the literal `deprecated`")] = None
    status_description: Annotated[ScannedText, Omitted("the server sends the literal `deprecated`")] = None
    workflow_id: ParentId = None
    workflows: Collection[Workflow] = Collection()

    @property
    def app_name(self) -> str:
        """The name of its app, or the app's id if the app was not loaded."""
        return self.owner.title if self.owner else self.app_id or ""

    @property
    def owner(self) -> "App | None":
        """The app that it was reached through; None if it was reached by itself."""
        return cast("App | None", self.reached_through("app.App"))

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty if that is not known."""
        return self.owner.pages.install(self.id) if self.owner else ""

    @property
    def in_words(self) -> tuple[str | Customers, ...]:
        """Its name, its app and the version that it is set to, as what belongs to it tells them."""
        return on_install(self.name, self.id, self.app_name, self.version)

    @property
    def release(self) -> "Release | None":
        """The version of the config that it runs; None if its app's configs were not loaded."""
        return self.remember(
            "release", lambda: self.owner.releases.get(self.app_config_id or "") if self.owner else None
        )

    @property
    def version(self) -> int | None:
        """The version of the config that it is set to; None if its app's configs were not loaded."""
        return self.release.version if self.release else None

    @property
    def behind(self) -> int | None:
        """How many usable versions are newer than the one it runs; None if its app's configs were not loaded."""
        return self.release.behind if self.release else None

    @property
    def running(self) -> str:
        """The version it is set to, in words, and how its deploy went where that did not end well.

        For instance "v9, 3 behind" or "v11, newest; deploy failed". The config's id if the version was not loaded.
        """
        if self.version is None:
            return self.app_config_id or ""
        distance = "" if self.behind is None else f"{self.behind} behind" if self.behind else "newest"
        return self.rollout.in_words(self.version, distance)

    @property
    def rollout(self) -> Rollout:
        """How the version that it is set to was deployed, as far as what was loaded tells."""
        return self.remember("rollout", lambda: rollout_of(self))

    @property
    def account(self) -> str:
        """Cloud and region, in words."""
        if self.aws_account:
            return f"AWS {self.aws_account.region or ''}".strip()
        if self.azure_account:
            return f"Azure {self.azure_account.location or ''}".strip()
        if self.gcp_account:
            return f"GCP {self.gcp_account.region or ''}".strip()
        return self.cloud_platform or ""

    @property
    def component_states(self) -> Collection[ComponentState]:
        """The status of each component, by name; by id if the name was not loaded."""
        return self.section_items("component_states", self._component_states)

    def _component_states(self) -> Collection[ComponentState]:
        names = self.component_names
        keys = {**self.component_statuses, **self.component_health_statuses}
        states = (self._component_state(key, names.get(key, key)) for key in keys)
        return Collection(sorted(states, key=lambda state: (not state.attention, state.name, state.component_id)))

    def _component_state(self, component_id: str, name: str) -> ComponentState:
        held = self._components_by_id.get(component_id)
        return ComponentState(
            name=name,
            status=self.component_statuses.get(component_id) or "unknown",
            component_id=component_id,
            deploy=self.latest_deploys.get(component_id),
            drifted=bool(held and held.id in self._drifted_components),
            health=measured(self.component_health_statuses.get(component_id)) or None,
            kind=held.component.type if held and held.component else None,
            outputs=self._outputs_of(component_id),
        ).at(self._store, self)

    @property
    def deploy_steps(self) -> Mapping[str, WorkflowStep]:
        """By component id, the newest of the loaded steps that deployed it, or did not succeed in it."""
        return self.remember("deploy_steps", self._deploy_steps)

    def _deploy_steps(self) -> Mapping[str, WorkflowStep]:
        names = self.component_names
        steps = (
            step
            for workflow in reversed(self.loaded_workflows)
            for step in workflow.recorded("steps")
            if step.started_at
        )
        return {found: step for step in steps if (found := deployed_component(step, names))}

    @property
    def _components_by_id(self) -> Mapping[str, InstallComponent]:
        every = self.recorded("install_components")
        return self.remember("components by id", lambda: {one.component_id: one for one in every})

    @property
    def _drifted_components(self) -> frozenset[str]:
        """The ids that its drifted components have on it, as far as the drift was loaded."""
        drifted = self.recorded("drifted_objects")
        return self.remember(
            "drifted components", lambda: frozenset(filter(None, (one.install_component_id for one in drifted)))
        )

    def _outputs_of(self, component_id: str) -> tuple[str, ...]:
        key = Key(COMPONENT_OUTPUTS, outputs_id(self.id, component_id))
        stored = self._store.record(key) if self._store else None
        return stored.names if stored else ()

    @property
    def component_names(self) -> Mapping[str, str]:
        """By component id, the names of the components that were loaded."""
        if self.owner:
            return self.owner.component_names
        listed = self.related("components", EMPTY_COMPONENTS)
        return {one.id: one.name for one in listed if one.id and one.name}

    @property
    def latest_deploys(self) -> Mapping[str, InstallDeploy]:
        """By component id, the newest deploy that was loaded, of any kind."""
        return self.remember("latest_deploys", self._latest_deploys)

    def _latest_deploys(self) -> Mapping[str, InstallDeploy]:
        nested = [deploy for one in self.recorded("install_components") for deploy in one.install_deploys[:1]]
        listed = self.deploys if self.deploys.loaded else ()
        return {one.component_id: one for one in (*nested, *reversed(listed)) if one.component_id}

    @property
    def deploys(self) -> Collection[InstallDeploy]:
        """The deploys of its components, newest first."""
        return self._requested("deploys")

    @property
    def sandbox_runs(self) -> Collection[InstallSandboxRun]:
        """The runs of its sandbox, newest first, without those that looked for drift."""
        return self._requested("sandbox_runs")

    @property
    def action_runs(self) -> Collection[InstallActionWorkflowRun]:
        """The runs of its actions, newest first. The newest of each action has its steps."""
        return self._requested("action_runs")

    @property
    def stacks(self) -> Collection[InstallStack]:
        """Its stack, with the versions; empty if it has none."""
        return self._requested("stacks")

    @property
    def runners(self) -> "Collection[Runner]":
        """Its runner, with heartbeat, health checks and jobs; empty if it has none."""
        return self._requested("runners")

    @property
    def upgrades(self) -> "Collection[InstallAppConfigVersion]":
        """Which config it moved to when, newest first; servers before about 0.19.1038 do not know."""
        return self._requested("upgrades")

    @property
    def runbooks(self) -> "Collection[InstallRunbook]":
        """Its runbooks, each with its runs, newest first; servers before about 0.19.974 have none."""
        return self._requested("runbooks")

    def _requested(self, name: str) -> Collection[Any]:
        """Return the records of a section that is only filled by a request of its own."""
        nothing: Collection[Any] = Collection()
        return self.if_loaded(name, self.related(name, nothing))

    @property
    def inputs(self) -> Collection[InputInForce]:
        """The inputs that it runs with, in the order of its config, with redacted values."""
        return self.section_items("inputs", self._inputs_in_force)

    def _inputs_in_force(self) -> Collection[InputInForce]:
        nothing: Collection[InstallInputs] = Collection()
        newest = next(iter(self.related("inputs", nothing)), None)
        return self.placed(inputs_in_force(newest, self.input_config)) if newest else Collection()

    @property
    def input_config(self) -> AppInputConfig | None:
        """The inputs of the config that it runs; None if they were not loaded."""
        key = Key("app.AppConfig", self.app_config_id or "")
        config = self._store.record(key) if self._store else None
        return config.input if config else None

    @property
    def history(self) -> "InstallHistory | None":
        """Its workflows on days, by type and status, as a picture; None if none with a time was loaded."""
        from nuon_notebook.analysis.install_history import install_history  # noqa: PLC0415 - it imports the models

        return self.remember("history", lambda: install_history(self))

    @property
    def summary(self) -> "InstallSummary":
        """What it runs, what is the case on it now, and its last problem: its row in an overview."""
        from nuon_notebook.analysis.install_summary import summary_of  # noqa: PLC0415 - it imports the models

        return self.remember("summary", lambda: summary_of(self))

    @property
    def opens(self) -> Self:
        """Itself: its row opens it."""
        return self

    @property
    def last_workflow(self) -> Workflow | None:
        """The newest workflow that was loaded."""
        return next(iter(self.loaded_workflows), None)

    @property
    def loaded_workflows(self) -> Collection[Workflow]:
        """The workflows that were loaded; empty if they were not requested."""
        return self.remember("loaded_workflows", lambda: self.workflows if self.workflows.loaded else Collection())

    @property
    def known_workflows(self) -> Collection[Workflow]:
        """The workflows that were loaded, then older ones that wait, which newer servers list apart."""
        return self.remember("known_workflows", self._known_workflows)

    def _known_workflows(self) -> Collection[Workflow]:
        nothing: Collection[Workflow] = Collection()
        listed = self.loaded_workflows
        ids = {one.id for one in listed}
        older = [one for one in self.related(WAITING_WORKFLOWS, nothing) if one.id not in ids and one.waiting]
        return Collection((*listed, *older)) if older else listed

    @property
    def waiting_workflows(self) -> Collection[Workflow]:
        """The loaded workflows that wait for approval. Servers since about 0.19.852 tell those of any age."""
        return self.remember(WAITING_WORKFLOWS, lambda: Collection(one for one in self.known_workflows if one.waiting))

    @property
    def waiting(self) -> Collection[WorkflowStep]:
        """The steps of the loaded workflows that wait for approval."""
        return Collection(step for workflow in self.waiting_workflows for step in workflow.waiting)

    @property
    def problem(self) -> str:
        """What failed, and why; empty if nothing did, or something succeeded since and all is well."""
        latest = self.last_failed.failure if self.last_failed else ""
        parts = dict.fromkeys(filter(None, (latest, *self.unwell)))
        return "; ".join(part.removesuffix(".") for part in parts)

    @property
    def last_failed(self) -> Workflow | None:
        """The newest workflow that succeeded or failed, if it failed; otherwise None."""
        ended = (one for one in self.loaded_workflows if one.failed or one.status_word == SUCCESS)
        newest = next(ended, None)
        return newest if newest and newest.failed else None

    @property
    def unwell(self) -> tuple[str, ...]:
        """Why the sandbox, the components, the runner or the health failed, as far as they did.

        If a workflow failed there, the reason of the newest one is given, which says more than the status.
        """
        parts: tuple[tuple[str, str, str | None, Callable[[], str | None]], ...] = (
            ("sandbox", "sandbox run", self.sandbox_status, lambda: self.sandbox_reason),
            ("components", "deploy", self.composite_component_status, lambda: self.components_reason),
            ("runner", "", self.runner_status, lambda: self.runner_status_description),
            ("health", "", self.health, lambda: self.health_reason),
        )
        return tuple(
            self._failure_at(target) or f"{name}: {why() or status}"
            for name, target, status, why in parts
            if formats.status_tone(status) is formats.Tone.FAILED
        )

    @property
    def sandbox_reason(self) -> str:
        """Why its sandbox has its status, in the server's words: the error of the newest run, if that failed."""
        run = next(iter(self.recorded("install_sandbox_runs")), None)
        explained = run.explanation if run and run.failed else ""
        return explained or self.sandbox_status_description or ""

    @property
    def components_reason(self) -> str:
        """Why its components have their status, in the server's words: the errors of deploys that failed."""
        explained = (one.failure for one in self.recorded("install_components"))
        return "; ".join(filter(None, explained)) or self.composite_component_status_description or ""

    @property
    def health(self) -> str:
        """Its health, as the API's word; empty if the server never measured it."""
        return measured(self.composite_health_status)

    @property
    def health_reason(self) -> str:
        """Why it has its health, in the server's words; the components that are not healthy if there are none."""
        said = (self.composite_health_status_description, self.health_cluster_error)
        names = self.component_names
        statuses = sorted((names.get(key, key), status) for key, status in self.component_health_statuses.items())
        unwell = [f"{name} {status}" for name, status in statuses if formats.needs_attention(status)]
        return "; ".join(filter(None, said)) or formats.join_words(unwell)

    def _failure_at(self, target: str) -> str:
        """Return why the newest workflow with a failed step on a target failed; empty if there is none."""
        failed = (one for one in self.loaded_workflows if any(step.target == target for step in one.failed_steps))
        return next((one.failure for one in failed), "")

    @property
    def attention(self) -> str:
        """What needs attention, in words: what failed and why, and which steps wait for approval."""
        waiting = formats.join_words([step.title for step in self.waiting])
        return "; ".join(filter(None, (self.problem, f"waits for approval: {waiting}" if waiting else "")))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The statuses of sandbox, components, runner, health, and of a workflow that failed or waits for approval."""
        statuses = (
            ("sandbox", self.sandbox_status),
            ("components", self.composite_component_status),
            ("runner", self.runner_status),
            ("health", self.health),
            ("workflow", self.last_failed.status_word if self.last_failed else None),
            ("workflow", APPROVAL_AWAITING if self.waiting else None),
        )
        return tuple(Badge(status, label) for label, status in statuses if status)

    def call_to_load(self, name: str) -> str:
        """Return the Python call that loads a section."""
        if name in ON_REQUEST:
            world = self.server.world if self.server else ""
            own = self.name or self.id
            return f'load_install("{world}{own}", deep=True)' if own else ""
        app = (self.owner.name if self.owner else None) or self.app_id
        return self.call_to_load_app(app, ", workflows=5")

    @property
    def headline(self) -> Headline:
        """Name and statuses; version, account, labels, what failed or waits."""
        facts = tuple(filter(None, (self.running, self.account, in_words(self.labels))))
        return Headline(self._name_from("name"), self.badges, facts, self.attention)
