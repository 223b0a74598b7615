"""The demo world: a made-up vendor with its apps, customers and workflows, served as Nuon's API serves them.

`transport()` answers inside this process, `serve()` over HTTP on loopback, `python -m nuon_notebook.demo` does the
same from a terminal. Everything is invented, its secrets too, and nothing depends on a clock or on chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.people import ORG_ID

if TYPE_CHECKING:
    from nuon_notebook.demo.serve import Server, serve
    from nuon_notebook.demo.transport import DemoTransport
    from nuon_notebook.demo.world import INSTALLER_ID, TOKEN, World, world

__all__ = [
    "API_URL", "INSTALLER_ID", "ORG_ID", "TOKEN", "DemoTransport", "Server", "World", "serve", "transport", "world",
]  # fmt: skip

API_URL = "https://demo.invalid"
"""The address that the in-process transport answers; no other machine has it."""

_HOMES = {
    "DemoTransport": "transport", "Server": "serve", "serve": "serve",
    "INSTALLER_ID": "world", "TOKEN": "world", "World": "world", "world": "world",
}  # fmt: skip


def transport(served: World | None = None, *, installers: bool = True) -> DemoTransport:
    """An httpx transport that answers from `served`, the demo world unless told otherwise.

    Without `installers` it behaves as a server of after 0.19.708, which has none.
    """
    from nuon_notebook.demo.transport import DemoTransport

    return DemoTransport(served, installers=installers)


def __getattr__(name: str) -> Any:
    """Resolves the rest of the public names, so that importing the package stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
