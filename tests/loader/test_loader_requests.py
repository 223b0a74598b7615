"""What is asked for: all that DESIGN names, nothing else, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import API_VERSIONS, EVERYTHING, INSTALLER_ID
from nuon_notebook.errors import NuonError
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from tests.demo_generator.worlds import scaled_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import ApiVersion

DESK, LAKE, RELAY = "harbor-desk", "grain-lake", "tide-relay"


OLD, NEW = API_VERSIONS["0.19.687"], EVERYTHING


@pytest.fixture(params=[OLD, NEW], ids=["an old server", "a new server"])
def place(request: pytest.FixtureRequest, serve: Callable[..., Any]) -> Any:
    """The demo world; its client never tries again, so that every request that arrives is one of the loader's."""
    return serve(retries=0, api=request.param)


def _of_app(place: Any, name: str, versions: list[int], older_actions_of: tuple[int, ...] = ()) -> list[str]:
    """The requests that complete an app, but for the app itself, its installs and their workflows."""
    app = place.app(name)
    root = f"/v1/apps/{app.id}"
    return [
        f"{root}/configs",
        f"{root}/action-workflows",
        f"{root}/branches",
        *(f"{root}/config/{app.configs[version - 1].id}?recurse=true" for version in versions),
        *_of_older_actions(app, older_actions_of),
    ]


def _of_older_actions(app: Any, versions: tuple[int, ...]) -> list[str]:
    """One request for each action, for all its versions if more than one is wanted."""
    wanted: dict[str, list[str]] = {}
    for version in versions:
        for row in app.configs[version - 1].action_configs:
            wanted.setdefault(row["action_workflow_id"], []).append(row["id"])
    return [
        f"/v1/action-workflows/configs/{ids[0]}" if len(ids) == 1 else f"/v1/action-workflows/{action}/configs"
        for action, ids in wanted.items()
    ]


def _of_installs(place: Any, *names: str, limit: int = 5) -> list[str]:
    """The requests for the installs of apps and their workflows. An old server is asked for all workflows in vain.

    A new one is asked for what waits for approval, if an install has more workflows than are loaded, and for the names
    of the runbooks that an install ran.
    """
    apps = [place.app(name).id for name in names]
    installs = [install.id for install in place.server.world.installs if install.app.id in apps]
    single = [f"/v1/installs/{install}/workflows?limit={limit}" for install in installs]
    lists = ["/v1/installs"] if len(apps) > 1 or names == (RELAY,) else [f"/v1/apps/{apps[0]}/installs"]
    if len(installs) < 2 or limit == 0:
        return [*lists, *single] if limit else lists
    ran = {one: [row["type"] for row in place.server.world.workflows if row["owner_id"] == one] for one in installs}
    pending = ["/v1/workflows/pending-approvals"] if any(len(types) > limit for types in ran.values()) else []
    named = [f"/v1/installs/{one}/runbooks" for one, types in ran.items() if "runbook_run" in types[-limit:]]
    return [*lists, "/v1/workflows", *(single if place.server.api is OLD else [*pending, *named])]


def test_an_installer_takes_each_request_once_and_no_other(place: Any) -> None:
    load_installer(place.client, INSTALLER_ID)
    apps = [
        request
        for name, versions, older in ((DESK, [11, 10], (11,)), (LAKE, [5, 4], ()), (RELAY, [1], ()))
        for request in (f"/v1/apps/{place.app(name).id}", *_of_app(place, name, versions, older))
    ]
    assert place.server.paths()[0] == f"/v1/installers/{INSTALLER_ID}"
    assert place.asked == sorted([*apps, *_of_installs(place, DESK, LAKE, RELAY)])


@pytest.mark.parametrize(("api", "configs", "number"), [(OLD, 1, 36), (NEW, 1, 30), (OLD, "all", 51), (NEW, "all", 45)])
def test_the_demo_installer_takes_so_many_requests(
    serve: Callable[..., Any], api: ApiVersion, configs: Any, number: int
) -> None:
    place = serve(retries=0, api=api)
    load_installer(place.client, INSTALLER_ID, LoadOptions(configs=configs))
    assert len(place.server.requests) == number


def test_that_a_server_has_no_list_of_all_workflows_is_found_out_once(serve: Callable[..., Any]) -> None:
    place = serve(retries=0, api=OLD)
    for _ in range(3):
        load_app(place.client, LAKE)
    assert sum(path.startswith("/v1/workflows?") for path in place.server.paths()) == 1


def test_an_app_on_azure_is_asked_for_with_the_whole_org_since_its_own_list_lacks_the_account(place: Any) -> None:
    app = load_app(place.client, RELAY)
    assert app.installs[0].azure_account.location == "westeurope"
    assert place.asked == sorted([*_of_app(place, RELAY, [1]), *_of_installs(place, RELAY)])


def test_the_list_of_the_orgs_installs_is_left_where_the_lists_of_the_apps_are_shorter(
    serve: Callable[..., Any],
) -> None:
    place = serve(scaled_world(installers=1, apps=2, configs=2, workflows=0, installs=250), retries=0)
    installer = load_installer(place.client, INSTALLER_ID, LoadOptions(configs=0, workflows=0))
    of_org = [path for path in place.server.paths() if path.startswith("/v1/installs?")]
    assert len(of_org) == 2
    assert sum(len(app.installs) for app in installer.apps) == 250


def test_of_the_orgs_list_an_install_has_neither_a_part_of_its_components_nor_its_app(place: Any) -> None:
    installs = load_installer(place.client, INSTALLER_ID).installs
    assert {len(install.install_components) for install in installs} == {0}
    assert not any("app" in install.unknown for install in installs)


def test_an_app_by_name_is_asked_for_by_name_once_and_by_its_id_from_then_on(place: Any) -> None:
    load_app(place.client, LAKE)
    assert place.server.paths()[0] == f"/v1/apps/{LAKE}"
    assert place.asked == sorted([*_of_app(place, LAKE, [5, 4]), *_of_installs(place, LAKE)])


def test_an_app_by_id_takes_the_same_requests(place: Any) -> None:
    load_app(place.client, place.app(LAKE).id)
    assert place.asked == sorted([*_of_app(place, LAKE, [5, 4]), *_of_installs(place, LAKE)])


def test_the_newest_n_usable_configs_are_asked_for_whole_and_the_broken_one_is_not(place: Any) -> None:
    load_app(place.client, DESK, LoadOptions(configs=3))
    assert place.asked == sorted([*_of_app(place, DESK, [11, 10, 9], (11, 10, 9)), *_of_installs(place, DESK)])


def test_all_means_every_usable_config(place: Any) -> None:
    load_app(place.client, LAKE, LoadOptions(configs="all"))
    assert place.asked == sorted([*_of_app(place, LAKE, [5, 4, 3, 2, 1], (4, 3, 2, 1)), *_of_installs(place, LAKE)])


def test_no_configs_and_no_workflows_ask_for_neither_nor_for_actions(place: Any) -> None:
    load_app(place.client, LAKE, LoadOptions(configs=0, workflows=0))
    of_app = [one for one in _of_app(place, LAKE, []) if "workflows" not in one]
    assert place.asked == sorted([*of_app, *_of_installs(place, LAKE, limit=0)])


def test_the_number_of_workflows_is_what_was_asked_for(place: Any) -> None:
    app = load_app(place.client, LAKE, LoadOptions(workflows=2))
    assert place.asked == sorted([*_of_app(place, LAKE, [5, 4]), *_of_installs(place, LAKE, limit=2)])
    assert [len(install.workflows) for install in app.installs] == [2, 2]


@pytest.mark.parametrize("configs", [-1, 1.5, "some", None, True])
def test_a_senseless_number_of_configs_is_refused_before_anything_is_sent(place: Any, configs: Any) -> None:
    with pytest.raises(ValueError, match="configs must be"):
        load_app(place.client, LAKE, LoadOptions(configs=configs))
    assert place.server.requests == []


@pytest.mark.parametrize("workflows", [-1, "all", True])
def test_a_senseless_number_of_workflows_is_refused_before_anything_is_sent(place: Any, workflows: Any) -> None:
    with pytest.raises(ValueError, match="workflows must be"):
        load_installer(place.client, INSTALLER_ID, LoadOptions(workflows=workflows))
    assert place.server.requests == []


def test_lists_of_any_length_are_read_to_their_end(serve: Callable[..., Any]) -> None:
    place = serve(scaled_world(installers=1, apps=1, configs=120, workflows=40, installs=130), retries=0)
    app = load_app(place.client, DESK)
    assert (len(app.configs), len(app.installs)) == (120, 130)
    lists = [path for path in place.server.paths() if "limit=100" in path and "/v1/apps/" in path]
    root = f"/v1/apps/{place.app(DESK).id}"
    assert sorted(lists) == sorted(
        f"{root}/{name}?limit=100{offset}"
        for name, offsets in (
            ("configs", ("", "&offset=100")), ("installs", ("", "&offset=100")), ("branches", ("",)),
            ("action-workflows", ("",)),
        )
        for offset in offsets
    )  # fmt: skip


def test_no_request_is_made_twice_in_a_world_of_realistic_size(serve: Callable[..., Any]) -> None:
    place = serve(scaled_world(), retries=0)
    load_installer(place.client, INSTALLER_ID, LoadOptions(configs=4))
    paths = place.server.paths()
    assert len(paths) == len(set(paths))


def test_an_installer_that_does_not_exist_is_an_error_after_one_request(place: Any) -> None:
    with pytest.raises(NuonError, match="No such record"):
        load_installer(place.client, "intnone")
    assert len(place.server.requests) == 1
