"""Installs: which customer runs which version of which app, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.app import DASHBOARD, AppHistory
from nuon_notebook.demo.people import ADAEZE, MARISOL, ORG_ID, ROBOT, STAFF
from nuon_notebook.demo.records import (
    TODAY,
    Record,
    digest,
    expand,
    make_id,
    moment,
    record,
    stamped,
    wire_time,
)  # fmt: skip
from nuon_notebook.demo.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class InstallPlan:
    """A customer of an app."""

    name: str
    app: str
    version: int
    created: str
    region: str
    sandbox: str = "active"
    components: str = "active"
    components_reason: str = "all components are active"
    runner: str = "active"
    runner_reason: str = "runner is healthy"
    failing: Mapping[str, str] = field(default_factory=dict)
    """Component to status, where it is not `active`."""
    drifted: Sequence[str] = ()
    """Names of drifted components; "sandbox" for the sandbox."""


@dataclass(frozen=True)
class InstallHistory:
    """An install as records: `record` is what lists show, `details` what only the install itself shows."""

    plan: InstallPlan
    app: AppHistory
    config_index: int
    record: Record
    details: Record

    @property
    def id(self) -> str:
        """The install's id."""
        return str(self.record["id"])

    @property
    def key(self) -> str:
        """What tells this install apart: its name."""
        return self.plan.name


DESK, LAKE, RELAY = APPS = "harbor-desk", "grain-lake", "tide-relay"

INSTALL_PLANS = (
    InstallPlan("brightwater-energy", DESK, 11, "2025-10-06 09:05", "eu-west-1"),
    InstallPlan("cobalt-freight", DESK, 11, "2025-10-09 13:40", "us-east-1", components="warning",
                components_reason="1 component differs from its plan", drifted=("cache",)),
    InstallPlan("dunmore-health-staging", DESK, 10, "2025-10-08 08:20", "eu-central-1", drifted=("sandbox",)),
    InstallPlan("eastgate-bank", DESK, 6, "2025-10-20 10:15", "eu-west-2", components="error",
                components_reason="deploy of api failed: password=@secret(database)",
                failing={"api": "error", "web": "pending"}),
    InstallPlan("foxglove-council", DESK, 2, "2025-10-07 15:30", "ap-southeast-2", sandbox="queued",
                components="pending", components_reason="waiting for the sandbox", runner="pending",
                runner_reason="no runner has reported yet"),
    InstallPlan("kestrel-grain-coop", LAKE, 5, "2025-10-13 11:00", "us-west-2"),
    InstallPlan("orchard-insights", LAKE, 3, "2025-10-29 09:45", "eu-north-1", sandbox="error", components="pending",
                components_reason="waiting for the sandbox", runner="offline",
                runner_reason="last heartbeat 2025-11-22 03:11 UTC"),
    InstallPlan("polder-water-board", RELAY, 1, "2025-10-15 08:55", "westeurope"),
)  # fmt: skip


def install_id(name: str) -> str:
    """The id of the install `name`."""
    return make_id("inl", name)


def build_install(plan: InstallPlan, app: AppHistory, number: int) -> InstallHistory:
    """The install of `plan`; a version that the app does not have becomes its newest usable one."""
    usable = [index for index, config in enumerate(app.configs) if not config.failed]
    index = min(plan.version - 1, usable[-1])
    config, identity, when = app.configs[index], install_id(plan.name), moment(plan.created)
    component_names = {record_["id"]: record_["name"] for record_ in app.components}
    statuses = {
        component: _component_status(plan, component_names[component]) for component in config.bare["component_ids"]
    }
    runner_type, platform = app.plan.runner_type, app.plan.cloud_platform
    account = _azure_account(plan, when) if platform == "azure" else _aws_account(plan, when)
    base = stamped(
        identity, when, MARISOL.account_id, updated_at=wire_time(TODAY - timedelta(hours=digest(plan.name) % 90)),
        org_id=ORG_ID, app_id=app.id, app_config_id=config.id, name=plan.name, install_number=number,
        cloud_platform=platform, runner_type=runner_type, runner_id=make_id("run", plan.name),
        runner_status=plan.runner, runner_status_description=plan.runner_reason,
        sandbox_status=plan.sandbox, sandbox_status_description=f"sandbox is {plan.sandbox}",
        composite_component_status=plan.components,
        composite_component_status_description=expand(plan.components_reason), component_statuses=statuses,
        status="deprecated", status_description="deprecated",
        metadata={"managed_by": "nuon/dashboard" if number % 2 else "nuon/cli/install-config",
                  "ticket_token": expand("@secret(install-metadata)")},
        links={"ui": f"{DASHBOARD}/{ORG_ID}/installs/{identity}"},
        **account, install_sandbox_runs=_sandbox_runs(plan, config.parts["sandbox"], when),
    )  # fmt: skip
    details = record(
        drifted_objects=[_drifted(plan, app, name) for name in plan.drifted],
        install_inputs=[_inputs(plan, config.parts["input"], when)],
    )
    return InstallHistory(plan, app, index, base, details)


def _component_status(plan: InstallPlan, name: str) -> str:
    if plan.sandbox != "active":
        return "pending"
    return plan.failing.get(name, "active")


def account_number(name: str) -> str:
    """The customer's AWS account."""
    return str(100_000_000_000 + digest("aws", name) % 899_999_999_999)


def _aws_account(plan: InstallPlan, when: datetime) -> Record:
    arn = f"arn:aws:iam::{account_number(plan.name)}:role/nuon-install-access"
    account_id = make_id("aws", plan.name)
    return {"aws_account": stamped(account_id, when, MARISOL.account_id, region=plan.region, iam_role_arn=arn)}


def _azure_account(plan: InstallPlan, when: datetime) -> Record:
    def guid(kind: str) -> str:
        text = f"{digest(kind, plan.name) % 16**32:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    return {
        "azure_account": stamped(
            make_id("azr", plan.name), when, MARISOL.account_id, location=plan.region,
            subscription_id=guid("subscription"), subscription_tenant_id=guid("tenant"),
            service_principal_app_id=guid("principal"), service_principal_password=expand("@secret(azure-principal)"),
        )
    }  # fmt: skip


def sandbox_run_id(name: str, index: int) -> str:
    """The id of an install's sandbox run, oldest first."""
    return make_id("sbr", name, index)


def _sandbox_runs(plan: InstallPlan, sandbox: Record, created: datetime) -> list[Record]:
    """Newest first: the provisioning, and where it is long ago a later reprovisioning."""
    runs = []
    for index, run_type in enumerate(("provision", "reprovision")):
        when = created + timedelta(days=13 * index, minutes=14)
        if when > TODAY or (index and plan.sandbox == "queued"):
            continue
        run_id = sandbox_run_id(plan.name, index)
        status = plan.sandbox if run_type == "reprovision" or plan.sandbox == "queued" else "active"
        stream = stamped(
            make_id("log", run_id), when, ROBOT.account_id, org_id=ORG_ID, owner_id=run_id,
            owner_type="install_sandbox_runs", write_token=expand("@secret(write-token)"),
            attrs={"runner": make_id("run", plan.name), "ingest_key": expand("@secret(log-attrs)")},
            runner_api_url="https://runner.nuon.co",
        )  # fmt: skip
        composite = record(status=status, status_human_description=f"{run_type} is {status}",
                           created_at_ts=int(when.timestamp()))  # fmt: skip
        runs.append(
            stamped(
                run_id, when, ADAEZE.account_id, org_id=ORG_ID, install_id=install_id(plan.name), run_type=run_type,
                install_sandbox_id=make_id("ins", plan.name), status=status, status_v2=composite,
                status_description=f"{run_type} is {status}", log_stream=stream,
                app_sandbox_config={"id": sandbox["id"]},
                outputs={"cluster": {"name": f"harbor-{plan.name}", "token": expand("@secret(sandbox-output)")}},
            )
        )  # fmt: skip
    return runs[::-1]


def _drifted(plan: InstallPlan, app: AppHistory, name: str) -> Record:
    sandbox = name == "sandbox"
    kind = "drift_run_reprovision_sandbox" if sandbox else "drift_run"
    found_by = [each for each in SCENARIOS if each.install == plan.name and each.type == kind]
    return record(
        target_type="install_sandbox_run" if sandbox else "install_deploy",
        target_id=make_id("sbr" if sandbox else "dpl", plan.name, "drift", name),
        install_id=install_id(plan.name), org_id=ORG_ID,
        install_workflow_id=found_by[-1].workflow_id() if found_by else "",
        component_name="" if sandbox else name,
        install_component_id="" if sandbox else make_id("inc", app.key, plan.name, name),
        component_build_id="" if sandbox else make_id("bld", app.key, name),
        install_sandbox_id=make_id("ins", plan.name) if sandbox else "",
    )  # fmt: skip


def _inputs(plan: InstallPlan, input_config: Record, when: datetime) -> Record:
    values = {
        spec["name"]: spec.get("default") or f"{spec['name'].replace('_', '-')}.{plan.name}.example"
        for spec in input_config["inputs"]
    }
    hidden = {spec["name"] for spec in input_config["inputs"] if spec.get("sensitive")}
    author = STAFF["tomasz"]
    return stamped(
        make_id("inp", plan.name), when, author.account_id, org_id=ORG_ID, install_id=install_id(plan.name),
        app_input_config_id=input_config["id"], values=values,
        redacted_values={name: "*****" if name in hidden else value for name, value in values.items()},
    )  # fmt: skip
