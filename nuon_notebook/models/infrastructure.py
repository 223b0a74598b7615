"""Sandbox, runner, stack and Kubernetes contexts of an app."""

from typing import Annotated, ClassVar

from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.refs import Referring
from nuon_notebook.models.types import NO_VALUES, PlainMap, ScannedText, ScannedTexts, SecretText, Variables
from nuon_notebook.models.vcs import FromRepository
from nuon_notebook.redaction.policy import Omitted, ParentId


class AppSandboxConfig(FromRepository, Referring):
    """The Terraform module or Pulumi program of the sandbox; source: `GET /v1/apps/{app_id}/config/{config_id}`."""

    api_type: ClassVar[str] = "app.AppSandboxConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    auto_approve_on_policies_passing: bool | None = None
    aws_region_type: str | None = None
    cloud_platform: str | None = None
    drift_schedule: Annotated[str | None, Called("drift check")] = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    max_auto_retries: int | None = None
    operation_roles: PlainMap = NO_VALUES
    pulumi_config: Variables = NO_VALUES
    pulumi_version: str | None = None
    runtime: str | None = None
    skip_noops: bool | None = None
    terraform_version: str | None = None
    type: str | None = None
    variables: Variables = NO_VALUES
    variables_files: Annotated[ScannedTexts, Called("variables file"), Compared.EACH] = ()

    @property
    def headline(self) -> Headline:
        """Terraform or Pulumi with its version; source."""
        where = self.repository.where if self.repository else ""
        return Headline("Sandbox", facts=tuple(filter(None, (self.tool, where))))

    @property
    def tool(self) -> str:
        """Terraform or Pulumi, with its version; empty if the server does not say."""
        if self.pulumi_version or self.type == "pulumi":
            return " ".join(filter(None, ("Pulumi", self.pulumi_version, self.runtime)))
        return f"Terraform {self.terraform_version}" if self.terraform_version else ""


class AppRunnerConfig(Record):
    """The configuration of the runner in the customer's account; source: `GET /v1/apps/{app_id}/config/{config_id}`."""

    api_type: ClassVar[str] = "app.AppRunnerConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    app_runner_type: str | None = None
    cloud_platform: str | None = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    helm_driver: str | None = None
    init_script: ScannedText = None
    instance_type: str | None = None
    phone_home_script_url: str | None = None
    public_api_url: str | None = None
    runner_api_url: str | None = None

    @property
    def headline(self) -> Headline:
        """Type of runner."""
        return Headline("Runner", facts=tuple(filter(None, (str(self.app_runner_type or ""),))))


class CustomNestedStack(Model):
    """A stack of the vendor within the customer's stack."""

    api_type: ClassVar[str] = "config.CustomNestedStack"

    contents: SecretText | None = None
    contents_hash: Annotated[str | None, Omitted("it says nothing to people")] = None
    index: Annotated[int | None, Omitted("they are shown in this order"), Compared.POSITION] = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    parameters: Variables = NO_VALUES
    status: Annotated[str | None, Compared.NEVER] = None
    template_source_url: str | None = None
    template_url: str | None = None

    @property
    def headline(self) -> Headline:
        """Name and status; where its template is."""
        where = (self.template_source_url or self.template_url or "",)
        return Headline(self._name_from("name"), self.badges, tuple(filter(None, where)))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


class AppKubernetesContextConfig(Record):
    """A Kubernetes cluster that a component creates."""

    api_type: ClassVar[str] = "app.AppKubernetesContextConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    app_kubernetes_contexts_config_id: ParentId = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    source_component_id: Annotated[str | None, Omitted("the component is shown by name"), Compared.NEVER] = None
    source_component_name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; the component that creates it."""
        of = f"of {self.source_component_name}" if self.source_component_name else ""
        return Headline(self._name_from("name"), facts=tuple(filter(None, (of,))))


class AppKubernetesContextsConfig(Record):
    """The Kubernetes clusters of a config."""

    api_type: ClassVar[str] = "app.AppKubernetesContextsConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    contexts: Annotated[Collection[AppKubernetesContextConfig], Called("Kubernetes context")] = Collection()

    @property
    def headline(self) -> Headline:
        """The names of the clusters."""
        return Headline("Kubernetes contexts", facts=tuple(context.headline.title for context in self.contexts))


class AppStackConfig(Record):
    """The stack that the customer deploys first; source: `GET /v1/apps/{app_id}/config/{config_id}`."""

    api_type: ClassVar[str] = "app.AppStackConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    custom_nested_stacks: Annotated[Collection[CustomNestedStack], Called("nested stack")] = Collection()
    deployment_scope: str | None = None
    description: ScannedText = None
    name: str | None = None
    runner_nested_template_url: str | None = None
    type: str | None = None
    vpc_nested_template_url: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type of stack."""
        return Headline(self.name or "Stack", facts=tuple(filter(None, (str(self.type or ""),))))
