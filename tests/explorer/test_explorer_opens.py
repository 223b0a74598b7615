"""What opens, when it is made, and when the server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.explorer import Explorer
from nuon_notebook.explorer.node import SLICE
from tests.demo_generator.worlds import scaled_world
from tests.explorer.screen import Screen, alive

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server

FAILED = ("Harbor Desk", "Installs", "eastgate-bank", "Workflows")


def test_opening_an_installer_asks_nothing(server: Server, installer: Any, explored: Callable[..., Screen]) -> None:
    before = len(server.requests)
    explored(installer)
    assert len(server.requests) == before


def test_an_apps_title_tells_how_many_installs_failed_and_wait(screen: Screen) -> None:
    assert "[✕ 1 failed · ! 2 waiting for approval]" in next(
        title for title in screen.titles() if title.startswith("Harbor Desk")
    )


def test_a_configs_title_tells_date_and_installs_but_no_status_that_is_well(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs")
    assert "v11 · 2025-11-16 10:23 UTC · runs on brightwater-energy and cobalt-freight" in screen.titles()


def test_a_config_is_asked_for_when_it_is_opened(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs")
    assert not any("recurse=true" in path for path in server.paths())
    screen.open("v11", "Components 23")
    assert sum("recurse=true" in path for path in server.paths()) == 1
    assert "charts/api" in screen.text()


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("Inputs", "api_replicas"), ("Actions", "smoke-test"), ("Access", "Policy"), ("README", "Harbor Desk"),
        ("Sandbox", "Terraform"),
    ],
)  # fmt: skip
def test_a_configs_sections_show_what_the_display_shows(screen: Screen, section: str, words: str) -> None:
    screen.open("Harbor Desk", "Configs", "v11", section)
    assert words in screen.text()


def test_a_broken_config_says_why_and_asks_nothing(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs")
    screen.open(next(title for title in _configs(screen) if "[✕ error]" in title))
    assert "so the server does not send its components" in screen.text()
    assert not any("recurse=true" in path for path in server.paths())


def test_a_failed_workflow_tells_why_its_step_failed(screen: Screen) -> None:
    screen.open(*FAILED)
    screen.open(next(title for title in screen.titles() if "[✕ error]" in title and title.startswith("Deploy")))
    assert "2 of 3 pods are in CrashLoopBackOff" in screen.text()


def test_an_installs_readme_is_asked_for_when_it_is_opened(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "brightwater-energy")
    assert not any("/readme" in path for path in server.paths())
    screen.open("README, as rendered")
    screen.settled()
    assert "in account" in screen.text()


def test_drift_is_asked_for_when_it_is_opened(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "cobalt-freight", "Drift")
    screen.settled()
    assert "cache" in screen.text()


def test_an_app_that_was_never_completed_is_asked_for(client: Client, explored: Callable[..., Screen]) -> None:
    bare = client.installer(INSTALLER_ID)
    screen = explored(bare)
    screen.open("Harbor Desk", "Installs", "eastgate-bank")
    assert "Sandbox" in screen.text()


def test_an_app_opens_by_itself(installer: Any, explored: Callable[..., Screen]) -> None:
    screen = explored(installer.apps["harbor-desk"])
    screen.open("Configs", "v11", "README")
    assert "Harbor Desk" in screen.text()


def test_an_install_opens_by_itself(installer: Any, explored: Callable[..., Screen]) -> None:
    screen = explored(installer.installs["eastgate-bank"])
    screen.open("Workflows", "Deployed components [✕ error]")
    assert "CrashLoopBackOff" in screen.text()


def test_what_is_in_hand_grows_with_what_was_opened(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11", "Components")
    assert len(screen.explorer.root.apps["harbor-desk"].configs[1].components) == 23


def test_configs_fetched_side_by_side_are_both_kept(screen: Screen) -> None:
    for version in ("v11", "v10", "v9"):
        screen.open("Harbor Desk", "Configs", version)
    screen.settled()
    configs = screen.explorer.root.apps["harbor-desk"].configs
    assert [bool(one.components) for one in configs[1:4]] == [True, True, True]


def test_long_lists_come_in_slices(app_of: Callable[..., Any], explored: Callable[..., Screen]) -> None:
    app, _ = app_of(scaled_world(apps=1, configs=120, workflows=0, installs=1))
    screen = explored(app)
    screen.open("Configs")
    shown = [len(_configs(screen))]
    while f"show {SLICE} more" in screen.buttons():
        screen.press(f"show {SLICE} more")
        shown.append(len(_configs(screen)))
    assert shown == [50, 100, 120]


def test_a_row_whose_slot_another_row_had_shows_its_own(
    app_of: Callable[..., Any], explored: Callable[..., Screen]
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=60, workflows=0, installs=1))
    screen = Screen(Explorer(app, lambda: client))
    screen.open("Configs", "v60")
    screen.settled()
    screen.open("v43 ")
    screen.settled()
    ids = {version: next(one.id for one in app.configs if one.version == version) for version in (60, 43)}
    assert ids[43] in screen.text()
    assert ids[60] not in screen.text()
    screen.explorer.close()


def test_further_workflows_are_asked_for(client: Client, installer: Any, explored: Callable[..., Screen]) -> None:
    install = next(one for one in installer.installs if one.name == "brightwater-energy")
    screen = explored(install)
    screen.open("Workflows")
    assert len([title for title in screen.titles() if "UTC" in title]) == 5
    screen.press(f"show {SLICE} more")
    screen.settled()
    assert len([title for title in screen.titles() if "UTC" in title]) == 8
    assert f"show {SLICE} more" not in screen.buttons()


def test_closing_leaves_no_widget(client: Client, installer: Any) -> None:
    before = alive()
    explorer = Explorer(installer, lambda: client)
    screen = Screen(explorer)
    screen.open("Harbor Desk", "Configs", "v11", "Components")
    screen.open("Compare two versions")
    screen.field("Search").value = "api"
    screen.settled()
    explorer.close()
    assert alive() == before


def test_the_bundle_carries_the_static_page(screen: Screen) -> None:
    bundle = screen.explorer._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert "Last problem" in bundle["text/html"]


def test_a_closed_explorer_shows_its_static_page_only(client: Client, installer: Any) -> None:
    explorer = Explorer(installer, lambda: client)
    explorer.close()
    assert set(explorer._repr_mimebundle_()) == {"text/html", "text/plain"}


def _configs(screen: Screen) -> list[str]:
    return [title for title in screen.titles() if title[0] == "v" and title[1].isdigit()]
