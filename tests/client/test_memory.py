"""The most memory that one answer can cost, measured in a process of its own."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from nuon_notebook.client import Limits
from tests.cases import failures
from tests.client.conftest import ORG, TOKEN, response

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    Answer = bytes | Callable[[socket.socket], None]

MOST: Final = 1000  # megabytes, as SECURITY.md says
ROOT: Final = Path(__file__).parents[2]
MEGABYTE: Final = 1024 * 1024
BODY, OBJECTS, VALUES = 32 * MEGABYTE, 150_000, 600_000  # the limits that the cases exhaust

CHILD: Final = """
import re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # a client without limits must not take the machine down
from pydantic import SecretStr
from nuon_notebook.client import Client, Limits
from nuon_notebook.errors import NuonError
from nuon_notebook.models import App

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

def ask(url):
    with Client(url, SecretStr(token), org, limits=Limits(connect=60, read=60, total=300, retries=0)) as client:
        try:
            return client.app("a").id
        except NuonError as error:
            return str(error)

App.model_rebuild()
token, org, plain, *hostile = sys.argv[1:]
ask(plain)
before = peak()
for url in hostile:
    outcome = ask(url)
    print(peak() - before, outcome)
"""


def json_of(**fields: str) -> bytes:
    """Return an object with these fields, given as JSON."""
    return ("{" + ",".join(f'"{name}": {value}' for name, value in {"id": '"a"', **fields}.items()) + "}").encode()


def long_text(size: int) -> str:
    """Return a text that takes four bytes for each character in Python."""
    return '"\\ud83d\\ude00' + "a" * size + '"'


def list_of(item: str, number: int) -> str:
    return "[" + ",".join([item] * number) + "]"


def deferred(branch: bytes) -> bytes:
    """Return an app whose only branch is sent where a validator of its own reads it."""
    run = f'{{"latest_run": {{"app_branch": {branch.decode()}}}}}'
    return json_of(app_configs=list_of(f'{{"app_branch": {run}}}', 1))


def document() -> str:
    """Return a JSON document as the API sends it, which takes many times its size when it is decoded."""
    return json.dumps(base64.b64encode(list_of('{"":0}', 60_000).encode()).decode())


def without_end(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"100000\r\n" + b" " * MEGABYTE + b"\r\n")


def hostile_answers() -> dict[str, Answer]:
    spaces = gzip.compress(b" " * (100 * MEGABYTE)) * 30
    room = BODY - MEGABYTE
    dicts = list_of('{"":0}', OBJECTS - 10)
    long = long_text(room - 4 * MEGABYTE)
    wrong = list_of("0", VALUES - 2 * OBJECTS - 100)
    policies = list_of(f'{{"policies": [{{"contents": {document()}}}]}}', 40)
    return {
        "compressed once": response(spaces, "Content-Encoding: gzip"),
        "compressed twice": response(gzip.compress(spaces), "Content-Encoding: gzip, gzip"),
        "compressed, of an error": response(spaces, "Content-Encoding: gzip", status="500 X"),
        "chunks without end": without_end,
        "a length of 2^40": b"HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n" + b" " * 64 * MEGABYTE,
        "a long text": response(json_of(name=long_text(room))),
        "a long text in place of a time": response(json_of(created_at=long_text(room))),
        "a long text that is not JSON": response(json_of(name=long_text(room))[:-1]),
        "objects": response(json_of(x=dicts)),
        "empty models": response(json_of(app_configs=list_of('{"component_config_connections": [{}]}', 70_000))),
        "wrong values": response(json_of(app_configs=list_of("0", VALUES - 10))),
        "lists": response(json_of(x=list_of("[]", VALUES // 2 - 10))),
        "nested lists": response(json_of(x=list_of("[" * 150 + "]" * 150, 3_900))),
        "documents": response(json_of(app_configs=list_of(f'{{"permissions": {{"aws_iam_roles": {policies}}}}}', 1))),
        "a long text and wrong values": response(json_of(created_at=long, app_configs=list_of("0", VALUES - 10))),
        "all of it": response(json_of(created_at=long, app_configs=wrong, x=dicts)),
        "half a character, and all of it": response(
            json_of(name='"\\ud800"', created_at=long, app_configs=wrong, x=dicts)
        ),
        "empty models, deferred": response(deferred(json_of(workflows=list_of('{"steps": [{}]}', 70_000)))),
        "objects, deferred": response(deferred(json_of(x=dicts))),
        "all of it, deferred": response(deferred(json_of(created_at=long, configs=wrong, x=dicts))),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the highest memory of a process is read from /proc")
def test_no_answer_costs_more_memory_than_is_promised(raw_server: Callable[..., str]) -> None:
    cases = hostile_answers()
    answers = [response(), *cases.values()]
    urls = [raw_server(one if callable(one) else partial(_send, one)) for one in answers]
    command = [sys.executable, "-c", CHILD, TOKEN, ORG, *urls]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr

    def check(name: str, line: str) -> None:
        used, _, outcome = line.partition(" ")
        assert outcome == "a" or "The response for app a " in outcome or "(500)" in outcome
        assert int(used) < MOST

    assert failures(check, zip(cases, ended.stdout.splitlines(), strict=True)) == []


def _send(answer: bytes, connection: socket.socket) -> None:
    connection.sendall(answer)


def test_the_answers_exhaust_the_limits() -> None:
    assert (Limits().body, Limits().objects, Limits().values) == (BODY, OBJECTS, VALUES)


def test_security_states_the_most_memory() -> None:
    assert f"{MOST:,} MB" in (ROOT / "SECURITY.md").read_text()
