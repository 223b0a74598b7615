"""Waiting, cancelling, failing and trying again; refreshing, following; a view that went away."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import wait
from threading import RLock
from typing import TYPE_CHECKING, Any

import pytest
from ipywidgets import Accordion, Button, Text

from nuon_notebook import session
from nuon_notebook.explorer import PollingPolicy
from nuon_notebook.explorer.polling import poll
from nuon_notebook.explorer.tasks import TaskResult, Tasks
from nuon_notebook.loader import fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

LONG = 600.0  # seconds: until the test lets go or ends
CONFIG = ("Harbor Desk", "Configs", "v11")
RUNNING = ("Harbor Desk", "Installs", "brightwater-energy", "Workflows", "Deploying components [◷ in progress]")


def test_a_pane_says_what_it_waits_for_and_offers_to_cancel(server: Server, screen: Screen) -> None:
    server.delay(LONG)
    screen.open(*CONFIG)
    assert "loading config v11 of Harbor Desk" in screen.text()
    assert "Cancel" in screen.buttons()


def test_a_cancelled_pane_says_so_and_loads_when_asked_to(server: Server, screen: Screen) -> None:
    server.delay(LONG)
    screen.open(*CONFIG)
    screen.press("Cancel")
    screen.until(lambda: "cancelled: config v11" in screen.text())
    server.delay(0)
    screen.press("Load")
    screen.open("Components")


def test_a_failure_says_why_and_is_tried_again(server: Server, screen: Screen) -> None:
    server.fail_next("recurse=true", 500, body='{"error": "boom", "user_error": false, "description": "boom"}')
    screen.open(*CONFIG)
    screen.until(lambda: "Retry" in screen.buttons())
    assert "500" in screen.text()
    screen.press("Retry")
    screen.open("Components")
    assert "Retry" not in screen.buttons()


def test_a_failure_shows_no_secret_of_the_server(server: Server, screen: Screen) -> None:
    server.fail_next("recurse=true", 500, body='{"error": "password=hunter2hunter2 refused"}')
    screen.open(*CONFIG)
    screen.until(lambda: "Retry" in screen.buttons())
    assert "hunter2" not in screen.html()


def test_without_a_connection_a_pane_says_what_is_missing(
    installer: Any, explored: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NUON_API_TOKEN", "NUON_ORG_ID", "NUON_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUON_CONFIG_FILE", "/nowhere")
    screen = explored(installer, session.client)
    screen.open(*CONFIG)
    assert "NUON_API_TOKEN" in screen.text()


def test_refresh_keeps_what_is_open_open(screen: Screen) -> None:
    screen.open(*CONFIG, "Components")
    before = screen.opened()
    screen.press("Refresh")
    screen.settled()
    assert screen.opened() == before
    assert "charts/api" in screen.text()


def test_refresh_takes_what_is_new(server: Server, screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "cobalt-freight")
    install = next(one for one in server.world.installs if one.name == "cobalt-freight")
    before = install.record["runner_status"]
    install.record["runner_status"] = "offline"
    try:
        screen.press("Refresh")
        screen.settled()
    finally:
        install.record["runner_status"] = before
    assert any("cobalt-freight" in title and "✕ runner offline" in title for title in screen.opened())


def test_a_failed_refresh_says_why_and_leaves_what_is_there(server: Server, screen: Screen) -> None:
    screen.open(*CONFIG, "Components")
    server.fail_next("/v1/installers/", 500)
    screen.press("Refresh")
    screen.settled()
    assert "500" in screen.text()
    assert "charts/api" in screen.text()


def test_what_a_failed_refresh_leaves_undone_is_not_told_in_a_cell(
    server: Server, screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "README, as rendered for this install")
    screen.settled()
    server.fail_next("/v1/installers", 500, body="{}")
    screen.press("Refresh")
    screen.until(lambda: "500" in screen.text())
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_a_refresh_can_be_cancelled(server: Server, screen: Screen) -> None:
    server.delay(LONG)
    screen.press("Refresh")
    screen.press("Cancel")
    screen.until(lambda: "refresh cancelled" in screen.text())


def test_a_running_workflow_is_followed_to_its_end(server: Server, screen: Screen) -> None:
    screen.open(*RUNNING)
    row = _running(server)
    before = dict(row)
    screen.field("Follow").value = True
    try:
        row.update(finished=True, status={"status": "success"}, finished_at=row["started_at"])
        screen.until(lambda: not any("in progress" in title for title in screen.opened()))
        screen.settled()
    finally:
        row.clear()
        row.update(before)
    assert screen.field("Follow").value is False
    assert "finished" in screen.text()


def test_following_ends_when_it_is_switched_off(screen: Screen) -> None:
    screen.open(*RUNNING)
    toggle = screen.field("Follow")
    toggle.value = True
    toggle.value = False
    screen.settled()
    assert "not followed" in screen.text()


def test_a_failure_does_not_end_following(server: Server, screen: Screen) -> None:
    screen.open(*RUNNING)
    server.fail_next("/v1/workflows/", 500, times=2)
    screen.field("Follow").value = True
    screen.until(lambda: sum("/v1/workflows/" in path for path in server.paths()) > 3)
    assert screen.field("Follow").value is True


@pytest.mark.parametrize(("status", "why"), [(401, "401"), (403, "403"), (404, "no endpoint for")])
def test_following_ends_where_the_server_refuses(server: Server, screen: Screen, status: int, why: str) -> None:
    screen.open(*RUNNING)
    before = len(server.requests)
    server.fail_next("/v1/workflows/", status, times=1000)
    screen.field("Follow").value = True
    screen.settled()
    assert screen.field("Follow").value is False
    assert why in screen.text()
    assert len(server.requests) == before + 1


def test_following_backs_off_and_ends_by_itself_after_ten_minutes() -> None:
    waits = list(PollingPolicy().waits())
    assert waits[0] == 5
    assert waits == sorted(waits)
    assert 570 < sum(waits) <= 600


def test_following_says_that_it_stopped(client: Client, server: Server) -> None:
    policy = PollingPolicy(first_wait=0.01, growth=1, longest_wait=0.01, time_limit=0.03)
    workflow_id = _running(server)["id"]
    why = client.run(poll(lambda: fetch.workflow(client.api, workflow_id), policy, lambda *_: True))
    assert why.startswith("stopped after")


def test_a_finished_workflow_is_not_offered_to_be_followed(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components [✕ error]")
    assert "Deploy components" in screen.opened()[-1]
    with pytest.raises(StopIteration):
        screen.field("Follow")


def test_work_ends_when_nobody_looks(server: Server, screen: Screen) -> None:
    server.delay(LONG)
    screen.explorer.widget.set_state({"_view_count": 1})
    screen.open(*CONFIG)
    screen.explorer.widget.set_state({"_view_count": 0})
    screen.settled()
    assert "cancelled: config v11" in screen.text()


def test_work_goes_on_while_a_view_is_moved(server: Server, explored: Callable[..., Screen], installer: Any) -> None:
    screen = explored(installer, polling=PollingPolicy(view_timeout=1.0))
    server.delay(LONG)
    screen.explorer.widget.set_state({"_view_count": 1})
    screen.open(*CONFIG)
    screen.explorer.widget.set_state({"_view_count": 0})
    screen.explorer.widget.set_state({"_view_count": 1})
    screen.until(lambda: screen.explorer._tasks.count == 1)  # nothing waits for the end of the task any more
    server.delay(0)
    screen.open("Components")


def test_closing_ends_all_work_and_leaves_no_thread(server: Server, screen: Screen) -> None:
    threads = threading.active_count()
    server.delay(LONG)
    screen.open(*CONFIG)
    assert screen.explorer._tasks.count == 1
    screen.explorer.close()
    assert screen.explorer._tasks.count == 0
    assert {one.name for one in threading.enumerate() if one.name.startswith("nuon")} == {"nuon-notebook-client"}
    assert threading.active_count() <= threads + 1


def test_a_closed_explorer_asks_nothing_more(server: Server, screen: Screen) -> None:
    screen.explorer.close()
    before = len(server.requests)
    screen.explorer.refresh()
    screen.settled()
    assert len(server.requests) == before


def test_after_waiting_everything_that_was_opened_is_in_the_root(server: Server, screen: Screen) -> None:
    app = screen.explorer.root.apps["harbor-desk"]
    screen.explorer.open(app.id, "configs", app.configs[3].id, "components")
    screen.explorer.wait()
    assert screen.explorer.root.apps["harbor-desk"].configs[3].components


def test_a_wait_can_end_before_everything_is_loaded(server: Server, screen: Screen) -> None:
    server.delay(LONG)
    app = screen.explorer.root.apps["harbor-desk"]
    screen.explorer.open(app.id, "configs", app.configs[3].id, "components")
    with pytest.raises(TimeoutError, match=r"within 0.01 s"):
        screen.explorer.wait(0.01)


def test_a_closed_explorer_makes_nothing_more(server: Server, screen: Screen) -> None:
    screen.explorer.close()
    app = next(one.id for one in server.world.apps if one.name == "harbor-desk")
    screen.explorer.open(app, "installs")
    screen.explorer.refresh()
    assert screen.explorer._factory.alive == ()


def test_what_a_page_sends_late_makes_nothing_in_a_closed_explorer(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs")
    shown = [*screen.seen()]
    screen.explorer.close()
    for widget in shown:
        if isinstance(widget, Accordion):
            widget.selected_index = len(widget.children) - 1
        if isinstance(widget, Button):
            widget.click()
        if isinstance(widget, Text):
            widget.value = "api"
    assert screen.explorer._factory.alive == ()


class Hasty:
    """A client whose work is over before anybody could wait for it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def submit(self, work: Any) -> Any:
        future = self._client.submit(work)
        wait([future])
        return future


def test_what_failed_at_once_is_tried_again(
    server: Server, client: Client, installer: Any, explored: Callable[..., Screen]
) -> None:
    screen = explored(installer, lambda: Hasty(client))
    server.fail_next("recurse=true", 500)
    screen.open(*CONFIG)
    screen.press("Retry")
    screen.open("Components")
    assert "charts/api" in screen.text()


def test_an_answer_that_cannot_be_taken_is_told_as_a_failure(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    results: list[TaskResult[None]] = []

    def on_result(result: TaskResult[None]) -> None:
        results.append(result)
        if not result.problem:
            raise KeyError

    tasks = Tasks(lambda: client, RLock())
    future = tasks.run(lambda _: asyncio.sleep(0), on_result)
    wait([future] if future else [])
    for _ in range(1000):
        if tasks.count:
            threading.Event().wait(0.01)
    assert tasks.count == 0
    assert [result.problem for result in results] == ["", "The answer could not be shown (KeyError)."]
    assert caplog.records == []


def _running(server: Server) -> dict[str, Any]:
    return next(  # type: ignore[return-value]
        row for row in server.world.workflows if row["type"] == "deploy_components" and not row.get("finished")
        and row["status"]["status"] == "in-progress"
        and row["owner_id"] == next(one.id for one in server.world.installs if one.name == "brightwater-energy")
    )  # fmt: skip
