"""The facts of the API page on configs, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nuon_notebook.models import (
    ActionWorkflowConfig,
    App,
    AppAWSIAMRoleConfig,
    AppConfig,
    AppInputConfig,
    AppPermissionsConfig,
)
from tests.loaded import as_newest, with_history


def parse(kind: Any, **payload: Any) -> Any:
    return kind.model_validate_json(json.dumps(payload))


def test_a_standard_role_that_is_sent_twice_is_there_once() -> None:
    provision, other = {"id": "apc1", "name": "provision"}, {"id": "apc2", "name": "other"}
    permissions = parse(AppPermissionsConfig, provision_aws_iam_role=provision, aws_iam_roles=[other, provision])
    assert [role.name for role in permissions.roles] == ["provision", "other"]


def test_a_role_says_what_it_is_for() -> None:
    assert parse(AppAWSIAMRoleConfig, type="runner_provision").type == "runner_provision"


def test_inputs_with_a_group_id_and_without_groups_are_all_there_in_order() -> None:
    sent = [{"id": f"in{index}", "name": f"n{index}", "group_id": "grp1", "index": index} for index in (2, 0, 1)]
    (group,) = parse(AppInputConfig, inputs=sent).groups
    assert [item.name for item in group.app_inputs] == ["n0", "n1", "n2"]


def test_inputs_without_ids_are_all_there() -> None:
    (group,) = parse(AppInputConfig, inputs=[{"name": "a"}, {"name": "b"}]).groups
    assert [item.name for item in group.app_inputs] == ["a", "b"]


def test_inputs_are_under_their_groups_each_once() -> None:
    inputs = [{"id": "i1", "name": "a", "group_id": "g1"}, {"id": "i2", "name": "b", "group_id": "gone"}]
    own = {"id": "i1", "name": "a", "description": "the same input, sent with its group"}
    groups = [{"id": "g2", "name": "empty", "index": 1}, {"id": "g1", "name": "first", "app_inputs": [own]}]
    shown = parse(AppInputConfig, inputs=inputs, input_groups=groups).groups
    names = [(group.name, [item.name for item in group.app_inputs]) for group in shown]
    assert names == [("first", ["a"]), ("empty", []), ("inputs", ["b"])]


def test_configs_are_newest_first_whatever_the_order_they_came_in() -> None:
    app = parse(App, app_configs=[{"id": "a", "version": 2}, {"id": "b", "version": 10}, {"id": "c", "version": 9}])
    assert [config.version for config in app.configs] == [10, 9, 2]


@pytest.mark.parametrize("kind", ["cloud_platform", "runner_type"])
def test_a_platform_that_the_server_calls_unknown_is_not_shown(kind: str) -> None:
    app = parse(App, **{kind: "unknown"})
    assert (app.platform, app.runner) == ("", "")


def test_the_steps_of_an_action_come_unordered_and_are_ordered() -> None:
    config = parse(ActionWorkflowConfig, steps=[{"name": "b", "idx": 1}, {"name": "a"}])
    assert [step.name for step in config.steps] == ["a", "b"]


# A config is incremental

OWN = {"id": "cmp1", "component_id": "c1", "component_name": "api", "app_config_id": "cfg9", "app_config_version": 9}
CARRIED = {"id": "cmp2", "component_id": "c2", "component_name": "db", "app_config_id": "cfg12"}


def incremental() -> AppConfig:
    config: AppConfig = parse(AppConfig, id="cfg9", version=9, component_config_connections=[CARRIED, OWN])
    return config


def test_what_was_synced_anew_with_this_version_is_said_to_be() -> None:
    assert incremental().components["api"].origin == "synced in v9"


def test_what_this_version_carried_over_is_marked_as_such_and_never_as_its_history() -> None:
    assert incremental().components["db"].origin == "carried over; shown as it is today"


def test_what_the_newest_version_carried_over_is_what_it_has() -> None:
    assert as_newest(incremental()).components["db"].origin == "carried over"


def earlier(version: int, **changed: Any) -> AppConfig:
    """A version before, loaded in full, that changed one component."""
    own = {"id": f"cmp{version}", "component_id": "c1", "component_name": "api", **changed}
    connections = [{**own, "app_config_id": f"cfg{version}"}]
    config: AppConfig = parse(AppConfig, id=f"cfg{version}", version=version, component_config_connections=connections)
    return config


TRUE = earlier(4, id="cmp0", component_id="c2", component_name="db")


def test_the_true_version_of_a_carried_component_takes_its_place_where_it_was_loaded() -> None:
    component = with_history(incremental(), TRUE, *map(earlier, (5, 6, 7, 8))).components["db"]
    assert (component.id, component.origin) == ("cmp0", "carried over from v4")


def test_a_version_in_between_that_was_not_loaded_may_have_changed_it_again() -> None:
    component = with_history(incremental(), TRUE, *map(earlier, (5, 7, 8, 10))).components["db"]
    assert (component.id, component.origin) == ("cmp2", "carried over; shown as it is today")


def test_a_config_counts_what_it_carried_over() -> None:
    assert "2 components, 1 carried over" in incremental().headline.facts
