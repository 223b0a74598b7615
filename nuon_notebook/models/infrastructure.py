"""Sandbox, runner and stack of an app."""

from __future__ import annotations

from typing import Annotated, ClassVar

from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Record
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.refs import Referring
from nuon_notebook.models.types import NO_VALUES, ScannedText, ScannedTexts, Variables
from nuon_notebook.models.vcs import FromRepository
from nuon_notebook.redaction.policy import ParentId


class AppSandboxConfig(FromRepository, Referring):
    """The Terraform module of the sandbox; source: `GET /v1/apps/{app_id}/config/{config_id}`."""

    api_type: ClassVar[str] = "app.AppSandboxConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    aws_region_type: str | None = None
    cloud_platform: str | None = None
    drift_schedule: Annotated[str | None, Called("drift check")] = None
    env_vars: Annotated[Variables, Called("environment")] = NO_VALUES
    terraform_version: str | None = None
    variables: Variables = NO_VALUES
    variables_files: Annotated[ScannedTexts, Called("variables file"), Compared.EACH] = ()

    @property
    def headline(self) -> Headline:
        """Terraform version; source."""
        terraform = f"Terraform {self.terraform_version}" if self.terraform_version else ""
        where = self.repository.where if self.repository else ""
        return Headline("Sandbox", facts=tuple(filter(None, (terraform, where))))


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

    @property
    def headline(self) -> Headline:
        """Type of runner."""
        return Headline("Runner", facts=tuple(filter(None, (str(self.app_runner_type or ""),))))


class AppStackConfig(Record):
    """The stack that the customer deploys first; source: `GET /v1/apps/{app_id}/config/{config_id}`."""

    api_type: ClassVar[str] = "app.AppStackConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    description: ScannedText = None
    name: str | None = None
    runner_nested_template_url: str | None = None
    type: str | None = None
    vpc_nested_template_url: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type of stack."""
        return Headline(self.name or "Stack", facts=tuple(filter(None, (str(self.type or ""),))))
