"""The client of Nuon's API, the only package here that speaks HTTP. The public names are imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nuon_notebook.client.api import Api
    from nuon_notebook.client.client import Client
    from nuon_notebook.client.limits import Limits
    from nuon_notebook.client.settings import Settings

__all__ = ["Api", "Client", "Limits", "Settings"]

_HOMES = {"Api": "api", "Client": "client", "Limits": "limits", "Settings": "settings"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        problem = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(problem)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
