"""Roles that Nuon assumes in the customer's account, with their policies."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.nullable import NullBool
from nuon_notebook.models.types import Document, ScannedText, StackName, Texts, Withheld
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId, Policy


class AppAWSIAMPolicyConfig(Record):
    """An IAM policy; its document is decoded."""

    api_type: ClassVar[str] = "app.AppAWSIAMPolicyConfig"

    app_aws_iam_role_config_id: ParentId = None
    app_config_id: ParentId = None
    azure_actions: Annotated[Texts, Compared.UNORDERED] = ()
    azure_built_in_roles: Annotated[Texts, Compared.UNORDERED] = ()
    cloudformation_stack_name: StackName = None
    contents: Annotated[Document | None, Policy.PLAIN, Called("")] = None
    gcp_permissions: Annotated[Texts, Called("GCP permissions"), Compared.UNORDERED] = ()
    gcp_predefined_role: Annotated[str | None, Called("GCP role")] = None
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
    cloud_platform: str | None = None
    cloudformation_param_name: StackName = None
    cloudformation_stack_name: StackName = None
    description: ScannedText = None
    display_name: str | None = None
    enabled_in_stack: NullBool | None = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    permissions_boundary: Annotated[Document | None, Policy.PLAIN] = None
    policies: Annotated[Collection[AppAWSIAMPolicyConfig], Called("policy")] = Collection()
    type: str | None = None

    def is_called(self, name: str) -> bool:
        """Return whether a name, or an ARN that ends with it, is that of the role."""
        return name.rpartition("/")[2] in (self.name, self.display_name)

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
    custom_aws_iam_roles: Annotated[Collection[AppAWSIAMRoleConfig], Compared.APART] = Collection()
    deprovision_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None
    maintenance_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None
    provision_aws_iam_role: Annotated[AppAWSIAMRoleConfig | None, Compared.APART] = None

    @property
    def roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles without repetitions: the server sends each standard role twice, also in the list of all roles."""
        named = (self.provision_aws_iam_role, self.maintenance_aws_iam_role, self.deprovision_aws_iam_role)
        every = (*named, self.break_glass_aws_iam_role, *self.aws_iam_roles, *self.custom_aws_iam_roles)
        return Collection(role for role in every if role is not None).once()


class AppBreakGlassConfig(Record):
    """The roles for emergencies; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppBreakGlassConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    aws_iam_roles: Annotated[Collection[AppAWSIAMRoleConfig], Compared.APART] = Collection()


class AppOperationRoleRule(Record):
    """Which role an operation on a component or the sandbox uses."""

    api_type: ClassVar[str] = "app.AppOperationRoleRule"

    app_operation_role_config_id: ParentId = None
    operation: Annotated[str | None, Compared.IDENTITY] = None
    org: Annotated[Withheld, Omitted("it is a copy of the org"), Compared.NEVER] = None
    principal_name: Annotated[str | None, Compared.IDENTITY] = None
    principal_type: Annotated[str | None, Compared.IDENTITY] = None
    role: str | None = None

    @property
    def in_words(self) -> str:
        """For instance `deploy of component api: role deployer`."""
        principal = " ".join(filter(None, ((self.principal_type or "").replace("_", " "), self.principal_name)))
        of = f" of {principal}" if principal else ""
        return f"{(self.operation or 'every operation').replace('_', ' ')}{of}: role {self.role or 'not named'}"

    @property
    def headline(self) -> Headline:
        """Operation, what it is on, role."""
        return Headline(self.in_words)


class AppOperationRoleConfig(Record):
    """Which roles operations use; source: `GET /v1/apps/{app_id}/configs/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppOperationRoleConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    rules: Annotated[Collection[AppOperationRoleRule], Called("operation role")] = Collection()

    @property
    def headline(self) -> Headline:
        """The rules."""
        return Headline("Operation roles", facts=tuple(rule.in_words for rule in self.rules))
