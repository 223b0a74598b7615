"""Pydantic models of the types of Nuon's API, named as the API names them.

Types that only some requests answer are imported at first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.models.accounts import Account, Policy, Role, UserJourney, UserJourneyStep
from nuon_notebook.models.action_runs import (
    InstallActionWorkflow,
    InstallActionWorkflowRun,
    InstallActionWorkflowRunStep,
)
from nuon_notebook.models.actions import (
    ActionWorkflow,
    ActionWorkflowConfig,
    ActionWorkflowStepConfig,
    ActionWorkflowTriggerConfig,
    AdHocStepConfig,
)
from nuon_notebook.models.apps import App, NotificationsConfig
from nuon_notebook.models.base import Model
from nuon_notebook.models.branches import (
    AppBranch,
    AppBranchConfig,
    AppBranchInstallGroup,
    AppBranchRun,
    InstallAppBranchConnection,
)
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.component_builds import ComponentBuild
from nuon_notebook.models.component_releases import ComponentRelease, ComponentReleaseStep
from nuon_notebook.models.components import (
    AWSECRImageConfig,
    AzureACRImageConfig,
    Component,
    ComponentConfigConnection,
    ComponentHealthProbe,
    DockerBuildComponentConfig,
    ExternalImageComponentConfig,
    GCPGARImageConfig,
    HelmComponentConfig,
    HelmConfig,
    HelmRepoConfig,
    JobComponentConfig,
    KubernetesManifestComponentConfig,
    KustomizeConfig,
    PulumiComponentConfig,
    TerraformModuleComponentConfig,
)
from nuon_notebook.models.composite_errors import CompositeErrorData, CompositeErrorSection
from nuon_notebook.models.configs import AppConfig
from nuon_notebook.models.infrastructure import (
    AppKubernetesContextConfig,
    AppKubernetesContextsConfig,
    AppRunnerConfig,
    AppSandboxConfig,
    AppStackConfig,
    CustomNestedStack,
)
from nuon_notebook.models.inputs import AppInput, AppInputConfig, AppInputGroup, InstallInputs
from nuon_notebook.models.install_components import DriftedObject, HelmChart, HelmRelease, InstallComponent
from nuon_notebook.models.install_deploys import InstallDeploy
from nuon_notebook.models.install_roles import InstallRoles, InstallRoleSelectionRecord, InstallRoleUsage
from nuon_notebook.models.installers import Installer, InstallerMetadata
from nuon_notebook.models.installs import (
    AWSAccount,
    AzureAccount,
    GCPAccount,
    Install,
    InstallConfig,
    InstallEvent,
    InstallSandbox,
    InstallState,
    PhoneHomeAuthStatus,
)
from nuon_notebook.models.labels import AppLabelKeySummary, AppLabelsResponse, LabelSelector
from nuon_notebook.models.nullable import NullBool, NullTime
from nuon_notebook.models.permissions import (
    AppAWSIAMPolicyConfig,
    AppAWSIAMRoleConfig,
    AppBreakGlassConfig,
    AppOperationRoleConfig,
    AppOperationRoleRule,
    AppPermissionsConfig,
)
from nuon_notebook.models.policies import (
    AppPoliciesConfig,
    AppPolicyConfig,
    PolicyInputRef,
    PolicyReport,
    PolicyResult,
    PolicyViolation,
)
from nuon_notebook.models.refs import Ref
from nuon_notebook.models.runner_jobs import (
    LogStream,
    OCIArtifact,
    RunnerJob,
    RunnerJobExecution,
    RunnerJobExecutionOutputs,
    RunnerJobExecutionResult,
)
from nuon_notebook.models.sandbox_runs import InstallSandboxRun
from nuon_notebook.models.secrets import AppSecretConfig, AppSecretKubernetesSyncTarget, AppSecretsConfig
from nuon_notebook.models.stacks import (
    AWSStackOutputs,
    AzureStackOutputs,
    GCPStackOutputs,
    InstallStack,
    InstallStackOutputs,
    InstallStackVersion,
    InstallStackVersionRun,
    StackVersionRunInputDiff,
    StackVersionRunRoleDiff,
    TerraformWorkspace,
)
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.triggers import TriggerFilter, TriggerRule
from nuon_notebook.models.vcs import ConnectedGithubVCSConfig, PublicGitVCSConfig, VCSConnection, VCSConnectionCommit
from nuon_notebook.models.workflow_steps import (
    WorkflowStep,
    WorkflowStepApproval,
    WorkflowStepGroup,
    WorkflowStepPolicyValidation,
)
from nuon_notebook.models.workflows import Workflow, WorkflowRun

if TYPE_CHECKING:
    from nuon_notebook.models.builds import OrgComponentBuildHistoryItem, OrgComponentBuildHistoryResponse
    from nuon_notebook.models.config_diffs import AppConfigDiffResponse, Diff, DiffKey, DiffSummary
    from nuon_notebook.models.config_versions import (
        ComponentDiffEntry,
        InstallAppConfigVersion,
        InstallConfigDiff,
        InstallConfigSync,
        InstallConfigVersion,
    )
    from nuon_notebook.models.health import (
        DailyHealthBucket,
        HealthTransitionResponse,
        InstallComponentHealthSummary,
        InstallComponentHealthTimelineResponse,
        InstallHealthSummary,
        InstallHealthTimelineResponse,
        InstallsHealthResponse,
    )
    from nuon_notebook.models.logs import LogStreamTailLogsResponse, OtelLogRecord
    from nuon_notebook.models.orgs import Org
    from nuon_notebook.models.readmes import Readme
    from nuon_notebook.models.runbook_runs import InstallRunbook, InstallRunbookRun, RunbookStepSelection
    from nuon_notebook.models.runbooks import Runbook, RunbookConfig, RunbookInput, RunbookStepConfig
    from nuon_notebook.models.runners import (
        LatestRunnerHeartBeat,
        Runner,
        RunnerCardDetailsResponse,
        RunnerConnectionStatus,
        RunnerGroup,
        RunnerGroupSettings,
        RunnerHealthCheck,
        RunnerHeartBeat,
        RunnerOperation,
    )

__all__ = [
    "AWSAccount",
    "AWSECRImageConfig",
    "AWSStackOutputs",
    "Account",
    "ActionWorkflow",
    "ActionWorkflowConfig",
    "ActionWorkflowStepConfig",
    "ActionWorkflowTriggerConfig",
    "AdHocStepConfig",
    "App",
    "AppAWSIAMPolicyConfig",
    "AppAWSIAMRoleConfig",
    "AppBranch",
    "AppBranchConfig",
    "AppBranchInstallGroup",
    "AppBranchRun",
    "AppBreakGlassConfig",
    "AppConfig",
    "AppConfigDiffResponse",
    "AppInput",
    "AppInputConfig",
    "AppInputGroup",
    "AppKubernetesContextConfig",
    "AppKubernetesContextsConfig",
    "AppLabelKeySummary",
    "AppLabelsResponse",
    "AppOperationRoleConfig",
    "AppOperationRoleRule",
    "AppPermissionsConfig",
    "AppPoliciesConfig",
    "AppPolicyConfig",
    "AppRunnerConfig",
    "AppSandboxConfig",
    "AppSecretConfig",
    "AppSecretKubernetesSyncTarget",
    "AppSecretsConfig",
    "AppStackConfig",
    "AzureACRImageConfig",
    "AzureAccount",
    "AzureStackOutputs",
    "Collection",
    "Component",
    "ComponentBuild",
    "ComponentConfigConnection",
    "ComponentDiffEntry",
    "ComponentHealthProbe",
    "ComponentRelease",
    "ComponentReleaseStep",
    "CompositeErrorData",
    "CompositeErrorSection",
    "CompositeStatus",
    "ConnectedGithubVCSConfig",
    "CustomNestedStack",
    "DailyHealthBucket",
    "Diff",
    "DiffKey",
    "DiffSummary",
    "DockerBuildComponentConfig",
    "DriftedObject",
    "ExternalImageComponentConfig",
    "GCPAccount",
    "GCPGARImageConfig",
    "GCPStackOutputs",
    "HealthTransitionResponse",
    "HelmChart",
    "HelmComponentConfig",
    "HelmConfig",
    "HelmRelease",
    "HelmRepoConfig",
    "Install",
    "InstallActionWorkflow",
    "InstallActionWorkflowRun",
    "InstallActionWorkflowRunStep",
    "InstallAppBranchConnection",
    "InstallAppConfigVersion",
    "InstallComponent",
    "InstallComponentHealthSummary",
    "InstallComponentHealthTimelineResponse",
    "InstallConfig",
    "InstallConfigDiff",
    "InstallConfigSync",
    "InstallConfigVersion",
    "InstallDeploy",
    "InstallEvent",
    "InstallHealthSummary",
    "InstallHealthTimelineResponse",
    "InstallInputs",
    "InstallRoleSelectionRecord",
    "InstallRoleUsage",
    "InstallRoles",
    "InstallRunbook",
    "InstallRunbookRun",
    "InstallSandbox",
    "InstallSandboxRun",
    "InstallStack",
    "InstallStackOutputs",
    "InstallStackVersion",
    "InstallStackVersionRun",
    "InstallState",
    "Installer",
    "InstallerMetadata",
    "InstallsHealthResponse",
    "JobComponentConfig",
    "KubernetesManifestComponentConfig",
    "KustomizeConfig",
    "LabelSelector",
    "LatestRunnerHeartBeat",
    "LogStream",
    "LogStreamTailLogsResponse",
    "Model",
    "NotificationsConfig",
    "NullBool",
    "NullTime",
    "OCIArtifact",
    "Org",
    "OrgComponentBuildHistoryItem",
    "OrgComponentBuildHistoryResponse",
    "OtelLogRecord",
    "PhoneHomeAuthStatus",
    "Policy",
    "PolicyInputRef",
    "PolicyReport",
    "PolicyResult",
    "PolicyViolation",
    "PublicGitVCSConfig",
    "PulumiComponentConfig",
    "Readme",
    "Ref",
    "Role",
    "Runbook",
    "RunbookConfig",
    "RunbookInput",
    "RunbookStepConfig",
    "RunbookStepSelection",
    "Runner",
    "RunnerCardDetailsResponse",
    "RunnerConnectionStatus",
    "RunnerGroup",
    "RunnerGroupSettings",
    "RunnerHealthCheck",
    "RunnerHeartBeat",
    "RunnerJob",
    "RunnerJobExecution",
    "RunnerJobExecutionOutputs",
    "RunnerJobExecutionResult",
    "RunnerOperation",
    "StackVersionRunInputDiff",
    "StackVersionRunRoleDiff",
    "TerraformModuleComponentConfig",
    "TerraformWorkspace",
    "TriggerFilter",
    "TriggerRule",
    "UserJourney",
    "UserJourneyStep",
    "VCSConnection",
    "VCSConnectionCommit",
    "Workflow",
    "WorkflowRun",
    "WorkflowStep",
    "WorkflowStepApproval",
    "WorkflowStepGroup",
    "WorkflowStepPolicyValidation",
]

_MODULES: Final = {
    "builds": (
        "OrgComponentBuildHistoryItem",
        "OrgComponentBuildHistoryResponse",
    ),
    "config_diffs": (
        "AppConfigDiffResponse",
        "Diff",
        "DiffKey",
        "DiffSummary",
    ),
    "config_versions": (
        "ComponentDiffEntry",
        "InstallAppConfigVersion",
        "InstallConfigDiff",
        "InstallConfigSync",
        "InstallConfigVersion",
    ),
    "health": (
        "DailyHealthBucket",
        "HealthTransitionResponse",
        "InstallComponentHealthSummary",
        "InstallComponentHealthTimelineResponse",
        "InstallHealthSummary",
        "InstallHealthTimelineResponse",
        "InstallsHealthResponse",
    ),
    "logs": (
        "LogStreamTailLogsResponse",
        "OtelLogRecord",
    ),
    "orgs": ("Org",),
    "readmes": ("Readme",),
    "runbook_runs": (
        "InstallRunbook",
        "InstallRunbookRun",
        "RunbookStepSelection",
    ),
    "runbooks": (
        "Runbook",
        "RunbookConfig",
        "RunbookInput",
        "RunbookStepConfig",
    ),
    "runners": (
        "LatestRunnerHeartBeat",
        "Runner",
        "RunnerCardDetailsResponse",
        "RunnerConnectionStatus",
        "RunnerGroup",
        "RunnerGroupSettings",
        "RunnerHealthCheck",
        "RunnerHeartBeat",
        "RunnerOperation",
    ),
}
"""The classes that are imported at first use, by module."""

_LAZY: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        problem = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(problem)
    found = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
