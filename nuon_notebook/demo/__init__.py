"""The demo world: a made-up vendor with its apps, customers and workflows, served as Nuon's API serves them.

`transport()` answers inside this process, `serve()` over HTTP on loopback, `python -m nuon_notebook.demo` does the
same from a terminal. Everything is invented, its secrets too, and nothing depends on a clock or on chance.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.people import ORG_ID, PEOPLE
from nuon_notebook.demo.records import SECRETS

if TYPE_CHECKING:
    from nuon_notebook.demo.in_process import DemoTransport
    from nuon_notebook.demo.installs import APPS
    from nuon_notebook.demo.server import Server, serve
    from nuon_notebook.demo.worlds import CUSTOMERS, INSTALLER_ID, TOKEN, World, world

__all__ = [
    "API_URL", "APPS", "CUSTOMERS", "INSTALLER_ID", "ORG_ID", "PEOPLE", "SECRETS", "TOKEN",
    "DemoTransport", "Server", "World", "serve", "transport", "world",
]  # fmt: skip

API_URL = "https://demo.invalid"
"""The address that the in-process transport answers; no other machine has it."""

_HOMES = {
    "DemoTransport": "in_process", "Server": "server", "serve": "server", "APPS": "installs",
    "CUSTOMERS": "worlds", "INSTALLER_ID": "worlds", "TOKEN": "worlds", "World": "worlds", "world": "worlds",
}  # fmt: skip


def transport(served: World | None = None, *, installers: bool = True) -> DemoTransport:
    """An httpx transport that answers from `served`, the demo world unless told otherwise.

    Without `installers` it behaves as a server of after 0.19.708, which has none.
    """
    from nuon_notebook.demo.in_process import DemoTransport  # noqa: PLC0415 - httpx is slow to import

    return DemoTransport(served, installers=installers)


def __getattr__(name: str) -> Any:
    """Resolves the rest of the public names, so that importing the package stays cheap."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
