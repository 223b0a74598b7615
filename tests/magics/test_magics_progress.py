"""Progress while something loads, as messages of a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.demo import INSTALLER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Start = Callable[..., Kernel]

TWO_TICKS = """
from nuon_notebook.progress import ProgressDisplay

times = iter([0.0, {first}, {second}])
display = ProgressDisplay("the demo", clock=lambda: next(times))
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


def test_a_slow_server_gets_one_display_that_is_empty_in_the_end(
    start: Start, server: Server, settings: dict[str, str]
) -> None:
    kernel = start(**settings)
    server.delay(0.4)
    ran = kernel.run(f"print('mine')\n%nuon_installer {INSTALLER_ID}")
    (shown,) = ran.contents("display_data")
    updates = ran.contents("update_display_data")
    assert shown["data"]["text/plain"].startswith(f"Loading installer {INSTALLER_ID}")
    assert updates[-1]["data"] == {}
    assert {each["transient"]["display_id"] for each in updates} == {shown["transient"]["display_id"]}
    assert ran.contents("clear_output") == []
    assert ran.shown


def test_a_display_is_emptied_when_loading_fails(start: Start, server: Server, settings: dict[str, str]) -> None:
    kernel = start(**settings)
    server.delay(0.8)
    ran = kernel.run("%nuon_installer int00000000000000000000000")
    assert ran.error
    assert ran.contents("update_display_data")[-1]["data"] == {}


def test_progress_can_be_silenced(start: Start, server: Server, settings: dict[str, str]) -> None:
    kernel = start(**settings)
    kernel.run("%config NuonMagics.progress = False")
    server.delay(0.4)
    ran = kernel.run(f"%nuon_installer {INSTALLER_ID}")
    assert ran.shown
    assert (ran.contents("display_data"), ran.contents("update_display_data")) == ([], [])
