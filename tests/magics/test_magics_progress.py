"""Progress while something loads, as messages of a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]

TWO_TICKS = """
from nuon_notebook.progress import NotebookOutput, ProgressDisplay

times = iter([0.0, {first}, {second}])
display = ProgressDisplay("the demo", NotebookOutput(), clock=lambda: next(times))
display.tick()
display.tick()
display.end()
"""


def test_nothing_is_said_in_the_first_half_second(kernel: Kernel) -> None:
    ran = kernel.run(TWO_TICKS.format(first=0.2, second=0.49))
    assert (ran.contents("display_data"), ran.contents("update_display_data")) == ([], [])


def test_after_half_a_second_it_is_said_what_is_waited_for(kernel: Kernel) -> None:
    ran = kernel.run(TWO_TICKS.format(first=0.2, second=0.5))
    assert [each["data"] for each in ran.contents("display_data")] == [{"text/plain": "Loading the demo …"}]


COUNTED = """
from nuon_notebook.loader import Progress
from nuon_notebook.progress import NotebookOutput, ProgressDisplay

times = iter([0.0, 1.0])
ProgressDisplay("the demo", NotebookOutput(), clock=lambda: next(times)).tick(Progress({done}, {asked}, "{doing}"))
"""


@pytest.mark.parametrize(
    ("done", "asked", "doing", "text"),
    [
        (0, 1, "installer", "Loading the demo, 0 requests answered, 1 under way: installer …"),
        (1, 1, "", "Loading the demo, 1 request answered, 0 under way …"),
        (21, 25, "configs", "Loading the demo, 21 requests answered, 4 under way: configs …"),
    ],
)
def test_what_was_answered_and_what_is_under_way_are_counted_apart(
    kernel: Kernel, done: int, asked: int, doing: str, text: str
) -> None:
    (shown,) = kernel.run(COUNTED.format(done=done, asked=asked, doing=doing)).contents("display_data")
    assert shown["data"] == {"text/plain": text}


def test_a_slow_server_gets_one_display_that_is_empty_in_the_end(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    server.delay(0.4)
    ran = kernel.run(f"print('mine')\n%nuon_installer {INSTALLER_ID}")
    (shown,) = ran.contents("display_data")
    updates = ran.contents("update_display_data")
    assert shown["data"]["text/plain"].startswith(f"Loading installer {INSTALLER_ID}")
    assert updates[-1]["data"] == {}
    assert {each["transient"]["display_id"] for each in updates} == {shown["transient"]["display_id"]}
    assert ran.contents("clear_output") == []
    assert ran.shown


def test_a_display_is_emptied_when_loading_fails(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    server.delay(0.8)
    ran = kernel.run("%nuon_installer int00000000000000000000000")
    assert ran.error
    assert ran.contents("update_display_data")[-1]["data"] == {}


def test_progress_can_be_silenced(configured: Configured, server: Server, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    kernel.run("%config NuonMagics.progress = False")
    server.delay(0.4)
    ran = kernel.run(f"%nuon_installer {INSTALLER_ID}")
    assert ran.shown
    assert (ran.contents("display_data"), ran.contents("update_display_data")) == ([], [])
