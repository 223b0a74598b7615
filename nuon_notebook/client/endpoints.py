"""All endpoints of Nuon's API that this client uses, each declared once."""

from datetime import datetime

from nuon_notebook.client.endpoint import Options, get, get_list, get_log
from nuon_notebook.client.responses import OutputsOfComponent, ServerVersion
from nuon_notebook.client.status_errors import (
    BROKEN_CONFIG,
    INSTALLERS_REMOVED,
    NO_PENDING_APPROVALS,
    UNKNOWN_INSTALL,
    UNKNOWN_LOG,
    UNKNOWN_WORKFLOW,
)
from nuon_notebook.models import (
    ActionWorkflow,
    ActionWorkflowConfig,
    App,
    AppBranch,
    AppConfig,
    Component,
    ComponentBuild,
    Install,
    InstallActionWorkflow,
    InstallActionWorkflowRun,
    InstallAppConfigVersion,
    InstallDeploy,
    Installer,
    InstallInputs,
    InstallRunbook,
    InstallSandboxRun,
    InstallStack,
    LogStream,
    OtelLogRecord,
    RunnerGroup,
    RunnerHealthCheck,
    RunnerHeartBeat,
    RunnerJob,
    Workflow,
    WorkflowStep,
    WorkflowStepApproval,
    WorkflowStepGroup,
)
from nuon_notebook.models.config_diffs import AppConfigDiffResponse
from nuon_notebook.models.plans import Plan
from nuon_notebook.models.readmes import Readme

Moment = datetime | str

CONFIG_CHILDREN = (
    "action_workflow_configs", "app_branch", "break_glass", "component_config_connections", "input", "permissions",
    "policies", "runner", "sandbox", "secrets", "stack", "vcs_connection_commit",
)  # fmt: skip
BARE_CONFIGS = tuple(f"app_configs.{name}" for name in CONFIG_CHILDREN)
RUNS_OF_WORKFLOW = (
    "install_action_workflow_runs", "install_deploys", "install_sandbox_runs", "step_groups", "steps.policy_validation",
)  # fmt: skip
BARE_DEPLOY = ("created_by", "log_stream", "oci_artifact", "outputs", "runner_jobs", "workflow")
# What neither the list of installs nor an install fills.
PARTS_OF_INSTALL = (
    "app_runner_config", "app_sandbox_config", "install_action_workflows", "install_config", "install_events",
    "install_stack", "install_states", "workflows",
)  # fmt: skip


class Endpoints:
    """The endpoints. See `nuon_notebook.client.endpoint` for how a declaration reads."""

    @get(
        "/v1/installers/{installer_id}",
        Installer,
        "installer",
        lacks=("apps.app_configs", "apps.notifications_config", "apps.input_config.input_groups"),
        meanings=INSTALLERS_REMOVED,
    )
    def installer(self, installer_id: str) -> None:
        """Return an installer with its apps, without their configs.

        Raises:
            InstallersRemovedError: the server no longer has installers.
            NotFoundError: the server has no such installer.
        """

    @get_list(
        "/v1/installers",
        Installer,
        "the installers",
        lacks=(
            "apps.app_configs", "apps.cloud_platform", "apps.input_config", "apps.notifications_config",
            "apps.runner_config", "apps.runner_type", "apps.sandbox_config",
        ),
        meanings=INSTALLERS_REMOVED,
    )  # fmt: skip
    def installers(self, limit: int | None = None) -> None:
        """Return the installers of the org, newest first."""

    @get("/v1/apps/{app}", App, "app", lacks=BARE_CONFIGS)
    def app(self, app: str) -> None:
        """Return an app by id or name, with its newest configs, without their contents."""

    @get_list(
        "/v1/apps",
        App,
        "the apps",
        lacks=("input_config", "notifications_config", "app_configs.version", *BARE_CONFIGS),
    )
    def apps(self, limit: int | None = None) -> None:
        """Return the apps of the org."""

    @get_list("/v1/apps/{app_id}/configs", AppConfig, "configs of app", lacks=CONFIG_CHILDREN)
    def app_configs(self, app_id: str, limit: int | None = None) -> None:
        """Return the configs of an app, newest first, without their contents."""

    @get("/v1/apps/{app_id}/config/{config_id}", AppConfig, "config", lacks=("app_branch", "vcs_connection_commit"))
    def app_config(self, app_id: str, config_id: str, recurse: bool = True) -> Options:
        """Return a config, with all its contents if `recurse`.

        Raises:
            BrokenConfigError: the config is in status `error`, and its contents were requested.
        """
        if recurse:
            return Options({"recurse": True}, meanings=BROKEN_CONFIG)
        return Options(lacks=CONFIG_CHILDREN)

    @get("/v1/apps/{app_id}/configs/{config_id}/diff", AppConfigDiffResponse, "changes of config")
    def config_diff(self, app_id: str, config_id: str, old_config_id: str | None = None) -> Options:
        """Return what differs between a config and an older one, as the server says it, without values.

        Raises:
            MissingEndpointError: the server is older than about 0.19.1011.
        """
        return Options({"old_config_id": old_config_id})

    @get_list("/v1/apps/{app_id}/action-workflows", ActionWorkflow, "actions of app")
    def action_workflows(self, app_id: str, limit: int | None = None) -> None:
        """Return the actions of an app, each with its newest config."""

    @get("/v1/action-workflows/configs/{action_config_id}", ActionWorkflowConfig, "action config")
    def action_config(self, action_config_id: str) -> None:
        """Return an action's config of any version."""

    @get_list("/v1/action-workflows/{action_id}/configs", ActionWorkflowConfig, "configs of action")
    def action_configs(self, action_id: str, limit: int | None = None) -> None:
        """Return every version of an action, newest first, with steps and triggers."""

    @get_list("/v1/apps/{app_id}/components", Component, "components of app")
    def components(self, app_id: str, limit: int | None = None) -> None:
        """Return the components of an app's newest config."""

    @get_list("/v1/apps/{app_id}/branches", AppBranch, "branches of app", lacks=("workflows",))
    def branches(self, app_id: str, limit: int | None = None) -> None:
        """Return the branches of an app."""

    @get_list(
        "/v1/apps/{app_id}/installs",
        Install,
        "installs of app",
        lacks=(
            *PARTS_OF_INSTALL, "azure_account", "drifted_objects", "install_components", "install_inputs", "sandbox",
        ),
    )  # fmt: skip
    def installs(self, app_id: str, limit: int | None = None) -> None:
        """Return the installs of an app, by name."""

    @get_list(
        "/v1/installs",
        Install,
        "the installs of the org",
        # Of its components an install has at most ten here.
        lacks=(*PARTS_OF_INSTALL, "drifted_objects", "install_components", "install_inputs", "sandbox"),
    )
    def org_installs(self, limit: int | None = None) -> None:
        """Return the installs of all apps, by name, also with an Azure account."""

    @get("/v1/installs/{install_id}", Install, "install", lacks=PARTS_OF_INSTALL, meanings=UNKNOWN_INSTALL)
    def install(self, install_id: str) -> Options:
        """Return an install by id or name, with its components, inputs and drift."""
        return Options({"include_drifted_objects": True})

    @get("/v1/installs/{install_id}/readme", Readme, "README of install")
    def install_readme(self, install_id: str) -> None:
        """Return the README as rendered for an install."""

    @get_list("/v1/installs/{install_id}/deploys", InstallDeploy, "deploys of install", lacks=BARE_DEPLOY)
    def deploys(self, install_id: str, limit: int | None = None) -> None:
        """Return the deploys of an install, newest first, those that only plan included."""

    @get(
        "/v1/installs/{install_id}/components/{component_id}/deploys/latest",
        InstallDeploy,
        "latest deploy of component",
        lacks=(*BARE_DEPLOY, "component_config_version", "component_id", "component_name", "install_id"),
    )
    def latest_deploy(self, install_id: str, component_id: str) -> None:
        """Return the newest deploy of a component on an install that does not only plan, without the component's id.

        Raises:
            NotFoundError: there is none.
        """

    @get("/v1/installs/{install_id}/components/{component_id}/outputs", OutputsOfComponent, "outputs of component")
    def component_outputs(self, install_id: str, component_id: str) -> None:
        """Return the outputs of the newest deploy of a component on an install, as a secret.

        Raises:
            NotFoundError: it was never deployed.
        """

    @get_list(
        "/v1/installs/{install_id}/sandbox-runs", InstallSandboxRun, "sandbox runs of install", lacks=("workflow",)
    )
    def sandbox_runs(self, install_id: str, limit: int | None = None) -> None:
        """Return the runs of an install's sandbox, newest first, without those that looked for drift."""

    @get_list(
        "/v1/installs/{install_id}/actions/latest-runs",
        InstallActionWorkflow,
        "actions of install",
        lacks=("runs.config", "runs.steps"),
    )
    def latest_action_runs(self, install_id: str, limit: int | None = None) -> None:
        """Return the actions of an install, each with its newest run, in no order."""

    @get_list(
        "/v1/installs/{install_id}/actions/runs",
        InstallActionWorkflowRun,
        "action runs of install",
        lacks=(
            "config", "created_by", "execution_time", "install_action_workflow", "log_stream", "outputs", "runner_job",
            "steps", "workflow",
        ),
    )  # fmt: skip
    def action_runs(self, install_id: str, limit: int | None = None) -> None:
        """Return the runs of an install's actions, newest first, without their steps."""

    @get("/v1/installs/{install_id}/inputs/current", InstallInputs, "inputs of install")
    def current_inputs(self, install_id: str) -> None:
        """Return the newest inputs of an install.

        Raises:
            NotFoundError: it has none.
        """

    @get("/v1/installs/{install_id}/stack", InstallStack, "stack of install")
    def stack(self, install_id: str) -> None:
        """Return the stack of an install, with its newest versions and their runs.

        Raises:
            NotFoundError: it has none.
        """

    @get_list(
        "/v1/installs/{install_id}/runbooks", InstallRunbook, "runbooks of install", lacks=("runs.install_runbook",)
    )
    def install_runbooks(self, install_id: str, limit: int | None = None) -> None:
        """Return the runbooks of an install, each with its runs.

        Raises:
            MissingEndpointError: the server is older than about 0.19.974.
        """

    @get_list("/v1/installs/{install_id}/app-config-versions", InstallAppConfigVersion, "upgrades of install")
    def upgrades(self, install_id: str, limit: int | None = None) -> None:
        """Return which config an install moved to when, newest first.

        Raises:
            MissingEndpointError: the server is older than about 0.19.1038.
        """

    @get("/v1/installs/{install_id}/runner-group", RunnerGroup, "runner group of install")
    def runner_group(self, install_id: str) -> None:
        """Return the runner group of an install, with its settings and its runners."""

    @get("/v1/runners/{runner_id}/latest-heart-beat", RunnerHeartBeat, "heartbeat of runner")
    def latest_heart_beat(self, runner_id: str) -> None:
        """Return the newest heartbeat of a runner.

        Raises:
            NotFoundError: there never was one.
        """

    @get_list("/v1/runners/{runner_id}/recent-health-checks", RunnerHealthCheck, "health checks of runner")
    def health_checks(self, runner_id: str, limit: int | None = None) -> Options:
        """Return the health checks of a runner in the last hour, one a minute, oldest first."""
        return Options({"window": "1h"})

    @get_list("/v1/runners/{runner_id}/jobs", RunnerJob, "jobs of runner", lacks=("outputs", "outputs_json"))
    def runner_jobs(self, runner_id: str, limit: int | None = None) -> None:
        """Return the jobs of a runner, newest first, without their outputs."""

    @get_list("/v1/installs/{install_id}/workflows", Workflow, "workflows of install", lacks=RUNS_OF_WORKFLOW)
    def workflows(  # noqa: PLR0913, PLR0917 - the API's own filters
        self,
        install_id: str,
        type: str | None = None,  # noqa: A002 - the API's own name
        planonly: bool | None = None,
        created_at_gte: Moment | None = None,
        created_at_lte: Moment | None = None,
        limit: int | None = None,
    ) -> Options:
        """Return the workflows of an install, newest first.

        Args:
            install_id: the install.
            type: only workflows of this type, for instance `deploy_components`.
            planonly: False leaves out the workflows that only plan.
            created_at_gte: only workflows created at this time or later; a `datetime` needs a time zone.
            created_at_lte: only workflows created at this time or earlier.
            limit: stop after so many.

        Raises:
            ValueError: a `datetime` has no time zone.
        """
        return Options(
            {"type": type, "planonly": planonly, "created_at_gte": created_at_gte, "created_at_lte": created_at_lte}
        )

    @get_list("/v1/workflows", Workflow, "the workflows of the org", lacks=RUNS_OF_WORKFLOW)
    def org_workflows(self, limit: int | None = None) -> None:
        """Return the workflows of all installs, newest first.

        Raises:
            MissingEndpointError: the server is older than about 0.19.852.
        """

    @get_list(
        "/v1/workflows/pending-approvals",
        WorkflowStepApproval,
        "the approvals that wait",
        lacks=("runner_job",),
        meanings=NO_PENDING_APPROVALS,
    )
    def pending_approvals(self, limit: int | None = None) -> None:
        """Return the approvals of the org that nobody has answered.

        Raises:
            MissingEndpointError: the server is older than about 0.19.852.
        """

    @get(
        "/v1/workflows/{workflow_id}",
        Workflow,
        "workflow",
        lacks=RUNS_OF_WORKFLOW,
        meanings=UNKNOWN_WORKFLOW,
    )
    def workflow(self, workflow_id: str) -> None:
        """Return a workflow with its steps in order."""

    @get_list("/v1/workflows/{workflow_id}/step-groups", WorkflowStepGroup, "step groups of workflow")
    def step_groups(self, workflow_id: str, limit: int | None = None) -> None:
        """Return the groups of a workflow's steps, by index, with their steps.

        Raises:
            MissingEndpointError: the server is older than about 0.19.873.
        """

    @get("/v1/workflows/{workflow_id}/steps/{step_id}/approvals/{approval_id}/contents", Plan, "the plan of approval")
    def plan(self, workflow_id: str, step_id: str, approval_id: str) -> None:
        """Return what waits for approval in a step."""

    @get(
        "/v1/workflows/{workflow_id}/steps/{step_id}",
        WorkflowStep,
        "step",
        meanings=UNKNOWN_LOG,
    )
    def workflow_step(self, workflow_id: str, step_id: str) -> None:
        """Return a step of a workflow; from newer servers with its log stream."""

    @get(
        "/v1/installs/{install_id}/deploys/{deploy_id}",
        InstallDeploy,
        "deploy",
        lacks=("created_by", "outputs"),
        meanings=UNKNOWN_LOG,
    )
    def deploy(self, install_id: str, deploy_id: str) -> None:
        """Return a deploy with its build, artifact, log stream and newest jobs."""

    @get(
        "/v1/installs/sandbox-runs/{run_id}",
        InstallSandboxRun,
        "sandbox run",
        lacks=("created_by",),
        meanings=UNKNOWN_LOG,
    )
    def sandbox_run(self, run_id: str) -> None:
        """Return a run of a sandbox with its config, log stream and jobs."""

    @get(
        "/v1/installs/{install_id}/actions/runs/{run_id}",
        InstallActionWorkflowRun,
        "action run",
        lacks=("created_by", "install_action_workflow"),
        meanings=UNKNOWN_LOG,
    )
    def action_run(self, install_id: str, run_id: str) -> None:
        """Return a run of an action with its config, steps, log stream and job."""

    @get(
        "/v1/components/builds/{build_id}",
        ComponentBuild,
        "build",
        lacks=("component_name", "created_by", "install_deploys", "releases"),
        meanings=UNKNOWN_LOG,
    )
    def build(self, build_id: str) -> None:
        """Return a build of a component with its commit, log stream and job."""

    @get("/v1/runner-jobs/{job_id}", RunnerJob, "job", meanings=UNKNOWN_LOG)
    def runner_job(self, job_id: str) -> None:
        """Return a job of a runner with its newest execution."""

    @get("/v1/log-streams/{log_stream_id}", LogStream, "log stream", meanings=UNKNOWN_LOG)
    def log_stream(self, log_stream_id: str) -> None:
        """Return a log stream: whose log it is, and whether it is still written to."""

    @get_log("/v1/log-streams/{log_stream_id}/logs", OtelLogRecord, "log", meanings=UNKNOWN_LOG)
    def logs(
        self,
        log_stream_id: str,
        severities: tuple[str, ...] = (),
        newest_first: bool = False,
        cursor: int | None = None,
        limit: int | None = None,
    ) -> Options:
        """Return the records of a log. The server keeps them for 30 days; afterwards there are none.

        Args:
            log_stream_id: the log stream.
            severities: only records whose `severity_text` is one of these. Servers older than about 0.19.917 ignore it.
            newest_first: begin at the end.
            cursor: only records behind this time, in nanoseconds since 1970; None for all.
            limit: stop after so many.
        """
        return Options(
            {"order": "desc" if newest_first else None, "severity_text": severities or None},
            cursor=cursor,
            newest_first=newest_first,
        )

    @get("/version", ServerVersion, "the server's version")
    def version(self) -> Options:
        """Return the server's version; no token is sent."""
        return Options(anonymous=True)
