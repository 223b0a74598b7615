"""What an app asks its customers for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import Record
from tests.demo_generator.access import stack_name, title
from tests.demo_generator.values import expand, make_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.demo_generator.origin import Origin


@dataclass(frozen=True)
class Input:
    """One question to the customer, from the config version it first appeared in."""

    group: str
    name: str
    description: str
    default: str = ""
    type: str = "string"
    required: bool = False
    sensitive: bool = False
    internal: bool = False
    source: str = "vendor"
    since: int = 1


def input_config(groups: Sequence[str], inputs: Sequence[Input], origin: Origin) -> Record:
    """Return `app.AppInputConfig` with groups and inputs in order. Inputs refer to their group by id."""
    identity = make_id("app", origin.key, "input-config")
    group_ids = {name: make_id("app", origin.key, "input-group", name) for name in groups}
    group_rows = [
        origin.row(
            group_ids[name], org_id=ORG_ID, app_input_id=identity, name=name, display_name=title(name),
            description=f"Settings of {title(name).lower()}.", index=index,
        )
        for index, name in enumerate(groups)
    ]  # fmt: skip
    input_rows = [
        origin.row(
            make_id("app", origin.key, "input", spec.name), org_id=ORG_ID, app_input_id=identity,
            group_id=group_ids[spec.group], name=spec.name, display_name=title(spec.name),
            description=expand(spec.description), default=expand(spec.default), type=spec.type,
            required=spec.required, sensitive=spec.sensitive, internal=spec.internal, source=spec.source, index=index,
            cloudformation_stack_name=stack_name("Input", spec.name),
            cloudformation_stack_parameter_name=stack_name("", spec.name),
        )
        for index, spec in enumerate(inputs)
    ]  # fmt: skip
    return origin.child(identity, input_groups=group_rows, inputs=input_rows)
