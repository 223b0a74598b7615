"""URLs that a token may be sent to."""

from __future__ import annotations

import ipaddress

import httpx

from nuon_notebook.errors import SettingsError

ARGUMENT = "the argument `api_url`"
HIGHEST_PORT = 65535


def validate_api_url(api_url: str, source: str) -> httpx.URL:
    """Return the URL of the API, if a token may be sent there.

    Args:
        api_url: the URL as the user gave it.
        source: where it came from, for the message.

    Raises:
        SettingsError: it is not an `http(s)` URL, has an impossible port, holds a password, a query or a fragment, or
            is plain `http` to another machine.
    """
    came_from = f"This URL came from {ARGUMENT if source == 'argument' else source}."
    advice = f"Use a URL such as https://api.nuon.co. {came_from}"
    try:
        url = httpx.URL(api_url)
        host = url.host  # httpx decodes it only now
    except (httpx.InvalidURL, ValueError):
        url, host = httpx.URL(), ""
    if url.scheme not in ("http", "https") or not host:
        raise SettingsError(
            what="The API's URL is not a web address.", why="It must begin with https://.", advice=advice
        )
    if url.port is not None and not 0 < url.port <= HIGHEST_PORT:
        raise SettingsError(
            what="The API's URL has an impossible port.",
            why=f"Ports are numbers from 1 to {HIGHEST_PORT}.",
            advice=advice,
        )
    if url.userinfo or url.query or url.fragment:
        raise SettingsError(
            what="The API's URL holds too much:", why="a password, a query or a fragment.", advice=advice
        )
    if url.scheme == "http" and not is_loopback(url):
        raise SettingsError(
            what=f"Plain http to {host_and_port(url)} is refused:",
            why="anyone on the network path could read the token.",
            advice=f"Use https:// instead; plain http is allowed only to this machine. {came_from}",
        )
    return url


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
