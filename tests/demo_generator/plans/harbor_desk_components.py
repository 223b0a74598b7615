"""Harbor Desk's components: infrastructure, images, platform services, and the product itself."""

from __future__ import annotations

from tests.demo_generator.components import Component, docker, helm, image, job, manifest, ref, terraform
from tests.demo_generator.repositories import Repository
from tests.demo_generator.values import text

MODULES = "fernhill/harbor-infra"
PRODUCT = "fernhill/harbor-desk"
PUBLIC_MODULES = "https://github.com/fernhill-oss/terraform-modules"
REGISTRY = "registry.fernhill.example"

CLUSTER = ref("sandbox", "cluster", ".nuon.sandbox.outputs.cluster.name")
VPC = ref("sandbox", "vpc", ".nuon.sandbox.outputs.vpc.id")
DOMAIN = ref("inputs", "domain", ".nuon.inputs.inputs.domain")
REGION = "{{ .nuon.install_stack.outputs.region }}"
INSTALL = "{{ .nuon.install.id }}"

INFRASTRUCTURE = (
    terraform(
        "dns-zone", Repository(PUBLIC_MODULES, "modules/zone", "v3.2.0"),
        variables={"domain": "{{ .nuon.inputs.inputs.domain }}", "ttl": "300"}, refs=(DOMAIN,),
    ),
    terraform(
        "certificate", Repository(PUBLIC_MODULES, "modules/certificate", "v3.2.0"), needs=("dns-zone",),
        variables={"zone_id": "{{ .nuon.components.dns_zone.outputs.zone_id }}", "validation": "dns"},
        refs=(ref("component", "dns-zone", ".nuon.components.dns_zone.outputs.zone_id"),),
    ),
    terraform(
        "database", Repository(MODULES, "modules/postgres"), drift_schedule="0 3 * 12 *",
        variables={
            "instance_class": "{{ .nuon.inputs.inputs.db_instance }}", "engine_version": "16.4",
            "backup_retention_days": "14", "multi_az": "true", "vpc_id": "{{ .nuon.sandbox.outputs.vpc.id }}",
            "master_password": "@secret(database)", "snapshot": None,
        },
        env={"TF_LOG": "WARN", "PGPASSWORD": "@secret(terraform-env)", "AWS_REGION": REGION},
        files=(text("database.tfvars"),),
        refs=(VPC, ref("inputs", "db_instance", ".nuon.inputs.inputs.db_instance"),
              ref("secrets", "database_password", "master_password=@secret(ref-value)",
                  "{{ .nuon.secrets.database_password }}")),
    ),
    terraform(
        "cache", Repository(MODULES, "modules/redis"), drift_schedule="30 3 * 12 1-5",
        variables={"node_type": "cache.t4g.small", "replicas": "2", "auth_token": "@secret(redis)"}, refs=(VPC,),
    ),
    terraform(
        "attachments", Repository(MODULES, "modules/bucket"), drift_schedule="0 4 * 12 0",
        variables={"name": f"harbor-{INSTALL}", "versioning": "true", "expire_days": "365"},
    ),
    terraform(
        "ticket-queue", Repository(MODULES, "modules/queue"),
        variables={"fifo": "true", "visibility_timeout": "120", "dead_letter_after": "5"},
    ),
)  # fmt: skip

IMAGES = (
    docker(
        "api-image", Repository(PRODUCT, "services/api"), target="runtime",
        build_args=("GO_VERSION=1.24", "BUILD_TAG=@tag", "NPM_TOKEN=@secret(build-argument)"),
        env={"CGO_ENABLED": "0", "REGISTRY_PASSWORD": "@secret(build-env)"},
    ),
    docker(
        "web-image", Repository(PRODUCT, "web"), dockerfile=text("web.Dockerfile"),
        build_args=("NODE_VERSION=22", "SENTRY_AUTH_TOKEN=@secret(sentry)"),
    ),
    image(
        "worker-image", "418205517734.dkr.ecr.eu-west-1.amazonaws.com/harbor/worker",
        ecr_role="arn:aws:iam::418205517734:role/harbor-image-reader",
    ),
    image("search-image", "docker.io/opensearchproject/opensearch", "2.17.1", since=4),
)  # fmt: skip

PLATFORM = (
    helm(
        "cert-manager", chart="cert-manager", namespace="cert-manager",
        values={"installCRDs": "true", "replicaCount": "2"},
        chart_repo={"repo_url": "https://charts.jetstack.io", "chart": "cert-manager", "version": "v1.16.1"},
    ),
    helm(
        "ingress", chart="ingress-nginx", namespace="ingress", needs=("certificate",),
        values={"controller.replicaCount": "3", "controller.service.type": "LoadBalancer"},
        chart_repo={
            "repo_url": "https://kubernetes.github.io/ingress-nginx", "chart": "ingress-nginx", "version": "4.11.3",
        },
        values_files=(text("ingress-values.yaml"),), drift_schedule="*/30 * * 12 *",
    ),
    helm(
        "metrics-agent", chart="agent", namespace="observability", since=3,
        values={"datadog.site": "datadoghq.eu", "datadog.apiKey": "@secret(datadog)", "datadog.clusterName": INSTALL},
        chart_repo={"repo_url": "https://helm.datadoghq.com", "chart": "datadog", "version": "3.74.1"},
    ),
    manifest("namespaces", "default", text("namespaces.yaml")),
    manifest("shared-secrets", "harbor", text("shared-secrets.yaml"), needs=("namespaces",)),
    manifest("network-policies", "harbor", text("network-policies.yaml"), needs=("namespaces",), since=5),
)  # fmt: skip

SERVICES = (
    job(
        "migrate", f"{REGISTRY}/harbor/migrate", needs=("database", "shared-secrets"),
        cmd=("/bin/sh", "-c", "export DATABASE_PASSWORD=@secret(job-command); exec /app/migrate"),
        args=("up", "--wait=120s", "--password=@secret(job-argument)"),
        env={"LOG_LEVEL": "info", "DATABASE_PASSWORD": "@secret(job-env)",
             "DATABASE_HOST": "{{ .nuon.components.database.outputs.host }}"},
        refs=(ref("component", "database", ".nuon.components.database.outputs.host"),),
    ),
    helm(
        "api", Repository(PRODUCT, "charts/api"), namespace="harbor",
        needs=("api-image", "database", "cache", "migrate", "ticket-queue"),
        values={
            "image.tag": "@tag", "replicas": "{{ .nuon.inputs.inputs.api_replicas }}", "logLevel": "info",
            "ingress.host": "api.{{ .nuon.inputs.inputs.domain }}", "stripe.secretKey": "@secret(stripe)",
            "signingKey": "@secret(signing-key)",
        },
        values_files=(text("api-values.yaml"),), drift_schedule="0 */6 * 12 *",
        refs=(CLUSTER, DOMAIN, ref("inputs", "api_replicas", ".nuon.inputs.inputs.api_replicas"),
              ref("component", "database", ".nuon.components.database.outputs.host")), health=True,
    ),
    helm(
        "web", Repository(PRODUCT, "charts/web"), health=True, namespace="harbor",
        needs=("web-image", "api", "ingress"),
        values={"image.tag": "@tag", "publicUrl": "https://{{ .nuon.inputs.inputs.domain }}"}, refs=(DOMAIN,),
    ),
    helm(
        "worker", Repository(PRODUCT, "charts/worker"), namespace="harbor",
        needs=("worker-image", "database", "cache", "ticket-queue"),
        values={"image.tag": "@tag", "concurrency": "24", "smtp.password": "@secret(smtp)"},
    ),
    helm(
        "search", Repository(PRODUCT, "charts/search"), namespace="harbor", needs=("search-image",), since=4,
        values={"nodes": "3", "heap": "2g", "adminPassword": "@secret(admin-password)"},
        status="error",
        status_description="build failed: chart lint: values.yaml:14 admin_password=@secret(status-description)",
    ),
    helm(
        "mail-bridge", Repository(PRODUCT, "charts/mail-bridge"), namespace="harbor", needs=("ticket-queue", "api"),
        since=7, values={"image.tag": "@tag", "imap.poll": "30s"},
    ),
    helm(
        "assistant", Repository(PRODUCT, "charts/assistant"), namespace="harbor", needs=("api", "search"),
        since=10, values={"image.tag": "@tag", "model": "small", "oidc.clientSecret": "@secret(oidc)"},
    ),
)  # fmt: skip

COMPONENTS: tuple[Component, ...] = (*INFRASTRUCTURE, *IMAGES, *PLATFORM, *SERVICES)
