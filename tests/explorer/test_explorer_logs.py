"""Logs in the explorer: two openings lead to the line that says why; older lines, following, failures."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.loader import LoadOptions, load_installer
from nuon_notebook.redaction.values.placeholders import MASK

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from nuon_notebook.demo.respond import Request, Response
    from tests.explorer.screen import Screen

REASON = "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
LOG = ("Problems", "Log of deploy api on eastgate-bank")
STEPS = ("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components [✕ error]")
PATIENCE: Final = 60.0  # seconds until a held answer is let go in any case
RUNNING = ("Harbor Desk", "Installs", "brightwater-energy", "Workflows", "Deploying components [◷ in progress]")


def asked(server: Server) -> int:
    return sum("/log-streams/" in path for path in server.paths())


def streams_with_reason(server: Server) -> list[Any]:
    """The streams whose lines say why the deploy of `LOG` failed."""
    tables = server.world.tables
    ids = {row["log_stream_id"] for row in tables.rows("logs") if REASON in str(row["lines"])}
    return [row for row in tables.rows("log_streams") if row["id"] in ids]


def open_stream(server: Server) -> Any:
    return next(row for row in server.world.tables.rows("log_streams") if row.get("open"))


def test_two_openings_lead_from_the_overview_to_the_line_that_says_why(server: Server, screen: Screen) -> None:
    assert asked(server) == 0
    screen.open(*LOG)
    screen.settled()
    text = screen.text()
    assert f"first error at 14:32:34.553: {REASON}" in text
    assert "the workspace was removed" in text
    assert "newest 100 of 362 lines" in screen.opened()[-1]
    assert "older()" not in text  # a button does it here


def test_a_log_is_requested_when_it_is_opened_and_not_again(server: Server, screen: Screen) -> None:
    screen.open("Problems")
    assert asked(server) == 0
    screen.open(LOG[1])
    screen.settled()
    before = len(server.paths())
    screen.open(*STEPS, "Log of deploy api")
    screen.settled()
    assert [path for path in server.paths()[before:] if "/log-streams/" in path or "/deploys/" in path] == []


def test_a_workflow_offers_the_log_of_what_failed_first_and_of_every_step_that_has_begun(screen: Screen) -> None:
    screen.open(*STEPS)
    screen.settled()
    titles = screen.titles()
    assert next(title for title in titles if title.startswith(("Log", "Timeline"))).startswith("Log of deploy api")
    screen.open("Logs of all steps")
    assert sum(title.startswith("Log of ") for title in screen.titles()) > 5


def test_older_lines_are_loaded_on_request(screen: Screen) -> None:
    screen.open(*LOG)
    screen.settled()
    assert "0 of 3 pods are ready" not in screen.text()
    while "show older lines" in screen.buttons():
        screen.press("show older lines")
        screen.settled()
    assert "0 of 3 pods are ready" in screen.text()
    assert "362 lines" in screen.opened()[-1]


def test_a_log_is_followed_while_it_is_written(server: Server, screen: Screen) -> None:
    row = open_stream(server)
    before = dict(row)
    screen.open(*RUNNING, "Log of ")
    screen.settled()
    begun = asked(server)
    # The workflow around it has such a toggle, too.
    [*(one for one in screen.seen() if getattr(one, "description", "") == "Follow")][-1].value = True
    try:
        screen.until(lambda: asked(server) > begun + 3)
        row.pop("open")
        screen.settled()
    finally:
        row.update(before)
    assert "finished" in screen.text()


def test_older_lines_stay_if_what_came_since_is_answered_after_them(server: Server, screen: Screen) -> None:
    streams = streams_with_reason(server)
    own, asked_for_newer, released = server.answer, threading.Event(), threading.Event()

    def held(request: Request, target: str) -> Response:
        if "/logs" in target and "order=desc" not in target and "severity_text" not in target:
            asked_for_newer.set()
            released.wait(PATIENCE)
        return own(request, target)

    for row in streams:
        row["open"] = True
    try:
        screen.open(*LOG)
        screen.settled()
        server.answer = held  # type: ignore[method-assign] # a hook of this test only
        next(one for one in screen.seen() if getattr(one, "description", "") == "Follow").value = True
        screen.until(asked_for_newer.is_set)
        screen.press("show older lines")
        screen.until(lambda: "newest 200 of" in screen.opened()[-1])
    finally:
        for row in streams:
            row.pop("open")
        released.set()
    screen.settled()
    assert "newest 200 of" in screen.opened()[-1]


def test_why_a_log_could_not_be_loaded_is_said_and_it_can_be_retried(server: Server, screen: Screen) -> None:
    server.fail_next("/deploys/", 500)
    screen.open(*LOG)
    screen.until(lambda: "500" in screen.text())
    assert "Retry" in screen.buttons()
    screen.press("Retry")
    screen.settled()
    assert REASON in screen.text()


def test_planted_secrets_are_in_no_pane(screen: Screen) -> None:
    screen.open(*LOG)
    screen.settled()
    while "show older lines" in screen.buttons():
        screen.press("show older lines")
        screen.settled()
    assert MASK in screen.text()
    assert "demosecret" not in screen.html() + "".join(screen.titles())


def test_an_explorer_of_an_install_leads_to_its_logs(client: Client, explored: Callable[..., Screen]) -> None:
    installer = load_installer(client, "intdxvu7loizvtej94b5kd43mn", LoadOptions(configs=0))
    screen = explored(installer.installs["eastgate-bank"])
    screen.open("Problems", "Log of deploy api")
    screen.settled()
    assert REASON in screen.text()
