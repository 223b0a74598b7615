"""Refreshing: everything loaded is requested again, what is open stays open, and what could not be loaded is named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.display.sections import LOADED
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from nuon_notebook.loader.answers import app_answer
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.merge import merge, merge_refreshed
from nuon_notebook.loader.results import Result
from nuon_notebook.models import Install, Workflow
from nuon_notebook.store import Answer
from tests.demo_generator.worlds import scaled_world
from tests.explorer.loaded import changed, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

DRIFTED = ("Harbor Desk", "Installs", "cobalt-freight", "Drift")
README = ("Harbor Desk", "Installs", "eastgate-bank", "README, as rendered")


@pytest.fixture
def server() -> Iterator[Server]:
    """A server without lists of the whole org's workflows: each list has a request of its own, which can fail."""
    with demo.serve(api=demo.API_VERSIONS["0.19.687"]) as running:
        yield running


@pytest.fixture
def installer(client: Client) -> Any:
    """The demo installer as this server sends it."""
    return load_installer(client, demo.INSTALLER_ID, LoadOptions(configs=0))


def refresh(screen: Screen) -> None:
    screen.press("Refresh")
    screen.settled()


def test_what_drifted_is_asked_for_anew_and_stays_shown(server: Server, screen: Screen) -> None:
    screen.open(*DRIFTED)
    screen.until(lambda: "cache" in screen.text())
    asked = sum(path.startswith("/v1/installs/") and path.count("/") == 3 for path in server.paths())
    refresh(screen)
    assert "cache" in screen.text()
    assert sum(path.startswith("/v1/installs/") and path.count("/") == 3 for path in server.paths()) == asked + 1


def test_a_readme_that_cannot_be_had_anew_stays_and_the_failure_is_told(server: Server, screen: Screen) -> None:
    screen.open(*README)
    screen.until(lambda: "in account" in screen.text())
    server.fail_next("/readme", 500)
    refresh(screen)
    assert "in account" in screen.text()
    assert "Not refreshed: README of eastgate-bank." in screen.text()


def test_configs_that_cannot_be_listed_anew_stay_open_and_the_failure_is_told(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11", "Components")
    screen.until(lambda: "charts/api" in screen.text())
    before = screen.opened()[2:]
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    server.fail_next(f"/v1/apps/{app}/configs", 500)
    refresh(screen)
    assert screen.opened()[2:] == before
    assert "charts/api" in screen.text()
    assert "500" in screen.text()
    assert len([title for title in screen.titles() if title.startswith("v") and title[1].isdigit()]) == 12


def test_installs_that_cannot_be_listed_anew_stay_open(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components [✕ error]")
    before = screen.opened()
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    server.fail_next("/v1/installs?", 500)
    server.fail_next(f"/v1/apps/{app}/installs", 500)
    refresh(screen)
    assert [title.split(" ")[0] for title in screen.opened()] == [title.split(" ")[0] for title in before]
    assert "CrashLoopBackOff" in screen.text()


def test_workflows_that_cannot_be_listed_anew_stay_open(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components [✕ error]")
    install = next(one.id for one in server.world.installs if one.name == "eastgate-bank")
    server.fail_next(f"/v1/installs/{install}/workflows", 500)
    refresh(screen)
    assert any(title.startswith("Deploy components [✕ error]") for title in screen.opened())
    assert "500" in screen.text()


def test_workflows_older_than_those_asked_for_anew_stay(
    app_of: Callable[..., Any], explored: Callable[..., Screen]
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=2, workflows=130, installs=1))
    screen = explored(app.installs[0], lambda: client)
    screen.open("Workflows")
    for _ in range(3):
        screen.press("show 50 more")
        screen.settled()
    known = {one.id for one in screen.explorer.root.workflows}
    assert len(known) > 100
    refresh(screen)
    assert {one.id for one in screen.explorer.root.workflows} == known


def test_older_workflows_are_not_shown_below_newer_ones_that_they_do_not_follow() -> None:
    install = Install(id="inl1")

    def answer(*numbers: int, more: bool) -> Answer:
        sent = [{"id": f"inw{number}", "created_at": f"2025-11-{number:02}T00:00:00Z"} for number in numbers]
        return listed(install, "workflows", [*map(Workflow.model_validate, sent)], replace(LOADED, more=more))

    def merged(before: Answer, new: Answer) -> Install:
        return install.at(merge(merge(store_of(install), [before]), [new]))

    new = answer(16, 15, 14, 13, 12, more=True)
    apart = merged(answer(5, 4, 3, 2, 1, more=False), new)
    assert [one.id for one in apart.workflows] == [f"inw{number}" for number in (16, 15, 14, 13, 12)]
    assert apart.section_state("workflows").more
    meeting = merged(answer(12, 11, 10, more=False), new)
    assert [one.id for one in meeting.workflows] == [f"inw{number}" for number in (16, 15, 14, 13, 12, 11, 10)]
    assert not meeting.section_state("workflows").more


def test_an_install_by_itself_is_asked_for_once_and_refreshed_though_names_are_missing(
    installer: Any, server: Server, explored: Callable[..., Screen]
) -> None:
    screen = explored(installer.installs["cobalt-freight"])
    screen.open("Drift")
    screen.until(lambda: "cache" in screen.text())
    server.fail_next("/components", 500)
    screen.open("Components")
    screen.until(lambda: "shown by id" in screen.text())
    server.requests.clear()
    refresh(screen)
    assert "could not be shown" not in screen.text()
    own = f"/installs/{screen.explorer.root.id}"
    asked = [path for _, path in server.requests if path.partition("?")[0].endswith(own)]
    assert len(asked) == 1


def test_an_install_by_itself_keeps_what_drifted_and_its_workflows(
    installer: Any, explored: Callable[..., Screen]
) -> None:
    screen = explored(installer.installs["cobalt-freight"])
    screen.open("Drift")
    screen.until(lambda: "cache" in screen.text())
    refresh(screen)
    assert "cache" in screen.text()
    assert len(screen.explorer.root.workflows) == 5


def test_components_of_an_install_are_told_by_name(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Components")
    screen.until(lambda: "ticket-queue active" in screen.text())
    refresh(screen)
    assert "ticket-queue active" in screen.text()


def test_components_whose_names_cannot_be_had_are_told_by_id_and_the_failure_too(
    server: Server, screen: Screen
) -> None:
    server.fail_next("/components", 500)
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Components")
    screen.until(lambda: "Components are shown by id" in screen.text())
    assert "cmpf1avlfgoostkgtves19scpl active" in screen.text()


@pytest.fixture
def grown(server: Server, client: Client) -> Any:
    """An app before its newest config was there, and the function that makes the server send that, too."""
    app = next(one for one in server.world.apps if one.name == "harbor-desk")
    return load_app(client, app.id, LoadOptions(configs=0))


def test_a_new_config_leaves_the_two_that_are_compared_as_they_are(
    grown: Any, server: Server, explored: Callable[..., Screen]
) -> None:
    newest = grown.configs[1]
    older = [one for one in grown.configs if one.version <= 10]
    screen = explored(changed(grown, listed(grown, "configs", older)))
    screen.open("Compare two versions")
    screen.until(lambda: "v9 → v10" in screen.text())
    refresh(screen)
    assert newest.id in {key for _, key in screen.field("Version").options}
    assert "v9 → v10" in screen.text()
    assert not any(str(newest.id) in path for path in server.paths() if "recurse" in path)


def test_what_the_newest_config_carried_over_is_no_history_once_there_is_a_newer_one(
    grown: Any, explored: Callable[..., Screen]
) -> None:
    older = [one for one in grown.configs if one.version <= 11]
    screen = explored(changed(grown, listed(grown, "configs", older)))
    screen.open("Configs", "v11", "Components")
    screen.until(lambda: "charts/api" in screen.text())
    assert "shown as it is today" not in screen.text()
    refresh(screen)
    assert "shown as it is today" in screen.text()


def test_an_install_is_behind_once_there_is_a_newer_config(grown: Any, explored: Callable[..., Screen]) -> None:
    older = [one for one in grown.configs if one.version <= 10]
    screen = explored(changed(grown, listed(grown, "configs", older)))
    screen.open("Installs", "dunmore-health-staging")
    assert "v10, newest" in screen.opened()[-1]
    refresh(screen)
    assert "v10, 1 behind" in screen.opened()[-1]


def test_lists_that_cannot_be_had_anew_keep_what_is_known_of_them(server: Server, screen: Screen) -> None:
    before = screen.titles()
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    install = next(one.id for one in server.world.installs if one.name == "eastgate-bank")
    for path in (f"/v1/apps/{app}/configs", f"/v1/apps/{app}/branches", f"/v1/installs/{install}/workflows"):
        server.fail_next(path, 500)
    refresh(screen)
    shown = screen.text()
    assert "Not refreshed: configs of Harbor Desk." in shown
    assert "Not refreshed: branches of Harbor Desk." in shown
    assert "Not refreshed: workflows of eastgate-bank." in shown
    assert screen.titles() == before
    screen.open("Harbor Desk", "Configs")
    assert any(title.startswith("Configs 12 ") or title == "Configs 12" for title in screen.titles())
    assert "Retry" not in screen.buttons()


def test_installs_that_cannot_be_listed_anew_are_still_known_to_run_their_versions(
    server: Server, screen: Screen
) -> None:
    screen.open("Harbor Desk", "Configs")
    before = screen.titles()
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    server.fail_next("/v1/installs?", 500)
    server.fail_next(f"/v1/apps/{app}/installs", 500)
    refresh(screen)
    assert "Not refreshed: installs of Harbor Desk." in screen.text()
    assert screen.titles() == before


def test_versions_of_installs_are_known_where_configs_cannot_be_listed_anew(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs")
    before = screen.titles()
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    server.fail_next(f"/v1/apps/{app}/configs", 500)
    refresh(screen)
    assert screen.titles() == before


def test_an_app_whose_own_answer_failed_keeps_its_details(installer: Any) -> None:
    old = installer.apps["harbor-desk"]
    failed = app_answer(old, Result(None, "It failed."))
    store = merge_refreshed(store_of(installer), [failed])
    renewed = installer.at(store).apps["harbor-desk"]
    assert renewed.notifications_config == old.notifications_config
    assert renewed.section_state("notifications_config").note == ""


def test_many_failures_of_one_kind_are_told_in_one_sentence(server: Server, screen: Screen) -> None:
    server.fail_next("/workflows", 500, times=100)
    refresh(screen)
    assert screen.text().count("Not refreshed: ") == 1
    assert re.search(r"Not refreshed: workflows of .* and \d more\. ", screen.text())


@pytest.mark.parametrize(("first", "second"), [(49, 60), (49, 99)], ids=["one-slice", "last-shown"])
def test_rows_of_two_slices_stay_open_when_what_is_new_moves_them(
    app_of: Callable[..., Any], explored: Callable[..., Screen], first: int, second: int
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=160, workflows=0, installs=1))
    screen = explored(changed(app, listed(app, "configs", app.configs[1:])), lambda: client)
    screen.open("Configs")
    screen.press("show 50 more")
    rows = screen.titles()[-100:]
    for place in (first, second):
        screen.open(rows[place])
        screen.settled()
    before = screen.opened()[-2:]
    refresh(screen)
    assert screen.opened()[-2:] == before
    ids = [next(one.id for one in app.configs if rows[at].startswith(f"v{one.version} ")) for at in (first, second)]
    assert all(one in screen.text() for one in ids)
