"""The enums of the API. A value that a newer server sends is kept as text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import Field

EnumT = TypeVar("EnumT", bound=StrEnum)

Open = Annotated[EnumT | str, Field(union_mode="left_to_right")]
"""One of an enum's values, or a text that it does not list."""


class AWSIAMRoleType(StrEnum):
    """`app.AWSIAMRoleType`."""

    RUNNER_PROVISION = "runner_provision"
    RUNNER_DEPROVISION = "runner_deprovision"
    RUNNER_MAINTENANCE = "runner_maintenance"
    BREAKGLASS = "breakglass"
    RUNNER_BREAKGLASS = "runner_breakglass"


class AccountType(StrEnum):
    """`app.AccountType`."""

    AUTH0 = "auth0"
    SERVICE = "service"
    CANARY = "canary"
    INTEGRATION = "integration"


class ActionWorkflowTriggerType(StrEnum):
    """`app.ActionWorkflowTriggerType`."""

    MANUAL = "manual"
    CRON = "cron"
    PRE_DEPLOY_COMPONENT = "pre-deploy-component"
    POST_DEPLOY_COMPONENT = "post-deploy-component"
    PRE_TEARDOWN_COMPONENT = "pre-teardown-component"
    POST_TEARDOWN_COMPONENT = "post-teardown-component"
    PRE_SECRETS_SYNC = "pre-secrets-sync"
    POST_SECRETS_SYNC = "post-secrets-sync"
    PRE_PROVISION = "pre-provision"
    POST_PROVISION = "post-provision"
    PRE_REPROVISION = "pre-reprovision"
    POST_REPROVISION = "post-reprovision"
    PRE_DEPROVISION = "pre-deprovision"
    POST_DEPROVISION = "post-deprovision"
    PRE_DEPLOY_ALL_COMPONENTS = "pre-deploy-all-components"
    POST_DEPLOY_ALL_COMPONENTS = "post-deploy-all-components"
    PRE_TEARDOWN_ALL_COMPONENTS = "pre-teardown-all-components"
    POST_TEARDOWN_ALL_COMPONENTS = "post-teardown-all-components"
    PRE_DEPROVISION_SANDBOX = "pre-deprovision-sandbox"
    POST_DEPROVISION_SANDBOX = "post-deprovision-sandbox"
    PRE_REPROVISION_SANDBOX = "pre-reprovision-sandbox"
    POST_REPROVISION_SANDBOX = "post-reprovision-sandbox"
    PRE_UPDATE_INPUTS = "pre-update-inputs"
    POST_UPDATE_INPUTS = "post-update-inputs"


class AppConfigStatus(StrEnum):
    """`app.AppConfigStatus`."""

    ACTIVE = "active"
    PENDING = "pending"
    SYNCING = "syncing"
    ERROR = "error"
    OUTDATED = "outdated"


class AppRunnerType(StrEnum):
    """`app.AppRunnerType`."""

    UNKNOWN = "unknown"
    AWS_ECS = "aws-ecs"
    AWS_EKS = "aws-eks"
    AZURE_AKS = "azure-aks"
    AZURE_ACS = "azure-acs"
    LOCAL = "local"
    AWS = "aws"
    AZURE = "azure"


class CloudPlatform(StrEnum):
    """`app.CloudPlatform`."""

    AWS = "aws"
    AZURE = "azure"
    UNKNOWN = "unknown"


class ComponentType(StrEnum):
    """`app.ComponentType`."""

    TERRAFORM_MODULE = "terraform_module"
    HELM_CHART = "helm_chart"
    DOCKER_BUILD = "docker_build"
    EXTERNAL_IMAGE = "external_image"
    JOB = "job"
    KUBERNETES_MANIFEST = "kubernetes_manifest"
    UNKNOWN = "unknown"


class InstallActionWorkflowRunStepStatus(StrEnum):
    """`app.InstallActionWorkflowRunStepStatus`."""

    FINISHED = "finished"
    PENDING = "pending"
    IN_PROGRESS = "in-progress"
    TIMED_OUT = "timed-out"
    ERROR = "error"


class InstallApprovalOption(StrEnum):
    """`app.InstallApprovalOption`."""

    APPROVE_ALL = "approve-all"
    PROMPT = "prompt"


class InstallDeployType(StrEnum):
    """`app.InstallDeployType`."""

    SYNC_IMAGE = "sync-image"
    APPLY = "apply"
    TEARDOWN = "teardown"


class InstallerType(StrEnum):
    """`app.InstallerType`."""

    SELF_HOSTED = "self_hosted"


class PolicyName(StrEnum):
    """`app.PolicyName`."""

    ORG_ADMIN = "org_admin"
    INSTALLER = "installer"
    RUNNER = "runner"
    HOSTED_INSTALLER = "hosted_installer"


class RoleType(StrEnum):
    """`app.RoleType`."""

    ORG_ADMIN = "org_admin"
    INSTALLER = "installer"
    RUNNER = "runner"
    HOSTED_INSTALLER = "hosted-installer"


class RunnerJobExecutionStatus(StrEnum):
    """`app.RunnerJobExecutionStatus`."""

    PENDING = "pending"
    INITIALIZING = "initializing"
    IN_PROGRESS = "in-progress"
    CLEANING_UP = "cleaning-up"
    FINISHED = "finished"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    NOT_ATTEMPTED = "not-attempted"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class RunnerJobGroup(StrEnum):
    """`app.RunnerJobGroup`."""

    HEALTH_CHECKS = "health-checks"
    SYNC = "sync"
    BUILD = "build"
    DEPLOY = "deploy"
    SANDBOX = "sandbox"
    RUNNER = "runner"
    OPERATIONS = "operations"
    MANAGEMENT = "management"
    ACTIONS = "actions"
    NONE = ""
    ANY = "any"


class RunnerJobOperationType(StrEnum):
    """`app.RunnerJobOperationType`."""

    EXEC = "exec"
    BUILD = "build"
    CREATE_APPLY_PLAN = "create-apply-plan"
    CREATE_TEARDOWN_PLAN = "create-teardown-plan"
    APPLY_PLAN = "apply-plan"
    UNKNOWN = "unknown"


class RunnerJobStatus(StrEnum):
    """`app.RunnerJobStatus`."""

    QUEUED = "queued"
    AVAILABLE = "available"
    IN_PROGRESS = "in-progress"
    FINISHED = "finished"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    NOT_ATTEMPTED = "not-attempted"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class RunnerJobType(StrEnum):
    """`app.RunnerJobType`."""

    HEALTH_CHECK = "health-check"
    DOCKER_BUILD = "docker-build"
    CONTAINER_IMAGE_BUILD = "container-image-build"
    TERRAFORM_MODULE_BUILD = "terraform-module-build"
    HELM_CHART_BUILD = "helm-chart-build"
    NOOP_BUILD = "noop-build"
    OCI_SYNC = "oci-sync"
    NOOP_SYNC = "noop-sync"
    TERRAFORM_DEPLOY = "terraform-deploy"
    HELM_CHART_DEPLOY = "helm-chart-deploy"
    JOB_DEPLOY = "job-deploy"
    KUBERNETES_MANIFEST_DEPLOY = "kubernetes-manifest-deploy"
    NOOP_DEPLOY = "noop-deploy"
    SHUT_DOWN = "shut-down"
    UPDATE_VERSION = "update-version"
    NOOP = "noop"
    MNG_VM_SHUT_DOWN = "mng-vm-shut-down"
    MNG_SHUT_DOWN = "mng-shut-down"
    MNG_RUNNER_UPDATE_VERSION = "mng-runner-update-version"
    MNG_RUNNER_RESTART = "mng-runner-restart"
    SANDBOX_TERRAFORM = "sandbox-terraform"
    SANDBOX_TERRAFORM_PLAN = "sandbox-terraform-plan"
    SANDBOX_SYNC_SECRETS = "sandbox-sync-secrets"
    RUNNER_HELM = "runner-helm"
    RUNNER_TERRAFORM = "runner-terraform"
    RUNNER_LOCAL = "runner-local"
    ACTIONS_WORKFLOW = "actions-workflow"


class SandboxRunType(StrEnum):
    """`app.SandboxRunType`."""

    PROVISION = "provision"
    REPROVISION = "reprovision"
    DEPROVISION = "deprovision"


class StackType(StrEnum):
    """`app.StackType`."""

    AWS_CLOUDFORMATION = "aws-cloudformation"


class Status(StrEnum):
    """`app.Status`."""

    ERROR = "error"
    PENDING = "pending"
    IN_PROGRESS = "in-progress"
    CHECKING_PLAN = "checking-plan"
    SUCCESS = "success"
    NOT_ATTEMPTED = "not-attempted"
    CANCELLED = "cancelled"
    RETRYING = "retrying"
    DISCARDED = "discarded"
    USER_SKIPPED = "user-skipped"
    AUTO_SKIPPED = "auto-skipped"
    PLANNING = "planning"
    APPLYING = "applying"
    QUEUED = "queued"
    GENERATING = "generating"
    AWAITING_USER_RUN = "awaiting-user-run"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    OUTDATED = "outdated"
    EXPIRED = "expired"
    APPROVED = "approved"
    DRIFTED = "drifted"
    NO_DRIFT = "no-drift"
    APPROVAL_EXPIRED = "approval-expired"
    APPROVAL_DENIED = "approval-denied"
    APPROVAL_RETRY = "approval-retry"
    BUILDING = "building"
    DELETING = "deleting"
    NOOP = "noop"
    APPROVAL_AWAITING = "approval-awaiting"


class StepErrorBehavior(StrEnum):
    """`app.StepErrorBehavior`."""

    ABORT = "abort"
    CONTINUE = "continue"


class WorkflowStepApprovalType(StrEnum):
    """`app.WorkflowStepApprovalType`."""

    NOOP = "noop"
    APPROVE_ALL = "approve-all"
    TERRAFORM_PLAN = "terraform_plan"
    KUBERNETES_MANIFEST_APPROVAL = "kubernetes_manifest_approval"
    HELM_APPROVAL = "helm_approval"


class WorkflowStepExecutionType(StrEnum):
    """`app.WorkflowStepExecutionType`."""

    SYSTEM = "system"
    USER = "user"
    APPROVAL = "approval"
    SKIPPED = "skipped"
    HIDDEN = "hidden"


class WorkflowType(StrEnum):
    """`app.WorkflowType`."""

    PROVISION = "provision"
    DEPROVISION = "deprovision"
    DEPROVISION_SANDBOX = "deprovision_sandbox"
    MANUAL_DEPLOY = "manual_deploy"
    INPUT_UPDATE = "input_update"
    DEPLOY_COMPONENTS = "deploy_components"
    TEARDOWN_COMPONENT = "teardown_component"
    TEARDOWN_COMPONENTS = "teardown_components"
    REPROVISION_SANDBOX = "reprovision_sandbox"
    DRIFT_RUN_REPROVISION_SANDBOX = "drift_run_reprovision_sandbox"
    ACTION_WORKFLOW_RUN = "action_workflow_run"
    SYNC_SECRETS = "sync_secrets"
    DRIFT_RUN = "drift_run"
    APP_BRANCHES_MANUAL_UPDATE = "app_branches_manual_update"
    APP_BRANCHES_CONFIG_REPO_UPDATE = "app_branches_config_repo_update"
    APP_BRANCHES_COMPONENT_REPO_UPDATE = "app_branches_component_repo_update"
    REPROVISION = "reprovision"


class Permission(StrEnum):
    """`permissions.Permission`."""

    UNKNOWN = "unknown"
    ALL = "all"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"


class RefType(StrEnum):
    """`refs.RefType`."""

    SANDBOX = "sandbox"
    INSTALL_STACK = "install_stack"
    COMPONENT = "component"
    INPUTS = "inputs"
    INSTALL_INPUTS = "install_inputs"
    SECRETS = "secrets"
    ACTIONS = "actions"


class OperationStatus(StrEnum):
    """`app.OperationStatus`."""

    STARTED = "started"
    FINISHED = "finished"
    NOOP = "noop"
    FAILED = "failed"
