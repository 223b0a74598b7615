"""Components of all six kinds: what the author of an app writes, and the connection that the API returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.records import Record
from tests.demo_generator.repositories import Repository, repository_fields
from tests.demo_generator.values import expand, hexadecimal, make_id, record

if TYPE_CHECKING:
    from tests.demo_generator.origin import Origin

Strings = Mapping[str, str | None]


@dataclass(frozen=True)
class Component:
    """One component of an app, from the version `since`. `@tag` in a text means the tag of the release."""

    name: str
    type: str
    section: str
    """The property of a connection that holds the settings of this kind."""
    settings: Mapping[str, Any]
    repository: Repository | None = None
    needs: Sequence[str] = ()
    since: int = 1
    drift_schedule: str = ""
    refs: Sequence[Mapping[str, str]] = ()
    status: str = "active"
    status_description: str = ""
    health: bool = False
    """Whether its health is evaluated."""
    operation_roles: Mapping[str, str] = field(default_factory=dict)
    """The role that an operation on it uses, where that is not the usual one."""


def helm(  # noqa: PLR0913 - one keyword for each setting
    name: str, repository: Repository | None = None, *, namespace: str = "", values: Strings | None = None,
    values_files: Sequence[str] = (), chart: str = "", chart_repo: Mapping[str, str] | None = None, **common: Any,
) -> Component:  # fmt: skip
    """Return a Helm chart, from a git repository or, with `chart_repo`, from a chart repository."""
    basic = record(
        chart_name=chart or name, namespace=namespace, values=dict(values or {}), values_files=list(values_files),
        storage_driver="secret", take_ownership=chart_repo is not None,
    )  # fmt: skip
    # Only this property names the chart repository, and the schema does not have it.
    full = basic | record(helm_repo_config=dict(chart_repo or {}))
    return Component(name, "helm_chart", "helm", basic | {"helm_config_json": full}, repository, **common)


def terraform(  # noqa: PLR0913 - one keyword for each setting
    name: str, repository: Repository, *, variables: Strings | None = None, env: Strings | None = None,
    files: Sequence[str] = (), version: str = "1.11.4", **common: Any,
) -> Component:  # fmt: skip
    """Return a Terraform module."""
    settings = record(
        version=version, variables=dict(variables or {}), env_vars=dict(env or {}), variables_files=list(files)
    )
    return Component(name, "terraform_module", "terraform_module", settings, repository, **common)


def docker(  # noqa: PLR0913 - one keyword for each setting
    name: str, repository: Repository, *, target: str = "", build_args: Sequence[str] = (),
    env: Strings | None = None, dockerfile: str = "Dockerfile", **common: Any,
) -> Component:  # fmt: skip
    """Return an image that is built from a Dockerfile."""
    settings = record(dockerfile=dockerfile, target=target, build_args=list(build_args), env_vars=dict(env or {}))
    return Component(name, "docker_build", "docker_build", settings, repository, **common)


def image(
    name: str, url: str, tag: str = "@tag", *, ecr_role: str = "", gar_project: str = "", **common: Any
) -> Component:
    """Return an image that is only copied, from a private ECR or the artifact registry of a Google project."""
    settings = record(image_url=url, tag=tag)
    if ecr_role:
        settings["aws_ecr_image_config"] = record(aws_region="eu-west-1", iam_role_arn=ecr_role)
    if gar_project:
        settings["gcp_gar_image_config"] = record(
            gcp_project_id=gar_project, gcp_region="europe-west3",
            service_account_email=f"puller@{gar_project}.iam.gserviceaccount.com",
        )  # fmt: skip
    return Component(name, "external_image", "external_image", settings, **common)


def pulumi(
    name: str, repository: Repository, *, runtime: str, config: Strings, env: Strings, **common: Any
) -> Component:
    """Return a Pulumi program."""
    settings = record(runtime=runtime, version="3.205.0", config=dict(config), env_vars=dict(env))
    return Component(name, "pulumi", "pulumi", settings, repository, **common)


def kustomize(name: str, repository: Repository, *, namespace: str, path: str, **common: Any) -> Component:
    """Return Kubernetes objects that are made by kustomize."""
    settings = record(namespace=namespace, kustomize={"path": path, "enable_helm": True, "patches": ["patch.yaml"]})
    return Component(name, "kubernetes_manifest", "kubernetes_manifest", settings, repository, **common)


def job(
    name: str, url: str, *, cmd: Sequence[str], args: Sequence[str] = (), env: Strings | None = None, **common: Any
) -> Component:
    """Return a container that runs once."""
    settings = record(image_url=url, tag="@tag", cmd=list(cmd), args=list(args), env_vars=dict(env or {}))
    return Component(name, "job", "job", settings, **common)


def manifest(name: str, namespace: str, document: str, **common: Any) -> Component:
    """Return Kubernetes objects."""
    settings = record(manifest=document, namespace=namespace)
    return Component(name, "kubernetes_manifest", "kubernetes_manifest", settings, **common)


def ref(kind: str, name: str, value: str, written: str = "") -> dict[str, str]:
    """Return a reference, with the capitalised keys that the server sends. `written` is the author's spelling."""
    return {"Type": kind, "Name": name, "Value": value, "Input": written or f"{{{{ {value} }}}}"}


def reference_text(reference: Mapping[str, str]) -> str:
    """Return a reference as text, as in `references[]`."""
    return "|".join(reference[key] for key in ("Type", "Name", "Value", "Input"))


def connection(component: Component, version: int, origin: Origin) -> Record:
    """Return `app.ComponentConfigConnection`: `component` in the config version of `origin`."""
    identity = make_id("cmp", origin.key, "connection", component.name)
    kind_id = make_id("cfg", origin.key, component.section, component.name)
    settings = expand(dict(component.settings), origin.tag)
    for registry in ("aws_ecr_image_config", "gcp_gar_image_config"):
        if registry in settings:
            row = origin.row(make_id("cfg", kind_id, registry.split("_")[1]), component_config_id=kind_id)
            settings[registry] = row | settings[registry]
    kind = origin.row(kind_id, component_config_connection_id=identity, **settings)
    kind |= repository_fields(component.repository, kind, f"{component.section}_component_configs", origin)
    refs = expand(list(component.refs), origin.tag)
    return origin.row(
        identity, app_config_id=origin.config_id, app_config_version=origin.version, version=version,
        component_id=component_id(origin.app_name, component.name), component_name=component.name, type=component.type,
        checksum=hexadecimal(64, identity), drift_schedule=component.drift_schedule,
        component_dependency_ids=[component_id(origin.app_name, name) for name in component.needs],
        health_enabled=component.health, operation_roles=dict(component.operation_roles),
        Refs=refs, references=[reference_text(reference) for reference in refs],
        **{component.section: kind},
    )  # fmt: skip


def component_id(app_name: str, name: str) -> str:
    """Return the id of a component of an app."""
    return make_id("cmp", app_name, "component", name)
