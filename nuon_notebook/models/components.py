"""Components and the configuration of each kind."""

from collections import deque
from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, Annotated, ClassVar, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.labels import in_words
from nuon_notebook.models.refs import Referring
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.types import (
    NO_VALUES,
    CustomerText,
    PlainMap,
    ScannedText,
    ScannedTexts,
    ServerLinks,
    Texts,
    Variables,
)
from nuon_notebook.models.vcs import FromRepository
from nuon_notebook.redaction.policy import OwnerType, ParentId, Policy

if TYPE_CHECKING:
    from nuon_notebook.models.component_builds import ComponentBuild
    from nuon_notebook.models.configs import AppConfig


class AWSECRImageConfig(Record):
    """The ECR region of an image, and the role that reads it."""

    api_type: ClassVar[str] = "app.AWSECRImageConfig"

    aws_region: str | None = None
    component_config_id: ParentId = None
    component_config_type: OwnerType = None
    iam_role_arn: CustomerText = None


class GCPGARImageConfig(Record):
    """The project of Google's Artifact Registry that an image is in, and who reads it."""

    api_type: ClassVar[str] = "app.GCPGARImageConfig"

    component_config_id: ParentId = None
    component_config_type: OwnerType = None
    gcp_project_id: CustomerText = None
    gcp_region: str | None = None
    service_account_email: CustomerText = None
    workload_identity_provider: str | None = None


class AzureACRImageConfig(Record):
    """The registry of Azure that an image is in, and who reads it."""

    api_type: ClassVar[str] = "app.AzureACRImageConfig"

    client_id: CustomerText = None
    component_config_id: ParentId = None
    component_config_type: OwnerType = None
    registry_url: str | None = None
    tenant_id: CustomerText = None


class Component(Stated):
    """A component of an app; source: `GET /v1/apps/{app_id}/components`."""

    api_type: ClassVar[str] = "app.Component"

    app_id: ParentId = None
    config_versions: int | None = None
    dependencies: Texts = ()
    labels: PlainMap = NO_VALUES
    latest_build: "Deferred[ComponentBuild] | None" = None
    links: ServerLinks = NO_VALUES
    name: str | None = None
    resolved_var_name: str | None = None
    type: str | None = None
    var_name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name and status; kind, labels."""
        facts = (formats.humanize(str(self.type or "unknown")), in_words(self.labels))
        return Headline(self._name_from("name"), self.badges, tuple(filter(None, facts)))


class HelmRepoConfig(Model):
    """The repository of a chart."""

    api_type: ClassVar[str] = "app.HelmRepoConfig"

    chart: str | None = None
    repo_url: str | None = None
    version: str | None = None


class HelmConfig(Model):
    """The configuration of a Helm chart, in the form in which the server stores it."""

    api_type: ClassVar[str] = "app.HelmConfig"

    chart_name: str | None = None
    helm_repo_config: Annotated[HelmRepoConfig | None, Called("chart repository")] = None
    namespace: str | None = None
    skip_crds: bool | None = None
    storage_driver: str | None = None
    take_ownership: bool | None = None
    values: Variables = NO_VALUES
    values_files: Annotated[ScannedTexts, Called("values file"), Compared.EACH] = ()


class ComponentConfig(Record):
    """What is specific to a kind of component: each kind derives from it, and is a field of its connection."""

    @property
    def source(self) -> str:
        """Where it comes from, in words; empty where the server does not say."""
        return ""


class HelmComponentConfig(FromRepository, ComponentConfig):
    """A component that is a Helm chart."""

    api_type: ClassVar[str] = "app.HelmComponentConfig"

    chart_name: str | None = None
    component_config_connection_id: ParentId = None
    helm_config_json: Annotated[HelmConfig | None, Called("stored config"), Compared.MIRROR] = None
    namespace: str | None = None
    skip_crds: bool | None = None
    storage_driver: str | None = None
    take_ownership: bool | None = None
    values: Variables = NO_VALUES
    values_files: Annotated[ScannedTexts, Called("values file"), Compared.EACH] = ()

    @property
    def chart(self) -> HelmRepoConfig | None:
        """The chart's repository; None if it does not come from one."""
        return self.helm_config_json.helm_repo_config if self.helm_config_json else None

    @property
    def source(self) -> str:
        """Its source, in words; empty if the server does not say."""
        if self.chart and self.chart.chart:
            return f"{self.chart.chart} {self.chart.version or ''}".strip()
        return super().source or self.chart_name or ""


class TerraformModuleComponentConfig(FromRepository, ComponentConfig):
    """A component that is a Terraform module."""

    api_type: ClassVar[str] = "app.TerraformModuleComponentConfig"

    component_config_connection_id: ParentId = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    variables: Variables = NO_VALUES
    variables_files: Annotated[ScannedTexts, Called("variables file"), Compared.EACH] = ()
    version: str | None = None


class PulumiComponentConfig(FromRepository, ComponentConfig):
    """A component that is a Pulumi program."""

    api_type: ClassVar[str] = "app.PulumiComponentConfig"

    component_config_connection_id: ParentId = None
    config: Variables = NO_VALUES
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    runtime: str | None = None
    version: str | None = None


class DockerBuildComponentConfig(FromRepository, ComponentConfig):
    """A component that is built from a Dockerfile."""

    api_type: ClassVar[str] = "app.DockerBuildComponentConfig"

    build_args: Annotated[Texts, Policy.VALUES, Called("build argument")] = ()
    component_config_connection_id: ParentId = None
    dockerfile: ScannedText = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    target: str | None = None


class FromImage(ComponentConfig):
    """A component that is an image."""

    image_url: str | None = None
    tag: str | None = None

    @property
    def source(self) -> str:
        """Its source, in words; empty if the server does not say."""
        return f"{self.image_url or ''}:{self.tag}" if self.tag else self.image_url or ""


class ExternalImageComponentConfig(FromImage):
    """A component that is an image from elsewhere."""

    api_type: ClassVar[str] = "app.ExternalImageComponentConfig"

    aws_ecr_image_config: Annotated[AWSECRImageConfig | None, Called("ECR")] = None
    azure_acr_image_config: Annotated[AzureACRImageConfig | None, Called("ACR")] = None
    component_config_connection_id: ParentId = None
    gcp_gar_image_config: Annotated[GCPGARImageConfig | None, Called("GAR")] = None
    update_policy: str | None = None


class JobComponentConfig(FromImage):
    """A component that runs an image once."""

    api_type: ClassVar[str] = "app.JobComponentConfig"

    args: ScannedTexts = ()
    cmd: ScannedTexts = ()
    component_config_connection_id: ParentId = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES


class KustomizeConfig(Model):
    """How kustomize makes the manifests of a component."""

    api_type: ClassVar[str] = "app.KustomizeConfig"

    enable_helm: bool | None = None
    load_restrictor: str | None = None
    patches: Annotated[ScannedTexts, Called("patch"), Compared.EACH] = ()
    path: str | None = None

    @property
    def headline(self) -> Headline:
        """Path; number of patches, whether it may use Helm."""
        patches = formats.count(len(self.patches), "patch") if self.patches else ""
        facts = (patches, "with Helm" if self.enable_helm else "")
        return Headline(f"kustomize {self.path or ''}".strip(), facts=tuple(filter(None, facts)))


class ComponentHealthProbe(Model):
    """How the health of a component is measured: by a command or an address."""

    api_type: ClassVar[str] = "app.ComponentHealthProbe"

    command: ScannedTexts = ()
    name: Annotated[str | None, Compared.IDENTITY] = None
    type: str | None = None
    url: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type."""
        return Headline(self._name_from("name"), facts=tuple(filter(None, (str(self.type or ""),))))


class KubernetesManifestComponentConfig(FromRepository, ComponentConfig):
    """A component that is a Kubernetes manifest."""

    api_type: ClassVar[str] = "app.KubernetesManifestComponentConfig"

    component_config_connection_id: ParentId = None
    kustomize: KustomizeConfig | None = None
    manifest: ScannedText = None
    namespace: str | None = None

    @property
    def source(self) -> str:
        """Its source, in words; empty if the server does not say."""
        made = self.kustomize.headline.title if self.kustomize else ""
        namespace = f"namespace {self.namespace}" if self.namespace else ""
        return ", ".join(filter(None, (super().source, made, namespace)))


class Origin(Enum):
    """How a component came into a config."""

    SYNCED = "synced with this version, changed or not"
    CARRIED_OVER = "carried over from an earlier version"
    TODAY = "carried over, but only today's connection is known"


class ComponentConfigConnection(Referring):
    """A version of a component within a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.ComponentConfigConnection"

    app_config_id: ParentId = None
    app_config_version: Annotated[int | None, Compared.NEVER] = None
    auto_approve_on_policies_passing: bool | None = None
    build_timeout: str | None = None
    checksum: Annotated[str | None, Compared.NEVER] = None
    component_dependency_ids: Annotated[Texts, Called("depends on"), Compared.UNORDERED] = ()
    component_id: Annotated[str | None, Compared.NEVER, Compared.LASTING_ID] = None
    component_name: Annotated[str | None, Called("name"), Compared.IDENTITY] = None
    default_enabled: bool | None = None
    deploy_timeout: str | None = None
    docker_build: Annotated[DockerBuildComponentConfig | None, Called("")] = None
    drift_schedule: Annotated[str | None, Called("drift check")] = None
    external_image: Annotated[ExternalImageComponentConfig | None, Called("")] = None
    health_block_deploy: bool | None = None
    health_enabled: bool | None = None
    health_probes: Annotated[Collection[ComponentHealthProbe], Called("health probe")] = Collection()
    health_required_checks: Annotated[Texts, Compared.UNORDERED] = ()
    health_stabilization_window: str | None = None
    helm: Annotated[HelmComponentConfig | None, Called("")] = None
    job: Annotated[JobComponentConfig | None, Called("")] = None
    kubernetes_context_name: str | None = None
    kubernetes_manifest: Annotated[KubernetesManifestComponentConfig | None, Called("")] = None
    latest_build_id: Annotated[str | None, Compared.NEVER] = None
    max_auto_retries: int | None = None
    operation_roles: PlainMap = NO_VALUES
    pulumi: Annotated[PulumiComponentConfig | None, Called("")] = None
    skip_noops: bool | None = None
    terraform_module: Annotated[TerraformModuleComponentConfig | None, Called("")] = None
    toggleable: bool | None = None
    type: Annotated[str | None, Called("kind")] = None
    version: Annotated[int | None, Compared.NEVER] = None

    @property
    def config(self) -> ComponentConfig | None:
        """The configuration that belongs to its kind; None if there is none."""
        # The fields are named here, since the display reads which fields a property shows.
        return (
            self.helm
            or self.terraform_module
            or self.docker_build
            or self.external_image
            or self.job
            or self.kubernetes_manifest
            or self.pulumi
        )

    @property
    def name(self) -> str:
        """The component's name, or its id if the server does not send the name."""
        return self.component_name or self.component_id or "unnamed component"

    @property
    def key(self) -> str:
        """What tells it from the other components of a config: its id, or its name if it has none."""
        return self.component_id or self.name

    @property
    def origin(self) -> str:
        """Whether it was synced with this version of the config, in words; empty outside of a config."""
        version = self.app_config_version
        if self.origin_kind is Origin.SYNCED:
            own = self._config_of.version if self._config_of else None
            return f"synced in v{own}" if own else "synced in this version"
        if self.origin_kind is Origin.CARRIED_OVER:
            return f"carried over from v{version}" if version else "carried over"
        return "carried over; shown as it is today" if self.origin_kind else ""

    @property
    def origin_kind(self) -> Origin | None:
        """How it came into its config; None outside of a config."""
        config = self._config_of
        if config is None or config.id is None or self.app_config_id is None:
            return None
        if self.app_config_id == config.id:
            return Origin.SYNCED
        return Origin.CARRIED_OVER if self.app_config_version or config.is_newest else Origin.TODAY

    @property
    def _config_of(self) -> "AppConfig | None":
        return cast("AppConfig | None", self.reached_through("app.AppConfig"))

    def as_of(self, version: int) -> "ComponentConfigConnection":
        """Return a copy with the version of the config in which it was made; itself if it has one."""
        return self if self.app_config_version else self.model_copy(update={"app_config_version": version})

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The names of the components it depends on; the id if a name was not loaded."""
        return self._names_of(self.component_dependency_ids)

    @property
    def used_by(self) -> tuple[str, ...]:
        """The names of the components of the same version that depend on it directly."""
        return self._names_of(self._users_of(self.key))

    @property
    def indirectly_used_by(self) -> tuple[str, ...]:
        """The names of the other components of the same version that depend on it through those."""
        direct = self._users_of(self.key)
        seen = {self.key, *direct}
        queue = deque(direct)
        found = []
        while queue:
            new = [one for one in self._users_of(queue.popleft()) if one not in seen]
            seen.update(new)
            queue.extend(new)
            found += new
        return self._names_of(found)

    def _users_of(self, component_id: str) -> tuple[str, ...]:
        return self._config_of.component_users.get(component_id, ()) if self._config_of else ()

    def _names_of(self, ids: Iterable[str]) -> tuple[str, ...]:
        names = self._config_of.component_names if self._config_of else {}
        return tuple(sorted(names.get(key, key) for key in ids))

    @property
    def headline(self) -> Headline:
        """Name; kind, whether it was synced, source."""
        source = self.config.source if self.config else ""
        facts = (formats.humanize(str(self.type or "unknown")), self.origin, source)
        return Headline(self.name, facts=tuple(filter(None, facts)))
