"""The demo world as an httpx transport: requests are answered in this process, without a socket."""

from __future__ import annotations

import httpx

from nuon_notebook.demo.api_versions import EVERYTHING, ApiVersion
from nuon_notebook.demo.records import World, world
from nuon_notebook.demo.respond import Request, respond


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers every request from `served`, by default the demo world."""

    def __init__(self, served: World | None = None, *, api: ApiVersion = EVERYTHING) -> None:
        self._world = served or world()
        self._api = api

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response of a server that holds the world."""
        received = Request(
            request.method, request.url.path, request.url.query.decode("ascii"), dict(request.headers.items())
        )
        answer = respond(self._world, received, self._api)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)
