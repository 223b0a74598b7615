"""What runs leave at an install: its sandbox runs, and what drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from tests.demo_generator.people import ROBOT
from tests.demo_generator.run_records import sandbox_run
from tests.demo_generator.runs import DEPLOYS, SANDBOX_RUNS
from tests.demo_generator.targets import build_id, install_component_id, log_stream_id, runner_id
from tests.demo_generator.values import expand, make_id, record, stamped

if TYPE_CHECKING:
    from nuon_notebook.demo.records import InstallRecords, Record
    from tests.demo_generator.runs import History, Run

HELD = 5
"""How many sandbox runs an install holds."""
NOT_HELD = ("applied_at", "composite_error", "planned_at", "role")
"""Properties of a run that its install does not repeat."""


def left_by_runs(history: History, install: InstallRecords) -> Record:
    """Return the properties of an install that follow from what ran: the newest runs first."""
    newest = {(run.owner_type, run.name): run for run in history.runs if run.install is install}
    drifted = [run for run in newest.values() if run.status == "drifted"]
    held = [
        run for run in history.of_type(SANDBOX_RUNS)
        if run.install is install and not run.workflow.get("plan_only")
    ]  # fmt: skip
    return record(
        install_sandbox_runs=[_held(run, install) for run in held[: -HELD - 1 : -1]],
        drifted_objects=[_drifted(run, install) for run in drifted if run.owner_type in (DEPLOYS, SANDBOX_RUNS)],
    )


def _held(run: Run, install: InstallRecords) -> Record:
    row = {name: value for name, value in sandbox_run(run).items() if name not in NOT_HELD}
    stream = stamped(
        log_stream_id(run.id), run.started, ROBOT.account_id, org_id=ORG_ID, owner_id=run.id, owner_type=SANDBOX_RUNS,
        write_token=expand("@secret(write-token)"),
        attrs={"runner": runner_id(install.name), "ingest_key": expand("@secret(log-attrs)")},
        runner_api_url="https://runner.nuon.co",
    )  # fmt: skip
    outputs = {"cluster": {"name": f"harbor-{install.name}", "token": expand("@secret(sandbox-output)")}}
    return row | {"log_stream": stream, "outputs": outputs}


def _drifted(run: Run, install: InstallRecords) -> Record:
    sandbox = run.owner_type == SANDBOX_RUNS
    return record(
        target_type="install_sandbox_run" if sandbox else "install_deploy", target_id=run.id,
        install_id=install.id, org_id=ORG_ID, install_workflow_id=run.workflow["id"],
        component_name="" if sandbox else run.name,
        install_component_id="" if sandbox else install_component_id(run.app.name, install.name, run.name),
        component_build_id=build_id(run.connection["id"]) if run.connection else "",
        install_sandbox_id=make_id("ins", install.name) if sandbox else "",
    )  # fmt: skip
