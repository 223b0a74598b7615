"""What of this package the user's variables hold."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client import Client

MOST = 10_000  # items of one list that are looked at: TAB does so too, and lists may hold anything


def models_in_hand() -> Iterator[Any]:
    """Yield the models in this kernel's variables, each once; none outside of a kernel.

    Those behind `_` and `_1` are among them, those that an explorer holds, and the items of lists, tuples and dicts.
    """
    models: Any = sys.modules.get("nuon_notebook.models")
    found = (each for value in _variables() for each in _within(value)) if models else ()
    yield from {id(each): each for each in found if isinstance(each, models.Model)}.values()


def clients_in_hand() -> Iterator[Client]:
    """Yield the clients in this kernel's variables; none outside of a kernel."""
    client: Any = sys.modules.get("nuon_notebook.client")
    yield from (value for value in (_variables() if client else ()) if isinstance(value, client.Client))


def _within(value: object) -> Iterator[object]:
    explorer: Any = sys.modules.get("nuon_notebook.explorer")
    if isinstance(value, list | tuple | dict):
        yield from islice(list(value.values()) if isinstance(value, dict) else value, MOST)
    elif explorer and isinstance(value, explorer.Explorer):
        yield value.root
    else:
        yield value


def _variables() -> list[object]:
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return list(shell.user_ns.values()) if shell else []
