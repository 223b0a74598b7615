"""What an answer already holds is used and not asked for again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.demo.respond import Request, respond
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from tests.loaded import loaded_sections_of, partly_loaded_of

DESK, LAKE = "harbor-desk", "grain-lake"


def _of_world(place: Any, path: str, query: str = "limit=100") -> Any:
    """What the server would answer, asked past the client."""
    world = place.server.world
    headers = {"Authorization": f"Bearer {world.token}", "X-Nuon-Org-ID": world.org_id}
    return json.loads(respond(world, Request("GET", path, query, headers)).body)


def _whole(place: Any, version: int) -> Any:
    lake = place.app(LAKE)
    config = _of_world(place, f"/v1/apps/{lake.id}/config/{lake.configs[version - 1].id}", "recurse=true")
    actions = [
        _of_world(place, f"/v1/action-workflows/configs/{one['id']}") for one in config["action_workflow_configs"]
    ]
    return {**config, "action_workflow_configs": actions}


def _with_configs(place: Any, configs: list[Any]) -> None:
    """Let the installer's answer hold these configs of one app."""

    def change(body: Any) -> Any:
        apps = [{**app, "app_configs": configs} if app["name"] == LAKE else app for app in body["apps"]]
        return {**body, "apps": apps}

    place.rewrite(f"/v1/installers/{INSTALLER_ID}", change)


def _of_lake(place: Any) -> list[str]:
    lake = place.app(LAKE)
    installs = [one.id for one in place.server.world.installs if one.app.id == lake.id]
    return [path for path in place.asked if any(identity in path for identity in (lake.id, *installs))]


@pytest.fixture
def holding(place: Any) -> Any:
    """A server whose installer holds all configs of one app whole."""
    _with_configs(place, [_whole(place, version) for version in (5, 4, 3, 2, 1)])
    return place


def test_configs_that_the_installer_holds_are_not_asked_for(holding: Any) -> None:
    load_installer(holding.client, INSTALLER_ID, LoadOptions(configs="all"))
    assert not any("config" in path for path in _of_lake(holding))


def test_held_configs_are_as_complete_as_asked_ones(holding: Any) -> None:
    app = load_installer(holding.client, INSTALLER_ID).apps[LAKE]
    assert [config.version for config in app.configs] == [5, 4, 3, 2, 1]
    assert all(config.components and config.actions for config in app.configs)
    assert app.configs[0].actions[0].name == "check-freshness"
    assert app.configs[0].actions[0].steps
    assert [one.running for one in app.installs] == [
        "v5, newest",
        "v3 not deployed, 2 behind; deploy waiting for the customer",
    ]
    assert not any("today" in one.origin for config in app.configs for one in config.components)


def test_a_held_part_that_is_empty_was_not_asked_for(holding: Any) -> None:
    newest = load_installer(holding.client, INSTALLER_ID).apps[LAKE].configs[0]
    assert loaded_sections_of(newest) == {"readme"}


def test_held_configs_that_are_bare_stand_for_the_list_and_are_completed(place: Any) -> None:
    lake = place.app(LAKE)
    _with_configs(place, [config.record for config in lake.configs[2:]])
    app = load_installer(place.client, INSTALLER_ID).apps[LAKE]
    asked = [path for path in _of_lake(place) if "/config" in path]
    assert sorted(asked) == sorted(f"/v1/apps/{lake.id}/config/{one.id}?recurse=true" for one in lake.configs[3:])
    assert app.configs[0].components
    assert "configs" in partly_loaded_of(app)


def test_duplicates_among_held_configs_are_dropped(place: Any) -> None:
    whole = _whole(place, 1)
    _with_configs(place, [whole, whole])
    assert len(load_installer(place.client, INSTALLER_ID).apps[LAKE].configs) == 1


def test_workflows_that_a_config_holds_are_used_and_not_asked_for(place: Any) -> None:
    lake = place.app(LAKE)
    install = next(one for one in place.server.world.installs if one.app.id == lake.id)
    workflows = _of_world(place, f"/v1/installs/{install.id}/workflows")
    branch = {**lake.branches[0], "workflows": workflows}
    _with_configs(place, [{**_whole(place, 5), "app_branch": branch}])
    app = load_installer(place.client, INSTALLER_ID).apps[LAKE]
    assert not any(path.startswith(f"/v1/installs/{install.id}/workflows") for path in place.asked)
    assert [one.id for one in app.installs[install.name].workflows] == [row["id"] for row in workflows]
    assert [one.id for one in app.branches[0].workflows] == [row["id"] for row in workflows]


def test_workflows_that_an_install_holds_are_used_and_not_asked_for(place: Any) -> None:
    lake = place.app(LAKE)

    def change(rows: Any) -> Any:
        return [{**row, "workflows": _of_world(place, f"/v1/installs/{row['id']}/workflows")} for row in rows]

    place.rewrite(f"{lake.id}/installs", change)
    app = load_app(place.client, LAKE)
    assert not any("/workflows" in path for path in place.asked)
    assert all(install.workflows for install in app.installs)


def test_a_config_that_an_app_or_the_list_holds_whole_is_not_asked_for(place: Any) -> None:
    lake = place.app(LAKE)
    place.rewrite(f"/v1/apps/{LAKE}", lambda body: {**body, "app_configs": [_whole(place, 5)]})
    app = load_app(place.client, LAKE)
    assert not any("recurse" in path and lake.configs[4].id in path for path in place.asked)
    assert app.configs[0].id == lake.configs[4].id
    assert app.configs[0].components
    assert len(app.configs) == 5


def test_the_same_app_twice_is_completed_once(place: Any) -> None:
    place.rewrite(f"/v1/installers/{INSTALLER_ID}", lambda body: {**body, "apps": [*body["apps"], *body["apps"]]})
    installer = load_installer(place.client, INSTALLER_ID)
    assert len(installer.apps) == 3
    assert len(place.asked) == len(set(place.asked))
