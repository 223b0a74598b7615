"""Two versions side by side: what differs is shown, and what was not loaded is marked as such."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.analysis.comparison import (
    DIFFERS,
    NOT_LOADED,
    SAME,
    ChangeHistory,
    ComparedSection,
    compare,
    next_to_open,
)
from nuon_notebook.display.sections import LOADED
from nuon_notebook.loader import fetch, load_app
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.merge import merge
from nuon_notebook.models import AppConfig
from nuon_notebook.store import Answer, key_of
from tests.explorer.loaded import changed, listed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen


def test_two_versions_stand_side_by_side(screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    assert "Left: v10" in screen.text()
    assert "Right: v11" in screen.text()
    assert "differ" in screen.text()


def test_other_versions_can_be_picked(screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    picker = screen.field("Version")
    picker.value = next(key for label, key in picker.options if label == "v8")
    screen.settled()
    assert "Left: v8" in screen.text()


@pytest.fixture
def app(client: Client) -> Any:
    return load_app(client, "harbor-desk", configs="all", workflows=0)


@pytest.fixture
def holding(client: Client) -> Callable[..., Any]:
    """Returns the app with only some versions of its configs loaded in full."""

    def load(*versions: int) -> Any:
        app = load_app(client, "harbor-desk", configs=0, workflows=0)
        wanted = [one for one in app.configs if one.version in versions]
        for future in [client.submit(fetch.config(client.api, app, one)) for one in wanted]:
            app = app.at(merge(store_of(app), future.result()))
        return app

    return load


def section(app: Any, left: int, right: int, name: str = "Components") -> ComparedSection:
    configs = {one.version: one for one in app.configs}
    found = compare(configs[left], configs[right], app.configs)
    return next(one for one in found.compared if one.name == name)


def marks(app: Any, left: int, right: int) -> dict[str, str]:
    return {item.name: item.mark for item in section(app, left, right).items}


@pytest.mark.parametrize("version", [11, 10])
def test_a_version_differs_in_nothing_from_itself(holding: Callable[..., Any], version: int) -> None:
    config = next(one for one in holding(version).configs if one.version == version)
    assert {item.mark for one in compare(config, config).compared for item in one.items} == {SAME}


def test_a_component_that_a_version_changed_differs(app: Any) -> None:
    configs = {one.version: one for one in app.configs}
    changed = {one.name for one in configs[11].components if one.app_config_id == configs[11].id}
    found = marks(app, 10, 11)
    assert {name for name, mark in found.items() if mark == DIFFERS} <= changed
    assert DIFFERS in found.values()


def test_what_differs_in_a_component_is_named(app: Any) -> None:
    components = section(app, 10, 11)
    assert components.items["migrate"].differences == ("job.tag",)
    assert components.headline.facts == ("4 of 23 differ",)


def test_what_a_version_changed_is_told_though_not_how_where_it_is_not_loaded_as_it_was(
    holding: Callable[..., Any],
) -> None:
    components = section(holding(11, 10), 10, 11)
    assert components.headline.facts == ("1 of 23 differ", "5 changed, details not loaded")
    assert components.items["api"].mark == "changed in v11"
    assert components.items["api"].note == "not loaded as it was in v10"


def test_a_version_that_holds_nothing_is_loaded_all_the_same() -> None:
    first, second = (
        changed(one, Answer(states={key_of(one): {"components": LOADED}}))
        for one in (AppConfig(id=f"cfg{version}", version=version, status="active") for version in (1, 2))
    )
    assert ChangeHistory.between(first, second, (first, second)).complete
    assert next_to_open(second, (first, second)) is None


def test_what_no_version_since_changed_is_the_same(holding: Callable[..., Any]) -> None:
    assert marks(holding(11, 10), 10, 11)["database"] == SAME


def test_what_a_version_between_may_have_changed_is_not_loaded(holding: Callable[..., Any]) -> None:
    assert marks(holding(11, 9), 9, 11)["database"] == NOT_LOADED
    assert marks(holding(11, 10, 9), 9, 11)["database"] == SAME


@pytest.mark.parametrize("held", [(11, 10, 8, 5), (11, 9, 8, 5, 1), (11, 10, 9, 8, 6, 5, 3, 1), (11, 8, 7, 6, 5, 2)])
def test_what_is_told_without_some_versions_is_true(
    app: Any, holding: Callable[..., Any], held: tuple[int, ...]
) -> None:
    some, carried = holding(*held), changed_in(app)
    for left, right in permutations(held, 2):
        truth = marks(app, left, right)
        for item in section(some, left, right).items:
            if item.mark.startswith("changed in v"):
                version = int(item.mark.removeprefix("changed in v"))
                assert min(left, right) < version <= max(left, right)
                assert item.name in carried[version]
            else:
                assert item.mark in {truth[item.name], NOT_LOADED}


def changed_in(app: Any) -> dict[int, set[str]]:
    """The names of the components that each version changed."""
    return {
        one.version: {each.name for each in one.component_config_connections if each.app_config_id == one.id}
        for one in app.configs
        if one.component_config_connections.loaded
    }


def test_it_says_which_version_to_open_so_that_more_is_loaded(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    assert "Not everything that v10 carried over was loaded. To load it, open v9 under Configs" in screen.text()
    for version in ("v9", "v8", "v7", "v6", "v5", "v4", "v3"):
        screen.open("Configs", version)
        screen.settled()
        screen.open("Configs")
    screen.open("Compare two versions")
    assert "4 of 23 differ" in screen.text()
    assert "Not everything that" not in screen.text()


def test_actions_that_could_not_be_asked_for_are_asked_for_when_they_are_compare(
    server: Server, screen: Screen
) -> None:
    server.fail_next("/action-workflows", 500)
    screen.open("Harbor Desk", "Configs", "v11")
    screen.settled()
    screen.open("Configs", "Compare two versions")
    screen.settled()
    assert "Actions no difference" in screen.text()


def test_a_section_of_which_one_side_failed_is_not_loaded_and_says_why(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v10")
    screen.settled()
    server.fail_next("/action-workflows", 500)
    screen.open("Configs", "Compare two versions")
    screen.settled()
    assert "Actions not loaded v11: " in screen.text()
    assert "(500)" in screen.text().split("Actions not loaded v11: ", 1)[1][:300]


def test_an_action_whose_steps_could_not_be_asked_for_is_not_loaded(server: Server, client: Client) -> None:
    app = load_app(client, "harbor-desk", configs=1, workflows=0)
    older = next(one for one in app.configs if one.version == 1)
    server.fail_next("/v1/action-workflows/configs/", 500)
    app = app.at(merge(store_of(app), client.submit(fetch.config(client.api, app, older)).result()))
    found = section(app, 1, 11, "Actions")
    (lacking,) = (item for item in found.items if item.mark == NOT_LOADED)
    assert "500" in lacking.note
    assert "1 not loaded" in found.headline.facts


def test_an_action_is_the_same_one_where_a_version_does_not_tell_its_name(app: Any) -> None:
    configs = {one.version: one for one in app.configs}
    left = changed(app, listed(app, "actions", ())).configs[configs[10].id]
    assert "smoke-test" not in {one.name for one in left.actions}
    (actions,) = (one for one in compare(left, configs[11]).compared if one.name == "Actions")
    assert actions.headline.facts == ("no difference",)
    assert "smoke-test" in {item.name for item in actions.items}


@pytest.mark.parametrize("update", [{"version": "9.9.9"}, {"invented": 1}], ids=["version", "unknown"])
def test_the_version_of_terraform_and_what_no_schema_lists_count(app: Any, update: dict[str, Any]) -> None:
    config, own = next(
        (config, one) for config in app.configs for one in config.recorded("component_config_connections")
        if one.terraform_module and one.app_config_id == config.id
    )  # fmt: skip
    module = type(own.terraform_module).model_validate(own.terraform_module.model_dump() | update)
    connections = (
        one.with_fields({"terraform_module": module}) if one.id == own.id else one
        for one in config.component_config_connections
    )
    content = {"component_config_connections": type(app.configs)(connections)}
    other = changed(app, replaced(config, **content)).configs[config.id]
    (components,) = (one for one in compare(config, other).compared if one.name == "Components")
    (name,) = update
    assert [item.differences for item in components.items if item.mark == DIFFERS] == [(f"terraform_module.{name}",)]


def test_what_only_one_version_has_says_so(app: Any) -> None:
    found = marks(app, 1, 11)
    assert any(mark.startswith("only in v") for mark in found.values())
