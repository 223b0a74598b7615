"""The plans that wait for approval: what Terraform, Helm and Kubernetes would do, secrets in the clear among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.demo_generator.values import digest, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import Execution, History

UNCHANGED, REMOVED, ADDED, MODIFIED = range(4)
"""Types of changes in the plans of Helm charts and manifests."""

CREATE, READ, UPDATE, DESTROY, NOTHING = ["create"], ["read"], ["update"], ["delete"], ["no-op"]
REPLACE = ["delete", "create"]

UNCHANGED_STATUSES = ("no-drift", "noop")
DRIFTED = {"cache": (0,), "": (2, 3)}
"""Which of its resources drifted, by component; the sandbox has no name."""

RESOURCES = {
    "sandbox": ("module.vpc.aws_vpc.main", "module.eks.aws_eks_cluster.main", "module.eks.aws_eks_node_group.default",
                "aws_cloudwatch_log_group.cluster"),
    "dns-zone": ("aws_route53_zone.main", "aws_route53_record.verify"),
    "certificate": ("aws_acm_certificate.main", "aws_acm_certificate_validation.main"),
    "database": ("aws_db_subnet_group.main", "aws_db_instance.main", "random_password.master",
                 "aws_security_group.database"),
    "cache": ("aws_elasticache_replication_group.main", "random_password.auth"),
    "attachments": ("aws_s3_bucket.main", "aws_s3_bucket_versioning.main"),
    "ticket-queue": ("aws_sqs_queue.main", "aws_sqs_queue.dead_letter"),
    "gateway": ("google_compute_address.main", "google_sql_database_instance.readings", "google_sql_user.app",
                "google_compute_firewall.legacy", "module.probes.google_monitoring_uptime_check_config.api"),
}  # fmt: skip
"""The addresses of what a Terraform module makes, by component."""


def plans(history: History) -> Iterable[Record]:
    """Return the plan of each approval."""
    for execution in history.executions:
        if approval := execution.step.get("approval"):
            contents = CONTENTS.get(approval["type"])
            if contents:
                yield {"approval_id": approval["id"], "contents": expand(contents(execution))}


def _actions(execution: Execution, index: int, count: int) -> list[str]:
    """Return what becomes of a resource: all is made at first; what waits for approval has something of each."""
    if "teardown" in execution.run.plan.name or "deprovision" in execution.run.plan.name:
        return DESTROY
    if execution.workflow["type"] == "provision":
        return CREATE
    status = execution.run.status
    if status in UNCHANGED_STATUSES:
        return NOTHING
    if status == "drifted":
        return UPDATE if index in DRIFTED[execution.run.plan.component] else NOTHING
    if status == "approval-awaiting":
        return (CREATE, REPLACE, UPDATE, DESTROY, NOTHING)[index % 5]
    return UPDATE if index == digest(execution.step["id"]) % count else NOTHING


def _terraform(execution: Execution) -> Record:
    name = execution.run.plan.component or "sandbox"
    addresses = RESOURCES.get(name, (f"aws_resource.{name.replace('-', '_')}",))
    changes = [_change(address, _actions(execution, index, len(addresses))) for index, address in enumerate(addresses)]
    password = {"value": "@secret(plan-variable)"}
    return {
        "format_version": "1.2", "terraform_version": "1.11.4",
        "variables": {"region": {"value": "eu-west-1"}, "master_password": password},
        "resource_changes": changes,
        "output_changes": {
            "host": _values({"actions": UPDATE, "before": "old.internal", "after_unknown": True}, sensitive=False),
            "password": _values(
                {"actions": UPDATE, "before": "@secret(plan-before)", "after": "@secret(plan-after)"}, sensitive=True
            ),
        },
        "resource_drift": [_change(addresses[0], UPDATE)] if execution.run.status == "drifted" else [],
        "prior_state": {"format_version": "1.0", "values": {"outputs": {"password": {"value": "@secret(plan-state)"}}}},
        "planned_values": {"outputs": {"password": {"sensitive": True, "value": "@secret(plan-after)"}}},
        "configuration": {"root_module": {"variables": {"master_password": {"default": "@secret(plan-variable)"}}}},
    }  # fmt: skip


def _values(change: Record, *, sensitive: bool) -> Record:
    return change | {"before_sensitive": sensitive, "after_sensitive": sensitive}


def _change(address: str, actions: Sequence[str]) -> Record:
    *module, kind, name = address.rsplit(".", 2)
    before = {"tags": {"app": "harbor"}, "size": 2, "password": "@secret(plan-before)"}
    after = {"tags": {"app": "harbor", "tier": "gold"}, "size": 3, "password": "@secret(plan-after)"}
    marked = {"password": True, "tags": {}}
    change = {
        "actions": [*actions], "before": None if actions == CREATE else before,
        "after": None if actions == DESTROY else before if actions == NOTHING else after,
        "after_unknown": {} if actions in (DESTROY, NOTHING) else {"id": True, "tags": {}},
        "before_sensitive": False if actions == CREATE else marked,
        "after_sensitive": False if actions == DESTROY else marked,
    }  # fmt: skip
    if actions == REPLACE:
        change["replace_paths"] = [["size"]]
    return {
        "address": address, "mode": "managed", "type": kind, "name": name, "change": change,
        "provider_name": f"registry.terraform.io/hashicorp/{kind.partition('_')[0]}",
    } | ({"module_address": module[0]} if module else {})  # fmt: skip


def _helm(execution: Execution) -> Record:
    if execution.run.status in UNCHANGED_STATUSES:
        return {"op": "upgrade", "plan": "", "helm_content_diff": []}
    name = execution.run.plan.component
    gone = "teardown" in execution.run.plan.name
    new = execution.workflow["type"] == "provision"
    objects = [
        _object("apps/v1", "Deployment", name, "harbor", [
            ("spec.replicas", "3", "4", MODIFIED),
            ("spec.template.spec.containers[0].image", f"harbor/{name}:2.17.0", f"harbor/{name}:2.18.1", MODIFIED),
            ("spec.template.spec.containers[0].env[SMTP_PASSWORD]", "@secret(helm-diff)", "@secret(plan-after)",
             MODIFIED),
        ], kind=ADDED if new else REMOVED if gone else MODIFIED),
        _object("v1", "Secret", f"{name}-credentials", "harbor", [
            ("data.token", "", "@secret(helm-diff)", ADDED),
        ], kind=REMOVED if gone else ADDED),
        _object("v1", "Service", name, "harbor", [], kind=UNCHANGED),
    ]  # fmt: skip
    text = f"harbor, {name}, Deployment (apps) has changed:\n-   replicas: 3\n+   replicas: 4\n"
    text += "+   password: @secret(helm-diff)\n"
    return {"op": "uninstall" if gone else "install" if new else "upgrade", "plan": text, "helm_content_diff": objects}


def _manifest(execution: Execution) -> Record:
    gone = "teardown" in execution.run.plan.name
    objects = [
        _object("v1", "ConfigMap", "harbor-settings", "harbor", [("data.LOG_FORMAT", "text", "json", MODIFIED)],
                kind=MODIFIED, version="2"),
        _object("v1", "Secret", "harbor-registry", "harbor", [
            ("data.first", "@secret(manifest-diff)", "@secret(plan-after)", MODIFIED),
        ], kind=MODIFIED, version="2"),
        _object("networking.k8s.io/v1", "NetworkPolicy", "deny-all", "harbor", [], kind=REMOVED, version="2"),
    ]  # fmt: skip
    return {
        "op": "delete" if gone else "apply", "k8s_content_diff": objects,
        "plan": "ConfigMap harbor/harbor-settings\n- LOG_FORMAT: text\n+ LOG_FORMAT: json\n"
                "Secret harbor/harbor-registry\n+ first: @secret(manifest-diff)\n",
    }  # fmt: skip


def _object(  # noqa: PLR0913 - one argument for each property
    api: str, kind_name: str, name: str, namespace: str, entries: Sequence[tuple[str, str, str, int]], *, kind: int,
    version: str = "",
) -> Record:  # fmt: skip
    resource = f"{kind_name.lower()}s"
    shown = {
        "name": name, "namespace": namespace, "kind": kind_name, "api": api, "resource": resource,
        "op": "apply", "type": kind, "error": "", "dry_run": True,
        "entries": [
            {"path": path, "original": old, "applied": new, "type": change, "changes": 1,
             "payload": f"{'+' if change == ADDED else '~'} {path}: {new}"}
            for path, old, new, change in entries
        ],
    }  # fmt: skip
    return ({"_version": version} if version else {}) | shown


def _pulumi(execution: Execution) -> Record:
    """Return a plan in a form that no client can know: newer servers have it, and nobody has seen it."""
    return {
        "steps": [{"op": "create", "urn": f"urn:pulumi:mill::{execution.run.plan.component}::gcp:storage:Bucket::raw",
                   "inputs": {"key": "@secret(plan-after)"}}],
    }  # fmt: skip


CONTENTS: dict[str, Any] = {
    "terraform_plan": _terraform, "helm_approval": _helm, "kubernetes_manifest_approval": _manifest,
    "pulumi_plan": _pulumi,
}  # fmt: skip
