"""Mill Gauge: readings from mills, on Google Cloud, with the kinds that only servers of 2026 have."""

from __future__ import annotations

from tests.demo_generator.access import OperationRole, Role
from tests.demo_generator.actions import Action, Step, Trigger
from tests.demo_generator.apps import AppPlan
from tests.demo_generator.components import helm, image, kustomize, pulumi, terraform
from tests.demo_generator.inputs import Input
from tests.demo_generator.policies import Policy
from tests.demo_generator.repositories import Repository
from tests.demo_generator.values import text

CODE = "fernhill/mill-gauge"

MILL_GAUGE = AppPlan(
    name="mill-gauge", title="Mill Gauge", description="Weighs what goes through the mill.",
    runner_type="gcp-gke", cloud_platform="gcp",
    sandbox_repository=Repository("fernhill/gcp-sandbox", "gke"),
    sandbox={
        "type": "pulumi", "runtime": "python", "pulumi_version": "3.205.0", "references": [],
        "pulumi_config": {"gcp:region": "{{ .nuon.install_stack.outputs.region }}", "key": "@secret(pulumi-config)"},
        "operation_roles": {"provision": "provision"},
    },
    runner={"helm_driver": "secret", "instance_type": "e2-standard-4"},
    components=(
        image("gauge-image", "europe-west3-docker.pkg.dev/fernhill/gauge/gauge", gar_project="fernhill-images"),
        pulumi("pipeline", Repository(CODE, "infra/pipeline"), runtime="python",
               config={"topic": "readings", "encryption": "@secret(pulumi-config)"},
               env={"PULUMI_PARALLEL": "4", "GOOGLE_CREDENTIALS": "@secret(pulumi-env)"}),
        terraform("gateway", Repository(CODE, "infra/gateway"), variables={"tier": "db-g1-small"},
                  needs=("pipeline",), operation_roles={"deploy": "maintenance"}),
        kustomize("overlays", Repository(CODE, "deploy"), namespace="mill", path="overlays/customer",
                  needs=("gateway",)),
        helm("gauge", Repository(CODE, "chart"), namespace="mill", needs=("gauge-image", "overlays"),
             values={"image.tag": "@tag"}, health=True),
    ),
    actions=(
        Action("recalibrate", (Trigger("manual"),), (Step("recalibrate", command="./calibrate.sh"),),
               role="maintenance", labels={"team": "field"}),
    ),
    input_groups=("mill",),
    inputs=(Input("mill", "operator", "Who runs the mill.", required=True, source="customer"),),
    roles=(
        Role("runner_provision", "Provision", gcp_permissions=("compute.*", "container.*", "sql.*")),
        Role("runner_deprovision", "Deprovision", gcp_permissions=("compute.*.delete", "container.*.delete")),
        Role("runner_maintenance", "Maintenance", gcp_role="roles/container.developer"),
    ),
    secrets=(), config_repo=CODE, config_directory="nuon",
    policies=(
        Policy("no-secrets-in-env", "helm_chart", "opa", text("no-secrets-in-env.rego"), "No secret in a variable.",
               ("gauge", "gateway")),
        Policy("limits-are-set", "kubernetes_manifest", "kyverno", text("limits-are-set.yaml"), "Limits are set."),
    ),
    operation_roles=(
        OperationRole("deploy", "component", "gateway", "maintenance"),
        OperationRole("provision", "sandbox", "", "provision"),
    ),
    labels={"channel": "early", "pager_token": "@secret(label-value)"},
)  # fmt: skip
