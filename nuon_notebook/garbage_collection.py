"""Pauses Python's garbage collector while many objects are created that stay."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_BYTES = 64 * 1024  # of a payload; for a smaller one, pausing does not pay


@contextmanager
def gc_paused(size: int = MIN_BYTES) -> Iterator[None]:
    """Pause the garbage collector while classes are imported, and models are created or displayed.

    All of these create many objects but hardly any garbage in reference cycles. Collections would take a quarter of the
    time of parsing, a tenth of that of importing and of displaying, and free nothing.

    Args:
        size: the size of what is parsed, in bytes.
    """
    pause = size >= MIN_BYTES and gc.isenabled()
    try:
        if pause:
            gc.disable()
        yield
    finally:
        if pause:
            gc.enable()


@contextmanager
def gc_paused_and_promoted() -> Iterator[None]:
    """Pause the garbage collector while objects are created that stay, and move them to its oldest generation."""
    with gc_paused():
        try:
            yield
        finally:
            promote()


def promote() -> None:
    """Move all that was created to the garbage collector's oldest generation.

    Otherwise the next collection visits all of it, which makes whoever interrupts a large load wait up to a second.
    """
    if not gc.get_freeze_count():  # what somebody froze stays frozen
        gc.freeze()
        gc.unfreeze()
