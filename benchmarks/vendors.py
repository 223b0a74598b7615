"""Running servers of large vendors, started once, and what to ask them."""

from __future__ import annotations

import asyncio
import atexit
import json
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
from pydantic import SecretStr

from benchmarks.large_vendor import INSTALLER, ORG, Size
from benchmarks.server import serve
from nuon_notebook import Client, load_installer

if TYPE_CHECKING:
    from nuon_notebook import Installer

AT_ONCE = 8
TOKEN = "for loopback".replace(" ", "-")

_running = ExitStack()
atexit.register(_running.close)


@dataclass(frozen=True)
class Vendor:
    """A vendor that is served.

    Attributes:
        url: the server's address.
        targets: what loading its installer requests: path and query of each.
        bodies: the answers to these.
    """

    url: str
    targets: tuple[str, ...]
    bodies: tuple[bytes, ...]

    def load(self) -> Installer:
        """Load the installer with a new client."""
        return load(self.url)

    def fetch(self) -> list[Any]:
        """Return the same answers, decoded, requested in the plainest way."""
        return asyncio.run(fetch(self.url, self.targets))

    def decode(self) -> list[Any]:
        """Decode the same answers."""
        return [json.loads(body) for body in self.bodies]


async def fetch(url: str, targets: tuple[str, ...]) -> list[Any]:
    """Ask for some answers, 8 side by side, and decode them: what anybody would write."""
    slots = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=url) as client:

        async def one(target: str) -> Any:
            async with slots:
                answer = await client.get(target)
            return json.loads(answer.content)

        return await asyncio.gather(*map(one, targets))


def load(url: str) -> Installer:
    """Load the installer that a server has."""
    with Client(url, SecretStr(TOKEN), ORG) as client:
        return load_installer(INSTALLER, client=client)


@cache
def vendor(size: Size, *, wrong_types: bool = False, org_lists: bool = False) -> Vendor:
    """Return a vendor that is served until this process ends."""
    served = _running.enter_context(serve(size, wrong_types=wrong_types, org_lists=org_lists))
    requested(served.url)
    load(served.url)
    with httpx.Client(base_url=served.url) as client:
        responses = {target: client.get(target) for target in requested(served.url)}
    # An endpoint that the server lacks is asked for once by each client.
    answers = {target: each.content for target, each in responses.items() if each.status_code == httpx.codes.OK}
    return Vendor(served.url, tuple(answers), tuple(answers.values()))


def requested(url: str) -> tuple[str, ...]:
    """Return what was requested of a server since this was last called."""
    return tuple(httpx.get(f"{url}/requests").json())
