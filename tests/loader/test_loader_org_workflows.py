"""The newest workflows of many installs come from the list of the org as long as that takes fewer requests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID, ApiVersion
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from tests.demo_generator.worlds import scaled_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import World
    from nuon_notebook.models import App, Installer

DESK, LAKE = "harbor-desk", "grain-lake"
WITHOUT_LIST = ApiVersion("0.19.800", installers=True)
"""A server that sends what newer ones send, but has no list of all workflows."""


@cache
def world_of(installs: int, workflows: int) -> World:
    """The world of one app, for tests that change what is sent and not what the world holds."""
    return scaled_world(apps=1, configs=3, installs=installs, workflows=workflows)


@cache
def usual_world() -> World:
    return scaled_world()


def workflows_of(loaded: App | Installer) -> dict[str, tuple[list[str], bool]]:
    """The ids of each install's workflows, and whether it has more."""
    installs = loaded.installs
    return {
        str(one.name): ([str(each.id) for each in one.workflows], one.section_state("workflows").more)
        for one in installs
    }


def pages(place: Any) -> int:
    """How many pages of the org's list were asked for."""
    return sum(path.startswith("/v1/workflows?") for path in place.server.paths())


def single(place: Any) -> int:
    """How many installs were asked for their workflows."""
    return sum("/workflows?" in path and path.startswith("/v1/installs/") for path in place.server.paths())


@pytest.mark.parametrize("number", [1, 5, 40])
def test_the_workflows_are_those_that_single_requests_give(serve: Callable[..., Any], number: int) -> None:
    world = usual_world()
    old, new = serve(world, api=WITHOUT_LIST), serve(world)
    given = [
        workflows_of(load_installer(each.client, INSTALLER_ID, LoadOptions(workflows=number))) for each in (old, new)
    ]
    assert given[0] == given[1]
    assert {more for _, more in given[1].values()} == ({False} if number == 40 else {True, False})


def test_a_list_that_ends_settles_every_install_whatever_their_number(serve: Callable[..., Any]) -> None:
    place = serve(world_of(130, 390), retries=0)
    app = load_app(place.client, DESK, LoadOptions(workflows=30))
    assert (pages(place), single(place)) == (4, 0)
    assert sum(len(install.workflows) for install in app.installs) == 390


def test_the_list_is_left_once_all_installs_are_settled(serve: Callable[..., Any]) -> None:
    place = serve(world_of(8, 800), retries=0)
    app = load_app(place.client, DESK, LoadOptions(workflows=2))
    ran = {row["owner_id"] for row in place.server.world.workflows}
    assert (pages(place), single(place)) == (2, 8 - len(ran))
    assert [len(install.workflows) for install in app.installs] == [2 * (one.id in ran) for one in app.installs]
    assert [more for _, more in workflows_of(app).values()] == [one.id in ran for one in app.installs]


def test_a_list_full_of_one_busy_install_is_left_after_a_page(serve: Callable[..., Any]) -> None:
    place = serve(world_of(40, 1000), retries=0)
    busy = place.server.world.installs[0].id
    place.rewrite("/v1/workflows", lambda rows: [{**row, "owner_id": busy} for row in rows])
    load_app(place.client, DESK)
    assert (pages(place), single(place)) == (1, 39)


def test_installs_that_the_list_does_not_settle_are_asked_for_singly(serve: Callable[..., Any]) -> None:
    place = serve(world_of(40, 1000), retries=0)
    ran = {row["owner_id"] for row in place.server.world.workflows}
    quiet = {install.id for install in place.server.world.installs[:3]}
    busy = place.server.world.installs[3].id
    place.rewrite(
        "/v1/workflows", lambda rows: [{**row, "owner_id": busy} if row["owner_id"] in quiet else row for row in rows]
    )
    app = load_app(place.client, DESK)
    assert single(place) >= 40 - len(ran - quiet)
    assert pages(place) + single(place) < 30
    assert [len(install.workflows) for install in app.installs] == [5 * (one.id in ran) for one in app.installs]


def test_an_install_of_which_just_enough_was_read_is_asked_whether_it_has_more(serve: Callable[..., Any]) -> None:
    place = serve(world_of(8, 800), retries=0)
    ran = [row["owner_id"] for row in reversed(place.server.world.workflows)]
    some, other = dict.fromkeys(ran[:50]).keys() & set(ran[50:]), ran[-1]
    chosen = next(owner for owner in sorted(some) if owner != other)
    seen: list[str] = []

    def change(rows: Any) -> Any:
        kept = []
        for row in rows:
            late = row["owner_id"] == chosen and len(seen) == 2 and row["id"] not in seen
            seen.extend([row["id"]] if row["owner_id"] == chosen and len(seen) < 2 else [])
            kept.append({**row, "owner_id": other} if late else row)
        return kept

    place.rewrite("/v1/workflows", change)
    app = load_app(place.client, DESK, LoadOptions(workflows=2))
    name = next(one.name for one in app.installs if one.id == chosen)
    assert f"/v1/installs/{chosen}/workflows?limit=2" in place.server.paths()
    assert workflows_of(app)[name][1]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [{name: row[name] for name in row if name != "steps"} for row in rows],
        lambda rows: rows[::-1],
    ],
    ids=["without steps", "oldest first"],
)
def test_a_list_that_is_not_as_it_is_needed_is_asked_for_once(place: Any, change: Callable[[Any], Any]) -> None:
    expected = workflows_of(load_app(place.client, LAKE))
    place.rewrite("/v1/workflows", change)
    before = pages(place)
    for _ in range(2):
        assert workflows_of(load_app(place.client, LAKE)) == expected
    assert pages(place) - before == 1


def test_workflows_of_others_in_the_list_are_nobodys(place: Any) -> None:
    place.rewrite("/v1/workflows", lambda rows: [{**row, "owner_id": None} if row["owner_id"] else row for row in rows])
    app = load_app(place.client, LAKE)
    assert [len(install.workflows) for install in app.installs] == [0, 0]
