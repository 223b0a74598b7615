"""The stack in a customer's account, with its outputs."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
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
    Variables,
    Withheld,
)
from nuon_notebook.redaction.policy import OwnerType, ParentId, Policy


class AWSStackOutputs(Model):
    """The outputs of an AWS stack."""

    api_type: ClassVar[str] = "app.AWSStackOutputs"

    account_id: CustomerText = None
    app_inputs: SecretValue | None = None
    break_glass_role_arns: PlainMap = NO_VALUES
    custom_role_arns: PlainMap = NO_VALUES
    deprovision_iam_role_arn: str | None = None
    install_inputs: SecretValue | None = None
    maintenance_iam_role_arn: str | None = None
    private_subnets: Texts = ()
    provision_iam_role_arn: str | None = None
    public_subnets: Texts = ()
    region: str | None = None
    runner_enabled: bool | None = None
    runner_iam_role_arn: str | None = None
    runner_subnet: str | None = None
    vpc_id: str | None = None


class AzureStackOutputs(Model):
    """The outputs of an Azure stack."""

    api_type: ClassVar[str] = "app.AzureStackOutputs"

    break_glass_identity_client_ids: PlainMap = NO_VALUES
    custom_identity_client_ids: PlainMap = NO_VALUES
    deployment_location: str | None = None
    deprovision_identity_client_id: str | None = None
    install_inputs: SecretValue | None = None
    key_vault_id: str | None = None
    key_vault_name: Annotated[str | None, Policy.PLAIN] = None
    maintenance_identity_client_id: str | None = None
    network_id: str | None = None
    network_name: str | None = None
    private_subnet_ids: Texts = ()
    private_subnet_names: Texts = ()
    provision_identity_client_id: str | None = None
    public_subnet_ids: Texts = ()
    public_subnet_names: Texts = ()
    resource_group_id: str | None = None
    resource_group_location: str | None = None
    resource_group_name: str | None = None
    runner_identity_principal_id: str | None = None
    subscription_id: str | None = None
    subscription_tenant_id: str | None = None


class GCPStackOutputs(Model):
    """The outputs of a GCP stack."""

    api_type: ClassVar[str] = "app.GCPStackOutputs"

    break_glass_sa_emails: Variables = NO_VALUES
    custom_sa_emails: Variables = NO_VALUES
    deprovision_sa_email: CustomerText = None
    install_inputs: SecretValue | None = None
    maintenance_sa_email: CustomerText = None
    network_id: str | None = None
    network_name: str | None = None
    private_subnet_name: str | None = None
    project_id: CustomerText = None
    provision_sa_email: CustomerText = None
    public_subnet_name: str | None = None
    region: str | None = None
    runner_enabled: bool | None = None
    runner_service_account_email: CustomerText = None
    runner_subnet_name: str | None = None


class InstallStackOutputs(Record):
    """The outputs of an install's stack."""

    api_type: ClassVar[str] = "app.InstallStackOutputs"

    aws: AWSStackOutputs | None = None
    azure: AzureStackOutputs | None = None
    data: SecretValue | None = None
    data_contents: SecretValue | None = None
    gcp: GCPStackOutputs | None = None
    install_stack_id: ParentId = None
    install_version_run_id: str | None = None


class StackVersionRunInputDiff(Model):
    """The names of the inputs that a run of a stack changed."""

    api_type: ClassVar[str] = "app.StackVersionRunInputDiff"

    added: Texts = ()
    changed: Texts = ()
    removed: Texts = ()

    @property
    def changed_any(self) -> bool:
        """Whether it changed any."""
        return bool(self.added or self.changed or self.removed)

    @property
    def headline(self) -> Headline:
        """The names, by what was done."""
        done = (("added", self.added), ("changed", self.changed), ("removed", self.removed))
        return Headline("; ".join(f"{word} {', '.join(names)}" for word, names in done if names) or "no inputs")


class StackVersionRunRoleDiff(Model):
    """The names of the roles that a run of a stack enabled and disabled."""

    api_type: ClassVar[str] = "app.StackVersionRunRoleDiff"

    disabled: Texts = ()
    enabled: Texts = ()

    @property
    def changed_any(self) -> bool:
        """Whether it changed any."""
        return bool(self.enabled or self.disabled)

    @property
    def headline(self) -> Headline:
        """The names, by what was done."""
        done = (("enabled", self.enabled), ("disabled", self.disabled))
        return Headline("; ".join(f"{word} {', '.join(names)}" for word, names in done if names) or "no roles")


class InstallStackVersionRun(Record):
    """A run of a stack version."""

    api_type: ClassVar[str] = "app.InstallStackVersionRun"

    data: SecretValue | None = None
    data_contents: SecretValue | None = None
    input_diff: StackVersionRunInputDiff | None = None
    role_diff: StackVersionRunRoleDiff | None = None
    run_type: str | None = None

    @property
    def headline(self) -> Headline:
        """Time; kind of run; the inputs and roles that it changed."""
        changes = (self.input_diff, self.role_diff)
        facts = (self.run_type or "", *(one.headline.title for one in changes if one and one.changed_any))
        when = formats.format_time(self.created_at) or "run of the stack"
        return Headline(when, facts=tuple(filter(None, facts)))


class InstallStackVersion(Record):
    """A version of an install's stack."""

    api_type: ClassVar[str] = "app.InstallStackVersion"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("runs", "Runs", "lines", newest_first=True, comes_with_model=True, optional=True),
    )

    app_config_id: ParentId = None
    aws_bucket_key: Annotated[str | None, Policy.PLAIN] = None
    aws_bucket_name: str | None = None
    callback_ref: Withheld = None
    checksum: str | None = None
    composite_status: CompositeStatus | None = None
    contents: SecretText | None = None
    install_id: ParentId = None
    install_stack_id: ParentId = None
    phone_home_id: str | None = None
    phone_home_url: SecretText | None = None
    quick_link_bucket_key: str | None = None
    quick_link_ui_def_bucket_key: str | None = None
    quick_link_url: SecretText | None = None
    runs: Collection[InstallStackVersionRun] = Collection()
    stack_name: str | None = None
    template_url: str | None = None
    terraform_checksum: str | None = None
    terraform_contents: SecretText | None = None

    @property
    def headline(self) -> Headline:
        """Date and status; name of the stack, number of runs; what the customer has to do, why it failed or waits."""
        when = formats.format_time(self.created_at) or "stack version"
        reason = self.composite_status.reason if self.composite_status else ""
        runs = formats.count(len(self.runs), "run") if self.runs else "never run"
        facts = tuple(filter(None, (self.stack_name, runs)))
        return Headline(when, self.badges, facts, ": ".join(filter(None, (self.to_do, reason))))

    @property
    def waits(self) -> bool:
        """Whether it waits for the customer to run it."""
        word = self.composite_status.status if self.composite_status else None
        return formats.status_tone(word) is formats.Tone.WAITING

    @property
    def to_do(self) -> str:
        """What the customer has to do; empty if that is nothing. The link for it is a secret, and never shown."""
        name = f" {self.stack_name}" if self.stack_name else ""
        return f"the customer has to run the stack{name}; the dashboard has the link" if self.waits else ""

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = self.composite_status.status if self.composite_status else None
        return (Badge(word),) if word else ()


class InstallStack(Record):
    """An install's stack; source: `GET /v1/installs/{install_id}/stack`."""

    api_type: ClassVar[str] = "app.InstallStack"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("versions", "Versions", open=True, newest_first=True, comes_with_model=True, optional=True),
    )

    install_id: ParentId = None
    install_stack_outputs: InstallStackOutputs | None = None
    versions: Collection[InstallStackVersion] = Collection()

    @property
    def headline(self) -> Headline:
        """Status of the newest version; number of versions; what the customer has to do."""
        versions = formats.count(len(self.versions), "version")
        return Headline("Stack", self.badges, (versions,), self.newest.headline.why if self.newest else "")

    @property
    def newest(self) -> InstallStackVersion | None:
        """The newest version; None if there is none."""
        return next(iter(self.versions), None)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The status of the newest version."""
        return self.newest.badges if self.newest else ()


class TerraformWorkspace(Record):
    """The workspace in which Terraform keeps its state."""

    api_type: ClassVar[str] = "app.TerraformWorkspace"

    owner_id: ParentId = None
    owner_type: OwnerType = None
