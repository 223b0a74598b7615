"""Explorers of the demo world, asked over real HTTP on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client, Limits
from nuon_notebook.explorer import Explorer, PollingPolicy
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from tests.explorer.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.demo import Server, World

QUICK = PollingPolicy(first_wait=0.01, growth=1.0, longest_wait=0.01, time_limit=30.0, view_timeout=0.01)


@pytest.fixture
def server() -> Iterator[Server]:
    with demo.serve() as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID, limits=Limits(retries=0)) as made:
        yield made


@pytest.fixture
def explored(client: Client) -> Iterator[Callable[..., Screen]]:
    """Makes explorers of anything, and closes them."""
    made: list[Explorer] = []

    def explore(root: Any, ask: Callable[[], Client] = lambda: client, polling: PollingPolicy = QUICK) -> Screen:
        made.append(Explorer(root, ask, polling))
        return Screen(made[-1])

    yield explore
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def _loaded() -> Any:
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        return load_installer(client, demo.INSTALLER_ID, LoadOptions(configs=0))


@pytest.fixture
def installer(_loaded: Any) -> Any:
    """The demo installer, its configs bare. It was loaded for another test: models never change."""
    return _loaded


@pytest.fixture
def screen(explored: Callable[..., Screen], installer: Any) -> Screen:
    """The demo installer, its configs bare, all closed."""
    return explored(installer)


@pytest.fixture
def app_of(server: Server) -> Iterator[Callable[[World], Any]]:
    """Loads the first app of a world of any size; gives the client with it."""
    with_world: list[Any] = []

    def load(world: World) -> tuple[Any, Client]:
        context = demo.serve(served=world)
        running = context.__enter__()
        client = Client(running.url, SecretStr(world.token), world.org_id)
        with_world.append((context, client))
        return load_app(client, world.apps[0].id, LoadOptions(configs=0, workflows=5)), client

    yield load
    for context, client in with_world:
        client.close()
        context.__exit__(None, None, None)
