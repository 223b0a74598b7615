"""Loading what an install is made of: which requests, what they fill, what fails, and what older servers lack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.demo.respond import Response
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.loader import load_install, load_workflow
from nuon_notebook.loader.install_contents import MOST_DEPLOYS, PARTS
from nuon_notebook.session import demo_client
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo.respond import Request
    from nuon_notebook.models import Install

BANK = "eastgate-bank"
OLD, NEW = "0.19.687", "0.19.1147"


@pytest.fixture(scope="module")
def bank() -> Install:
    """An install of the demo world with all that it is made of."""
    return load_install(demo_client(), BANK, deep=True)


def asked(place: Any) -> list[str]:
    """The paths below the install that were requested, without queries."""
    paths = [path.partition("?")[0] for path in place.server.paths()]
    return [path.partition("/installs/inl")[2].partition("/")[2] for path in paths if "/installs/inl" in path]


def test_each_list_is_requested_once_and_details_only_of_what_is_newest(place: Any) -> None:
    install = load_install(place.client, BANK, deep=True)
    lists = [
        "deploys",
        "sandbox-runs",
        "actions/latest-runs",
        "actions/runs",
        "inputs/current",
        "stack",
        "runner-group",
    ]
    found = asked(place)
    assert [name for name in (*lists, "app-config-versions", "runbooks", "workflows") if found.count(name) != 1] == []
    details = [path for path in found if path.startswith("deploys/")]
    assert len(details) == len(set(details)) == len(install.latest_deploys)
    assert len([path for path in found if path.endswith("/outputs")]) == len(install.latest_deploys)
    assert not any(path.endswith("deploys/latest") for path in found)


def test_without_deep_none_of_it_is_requested_and_reading_it_says_how_to_load_it(place: Any) -> None:
    install = load_install(place.client, "cobalt-freight")
    assert asked(place) == ["workflows"]

    def holds(name: str) -> None:
        with pytest.raises(NotLoadedError, match=rf'load_install\("{install.name}", deep=True\)'):
            len(getattr(install, name))

    assert failures(holds, PARTS) == []


def test_the_inputs_of_a_config_are_requested_only_if_the_install_runs_an_older_one(place: Any) -> None:
    older = load_install(place.client, BANK, deep=True)
    newest = load_install(place.client, "polder-water-board", deep=True)
    whole = [path for path in place.server.paths() if "recurse=true" in path]
    assert len(whole) == 1
    assert older.app_config_id
    assert older.app_config_id in whole[0]
    assert [one.name for one in (*newest.inputs, *older.inputs) if one.source not in ("customer", "vendor")] == []


def test_every_component_has_its_latest_deploy_with_status_and_reason(bank: Install) -> None:
    state = bank.component_states[0]
    assert (state.name, state.deploy is not None) == ("api", True)
    assert "CrashLoopBackOff" in state.reason
    assert "component v2" in state.deployed
    assert [one.name for one in bank.component_states if not one.deployed] == []


def test_components_that_need_attention_come_first(bank: Install) -> None:
    attention = [one.attention for one in bank.component_states]
    assert attention == sorted(attention, reverse=True)
    assert any(attention)


def test_a_deploy_has_build_commit_artifact_and_names_of_outputs(bank: Install) -> None:
    deploy = bank.latest_deploys["".join(one.component_id for one in bank.component_states if one.name == "database")]
    assert deploy.component_build is not None
    assert deploy.component_build.commit.startswith("commit ")
    assert deploy.oci_artifact is not None
    assert next(one for one in bank.component_states if one.name == "database").outputs


def test_runs_of_actions_have_their_names_and_the_newest_their_steps_in_order(bank: Install) -> None:
    run = next(run for run in bank.action_runs if run.title == "collect-diagnostics")
    assert [step.title for step in run.shown_steps] == ["gather", "upload"]


def test_the_runner_has_version_heartbeat_health_and_jobs(bank: Install) -> None:
    (runner,) = bank.runners
    assert (runner.version, len(runner.jobs)) == ("0.19.1102", 20)
    assert "last heartbeat 2025-11-24" in runner.last_seen
    assert "60 checks" in runner.health


def test_the_history_of_upgrades_says_which_version_since_when(bank: Install) -> None:
    assert [one.headline.title for one in bank.upgrades] == ["on v6", "on v5"]
    assert bank.upgrades[0].headline.facts[0].startswith("since 2025-11-06")  # type: ignore[union-attr]


def test_an_older_server_lacks_upgrades_and_that_is_no_error(serve: Callable[..., Any]) -> None:
    place = serve(api=demo.API_VERSIONS[OLD])
    install = load_install(place.client, BANK, deep=True)
    states = {name: install.section_state(name) for name in PARTS}
    assert {name for name, state in states.items() if state.status is not SectionStatus.LOADED} == {
        "upgrades",
        "runbooks",
    }
    assert [state.note for state in states.values() if state.note] == []
    assert "not on this server: upgrades, runbooks" in str(install)
    load_install(place.client, BANK, deep=True)
    assert sum(path.endswith("/app-config-versions?limit=100") for path in place.server.paths()) == 1


def test_what_fails_is_a_note_in_its_place_and_the_rest_is_loaded(serve: Callable[..., Any]) -> None:
    def holds(name: str, ending: str) -> None:
        place = serve(retries=0)

        def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
            return Response(500, b"{}", {}) if request.path.endswith(ending) else own(request, target)

        place.wrap(around)
        install = load_install(place.client, BANK, deep=True)
        noted = {each for each in PARTS if install.section_state(each).note}
        assert noted == {name}

    endings = {
        "deploys": "/deploys", "sandbox_runs": "/sandbox-runs", "action_runs": "/actions/runs",
        "inputs": "/inputs/current", "stacks": "/stack", "runners": "/latest-heart-beat",
        "upgrades": "/app-config-versions", "runbooks": "/runbooks",
    }  # fmt: skip
    assert endings.keys() == PARTS.keys()
    assert failures(holds, [*endings.items(), ("deploys", "/outputs"), ("action_runs", "/latest-runs")]) == []


def test_what_does_not_exist_is_none(serve: Callable[..., Any]) -> None:
    place = serve(retries=0)
    missing = ("/stack", "/inputs/current", "/runner-group")

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        body = b'{"error": "record not found", "user_error": true, "description": "not found"}'
        gone = request.path.endswith(missing)
        return Response(404, body, {"Content-Type": "application/json"}) if gone else own(request, target)

    place.wrap(around)
    install = load_install(place.client, BANK, deep=True)
    assert (len(install.stacks), len(install.inputs), len(install.runners)) == (0, 0, 0)
    assert "no drift, inputs, stack or runner" in str(install)


def test_a_component_that_no_page_of_deploys_has_is_asked_for_by_itself(serve: Callable[..., Any]) -> None:
    place = serve(retries=0)
    whole = load_install(place.client, BANK, deep=True)
    component = next(one.component_id for one in whole.component_states if one.name == "cache")
    rows = [one for one in whole.deploys if one.component_id != component]
    many = [{"id": f"dpl{number}", "component_id": rows[0].component_id} for number in range(MOST_DEPLOYS + 1)]

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        if not request.path.endswith(f"{whole.id}/deploys"):
            return own(request, target)
        offset = int(request.parameters.get("offset", "0"))
        return Response(200, json.dumps(many[offset : offset + 100]).encode(), {"X-Nuon-Page-Next": "true"})

    place.wrap(around)
    install = load_install(place.client, BANK, deep=True)
    latest = install.latest_deploys[component]
    assert (latest.component_name, latest.install_id) == ("cache", install.id)
    assert asked(place).count(f"components/{component}/deploys/latest") == 1


def test_a_workflow_in_depth_has_the_deploys_and_runs_of_its_steps(place: Any) -> None:
    workflow = load_workflow(place.client, "inwa6kyr3484kq3bf5uydseq7u", deep=True)
    runs = [step.run for step in workflow.shown_steps]
    assert all(runs)
    assert runs[0] is not None
    assert runs[0].title == "backup-database"
    targets = [path for path in asked(place) if path.startswith(("deploys/", "actions/runs/"))]
    assert len(targets) == len(set(targets))


def test_a_deploy_that_follows_its_plan_is_shown_once(place: Any) -> None:
    workflow = load_workflow(place.client, "inwa6kyr3484kq3bf5uydseq7u", deep=True)
    shown = [step.shown_run.id for step in workflow.shown_steps if step.shown_run]
    assert len(shown) == len(set(shown)) == len({step.step_target_id for step in workflow.shown_steps})


def test_an_outline_tells_below_each_step_what_it_ran_and_the_id_of_its_log(place: Any) -> None:
    deep = load_workflow(place.client, "inwa6kyr3484kq3bf5uydseq7u", deep=True)
    shown = [step.shown_run for step in deep.shown_steps if step.shown_run]
    lines = [line.strip("│├└─ ") for line in str(deep).splitlines()]
    assert [run.id for run in shown] == [line for line in lines if line in {run.id for run in shown}]
    assert any(line.startswith("api · apply · component v") and " · commit " in line for line in lines)
    bare = str(load_workflow(place.client, "inwa6kyr3484kq3bf5uydseq7u"))
    assert not any(run.id in bare for run in shown)


def test_runs_that_cannot_be_loaded_are_a_note_on_the_steps(serve: Callable[..., Any]) -> None:
    place = serve(retries=0)

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        return Response(500, b"{}", {}) if "/deploys/" in request.path else own(request, target)

    place.wrap(around)
    workflow = load_workflow(place.client, "inwa6kyr3484kq3bf5uydseq7u", deep=True)
    assert "failed to load deploy" in workflow.section_state("shown_steps").note
    assert workflow.shown_steps[0].run is not None
