"""Row: the unit tests; they take minutes, so that only who names the row measures it."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import row

if TYPE_CHECKING:
    from benchmarks.measuring import Meter

ROOT = Path(__file__).parents[1]
GOAL = 5  # minutes


@row("make unit", beside="", goal=None, by_default=False)
def unit_tests(meter: Meter) -> None:
    before = _of_children()
    subprocess.run([sys.executable, "-m", "pytest", "-m", "not browser", "-q"], cwd=ROOT, check=False)
    taken = _of_children() - before
    meter.record(taken)
    meter.note = f"{taken / 60:.1f} min; to reach: {GOAL} min"


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
