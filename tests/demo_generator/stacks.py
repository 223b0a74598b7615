"""The stacks that customers run in their accounts: versions, runs and outputs."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from tests.demo_generator.people import ROBOT
from tests.demo_generator.values import digest, expand, hexadecimal, make_id, record, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import InstallRecords, Record
    from tests.demo_generator.runs import Execution, History

TEMPLATES = "https://fernhill-templates.s3.amazonaws.com"
WAITS_FOR_CUSTOMER = "awaiting-user-run"


def stacks(history: History) -> Iterable[Record]:
    """Return `app.InstallStack` of each install that got as far as a stack: its versions oldest first."""
    for install in history.installs:
        versions = [*_versions(history, install)]
        if versions:
            identity = make_id("ist", install.name)
            runs = [run for version in versions for run in version.get("runs", ())]
            yield stamped(
                identity, _when(versions[0]), ROBOT.account_id, org_id=ORG_ID, install_id=install.id, versions=versions,
                install_stack_outputs=_outputs(install, identity, runs[-1]) if runs else None,
            )  # fmt: skip


def _versions(history: History, install: InstallRecords) -> Iterable[Record]:
    generated: dict[str, list[Execution]] = {}
    for each in history.executions:
        if each.install is install and each.step["step_target_type"] == "install_stack_versions":
            generated.setdefault(each.step["step_target_id"], []).append(each)
    for identity, executions in generated.items():
        yield _version(install, identity, executions)


def _version(install: InstallRecords, identity: str, executions: list[Execution]) -> Record:
    last = executions[-1]
    status = last.run.status if last.run.plan.kind == "customer" else "generating"
    when = executions[0].run.started or datetime.fromisoformat(last.workflow["created_at"])
    phone_home = make_id("phn", identity)
    ran = status in ("active", "success")
    return stamped(
        identity, when, ROBOT.account_id, org_id=ORG_ID, install_id=install.id,
        install_stack_id=make_id("ist", install.name),
        app_config_id=last.config.id, checksum=hexadecimal(64, identity), stack_name=f"nuon-{install.id}",
        composite_status=record(
            status=status, status_human_description=f"stack is {status.replace('-', ' ')}",
            created_at_ts=int(when.timestamp()),
        ),
        contents=base64.b64encode(expand("Parameters: {Token: @secret(stack-contents)}").encode()).decode(),
        terraform_contents=expand('variable "token" { default = "@secret(stack-contents)" }'),
        aws_bucket_name="fernhill-templates", aws_bucket_key=f"{install.id}/{identity}.yaml",
        template_url=f"{TEMPLATES}/{install.id}/{identity}.yaml",
        quick_link_url=expand("https://console.aws.example/stacks/quickcreate?param_Token=@secret(quick-link)"),
        phone_home_id=phone_home,
        phone_home_url=expand(f"https://api.nuon.example/phone-home/{phone_home}?key=@secret(phone-home)"),
        runs=[_run(install, identity, last)] if ran else [],
    )  # fmt: skip


def _run(install: InstallRecords, version_id: str, execution: Execution) -> Record:
    data = {"region": _region(install), "agent_token": expand("@secret(stack-output)")}
    return stamped(
        make_id("isr", version_id), execution.run.finished or datetime.fromisoformat(execution.workflow["created_at"]),
        ROBOT.account_id, data=data, data_contents=data, run_type="workflow-run",
        role_diff={"enabled": ["maintenance", "provision"], "disabled": ["breakglass"]},
        input_diff={"added": ["domain"]},
    )  # fmt: skip


def _outputs(install: InstallRecords, stack_id: str, run: Record) -> Record:
    platform = install.record["cloud_platform"]
    data = {"region": _region(install), "agent_token": expand("@secret(stack-output)")}
    return stamped(
        make_id("iso", stack_id), _when(run), ROBOT.account_id, org_id=ORG_ID, install_stack_id=stack_id,
        install_version_run_id=run["id"], data=data, data_contents=data if platform == "aws" else {},
        **{platform: OUTPUTS[platform](install)},
    )  # fmt: skip


def _region(install: InstallRecords) -> str:
    account = install.record.get("aws_account") or install.record.get("gcp_account") or {}
    return str(account.get("region") or install.record.get("azure_account", {}).get("location", ""))


def _aws(install: InstallRecords) -> Record:
    account = install.record["aws_account"]["iam_role_arn"].split(":")[4]
    roles = {
        f"{name}_iam_role_arn": f"arn:aws:iam::{account}:role/{install.id}-{name}"
        for name in ("provision", "deprovision", "maintenance", "runner")
    }
    return record(
        account_id=account, region=_region(install), vpc_id=f"vpc-{hexadecimal(17, install.id)}",
        runner_subnet=f"subnet-{hexadecimal(17, install.id, 'runner')}",
        public_subnets=[f"subnet-{hexadecimal(17, install.id, 'public')}"],
        private_subnets=[f"subnet-{hexadecimal(17, install.id, 'private')}"], **roles,
        break_glass_role_arns={"breakglass": f"arn:aws:iam::{account}:role/{install.id}-breakglass"},
        install_inputs={"smtp_password": expand("@secret(stack-input)")},
    )  # fmt: skip


def _azure(install: InstallRecords) -> Record:
    account = install.record["azure_account"]
    group = f"/subscriptions/{account['subscription_id']}/resourceGroups/{install.id}"
    return record(
        resource_group_id=group, resource_group_name=install.id, resource_group_location=_region(install),
        subscription_id=account["subscription_id"], subscription_tenant_id=account["subscription_tenant_id"],
        network_id=f"{group}/network", network_name="main", key_vault_id=f"{group}/vault", key_vault_name="vault",
    )  # fmt: skip


def _gcp(install: InstallRecords) -> Record:
    project = install.record["gcp_account"]["project_id"]
    accounts = {
        f"{name}_sa_email": f"{name}-{digest(install.id) % 1000}@{project}.iam.gserviceaccount.com"
        for name in ("provision", "deprovision", "maintenance")
    }
    return record(
        project_id=project, region=_region(install), network_id=f"projects/{project}/network/main", network_name="main",
        public_subnet_name="public", private_subnet_name="private", runner_subnet_name="runner", runner_enabled=True,
        runner_service_account_email=f"runner@{project}.iam.gserviceaccount.com", **accounts,
        install_inputs={"operator": expand("@secret(stack-input)")},
    )  # fmt: skip


OUTPUTS = {"aws": _aws, "azure": _azure, "gcp": _gcp}


def _when(row: Record) -> datetime:
    return datetime.fromisoformat(row["created_at"]) + timedelta()
