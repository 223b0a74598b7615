"""The demo world as an httpx transport: requests are answered in this process, and no socket is opened."""

from __future__ import annotations

import httpx

from nuon_notebook.demo.respond import Request, respond
from nuon_notebook.demo.worlds import World, world


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers every request from `served`, the demo world unless told otherwise."""

    def __init__(self, served: World | None = None, *, installers: bool = True) -> None:
        self._world = served or world()
        self._installers = installers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response of a server that holds the world."""
        asked = Request(
            request.method, request.url.path, request.url.query.decode("ascii"), dict(request.headers.items())
        )
        answer = respond(self._world, asked, self._installers)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)
