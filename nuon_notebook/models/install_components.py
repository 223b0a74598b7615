"""The components of an install, with Helm releases and drift."""

from datetime import datetime
from typing import Annotated, ClassVar, Final

from pydantic import Field

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import Component
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.install_deploys import InstallDeploy
from nuon_notebook.models.stacks import TerraformWorkspace
from nuon_notebook.models.statuses import CompositeStatus, Stated
from nuon_notebook.models.types import NO_VALUES, PlainMap, ScannedText, SecretText, ServerLinks, Timestamp
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId, Policy
from nuon_notebook.store import Key

NOTICED_BY: Final = {"install_deploy": "app.InstallDeploy", "install_sandbox_run": "app.InstallSandboxRun"}
"""The types of what notices drift. Here the API names them in the singular."""


class HelmRelease(Model):
    """A Helm release."""

    api_type: ClassVar[str] = "app.HelmRelease"

    body: SecretText | None = None
    created_at: Timestamp = None
    created_by_id: Annotated[str | None, Omitted("accounts are shown by name, where the API sends them")] = None
    helm_chart: "Deferred[HelmChart] | None" = Field(None, validation_alias="helmChart")
    helm_chart_id: str | None = Field(None, validation_alias="helmChartID")
    key: Annotated[str | None, Policy.PLAIN] = None
    labels: PlainMap = NO_VALUES
    name: str | None = None
    namespace: str | None = None
    org_id: Annotated[str | None, Omitted("everything belongs to the org of the connection")] = None
    owner: str | None = None
    status: str | None = None
    type: str | None = None
    updated_at: Timestamp = None
    version: int | None = None


class HelmChart(Record):
    """A Helm chart with its releases."""

    api_type: ClassVar[str] = "app.HelmChart"

    helm_releases: Collection[HelmRelease] = Field(Collection(), validation_alias="helmReleases")
    owner_id: ParentId = None
    owner_type: OwnerType = None


class DriftedObject(Model):
    """A component or sandbox that differs from its config."""

    api_type: ClassVar[str] = "app.DriftedObject"

    app_sandbox_config_id: str | None = None
    component_build_id: str | None = None
    component_name: str | None = None
    install_component_id: str | None = None
    install_id: ParentId = None
    install_sandbox_id: str | None = None
    install_workflow_id: ParentId = None
    org_id: str | None = None
    target_id: str | None = None
    target_type: str | None = None

    @property
    def kind(self) -> str:
        """What noticed it, in words: "deploy", "sandbox run"."""
        return (self.target_type or "").removeprefix("install_").replace("_", " ")

    @property
    def noticed_at(self) -> datetime | None:
        """When the deploy or run was made that noticed it; None if that was not loaded."""
        key = Key(NOTICED_BY.get(self.target_type or "", ""), self.target_id or "")
        run = self._store.record(key) if self._store else None
        return run.created_at if run else None

    @property
    def headline(self) -> Headline:
        """The component or the sandbox; what noticed it, and when."""
        when = f"since {formats.format_time(self.noticed_at)}" if self.noticed_at else ""
        title = self.component_name or ("Sandbox" if self.install_sandbox_id else self._name_from("target_id"))
        return Headline(title, facts=tuple(filter(None, (self.kind, when))))


class InstallComponent(Stated):
    """A component on an install."""

    api_type: ClassVar[str] = "app.InstallComponent"

    component: Component | None = None
    component_id: str | None = None
    drifted_object: DriftedObject | None = None
    enabled: bool | None = None
    health_status: str | None = None
    health_status_description: ScannedText = None
    health_status_v2: Annotated[CompositeStatus | None, Omitted("`health_status` and its description say the same")] = (
        None
    )
    helm_chart: HelmChart | None = None
    install_deploys: Collection[InstallDeploy] = Collection()
    install_id: ParentId = None
    links: ServerLinks = NO_VALUES
    terraform_workspace: TerraformWorkspace | None = None

    @property
    def name(self) -> str:
        """The component's name, or its id if the server does not send the name."""
        return (self.component.name if self.component else None) or self.component_id or self.id or "unnamed component"

    @property
    def explanation(self) -> str:
        """The error of its newest deploy, if that failed and the server explains it; otherwise empty."""
        deploy = next(iter(self.recorded("install_deploys")), None)
        return deploy.explanation if deploy and deploy.failed else ""

    @property
    def failure(self) -> str:
        """Its name and the error of its newest deploy; empty if there is none."""
        return f"{self.name}: {self.explanation}" if self.explanation else ""

    @property
    def headline(self) -> Headline:
        """Name and statuses; kind, whether it is enabled; why it failed or is not healthy."""
        kind = formats.humanize(str(self.component.type)) if self.component and self.component.type else ""
        facts = (kind, "disabled" if self.enabled is False else "", "drifted" if self.drifted_object else "")
        unwell = self.health_status_description if formats.needs_attention(self.health_status) else ""
        why = "; ".join(filter(None, (self.explanation or self.reason, unwell)))
        return Headline(self.name, self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status, and its health if the server measures it."""
        return (*super().badges, *([Badge(self.health_status, "health")] if self.health_status else []))
