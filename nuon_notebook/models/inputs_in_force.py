"""The inputs that an install runs with: the values, who gave them, and which differ from their defaults."""

from typing import TYPE_CHECKING, Annotated, Final

from nuon_notebook.display.sections import Headline
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.inputs import AppInput
from nuon_notebook.models.types import ScannedText
from nuon_notebook.redaction.policy import Omitted, Policy
from nuon_notebook.redaction.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.models.inputs import AppInputConfig, InstallInputs

REDACTED: Final = "********"
"""What the server sends in place of a sensitive value."""


class InputInForce(Model):
    """An input of an install with its redacted value, and what its config says about it."""

    default: Annotated[str | None, Policy.NEVER_IF_SENSITIVE] = None
    description: ScannedText = None
    differs: bool | None = None
    display_name: str | None = None
    given: Annotated[bool, Omitted("whether there is a value says it")] = False
    group: str | None = None
    internal: bool | None = None
    name: str | None = None
    required: bool | None = None
    sensitive: Annotated[bool | None, Omitted("its value says that it is hidden")] = None
    source: str | None = None
    value: Annotated[str | None, Policy.NEVER_IF_SENSITIVE] = None

    @property
    def headline(self) -> Headline:
        """Name; value, whose it is, group, whether the value is set and differs from the default."""
        facts = (self.value or "", self.whose, self.group, *self.remarks)
        return Headline(self._name_from("name"), facts=tuple(filter(None, facts)))

    @property
    def whose(self) -> str:
        """Who gives the value: "customer's", "vendor's"; empty if the config does not say, or was not loaded."""
        return f"{self.source}'s" if self.source else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth saying about the value."""
        differs = "differs from the default" if self.differs else ""
        return tuple(filter(None, (self._state, differs, "internal" if self.internal else "")))

    @property
    def _state(self) -> str:
        """Whether a value is set, in words; empty if the value is shown."""
        if self.given:
            return "set, hidden" if self.sensitive else "" if self.value else "empty, or not sent by the server"
        return "not set, required" if self.required and not self.default else "not set"


def inputs_in_force(held: "InstallInputs", config: "AppInputConfig | None") -> Collection[InputInForce]:
    """Return the inputs of an install, in the order of its config; further ones by name.

    Args:
        held: the values of the install. Only the redacted ones are read.
        config: the inputs of the config that the install runs; None if it was not loaded.
    """
    declared = [(group.headline.title, one) for group in (config.groups if config else ()) for one in group.app_inputs]
    names = {one.name for _, one in declared}
    further = [("", AppInput(name=name)) for name in sorted(held.redacted_values) if name not in names]
    return Collection(_in_force(one, group, held) for group, one in _once((*declared, *further)))


def _once(inputs: "Iterable[tuple[str, AppInput]]") -> "Iterable[tuple[str, AppInput]]":
    """Return the inputs without repeated names; the first of each name is kept."""
    first: dict[str | None, tuple[str, AppInput]] = {}
    for group, one in inputs:
        first.setdefault(one.name, (group, one))
    return first.values()


def _in_force(declared: AppInput, group: str, held: "InstallInputs") -> InputInForce:
    value = held.redacted_values.get(declared.name or "")
    sensitive = bool(declared.sensitive) or value == REDACTED or is_secret_name(declared.name or "")
    default = declared.default if isinstance(declared.default, str) and not sensitive else None
    comparable = bool(value) and default is not None
    return InputInForce(
        default=default,
        description=declared.description,
        differs=value != default if comparable else None,
        display_name=declared.display_name,
        given=value is not None,
        group=group or None,
        internal=declared.internal,
        name=declared.name,
        required=declared.required,
        sensitive=sensitive,
        source=declared.source,
        value=None if sensitive else value or None,
    )
