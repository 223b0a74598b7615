"""Collects the properties that the API's schema does not list, so that a page tells each of them once."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nuon_notebook.display.view import Unknown

_collected: ContextVar[dict[str, Unknown] | None] = ContextVar("_collected", default=None)


@contextmanager
def collecting() -> Iterator[dict[str, Unknown]]:
    """Collect what is found while the context lasts: by the name with its class, the property."""
    found: dict[str, Unknown] = {}
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def collect(kind: str, found: Iterable[Unknown]) -> None:
    """Add the properties that were found on a model. The first of each name is kept.

    Args:
        kind: the name of the model's class.
        found: the properties.
    """
    collected = _collected.get()
    if collected is not None:
        for path, type_word, value in found:
            name = f"{kind}.{path}"
            collected.setdefault(name, (name, type_word, value))
