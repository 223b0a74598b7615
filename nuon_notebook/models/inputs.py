"""Inputs: what a customer is asked for, in groups."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import PlainSerializer, SecretStr, ValidationInfo, field_validator

from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import SecretValue, StringMap
from nuon_notebook.render import words
from nuon_notebook.render.parts import Headline, Part


def _shown_default(value: str | SecretStr) -> str | None:
    return value if isinstance(value, str) else None


class AppInputGroup(Record):
    """A group of inputs."""

    api_type: ClassVar[str] = "app.AppInputGroup"
    parts: ClassVar[tuple[Part, ...]] = (Part("app_inputs", "Inputs", "table", framed=False),)

    app_input_id: str | None = None
    app_inputs: Collection[AppInput] = Collection()
    description: str | None = None
    display_name: str | None = None
    index: int | None = None
    name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; how many inputs, how many of them required."""
        required = sum(1 for item in self.app_inputs if item.required)
        facts = (words.count(len(self.app_inputs), "input"), f"{required} required" if required else "")
        return Headline(self.display_name or self.name or self.id or "", facts=tuple(filter(None, facts)))


class AppInput(Record):
    """An input. Its default is secret where it is marked sensitive."""

    api_type: ClassVar[str] = "app.AppInput"

    app_input_id: str | None = None
    cloudformation_stack_name: str | None = None
    cloudformation_stack_parameter_name: str | None = None
    description: str | None = None
    display_name: str | None = None
    group: AppInputGroup | None = None
    group_id: str | None = None
    index: int | None = None
    internal: bool | None = None
    name: str | None = None
    required: bool | None = None
    sensitive: bool | None = None
    default: Annotated[str | SecretStr, PlainSerializer(_shown_default)] | None = None
    source: str | None = None
    type: str | None = None

    @field_validator("default", mode="after")
    @classmethod
    def _secret_where_sensitive(cls, value: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        return SecretStr(value) if isinstance(value, str) and info.data.get("sensitive") else value

    @property
    def headline(self) -> Headline:
        """Name; type, and whether it is required, sensitive or internal."""
        facts = (self.type or "", *self.marks)
        return Headline(self.name or self.id or "", facts=tuple(filter(None, facts)))

    @property
    def marks(self) -> tuple[str, ...]:
        """Which of these it is: required, sensitive, internal."""
        return tuple(mark for mark in ("required", "sensitive", "internal") if getattr(self, mark))



class InstallInputs(Record):
    """The values that one install was given; only the redacted ones are for showing."""

    api_type: ClassVar[str] = "app.InstallInputs"

    app_input_config_id: str | None = None
    install_id: str | None = None
    redacted_values: StringMap = {}
    values: SecretValue | None = None


class AppInputConfig(Record):
    """The inputs of a config; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppInputConfig"

    app_config_id: str | None = None
    app_id: str | None = None
    input_groups: Collection[AppInputGroup] = Collection()
    inputs: Collection[AppInput] = Collection()
    install_inputs: Collection[InstallInputs] = Collection()

    @property
    def groups(self) -> Collection[AppInputGroup]:
        """The groups by index, each with its inputs by index; those without a group come last."""
        homeless = {item.id: item for item in self.inputs}
        groups = []
        for group in self.input_groups.once().by("index", "name"):
            own = [*group.app_inputs, *(item for item in self.inputs if item.group_id == group.id)]
            inputs = Collection(own).once().by("index", "name")
            homeless = {key: item for key, item in homeless.items() if item not in inputs}
            groups.append(group.model_copy(update={"app_inputs": inputs}))
        rest = Collection(homeless.values()).by("index", "name")
        if rest:
            groups.append(AppInputGroup(name="inputs", app_inputs=rest))
        return Collection(groups)
