"""What is no longer loaded, or only partly, is requested when it is shown; what was loaded by other requests is not."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.loader import LoadOptions, load_app
from nuon_notebook.store import Answer, key_of
from tests.explorer.loaded import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

CONFIG = ("Harbor Desk", "Configs", "v11")
LONG = 600.0  # seconds: until the test lets go or ends
SLOW = 0.5  # seconds: long enough to do something else meanwhile


def refresh(screen: Screen) -> None:
    screen.press("Refresh")
    screen.settled()


def asked(server: Server, part: str) -> int:
    """How often the server was asked for something."""
    return sum(part in path for path in server.paths())


def section(screen: Screen, title: str) -> str:
    return next(one for one in screen.titles() if one.startswith(title))


@pytest.fixture
def syncing(server: Server) -> Iterator[Callable[[], None]]:
    """The server syncs v11 of Harbor Desk and has three of its components by now; ends that when it is called."""
    config = next(app for app in server.world.apps if app.name == "harbor-desk").configs[10]
    record, connections = copy.deepcopy(config.record), list(config.connections)

    def end() -> None:
        config.record.update(record)
        config.connections[:] = connections

    config.record.update(status="syncing", component_ids=record["component_ids"][:3])
    config.connections[:] = [one for one in connections if one["component_id"] in config.record["component_ids"]]
    yield end
    end()


def test_a_config_that_was_opened_while_it_was_synced_is_asked_for_anew(
    syncing: Callable[[], None], screen: Screen
) -> None:
    screen.open(*CONFIG, "Components 3")
    syncing()
    refresh(screen)
    assert "syncing" not in section(screen, "v11")
    assert section(screen, "Components").startswith("Components 23")
    assert "charts/api" in screen.text()


def test_a_config_that_is_synced_and_closed_by_now_is_asked_for_when_it_is_opened(
    syncing: Callable[[], None], server: Server, screen: Screen
) -> None:
    screen.open(*CONFIG, "Components 3")
    screen.open("v10", "Components")
    screen.settled()
    syncing()
    before = asked(server, "recurse=true")
    refresh(screen)
    assert asked(server, "recurse=true") == before
    screen.open("v11", "Components 23")
    assert asked(server, "recurse=true") == before + 1


def test_a_config_that_did_not_change_is_not_asked_for_anew(server: Server, screen: Screen) -> None:
    screen.open(*CONFIG, "Components")
    refresh(screen)
    assert asked(server, "recurse=true") == 1


def test_what_was_in_hand_stays_shown_while_it_is_asked_for_anew(
    syncing: Callable[[], None], server: Server, screen: Screen
) -> None:
    screen.open(*CONFIG, "README")
    syncing()
    server.fail_next("recurse=true", 500)
    refresh(screen)
    assert "Retry" in screen.buttons()
    assert "README" in screen.opened()[-1]
    screen.press("Retry")
    screen.settled()
    assert "Retry" not in screen.buttons()
    assert section(screen, "Components").startswith("Components 23")


def test_what_came_by_another_way_is_not_closed_by_a_late_answer(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Compare two versions")
    screen.settled()
    picker = screen.field("Version")
    before = asked(server, "recurse=true")
    server.delay(SLOW)
    picker.value = next(key for title, key in picker.options if title == "v1")
    screen.until(lambda: asked(server, "recurse=true") == before + 1)
    server.delay(SLOW * 3)
    screen.open("Configs", "v1", "Components")
    server.delay(0)
    screen.settled()
    assert screen.opened()[-1].startswith("Components")


def test_an_app_that_was_opened_while_a_refresh_was_under_way_stays_in_hand(
    server: Server, client: Client, explored: Callable[..., Screen]
) -> None:
    screen = explored(client.installer(demo.INSTALLER_ID))
    server.delay(LONG)
    screen.press("Refresh")
    screen.until(lambda: asked(server, "/v1/installers/") == 2)
    server._delay = 0.0  # from now on; the refresh still waits
    screen.open("Harbor Desk", "Configs")
    server.delay(0)
    screen.settled()
    assert screen.opened()[-1].startswith("Configs")
    assert len(screen.explorer.root.apps["harbor-desk"].configs) == 12


def test_refresh_asks_for_no_app_that_was_not_opened(
    server: Server, client: Client, explored: Callable[..., Screen]
) -> None:
    screen = explored(client.installer(demo.INSTALLER_ID))
    before = server.paths()
    refresh(screen)
    assert server.paths()[len(before) :] == before
    screen.open("Harbor Desk", "Configs")
    screen.settled()
    refresh(screen)
    others = [app.id for app in server.world.apps if app.name != "harbor-desk"]
    assert [path for path in server.paths() if any(one in path for one in others)] == []


def test_refresh_asks_for_no_workflows_that_were_not_opened(
    server: Server, client: Client, explored: Callable[..., Screen]
) -> None:
    install = next(one.id for one in server.world.installs if one.name == "eastgate-bank")
    screen = explored(client.install(install))
    refresh(screen)
    assert asked(server, "/workflows") == 0


def test_a_config_whose_actions_failed_says_so_and_is_tried_again(server: Server, screen: Screen) -> None:
    server.fail_next("/action-workflows", 500)
    screen.open(*CONFIG)
    screen.until(lambda: "Retry" in screen.buttons())
    assert "500" in screen.text()
    screen.open("Actions")
    screen.press("Retry")
    screen.settled()
    assert "Retry" not in screen.buttons()
    assert screen.opened()[-1].startswith("Actions")
    assert "smoke-test" in screen.text()
    assert "500" not in screen.text()


def test_actions_that_failed_are_asked_for_by_refresh(server: Server, screen: Screen) -> None:
    server.fail_next("/action-workflows", 500)
    screen.open(*CONFIG, "Actions")
    screen.settled()
    refresh(screen)
    assert "Retry" not in screen.buttons()
    assert "smoke-test" in screen.text()
    assert asked(server, "/action-workflows?") == 2


def test_steps_of_an_older_action_that_failed_are_tried_again(server: Server, screen: Screen) -> None:
    server.fail_next("/action-configs/", 500)
    server.fail_next("/v1/action-workflows/configs/", 500)
    screen.open("Harbor Desk", "Configs", "v9")
    screen.until(lambda: "Retry" in screen.buttons())
    assert "500" in screen.text()
    screen.press("Retry")
    screen.settled()
    assert "Retry" not in screen.buttons()
    assert "500" not in screen.text()


def test_what_fails_again_offers_to_try_again(server: Server, screen: Screen) -> None:
    server.fail_next("/action-workflows", 500, times=2)
    screen.open(*CONFIG)
    screen.until(lambda: "Retry" in screen.buttons())
    screen.press("Retry")
    screen.settled()
    assert screen.buttons().count("Retry") == 1


def test_a_config_that_the_server_does_not_send_offers_no_retry(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs")
    screen.open(next(title for title in screen.titles() if title.startswith("v") and "[✕ error]" in title))
    assert "Retry" not in screen.buttons()


NAMES = ("Harbor Desk", "Installs", "eastgate-bank", "Components")


def test_names_of_components_that_failed_are_tried_again(server: Server, screen: Screen) -> None:
    server.fail_next("/components", 500)
    screen.open(*NAMES)
    screen.until(lambda: "Retry" in screen.buttons())
    screen.press("Retry")
    screen.settled()
    assert "ticket-queue active" in screen.text()
    assert "shown by id" not in screen.text()
    assert "Retry" not in screen.buttons()


def test_names_of_components_that_failed_are_asked_for_by_refresh(server: Server, screen: Screen) -> None:
    server.fail_next("/components", 500)
    screen.open(*NAMES)
    screen.settled()
    refresh(screen)
    assert "ticket-queue active" in screen.text()
    assert "shown by id" not in screen.text()


def test_components_without_a_name_are_asked_for_once(server: Server, screen: Screen) -> None:
    install = next(one for one in server.world.installs if one.name == "eastgate-bank")
    before = install.record["component_statuses"]
    install.record["component_statuses"] = before | {"cmpgone": "active"}
    try:
        refresh(screen)
        screen.open(*NAMES)
        screen.settled()
        refresh(screen)
    finally:
        install.record["component_statuses"] = before
    assert "cmpgone active" in screen.text()
    assert asked(server, "/components") == 1


@pytest.mark.parametrize("row", ["Configs", "Installs", "Branches"])
def test_lists_that_failed_at_first_are_tried_again(
    server: Server, client: Client, explored: Callable[..., Screen], row: str
) -> None:
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    server.fail_next(f"/v1/apps/{app}/{row.lower()}", 500)
    screen = explored(load_app(client, app, LoadOptions(configs=0)))
    screen.open(row)
    assert "500" in screen.text()
    screen.press("Retry")
    screen.settled()
    assert "500" not in screen.text()
    assert "Retry" not in screen.buttons()
    assert len(getattr(screen.explorer.root, row.lower())) > 0


def test_workflows_that_broke_off_are_tried_again(
    server: Server, installer: Any, explored: Callable[..., Screen]
) -> None:
    install = installer.installs["brightwater-energy"]
    failed = SectionState(SectionStatus.FAILED, "It broke off.")
    screen = explored(changed(install, Answer(states={key_of(install): {"workflows": failed}})))
    screen.open("Workflows")
    assert "It broke off" in screen.text()
    screen.press("Retry")
    screen.settled()
    assert "It broke off" not in screen.text()
    assert len(screen.explorer.root.workflows) == 8
