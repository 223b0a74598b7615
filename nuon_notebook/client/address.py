"""Which addresses a token may be sent to."""

from __future__ import annotations

import ipaddress

import httpx

from nuon_notebook.client.errors import AddressError, InsecureAddressError

ARGUMENT = "the argument `api_url`"
GREATEST_PORT = 65535


def checked_address(api_url: str, source: str) -> httpx.URL:
    """Return the API's address, if a token may be sent there.

    Args:
        api_url: the address as it was given.
        source: where it was given, for the message.

    Raises:
        InsecureAddressError: it is plain `http` on another machine.
        AddressError: it is no `http(s)` address, has a port that cannot be, or holds a password, a query or a fragment.
    """
    came_from = f"This address came from {ARGUMENT if source == 'argument' else source}."
    advice = f"Give an address such as https://api.nuon.co. {came_from}"
    try:
        url = httpx.URL(api_url)
        host = url.host  # is decoded only now
    except (httpx.InvalidURL, ValueError):
        url, host = httpx.URL(), ""
    if url.scheme not in ("http", "https") or not host:
        raise AddressError(
            what="The API's address is no web address.", why="It must begin with https://.", advice=advice
        )
    if url.port is not None and not 0 < url.port <= GREATEST_PORT:
        raise AddressError(
            what="The API's address has a port that cannot be.",
            why=f"Ports are numbers from 1 to {GREATEST_PORT}.",
            advice=advice,
        )
    if url.userinfo or url.query or url.fragment:
        raise AddressError(
            what="The API's address holds more than an address:",
            why="a password, a query or a fragment.",
            advice=advice,
        )
    if url.scheme == "http" and not is_loopback(url):
        raise InsecureAddressError(
            what=f"Plain http to {place_of(url)} is refused:",
            why="everybody on the way could read the token.",
            advice=f"Write https:// in its place; only this machine is reached by plain http. {came_from}",
        )
    return url


def place_of(url: httpx.URL) -> str:
    """Return host and port of an address, as messages name them; a scheme's own port goes without saying."""
    return url.netloc.decode("ascii")


def is_loopback(url: httpx.URL) -> bool:
    """Tell whether an address stays on this machine."""
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Tell whether two addresses agree in scheme, host and port."""
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)
