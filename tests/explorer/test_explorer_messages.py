"""What an explorer costs on the wire, with callbacks on subshells and without, and that secrets are not among it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from jupyter_client.manager import KernelManager

from nuon_notebook import demo
from tests.demo_generator.values import SECRETS
from tests.demo_generator.worlds import scaled_world
from tests.explorer.frontend import FrontEnd, Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.demo import Server

LOAD = """
%load_ext nuon_notebook
%config NuonMagics.progress = False
"""
EXPLORE = "explorer = get_ipython().run_line_magic('nuon_explore', {name!r}); explorer"
OPEN_AGAIN = "explorer.close(); explorer = loaded.explore()"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with demo.serve() as running:
        yield running


@pytest.fixture(scope="module", params=[False, True], ids=["main", "subshell"])
def kernel(request: pytest.FixtureRequest, server: Server) -> Iterator[FrontEnd]:
    yield from _kernel(server, request.param)


def _kernel(server: Server, subshells: bool) -> Iterator[FrontEnd]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("NUON")}
    settings = {"NUON_API_URL": server.url, "NUON_API_TOKEN": server.world.token, "NUON_ORG_ID": server.world.org_id}
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env={**env, **settings})
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        front = FrontEnd(client, subshells)
        front.run(LOAD)
        yield front
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def opened(front: FrontEnd, name: str) -> Traffic:
    """Open an explorer by the magic and return what that cost."""
    front.counted()
    front.run(EXPLORE.format(name=name))
    front.run("loaded = explorer.root")
    return front.counted()


@pytest.fixture(scope="module")
def first_cost(kernel: FrontEnd) -> Traffic:
    """What it cost to load and open the demo installer."""
    return opened(kernel, demo.INSTALLER_ID)


@pytest.fixture
def explored(kernel: FrontEnd, first_cost: Traffic) -> FrontEnd:
    """A kernel with an explorer of the demo installer, all closed, that was not loaded again."""
    kernel.run(OPEN_AGAIN)
    kernel.counted()
    return kernel


def open_each(front: FrontEnd, *path: str) -> dict[str, int]:
    """Open rows, one within the other, and return how many messages each cost."""
    costs = {}
    for title in path:
        front.open(title)
        front.settled()
        costs[title] = front.counted().number
    return costs


def test_opening_an_installer_costs_at_most_60_messages_and_150_kb(first_cost: Traffic) -> None:
    assert 0 < first_cost.number <= 60
    assert 0 < first_cost.size <= 150_000


@pytest.mark.parametrize(
    "path",
    [
        ("Harbor Desk", "Configs", "v11", "Components"), ("Harbor Desk", "Configs", "v10", "README"),
        ("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deploy components [✕ error]"),
        ("Harbor Desk", "Compare two versions"), ("Harbor Desk", "Installs", "cobalt-freight", "Drift"),
    ],
)  # fmt: skip
def test_opening_a_pane_costs_at_most_30_messages(explored: FrontEnd, path: tuple[str, ...]) -> None:
    costs = open_each(explored, *path)
    assert max(costs.values()) <= 30, costs


def test_nothing_of_the_first_tier_is_in_any_state(explored: FrontEnd) -> None:
    shown = [json.dumps([*explored.states.values()], ensure_ascii=False)]
    for path in (("Harbor Desk", "Configs", "v11"), ("Harbor Desk", "Installs", "dunmore-health-staging")):
        open_each(explored, *path)
    for section in ("Components 2", "Inputs", "Actions", "Access", "Sandbox", "README", "Workflows", "Drift"):
        open_each(explored, section)
        shown.append(json.dumps([*explored.states.values()], ensure_ascii=False))
    everything = "".join(shown)
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "api_replicas" in everything


def test_another_cell_runs_while_a_pane_loads(explored: FrontEnd, server: Server) -> None:
    open_each(explored, "Harbor Desk", "Configs")
    server.delay(3.0)
    try:
        explored.open("v9")
        assert explored.run("6 * 7")[0]["text/plain"] == "42"
        assert not explored.holds("Components 2")
        explored.settled()
    finally:
        server.delay(0)
    assert explored.holds("Components 2")


def test_no_callback_prints_into_a_cell(explored: FrontEnd) -> None:
    open_each(explored, "Harbor Desk", "Configs", "v8")
    explored.until_quiet()
    assert explored.texts == []


def test_closing_closes_every_comm(explored: FrontEnd) -> None:
    open_each(explored, "Harbor Desk")
    explored.run("explorer.close()")
    assert explored.states == {}


def test_a_thousand_configs_cost_what_ten_cost() -> None:
    worlds = [scaled_world(installers=1, apps=1, configs=number, workflows=0, installs=1) for number in (1000, 10)]
    costs = []
    with demo.serve(served=worlds[0]) as larger, demo.serve(served=worlds[1]) as smaller:
        for front in _kernel(larger, True):
            for world, server in zip(worlds, (larger, smaller), strict=True):
                front.run(f"import os; os.environ['NUON_API_URL'] = {server.url!r}")
                app = opened(front, str(world.installers[0]["id"]))
                costs.append((app, open_each(front, "Harbor Desk", "Configs")["Configs"]))
                front.run("explorer.close()")
    (many, pane), (few, _) = costs
    assert many.number <= 1.2 * few.number
    assert many.size <= 1.2 * few.size
    assert pane <= 30
