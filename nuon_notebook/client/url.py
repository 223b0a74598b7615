"""URLs that a token may be sent to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import httpx

from nuon_notebook.errors import SettingsError
from nuon_notebook.identifiers import QUOTES

ARGUMENT = "the argument `api_url`"
EXAMPLE = "https://api.nuon.co"
HIGHEST_PORT = 65535
LONGEST_HOST = 253
HOST = re.compile(r"(?:(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!$)|$))+")
VERSIONED = re.compile(r"/v\d+(?:/|$)")


def validate_api_url(api_url: str, source: str) -> httpx.URL:
    """Return the URL of the API, if a token may be sent there.

    Args:
        api_url: the URL as the user gave it.
        source: where it came from, for the message.

    Raises:
        SettingsError: it is not an `http(s)` URL of a host, has an impossible port, holds a password, a query, a
            fragment or the version of the API, or is plain `http` to another machine.
    """
    came_from = f"This URL came from {ARGUMENT if source == 'argument' else source}."
    if problem := _problem_of(api_url):
        raise SettingsError(
            what="The API's URL cannot be used:", why=f"{problem}.", advice=f"Use a URL such as {EXAMPLE}. {came_from}"
        )
    url = httpx.URL(api_url)
    if url.scheme == "http" and not is_loopback(url):
        raise SettingsError(
            what=f"Plain http to {host_and_port(url)} is refused:",
            why="anyone on the network path could read the token.",
            advice=f"Use https:// instead; plain http is allowed only to this machine. {came_from}",
        )
    return url


def path_of(url: httpx.URL) -> str:
    """Return the path of the API's URL, as messages name it; empty if there is none."""
    return url.path.rstrip("/")


def problem_of_port(parts: SplitResult) -> str:
    """Return why the port of a URL cannot be one, without quoting it; empty if it can be, or if there is none."""
    try:
        is_possible = parts.port != 0
    except ValueError:
        is_possible = False
    return "" if is_possible else f"it has an impossible port; ports are numbers from 1 to {HIGHEST_PORT}"


def _problem_of(api_url: str) -> str:
    """Return why a text cannot be the URL of the API, without quoting it; empty if it can be."""
    if api_url[:1] in QUOTES or api_url[-1:] in QUOTES:
        return "it is in quotes; give it without them"
    if any(map(str.isspace, api_url)):
        return "it has a blank within"
    scheme, separator, _ = api_url.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return "it is not a web address, which begins with https://"
    try:
        parts = urlsplit(api_url)
    except ValueError:
        return "its IPv6 address is malformed"
    problem = _problem_of_host(parts) or problem_of_port(parts) or _problem_of_rest(api_url, parts)
    return problem or ("" if _is_usable(api_url) else "its host is malformed")


def _problem_of_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "@" in parts.netloc:
        return "it holds a user name or a password; the token is given apart"
    if parts.netloc.count(":") > 1 and "[" not in parts.netloc:
        return "an IPv6 address needs brackets, as in https://[::1]"
    if not host:
        return "no host follows https://"
    if not host.isascii():
        return "its host has letters that are not ASCII: other letters look the same; if it is meant, use its xn-- form"
    if host.endswith("."):
        return "its host ends in a dot"
    is_host = "[" in parts.netloc or (HOST.fullmatch(host) and len(host) <= LONGEST_HOST)
    return "" if is_host else "its host has characters that no host has, or is too long"


def _problem_of_rest(api_url: str, parts: SplitResult) -> str:
    if "#" in api_url:
        return "it holds a fragment (what follows a `#`)"
    if "?" in api_url:
        return "it holds a query (what follows a `?`)"
    if VERSIONED.search(parts.path):
        # Not cut off in silence: Nuon's CLI, which reads the same setting, adds the version as well.
        return "its path holds the version of the API (such as `/v1`), which the client adds by itself; leave it out"
    return ""


def _is_usable(api_url: str) -> bool:
    try:
        return bool(httpx.URL(api_url).host)  # httpx decodes it only now
    except (httpx.InvalidURL, ValueError):
        return False


def host_and_port(url: httpx.URL) -> str:
    """Return host and port of a URL, as messages name them; a scheme's default port is left out."""
    return url.netloc.decode("ascii")


def is_loopback(url: httpx.URL) -> bool:
    """Tell whether a URL leads to this machine."""
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Tell whether two URLs have the same scheme, host and port."""
    return (one.scheme, one.raw_host, one.port) == (other.scheme, other.raw_host, other.port)
