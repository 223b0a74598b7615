"""Serves the large vendor on loopback from a process of its own, so that serving costs the client nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from benchmarks.large_vendor import GREATEST_LIMIT, NOW, LargeVendor, Size

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[1]
LOG = "/requests"
DEFAULT_LIMIT = 10
HEADERS = f"Date: {format_datetime(NOW, usegmt=True)}\r\nX-Nuon-Trace-ID: {0:032x}\r\nX-Nuon-API-Version: 5d1f0c9"


class Responses:
    """Complete HTTP responses, each made once.

    Args:
        vendor: whose answers they are.
    """

    def __init__(self, vendor: LargeVendor) -> None:
        self._answers = vendor.answers
        self._made: dict[str, bytes] = {}
        self._requested: list[str] = []

    def prepare(self, vendor: LargeVendor) -> None:
        """Make the responses that loading an installer asks for."""
        for path in vendor.answers:
            listed = path.endswith("/workflows")
            if listed or (path.count("/") == 4 and not path.startswith("/v1/action")):  # noqa: PLR2004 - lists of one record
                self._response(f"{path}?limit={vendor.size.workflows if listed else GREATEST_LIMIT}")

    def of(self, target: str) -> bytes:
        """Return the response to a request; `/requests` lists what was requested since it was last asked for."""
        if target == LOG:
            requested, self._requested = self._requested, []
            return _response(200, "application/json", json.dumps(requested).encode())
        self._requested.append(target)
        return self._response(target)

    def _response(self, target: str) -> bytes:
        if target not in self._made:
            self._made[target] = self._make(target)
        return self._made[target]

    def _make(self, target: str) -> bytes:
        path, _, query = target.partition("?")
        parameters = {name: values[-1] for name, values in parse_qs(query).items()}
        recursed = f"{path}?recurse=true" if parameters.get("recurse") in {"true", "True", "1"} else path
        make = self._answers.get(recursed)
        if make is None:
            return _response(404, "text/plain; charset=utf-8", b"404 page not found")
        answer = make()
        headers: dict[str, str] = {}
        if isinstance(answer, list):
            answer, headers = _page(answer, parameters)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        return _response(200, "application/json; charset=utf-8", body, headers)


def _page(items: list[Any], parameters: dict[str, str]) -> tuple[list[Any], dict[str, str]]:
    limit = min(int(parameters.get("limit", DEFAULT_LIMIT)), GREATEST_LIMIT)
    offset = int(parameters.get("offset", 0))
    if "page" in parameters:
        offset = (max(int(parameters["page"]), 1) - 1) * limit
    more = str(offset + limit < len(items)).lower()
    headers = {"X-Nuon-Page-Next": more, "X-Nuon-Page-Offset": str(offset), "X-Nuon-Page-Limit": str(limit)}
    return items[offset : offset + limit], headers


def _response(status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"{name}: {value}" for name, value in (headers or {}).items()]
    head = "\r\n".join((f"HTTP/1.1 {status} OK", HEADERS, f"Content-Type: {kind}", *lines))
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, responses: Responses, delay: float) -> None:
        self._responses = responses
        self._delay = delay
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode()
            asyncio.get_running_loop().call_later(self._delay, self._answer, self._responses.of(target))

    def _answer(self, response: bytes) -> None:
        if isinstance(self._transport, asyncio.WriteTransport) and not self._transport.is_closing():
            self._transport.write(response)


async def _serve(vendor: LargeVendor, delay: float) -> None:
    responses = Responses(vendor)
    responses.prepare(vendor)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(responses, delay), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # ends with the process that started this one
    server.close()


@dataclass(frozen=True)
class Served:
    """Where a vendor is served."""

    url: str
    size: Size


@contextmanager
def serve(size: Size, *, wrong_types: bool = False, org_lists: bool = False, delay: float = 0.0) -> Iterator[Served]:
    """Serve a vendor on loopback while the context lasts.

    Args:
        size: how large it is.
        wrong_types: whether every record has an object where a time belongs.
        org_lists: whether there is a list of all workflows.
        delay: seconds until each answer is sent.
    """
    options = [f"--{name}={value}" for name, value in asdict(size).items()]
    command = [sys.executable, "-m", "benchmarks.server", f"--delay={delay}", *options]
    command += ["--wrong-types"] * wrong_types + ["--org-lists"] * org_lists
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as process:
        if process.stdout is None or process.stdin is None:
            problem = "the server has no pipes"
            raise RuntimeError(problem)
        yield Served(f"http://{HOST}:{int(process.stdout.readline())}", size)
        process.stdin.close()


def main() -> None:
    """Serve until the standard input ends; the port is printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server")
    parser.add_argument("--wrong-types", action="store_true")
    parser.add_argument("--org-lists", action="store_true")
    parser.add_argument("--delay", type=float, default=0.0)
    for field in fields(Size):
        parser.add_argument(f"--{field.name}", type=int, default=field.default)
    chosen = parser.parse_args()
    size = Size(**{field.name: getattr(chosen, field.name) for field in fields(Size)})
    asyncio.run(_serve(LargeVendor(size, chosen.wrong_types, chosen.org_lists), chosen.delay))


if __name__ == "__main__":
    main()
