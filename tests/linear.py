"""Whether work on a text takes time in proportion to its length, on a machine of any speed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 4
"""How much longer the second text is: linear work takes 4 times as long then, quadratic work 16 times."""
MOST = 8
"""How much longer it may take: between what linear and what quadratic work takes."""
UNNOTICED = 0.05
"""Seconds of processor time that are too few to compare."""
ATTEMPTS = 3


def assert_linear(work: Callable[[str], object], unit: str, length: int = 24_000) -> None:
    """Assert that work on a text of repeated units, and on one that is longer, differ as their lengths do.

    Args:
        work: what is done with a text.
        unit: what the text repeats.
        length: of the longer text, in characters.
    """
    short, long = (unit * (characters // len(unit)) for characters in (length // TIMES, length))
    ratios = []
    for _ in range(ATTEMPTS):  # what else the machine does may slow one of them down
        seconds = _seconds(work, long)
        if seconds < UNNOTICED:
            return
        # A short text that takes less than its share of UNNOTICED counts as that: quadratic work then still shows.
        ratios.append(seconds / max(_seconds(work, short), UNNOTICED / TIMES**2))
        if ratios[-1] < MOST:
            return
    problem = f"{TIMES} times the text took {min(ratios):.0f} times as long"
    raise AssertionError(problem)


def _seconds(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started
