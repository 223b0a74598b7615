"""What of this package the user's variables hold."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client import Client


def models_in_hand() -> Iterator[Any]:
    """Yield the models in this kernel's variables, those behind `_` and `_1` included; none outside of a kernel."""
    models: Any = sys.modules.get("nuon_notebook.models")
    for value in _variables() if models else ():
        if isinstance(value, models.Collection):
            yield from value
        elif isinstance(value, models.Model):
            yield value


def clients_in_hand() -> Iterator[Client]:
    """Yield the clients in this kernel's variables; none outside of a kernel."""
    client: Any = sys.modules.get("nuon_notebook.client")
    yield from (value for value in (_variables() if client else ()) if isinstance(value, client.Client))


def _variables() -> list[object]:
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return list(shell.user_ns.values()) if shell else []
