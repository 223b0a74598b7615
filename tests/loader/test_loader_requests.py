"""What is asked for: all that DESIGN names, nothing else, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.errors import NuonError
from nuon_notebook.loader import load_app, load_installer
from tests.demo_generator.worlds import scaled_world

if TYPE_CHECKING:
    from collections.abc import Callable

DESK, LAKE, RELAY = "harbor-desk", "grain-lake", "tide-relay"


@pytest.fixture
def place(serve: Callable[..., Any]) -> Any:
    """The demo world; its client never tries again, so that every request that arrives is one of the loader's."""
    return serve(retries=0)


def _of_app(
    place: Any, name: str, versions: list[int], older_actions_of: tuple[int, ...] = (), limit: int = 5
) -> list[str]:
    """The requests that complete an app, but for the app itself."""
    app = place.app(name)
    root = f"/v1/apps/{app.id}"
    installs = [install.id for install in place.server.world.installs if install.app.id == app.id]
    return [
        f"{root}/configs",
        f"{root}/action-workflows",
        f"{root}/branches",
        f"{root}/installs",
        *(f"{root}/config/{app.configs[version - 1].id}?recurse=true" for version in versions),
        *(f"/v1/installs/{install}/workflows?limit={limit}" for install in installs),
        *(
            f"/v1/action-workflows/configs/{row['id']}"
            for version in older_actions_of
            for row in app.configs[version - 1].action_configs
        ),
    ]


def test_an_installer_takes_each_request_once_and_no_other(place: Any) -> None:
    load_installer(place.client, INSTALLER_ID)
    apps = [
        request
        for name, versions, older in ((DESK, [11], (11,)), (LAKE, [5], ()), (RELAY, [1], ()))
        for request in (f"/v1/apps/{place.app(name).id}", *_of_app(place, name, versions, older))
    ]
    assert place.server.paths()[0] == f"/v1/installers/{INSTALLER_ID}"
    assert place.asked == sorted(apps)


def test_an_app_by_name_is_asked_for_by_name_once_and_by_its_id_from_then_on(place: Any) -> None:
    load_app(place.client, LAKE)
    assert place.server.paths()[0] == f"/v1/apps/{LAKE}"
    assert place.asked == sorted(_of_app(place, LAKE, [5]))


def test_an_app_by_id_takes_the_same_requests(place: Any) -> None:
    load_app(place.client, place.app(LAKE).id)
    assert place.asked == sorted(_of_app(place, LAKE, [5]))


def test_the_newest_n_usable_configs_are_asked_for_whole_and_the_broken_one_is_not(place: Any) -> None:
    load_app(place.client, DESK, configs=3)
    assert place.asked == sorted(_of_app(place, DESK, [11, 10, 9], (11, 10, 9)))


def test_all_means_every_usable_config(place: Any) -> None:
    load_app(place.client, LAKE, configs="all")
    assert place.asked == sorted(_of_app(place, LAKE, [5, 4, 3, 2, 1], (4, 3, 2, 1)))


def test_no_configs_and_no_workflows_ask_for_neither_nor_for_actions(place: Any) -> None:
    load_app(place.client, LAKE, configs=0, workflows=0)
    unwanted = ("workflows", "recurse")
    assert place.asked == sorted(one for one in _of_app(place, LAKE, []) if not any(part in one for part in unwanted))


def test_the_number_of_workflows_is_what_was_asked_for(place: Any) -> None:
    app = load_app(place.client, LAKE, workflows=2)
    assert place.asked == sorted(_of_app(place, LAKE, [5], limit=2))
    assert [len(install.workflows) for install in app.installs] == [2, 2]


@pytest.mark.parametrize("configs", [-1, 1.5, "some", None, True])
def test_a_senseless_number_of_configs_is_refused_before_anything_is_sent(place: Any, configs: Any) -> None:
    with pytest.raises(ValueError, match="configs must be"):
        load_app(place.client, LAKE, configs=configs)
    assert place.server.requests == []


@pytest.mark.parametrize("workflows", [-1, "all", True])
def test_a_senseless_number_of_workflows_is_refused_before_anything_is_sent(place: Any, workflows: Any) -> None:
    with pytest.raises(ValueError, match="workflows must be"):
        load_installer(place.client, INSTALLER_ID, workflows=workflows)
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
    load_installer(place.client, INSTALLER_ID, configs=4)
    paths = place.server.paths()
    assert len(paths) == len(set(paths))


def test_an_installer_that_does_not_exist_is_an_error_after_one_request(place: Any) -> None:
    with pytest.raises(NuonError, match="No such record"):
        load_installer(place.client, "intnone")
    assert len(place.server.requests) == 1
