"""What a complete installer knows beyond what the API's records say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import API_VERSIONS, INSTALLER_ID
from nuon_notebook.demo import world as demo_world
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from nuon_notebook.models import AppConfig, Installer
from tests.demo_generator.installs import INSTALL_PLANS
from tests.loaded import loaded_sections_of, notes_of, partly_loaded_of, sections_of, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.models import Model

DESK, LAKE, RELAY = "harbor-desk", "grain-lake", "tide-relay"


@pytest.fixture
def installer(place: Any) -> Installer:
    return load_installer(place.client, INSTALLER_ID)


def _everything(model: Model) -> dict[str, Any]:
    """A model's dump, what is known of its sections, and what it is told from others, all the way down."""
    children = [one for name in ("configs", "installs", "workflows") for one in getattr(model, name, ())]
    return {
        "dump": model.model_dump(),
        "loaded": [loaded_sections_of(model), notes_of(model), partly_loaded_of(model)],
        "shown": [str(model.headline), model.dashboard, [str(one.headline) for one in getattr(model, "components", ())]]
        if getattr(model, "in_full", True)
        else [],
        "children": [_everything(child) for child in children],
    }


def test_each_install_knows_its_app_and_how_far_behind_the_newest_usable_version_it_is(installer: Installer) -> None:
    assert [(one.name, one.app_name, one.running) for one in installer.installs] == [
        ("kestrel-grain-coop", "Grain Lake", "v5, newest"),
        ("orchard-insights", "Grain Lake", "v3 not deployed, 2 behind; deploy waiting for the customer"),
        ("brightwater-energy", "Harbor Desk", "v11, newest; deploy in progress"),
        ("cobalt-freight", "Harbor Desk", "v11, newest; deploy waiting for approval"),
        ("dunmore-health-staging", "Harbor Desk", "v10, 1 behind; deploy waiting for approval"),
        ("eastgate-bank", "Harbor Desk", "v6, 5 behind; deploy failed"),
        ("foxglove-council", "Harbor Desk", "v2 not deployed, 9 behind"),
        ("polder-water-board", "Tide Relay", "v1, newest"),
    ]


def test_each_config_knows_which_installs_run_it(installer: Installer) -> None:
    running = {config.version: config.run_by for config in installer.apps[DESK].configs if config.run_by}
    assert running == {
        11: ("brightwater-energy", "cobalt-freight"),
        10: ("dunmore-health-staging",),
        6: ("eastgate-bank",),
        2: ("foxglove-council",),
    }


def test_the_statuses_of_components_carry_their_names(installer: Installer) -> None:
    plan = next(one for one in INSTALL_PLANS if one.name == "eastgate-bank")
    states = installer.installs["eastgate-bank"].component_states
    assert plan.statuses
    assert {state.name: state.status for state in states if state.status != "active"} == plan.statuses


def test_actions_of_every_version_have_names_triggers_and_steps_in_order(place: Any) -> None:
    app = load_app(place.client, DESK, LoadOptions(configs=2))
    for version in (11, 10):
        actions = {action.name: action for action in next(c for c in app.configs if c.version == version).actions}
        assert [step.name for step in actions["rotate-database-password"].steps] == [
            step["name"] for step in _steps(place, version, "rotate-database-password")
        ]
        assert actions["health-check"].starts
        assert all(state_of(action, "steps").status == "none" for action in actions.values())


def _steps(place: Any, version: int, action: str) -> Any:
    app = place.app(DESK)
    identity = next(row["id"] for row in app.actions if row["name"] == action)
    rows = app.configs[version - 1].action_configs
    return next(row["steps"] for row in rows if row["action_workflow_id"] == identity)


def test_an_app_of_an_installer_has_its_notifications_and_its_inputs_in_groups(installer: Installer) -> None:
    app = installer.apps[DESK]
    assert app.notifications_config is not None
    assert app.input_config is not None
    assert app.input_config.input_groups
    assert app.sandbox_config is not None


def test_a_config_names_its_branch(installer: Installer) -> None:
    assert {config.branch.name for config in installer.apps[DESK].configs if config.branch} == {"main"}


def test_what_was_asked_for_is_told_part_by_part(installer: Installer) -> None:
    assert loaded_sections_of(installer) == {
        "apps", "installs", "post_install_markdown", "footer_markdown", "copyright_markdown",
    }  # fmt: skip
    app = installer.apps[LAKE]
    assert loaded_sections_of(app) == {"configs", "installs", "branches"}
    newest, before, older = app.configs[:3]
    assert loaded_sections_of(newest) == loaded_sections_of(before) == {*sections_of(AppConfig)} - {"graph"}
    assert loaded_sections_of(older) == {"readme"}
    assert loaded_sections_of(app.installs[0]) == {"workflows", "component_states"}
    assert loaded_sections_of(app.installs[0].workflows[0]) == {"shown_steps"}
    assert loaded_sections_of(newest.actions[0]) == {"steps"}
    assert loaded_sections_of(before.actions[0]) == set()


def test_an_app_tells_how_many_of_its_configs_came_whole(installer: Installer) -> None:
    assert "12 configs, 2 loaded" in installer.apps[DESK].headline.facts
    assert "1 config" in installer.apps[RELAY].headline.facts


def test_that_the_server_has_more_workflows_is_known(installer: Installer) -> None:
    more = {one.name for one in installer.installs if "workflows" in partly_loaded_of(one)}
    world = demo_world()
    owners = [row["owner_id"] for row in world.workflows]
    assert more == {install.name for install in world.installs if owners.count(install.id) > 5}
    assert more


def test_nothing_is_in_a_dump_that_the_api_did_not_send(installer: Installer) -> None:
    dump = installer.model_dump_json()
    assert "brightwater-energy" not in dump
    assert f"app.nuon.co/{installer.org_id}/installs" not in dump


def test_an_app_is_the_same_whether_it_came_with_an_installer_or_alone(serve: Callable[..., Any]) -> None:
    old, new = (serve(api=API_VERSIONS[number]) for number in ("0.19.687", "0.19.708"))
    of_installer = _everything(load_installer(old.client, INSTALLER_ID).apps[DESK])
    alone = _everything(load_app(new.client, DESK))
    assert of_installer == alone


def test_of_a_config_that_is_not_whole_there_is_what_its_app_came_with(installer: Installer) -> None:
    newest, whole, _before, older = installer.apps[DESK].configs[:4]
    assert newest.status == "error"
    assert newest.input_groups
    assert newest.sandbox == installer.apps[DESK].sandbox_config
    assert newest.runner == installer.apps[DESK].runner_config
    assert whole.sandbox != newest.sandbox
    assert (older.input, older.sandbox, older.runner) == (None, None, None)


def test_an_app_s_inputs_are_shown_where_no_config_is_asked_for_whole(serve: Callable[..., Any]) -> None:
    bare = load_installer(serve().client, INSTALLER_ID, LoadOptions(configs=0)).apps[LAKE]
    assert bare.configs[0].input_groups
    assert not bare.configs[0].components.loaded


def test_the_same_world_gives_the_same_installer(serve: Callable[..., Any]) -> None:
    one, other = (load_installer(serve().client, INSTALLER_ID, LoadOptions(configs=2)) for _ in range(2))
    assert _everything(one.apps[0]) == _everything(other.apps[0])
    assert one.model_dump_json() == other.model_dump_json()


def test_installs_and_branches_are_in_the_order_of_their_names(installer: Installer) -> None:
    for app in installer.apps:
        assert [one.name for one in app.installs] == sorted(one.name or "" for one in app.installs)
        assert [one.name for one in app.branches] == sorted(one.name or "" for one in app.branches)
