"""The stack in a customer's account, with its outputs."""

from __future__ import annotations

from typing import Annotated, ClassVar

from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import (
    NO_VALUES,
    CustomerText,
    PlainMap,
    SecretText,
    SecretValue,
    Texts,
    Timestamp,
)
from nuon_notebook.redaction.policy import OwnerType, ParentId, Policy


class NullTime(Model):
    """A time that may be null."""

    api_type: ClassVar[str] = "generics.NullTime"

    time: Timestamp = None
    valid: bool | None = None


class AWSStackOutputs(Model):
    """The outputs of an AWS stack."""

    api_type: ClassVar[str] = "app.AWSStackOutputs"

    account_id: CustomerText = None
    app_inputs: PlainMap = NO_VALUES
    break_glass_role_arns: PlainMap = NO_VALUES
    deprovision_iam_role_arn: str | None = None
    maintenance_iam_role_arn: str | None = None
    private_subnets: Texts = ()
    provision_iam_role_arn: str | None = None
    public_subnets: Texts = ()
    region: str | None = None
    runner_iam_role_arn: str | None = None
    runner_subnet: str | None = None
    vpc_id: str | None = None


class AzureStackOutputs(Model):
    """The outputs of an Azure stack."""

    api_type: ClassVar[str] = "app.AzureStackOutputs"

    key_vault_id: str | None = None
    key_vault_name: Annotated[str | None, Policy.PLAIN] = None
    network_id: str | None = None
    network_name: str | None = None
    private_subnet_ids: Texts = ()
    private_subnet_names: Texts = ()
    public_subnet_ids: Texts = ()
    public_subnet_names: Texts = ()
    resource_group_id: str | None = None
    resource_group_location: str | None = None
    resource_group_name: str | None = None
    subscription_id: str | None = None
    subscription_tenant_id: str | None = None


class InstallStackOutputs(Record):
    """The outputs of an install's stack."""

    api_type: ClassVar[str] = "app.InstallStackOutputs"

    aws: AWSStackOutputs | None = None
    azure: AzureStackOutputs | None = None
    data: SecretValue | None = None
    data_contents: SecretValue | None = None
    install_stack_id: ParentId = None
    install_version_run_id: str | None = None


class InstallStackVersionRun(Record):
    """A run of a stack version."""

    api_type: ClassVar[str] = "app.InstallStackVersionRun"

    data: SecretValue | None = None
    data_contents: SecretValue | None = None


class InstallStackVersion(Record):
    """A version of an install's stack."""

    api_type: ClassVar[str] = "app.InstallStackVersion"

    app_config_id: ParentId = None
    aws_bucket_key: Annotated[str | None, Policy.PLAIN] = None
    aws_bucket_name: str | None = None
    checksum: str | None = None
    composite_status: CompositeStatus | None = None
    contents: SecretText | None = None
    install_id: ParentId = None
    install_stack_id: ParentId = None
    phone_home_id: str | None = None
    phone_home_url: SecretText | None = None
    quick_link_url: SecretText | None = None
    runs: Collection[InstallStackVersionRun] = Collection()
    template_url: str | None = None


class InstallStack(Record):
    """An install's stack."""

    api_type: ClassVar[str] = "app.InstallStack"

    install_id: ParentId = None
    install_stack_outputs: InstallStackOutputs | None = None
    versions: Collection[InstallStackVersion] = Collection()


class TerraformWorkspace(Record):
    """The workspace in which Terraform keeps its state."""

    api_type: ClassVar[str] = "app.TerraformWorkspace"

    owner_id: ParentId = None
    owner_type: OwnerType = None
