"""Pydantic models of the types of Nuon's API, named as the API names them."""

from nuon_notebook.models.accounts import Account, Policy, Role, UserJourney, UserJourneyStep
from nuon_notebook.models.actions import (
    ActionWorkflow,
    ActionWorkflowConfig,
    ActionWorkflowStepConfig,
    ActionWorkflowTriggerConfig,
)
from nuon_notebook.models.apps import App, NotificationsConfig
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import (
    AWSECRImageConfig,
    Component,
    ComponentConfigConnection,
    DockerBuildComponentConfig,
    ExternalImageComponentConfig,
    HelmComponentConfig,
    HelmConfig,
    JobComponentConfig,
    KubernetesManifestComponentConfig,
    TerraformModuleComponentConfig,
)
from nuon_notebook.models.configs import AppBranch, AppConfig
from nuon_notebook.models.infrastructure import AppRunnerConfig, AppSandboxConfig, AppStackConfig
from nuon_notebook.models.inputs import AppInput, AppInputConfig, AppInputGroup, InstallInputs
from nuon_notebook.models.install_components import DriftedObject, HelmChart, HelmRelease, InstallComponent
from nuon_notebook.models.installers import Installer, InstallerMetadata
from nuon_notebook.models.installs import (
    AWSAccount,
    AzureAccount,
    Install,
    InstallConfig,
    InstallEvent,
    InstallSandbox,
    InstallState,
)
from nuon_notebook.models.permissions import (
    AppAWSIAMPolicyConfig,
    AppAWSIAMRoleConfig,
    AppBreakGlassConfig,
    AppPermissionsConfig,
    AppPoliciesConfig,
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
from nuon_notebook.models.secrets import AppSecretConfig, AppSecretsConfig
from nuon_notebook.models.stacks import (
    AWSStackOutputs,
    AzureStackOutputs,
    InstallStack,
    InstallStackOutputs,
    InstallStackVersion,
    InstallStackVersionRun,
    NullTime,
    TerraformWorkspace,
)
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.vcs import (
    ConnectedGithubVCSConfig,
    PublicGitVCSConfig,
    VCSConnection,
    VCSConnectionCommit,
)
from nuon_notebook.models.workflow_steps import WorkflowStep, WorkflowStepApproval, WorkflowStepPolicyValidation
from nuon_notebook.models.workflows import (
    ComponentBuild,
    ComponentRelease,
    ComponentReleaseStep,
    InstallActionWorkflow,
    InstallActionWorkflowRun,
    InstallActionWorkflowRunStep,
    InstallDeploy,
    InstallSandboxRun,
    Workflow,
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
    "App",
    "AppAWSIAMPolicyConfig",
    "AppAWSIAMRoleConfig",
    "AppBranch",
    "AppBreakGlassConfig",
    "AppConfig",
    "AppInput",
    "AppInputConfig",
    "AppInputGroup",
    "AppPermissionsConfig",
    "AppPoliciesConfig",
    "AppRunnerConfig",
    "AppSandboxConfig",
    "AppSecretConfig",
    "AppSecretsConfig",
    "AppStackConfig",
    "AzureAccount",
    "AzureStackOutputs",
    "Collection",
    "Component",
    "ComponentBuild",
    "ComponentConfigConnection",
    "ComponentRelease",
    "ComponentReleaseStep",
    "CompositeStatus",
    "ConnectedGithubVCSConfig",
    "DockerBuildComponentConfig",
    "DriftedObject",
    "ExternalImageComponentConfig",
    "HelmChart",
    "HelmComponentConfig",
    "HelmConfig",
    "HelmRelease",
    "Install",
    "InstallActionWorkflow",
    "InstallActionWorkflowRun",
    "InstallActionWorkflowRunStep",
    "InstallComponent",
    "InstallConfig",
    "InstallDeploy",
    "InstallEvent",
    "InstallInputs",
    "InstallSandbox",
    "InstallSandboxRun",
    "InstallStack",
    "InstallStackOutputs",
    "InstallStackVersion",
    "InstallStackVersionRun",
    "InstallState",
    "Installer",
    "InstallerMetadata",
    "JobComponentConfig",
    "KubernetesManifestComponentConfig",
    "LogStream",
    "Model",
    "NotificationsConfig",
    "NullTime",
    "OCIArtifact",
    "Policy",
    "PublicGitVCSConfig",
    "Ref",
    "Role",
    "RunnerJob",
    "RunnerJobExecution",
    "RunnerJobExecutionOutputs",
    "RunnerJobExecutionResult",
    "TerraformModuleComponentConfig",
    "TerraformWorkspace",
    "UserJourney",
    "UserJourneyStep",
    "VCSConnection",
    "VCSConnectionCommit",
    "Workflow",
    "WorkflowStep",
    "WorkflowStepApproval",
    "WorkflowStepPolicyValidation",
]
