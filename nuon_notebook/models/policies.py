"""Policies of a config, and reports on what they allowed and denied."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import CustomerText, ScannedText, Texts, Timestamp
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId

DENY, WARN = "deny", "warn"


class AppPolicyConfig(Record):
    """A policy that plans or manifests must satisfy: its engine, its document, the components that it is for."""

    api_type: ClassVar[str] = "app.AppPolicyConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    app_policies_config: ParentId = None
    components: Annotated[Texts, Called("for component"), Compared.UNORDERED] = ()
    contents: Annotated[ScannedText, Called("document")] = None
    description: ScannedText = None
    engine: str | None = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    type: Annotated[str | None, Called("checks")] = None

    @property
    def headline(self) -> Headline:
        """Name; what it checks, with which engine, for which components."""
        checks = formats.humanize(str(self.type or ""))
        of = f"for {formats.join_words(self.components)}" if self.components else ""
        return Headline(self._name_from("name"), facts=tuple(filter(None, (checks, str(self.engine or ""), of))))


class AppPoliciesConfig(Record):
    """The policies of a config. Servers before 0.19.765 send only the id."""

    api_type: ClassVar[str] = "app.AppPoliciesConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    policies: Annotated[Collection[AppPolicyConfig], Called("policy")] = Collection()

    @property
    def headline(self) -> Headline:
        """Number of policies."""
        number = len(self.policies)
        return Headline("Policies", facts=(formats.count(number, "policy"),) if number else ())


class PolicyInputRef(Model):
    """Something that policies were evaluated on."""

    api_type: ClassVar[str] = "app.PolicyInputRef"

    id: str | None = None
    name: str | None = None
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type."""
        return Headline(self._name_from("name"), facts=tuple(filter(None, (str(self.type or ""),))))


class Verdict(Model):
    """How often policies passed, warned and denied."""

    deny_count: int | None = None
    pass_count: int | None = None
    warn_count: int | None = None

    @property
    def counts(self) -> str:
        """In words, the worst first: `2 denied, 1 warned, 5 passed`."""
        counted = ((self.deny_count, "denied"), (self.warn_count, "warned"), (self.pass_count, "passed"))
        return ", ".join(f"{number} {word}" for number, word in counted if number)


class PolicyResult(Verdict):
    """What one policy said."""

    api_type: ClassVar[str] = "app.PolicyResult"

    input_count: int | None = None
    policy_id: ParentId = None
    policy_name: str | None = None
    status: str | None = None

    @property
    def headline(self) -> Headline:
        """Name of the policy and status; how often it passed, warned and denied."""
        facts = tuple(filter(None, (self.counts,)))
        return Headline(self._name_from("policy_name", "policy_id"), self.badges, facts)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


class PolicyViolation(Model):
    """Where something violates a policy, and why."""

    api_type: ClassVar[str] = "app.PolicyViolation"

    input_identity: ScannedText = None
    input_index: Annotated[int | None, Omitted("`input_identity` says which input it is")] = None
    message: ScannedText = None
    policy_id: ParentId = None
    policy_name: str | None = None
    severity: str | None = None

    @property
    def headline(self) -> Headline:
        """Name of the policy and severity; what violates it, and why."""
        where = (self.input_identity,) if self.input_identity else ()
        return Headline(self._name_from("policy_name", "policy_id"), self.badges, where, self.message or "")

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its severity."""
        return (Badge(self.severity),) if self.severity else ()


class PolicyReport(Record, Verdict):
    """What the policies said of a build, a deploy or a sandbox run; source: `GET /v1/policy-reports/{report_id}`."""

    api_type: ClassVar[str] = "app.PolicyReport"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("violations", "Violations", open=True, comes_with_model=True, optional=True),
        Section("policies", "Policies", comes_with_model=True, optional=True),
        Section("inputs", "Inputs", comes_with_model=True, optional=True),
    )

    app_id: ParentId = None
    app_name: str | None = None
    component_id: ParentId = None
    component_name: str | None = None
    evaluated_at: Timestamp = None
    inputs: Collection[PolicyInputRef] = Collection()
    install_id: ParentId = None
    install_name: CustomerText = None
    org_name: Annotated[str | None, Omitted("everything belongs to the org of the connection")] = None
    owner_id: ParentId = None
    owner_type: OwnerType = None
    policies: Collection[PolicyResult] = Collection()
    policy_ids: Annotated[Texts, Omitted("the policies are shown by name")] = ()
    runner_job_id: ParentId = None
    status: CompositeStatus | None = None
    violations: Collection[PolicyViolation] = Collection()
    workflow_step_policy_validation_id: ParentId = None

    @property
    def status_word(self) -> str:
        """The status, as the API's word; without one, whether a policy denied or warned."""
        if self.status and self.status.status:
            return self.status.status
        return DENY if self.deny_count else WARN if self.warn_count else ""

    @property
    def headline(self) -> Headline:
        """What it is about and status; counts, time; the first violation."""
        evaluated = formats.format_time(self.evaluated_at or self.created_at)
        first = next((one.message for one in self.violations if one.message), "")
        what = " ".join(filter(None, ("Policy report", self.component_name)))
        return Headline(what, self.badges, tuple(filter(None, (self.counts, evaluated))), first)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status_word),) if self.status_word else ()
