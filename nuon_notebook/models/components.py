"""Components and their six kinds of configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.enums import ComponentType, Open
from nuon_notebook.models.refs import Referring
from nuon_notebook.models.types import AnyMap, StringMap
from nuon_notebook.models.vcs import FromRepository


class AWSECRImageConfig(Record):
    """Where in ECR an image lies, and the role that reads it."""

    api_type: ClassVar[str] = "app.AWSECRImageConfig"

    aws_region: str | None = None
    component_config_id: str | None = None
    component_config_type: str | None = None
    iam_role_arn: str | None = None


class Component(Record):
    """A component of an app; source: `GET /v1/apps/{app_id}/components`."""

    api_type: ClassVar[str] = "app.Component"

    app_id: str | None = None
    config_versions: int | None = None
    dependencies: tuple[str, ...] = ()
    links: AnyMap = {}
    name: str | None = None
    resolved_var_name: str | None = None
    status: str | None = None
    status_description: str | None = None
    type: Open[ComponentType] | None = None
    var_name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name and status; kind."""
        badges = (Badge(self.status),) if self.status else ()
        return Headline(self._called("name"), badges, (formats.kind_words(str(self.type or "unknown")),))


class HelmRepoConfig(Model):
    """Where a chart really comes from; in no schema (API page, section 4)."""

    chart: str | None = None
    repo_url: str | None = None
    version: str | None = None


class HelmConfig(Model):
    """A Helm chart's configuration as the server stores it today."""

    api_type: ClassVar[str] = "app.HelmConfig"

    chart_name: str | None = None
    helm_repo_config: HelmRepoConfig | None = None
    namespace: str | None = None
    storage_driver: str | None = None
    take_ownership: bool | None = None
    values: StringMap = {}
    values_files: tuple[str, ...] = ()


class HelmComponentConfig(FromRepository):
    """A component that is a Helm chart."""

    api_type: ClassVar[str] = "app.HelmComponentConfig"

    chart_name: str | None = None
    component_config_connection_id: str | None = None
    helm_config_json: HelmConfig | None = None
    namespace: str | None = None
    storage_driver: str | None = None
    take_ownership: bool | None = None
    values: StringMap = {}
    values_files: tuple[str, ...] = ()

    @property
    def chart(self) -> HelmRepoConfig | None:
        """The chart's own repository, where it comes from one."""
        return self.helm_config_json.helm_repo_config if self.helm_config_json else None

    @property
    def source(self) -> str:
        """Where it comes from, in words; empty where the server does not say."""
        if self.chart and self.chart.chart:
            return f"{self.chart.chart} {self.chart.version or ''}".strip()
        return super().source or self.chart_name or ""


class TerraformModuleComponentConfig(FromRepository):
    """A component that is a Terraform module."""

    api_type: ClassVar[str] = "app.TerraformModuleComponentConfig"

    component_config_connection_id: str | None = None
    env_vars: StringMap = {}
    variables: StringMap = {}
    variables_files: tuple[str, ...] = ()
    version: str | None = None


class DockerBuildComponentConfig(FromRepository):
    """A component that is built from a Dockerfile."""

    api_type: ClassVar[str] = "app.DockerBuildComponentConfig"

    build_args: tuple[str, ...] = ()
    component_config_connection_id: str | None = None
    dockerfile: str | None = None
    env_vars: StringMap = {}
    target: str | None = None


class FromImage(Record):
    """What every component has that is an image."""

    image_url: str | None = None
    tag: str | None = None

    @property
    def source(self) -> str:
        """Where it comes from, in words; empty where the server does not say."""
        return f"{self.image_url or ''}:{self.tag}" if self.tag else self.image_url or ""


class ExternalImageComponentConfig(FromImage):
    """A component that is an image from elsewhere."""

    api_type: ClassVar[str] = "app.ExternalImageComponentConfig"

    aws_ecr_image_config: AWSECRImageConfig | None = None
    component_config_connection_id: str | None = None


class JobComponentConfig(FromImage):
    """A component that runs an image once."""

    api_type: ClassVar[str] = "app.JobComponentConfig"

    args: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    component_config_connection_id: str | None = None
    env_vars: StringMap = {}


class KubernetesManifestComponentConfig(Record):
    """A component that is a Kubernetes manifest."""

    api_type: ClassVar[str] = "app.KubernetesManifestComponentConfig"

    component_config_connection_id: str | None = None
    manifest: str | None = None
    namespace: str | None = None

    @property
    def source(self) -> str:
        """Where it comes from, in words; empty where the server does not say."""
        return f"namespace {self.namespace}" if self.namespace else ""


ComponentConfig = (
    HelmComponentConfig
    | TerraformModuleComponentConfig
    | DockerBuildComponentConfig
    | ExternalImageComponentConfig
    | JobComponentConfig
    | KubernetesManifestComponentConfig
)


class ComponentConfigConnection(Referring):
    """A version of a component within a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.ComponentConfigConnection"

    app_config_id: str | None = None
    app_config_version: int | None = None
    checksum: str | None = None
    component_dependency_ids: tuple[str, ...] = ()
    component_id: str | None = None
    component_name: str | None = None
    docker_build: DockerBuildComponentConfig | None = None
    drift_schedule: str | None = None
    external_image: ExternalImageComponentConfig | None = None
    helm: HelmComponentConfig | None = None
    job: JobComponentConfig | None = None
    kubernetes_manifest: KubernetesManifestComponentConfig | None = None
    terraform_module: TerraformModuleComponentConfig | None = None
    type: Open[ComponentType] | None = None
    version: int | None = None

    @property
    def config(self) -> ComponentConfig | None:
        """What is specific to its kind: the one of the six that is there."""
        kinds = (self.helm, self.terraform_module, self.docker_build, self.external_image, self.job)
        return next((kind for kind in (*kinds, self.kubernetes_manifest) if kind is not None), None)

    @property
    def name(self) -> str:
        """The component's name, or its id where the server does not name it."""
        return self.component_name or self.component_id or "unnamed component"

    @property
    def origin(self) -> str:
        """Whether this version of the config changed it, in words; empty outside of a config."""
        return str(self.loaded.added.get("origin", ""))

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The names of the components it depends on; an id where the name is not in hand."""
        names: Mapping[str, str] = self.loaded.added.get("names", {})
        return tuple(sorted(names.get(component, component) for component in self.component_dependency_ids))

    @property
    def headline(self) -> Headline:
        """Name; kind, whether it changed, where it comes from."""
        source = self.config.source if self.config else ""
        facts = (formats.kind_words(str(self.type or "unknown")), self.origin, source)
        return Headline(self.name, facts=tuple(filter(None, facts)))
