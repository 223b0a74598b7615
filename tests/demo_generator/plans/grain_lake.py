"""Grain Lake: a data platform, where deploys are rare and heavy."""

from __future__ import annotations

from datetime import timedelta

from tests.demo_generator.access import Role, Secret
from tests.demo_generator.actions import Action, Step, Trigger
from tests.demo_generator.apps import AppPlan
from tests.demo_generator.components import docker, helm, job, manifest, ref, terraform
from tests.demo_generator.inputs import Input
from tests.demo_generator.repositories import Repository
from tests.demo_generator.values import text

INFRA = "fernhill/grain-lake-infra"
CODE = "fernhill/grain-lake"

COMPONENTS = (
    terraform("lake-buckets", Repository(INFRA, "buckets"), drift_schedule="0 2 1 1,7 *",
              variables={"zones": "raw,clean,served", "kms": "true"}),
    terraform("catalog", Repository(INFRA, "catalog"), needs=("lake-buckets",), files=(text("catalog.tfvars"),),
              variables={"database": "grain", "crawler_schedule": "cron(0 1 * * ? *)"}),
    terraform("metastore", Repository(INFRA, "metastore"), variables={"instance_class": "db.r7g.large",
              "password": "@secret(warehouse)"}, drift_schedule="0 2 1 1,7 *"),
    helm("spark-operator", chart="spark-operator", namespace="spark", values={"webhook.enable": "true"},
         chart_repo={"repo_url": "https://kubeflow.github.io/spark-operator", "chart": "spark-operator",
                     "version": "2.0.2"}),
    helm("trino", chart="trino", namespace="query", needs=("catalog", "metastore"),
         values={"server.workers": "{{ .nuon.inputs.inputs.query_workers }}", "accessKey": "@secret(object-store)"},
         chart_repo={"repo_url": "https://trinodb.github.io/charts", "chart": "trino", "version": "0.33.0"},
         refs=(ref("inputs", "query_workers", ".nuon.inputs.inputs.query_workers"),)),
    helm("airflow", Repository(CODE, "charts/airflow"), namespace="orchestration", needs=("metastore", "ingest-image"),
         values={"executor": "KubernetesExecutor", "image.tag": "@tag"}),
    docker("ingest-image", Repository(CODE, "ingest"), build_args=("PYTHON_VERSION=3.12",)),
    job("backfill", "registry.fernhill.example/grain/backfill", needs=("trino", "airflow"), since=3,
        cmd=("backfill",), args=("--from", "2025-01-01"), env={"PARALLEL": "8"}),
    manifest("quotas", "spark", text("quotas.yaml"), since=2),
)  # fmt: skip

ACTIONS = (
    Action("compact-tables", (Trigger("cron", cron="30 1 2 * *"), Trigger("manual")),
           (Step("compact", command="./compact.sh all", repository=Repository(CODE, "ops"), env={"WORKERS": "12"}),),
           timeout=timedelta(hours=3), needs=("trino",)),
    Action("check-freshness", (Trigger("cron", cron="0 7 * 12 1-5"), Trigger("post-deploy-all-components")),
           (Step("check", script="freshness.sh", env={"MAX_AGE_HOURS": "26"}),), timeout=timedelta(minutes=5),
           needs=("catalog", "trino")),
    Action("revoke-leavers", (Trigger("manual"), Trigger("pre-secrets-sync")),
           (Step("revoke", command="./access.sh revoke-leavers", repository=Repository(CODE, "ops")),), since=2),
)  # fmt: skip

GRAIN_LAKE = AppPlan(
    name="grain-lake", title="Grain Lake", description="Harvest data from field to forecast.",
    runner_type="aws", cloud_platform="aws",
    sandbox_repository=Repository("fernhill/lake-sandbox", "."),
    sandbox={
        "terraform_version": "1.10.5", "aws_region_type": "commercial", "references": [],
        "variables": {
            "cluster_version": "1.30", "spot_share": "0.7", "vpc_id": "{{ .nuon.install_stack.outputs.vpc_id }}",
        },
    },
    runner={"env_vars": {"LOG_LEVEL": "debug"}},
    components=COMPONENTS, actions=ACTIONS, input_groups=("compute", "access"),
    inputs=(
        Input("compute", "query_workers", "Workers of the query engine.", default="6", type="number"),
        Input("compute", "spot_share", "Share of spot instances, 0 to 1.", default="0.7", type="number"),
        Input("access", "admin_group", "Group whose members administer the lake.", required=True, source="customer"),
        Input("access", "admin_password", "First administrator's password.", default="@secret(npm)", sensitive=True),
    ),
    roles=(
        Role("runner_provision", "Provision", (("glue:* s3:* rds:* eks:*", "*"),), boundary=("iam:*", "*")),
        Role("runner_deprovision", "Deprovision", (("glue:Delete* s3:Delete* rds:Delete*", "*"),)),
        Role("runner_maintenance", "Maintenance", (("glue:Get* s3:Get* s3:List*", "*"),)),
    ),
    secrets=(Secret("object_store_key", "Reads the customer's own buckets.", default="@secret(deploy-key)"),),
    config_repo=CODE, config_directory="deploy/nuon",
)  # fmt: skip
