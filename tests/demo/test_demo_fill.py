"""Section 3 of the API's facts: what each request fills of an app, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook.demo import INSTALLER_ID

if TYPE_CHECKING:
    from tests.demo.conftest import Api

BARE = {
    "id", "org_id", "app_id", "created_by_id", "created_at", "updated_at", "version", "status", "status_description",
    "checksum", "cli_version", "readme", "component_ids", "app_branch_id", "labels",
}  # fmt: skip


def test_an_installer_holds_no_configs(api: Api) -> None:
    apps = api.get(f"/v1/installers/{INSTALLER_ID}")["apps"]
    assert [app["app_configs"] for app in apps] == [None] * 3
    assert not [app for app in apps if "notifications_config" in app]


def test_an_installer_holds_metadata_and_the_newest_inputs_sandbox_and_runner(api: Api) -> None:
    installer = api.get(f"/v1/installers/{INSTALLER_ID}")
    assert {"post_install_markdown", "footer_markdown", "copyright_markdown"} <= set(installer["metadata"])
    desk = next(app for app in installer["apps"] if app["name"] == "harbor-desk")
    newest = api.app()["app_configs"][0]["id"]
    for part in ("input_config", "sandbox_config", "runner_config"):
        assert desk[part]["app_config_id"] == newest
    assert desk["sandbox_config"]["connected_github_vcs_config"]["repo"] == "fernhill/harbor-sandbox"


def test_an_installers_inputs_have_no_order_and_no_groups(api: Api) -> None:
    desk = next(app for app in api.get(f"/v1/installers/{INSTALLER_ID}")["apps"] if app["name"] == "harbor-desk")
    indexes = [row.get("index", 0) for row in desk["input_config"]["inputs"]]
    assert indexes != sorted(indexes)
    assert "input_groups" not in desk["input_config"]
    assert all(row["group_id"] for row in desk["input_config"]["inputs"])


def test_the_list_of_installers_knows_neither_runner_nor_platform(api: Api) -> None:
    (installer,) = api.get("/v1/installers")
    assert {app["runner_type"] for app in installer["apps"]} == {"unknown"}
    assert {app["cloud_platform"] for app in installer["apps"]} == {"unknown"}
    assert [app["name"] for app in installer["apps"]] == ["grain-lake", "harbor-desk", "tide-relay"]
    assert not [app for app in installer["apps"] if "input_config" in app or app["app_configs"]]


def test_the_list_of_apps_holds_the_newest_config_without_its_version(api: Api) -> None:
    apps = api.get("/v1/apps")
    assert [len(app["app_configs"]) for app in apps] == [1, 1, 1, 1]
    assert not [app for app in apps if "version" in app["app_configs"][0]]


@pytest.mark.parametrize("path", ["/v1/apps", "/v1/apps/harbor-desk"])
def test_apps_carry_their_newest_sandbox_and_runner(api: Api, path: str) -> None:
    found = api.get(path)
    for app in found if isinstance(found, list) else [found]:
        assert (
            app["sandbox_config"]["app_config_id"]
            == app["runner_config"]["app_config_id"]
            == app["app_configs"][0]["id"]
        )


def test_an_app_is_found_by_name_and_by_id(api: Api) -> None:
    assert api.app() == api.get(f"/v1/apps/{api.app()['id']}")


def test_an_app_holds_its_three_newest_configs_bare_and_its_inputs_in_order(api: Api) -> None:
    app = api.app()
    assert [row["version"] for row in app["app_configs"]] == [12, 11, 10]
    assert all(set(row) <= BARE for row in app["app_configs"])
    for rows in (app["input_config"]["inputs"], app["input_config"]["input_groups"]):
        assert [row.get("index", 0) for row in rows] == list(range(len(rows)))
    assert app["notifications_config"]["owner_id"] == app["id"]


def test_the_list_of_configs_is_bare_and_newest_first(api: Api) -> None:
    rows = api.all(f"/v1/apps/{api.app()['id']}/configs")
    assert [row["version"] for row in rows] == list(range(12, 0, -1))
    assert all(set(row) <= BARE for row in rows)


@pytest.mark.parametrize("part", ["configs", "installs", "branches", "action-workflows"])
def test_a_name_where_an_id_belongs_answers_an_empty_list(api: Api, part: str) -> None:
    assert api.get(f"/v1/apps/harbor-desk/{part}") == []


def test_a_config_without_recurse_is_bare(api: Api) -> None:
    row = api.app()["app_configs"][1]
    assert api.get(f"/v1/apps/{row['app_id']}/configs/{row['id']}") == row


def test_old_and_new_path_answer_the_same(api: Api) -> None:
    row = api.app()["app_configs"][1]
    old, new = (
        api.get(f"/v1/apps/{row['app_id']}/{name}/{row['id']}", "recurse=true") for name in ("config", "configs")
    )
    assert old == new


def test_a_config_of_another_app_is_not_found(api: Api) -> None:
    row = api.app("grain-lake")["app_configs"][0]
    assert api.ask(f"/v1/apps/{api.app()['id']}/configs/{row['id']}").status == 404


def test_a_recursed_config_holds_a_connection_of_every_component(api: Api) -> None:
    config = api.config(11)
    connected = [row["component_id"] for row in config["component_config_connections"]]
    assert sorted(connected) == sorted(config["component_ids"])
    assert all(row["component_name"] for row in config["component_config_connections"])


def test_all_six_kinds_of_components_occur(api: Api) -> None:
    rows = api.config(11)["component_config_connections"]
    kinds = {"helm_chart": "helm", "external_image": "external_image"} | {
        name: name for name in ("terraform_module", "docker_build", "job", "kubernetes_manifest")
    }
    assert {row["type"] for row in rows} == set(kinds)
    assert all(kinds[row["type"]] in row for row in rows)


def test_what_a_version_did_not_carry_is_appended_as_it_is_today(api: Api) -> None:
    config = api.config(6)
    rows = config["component_config_connections"]
    appended = [row for row in rows if row["app_config_id"] != config["id"]]
    assert appended
    assert len(appended) < len(rows)
    assert not [row for row in appended if "app_config_version" in row]
    app = api.world.app_by_id[config["app_id"]]
    newest = {row["component_id"]: row["id"] for version in app.configs for row in version.connections}
    assert [row["id"] for row in appended] == [newest[row["component_id"]] for row in appended]


def test_what_a_version_carried_is_its_own(api: Api) -> None:
    config = api.config(6)
    own = [row for row in config["component_config_connections"] if row["app_config_id"] == config["id"]]
    assert {row["app_config_version"] for row in own} == {6}


def test_an_older_version_is_shown_connections_that_came_after_it(api: Api) -> None:
    """A connection that a version did not change is today's, even if it came with a version that is in error."""
    later = {row["id"] for row in api.all(f"/v1/apps/{api.app()['id']}/configs") if row["version"] > 6}
    assert {row["app_config_id"] for row in api.config(6)["component_config_connections"]} & later


def test_each_standard_role_is_sent_twice(api: Api) -> None:
    permissions = api.config(11)["permissions"]
    named = [permissions[f"{name}_aws_iam_role"]["id"] for name in ("provision", "deprovision", "maintenance")]
    assert [row["id"] for row in permissions["aws_iam_roles"]] == named


def test_a_recursed_config_holds_its_other_parts(api: Api) -> None:
    config = api.config(11)
    assert config["break_glass"]["aws_iam_roles"][0]["policies"]
    assert {row["name"] for row in config["secrets"]["secrets"]} >= {"license_key"}
    assert config["sandbox"]["connected_github_vcs_config"]["vcs_connection"]["github_account_name"] == "fernhill"
    assert config["stack"]["type"] == "aws-cloudformation"
    assert config["runner"]["app_runner_type"] == "aws-eks"
    assert len(config["input"]["input_groups"]) == 4


def test_a_recursed_config_leaves_out_what_the_server_never_loads(api: Api) -> None:
    config = api.config(11)
    assert config["app_branch"] is None
    assert config["app_branch_id"]
    assert not {"vcs_connection_commit", "created_by", "state"} & set(config)
    assert "install_inputs" not in config["input"]
    assert set(config["policies"]) == {
        "id", "org_id", "app_id", "app_config_id", "created_at", "updated_at", "created_by_id",
    }  # fmt: skip
    assert not [row for row in config["action_workflow_configs"] if "steps" in row or "triggers" in row]


def test_the_list_of_actions_holds_the_newest_config_of_each(api: Api) -> None:
    app = api.app()
    actions = api.all(f"/v1/apps/{app['id']}/action-workflows")
    assert len(actions) == 8
    assert {len(row["configs"]) for row in actions} == {1}
    assert {row["configs"][0]["app_config_id"] for row in actions} == {app["app_configs"][0]["id"]}


def test_actions_and_their_steps_are_listed_in_no_order_and_steps_without_repository(api: Api) -> None:
    actions = api.all(f"/v1/apps/{api.app()['id']}/action-workflows")
    assert [row["name"] for row in actions] != sorted(row["name"] for row in actions)
    orders = [[step.get("idx", 0) for step in row["configs"][0]["steps"]] for row in actions]
    assert any(order != sorted(order) for order in orders)
    steps = [step for row in actions for step in row["configs"][0]["steps"]]
    assert not [step for step in steps if "connected_github_vcs_config" in step or "public_git_vcs_config" in step]
    triggers = [trigger for row in actions for trigger in row["configs"][0]["triggers"]]
    assert {trigger["component"]["name"] for trigger in triggers if trigger["component"]} >= {"api", "database"}


def test_one_action_config_has_its_steps_in_order_and_no_name(api: Api) -> None:
    for action in api.all(f"/v1/apps/{api.app()['id']}/action-workflows"):
        config = api.get(f"/v1/action-workflows/configs/{action['configs'][0]['id']}")
        assert [step.get("idx", 0) for step in config["steps"]] == list(range(len(config["steps"])))
        assert "name" not in config
        assert config["triggers"]


def test_an_action_config_of_an_old_version_answers_too(api: Api) -> None:
    old = api.config(1)["action_workflow_configs"][0]
    assert api.get(f"/v1/action-workflows/configs/{old['id']}")["app_config_id"] == old["app_config_id"]


def test_components_are_listed_with_status_links_and_dependencies(api: Api) -> None:
    rows = api.all(f"/v1/apps/{api.app()['id']}/components")
    assert len(rows) == 23
    assert all({"name", "status", "links"} <= set(row) for row in rows)
    names = {row["id"]: row["name"] for row in rows}
    api_row = next(row for row in rows if row["name"] == "api")
    assert {names[each] for each in api_row["dependencies"]} >= {"database", "cache"}
    assert list(names.values()) != sorted(names.values())


def test_components_of_no_config_are_404(api: Api) -> None:
    assert api.ask("/v1/apps/harbor-desk/components").status == 404


def test_branches_have_a_name_and_no_workflows(api: Api) -> None:
    rows = api.all(f"/v1/apps/{api.app()['id']}/branches")
    assert [row["name"] for row in rows] == ["main", "next"]
    assert not [row for row in rows if "workflows" in row or "connected_github_vcs_config" in row]
