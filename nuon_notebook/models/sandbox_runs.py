"""Runs of an install's sandbox."""

from typing import ClassVar

from nuon_notebook.display import formats
from nuon_notebook.models.infrastructure import AppSandboxConfig
from nuon_notebook.models.planned_runs import PlannedRun


class InstallSandboxRun(PlannedRun):
    """A run of an install's sandbox."""

    api_type: ClassVar[str] = "app.InstallSandboxRun"

    app_sandbox_config: AppSandboxConfig | None = None
    install_sandbox_id: str | None = None
    run_type: str | None = None

    @property
    def title(self) -> str:
        """What is done to the sandbox."""
        return f"Sandbox {formats.humanize(str(self.run_type or 'run')).lower()}"

    @property
    def facts(self) -> tuple[str, ...]:
        """What the policies said."""
        return self.verdicts
