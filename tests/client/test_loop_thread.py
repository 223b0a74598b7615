from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import TYPE_CHECKING

import anyio
import pytest
from pydantic import SecretStr

from nuon_notebook import errors
from nuon_notebook.client import Client
from nuon_notebook.client.loop_thread import LoopThread

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from pytest_httpserver import HTTPServer

APP = "/v1/apps/a"
START = """
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores Ctrl-C
from pydantic import SecretStr
from nuon_notebook.client import Client
client = Client(sys.argv[1], SecretStr("some-token"), "org1")
"""


@pytest.fixture
def own_threads() -> Callable[[], list[threading.Thread]]:
    """Returns the clients' threads that the test started: clients of other tests may still be open."""

    def running() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "nuon-notebook-client"]

    others = running()
    return lambda: [thread for thread in running() if thread not in others]


@contextlib.contextmanager
def script(source: str, address: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-c", START + source, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_ctrl_c_comes_through_at_once_and_leaves_nothing_reading(raw_server: Callable[..., str]) -> None:
    hung, gone = threading.Event(), threading.Event()

    def hang(connection: socket.socket) -> None:
        hung.set()
        connection.recv(1)  # returns once the client has closed the connection
        gone.set()

    source = """
import asyncio
async def tasks():
    return len(asyncio.all_tasks())
try:
    client.app("a")
except KeyboardInterrupt:
    interrupted = time.monotonic()
    while client.run(tasks()) > 1 and time.monotonic() - interrupted < 1:
        pass  # cancelled work may end in the background
    print("tasks", client.run(tasks()), flush=True)
    client.close()
    print("threads", threading.active_count(), flush=True)
    print("slow" if time.monotonic() - interrupted > 1 else "quick", flush=True)
    sys.stdin.read()
"""
    with script(source, raw_server(hang)) as process:
        assert hung.wait(20), process.poll()
        process.send_signal(signal.SIGINT)
        assert gone.wait(5)
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(3)] == ["tasks 1\n", "threads 1\n", "quick\n"]


def test_ctrl_c_during_a_wait_before_a_retry_comes_through(server: HTTPServer) -> None:
    server.expect_request(APP).respond_with_data("busy", status=503, headers={"Retry-After": "20"})
    with script('print("asking", flush=True)\nclient.app("a")', server.url_for("/")) as process:
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + 20
        while not server.log and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, shown = process.communicate(timeout=10)
    assert "KeyboardInterrupt" in shown
    assert "some-token" not in shown


def test_a_program_ends_by_itself_without_closing_its_client(server: HTTPServer) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})
    with script('print(client.app("a").id)', server.url_for("/")) as process:
        assert process.communicate(timeout=20) == ("a\n", "")


def test_a_forked_child_and_its_parent_both_go_on_asking(server: HTTPServer) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})
    source = """
assert client.app("a").id == "a"
child = os.fork()
if child == 0:
    answer = client.app("a").id
    client.close()
    os._exit(0 if answer == "a" else 1)
assert os.waitpid(child, 0)[1] == 0
print(client.app("a").id)
"""
    with script(source, server.url_for("/")) as process:
        shown, trouble = process.communicate(timeout=20)
    assert shown == "a\n"
    assert "Error" not in trouble


def test_no_thread_runs_before_the_first_question(own_threads: Callable[[], list[threading.Thread]]) -> None:
    with Client("http://127.0.0.1:9", SecretStr("some-token"), "org1"):
        assert own_threads() == []


def test_closing_ends_the_thread(
    server: HTTPServer, client: Client, own_threads: Callable[[], list[threading.Thread]]
) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})
    client.app("a")
    assert len(own_threads()) == 1
    client.close()
    client.close()
    assert own_threads() == []


def test_a_client_that_is_forgotten_ends_its_thread(
    server: HTTPServer, own_threads: Callable[[], list[threading.Thread]]
) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})
    client = Client(server.url_for("/"), SecretStr("some-token"), "org1")
    client.app("a")
    del client
    gc.collect()
    assert own_threads() == []


def test_a_closed_client_says_so(client: Client) -> None:
    client.close()
    with pytest.raises(errors.ClientClosedError):
        client.app("a")


def test_closing_wakes_those_who_wait(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    hung = threading.Event()

    def hang(connection: socket.socket) -> None:
        hung.set()
        connection.recv(1)

    client = connect(raw_server(hang))
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.app, "a")
        assert hung.wait(5)
        client.close()
        with pytest.raises(errors.ClientClosedError):
            asking.result(5)


def test_many_threads_share_a_client(
    server: HTTPServer, client: Client, own_threads: Callable[[], list[threading.Thread]]
) -> None:
    server.expect_request(APP).respond_with_json({"id": "a"})
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.app("a").id, range(64)))
    assert answers == ["a"] * 64
    assert len(own_threads()) == 1


def test_the_tick_is_called_on_the_waiting_thread(client: Client) -> None:
    ticks: list[threading.Thread] = []
    enough = threading.Event()

    def tick() -> None:
        ticks.append(threading.current_thread())
        if len(ticks) == 3:
            enough.set()

    async def work() -> str:
        while not enough.is_set():
            await asyncio.sleep(0.01)
        return "done"

    assert client.run(work(), tick) == "done"
    assert set(ticks) == {threading.current_thread()}


def test_what_is_done_meanwhile_is_done_once_on_the_waiting_thread(client: Client) -> None:
    begun, done = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    async def work() -> str:
        begun.set()
        while not done.is_set():
            await asyncio.sleep(0.01)
        return "done"

    def meanwhile() -> None:
        begun.wait()
        threads.append(threading.current_thread())
        done.set()

    assert client.run(work(), meanwhile=meanwhile) == "done"
    assert threads == [threading.current_thread()]


def test_what_a_tick_raises_cancels_the_work(client: Client) -> None:
    cancelled = threading.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    def tick() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        client.run(work(), tick)
    assert cancelled.wait(5)


def test_submitted_work_can_be_cancelled(client: Client) -> None:
    started, cancelled = threading.Event(), threading.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    future = client.submit(work())
    assert started.wait(5)
    future.cancel()
    assert cancelled.wait(5)
    assert wait_for((future,), 5).done


def test_a_client_does_not_wait_for_itself(client: Client) -> None:
    async def work() -> None:
        client.app("a")

    with pytest.raises(RuntimeError, match="await the methods of"):
        client.run(work())


def test_a_loop_that_is_closed_while_its_work_starts_a_task_warns_of_nothing() -> None:
    loop = LoopThread()

    async def connect() -> None:
        await asyncio.sleep(60)

    async def work() -> None:
        loop.close()
        await asyncio.sleep(0)  # the loop is about to shut down
        async with anyio.create_task_group() as group:
            group.start_soon(connect)

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ended = loop.submit(work())
        assert loop._thread is not None
        loop._thread.join()
        gc.collect()
    assert ended.cancelled()
    assert [str(one.message) for one in told] == []
