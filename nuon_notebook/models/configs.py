"""A version of an app's configuration, with all that is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Part
from nuon_notebook.models.actions import ActionWorkflowConfig
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.enums import AppConfigStatus, Open
from nuon_notebook.models.infrastructure import AppRunnerConfig, AppSandboxConfig, AppStackConfig
from nuon_notebook.models.inputs import AppInputConfig, AppInputGroup
from nuon_notebook.models.loaded import Loaded
from nuon_notebook.models.permissions import (
    AppAWSIAMRoleConfig,
    AppBreakGlassConfig,
    AppPermissionsConfig,
    AppPoliciesConfig,
)
from nuon_notebook.models.secrets import AppSecretConfig, AppSecretsConfig
from nuon_notebook.models.types import SecretText
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.models.workflows import Workflow


class AppBranch(Record):
    """A branch of an app; source: `GET /v1/apps/{app_id}/branches`."""

    api_type: ClassVar[str] = "app.AppBranch"
    parts: ClassVar[tuple[Part, ...]] = (Part("workflows", "Workflows", newest_first=True),)

    app_id: str | None = None
    connected_github_vcs_config_id: str | None = None
    name: str | None = None
    workflows: Collection[Workflow] = Collection()

    @property
    def headline(self) -> Headline:
        """Name; since when."""
        return Headline(
            self._called("name"),
            facts=(f"since {formats.day(self.created_at)}",) if self.created_at else (),
        )


class AppConfig(Record):
    """A version of an app's configuration; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppConfig"
    parts: ClassVar[tuple[Part, ...]] = (
        Part("components", "Components", field="component_config_connections"),
        Part("input_groups", "Inputs", field="input.inputs"),
        Part("actions", "Actions", field="action_workflow_configs"),
        Part("roles", "Roles", field="permissions.aws_iam_roles"),
        Part("break_glass_roles", "Break-glass roles", field="break_glass.aws_iam_roles"),
        Part("policies", "Policies", "body"),
        Part("secret_configs", "Secrets", "table", field="secrets.secrets"),
        Part("sandbox", "Sandbox", "body"),
        Part("runner", "Runner", "body"),
        Part("stack", "Stack", "body"),
        Part("readme", "README", "markdown", late=True),
    )

    action_workflow_configs: Collection[ActionWorkflowConfig] = Collection()
    app_branch: AppBranch | None = None
    app_branch_id: str | None = None
    app_id: str | None = None
    break_glass: AppBreakGlassConfig | None = None
    checksum: str | None = None
    cli_version: str | None = None
    component_config_connections: Collection[ComponentConfigConnection] = Collection()
    component_ids: tuple[str, ...] = ()
    input: AppInputConfig | None = None
    permissions: AppPermissionsConfig | None = None
    policies: AppPoliciesConfig | None = None
    readme: str | None = None
    runner: AppRunnerConfig | None = None
    sandbox: AppSandboxConfig | None = None
    secrets: AppSecretsConfig | None = None
    stack: AppStackConfig | None = None
    state: SecretText | None = None
    status: Open[AppConfigStatus] | None = None
    status_description: str | None = None
    vcs_connection_commit: VCSConnectionCommit | None = None
    version: int | None = None

    @property
    def components(self) -> Collection[ComponentConfigConnection]:
        """The components by name, each knowing the others' names and whether this version changed it.

        A version that changed only some components carries the others over. What the server sends of these is
        the newest there is today; where the loader found the one that this version really had, that one is here.
        """
        every = self.component_config_connections.once()
        names = {one.component_id: one.name for one in every if one.component_id}
        history: Mapping[str, ComponentConfigConnection] = self.loaded.added.get("history", {})
        context = {"names": names}
        chosen = (history.get(one.component_id or "", one) for one in every)
        return Collection(one.with_loaded(Loaded(added={**context, "origin": self._origin(one)})) for one in chosen).by(
            "name", "id"
        )

    def _origin(self, component: ComponentConfigConnection) -> str:
        if self.id is None or component.app_config_id is None:
            return ""
        if component.app_config_id == self.id:
            return f"changed in v{self.version}" if self.version else "changed in this version"
        if component.app_config_version:
            return f"carried over from v{component.app_config_version}"
        return "carried over" if self.loaded.added.get("newest", False) else "carried over; shown as it is today"

    @property
    def input_groups(self) -> Collection[AppInputGroup]:
        """The inputs by group."""
        return self.input.groups if self.input else Collection()

    @property
    def actions(self) -> Collection[ActionWorkflowConfig]:
        """The actions by name."""
        return self.action_workflow_configs.once().by("name", "id")

    @property
    def roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles that Nuon assumes in the customer's account."""
        return self.permissions.roles if self.permissions else Collection()

    @property
    def break_glass_roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles for emergencies."""
        return self.break_glass.aws_iam_roles.once() if self.break_glass else Collection()

    @property
    def secret_configs(self) -> Collection[AppSecretConfig]:
        """The secrets by name, never with a value."""
        return self.secrets.secrets.once().by("name", "id") if self.secrets else Collection()

    @property
    def run_by(self) -> tuple[str, ...]:
        """The names of the installs that run this version, where the loader has them."""
        return tuple(self.loaded.added.get("run_by", ()))

    @property
    def headline(self) -> Headline:
        """Version and status; when, what changed, which installs run it."""
        components = self.component_config_connections.once()
        changed = [one for one in components if self.id and one.app_config_id == self.id]
        every = len(components)
        facts = (
            formats.when(self.created_at) if self.created_at else "",
            f"{len(changed)} of {formats.count(every, 'component')} changed" if every else "",
            Customers("runs on", self.run_by) if self.run_by else "",
        )
        title = f"v{self.version}" if self.version else self.id or "config"
        badges = (Badge(str(self.status)),) if self.status else ()
        return Headline(title, badges, tuple(filter(None, facts)))
