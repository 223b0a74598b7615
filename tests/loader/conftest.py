"""Demo worlds on loopback, clients of them, and a server that holds, counts or rewrites its answers."""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.demo.respond import Request, Response
    from nuon_notebook.demo.server import Server

PATIENCE = 60.0  # seconds until a test that waits for requests fails; the machine may have much else to do


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("API_TOKEN", "ORG_ID", "API_URL", "APP_ID", "INSTALLER_ID", "CONFIG_FILE"):
        monkeypatch.delenv(f"NUON_{name}", raising=False)


@dataclass(frozen=True)
class Place:
    """A running server, a client of it, and ways to meddle with its answers."""

    server: Server
    client: Client

    @property
    def asked(self) -> list[str]:
        """The path of every request but the first, without the limits of pages, sorted."""
        return sorted(path.removesuffix("?limit=100") for path in self.server.paths()[1:])

    def wrap(self, around: Callable[[Callable[[Request, str], Response], Request, str], Response]) -> None:
        """Let `around` answer, which is given the server's own answering."""
        own = self.server.answer
        self.server.answer = lambda request, target: around(own, request, target)  # type: ignore[method-assign] # a hook of this test only

    def rewrite(self, ending: str, change: Callable[[Any], Any]) -> None:
        """Change the JSON of every answer whose path ends so."""

        def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
            answer = own(request, target)
            if not request.path.endswith(ending) or answer.status != 200:
                return answer
            return replace(answer, body=json.dumps(change(json.loads(answer.body))).encode())

        self.wrap(around)

    def together(self, number: int, *parts: str) -> None:
        """Hold the requests whose path has one of these parts until so many of them are under way at once."""
        barrier = threading.Barrier(number, timeout=PATIENCE)
        left = [number]

        def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
            if left[0] and any(part in target for part in parts):
                barrier.wait()
                left[0] = 0
            return own(request, target)

        self.wrap(around)

    def app(self, name: str) -> Any:
        """Return an app as the world has it."""
        return next(app for app in self.server.world.apps if app.name == name)


@pytest.fixture
def serve() -> Iterator[Callable[..., Place]]:
    """Serves a world, the demo's by default, until the test ends."""
    with contextlib.ExitStack() as stack:

        def start(world: demo.World | None = None, *, retries: int = 3, **options: Any) -> Place:
            server = stack.enter_context(demo.serve(served=world, **options))
            secret = SecretStr(server.world.token)
            limits = Limits(retries=retries, backoff=0.001, connect=PATIENCE, read=PATIENCE)
            client = stack.enter_context(Client(server.url, secret, server.world.org_id, limits=limits))
            return Place(server, client)

        yield start


@pytest.fixture
def place(serve: Callable[..., Place]) -> Place:
    """The demo world."""
    return serve()


@pytest.fixture
def older(serve: Callable[..., Place]) -> Place:
    """The demo world on a server without lists of the whole org's workflows."""
    return serve(api=demo.API_VERSIONS["0.19.687"])
