"""What an install is made of, opened row by row; requested when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client
from nuon_notebook.loader import LoadOptions, load_installer
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

BANK = ("Harbor Desk", "Installs", "eastgate-bank")


def test_a_section_is_requested_when_its_row_is_opened_and_only_then(server: Server, screen: Screen) -> None:
    screen.open(*BANK)
    before = len(server.requests)
    screen.open("Inputs")
    screen.until(lambda: "domain.eastgate-bank.example" in screen.text())
    asked = [path.partition("?")[0].rpartition("/")[2] for path in server.paths()[before:]]
    assert "current" in asked
    assert [path for path in asked if path in ("deploys", "stack", "runner-group")] == []


def test_each_section_shows_what_it_holds(screen: Screen) -> None:
    screen.open(*BANK)

    def holds(row: str, words: str) -> None:
        screen.open(row)
        screen.until(lambda: words in screen.text() or any(words in title for title in screen.titles()))

    rows = [
        ("Deploys", "commit"), ("Sandbox runs", "Sandbox provision"), ("Action runs", "collect-diagnostics"),
        ("Inputs", "Whose"), ("Stack", "1 version"), ("Runner", "0.19.1102"), ("Upgrades", "on v6"),
    ]  # fmt: skip
    assert failures(holds, rows) == []


def test_a_deploy_opens_with_its_artifact_and_jobs(server: Server, screen: Screen) -> None:
    screen.open(*BANK, "Deploys", "worker · cancelled")
    screen.until(lambda: "Artifact" in screen.text())
    assert "Jobs 2" in screen.text()
    assert any("/deploys/dpl" in path for path in server.paths())


def test_the_components_show_their_latest_deploys_with_one_list(server: Server, screen: Screen) -> None:
    screen.open(*BANK, "Components")
    screen.until(lambda: "deployed 2025-11-23" in screen.text())
    assert sum("/deploys" in path for path in server.paths()) == 1


def test_the_deploy_of_a_failed_step_is_two_rows_below_its_workflow(screen: Screen) -> None:
    screen.open(*BANK, "Workflows", "Deploy components", "Deploys and runs", "deploy api")
    screen.until(lambda: "Took" in screen.text() and "Artifact" in screen.text())
    assert "CrashLoopBackOff" in screen.text()


def test_what_an_older_server_does_not_have_is_said_quietly(explored: Callable[..., Screen]) -> None:
    with (
        demo.serve(api=demo.API_VERSIONS["0.19.687"]) as server,
        Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client,
    ):
        screen = explored(load_installer(client, demo.INSTALLER_ID, LoadOptions(configs=0)), lambda: client)
        screen.open(*BANK, "Upgrades")
        screen.until(lambda: "Not on this server: upgrades" in screen.text())
        assert "Retry" not in screen.buttons()


def test_a_section_that_fails_says_why_and_can_be_retried(server: Server, screen: Screen) -> None:
    screen.open(*BANK)
    server.fail_next("/stack", 500)
    screen.open("Stack")
    screen.until(lambda: "Retry" in screen.buttons())
    screen.press("Retry")
    screen.until(lambda: "1 version" in screen.text())


@pytest.mark.parametrize("row", ["Deploys", "Runner"])
def test_what_was_opened_is_requested_again_by_a_refresh(server: Server, screen: Screen, row: str) -> None:
    screen.open(*BANK, row)
    screen.settled()
    server.requests.clear()
    screen.press("Refresh")
    screen.settled()
    ending = {"Deploys": "/deploys", "Runner": "/runner-group"}[row]
    asked: list[Any] = [path for path in server.paths() if path.partition("?")[0].endswith(ending)]
    assert len(asked) == 1
