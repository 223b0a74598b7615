"""Actions: scripts that run in a customer's account by hand, by the clock, or around deploys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nuon_notebook.demo.components import component_id, ref, reference_text
from nuon_notebook.demo.people import ORG_ID, Person
from nuon_notebook.demo.records import Record, expand, make_id, nanoseconds, stamped, text
from nuon_notebook.demo.repositories import Repository, repository_fields


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


def action_config(
    action: Action, app_key: str, app_id: str, config_id: str, version: int, when: datetime, by: Person
) -> Record:
    """`app.ActionWorkflowConfig` whole: steps in order with their repositories, triggers with their component."""
    identity = make_id("acc", app_key, "action-config", action.name, version)
    common = {"org_id": ORG_ID, "app_id": app_id, "app_config_id": config_id, "action_workflow_config_id": identity}
    refs = [ref("component", name, f".nuon.components.{name}.outputs") for name in action.needs]
    steps: list[Record] = []
    for index, spec in enumerate(action.steps):
        step_id = make_id("acc", identity, "step", index)
        inline = text(spec.script) if spec.script else ""
        row = stamped(
            step_id, when, by.account_id, name=spec.name, idx=index, command=expand(spec.command),
            inline_contents=inline, env_vars=expand(dict(spec.env)),
            previous_step_id=steps[-1]["id"] if steps else "", references=[], **common,
        )  # fmt: skip
        steps.append(row | repository_fields(spec.repository, step_id, "action_workflow_step_configs", when, by))
    return stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        action_workflow_id=action_id(app_key, action.name), timeout=nanoseconds(action.timeout),
        component_dependency_ids=[component_id(app_key, name) for name in action.needs],
        break_glass_role_arn=action.break_glass_role_arn, Refs=refs,
        references=[reference_text(reference) for reference in refs], steps=steps,
        triggers=[
            stamped(
                make_id("acc", identity, "trigger", index), when, by.account_id, type=trigger.type, index=index,
                cron_schedule=trigger.cron, component=_component_stub(app_key, trigger.component),
                component_id=component_id(app_key, trigger.component) if trigger.component else "", **common,
            )
            for index, trigger in enumerate(action.triggers)
        ],
    )  # fmt: skip


def _component_stub(app_key: str, name: str) -> Record | None:
    return {"id": component_id(app_key, name), "name": name} if name else None
