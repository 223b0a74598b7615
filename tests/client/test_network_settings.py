"""The proxy and the certificates of the environment: what is in force is used, and named if it fails."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import httpx
import pytest
from pytest_httpserver import HTTPServer

from nuon_notebook import errors, session
from nuon_notebook.client.network_settings import NetworkSettings
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nuon_notebook.client import Client

    Connect = Callable[..., Client]
    Proxy = Callable[[bytes], str]

APP = "/v1/apps/a"
PASSWORD = "hunter2" + "hunter2"
LONGEST_ERROR = 450
NOBODY = "127.0.0.1:9"  # the port of a service that no machine runs


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Starts a proxy that answers every request with a line of status, and tunnels if that is 200."""
    with contextlib.ExitStack() as stack:

        def tunnel(one: socket.socket, other: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while data := one.recv(65536):
                    other.sendall(data)
                other.shutdown(socket.SHUT_WR)

        def handle(connection: socket.socket, status: bytes) -> None:
            with contextlib.suppress(OSError), connection:
                target = connection.recv(65536).split()[1].decode().rpartition(":")
                connection.sendall(b"HTTP/1.1 " + status + b"\r\n\r\n")
                if status.startswith(b"200"):
                    with socket.create_connection((target[0].strip("[]"), int(target[2]))) as server:
                        threading.Thread(target=tunnel, args=(connection, server), daemon=True).start()
                        tunnel(server, connection)

        def start(status: bytes = b"200 OK") -> str:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def accept() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        threading.Thread(target=handle, args=(connection, status), daemon=True).start()

            threading.Thread(target=accept, daemon=True).start()
            stack.callback(lambda: listener.shutdown(socket.SHUT_RDWR))
            return f"127.0.0.1:{listener.getsockname()[1]}"

        yield start


def told(connect: Connect, url: str = "https://nuon.invalid") -> str:
    with pytest.raises(errors.NuonError) as raised:
        connect(url).app("a")
    assert raised.value.__context__ is None
    assert isinstance(raised.value, errors.SettingsError | errors.NetworkError)
    message = str(raised.value)
    assert PASSWORD not in message + repr(raised.value)
    assert len(message) < LONGEST_ERROR
    return message


def test_a_proxy_that_cannot_be_used_is_told_by_its_variable(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(variable: str, value: str, why: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            message = told(connect)
            assert message.startswith(f"The proxy of {variable} cannot be used: ")
            assert why in message

    values = (
        (f"http://{NOBODY[:-1]}99999", "impossible port"), ("proxy.example:99999", "impossible port"),
        ("http://proxy.example:0", "impossible port"), ("http://proxy.example:x", "not a URL"),
        (f"gopher://me:{PASSWORD}@{NOBODY}", "must begin with http://, https://, socks5://"),
        (f"socks4://me:{PASSWORD}@{NOBODY}", "must begin with"), ("http://", "no host"), ("http://[::1", "not a URL"),
        (f"http://me:{PASSWORD}@", "no host"), ("'http://proxy.example'", "in quotes"),
        ("http://a b", "a blank within"),
        (f"http://me:{PASSWORD}@proxy.example:99999", "impossible port"), ("“http://proxy.example”", "in quotes"),
    )  # fmt: skip
    variables = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "Https_Proxy")
    assert failures(check, [(variable, *value) for variable in variables for value in values]) == []


def test_socks_without_its_library_is_told(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nuon_notebook.client.network_settings.find_spec", lambda _name: None)
    for variable in ("HTTPS_PROXY", "all_proxy"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, f"socks5://me:{PASSWORD}@{NOBODY}")
            message = told(connect)
        assert message.startswith(f"The proxy of {variable} cannot be used: the library for SOCKS is not installed")


def test_a_proxy_that_does_not_answer_is_named_with_its_variable_and_without_its_password(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(variable: str, value: str, shown: str, why: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            message = told(connect)
            assert f"behind the proxy {shown} (from {variable}), which {why}." in message
            assert f"Check {variable} in the environment" in message
            assert "NUON_API_URL" not in message

    closed = "could not be reached"
    values = (
        (f"http://{NOBODY}", NOBODY, closed), (NOBODY, NOBODY, closed),
        (f"http://me:{PASSWORD}@{NOBODY}", NOBODY, closed),
        (f"https://{NOBODY}", NOBODY, closed), ("http://proxy.invalid:3128", "proxy.invalid:3128", closed),
        ("http://[::1]:9", "[::1]:9", closed), (f"me:{PASSWORD}@{NOBODY}", NOBODY, closed),
    )  # fmt: skip
    variables = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
    assert failures(check, [(variable, *value) for variable in variables for value in values]) == []


def test_a_proxy_that_refuses_is_named(connect: Connect, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(status: bytes, why: str) -> None:
        with monkeypatch.context() as patch:
            address = proxy(status)
            patch.setenv("HTTPS_PROXY", f"http://me:{PASSWORD}@{address}")
            assert f"the proxy {address} (from HTTPS_PROXY), which {why}" in told(connect)

    cases = (
        (b"407 Proxy Authentication Required", "refused the request (407). It needs a user name and a password"),
        (b"403 Forbidden", "refused the request (403). Check HTTPS_PROXY"), (b"502 " + PASSWORD.encode(), "refused"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_the_lower_case_variable_counts_where_both_are_set(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:10")
    monkeypatch.setenv("https_proxy", f"http://{NOBODY}")
    assert f"{NOBODY} (from https_proxy)" in told(connect)
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:11")
    assert "(from https_proxy)" in told(connect)


def test_a_proxy_is_used(
    tls_server: HTTPServer,
    certificate: tuple[str, str],
    connect: Connect,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tls_server.expect_request(APP).respond_with_json({"id": "a"})
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    for value in (f"http://{proxy(b'200 OK')}", proxy(b"200 OK")):
        monkeypatch.setenv("HTTPS_PROXY", value)
        assert connect(f"https://127.0.0.1:{tls_server.port}").app("a").id == "a"


def test_a_server_that_no_proxy_names_is_reached_directly(
    certificate: tuple[str, str], connect: Connect, monkeypatch: pytest.MonkeyPatch, tls_server: HTTPServer
) -> None:
    tls_server.expect_request(APP).respond_with_json({"id": "a"})
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    monkeypatch.setenv("HTTPS_PROXY", f"http://{NOBODY}")

    def check(variable: str, value: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            assert connect(f"https://127.0.0.1:{tls_server.port}").app("a").id == "a"

    values = (
        "127.0.0.1", "*", "[::1],127.0.0.1", "fd00::/8, 127.0.0.0/8", "::1 127.0.0.1", "[fd00::]/8,127.0.0.1",
        f"127.0.0.1:{tls_server.port}", "https://127.0.0.1", ",,127.0.0.1,", "[::1]:443,127.0.0.1", "%%%,127.0.0.1",
    )  # fmt: skip
    assert failures(check, [(name, value) for name in ("NO_PROXY", "no_proxy") for value in values]) == []


def test_what_no_proxy_means() -> None:
    def check(url: str, entries: str, expected: bool) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HTTPS_PROXY", f"http://{NOBODY}")
            patch.setenv("NO_PROXY", entries)
            found = NetworkSettings.read(httpx.URL(url))
        assert (found.bypass_variable == "NO_PROXY", found.proxy == "") == (expected, expected)

    nuon, six = "https://api.nuon.co", "https://[fd00::5]:8443"
    cases = (
        (nuon, "nuon.co", True), (nuon, "api.nuon.co", True), (nuon, ".nuon.co", True), (nuon, "*.nuon.co", True),
        (nuon, "API.NUON.CO", True), (nuon, "api.nuon.co:443", True), (nuon, "*", True), (nuon, "other,nuon.co", True),
        (nuon, "api.nuon.co:8443", False), (nuon, "uon.co", False), (nuon, ".api.nuon.co", False), (nuon, "", False),
        (nuon, "nuon.co.example", False), (nuon, "[::1]", False), (nuon, "fd00::/8", False), (nuon, "0.0.0.0/0", False),
        (six, "[fd00::5]", True), (six, "fd00::5", True), (six, "fd00::/8", True), (six, "[fd00::]/8", True),
        (six, "[fd00::5]:8443", True), (six, "[fd00::5]:443", False), (six, "[::1]", False), (six, "fe80::/10", False),
        ("https://10.1.2.3", "10.0.0.0/8", True), ("https://10.1.2.3", "10.1.2.0/24", True),
        ("https://10.1.2.3", "10.1.2.3/99", False), ("https://10.1.2.3", "11.0.0.0/8", False),
        ("https://localhost", "localhost", True), ("https://xlocalhost", "localhost", False),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_a_failed_connection_past_the_proxy_is_told_as_one(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{NOBODY}")
    monkeypatch.setenv("no_proxy", "invalid,127.0.0.1")
    assert "The host name has no address. It was a direct one, because of no_proxy." in told(connect)
    assert "No connection could be made. It was a direct one, because of no_proxy." in told(
        connect, f"https://{NOBODY}"
    )


def test_without_a_proxy_no_variable_is_blamed(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "[::1],fd00::/8,127.0.0.1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:99999")
    for url in ("https://nuon.invalid", f"https://{NOBODY}"):
        message = told(connect, url)
        assert "PROXY" not in message
        assert "NUON_API_URL" in message


def test_certificates_that_cannot_be_used_are_told_by_their_variable(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "text.pem").write_text("no certificate\n")
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "binary.pem").write_bytes(bytes(range(256)))

    def check(variable: str, name: str, why: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv(variable, str(tmp_path / name))
            message = told(connect)
            assert message.startswith(f"The certificates of {variable} cannot be used: ")
            assert why in message

    cases = (
        ("SSL_CERT_FILE", "none.pem", "cannot be read (No such file or directory)"),
        ("SSL_CERT_FILE", "text.pem", "holds no certificates in PEM format"), ("SSL_CERT_FILE", "empty.pem", "PEM"),
        ("SSL_CERT_FILE", "binary.pem", "PEM"), ("SSL_CERT_FILE", "", "cannot be used"),
        ("SSL_CERT_DIR", "none", "is not a folder"), ("SSL_CERT_DIR", "text.pem", "is not a folder"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_certificates_that_do_not_vouch_for_the_server_are_named(
    tls_server: HTTPServer, connect: Connect, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"https://127.0.0.1:{tls_server.port}"
    assert "set SSL_CERT_FILE" in told(connect, url)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    message = told(connect, url)
    assert "its certificate is not valid here" in message
    assert "Only the certificates of SSL_CERT_DIR are trusted" in message
    address = proxy(b"200 OK")
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{PASSWORD}@{address}")
    assert f"It is behind the proxy {address} (from HTTPS_PROXY)." in told(connect, url)


def test_a_corrected_proxy_is_used_by_the_next_call(
    tls_server: HTTPServer, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tls_server.expect_request(APP).respond_with_json({"id": "a"})
    settings = {
        "NUON_API_URL": f"https://127.0.0.1:{tls_server.port}", "NUON_API_TOKEN": "a-token-" + "of-nobody",
        "NUON_ORG_ID": "org1", "SSL_CERT_FILE": certificate[0], "HTTPS_PROXY": f"http://{NOBODY}",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(session, "_client", None)
    monkeypatch.setattr(session, "_arguments", session._ConnectArguments())
    with pytest.raises(errors.NetworkError, match="HTTPS_PROXY"):
        session.client().app("a")
    assert session.client() is session.client()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with session.client() as client:
        assert client.app("a").id == "a"


def test_plain_http_reads_no_certificates_and_trusts_none() -> None:
    plain, encrypted = (NetworkSettings.read(httpx.URL(f"{scheme}://127.0.0.1")) for scheme in ("http", "https"))
    assert (plain.ssl_context().verify_mode, plain.ssl_context().get_ca_certs()) == (ssl.CERT_REQUIRED, [])
    assert encrypted.ssl_context().get_ca_certs() != []
