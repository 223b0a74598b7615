"""What an install is made of: components, deploys, runs, stack, runner, upgrades, health."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.demo.conftest import Api


def path(api: Api, name: str = "eastgate-bank") -> str:
    return f"/v1/installs/{api.install(name)['id']}"


def component(api: Api, name: str, install: str = "eastgate-bank") -> Any:
    return next(row for row in api.all(f"{path(api, install)}/components") if row["component"]["name"] == name)


def test_the_list_of_the_org_has_every_install_with_its_account_and_at_most_ten_components(api: Api) -> None:
    rows = api.all("/v1/installs")
    assert [row["name"] for row in rows] == sorted(install.name for install in api.world.installs)
    assert all(any(row.get(f"{cloud}_account") for cloud in ("aws", "azure", "gcp")) for row in rows)
    assert max(len(row["install_components"]) for row in rows) == 10
    assert all(row["app"]["name"] for row in rows)
    deployed = [one for row in rows for one in row["install_components"] if "install_deploys" in one]
    assert deployed
    assert {len(one["install_deploys"]) for one in deployed} == {1}


def test_the_list_of_an_app_has_no_azure_account_and_the_install_has(api: Api) -> None:
    app = api.app("tide-relay")
    (listed,) = api.all(f"/v1/apps/{app['id']}/installs")
    assert "azure_account" not in listed
    assert api.get(f"/v1/installs/{listed['name']}")["azure_account"]["location"] == "westeurope"


def test_installs_are_searched_by_name_and_on_newer_servers_by_label(api: Api, new_api: Api) -> None:
    assert [row["name"] for row in api.all("/v1/installs", "q=bank")] == ["eastgate-bank"]
    gold = [row["name"] for row in api.all("/v1/installs", "labels=tier%3Dgold")]
    assert gold == ["brightwater-energy", "cobalt-freight", "quarry-mill"]
    assert len(new_api.all("/v1/installs", "labels=tier%3Dgold")) == 8


def test_deploys_are_newest_first_with_their_build_and_without_author_and_jobs(api: Api) -> None:
    rows = api.all(f"{path(api)}/deploys")
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert all(row["component_name"] and row["component_build"]["id"] == row["build_id"] for row in rows)
    assert not [row for row in rows if {"created_by", "log_stream", "runner_jobs", "oci_artifact"} & set(row)]
    assert {json.dumps(row["outputs"]) for row in rows} == {"{}"}
    assert api.all(f"{path(api)}/components/deploys") == rows


def test_one_deploy_has_its_log_stream_artifact_and_bare_jobs(api: Api) -> None:
    newest = api.all(f"{path(api)}/deploys")[0]
    deploy = api.get(f"{path(api)}/deploys/{newest['id']}")
    assert deploy["log_stream"]["owner_id"] == deploy["id"]
    assert deploy["oci_artifact"]["digest"].startswith("sha256:")
    assert deploy["runner_jobs"]
    assert not [job for job in deploy["runner_jobs"] if "outputs" in job or "execution_count" in job]
    assert api.get(f"{path(api)}/components/{deploy['component_id']}/deploys/{deploy['id']}") == deploy
    other = component(api, "cache")["component_id"]
    assert api.ask(f"{path(api)}/components/{other}/deploys/{deploy['id']}").status == 404


def test_the_deploys_of_a_component_lack_its_id_and_name_and_those_that_only_plan(api: Api) -> None:
    drifted = component(api, "cache", "cobalt-freight")["component_id"]
    root = f"{path(api, 'cobalt-freight')}/components/{drifted}/deploys"
    rows = api.all(root)
    assert {(row["component_id"], row["component_name"], row["install_id"]) for row in rows} == {("", "", "")}
    assert all(row["created_by"]["email"] for row in rows)
    every = [row for row in api.all(f"{path(api, 'cobalt-freight')}/deploys") if row["component_id"] == drifted]
    assert {row["id"] for row in every} - {row["id"] for row in rows} == {every[0]["id"]}
    assert every[0]["status"] == "drifted"
    assert api.get(f"{root}/latest") == rows[0]


def test_a_component_that_was_never_deployed_is_404(api: Api) -> None:
    never = component(api, "api", "foxglove-council")["component_id"]
    for rest in ("", "/latest"):
        assert api.ask(f"{path(api, 'foxglove-council')}/components/{never}/deploys{rest}").status == 404


def test_a_component_of_an_install_has_its_newest_deploy_and_the_list_has_none(api: Api) -> None:
    listed = component(api, "api")
    assert "install_deploys" not in listed
    one = api.get(f"{path(api)}/components/{listed['component_id']}")
    assert [row["status"] for row in one["install_deploys"]] == ["error"]
    assert "component_name" not in one["install_deploys"][0]
    assert [row["component"]["type"] for row in api.all(f"{path(api)}/components", "types=job")] == ["job"]


def test_what_drifted_is_a_deploy_or_a_sandbox_run_that_can_be_looked_up(api: Api) -> None:
    (deploy,) = api.get(f"{path(api, 'cobalt-freight')}/drifted-objects")
    assert api.get(f"{path(api, 'cobalt-freight')}/deploys/{deploy['target_id']}")["status"] == "drifted"
    (run,) = api.get(f"{path(api, 'dunmore-health-staging')}/drifted-objects")
    assert api.get(f"/v1/installs/sandbox-runs/{run['target_id']}")["workflow_id"] == run["install_workflow_id"]


def test_every_target_of_a_step_is_there(api: Api) -> None:
    tables = {"install_deploys": "deploys", "install_sandbox_runs": "sandbox_runs", "runners": "runners"}
    lost = []
    for workflow in api.world.workflows:
        for step in workflow["steps"]:
            table = tables.get(step["step_target_type"])
            if table and "step_target_id" in step and step["step_target_id"] not in api.world.tables.by_id(table):
                lost.append((workflow["type"], step["name"]))
    assert lost == []


def test_the_step_that_plans_and_the_one_that_applies_share_a_deploy(api: Api) -> None:
    workflow = next(row for row in api.world.workflows if row["type"] == "deploy_components" and row.get("finished"))
    plan, apply = (
        next(step for step in workflow["steps"] if step["name"] == name)
        for name in ("plan deploy of api", "deploy api")
    )
    assert plan["step_target_id"] == apply["step_target_id"]


def test_sandbox_runs_have_their_jobs_with_outputs_and_the_config(api: Api) -> None:
    rows = api.all(f"{path(api, 'brightwater-energy')}/sandbox-runs")
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    applied = next(row for row in rows if row.get("runner_jobs"))
    job = applied["runner_jobs"][0]
    assert json.loads(base64.b64decode(job["outputs_json"])) == job["outputs"] == applied["outputs"]
    assert applied["app_sandbox_config"]["connected_github_vcs_config"]["repo"] == "fernhill/harbor-sandbox"
    assert applied["created_by"]["email"]
    one = api.get(f"/v1/installs/nobody/sandbox-runs/{applied['id']}")
    assert {name: value for name, value in applied.items() if name != "created_by"} == one


def test_a_run_of_an_action_has_steps_joined_to_its_config(api: Api) -> None:
    root = f"{path(api, 'dunmore-health-staging')}/actions"
    failed = next(row for row in api.all(f"{root}/runs") if row["status"] == "error")
    assert "steps" not in failed
    run = api.get(f"{root}/runs/{failed['id']}")
    assert {step["step_id"] for step in run["steps"]} == {step["id"] for step in run["config"]["steps"]}
    assert sorted(step["status"] for step in run["steps"]) == ["error", "finished"]
    assert run["runner_job"]["status"] == "failed"
    step = run["steps"][0]
    assert api.get(f"{root}/runs/{run['id']}/steps/{step['id']}") == step


def test_latest_and_recent_runs_of_actions_differ_in_what_they_fill(api: Api) -> None:
    root = f"{path(api, 'brightwater-energy')}/actions"
    latest = api.all(f"{root}/latest-runs")
    ran = [row for row in latest if "runs" in row]
    assert {len(row["runs"]) for row in ran} == {1}
    assert all(row["runs"][0]["execution_time"] for row in ran)
    recent = api.get(f"{root}/{ran[0]['action_workflow_id']}/recent-runs")
    assert recent["action_workflow"]["configs"][0]["steps"]
    assert recent["runs"][0]["created_by"]["email"]
    assert api.get(f"{root}/acwnone/recent-runs") is None


def test_the_inputs_in_force_are_raw_and_redacted(api: Api) -> None:
    current = api.get(f"{path(api)}/inputs/current")
    assert current == api.all(f"{path(api)}/inputs")[0]
    assert current["redacted_values"]["license_key"] == "*" * 8
    assert current["values"]["license_key"] != current["redacted_values"]["license_key"]


def test_a_stack_has_versions_newest_first_with_runs_and_outputs_of_its_cloud(api: Api) -> None:
    stack = api.get(f"{path(api, 'cobalt-freight')}/stack")
    times = [version["created_at"] for version in stack["versions"]]
    assert times == sorted(times, reverse=True)
    assert len(times) == 2
    assert stack["install_stack_outputs"]["aws"]["vpc_id"]
    assert api.get(f"/v1/installs/stacks/{stack['id']}") == stack
    assert "data_contents" not in api.get(f"{path(api, 'polder-water-board')}/stack")["install_stack_outputs"]
    assert api.ask(f"{path(api, 'foxglove-council')}/stack").status == 404


def test_the_stack_of_an_install_that_waits_for_its_customer_says_so(api: Api) -> None:
    newest = api.get(f"{path(api, 'orchard-insights')}/stack")["versions"][0]
    assert newest["composite_status"]["status"] == "awaiting-user-run"
    assert "runs" not in newest
    assert newest["template_url"]


def test_the_runs_of_a_stack_are_a_list_without_headers_of_a_page(api: Api) -> None:
    response = api.ask(f"{path(api)}/stack-runs", "limit=1")
    assert isinstance(json.loads(response.body), list)
    assert not [name for name in response.headers if "Page" in name]


def test_a_runner_says_how_it_is(api: Api) -> None:
    group = api.get(f"{path(api)}/runner-group")
    (runner,) = group["runners"]
    card = api.get(f"/v1/runners/{runner['id']}/card-details")
    assert card["runner"]["runner_group"]["settings"] == api.get(f"/v1/runners/{runner['id']}/settings")
    beat = api.get(f"/v1/runners/{runner['id']}/latest-heart-beat")
    assert beat == card["latest_heart_beat"]
    assert api.get(f"/v1/runners/{runner['id']}/heart-beats/latest")["install"]["version"] == beat["version"]
    assert api.get(f"/v1/runners/{runner['id']}/connected")["connected"] is True


@pytest.mark.parametrize(("install", "status"), [("foxglove-council", "pending"), ("orchard-insights", "offline")])
def test_a_runner_that_is_not_there_is_not_connected(api: Api, install: str, status: str) -> None:
    (runner,) = api.get(f"{path(api, install)}/runner-group")["runners"]
    assert runner["status"] == status
    assert api.get(f"/v1/runners/{runner['id']}/connected")["connected"] is False
    never = status == "pending"
    assert (api.ask(f"/v1/runners/{runner['id']}/card-details").status == 404) == never


def test_health_checks_are_one_a_minute_oldest_first_and_ten_unless_asked_otherwise(api: Api) -> None:
    (runner,) = api.get(f"{path(api)}/runner-group")["runners"]
    root = f"/v1/runners/{runner['id']}/recent-health-checks"
    every = api.get(root, "limit=100")
    assert len(every) == 60
    assert [row["created_at"] for row in every] == sorted(row["created_at"] for row in every)
    assert api.get(root) == every[:10]
    assert api.get(root, "window=5m&limit=100") == every[-5:]


def test_jobs_are_newest_first_bare_and_filtered(api: Api) -> None:
    (runner,) = api.get(f"{path(api)}/runner-group")["runners"]
    jobs = api.all(f"/v1/runners/{runner['id']}/jobs")
    assert [job["created_at"] for job in jobs] == sorted((job["created_at"] for job in jobs), reverse=True)
    assert {"failed", "finished"} <= {job["status"] for job in jobs}
    failed = api.all(f"/v1/runners/{runner['id']}/jobs", "status=failed&groups=deploy,sync")
    assert {(job["status"], job["group"]) for job in failed} == {("failed", "deploy")}
    whole = api.get(f"/v1/runner-jobs/{failed[0]['id']}")
    assert whole["execution_count"] == 1
    assert whole["executions"][0]["runner_job_id"] == whole["id"]


def test_upgrades_lead_to_the_version_that_runs(api: Api) -> None:
    for install in api.world.installs:
        rows = api.get(f"/v1/installs/{install.id}/app-config-versions")
        assert rows[0]["new_app_config_id"] == install.config.id
        assert [row.get("old_app_config_id") for row in rows] == [*(row["new_app_config_id"] for row in rows[1:]), None]
        diff = api.get(f"/v1/installs/{install.id}/app-config-versions/{rows[0]['id']}/diff")
        assert diff == rows[0]["diff"]


def test_the_health_of_the_org_counts_installs_that_were_never_evaluated_as_unset(api: Api) -> None:
    health = api.get("/v1/installs/health")
    counts = {name: health[name] for name in ("healthy", "degraded", "unhealthy", "unknown", "unset")}
    assert counts == {"healthy": 3, "degraded": 1, "unhealthy": 1, "unknown": 0, "unset": 4}
    assert (health["total"], health["all_healthy"]) == (9, False)


def test_a_timeline_of_health_has_its_transitions(api: Api) -> None:
    root = f"{path(api)}/components/{component(api, 'api')['component_id']}/health/timeline"
    timeline = api.get(root)
    assert (timeline["current_health"], timeline["days"]) == ("unhealthy", 90)
    assert timeline["transitions"][0]["to_health"] == "unhealthy"
    assert len(api.get(root, "days=3")["daily"]) == 3
    whole = api.get(f"{path(api)}/health/timeline")
    assert whole["uptime_percent"] == min(row["uptime_percent"] for row in whole["components"])


def test_builds_are_of_an_app_or_of_a_component(api: Api) -> None:
    app = api.app()
    search = next(row for row in api.all(f"/v1/apps/{app['id']}/components") if row["name"] == "search")
    builds = api.all(f"/v1/apps/{app['id']}/components/{search['id']}/builds")
    assert builds[0]["status"] == "error"
    assert [row["component_config_version"] for row in builds] == list(range(len(builds), 0, -1))
    assert api.all("/v1/builds", f"component_id={search['id']}") == builds
    assert {row["component_id"] for row in api.all("/v1/builds", f"app_id={app['id']}")} >= {search["id"]}
    one = api.get(f"/v1/apps/{app['id']}/components/{search['id']}/builds/{builds[0]['id']}")
    assert one["runner_job"]["status"] == "failed"
    assert one["composite_error"]["message"] == one["status_description"]


def test_runbooks_policies_labels_and_branches_are_served_by_newer_servers(api: Api) -> None:
    app = api.app()
    (book,) = api.all(f"/v1/apps/{app['id']}/runbooks")
    (run,) = api.all(f"{path(api)}/runbook-runs")
    assert api.get(f"{path(api)}/runbook-runs/{run['id']}")["install_workflow"]["type"] == "runbook_run"
    assert run["runbook_inputs"]["ticket_password"] != run["runbook_inputs_redacted"]["ticket_password"]
    assert [row["runbook"]["name"] for row in api.all(f"{path(api)}/runbooks")] == [book["name"]]
    reports = api.all("/v1/policy-reports")
    assert {row["owner_type"] for row in reports} == {"component_builds", "install_deploys"}
    keys = [row["key"] for row in api.get(f"/v1/apps/{app['id']}/labels")["labels"]]
    assert keys == ["stage", "tier"]
    main = api.all(f"/v1/apps/{app['id']}/branches")[0]
    assert main["latest_run"]["status"] == "error"
    assert api.get(f"/v1/apps/{app['id']}/branches/{main['id']}/latest-config")["install_groups"]


def test_only_newer_servers_list_policies_and_roles_of_operations(api: Api, new_api: Api) -> None:
    newer = api.config(2, "mill-gauge")
    assert [row["name"] for row in newer["policies"]["policies"]] == ["no-secrets-in-env", "limits-are-set"]
    assert {row["role"] for row in newer["operation_role_config"]["rules"]} == {"maintenance", "provision"}
    kinds = {row["type"] for row in newer["component_config_connections"]}
    assert kinds == {"pulumi", "terraform_module", "helm_chart", "kubernetes_manifest", "external_image"}
    assert "policies" not in new_api.config(11)["policies"]


def test_workflows_of_the_org_are_newest_first_and_can_be_searched(api: Api) -> None:
    rows = api.all("/v1/workflows")
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert len(rows) == len(api.world.workflows)
    assert {row.get("finished", False) for row in api.all("/v1/workflows", "finished=false")} == {False}
    assert {row["name"] for row in api.all("/v1/workflows", "search=sandbox")} >= {"Reprovisioned sandbox"}
