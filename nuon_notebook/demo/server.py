"""The demo world over real HTTP on loopback, with hooks to delay and to fail requests."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.respond import Request, Response, respond
from nuon_notebook.demo.worlds import World, world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "127.0.0.1"


@dataclass
class _Failure:
    """What the next requests of a path are answered with; a status of 0 closes the connection unanswered."""

    path_part: str
    response: Response
    times: int


@dataclass
class Server:
    """A running server: where it is, what it was asked, and what it shall do next."""

    world: World
    installers: bool = True
    url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method, and path with query, of every request in the order of arrival."""
    _failures: list[_Failure] = field(default_factory=list)
    _pause: float = 0.0
    _over: Event = field(default_factory=Event, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def delay(self, seconds: float) -> None:
        """Makes every answer from now on wait for `seconds`; those that wait already are given at once."""
        with self._lock:
            self._over.set()
            self._pause, self._over = seconds, Event()

    def fail_next(
        self, path_part: str = "", status: int = 503, headers: Mapping[str, str] | None = None,
        body: bytes | str = b"", times: int = 1,
    ) -> None:  # fmt: skip
        """Answers the next `times` requests whose path and query hold `path_part` with `status`, `headers`, `body`.

        A status of 0 closes the connection without an answer.
        """
        content = body.encode() if isinstance(body, str) else body
        with self._lock:
            self._failures.append(_Failure(path_part, Response(status, content, dict(headers or {})), times))

    def paths(self) -> list[str]:
        """Path and query of every request so far."""
        return [path for _, path in self.requests]

    def answer(self, request: Request, target: str) -> Response:
        """The response to a request, or the failure that was ordered for it."""
        with self._lock:
            self.requests.append((request.method, target))
            failure = next((each for each in self._failures if each.times and each.path_part in target), None)
            if failure:
                failure.times -= 1
            pause, over = self._pause, self._over
        over.wait(pause)
        return failure.response if failure else respond(self.world, request, self.installers)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            request = Request(self.command, path, query, dict(self.headers.items()))
            response = server.answer(request, self.path)
            if response.status == 0:
                self.close_connection = True
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            # An ordered failure may lie about its length, to cut an answer short.
            if "content-length" not in map(str.lower, response.headers):
                self.send_header("Content-Length", str(len(response.body)))
            else:
                self.close_connection = True
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing is logged; `Server.requests` has it."""

    return Handler


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of the server's."""


@contextmanager
def serve(
    port: int = 0, served: World | None = None, *, installers: bool = True, delay: float = 0.0
) -> Iterator[Server]:
    """Serves `served` (the demo world unless told otherwise) on loopback while the context lasts.

    Port 0 takes a free one. Without `installers` the server is one of after 0.19.708. `delay` is in seconds.
    Raises `OSError` where the port is taken.
    """
    server = Server(served or world(), installers)
    server.delay(delay)
    with _Listener((HOST, port), _handler(server)) as listener:
        server.url = f"http://{HOST}:{listener.server_address[1]}"
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.delay(0)
            listener.shutdown()
            thread.join()
