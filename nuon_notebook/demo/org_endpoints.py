"""What the endpoints of the org, of policies and of runbooks answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, without

if TYPE_CHECKING:
    from nuon_notebook.demo.records import Record, World

REGIONS = {
    "aws": (
        ("us-east-1", "US East (N. Virginia)", "flag-us"), ("us-west-2", "US West (Oregon)", "flag-us"),
        ("eu-west-1", "Europe (Ireland)", "flag-ie"), ("eu-west-2", "Europe (London)", "flag-gb"),
        ("eu-central-1", "Europe (Frankfurt)", "flag-de"), ("eu-north-1", "Europe (Stockholm)", "flag-se"),
        ("ap-southeast-2", "Asia Pacific (Sydney)", "flag-au"),
    ),
    "azure": (("westeurope", "West Europe", "flag-nl"), ("northeurope", "North Europe", "flag-ie")),
    "gcp": (("europe-west3", "Frankfurt", "flag-de"), ("us-central1", "Iowa", "flag-us")),
}  # fmt: skip
"""Name, title and icon of the regions of each cloud platform."""


def regions(call: Call) -> Answer:
    """The regions of a cloud platform."""
    rows = lookup(REGIONS, call.ids[0], "cloud platform")
    return [{"display_name": title, "name": name, "value": name, "icon": icon} for name, title, icon in rows], {}


def org(call: Call) -> Answer:
    """The org that the request is for."""
    return _org(call.world), {}


def orgs(call: Call) -> Answer:
    """The orgs of the account: this one."""
    return call.page([_org(call.world)])


def vcs_connections(call: Call) -> Answer:
    """The GitHub connections of the org, bare."""
    sandboxes = [config.children["sandbox"] for app in call.world.apps for config in app.configs]
    repositories = [sandbox.get("connected_github_vcs_config", {}) for sandbox in sandboxes]
    connections = [row["vcs_connection"] for row in repositories if "vcs_connection" in row]
    by_id = {row["id"]: without(row, "vcs_connection_commit") for row in connections}
    return call.page(by_id.values())


def runbooks(call: Call) -> Answer:
    """The runbooks of an app, each with its newest config."""
    rows = call.tables.of("runbooks", "app_id", call.ids[0])
    return call.page(row | {"configs": row["configs"][-1:]} for row in rows)


def runbook(call: Call) -> Answer:
    """One runbook with all its configs."""
    return lookup(call.tables.by_id("runbooks"), call.ids[1], "runbook"), {}


def runbook_configs(call: Call) -> Answer:
    """The configs of a runbook, newest first."""
    return call.page(reversed(lookup(call.tables.by_id("runbooks"), call.ids[1], "runbook")["configs"]))


def policy_reports(call: Call) -> Answer:
    """The reports on policies of the org, newest first."""
    rows = [*reversed(call.tables.rows("policy_reports"))]
    for name in ("owner_type", "owner_id", "app_id", "install_id"):
        if value := call.parameters.get(name):
            rows = [row for row in rows if row.get(name) == value]
    if status := call.parameters.get("status"):
        rows = [row for row in rows if row["status"]["status"] == status]
    return call.page(rows)


def policy_report(call: Call) -> Answer:
    """One report."""
    return lookup(call.tables.by_id("policy_reports"), call.ids[0], "policy report"), {}


def labels(call: Call) -> Answer:
    """The labels of an app's components, actions and installs, by key."""
    found = lookup(call.world.app_by_id, call.ids[0], "app")
    installs = [each.record for each in call.world.installs if each.app is found]
    labelled = [
        (entity, key, value)
        for entity, rows in (("component", found.components), ("action", found.actions), ("install", installs))
        for row in rows
        for key, value in row.get("labels", {}).items()
    ]
    counts = Counter(key for _, key, _ in labelled)
    return {
        "default_colors": ["gray", "blue"],
        "label_colors": {},
        "labels": [
            {
                "key": key, "usage_count": count, "default_color": "gray", "color": "gray",
                "values": sorted({value for _, name, value in labelled if name == key}),
                "entity_types": sorted({entity for entity, name, _ in labelled if name == key}),
            }
            for key, count in sorted(counts.items())
        ],
    }, {}  # fmt: skip


def install_label_keys(call: Call) -> Answer:
    """The labels of all installs: their values by key."""
    return _label_keys([each.record for each in call.world.installs]), {}


def component_label_keys(call: Call) -> Answer:
    """The labels of an app's components: their values by key."""
    found = call.app()
    return _label_keys(found.components if found else []), {}


def action_label_keys(call: Call) -> Answer:
    """The labels of an app's actions: their values by key."""
    found = call.app()
    return _label_keys(found.actions if found else []), {}


def _label_keys(rows: list[Record]) -> dict[str, list[str]]:
    labels = [pair for row in rows for pair in row.get("labels", {}).items()]
    return {key: sorted({value for name, value in labels if name == key}) for key in sorted({key for key, _ in labels})}


def _org(world: World) -> Record:
    return {
        "id": world.org_id, "name": "Fernhill", "status": "active", "status_description": "org is ready",
        "created_at": "2025-10-01T07:00:00Z", "updated_at": "2025-10-01T07:00:00Z",
    }  # fmt: skip
