"""What an app asks its customers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nuon_notebook.demo.access import title
from nuon_notebook.demo.people import ORG_ID, Person
from nuon_notebook.demo.records import Record, expand, make_id, stamped


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


def input_config(
    groups: Sequence[str], inputs: Sequence[Input], key: str, app_id: str, config_id: str, when: datetime, by: Person
) -> Record:
    """`app.AppInputConfig` with groups and inputs in their order; inputs name their group by id only."""
    identity = make_id("app", key, "input-config")

    def group_id(name: str) -> str:
        return make_id("app", key, "input-group", name)

    group_rows = [
        stamped(
            group_id(name), when, by.account_id, org_id=ORG_ID, app_input_id=identity, name=name,
            display_name=title(name), description=f"Settings of {title(name).lower()}.", index=index,
        )
        for index, name in enumerate(groups)
    ]  # fmt: skip
    input_rows = [
        stamped(
            make_id("app", key, "input", spec.name), when, by.account_id, org_id=ORG_ID, app_input_id=identity,
            group_id=group_id(spec.group), name=spec.name, display_name=title(spec.name),
            description=expand(spec.description), default=expand(spec.default), type=spec.type,
            required=spec.required, sensitive=spec.sensitive, internal=spec.internal, source=spec.source, index=index,
            cloudformation_stack_name=f"Input{title(spec.name).title().replace(' ', '')}",
            cloudformation_stack_parameter_name=title(spec.name).title().replace(" ", ""),
        )
        for index, spec in enumerate(inputs)
    ]  # fmt: skip
    return stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        input_groups=group_rows, inputs=input_rows,
    )  # fmt: skip
