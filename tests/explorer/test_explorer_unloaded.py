"""A search says what it did not look through, and loads it when asked to."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from nuon_notebook.explorer.node import Load
from nuon_notebook.explorer.unloaded import Found, load_all
from tests.demo_generator.values import SECRETS

if TYPE_CHECKING:
    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from nuon_notebook.store import Answer
    from tests.explorer.screen import Screen

LONG = 600.0  # seconds: until the test lets go or ends


@pytest.fixture
def searched(screen: Screen) -> Screen:
    """A search for what only configs hold, of which none was loaded."""
    screen.field("Search").value = "stripe"
    return screen


def versions(screen: Screen) -> int:
    """How many versions were loaded in full."""
    return sum(config.in_full for app in screen.explorer.root.apps for config in app.configs)


def test_it_says_what_it_did_not_look_through(searched: Screen) -> None:
    assert "0 hits" in searched.text()
    assert "Not looked through, because not loaded: 17 versions" in searched.text()
    assert "drift of 8 installs" in searched.text()
    assert "older workflows of 5 installs" in searched.text()


def test_without_a_search_it_says_nothing(screen: Screen) -> None:
    assert "Not looked through" not in screen.text()
    assert "Load and search" not in screen.buttons()


def test_everything_is_loaded_on_request_and_searched(searched: Screen) -> None:
    searched.press("Load and search")
    searched.settled()
    assert len(searched.hits()) == 11
    assert "Not looked through" not in searched.text()
    assert "Load and search" not in searched.buttons()


def test_what_many_versions_share_is_requested_once(server: Server, searched: Screen) -> None:
    searched.press("Load and search")
    searched.settled()
    listings = [path for path in server.paths() if path.split("?")[0].endswith("/action-workflows")]
    actions = [path for path in server.paths() if "/action-workflows/configs/" in path]
    assert len(listings) == 3  # one for each app
    assert len(actions) == len(set(actions))


def test_it_says_how_much_is_loaded_by_now(server: Server, searched: Screen) -> None:
    server.delay(LONG)
    searched.press("Load and search")
    assert re.search(r"loaded 0 of \d+ …", searched.text())
    assert "Cancel" in searched.buttons()


def test_what_was_loaded_before_it_was_cancelled_is_kept(server: Server, searched: Screen) -> None:
    server.delay(0.05)
    searched.press("Load and search")
    searched.until(lambda: int((re.findall(r"loaded (\d+) of", searched.text()) or ["0"])[0]) >= 3)
    server.delay(LONG)
    searched.press("Cancel")
    searched.settled()
    assert re.search(r"cancelled, \d+ of \d+ loaded", searched.text())
    assert 0 < versions(searched) < 17
    assert f"Not looked through, because not loaded: {17 - versions(searched)} versions" in searched.text()


def test_a_failure_is_told_and_the_rest_is_kept(server: Server, searched: Screen) -> None:
    server.fail_next("recurse=true", 500, times=2)
    searched.press("Load and search")
    searched.settled()
    assert "2 requests failed" in searched.text()
    assert "500" in searched.text()
    assert "Not looked through, because not loaded: 2 versions." in searched.text()
    assert versions(searched) == 15
    searched.press("Load and search")
    searched.settled()
    assert versions(searched) == 17
    assert "failed" not in searched.text().split("Overview")[0].split("Install Now")[0]


def test_eight_are_loaded_at_the_same_time_and_no_more(client: Client) -> None:
    at_once, most = 0, 0

    async def fetch(_api: object) -> list[Answer]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        return []

    client.run(load_all(client, [Load("one", fetch)] * 100, Found(), lambda: None))
    assert most == 8


def test_closing_ends_it(server: Server, searched: Screen) -> None:
    server.delay(LONG)
    searched.press("Load and search")
    searched.explorer.close()
    assert searched.explorer._tasks.count == 0


def test_no_secret_of_what_is_loaded_is_found_or_shown(searched: Screen) -> None:
    searched.press("Load and search")
    searched.settled()
    for secret in SECRETS:
        searched.field("Search").value = secret
        assert searched.hits() == []
    assert [secret for secret in SECRETS if secret in searched.html()] == []


def test_older_workflows_that_the_server_still_has_are_told_after_loading(
    server: Server, searched: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nuon_notebook.explorer.install_nodes.SLICE", 1)
    searched.press("Load and search")
    searched.settled()
    assert "Not looked through, because not loaded: older workflows of" in searched.text()
