"""Nuon installers in Jupyter: `%load_ext nuon_notebook`, then `%nuon_installer demo`.

The public names are resolved on first use, so that loading the extension stays quick.
"""
# ruff: noqa: F403, F405 - the names of models and errors are told twice already: where they live, and in `__all__`

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nuon_notebook.client import Client, Limits, Settings
    from nuon_notebook.errors import *
    from nuon_notebook.loader import load_app, load_installer
    from nuon_notebook.models import *
    from nuon_notebook.session import connect, demo_client
    from nuon_notebook.sharing import NameFoundError, SecretFoundError, Shared, ShareError, share

    __version__: str

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
    "BrokenConfigError",
    "Client",
    "ClientClosedError",
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
    "ForbiddenError",
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
    "InstallersRemovedError",
    "InvalidIdError",
    "JobComponentConfig",
    "KubernetesManifestComponentConfig",
    "Limits",
    "Loaded",
    "LogStream",
    "MissingEndpointError",
    "Model",
    "NameFoundError",
    "NetworkError",
    "NotFoundError",
    "NotLoadedError",
    "NotificationsConfig",
    "NullTime",
    "NuonError",
    "OCIArtifact",
    "OtherOrgError",
    "Policy",
    "PublicGitVCSConfig",
    "RateLimitError",
    "Ref",
    "RequestTimeoutError",
    "ResponseError",
    "Role",
    "RunnerJob",
    "RunnerJobExecution",
    "RunnerJobExecutionOutputs",
    "RunnerJobExecutionResult",
    "SecretFoundError",
    "ServerError",
    "Settings",
    "SettingsError",
    "ShareError",
    "Shared",
    "StatusError",
    "TerraformModuleComponentConfig",
    "TerraformWorkspace",
    "UnauthorizedError",
    "UserJourney",
    "UserJourneyStep",
    "VCSConnection",
    "VCSConnectionCommit",
    "Workflow",
    "WorkflowStep",
    "WorkflowStepApproval",
    "WorkflowStepPolicyValidation",
    "__version__",
    "connect",
    "demo_client",
    "load_app",
    "load_installer",
    "load_ipython_extension",
    "share",
    "unload_ipython_extension",
]

_HOMES = {
    "Client": "client",
    "Limits": "client",
    "Settings": "client",
    "connect": "session",
    "demo_client": "session",
    "load_app": "loader",
    "load_installer": "loader",
    "NameFoundError": "sharing",
    "SecretFoundError": "sharing",
    "ShareError": "sharing",
    "Shared": "sharing",
    "share": "sharing",
}


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Offer the magics in a shell: `%load_ext nuon_notebook`."""
    from nuon_notebook.magics import load  # noqa: PLC0415 - whoever uses only models needs no IPython

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the magics back: `%unload_ext nuon_notebook`."""
    from nuon_notebook.magics import unload  # noqa: PLC0415 - see above

    unload(shell)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        problem = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(problem)
    value = _version() if name == "__version__" else getattr(import_module(f"{__name__}.{_home(name)}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _home(name: str) -> str:
    return _HOMES.get(name) or ("errors" if name.endswith("Error") else "models")


def _version() -> str:
    """Return the installed version; a checkout on the path has none."""
    metadata = import_module("importlib.metadata")
    try:
        return str(metadata.version("nuon-notebook"))
    except metadata.PackageNotFoundError:
        return "checkout"
