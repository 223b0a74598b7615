"""Actions: scripts that run in a customer's account by hand, by the clock, or around deploys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.components import component_id, ref, reference_text
from nuon_notebook.demo.records import Record, expand, make_id, nanoseconds, text
from nuon_notebook.demo.repositories import Repository, repository_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.origin import Origin


@dataclass(frozen=True)
class Trigger:
    """What starts an action."""

    type: str
    cron: str = ""
    component: str = ""


@dataclass(frozen=True)
class Step:
    """One command: `command` from a repository, or the `script` file of `texts/` given inline."""

    name: str
    command: str = ""
    script: str = ""
    env: Mapping[str, str | None] = field(default_factory=dict)
    repository: Repository | None = None


@dataclass(frozen=True)
class Action:
    """An action, from the config version it first appeared in."""

    name: str
    triggers: Sequence[Trigger]
    steps: Sequence[Step]
    timeout: timedelta = timedelta(minutes=10)
    needs: Sequence[str] = ()
    break_glass_role_arn: str = ""
    since: int = 1


def action_id(app_key: str, name: str) -> str:
    """The id of the action `name` of an app."""
    return make_id("acw", app_key, name)


def action_config(action: Action, origin: Origin) -> Record:
    """`app.ActionWorkflowConfig` whole: steps in order with their repositories, triggers with their component."""
    identity = make_id("acc", origin.key, "action-config", action.name)
    refs = [ref("component", name, f".nuon.components.{name}.outputs") for name in action.needs]
    steps: list[Record] = []
    for index, spec in enumerate(action.steps):
        row = origin.child(
            make_id("acc", identity, "step", index), action_workflow_config_id=identity, name=spec.name, idx=index,
            command=expand(spec.command), inline_contents=text(spec.script) if spec.script else "",
            env_vars=expand(dict(spec.env)), previous_step_id=steps[-1]["id"] if steps else "", references=[],
        )  # fmt: skip
        steps.append(row | repository_fields(spec.repository, row, "action_workflow_step_configs", origin))
    return origin.child(
        identity, action_workflow_id=action_id(origin.app_key, action.name), timeout=nanoseconds(action.timeout),
        component_dependency_ids=[component_id(origin.app_key, name) for name in action.needs],
        break_glass_role_arn=action.break_glass_role_arn, Refs=refs,
        references=[reference_text(reference) for reference in refs], steps=steps,
        triggers=[
            origin.child(
                make_id("acc", identity, "trigger", index), action_workflow_config_id=identity, type=trigger.type,
                index=index, cron_schedule=trigger.cron, component=_component_stub(origin.app_key, trigger.component),
                component_id=component_id(origin.app_key, trigger.component) if trigger.component else "",
            )
            for index, trigger in enumerate(action.triggers)
        ],
    )  # fmt: skip


def _component_stub(app_key: str, name: str) -> Record | None:
    return {"id": component_id(app_key, name), "name": name} if name else None
