"""Harbor Desk: a customer-support product on Kubernetes, the vendor's bread and butter."""

from __future__ import annotations

from datetime import timedelta

from tests.demo_generator.access import Role, Secret
from tests.demo_generator.actions import Action, Step, Trigger
from tests.demo_generator.apps import AppPlan
from tests.demo_generator.components import ref, reference_text
from tests.demo_generator.inputs import Input
from tests.demo_generator.plans.harbor_desk_components import COMPONENTS, PRODUCT
from tests.demo_generator.repositories import Repository
from tests.demo_generator.values import text

VPC_ID = ref("install_stack", "vpc_id", ".nuon.install_stack.outputs.vpc_id")
OPERATIONS = Repository("fernhill/harbor-ops", "actions")
DIAGNOSE = Repository("https://github.com/fernhill-oss/diagnose", ".")
BREAK_GLASS_ROLE = "arn:aws:iam::{{ .nuon.install_stack.outputs.account_id }}:role/harbor-break-glass"

ACTIONS = (
    Action(
        "health-check", (Trigger("cron", cron="*/15 * * 12 *"), Trigger("manual")), (
            Step("probe the api", script="health-check.sh", env={"TIMEOUT": "10", "PROBE_TOKEN": "@secret(webhook)"}),
        ), timeout=timedelta(minutes=2), needs=("api",),
    ),
    Action(
        "rotate-database-password", (Trigger("manual"), Trigger("cron", cron="0 2 1 1,4,7,10 *")), (
            Step("generate", command="./rotate.sh generate", repository=OPERATIONS),
            Step("apply", command="./rotate.sh apply --previous-password=@secret(action-command)",
                 repository=OPERATIONS, env={"LENGTH": "40", "DRY_RUN": None}),
            Step("restart the api", command="kubectl -n harbor rollout restart deploy/api"),
        ), timeout=timedelta(minutes=30), needs=("database", "api"),
    ),
    Action(
        "smoke-test",
        (Trigger("post-deploy-component", component="api"), Trigger("post-deploy-component", component="web")), (
            Step("open a ticket", script="smoke-test.sh", env={"BASE_URL": "https://{{ .nuon.inputs.inputs.domain }}"}),
            Step("close it again", command="./smoke.sh close", repository=OPERATIONS),
        ), needs=("api", "web"),
    ),
    Action(
        "backup-database",
        (Trigger("pre-deploy-all-components"), Trigger("pre-teardown-component", component="database")), (
            Step("snapshot", script="backup.sh", env={"BUCKET": "{{ .nuon.components.attachments.outputs.bucket }}"}),
        ), timeout=timedelta(hours=1), needs=("database", "attachments"),
    ),
    Action(
        "seed-first-workspace", (Trigger("post-provision"),),
        (Step("seed", command="./seed.sh --plan standard", repository=OPERATIONS),), needs=("api",),
    ),
    Action(
        "warm-search-index", (Trigger("post-deploy-component", component="search"), Trigger("post-secrets-sync")),
        (Step("reindex", command="./reindex.sh --parallel 4", repository=OPERATIONS),),
        timeout=timedelta(minutes=45), needs=("search",), since=4,
    ),
    Action(
        "collect-diagnostics", (Trigger("manual"),), (
            Step("gather", command="./gather.sh", repository=DIAGNOSE),
            Step("upload", command="./gather.sh upload", repository=OPERATIONS),
        ), break_glass_role_arn=BREAK_GLASS_ROLE, since=6,
    ),
    Action(
        "announce-maintenance", (Trigger("pre-reprovision-sandbox"), Trigger("pre-update-inputs")),
        (Step("announce", command="./banner.sh on", repository=OPERATIONS),), timeout=timedelta(seconds=90), since=8,
    ),
)  # fmt: skip

GROUPS = ("network", "sizing", "mail", "integrations")

INPUTS = (
    Input("network", "domain", "Where the product will be reached.", required=True, source="customer"),
    Input("network", "allowed_cidrs", "Networks that may reach it.", default='["0.0.0.0/0"]', type="json"),
    Input("network", "private_only", "Keep the load balancer internal.", default="false", type="bool"),
    Input("sizing", "api_replicas", "Pods of the API.", default="3", type="number"),
    Input("sizing", "db_instance", "Instance class of the database.", default="db.m7g.large"),
    Input("sizing", "storage_gb", "Storage of the database, in GB.", default="200", type="number", since=3),
    Input("mail", "smtp_host", "The customer's mail relay.", required=True, source="customer"),
    Input("mail", "smtp_user", "The account on it.", default="harbor"),
    Input("mail", "smtp_password", "Its password.", default="@secret(install-input)", sensitive=True),
    Input("mail", "mail_bridge", "Turn mails into tickets.", default="true", type="bool", sensitive=True, since=7),
    Input("integrations", "sso_issuer", "OpenID issuer. For tests: password=@secret(input-description)",
          source="customer"),
    Input("integrations", "license_key", "The licence of this install.", default="@secret(license)",
          required=True, sensitive=True),
    Input("integrations", "feature_flags", "Flags as a list.", default='["macros"]', type="list", internal=True,
          since=5),
)  # fmt: skip

READ_SECRETS = ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:harbor/*")
READ_EVERYTHING = ("ec2:Describe* eks:Describe* rds:Describe* elasticache:Describe*", "*")

ROLES = (
    Role("runner_provision", "Provision", (
        ("eks:* ec2:* elasticloadbalancing:*", "*"), ("rds:* elasticache:* sqs:*", "*"),
        ("iam:CreateRole iam:PassRole iam:TagRole", "arn:aws:iam::*:role/harbor-*"),
    ), boundary=("iam:CreateUser organizations:*", "*")),
    Role("runner_deprovision", "Deprovision", (
        ("eks:Delete* ec2:Delete* rds:Delete* elasticache:Delete*", "*"),
        ("iam:DeleteRole", "arn:aws:iam::*:role/harbor-*"),
    )),
    Role("runner_maintenance", "Maintenance", (READ_EVERYTHING, READ_SECRETS),
         managed="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"),
    Role("breakglass", "Break glass: database", (("rds:* rds-db:connect", "*"),)),
)  # fmt: skip

SECRETS = (
    Secret("license_key", "Signs the product's tokens. Example: license_key=@secret(description)",
           default="@secret(backup)", kubernetes="harbor-license"),
    Secret("database_password", "Made by the stack.", auto_generate=True, kubernetes="harbor-database"),
    Secret("smtp_password", "The mail relay's password.", required=False),
)  # fmt: skip

HARBOR_DESK = AppPlan(
    name="harbor-desk", title="Harbor Desk", description="Customer support, in the customer's own cloud.",
    runner_type="aws-eks", cloud_platform="aws",
    sandbox_repository=Repository("fernhill/harbor-sandbox", "aws-eks"),
    sandbox={
        "terraform_version": "1.11.4", "aws_region_type": "commercial", "drift_schedule": "15 5 * 12 *",
        "variables": {
            "cluster_name": "harbor-{{ .nuon.install.id }}", "cluster_version": "1.31", "min_size": "3",
            "max_size": "9", "instance_type": "m7g.xlarge", "registry_password": "@secret(sandbox-variable)",
        },
        "env_vars": {"TF_PARALLELISM": "20", "GITHUB_TOKEN": "@secret(sandbox-env)"},
        "variables_files": [text("sandbox.tfvars")],
        "Refs": [VPC_ID], "references": [reference_text(VPC_ID)],
    },
    runner={
        "helm_driver": "secret", "init_script": text("runner-init.sh"),
        "env_vars": {"LOG_LEVEL": "info", "HTTP_PROXY": None, "RUNNER_API_TOKEN": "@secret(runner-env)"},
    },
    components=COMPONENTS, actions=ACTIONS, input_groups=GROUPS, inputs=INPUTS, roles=ROLES, secrets=SECRETS,
    config_repo=PRODUCT, config_directory="nuon", branches=("main", "next"),
    labels={"channel": "stable", "api_key": "@secret(unknown-property)"},
    newest_fails="component assistant: unable to parse values: mapping values are not allowed here (line 7, column 14)",
)  # fmt: skip
