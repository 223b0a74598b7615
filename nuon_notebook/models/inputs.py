"""Inputs: the values that a customer enters, in groups."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, PlainSerializer, SecretStr, ValidationInfo, field_validator

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Compared
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.provision import REQUIRED, WORDS, of_input
from nuon_notebook.models.types import NO_VALUES, PlainMap, ScannedText, SecretValue, StackName
from nuon_notebook.redaction.policy import Omitted, ParentId, Policy


def _shown_default(value: str | SecretStr) -> str | None:
    return value if isinstance(value, str) else None


def _sensitive(value: object) -> bool:
    """Count everything except false as true, so that no default is shown by mistake."""
    return value is not False


class AppInputGroup(Record):
    """A group of inputs."""

    api_type: ClassVar[str] = "app.AppInputGroup"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("app_inputs", "Inputs", "table", framed=False, comes_with_model=True),
    )

    app_input_id: ParentId = None
    app_inputs: Annotated["Collection[AppInput]", Compared.APART] = Collection()
    description: ScannedText = None
    display_name: str | None = None
    index: Annotated[int | None, Omitted("they are shown in this order"), Compared.POSITION] = None
    name: Annotated[str | None, Compared.IDENTITY] = None

    def with_inputs(self, inputs: "Iterable[AppInput]") -> "AppInputGroup":
        """Return a copy with further inputs, without repetitions, sorted by index."""
        every = Collection((*self.app_inputs, *inputs)).once().by("index", "name")
        return self.model_copy(update={"app_inputs": every})

    @property
    def headline(self) -> Headline:
        """Name; number of inputs, number of those that are required from the customer."""
        required = sum(item.provision == REQUIRED for item in self.app_inputs)
        facts = (formats.count(len(self.app_inputs), "input"), f"{required} required" if required else "")
        return Headline(self._name_from("display_name", "name"), facts=tuple(filter(None, facts)))


class Defaulted(Record):
    """What has a default, which is secret if it is marked sensitive."""

    sensitive: Annotated[bool, BeforeValidator(_sensitive)] | None = None
    default: Annotated[
        Annotated[str | SecretStr, PlainSerializer(_shown_default)] | None, Policy.NEVER_IF_SENSITIVE
    ] = None

    @field_validator("default", mode="after")
    @classmethod
    def _secret_where_sensitive(cls, value: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        return SecretStr(value) if isinstance(value, str) and info.data.get("sensitive") else value


class AppInput(Defaulted):
    """An input. Its default is secret if the input is marked sensitive."""

    api_type: ClassVar[str] = "app.AppInput"

    app_input_id: ParentId = None
    cloudformation_stack_name: StackName = None
    cloudformation_stack_parameter_name: StackName = None
    description: ScannedText = None
    display_name: str | None = None
    group: Annotated[Deferred[AppInputGroup] | None, Compared.APART] = None
    group_id: ParentId = None
    index: Annotated[int | None, Omitted("they are shown in this order"), Compared.POSITION] = None
    internal: bool | None = None
    name: Annotated[str | None, Compared.IDENTITY] = None
    required: bool | None = None
    source: str | None = None
    type: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; type, whether it is required, and whether it is sensitive or internal."""
        facts = (self.type or "", self.provision_in_words, *self.marks)
        return Headline(self._name_from("name"), facts=tuple(filter(None, facts)))

    @property
    def provision(self) -> str:
        """Who gives it, and whether somebody must: `required`, `optional`, `defaulted` or `by the vendor`."""
        return of_input(self.source, self.default, required=bool(self.required))

    @property
    def provision_in_words(self) -> str:
        """The same in words for people."""
        return WORDS[self.provision]

    @property
    def marks(self) -> tuple[str, ...]:
        """Those of the words "sensitive" and "internal" that apply."""
        return tuple(mark for mark in ("sensitive", "internal") if getattr(self, mark))


class InstallInputs(Record):
    """The input values of one install. Only the redacted ones are shown."""

    api_type: ClassVar[str] = "app.InstallInputs"

    app_input_config_id: str | None = None
    install_id: ParentId = None
    redacted_values: PlainMap = NO_VALUES
    values: SecretValue | None = None
    workflow_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Date; number of inputs."""
        when = f"Inputs of {formats.format_time(self.created_at)}" if self.created_at else "Inputs"
        return Headline(when, facts=(formats.count(len(self.redacted_values), "input"),))


class AppInputConfig(Record):
    """The inputs of a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppInputConfig"

    app_config_id: ParentId = None
    app_id: ParentId = None
    input_groups: Annotated[Collection[AppInputGroup], Compared.APART] = Collection()
    inputs: Annotated[Collection[AppInput], Compared.APART] = Collection()
    install_inputs: Annotated[Collection[InstallInputs], Compared.NEVER] = Collection()

    @property
    def groups(self) -> Collection[AppInputGroup]:
        """The groups by index, each with its inputs by index. Inputs without a group come last."""
        groups = self.input_groups.once().by("index", "name")
        ids = {group.id for group in groups if group.id}
        grouped = {item.id for group in groups for item in group.app_inputs if item.id}
        inputs = self.inputs.once()
        rest = Collection(item for item in inputs if item.group_id not in ids and item.id not in grouped)
        filled = [group.with_inputs(i for i in inputs if i.group_id and i.group_id == group.id) for group in groups]
        return Collection((*filled, AppInputGroup(name="inputs").with_inputs(rest)) if rest else filled)
