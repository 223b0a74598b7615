"""Real servers on loopback, and clients that talk to them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer

from nuon_notebook import errors
from nuon_notebook.client import Client, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENT = Limits(connect=30, read=30, total=60, retries=0)  # the machine may have much else to do
TOKEN = "tokentokentoken" + "0123456789"
ORG = "orgaaaaaaaaaaaaaaaaaaaaaaaa"
LONGEST_ERROR = 700  # characters
FAST = Limits(connect=2, read=2, total=5, backoff=0.001)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("API_TOKEN", "ORG_ID", "API_URL", "APP_ID", "INSTALLER_ID", "CONFIG_FILE"):
        monkeypatch.delenv(f"NUON_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as running:
        yield running


@pytest.fixture
def connect() -> Iterator[Callable[..., Client]]:
    """Make clients of an address that are closed at the end."""
    with contextlib.ExitStack() as stack:

        def make(url: str, limits: Limits = FAST) -> Client:
            return stack.enter_context(Client(url, SecretStr(TOKEN), ORG, limits=limits))

        yield make


@pytest.fixture
def client(server: HTTPServer, connect: Callable[..., Client]) -> Client:
    return connect(server.url_for("/"))


@pytest.fixture
def received() -> list[bytes]:
    """The requests that raw servers received, as they were sent."""
    return []


@pytest.fixture
def raw_server(received: list[bytes]) -> Iterator[Callable[..., str]]:
    """Serve each connection by a function of the socket; returns the address."""
    with contextlib.ExitStack() as stack:

        def serve(answer: Callable[[socket.socket], None]) -> str:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            open_ones: list[socket.socket] = []

            def accept() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        open_ones.append(connection)
                        threading.Thread(target=handle, args=(connection,), daemon=True).start()

            def handle(connection: socket.socket) -> None:
                with contextlib.suppress(OSError):
                    received.append(connection.recv(65536))
                    answer(connection)
                    connection.shutdown(socket.SHUT_RDWR)

            def stop() -> None:
                with contextlib.suppress(OSError):
                    listener.shutdown(socket.SHUT_RDWR)
                thread.join(2)
                for connection in open_ones:
                    connection.close()

            thread = threading.Thread(target=accept, daemon=True)
            thread.start()
            stack.callback(stop)
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield serve


def response(body: bytes = b'{"id": "a"}', *headers: str, status: str = "200 OK") -> bytes:
    """Return a response as it is sent, with exactly these headers and a length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@pytest.fixture
def ask(raw_server: Callable[..., str], connect: Callable[..., Client]) -> Callable[..., Any]:
    """Ask a server that answers so for an app."""

    def asked(answer: bytes | Callable[[socket.socket], None], limits: Limits = PATIENT) -> Any:
        url = raw_server((lambda connection: connection.sendall(answer)) if isinstance(answer, bytes) else answer)
        return connect(url, limits).app("a")

    return asked


@pytest.fixture
def refusal(ask: Callable[..., Any]) -> Callable[..., errors.NuonError]:
    """Return the error that an answer becomes; it must be a paragraph that holds neither token nor context."""

    def refused(
        answer: bytes | Callable[[socket.socket], None], kind: type[errors.NuonError], limits: Limits = PATIENT
    ) -> errors.NuonError:
        with pytest.raises(errors.NuonError) as raised:
            ask(answer, limits)
        assert type(raised.value) is kind
        assert raised.value.__context__ is None
        assert TOKEN not in str(raised.value)
        assert len(str(raised.value)) < LONGEST_ERROR
        return raised.value

    return refused


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """A certificate for 127.0.0.1 that nobody but itself has signed, and its key."""
    paths = str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return paths


@pytest.fixture
def tls_server(certificate: tuple[str, str]) -> Iterator[HTTPServer]:
    context: ssl.SSLContext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context, threaded=True) as running:
        yield running
