"""Runbooks of apps, and their runs in installs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.demo_generator.actions import action_id
from tests.demo_generator.people import MARISOL, STAFF, bare_account
from tests.demo_generator.run_records import moment_of
from tests.demo_generator.values import expand, make_id, record, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import AppRecords, Record
    from tests.demo_generator.runs import History

RUNBOOK = "diagnose"
FIRST_VERSION = 6
"""The config version that brought the runbook and the action that it runs."""
RUNBOOK_APP = "harbor-desk"


def runbook_id(app_name: str) -> str:
    """Return the id of an app's runbook."""
    return make_id("rbk", app_name, RUNBOOK)


def runbooks(history: History) -> Iterable[Record]:
    """Return `app.Runbook` with its configs, oldest first."""
    for app in history.apps:
        if app.name == RUNBOOK_APP:
            configs = [_config(app, version) for version in (FIRST_VERSION, FIRST_VERSION + 4)]
            yield stamped(
                runbook_id(app.name), _created(app, FIRST_VERSION), MARISOL.account_id, app_id=app.id, name=RUNBOOK,
                description="Collects diagnostics and deploys one component again.", status="active",
                labels={"team": "support"}, config_count=len(configs), configs=configs,
                status_v2=record(status="active", created_at_ts=int(_created(app, FIRST_VERSION).timestamp())),
            )  # fmt: skip


def install_runbooks(history: History) -> Iterable[Record]:
    """Return `app.InstallRunbook` of each install whose version has the runbook."""
    for install in history.installs:
        if install.app.name == RUNBOOK_APP and install.config.record["version"] >= FIRST_VERSION:
            yield stamped(
                _install_runbook_id(install.name), moment_of(install), MARISOL.account_id, install_id=install.id,
                runbook_id=runbook_id(install.app.name), status="active",
            )  # fmt: skip


def runbook_runs(history: History) -> Iterable[Record]:
    """Return `app.InstallRunbookRun` of each workflow that is a run of a runbook, oldest first."""
    workflows = {each.workflow["id"]: each for each in history.executions if each.workflow["type"] == "runbook_run"}
    for identity, each in workflows.items():
        row, status = each.workflow, each.workflow["status"]
        config_id = make_id("rbc", each.install.app.name, FIRST_VERSION)
        yield stamped(
            make_id("rbr", identity), datetime.fromisoformat(row["created_at"]), row["created_by_id"],
            install_id=each.install.id, install_runbook_id=_install_runbook_id(each.install.name),
            install_workflow_id=identity, workflow_id="", runbook_config_id=config_id, status=status["status"],
            status_description=status["status_human_description"], status_v2=status,
            triggered_by_id=row["created_by_id"], execution_time=row["execution_time"],
            created_by=bare_account(STAFF[each.scenario.by]),
            runbook_inputs={"reason": "slow search", "ticket_password": expand("@secret(runbook-input)")},
            runbook_inputs_redacted={"reason": "slow search", "ticket_password": "********"},
            step_selections=[{"step_id": make_id("rbs", config_id, 0), "name": "collect", "enabled": True}],
        )  # fmt: skip


def _install_runbook_id(install_name: str) -> str:
    return make_id("irb", install_name, RUNBOOK)


def _created(app: AppRecords, version: int) -> datetime:
    return datetime.fromisoformat(app.configs[min(version, len(app.configs)) - 1].record["created_at"])


def _config(app: AppRecords, version: int) -> Record:
    """Return `app.RunbookConfig`: inputs, and steps that run an action and deploy a component."""
    identity, when = make_id("rbc", app.name, version), _created(app, version)

    def part(prefix: str, index: int, **fields: object) -> Record:
        return stamped(
            make_id(prefix, identity, index), when, MARISOL.account_id, runbook_config_id=identity, idx=index, **fields
        )

    return stamped(
        identity, when, MARISOL.account_id, app_id=app.id, runbook_id=runbook_id(app.name),
        app_config_id=app.configs[min(version, len(app.configs)) - 1].id,
        readme="# Diagnose\n\nRun it before you call the **vendor**.",
        inputs=[
            part("rbi", 0, name="reason", display_name="Reason", description="Why it is run.", type="string",
                 required=True),
            part("rbi", 1, name="ticket_password", display_name="Ticket password", type="string", sensitive=True,
                 default=expand("@secret(runbook-default)"), description="Opens the ticket."),
        ],
        steps=[
            part("rbs", 0, name="collect", type="action",
                 action_workflow_id=action_id(app.name, "collect-diagnostics")),
            part("rbs", 1, name="deploy search", type="component", component_name="search",
                 env_vars={"REASON": "{{ .nuon.inputs.reason }}", "TOKEN": expand("@secret(runbook-env)")}),
        ],
    )  # fmt: skip
