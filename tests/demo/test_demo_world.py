"""The demo world: its size, its contents, and that its files are what the generator writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.demo.records import DATA
from tests.demo.conftest import older_schema
from tests.demo_generator.files import files_of
from tests.demo_generator.people import PEOPLE
from tests.demo_generator.scenarios import NEWER_SCENARIOS, SCENARIOS
from tests.demo_generator.tables import TABLES
from tests.demo_generator.values import SECRETS, make_id
from tests.demo_generator.worlds import CUSTOMERS, demo_world, scaled_world

if TYPE_CHECKING:
    from tests.demo.conftest import Api

HASH_OF_EVERYTHING = """
import hashlib
from tests.demo_generator.files import files_of
from tests.demo_generator.worlds import demo_world
print(hashlib.sha256(repr(files_of(demo_world())).encode()).hexdigest())
"""


def test_there_is_one_installer_with_three_apps_and_eight_installs(api: Api) -> None:
    (installer,) = api.all("/v1/installers")
    ids = {app["id"] for app in installer["apps"]}
    assert len(ids) == 3
    assert len([install for install in api.world.installs if install.app.id in ids]) == 8


def test_only_newer_servers_have_the_app_on_google_cloud_and_the_workflows_of_runbooks(api_of_version: Api) -> None:
    apps = {app["name"]: app["cloud_platform"] for app in api_of_version.all("/v1/apps")}
    installs = [row["name"] for row in api_of_version.all("/v1/installs")]
    types = {
        row["type"]
        for name in installs
        for row in api_of_version.all(f"/v1/installs/{api_of_version.install(name)['id']}/workflows")
    }
    newest = api_of_version.api is demo.NEWEST
    assert (apps.get("mill-gauge") == "gcp", "quarry-mill" in installs, "runbook_run" in types) == (newest,) * 3
    assert (len(apps), len(installs)) == ((4, 9) if newest else (3, 8))


def test_there_are_twelve_five_one_and_two_config_versions(api: Api) -> None:
    counts = {app["name"]: len(api.all(f"/v1/apps/{app['id']}/configs")) for app in api.all("/v1/apps")}
    assert counts == {"harbor-desk": 12, "grain-lake": 5, "tide-relay": 1, "mill-gauge": 2}


def test_there_are_forty_five_workflows(api: Api) -> None:
    assert len({row["id"] for row in api.workflows()}) == 45


def test_exactly_one_config_is_in_error_the_newest_of_the_first_app_and_says_why(api: Api) -> None:
    failed = [
        (app["name"], row["version"], row["status_description"])
        for app in api.all("/v1/apps")
        for row in api.all(f"/v1/apps/{app['id']}/configs")
        if row["status"] == "error"
    ]
    assert [(name, version) for name, version, _ in failed] == [("harbor-desk", 12)]
    assert "assistant" in failed[0][2]


def test_every_version_carries_something_and_only_the_first_carries_all(api: Api) -> None:
    for app in api.world.apps:
        for config in app.configs:
            changed, present = len(config.connections), len(config.record["component_ids"])
            assert changed == present if config.record["version"] == 1 else 0 < changed < present


def test_installs_run_different_versions_one_without_workflows_and_one_on_azure(api: Api) -> None:
    installs = api.world.installs
    assert len({install.record["app_config_id"] for install in installs}) >= 6
    owners = {row["owner_id"] for row in api.world.workflows}
    assert [install.name for install in installs if install.id not in owners] == ["foxglove-council"]
    assert Counter(install.record["cloud_platform"] for install in installs) == {"aws": 7, "azure": 1, "gcp": 1}


@pytest.mark.parametrize("name", ["sandbox_status", "composite_component_status", "runner_status"])
def test_installs_differ_in_status(api: Api, name: str) -> None:
    assert len({install.record[name] for install in api.world.installs}) >= 3


def _statuses(status: dict[str, Any]) -> set[str]:
    return {status["status"]}.union(*map(_statuses, status.get("history", [])))


def test_every_status_occurs(api: Api, schema: dict[str, Any]) -> None:
    seen = set().union(*(_statuses(each["status"]) for row in api.workflows() for each in (row, *row["steps"])))
    assert seen == set(schema["app.Status"]["enum"])


def test_workflows_of_all_types_of_2025_occur_but_those_of_branches(api: Api) -> None:
    known = {name for name in older_schema()["app.WorkflowType"]["enum"] if not name.startswith("app_branches")}
    assert {row["type"] for row in api.workflows()} == known | {"runbook_run"}


def test_approvals_wait_where_nobody_has_answered(api: Api) -> None:
    waiting = [
        step for row in api.workflows() for step in row["steps"] if step["status"]["status"] == "approval-awaiting"
    ]
    assert len(waiting) == 5
    assert not [step for step in waiting if "response" in step["approval"]]


def test_drift_names_the_workflow_that_found_it(api: Api) -> None:
    for name in ("cobalt-freight", "dunmore-health-staging"):
        (drifted,) = api.install(name)["drifted_objects"]
        assert api.get(f"/v1/workflows/{drifted['install_workflow_id']}")["status"]["status"] == "drifted"


def test_retried_steps_share_their_group_with_the_retry(api: Api) -> None:
    steps = [(row["id"], step) for row in api.workflows() for step in row["steps"]]
    retries = {(id_, step.get("group_idx", 0), step["name"]) for id_, step in steps if step["group_retry_idx"]}
    retried = {(id_, step.get("group_idx", 0), step["name"]) for id_, step in steps if step.get("retried")}
    assert retried
    assert retried <= retries


def test_every_scenario_turns_on_a_step_that_it_has(api: Api) -> None:
    by_start = {(row["type"], row["created_at"][:16]): row for row in api.workflows()}
    for scenario in (*SCENARIOS, *NEWER_SCENARIOS):
        row = by_start[scenario.type, scenario.start.replace(" ", "T")]
        names = {step["name"] for step in row["steps"]}
        assert {scenario.at, scenario.retry} - {""} <= names


def test_every_secret_person_and_customer_is_served_somewhere(api: Api) -> None:
    served = json.dumps([api.everything(), api.world.tables.rows("plans")], ensure_ascii=False)
    assert not [each for each in (*SECRETS, *PEOPLE, *CUSTOMERS) if each not in served]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_say_that_they_are_secrets_of_the_demo(secret: str) -> None:
    assert secret.startswith("demosecret-")


def test_the_shipped_files_are_what_the_generator_writes() -> None:
    """`make demo-data` writes them again."""
    generated = files_of(demo_world())
    shipped = {path.name: path.read_bytes() for path in DATA.iterdir()}
    assert shipped.keys() == generated.keys()
    assert [name for name, content in generated.items() if shipped[name] != content] == []


def test_the_world_that_is_read_is_the_one_that_was_generated() -> None:
    read, generated = demo.world(), demo_world()
    assert read == generated
    assert [name for name in TABLES if read.tables.rows(name) != generated.tables.rows(name)] == []


def test_the_constants_of_the_package_are_those_of_the_world(api: Api) -> None:
    assert api.world.installers[0]["id"] == demo.INSTALLER_ID
    assert make_id("org", "fernhill") == demo.ORG_ID
    assert list(demo.APPS) == [app.name for app in api.world.apps]


def test_two_builds_are_the_same_whatever_the_order_of_sets() -> None:
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH_OF_EVERYTHING], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1


def test_the_same_request_has_the_same_bytes(api: Api, api_of: type[Api]) -> None:
    other = api_of(demo_world())
    for path in ("/v1/apps", f"/v1/workflows/{api.workflows()[0]['id']}"):
        assert api.ask(path) == other.ask(path)


def test_a_scaled_world_has_the_numbers_that_were_asked(api_of: type[Api]) -> None:
    large = api_of(scaled_world(installers=25, apps=3, configs=40, workflows=200))
    apps = large.all("/v1/apps")
    assert len(large.all("/v1/installers")) == 25
    assert len(apps) == 3
    assert sum(len(large.all(f"/v1/apps/{app['id']}/configs")) for app in apps) == 40
    assert len({row["id"] for row in large.workflows()}) == 200
    assert sum(len(large.all(f"/v1/apps/{app['id']}/installs")) for app in apps) == 24


def test_a_scaled_world_may_have_more_apps_than_there_are_plans(api_of: type[Api]) -> None:
    names = [app["name"] for app in api_of(scaled_world(apps=5, configs=5, workflows=3)).all("/v1/apps")]
    assert names == ["harbor-desk", "grain-lake", "tide-relay", "harbor-desk-2", "grain-lake-2"]
