"""The proxy and the certificates that the environment prescribes, for one server.

httpx reads them, too, but refuses some forms of NO_PROXY, and does not tell which of them it used.
"""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.client.url import host_and_port, problem_of_port
from nuon_notebook.errors import SettingsError
from nuon_notebook.identifiers import QUOTES

if TYPE_CHECKING:
    from collections.abc import Mapping

PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
WITH_PORT = re.compile(r"(?P<host>[^:]+|\[.*\]):(?P<port>\d+)")


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How the environment says that a server is reached.

    Attributes:
        proxy: the URL of the proxy; empty for a direct connection. It may hold a password.
        proxy_variable: the variable that names the proxy.
        bypass_variable: the variable that makes the connection a direct one although there is a proxy.
        certificates: the file or folder of the certificates that are trusted; empty for those of certifi.
        certificates_variable: the variable that names them.
        encrypted: whether the server is reached by https.
    """

    proxy: str = field(default="", repr=False)
    proxy_variable: str = ""
    bypass_variable: str = ""
    certificates: str = ""
    certificates_variable: str = ""
    encrypted: bool = True

    @classmethod
    def read(cls, url: httpx.URL) -> NetworkSettings:
        """Return the settings for a server. Plain http takes none: a proxy would be shown the token."""
        if url.scheme != "https":
            return cls(encrypted=False)
        certificates = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), "")
        file = os.environ.get(certificates, "")
        trust: dict[str, Any] = {"certificates": file, "certificates_variable": certificates}
        proxies = getproxies()
        scheme = next((scheme for scheme in ("https", "all") if proxies.get(scheme)), "")
        if not scheme:
            return cls(**trust)
        if _is_bypassed(url, proxies):
            return cls(bypass_variable=_variable("no_proxy"), **trust)
        proxy = proxies[scheme].strip()
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        return cls(proxy=proxy, proxy_variable=_variable(f"{scheme}_proxy"), **trust)

    @property
    def proxy_in_words(self) -> str:
        """The proxy with the variable that names it, as messages have it; without user name and password."""
        return f"the proxy {host_and_port(httpx.URL(self.proxy))} (from {self.proxy_variable})"

    def check_proxy(self) -> None:
        """Check that there is no proxy, or one that can be used.

        Raises:
            SettingsError: the proxy cannot be used.
        """
        if problem := self.proxy and _proxy_problem(self.proxy):
            raise SettingsError(
                what=f"The proxy of {self.proxy_variable} cannot be used:",
                why=f"{problem}.",
                advice=f"Correct {self.proxy_variable} in the environment, or name the API's host in NO_PROXY.",
            )

    def ssl_context(self) -> ssl.SSLContext:
        """Return what decides which servers are trusted; without encryption, none.

        Raises:
            SettingsError: the certificates cannot be read.
        """
        if not self.encrypted:  # reading certificates takes longer than a request on loopback
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not self.certificates:
            return httpx.create_ssl_context(trust_env=False)
        loaded = self._load_certificates()
        if isinstance(loaded, ssl.SSLContext):
            return loaded
        raise SettingsError(
            what=f"The certificates of {self.certificates_variable} cannot be used:",
            why=f"{sanitize(self.certificates, '', MAX_ID)} {loaded}.",
            advice=f"Correct {self.certificates_variable} in the environment, or `unset` it.",
        )

    def _load_certificates(self) -> ssl.SSLContext | str:
        """Return the context, or what is wrong with the certificates."""
        is_folder = self.certificates_variable == "SSL_CERT_DIR"
        if is_folder and not Path(self.certificates).is_dir():
            return "is not a folder"
        try:
            if is_folder:
                return ssl.create_default_context(capath=self.certificates)
            return ssl.create_default_context(cafile=self.certificates)
        except ssl.SSLError:
            return "holds no certificates in PEM format"
        except (OSError, ValueError) as error:
            return f"cannot be read ({getattr(error, 'strerror', None) or 'invalid path'})"


def _variable(name: str) -> str:
    """Return the variable of the environment that urllib took a setting from, in its own case."""
    if name in os.environ:
        return name
    return next((found for found in reversed(list(os.environ)) if found.lower() == name), "the system's settings")


def _proxy_problem(proxy: str) -> str:
    """Return why a URL cannot be that of a proxy, without quoting it; empty if it can be."""
    if proxy[:1] in QUOTES or proxy[-1:] in QUOTES or any(map(str.isspace, proxy)):
        return "it is in quotes, or has a blank within"
    try:
        parts = urlsplit(proxy)
        url = httpx.URL(proxy)
    except (httpx.InvalidURL, ValueError):
        return "it is not a URL such as http://proxy.example:3128"
    if parts.scheme not in PROXY_SCHEMES:
        return f"it must begin with {', '.join(f'{scheme}://' for scheme in PROXY_SCHEMES)}"
    if not url.host:
        return "it names no host"
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        return "the library for SOCKS is not installed (`pip install httpx[socks]`)"
    return problem_of_port(parts)


def _is_bypassed(url: httpx.URL, proxies: Mapping[str, str]) -> bool:
    return any(_matches(entry, url) for entry in re.split(r"[\s,]+", proxies.get("no", "")) if entry)


def _matches(entry: str, url: httpx.URL) -> bool:
    """Tell whether an entry of NO_PROXY means a server: a host, a domain, an address, a range of addresses, or `*`."""
    host = entry.rpartition("://")[2].lower()
    if with_port := WITH_PORT.fullmatch(host):
        host = with_port["host"]
        if int(with_port["port"]) != (url.port or 443):
            return False
    if host == "*":
        return True
    try:
        return ip_address(url.host) in ip_network(host.replace("[", "").replace("]", ""), strict=False)
    except ValueError:  # one of them is a name
        domain = host.removeprefix("*")
        return url.host == domain or url.host.endswith(domain if domain.startswith(".") else f".{domain}")
