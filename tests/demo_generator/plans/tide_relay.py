"""Tide Relay: one small service beside a customer's machines, on Azure."""

from __future__ import annotations

from tests.demo_generator.access import Role
from tests.demo_generator.actions import Action, Step, Trigger
from tests.demo_generator.apps import AppPlan
from tests.demo_generator.components import helm, image, terraform
from tests.demo_generator.inputs import Input
from tests.demo_generator.repositories import Repository

CODE = "fernhill/tide-relay"
RESTART = "kubectl -n relay rollout restart deploy/relay"

TIDE_RELAY = AppPlan(
    name="tide-relay", title="Tide Relay", description="Forwards readings from the pumping stations.",
    runner_type="azure-aks", cloud_platform="azure",
    sandbox_repository=Repository("fernhill/azure-sandbox", "aks"),
    sandbox={
        "terraform_version": "1.11.4", "references": [], "variables": {"node_count": "2", "sku": "Standard_D2s_v5"},
    },
    runner={"helm_driver": "configmap"},
    components=(
        image("relay-image", "ghcr.io/fernhill/tide-relay"),
        terraform("event-hub", Repository(CODE, "infra/event-hub"),
                  variables={"partitions": "4", "retention_days": "3"}),
        helm("relay", Repository(CODE, "chart"), namespace="relay", needs=("relay-image", "event-hub"),
             values={"image.tag": "@tag", "stations": "{{ .nuon.inputs.inputs.stations }}"}),
    ),
    actions=(Action("restart-relay", (Trigger("manual"),), (Step("restart", command=RESTART),)),),
    input_groups=("stations",),
    inputs=(Input("stations", "stations", "Addresses of the stations, one a line.", required=True, source="customer"),),
    roles=(
        Role("runner_provision", "Provision", (("*", "*"),)),
        Role("runner_deprovision", "Deprovision", (("*", "*"),)),
        Role("runner_maintenance", "Maintenance", (("*", "*"),)),
    ),
    secrets=(), config_repo=CODE, config_directory=".",
)  # fmt: skip
