"""Deploys of components to an install."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.models.component_builds import ComponentBuild
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.install_runs import COMPONENT_OUTPUTS, outputs_id
from nuon_notebook.models.planned_runs import PlannedRun
from nuon_notebook.models.runner_jobs import OCIArtifact
from nuon_notebook.models.types import ServerQueue
from nuon_notebook.redaction.policy import Omitted
from nuon_notebook.store import Key


class InstallDeploy(PlannedRun):
    """A deploy of a component to an install."""

    api_type: ClassVar[str] = "app.InstallDeploy"

    build_id: str | None = None
    component_build: Deferred[ComponentBuild] | None = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    install_component_id: str | None = None
    install_deploy_type: str | None = None
    oci_artifact: OCIArtifact | None = None
    plan_only: Annotated[bool | None, Omitted("the server always sends false; the workflow says it")] = None
    queue_signals: ServerQueue = None
    release_id: str | None = None

    @property
    def title(self) -> str:
        """The component's name, or the id of the deploy if the server does not send the name."""
        return self.component_name or self.id or "deploy"

    @property
    def component_outputs(self) -> tuple[str, ...]:
        """The names of the outputs that its component has now, as far as they were loaded."""
        key = Key(COMPONENT_OUTPUTS, outputs_id(self.install_id, self.component_id))
        stored = self._store.record(key) if self._store else None
        return stored.names if stored else ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Kind of deploy, version of the component, commit, policies."""
        commit = self.component_build.commit if self.component_build else ""
        version = f"component v{self.component_config_version}" if self.component_config_version else ""
        return (formats.humanize(str(self.install_deploy_type or "")).lower(), version, commit, *self.verdicts)
