"""The demo world over HTTP on loopback. A test can delay its answers and make them fail."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.api_versions import EVERYTHING, ApiVersion
from nuon_notebook.demo.records import World, world
from nuon_notebook.demo.respond import Request, Response, respond

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "127.0.0.1"


@dataclass
class _Failure:
    """The response to the next `times` requests whose path and query contain `path_part`."""

    path_part: str
    response: Response
    times: int


@dataclass
class Server:
    """A running server."""

    world: World
    api: ApiVersion = EVERYTHING
    url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method, and path with query, of every request in the order of arrival."""
    _failures: list[_Failure] = field(default_factory=list)
    _delay: float = 0.0
    _delay_changed: Event = field(default_factory=Event, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def delay(self, seconds: float) -> None:
        """Delay every answer from now on by `seconds`. Requests that are being delayed are answered at once."""
        with self._lock:
            self._delay_changed.set()
            self._delay, self._delay_changed = seconds, Event()

    def fail_next(
        self, path_part: str = "", status: int = 503, headers: Mapping[str, str] | None = None,
        body: bytes | str = b"", times: int = 1,
    ) -> None:  # fmt: skip
        """Answer the next `times` requests whose path and query contain `path_part` with this response.

        A status of 0 closes the connection without an answer.
        """
        content = body.encode() if isinstance(body, str) else body
        with self._lock:
            self._failures.append(_Failure(path_part, Response(status, content, dict(headers or {})), times))

    def paths(self) -> list[str]:
        """Return path and query of every request so far."""
        return [path for _, path in self.requests]

    def answer(self, request: Request, target: str) -> Response:
        """Return the response to a request, or the failure that `fail_next` set for it."""
        with self._lock:
            self.requests.append((request.method, target))
            failure = next((each for each in self._failures if each.times and each.path_part in target), None)
            if failure:
                failure.times -= 1
            delay, delay_changed = self._delay, self._delay_changed
        delay_changed.wait(delay)
        return failure.response if failure else respond(self.world, request, self.api)


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
            self.send_response_only(response.status)
            headers = {"Server": self.version_string(), "Date": server.world.date, **response.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            # A failure may state a wrong length, to cut its answer short.
            if "content-length" not in map(str.lower, headers):
                self.send_header("Content-Length", str(len(response.body)))
            else:
                self.close_connection = True
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Log nothing: `Server.requests` has every request."""

    return Handler


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close their connection early."""


@contextmanager
def serve(
    port: int = 0, served: World | None = None, *, api: ApiVersion = EVERYTHING, delay: float = 0.0
) -> Iterator[Server]:
    """Serve a world on loopback while the context lasts.

    Args:
        port: 0 for a free one.
        served: what is served; by default the demo world.
        api: the version of the API that the server has.
        delay: of every answer, in seconds.

    Raises:
        OSError: the port is taken.
    """
    server = Server(served or world(), api)
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
