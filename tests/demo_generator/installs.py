"""Installs: which customer runs which version of which app, and in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import APPS, ORG_ID
from nuon_notebook.demo.records import NOW, AppRecords, InstallRecords, Record
from tests.demo_generator.apps import DASHBOARD
from tests.demo_generator.people import MARISOL, STAFF
from tests.demo_generator.targets import runner_id
from tests.demo_generator.values import (
    digest,
    expand,
    make_id,
    moment,
    stamped,
    wire_time,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Statuses by component, where not `active`."""
    labels: Mapping[str, str] = field(default_factory=dict)
    unhealthy: Mapping[str, str] = field(default_factory=dict)
    """The health of components, where not `healthy`."""


DESK, LAKE, RELAY, MILL = APPS
PROVISIONED = ("active", "drifted")
"""Statuses of sandboxes that components are deployed into."""

INSTALL_PLANS = (
    InstallPlan("brightwater-energy", DESK, 11, "2025-10-06 09:05", "eu-west-1", labels={"tier": "gold"}),
    InstallPlan("cobalt-freight", DESK, 11, "2025-10-09 13:40", "us-east-1", components="warning",
                components_reason="1 component differs from its plan",
                statuses={"cache": "drifted", "mail-bridge": "pending", "assistant": "pending"},
                labels={"tier": "gold"}),
    InstallPlan("dunmore-health-staging", DESK, 10, "2025-10-08 08:20", "eu-central-1", sandbox="drifted",
                components="pending", components_reason="assistant has not been deployed yet",
                statuses={"assistant": "pending"},
                labels={"tier": "trial", "stage": "staging"}),
    InstallPlan("eastgate-bank", DESK, 6, "2025-10-20 10:15", "eu-west-2", components="error",
                components_reason="deploy of api failed: password=@secret(database)",
                statuses={"api": "error"}, unhealthy={"api": "unhealthy"}),
    InstallPlan("foxglove-council", DESK, 2, "2025-10-07 15:30", "ap-southeast-2", sandbox="queued",
                components="pending", components_reason="waiting for the sandbox", runner="pending",
                runner_reason="no runner has reported yet"),
    InstallPlan("kestrel-grain-coop", LAKE, 5, "2025-10-13 11:00", "us-west-2"),
    InstallPlan("orchard-insights", LAKE, 3, "2025-10-29 09:45", "eu-north-1", sandbox="error", components="pending",
                components_reason="waiting for the sandbox", runner="offline",
                runner_reason="last heartbeat 2025-11-22 03:11 UTC"),
    InstallPlan("polder-water-board", RELAY, 1, "2025-10-15 08:55", "westeurope"),
)  # fmt: skip
"""The installs of the apps that servers of 2025 know."""

NEWER_INSTALL_PLANS = (
    InstallPlan("quarry-mill", MILL, 1, "2025-11-10 08:40", "europe-west3",
                labels={"tier": "gold", "pager_token": "@secret(label-value)"}, unhealthy={"gauge": "degraded"},
                components="error", components_reason="deploy of gauge failed", statuses={"gauge": "error"}),
)  # fmt: skip
"""The installs of the apps that only newer servers know."""


def install_id(name: str) -> str:
    """Return the id of an install."""
    return make_id("inl", name)


def build_install(plan: InstallPlan, app: AppRecords, number: int) -> InstallRecords:
    """Return the install of `plan`. If its app lacks the version, the install runs the newest one without error."""
    usable = [index for index, config in enumerate(app.configs) if not config.failed]
    index = min(plan.version - 1, usable[-1])
    config, identity, when = app.configs[index], install_id(plan.name), moment(plan.created)
    component_names = {row["id"]: row["name"] for row in app.components}
    statuses = {
        component: _component_status(plan, component_names[component]) for component in config.record["component_ids"]
    }
    runner_type, platform = app.record["runner_type"], app.record["cloud_platform"]
    account = ACCOUNTS[platform](plan, when)
    install = stamped(
        identity, when, MARISOL.account_id, updated_at=wire_time(NOW - timedelta(hours=digest(plan.name) % 90)),
        org_id=ORG_ID, app_id=app.id, app_config_id=config.id, name=plan.name, install_number=number,
        cloud_platform=platform, runner_type=runner_type, runner_id=runner_id(plan.name),
        runner_status=plan.runner, runner_status_description=plan.runner_reason,
        sandbox_status=plan.sandbox, sandbox_status_description=f"sandbox is {plan.sandbox}",
        composite_component_status=plan.components,
        composite_component_status_description=expand(plan.components_reason), component_statuses=statuses,
        status="deprecated", status_description="deprecated",
        metadata={"managed_by": "nuon/dashboard" if number % 2 else "nuon/cli/install-config",
                  "ticket_token": expand("@secret(install-metadata)")},
        links={"ui": f"{DASHBOARD}/{ORG_ID}/installs/{identity}"}, labels=expand(dict(plan.labels)),
        **_health(plan, app, statuses), **account,
        install_inputs=[_inputs(plan, config.children["input"], when)],
    )  # fmt: skip
    readme = None if plan.runner == "pending" else _rendered(config.record["readme"], install)
    return InstallRecords(install, app, readme)


def _rendered(template: str, install: Record) -> str:
    """Return a README with the values of one install in place of its expressions, and without control lines."""
    account = install.get("aws_account") or install.get("gcp_account") or install["azure_account"]
    name = install["name"]
    values = {
        "{{ $region }}": account.get("region") or account["location"], "{{ $domain }}": f"desk.{name}.example",
        "{{ $account }}": account.get("iam_role_arn", "::::").split(":")[4], "{{ $cluster }}": f"harbor-{name}",
        "{{ $bucket }}": f"harbor-{name}", "{{ $workers }}": "6",
        "{{ .nuon.inputs.inputs.db_instance }}": "db.m7g.large",
        "{{ .nuon.inputs.inputs.smtp_host }}": f"mail.{name}.example",
        "{{ .nuon.actions.workflows.health_check.status }}": "finished",
    }  # fmt: skip
    for expression, value in values.items():
        template = template.replace(expression, value)
    lines = [line for line in template.split("\n") if not line.startswith("{{")]
    return "\n".join(lines).lstrip("\n")


def _component_status(plan: InstallPlan, name: str) -> str:
    if plan.sandbox not in PROVISIONED:
        return "pending"
    return plan.statuses.get(name, "active")


def account_number(name: str) -> str:
    """Return the AWS account of a customer."""
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


def _gcp_account(plan: InstallPlan, when: datetime) -> Record:
    project = f"{plan.name}-{digest('gcp', plan.name) % 1_000_000}"
    account_id = make_id("gcp", plan.name)
    return {"gcp_account": stamped(account_id, when, MARISOL.account_id, region=plan.region, project_id=project)}


ACCOUNTS = {"aws": _aws_account, "azure": _azure_account, "gcp": _gcp_account}


def _health(plan: InstallPlan, app: AppRecords, statuses: Mapping[str, str]) -> Record:
    """Return the health of an install, of those components that newer servers evaluate."""
    newest = {row["component_id"]: row for config in app.configs for row in config.connections}
    watched = [row for identity, row in newest.items() if identity in statuses and row.get("health_enabled")]
    if not watched or plan.sandbox not in PROVISIONED:
        return {}
    by_component = {row["component_id"]: plan.unhealthy.get(row["component_name"], "healthy") for row in watched}
    worst = max(by_component.values(), key=("healthy", "degraded", "unhealthy").index)
    described = f"readiness probe of {', '.join(sorted(plan.unhealthy))} fails"
    return {
        "component_health_statuses": by_component, "composite_health_status": worst,
        "composite_health_status_description": "" if worst == "healthy" else described,
        "last_health_report_at": wire_time(NOW - timedelta(minutes=2)),
    }  # fmt: skip


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
        redacted_values={name: "********" if name in hidden else value for name, value in values.items()},
    )  # fmt: skip
