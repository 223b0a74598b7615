"""The health of components in installs, day by day, as newer servers evaluate it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.records import NOW
from tests.demo_generator.runs import DEPLOYS
from tests.demo_generator.targets import install_component_id
from tests.demo_generator.values import between, digest, expand, record, wire_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import InstallRecords, Record
    from tests.demo_generator.runs import History

DAYS = 14
SECONDS = 86_400
FIRST_SEEN = timedelta(seconds=40)
"""How long after a deploy its component is evaluated."""
WATCHED = ("helm_chart", "kubernetes_manifest")
"""The types of components whose health is evaluated."""


def component_health(history: History) -> Iterable[Record]:
    """Return the health of each component that is evaluated, with its last days and its transitions, oldest first."""
    for install in history.installs:
        by_id = {row["id"]: row for row in install.app.components}
        for component_id, health in install.record.get("component_health_statuses", {}).items():
            yield _health(history, install, by_id[component_id], health)


def _health(history: History, install: InstallRecords, component: Record, health: str) -> Record:
    name = component["name"]
    identity = install_component_id(install.app.name, install.name, name)
    daily = [_day(identity, day, health) for day in range(DAYS, 0, -1)]
    lost = sum(row.get("unhealthy_seconds", 0) + row.get("degraded_seconds", 0) for row in daily)
    return {
        "id": identity, "install_id": install.id, "component_id": component["id"], "component_name": name,
        "install_component_id": identity, "current_health": health, "daily": daily,
        "observed_seconds": DAYS * SECONDS, "uptime_percent": round(100 - 100 * lost / (DAYS * SECONDS), 3),
        "transitions": [] if health == "healthy" else [_transition(history, install, name, health)],
    }  # fmt: skip


def _day(identity: str, ago: int, health: str) -> Record:
    """Return one day: what is not well today was not well yesterday either, and before that now and then."""
    bad = ago == 1 and health != "healthy"
    trouble = digest(identity, ago) % 37 == 0
    seconds = round(between(120, 5000, identity, ago)) if trouble or bad else 0
    return record(
        date=f"{NOW - timedelta(days=ago):%Y-%m-%d}", health=health if bad else "degraded" if trouble else "healthy",
        observed_seconds=SECONDS, unhealthy_seconds=seconds if bad and health == "unhealthy" else 0,
        degraded_seconds=seconds if not (bad and health == "unhealthy") else 0,
    )  # fmt: skip


def _transition(history: History, install: InstallRecords, name: str, health: str) -> Record:
    """Return when a component came to its health: after the newest deploy that changed it."""
    deploys = [run for run in history.of_type(DEPLOYS) if run.install is install and run.name == name]
    newest = [run for run in deploys if not run.workflow.get("plan_only") and run.deciding.finished]
    begun = max((run.deciding.finished for run in newest[-1:] if run.deciding.finished), default=NOW - FIRST_SEEN)
    return record(
        from_health="healthy", to_health=health, observed_at=wire_time(begun + FIRST_SEEN),
        message=expand("readiness probe failed: GET /health?token=@secret(health-message) answered 503"),
        diagnosis=f"pods of {name} restart because a setting is missing", root_resource_kind="Deployment",
        root_resource_name=name, root_resource_namespace="harbor",
        correlated_deploy_id=newest[-1].id if newest else "",
    )  # fmt: skip
