"""The demo world over the wire: in-process, on loopback, and from a terminal."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from nuon_notebook import demo
from nuon_notebook.demo.__main__ import main

if TYPE_CHECKING:
    from tests.demo.conftest import Api

HEADERS = {"Authorization": f"Bearer {demo.TOKEN}", "X-Nuon-Org-ID": demo.ORG_ID}


def test_importing_the_demo_imports_neither_httpx_nor_the_world() -> None:
    code = "import sys, nuon_notebook.demo; print({'httpx', 'nuon_notebook.demo.records'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_public_names_are_all_there() -> None:
    assert [name for name in demo.__all__ if not hasattr(demo, name)] == []
    assert demo.API_URL.startswith("https://")
    assert demo.world() is demo.world()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        demo.nothing_of_the_kind  # noqa: B018 - asking for it is the test


async def _in_process(path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=demo.transport(), base_url=demo.API_URL, headers=HEADERS) as client:
        return await client.get(path)


def test_the_transport_answers_as_the_function_does(api: Api) -> None:
    response = asyncio.run(_in_process("/v1/apps?limit=2&page=2"))
    expected = api.ask("/v1/apps", "limit=2&page=2")
    assert response.content == expected.body
    assert response.headers["X-Nuon-Page-Number"] == "2"


def test_the_transport_of_a_newer_server_has_no_installers() -> None:
    async def ask() -> httpx.Response:
        transport = demo.transport(api=demo.NEWEST)
        async with httpx.AsyncClient(transport=transport, base_url=demo.API_URL, headers=HEADERS) as client:
            return await client.get(f"/v1/installers/{demo.INSTALLER_ID}")

    assert asyncio.run(ask()).text == "404 page not found"


@pytest.mark.parametrize("path", ["/version", "/v1/apps", "/v1/nothing", "/v1/apps/nobody"])
def test_every_answer_has_the_date_at_which_the_world_stands_still(path: str) -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url, headers=HEADERS) as client:
        responses = [asyncio.run(_in_process(path)), client.get(path)]
        server.fail_next(path, 503)
        responses.append(client.get(path))
    assert [each.headers.get_list("Date") for each in responses] == [["Mon, 24 Nov 2025 12:00:00 GMT"]] * 3


def test_loopback_answers_as_the_function_does_and_remembers_what_was_asked(api: Api) -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url, headers=HEADERS) as client:
        responses = [client.get("/v1/apps?limit=1") for _ in range(2)]
        assert responses[0].content == api.ask("/v1/apps", "limit=1").body
        assert server.requests == [("GET", "/v1/apps?limit=1")] * 2
        assert server.paths() == ["/v1/apps?limit=1"] * 2


def test_connections_are_kept_alive() -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url, headers=HEADERS) as client:
        streams = {id(client.get("/version").extensions["network_stream"]) for _ in range(3)}
    assert len(streams) == 1


def test_the_server_listens_on_loopback_only_and_is_gone_afterwards() -> None:
    with demo.serve() as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{server.url}/version").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/version")


def test_ordered_failures_come_as_often_as_ordered_and_where_ordered() -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url, headers=HEADERS) as client:
        server.fail_next("/v1/apps", 429, {"Retry-After": "1"}, "slow down", times=2)
        statuses = [client.get(path).status_code for path in ("/version", "/v1/apps", "/v1/apps", "/v1/apps")]
    assert statuses == [200, 429, 429, 200]


def test_a_failure_may_close_the_connection_or_cut_the_answer() -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url) as client:
        server.fail_next(status=0)
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/version")
        server.fail_next(status=200, headers={"Content-Length": "100"}, body=b'{"cut')
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/version")
        assert client.get("/version").status_code == 200


def test_answers_can_be_delayed() -> None:
    with demo.serve() as server, httpx.Client(base_url=server.url, timeout=httpx.Timeout(5, read=0.05)) as client:
        server.delay(600)
        with pytest.raises(httpx.ReadTimeout):
            client.get("/version")


def test_a_delay_that_ends_gives_what_waits_for_it() -> None:
    with demo.serve() as server, ThreadPoolExecutor(1) as pool:
        server.delay(600)
        answer = pool.submit(httpx.get, f"{server.url}/version")
        while not server.requests:
            pass
        server.delay(0)
        assert answer.result(60).status_code == 200


def test_the_command_prints_one_line_to_copy_and_stops_at_ctrl_c() -> None:
    command = [sys.executable, "-m", "nuon_notebook.demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        settings = dict(part.split("=", 1) for part in line.split()[1:])
        url = settings["NUON_API_URL"]
        headers = {"Authorization": f"Bearer {settings['NUON_API_TOKEN']}", "X-Nuon-Org-ID": settings["NUON_ORG_ID"]}
        try:
            assert httpx.get(f"{url}/v1/apps", headers=headers).status_code == 200
            assert "NUON_INSTALLER_ID" not in settings
            assert httpx.get(f"{url}/version").json()["version"] == "0.19.1147"
            assert httpx.get(f"{url}/v1/installers", headers=headers).text == "404 page not found"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
            assert process.stdout.read() == ""
        finally:
            process.kill()


def test_the_command_says_when_the_port_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with demo.serve() as server:
        port = server.url.rpartition(":")[2]
        assert main(["--port", port]) == 1
    assert re.fullmatch(rf"cannot listen on 127.0.0.1:{port}: .+\n", capsys.readouterr().err)


@pytest.mark.parametrize("line", [["--port", "65536"], ["--port", "-1"], ["--delay", "-1"]])
def test_the_command_refuses_numbers_that_cannot_be(capsys: pytest.CaptureFixture[str], line: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(line)
    assert f"argument {line[0]}: must be" in capsys.readouterr().err


def test_the_command_refuses_other_hosts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--host", "0.0.0.0"])  # noqa: S104 - refused
    assert "127.0.0.1" in capsys.readouterr().err
