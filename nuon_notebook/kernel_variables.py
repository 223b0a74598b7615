"""The models and clients that the user's variables hold in this kernel."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client import Client

MAX_ITEMS = 10_000  # of one list: this also runs on TAB, and a list may hold anything


def models_in_variables() -> Iterator[Any]:
    """Yield the models in this kernel's variables, each once; nothing outside a kernel.

    This includes the models behind `_` and `_1`, the root of an explorer, and the items of lists, tuples and dicts.
    """
    found = (each for value in _variables() for each in _contents(value))
    yield from {id(each): each for each in found if is_model(each)}.values()


def model_in_variable(name: str) -> Any:
    """Return the model in a variable of this kernel; None if there is no such variable, or no model in it."""
    shell = _shell()
    value = shell.user_ns.get(name) if shell else None
    return value if is_model(value) else None


def is_model(value: object) -> bool:
    """Tell whether a value is a model of this package."""
    models: Any = sys.modules.get("nuon_notebook.models")
    return models is not None and isinstance(value, models.Model)


def is_collection(value: object) -> bool:
    """Tell whether a value is a collection of models of this package."""
    models: Any = sys.modules.get("nuon_notebook.models")
    return models is not None and isinstance(value, models.Collection)


def clients_in_variables() -> Iterator[Client]:
    """Yield the clients in this kernel's variables; nothing outside a kernel."""
    client: Any = sys.modules.get("nuon_notebook.client")
    yield from (value for value in (_variables() if client else ()) if isinstance(value, client.Client))


def _contents(value: object) -> Iterator[object]:
    explorer: Any = sys.modules.get("nuon_notebook.explorer")
    if isinstance(value, list | tuple | dict):
        yield from islice(list(value.values()) if isinstance(value, dict) else value, MAX_ITEMS)
    elif explorer and isinstance(value, explorer.Explorer):
        yield value.root
    else:
        yield value


def _variables() -> list[object]:
    shell = _shell()
    return list(shell.user_ns.values()) if shell else []


def _shell() -> Any:
    ipython: Any = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
