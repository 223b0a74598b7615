"""Roles of an install, and which of them a job used."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.permissions import AppAWSIAMRoleConfig
from nuon_notebook.models.types import Timestamp, Withheld
from nuon_notebook.redaction.policy import Omitted, ParentId


class InstallRoles(Record):
    """A role of a config on an install."""

    api_type: ClassVar[str] = "app.InstallRoles"

    app_role_config: AppAWSIAMRoleConfig | None = None
    app_role_config_id: ParentId = None
    enabled: bool | None = None
    install_id: ParentId = None
    last_used_at: Timestamp = None
    provisioned: bool | None = None
    role_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Name; whether it is enabled and provisioned, when it was last used."""
        name = self.app_role_config.headline.title if self.app_role_config else self.role_id or self.id or "role"
        facts = (
            "enabled" if self.enabled else "disabled",
            "" if self.provisioned else "not provisioned",
            f"last used {formats.format_time(self.last_used_at)}" if self.last_used_at else "",
        )
        return Headline(name, facts=tuple(filter(None, facts)))


class InstallRoleSelectionRecord(Model):
    """A role that a job could have used."""

    api_type: ClassVar[str] = "app.InstallRoleSelectionRecord"

    available: bool | None = None
    role_id: ParentId = None
    role_name: str | None = None
    role_source: str | None = None
    selected: bool | None = None

    @property
    def headline(self) -> Headline:
        """Name; where it comes from, whether it was selected."""
        state = "selected" if self.selected else "available" if self.available else "not available"
        return Headline(self._name_from("role_name", "role_id"), facts=tuple(filter(None, (self.role_source, state))))


class InstallRoleUsage(Record):
    """Which role a job used, and why that one."""

    api_type: ClassVar[str] = "app.InstallRoleUsage"

    install_role_id: ParentId = None
    role_name: str | None = None
    role_selection_trace: Collection[InstallRoleSelectionRecord] = Collection()
    role_source: str | None = None
    runner_job: Annotated[Withheld, Omitted("it is a copy of the job that used the role")] = None
    runner_job_id: ParentId = None
    workflow: Annotated[Withheld, Omitted("it is a copy of the workflow of the job")] = None
    workflow_step_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Name of the role; where it comes from."""
        return Headline(self._name_from("role_name"), facts=tuple(filter(None, (self.role_source,))))
