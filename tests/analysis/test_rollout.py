"""What is said of a version that an install is set to: that it was deployed only where nothing speaks against it."""

from __future__ import annotations

from typing import Any

from nuon_notebook import frame, load_install, load_installer
from nuon_notebook.analysis.overview import overview
from nuon_notebook.models import AppConfig
from nuon_notebook.models.rollout import Rollout
from tests.analysis.fleets import app, before, install, waiting_workflow
from tests.cases import failures

RELEASED = 10
"""How many days ago the newest version was made."""


def config(version: int, days: int) -> AppConfig:
    sent = {"id": f"cfg{version}", "version": version, "status": "active", "created_at": before(days=days)}
    return AppConfig.model_validate(sent)


def deploy(status: str, days: float, **fields: Any) -> dict[str, Any]:
    when = before(days=days)
    ended = {"started_at": when, "finished": status not in ("in-progress", "queued", "pending")}
    common = {"id": f"inw{when}", "type": "deploy_components", "created_at": when, "status": {"status": status}}
    return {**common, **ended, **fields}


def waiting(days: float, kind: str) -> dict[str, Any]:
    return {**waiting_workflow(before(days=days)), "type": kind, "created_at": before(days=days)}


def said(*workflows: dict[str, Any], more: bool = False, **fields: Any) -> str:
    one = install("a", *workflows, app_config_id="cfg2", **fields)
    fleet = app(one, configs=[config(2, RELEASED), config(1, 30)], more=["a"] if more else [])
    return overview(fleet).rows[0].runs


ACTIVE, PENDING = {"component_statuses": {"cmp1": "active"}}, {"component_statuses": {"cmp1": "pending"}}
CUSTOMER = {"type": "provision", "steps": [{"name": "run the stack", "status": {"status": "awaiting-user-run"}}]}
CASES: list[tuple[str, tuple[dict[str, Any], ...], dict[str, Any]]] = [
    ("v2, newest", (deploy("success", 1),), ACTIVE),
    ("v2, newest", (deploy("warning", 1),), ACTIVE),
    ("v2, newest; deploy failed", (deploy("error", 1),), ACTIVE),
    ("v2, newest; deploy failed, will be retried", (deploy("failed-pending-retry", 1),), ACTIVE),
    ("v2, newest; deploy cancelled", (deploy("cancelled", 1), deploy("success", 2)), ACTIVE),
    ("v2, newest; deploy approval denied", (deploy("approval-denied", 1),), ACTIVE),
    ("v2, newest; deploy in progress", (deploy("in-progress", 1),), ACTIVE),
    ("v2, newest; deploy queued", (deploy("queued", 1),), ACTIVE),
    ("v2, newest; deploy waiting for approval", (waiting(1, "deploy_components"),), ACTIVE),
    ("v2, newest; deploy waiting for approval", (waiting(1, "manual_deploy"),), ACTIVE),
    ("v2, newest; deploy waiting for approval", (waiting(1, "of_next_year"),), ACTIVE),
    ("v2 not deployed, newest; deploy waiting for the customer", (deploy("in-progress", 1, **CUSTOMER),), PENDING),
    ("v2, newest; deploy failed", (deploy("success", 0.5, type="manual_deploy"), deploy("error", 1)), ACTIVE),
    ("v2, newest", (deploy("error", 0.5, type="manual_deploy"), deploy("success", 1)), ACTIVE),
    ("v2, newest", (deploy("success", 0.5), deploy("error", 1)), ACTIVE),
    ("v2 not deployed, newest", (deploy("error", 1, plan_only=True), deploy("success", RELEASED + 1)), ACTIVE),
    ("v2 not deployed, newest", (deploy("error", 1, type="teardown_component"),), ACTIVE),
    ("v2 not deployed, newest", (), PENDING),
    ("v2 not deployed, newest", (), ACTIVE),
    ("v2, newest", (), {**ACTIVE, "more": True}),
    ("v2 not deployed, newest", (deploy("success", RELEASED + 1),), {**ACTIVE, "more": True}),
    ("v2, newest", (deploy("success", 1, type="sync_secrets"),), {**ACTIVE, "more": True}),
]


def test_a_version_is_told_with_what_became_of_its_deploy() -> None:
    def holds(expected: str, workflows: tuple[dict[str, Any], ...], fields: dict[str, Any]) -> None:
        assert said(*workflows, **fields) == expected

    assert failures(holds, CASES) == []


def test_where_workflows_were_not_loaded_nothing_is_said_of_the_deploy() -> None:
    one = install("a", app_config_id="cfg2", **ACTIVE)
    fleet = app(one, configs=[config(2, RELEASED), config(1, 30)], unloaded=["a"])
    assert overview(fleet).rows[0].runs == "v2, newest"


def test_how_far_it_is_behind_names_versions_and_how_much_older_it_is() -> None:
    one = install("a", deploy("success", 12), app_config_id="cfg1", **ACTIVE)
    (row,) = overview(app(one, configs=[config(2, RELEASED), config(1, 30)])).rows
    assert row.runs == "v1, 1 version behind, 20d older"
    assert row.runs_in_brief == "v1, 1 behind, 20d older"
    assert (row.deploy, row.deployed) == (None, None)


def test_the_demo_world_tells_which_versions_still_wait_failed_or_were_never_deployed() -> None:
    installer = load_installer("demo")
    assert {row.install: row.runs for row in overview(installer).rows} == {
        "brightwater-energy": "v11, newest; deploy in progress",
        "cobalt-freight": "v11, newest; deploy waiting for approval",
        "dunmore-health-staging": "v10, 1 version behind, 4d20h older; deploy waiting for approval",
        "eastgate-bank": "v6, 5 versions behind, 23d older; deploy failed",
        "foxglove-council": "v2 not deployed, 9 versions behind, 41d older",
        "kestrel-grain-coop": "v5, newest",
        "orchard-insights": "v3 not deployed, 2 versions behind, 25d older; deploy waiting for the customer",
        "polder-water-board": "v1, newest",
    }
    assert installer.installs["cobalt-freight"].running == "v11, newest; deploy waiting for approval"


def test_the_upgrade_history_tells_since_when_a_version_counts() -> None:
    deep, shallow = (load_install("demo/cobalt-freight", deep=deep) for deep in (True, False))
    assert deep.upgrades[0].new_app_config_id == deep.app_config_id
    assert deep.rollout == shallow.rollout == Rollout(never=False, status="approval-awaiting")


def test_the_frame_of_installs_counts_the_version_that_they_are_set_to() -> None:
    found = frame(load_installer("demo"), "installs").set_index("install")
    assert (found.loc["cobalt-freight", "version"], found.loc["cobalt-freight", "behind"]) == (11, 0)
