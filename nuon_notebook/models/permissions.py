"""Roles that Nuon assumes in the customer's account, with their policies."""

from __future__ import annotations

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.types import Document, ScannedText, StackName
from nuon_notebook.redaction.policy import OwnerType, ParentId, Policy


class AppAWSIAMPolicyConfig(Record):
    """An IAM policy; its document is decoded."""

    api_type: ClassVar[str] = "app.AppAWSIAMPolicyConfig"

    app_aws_iam_role_config_id: ParentId = None
    app_config_id: ParentId = None
    cloudformation_stack_name: StackName = None
    contents: Annotated[Document | None, Policy.PLAIN, Called("")] = None
    managed_policy_name: Annotated[str | None, Called("managed policy")] = None
    name: Annotated[str | None, Compared.IDENTITY] = None

    @property
    def headline(self) -> Headline:
        """Name; name of the managed policy."""
        managed = f"managed: {self.managed_policy_name}" if self.managed_policy_name else ""
        return Headline(self._name_from("name", "managed_policy_name"), facts=tuple(filter(None, (managed,))))


class AppAWSIAMRoleConfig(Record):
    """An IAM role with its policies."""

    api_type: ClassVar[str] = "app.AppAWSIAMRoleConfig"

    app_config_id: ParentId = None
    cloudformation_param_name: StackName = None
    cloudformation_stack_name: StackName = None
    description: ScannedText = None
    display_name: str | None = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    permissions_boundary: Annotated[Document | None, Policy.PLAIN] = None
    policies: Annotated[Collection[AppAWSIAMPolicyConfig], Called("policy")] = Collection()
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; purpose, number of policies."""
        purpose = str(self.type).replace("_", " ") if self.type else ""
        facts = (purpose, formats.count(len(self.policies), "policy"))
        return Headline(self._name_from("display_name", "name"), facts=tuple(filter(None, facts)))


class AppPermissionsConfig(Record):
    """The roles of a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppPermissionsConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    aws_iam_roles: Annotated[Collection[AppAWSIAMRoleConfig], Compared.APART] = Collection()
    break_glass_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None
    deprovision_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None
    maintenance_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None
    provision_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None

    @property
    def roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles without repetitions: the server sends each standard role twice, also in the list of all roles."""
        named = (self.provision_aws_iam_role, self.maintenance_aws_iam_role, self.deprovision_aws_iam_role)
        every = (*named, self.break_glass_aws_iam_role, *self.aws_iam_roles)
        return Collection(role for role in every if role is not None).once()


class AppBreakGlassConfig(Record):
    """The roles for emergencies; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppBreakGlassConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    aws_iam_roles: Annotated[Collection[AppAWSIAMRoleConfig], Compared.APART] = Collection()


class AppPoliciesConfig(Record):
    """The policies of a config. Older servers send only the id."""

    api_type: ClassVar[str] = "app.AppPoliciesConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
