"""What an explorer costs on the wire, with callbacks on subshells and without, and that secrets are not among it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import KernelManager

from nuon_notebook import demo
from nuon_notebook.demo import World
from tests.explorer.frontend import FrontEnd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.demo import Server

LOAD = """
%load_ext nuon_notebook
%config NuonMagics.progress = False
"""
EXPLORE = "explorer = get_ipython().run_line_magic('nuon_explore', {name!r}); explorer"


@pytest.fixture(scope="module", params=[False, True], ids=["main", "subshell"])
def kernel(request: pytest.FixtureRequest) -> Iterator[FrontEnd]:
    with demo.serve() as server:
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


def opened(front: FrontEnd, name: str) -> Any:
    """Open an explorer and return what that cost."""
    front.run("if 'explorer' in globals(): explorer.close()")
    front.until_quiet(0.1)
    front.states.clear()
    front.counted()
    front.run(EXPLORE.format(name=name))
    front.until_quiet(0.3)
    return front.counted()


def test_opening_an_installer_costs_at_most_60_messages_and_150_kb(kernel: FrontEnd) -> None:
    cost = opened(kernel, demo.INSTALLER_ID)
    assert cost.number <= 60
    assert cost.size <= 150_000


@pytest.mark.parametrize(
    "path",
    [
        ("Harbor Desk", "Configs", "v11", "Components"), ("Harbor Desk", "Configs", "v10", "README"),
        ("Harbor Desk", "Installs", "eastgate-bank", "Workflows", "Deployed components [error]"),
        ("Harbor Desk", "Compare two versions"), ("Harbor Desk", "Installs", "cobalt-freight", "Drift"),
    ],
)  # fmt: skip
def test_opening_a_pane_costs_at_most_30_messages(kernel: FrontEnd, path: tuple[str, ...]) -> None:
    opened(kernel, demo.INSTALLER_ID)
    costs = {}
    for title in path:
        kernel.open(title)
        kernel.until_quiet()
        costs[title] = kernel.counted().number
    assert max(costs.values()) <= 30, costs


def test_nothing_of_the_first_tier_is_in_any_state(kernel: FrontEnd) -> None:
    opened(kernel, demo.INSTALLER_ID)
    told = [json.dumps([*kernel.states.values()], ensure_ascii=False)]
    for path in (("Harbor Desk", "Configs", "v11"), ("Harbor Desk", "Installs", "dunmore-health-staging")):
        for title in path:
            kernel.open(title)
            kernel.until_quiet()
    for section in ("Components 2", "Inputs", "Actions", "Access", "Sandbox", "README", "Workflows", "Drift"):
        kernel.open(section)
        kernel.until_quiet()
        told.append(json.dumps([*kernel.states.values()], ensure_ascii=False))
    everything = "".join(told)
    assert [secret for secret in demo.SECRETS if secret in everything] == []
    assert "api_replicas" in everything


def test_another_cell_runs_while_a_pane_loads(kernel: FrontEnd) -> None:
    opened(kernel, demo.INSTALLER_ID)
    for title in ("Harbor Desk", "Configs", "v9"):
        kernel.until(f'"{title}')
        kernel.open(title)
    assert kernel.run("6 * 7")[0]["text/plain"] == "42"
    kernel.until("Components 2")


def test_no_callback_prints_into_a_cell(kernel: FrontEnd) -> None:
    opened(kernel, demo.INSTALLER_ID)
    for title in ("Harbor Desk", "Configs", "v8"):
        kernel.open(title)
        kernel.until_quiet()
    assert kernel.texts == []


def test_closing_closes_every_comm(kernel: FrontEnd) -> None:
    opened(kernel, demo.INSTALLER_ID)
    kernel.open("Harbor Desk")
    kernel.until_quiet()
    kernel.run("explorer.close()")
    kernel.until_quiet(0.3)
    assert kernel.states == {}


def test_a_thousand_configs_cost_what_ten_cost() -> None:
    costs = {}
    for number in (10, 1000):
        world = World.scaled(installers=1, apps=1, configs=number, workflows=0, installs=1)
        with demo.serve(served=world) as server:
            for front in _kernel(server, True):
                app = opened(front, str(world.installers[0]["id"]))
                front.open("Harbor Desk" if "Harbor" in json.dumps([*front.states.values()]) else "Grain Lake")
                front.until_quiet()
                front.counted()
                front.open("Configs")
                front.until_quiet()
                costs[number] = (app, front.counted())
    (few, _), (many, pane) = costs[10], costs[1000]
    assert many.number <= 1.2 * few.number
    assert many.size <= 1.2 * few.size
    assert pane.number <= 30
