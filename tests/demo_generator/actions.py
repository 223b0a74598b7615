"""Actions: scripts that run in a customer's account on demand, on a schedule, or around deploys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.records import Record
from tests.demo_generator.components import component_id, ref, reference_text
from tests.demo_generator.repositories import Repository, repository_fields
from tests.demo_generator.values import expand, make_id, nanoseconds, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.demo_generator.origin import Origin


@dataclass(frozen=True)
class Trigger:
    """What starts an action."""

    type: str
    cron: str = ""
    component: str = ""


@dataclass(frozen=True)
class Step:
    """One step: a `command`, perhaps of a repository, or the contents of a `script` in `texts/`."""

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
    role: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    since: int = 1


def action_id(app_name: str, name: str) -> str:
    """Return the id of an action of an app."""
    return make_id("acw", app_name, name)


def action_config(action: Action, origin: Origin) -> Record:
    """Return `app.ActionWorkflowConfig`: steps in order with their repositories, triggers with their component."""
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
        identity, action_workflow_id=action_id(origin.app_name, action.name), timeout=nanoseconds(action.timeout),
        component_dependency_ids=[component_id(origin.app_name, name) for name in action.needs],
        break_glass_role_arn=action.break_glass_role_arn, role=action.role, Refs=refs,
        references=[reference_text(reference) for reference in refs], steps=steps,
        triggers=[
            origin.child(
                make_id("acc", identity, "trigger", index), action_workflow_config_id=identity, type=trigger.type,
                index=index, cron_schedule=trigger.cron, component=_component_stub(origin.app_name, trigger.component),
                component_id=component_id(origin.app_name, trigger.component) if trigger.component else "",
            )
            for index, trigger in enumerate(action.triggers)
        ],
    )  # fmt: skip


def _component_stub(app_name: str, name: str) -> Record | None:
    return {"id": component_id(app_name, name), "name": name} if name else None
