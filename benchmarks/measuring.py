"""Measures a row: our side and its peer in turn, and the median of their ratios."""

from __future__ import annotations

import cProfile
import gc
import io
import pstats
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from math import nan
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

from benchmarks.large_vendor import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Unit = Literal["CPU s", "s", "bytes"]


@dataclass(frozen=True)
class Scale:
    """How much is measured.

    Attributes:
        vendor: the size of the large vendor.
        repeats: how often both sides are measured.
        kernels: how often, where that takes fresh kernels.
        many: the larger number of configs, where many configs are compared with few.
        parsed: megabytes that are parsed.
    """

    vendor: Size
    repeats: int
    kernels: int
    many: int
    parsed: float


FULL = Scale(Size(), repeats=5, kernels=5, many=1000, parsed=1.0)
SHORT = Scale(Size(configs=20, installs=15), repeats=3, kernels=2, many=200, parsed=0.3)


@dataclass(frozen=True)
class Figures:
    """What was measured of a row.

    Attributes:
        own: one figure of our side for each measurement.
        peer: one of the peer for each, measured right after it; empty if the row has no peer.
        note: what else is to be known.
    """

    own: tuple[float, ...] = ()
    peer: tuple[float, ...] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The median of the ratios of our side to its peer; None without a peer."""
        return median(own / peer for own, peer in zip(self.own, self.peer, strict=True)) if self.peer else None


@dataclass
class Meter:
    """Runs the two sides of a row in turn, and keeps the figures.

    Attributes:
        scale: how much is measured.
        note: what else is to be known.
    """

    scale: Scale
    note: str = ""
    _own: list[float] = field(default_factory=list)
    _peer: list[float] = field(default_factory=list)

    @property
    def profiling(self) -> bool:
        """Whether our side alone runs, to see where its time goes."""
        return False

    @property
    def figures(self) -> Figures:
        """All that was measured so far."""
        return Figures(tuple(self._own), tuple(self._peer), self.note)

    def compare(self, own: Callable[[], object], peer: Callable[[], object]) -> None:
        """Measure the processor time of both sides once."""
        self.record(self.own(own), self.peer(peer))

    def own(self, work: Callable[[], object]) -> float:
        """Return the processor time of our side."""
        return processor_time(work)

    def peer(self, work: Callable[[], object]) -> float:
        """Return the processor time of the peer."""
        return processor_time(work)

    def record(self, own: float, peer: float | None = None) -> None:
        """Keep figures that were measured elsewhere."""
        self._own.append(own)
        if peer is not None:
            self._peer.append(peer)


@dataclass
class ProfilingMeter(Meter):
    """Profiles our side in place of measuring it."""

    _profiles: list[cProfile.Profile] = field(default_factory=list)
    _text: str = ""

    @property
    def profiling(self) -> bool:
        """Whether our side alone runs, to see where its time goes."""
        return True

    def own(self, work: Callable[[], object]) -> float:
        """Profile our side in this thread and in those that it starts."""
        with profiled(self._profiles):
            work()
        return nan

    def peer(self, work: Callable[[], object]) -> float:  # noqa: ARG002 - as `Meter` has it
        """Do nothing: only our side is of interest."""
        return nan

    def add_text(self, text: str) -> None:
        """Keep a profile that another process made."""
        self._text += text

    def report(self, lines: int = 40) -> str:
        """Return the functions that took longest, with those they called."""
        if not self._profiles:
            return self._text or "Our side of this row runs in another process and is not profiled."
        stream = io.StringIO()
        stats = pstats.Stats(*self._profiles, stream=stream)
        stats.sort_stats("cumulative").print_stats(lines)
        stats.sort_stats("tottime").print_stats(lines)
        return stream.getvalue()


def processor_time(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that some work takes, in all threads of this process.

    What is in memory already is frozen meanwhile: the garbage collector would go through it again and again.
    """
    gc.collect()
    gc.freeze()
    try:
        start = time.process_time()
        result = work()
        elapsed = time.process_time() - start
        del result
    finally:
        gc.unfreeze()
    return elapsed


@contextmanager
def profiled(profiles: list[cProfile.Profile]) -> Iterator[None]:
    """Profile this thread and those that are started meanwhile."""

    def begin(*_: Any) -> None:
        profiles.append(cProfile.Profile(time.thread_time))
        with suppress(ValueError):  # from Python 3.12 on, one profiler covers all threads
            profiles[-1].enable()

    threading.setprofile(begin)
    begin()
    own = profiles[-1]
    try:
        yield
    finally:
        own.disable()
        threading.setprofile(None)


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        name: what the command line calls it.
        what: what is measured.
        beside: what the peer does.
        goal: the greatest ratio that is wanted, if the row has a peer.
        unit: what is counted.
        measure: measures it.
        short: whether the short form has it.
        by_default: whether it is measured without being named.
    """

    name: str
    what: str
    beside: str
    goal: float | None
    unit: Unit
    measure: Callable[[Meter], None]
    short: bool = False
    by_default: bool = True


ROWS: dict[str, Row] = {}


def row(  # noqa: PLR0913 - what a row of the table says
    what: str,
    *,
    beside: str,
    goal: float | None,
    unit: Unit = "CPU s",
    short: bool = False,
    by_default: bool = True,
    name: str = "",
) -> Callable[[Callable[[Meter], None]], Callable[[Meter], None]]:
    """Register a function as a row that is named after it; see `Row`."""

    def register(measure: Callable[[Meter], None]) -> Callable[[Meter], None]:
        key = name or measure.__name__
        ROWS[key] = Row(key, what, beside, goal, unit, measure, short, by_default)
        return measure

    return register


def measured(chosen: Row, scale: Scale) -> Figures:
    """Return the figures of a row."""
    meter = Meter(scale)
    chosen.measure(meter)
    return meter.figures


def profile(chosen: Row, scale: Scale) -> str:
    """Return where the time of our side of a row goes."""
    meter = ProfilingMeter(replace(scale, repeats=1, kernels=1))
    chosen.measure(meter)
    return meter.report()
