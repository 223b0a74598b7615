"""Rows: the magics in real kernels."""

from __future__ import annotations

import math
import os
import tempfile
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_client.manager import KernelManager

from benchmarks.large_vendor import INSTALLER, ORG, Size
from benchmarks.measuring import ProfilingMeter, row
from benchmarks.server import serve
from benchmarks.vendors import AT_ONCE, TOKEN, requested, vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

    from benchmarks.measuring import Meter

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
PATIENCE = 120.0  # seconds
LATENCY = 0.05  # seconds
LEVELS = 3  # requests that wait for one another: the installer, its lists, what is listed
LOAD = "%load_ext nuon_notebook"
DEMO = "%nuon_installer demo"
FOR_LATENCY = partial(Size, configs=5, installs=2)
INTERRUPTS = 10

START_PROFILE = "import cProfile as _c; _p = _c.Profile(); _p.enable()"
END_PROFILE = (
    "_p.disable(); import pstats as _s; _s.Stats(_p).sort_stats('cumulative').print_stats(40).sort_stats('tottime')"
    ".print_stats(40); None"
)


class Kernel:
    """A kernel of its own.

    Args:
        manager: started it.
        client: talks to it.
    """

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self._manager = manager
        self._client = client

    def run(self, source: str) -> str:
        """Run a cell, wait until everything is displayed, and return what it printed.

        Raises:
            RuntimeError: the cell raised an exception.
        """
        messages: list[dict[str, Any]] = []
        reply = self._client.execute_interactive(source, output_hook=messages.append, timeout=PATIENCE)
        if reply["content"]["status"] != "ok":
            problem = f"{source}: {reply['content'].get('ename')}: {reply['content'].get('evalue')}"
            raise RuntimeError(problem)
        return "".join(message["content"]["text"] for message in messages if message["msg_type"] == "stream")

    def processor_time(self, source: str) -> float:
        """Return the seconds of processor time that a cell takes beyond an empty one, its display included."""
        for _ in range(2):  # the first cell of a kernel takes longer
            empty = self._processor_time("pass")
        return self._processor_time(source) - empty

    def _processor_time(self, source: str) -> float:
        self.run("import time as _time; _start = _time.process_time()")
        self.run(source)
        return float(self.run("print(_time.process_time() - _start)"))

    def profile(self, source: str) -> str:
        """Return where the time of a cell goes, on the kernel's main thread."""
        for cell in (START_PROFILE, source):
            self.run(cell)
        return self.run(END_PROFILE)

    def until_interrupted(self, source: str, after: float) -> float:
        """Return the seconds from Ctrl-C to the next prompt; a cell that ended before is no sample: NaN."""
        message = self._client.execute(source, stop_on_error=False)  # else the kernel refuses the cell after it
        time.sleep(after)
        start = time.monotonic()
        self._manager.interrupt_kernel()
        while True:
            reply = self._client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == message:
                break
        interrupted = reply["content"].get("ename") == "KeyboardInterrupt"
        return time.monotonic() - start if interrupted else math.nan


@contextmanager
def kernel(**settings: str) -> Iterator[Kernel]:
    """Start a kernel without any settings but these, in an empty home, and stop it in the end."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        left_out = ("NUON_", "PYTHONDONTWRITEBYTECODE")  # without bytecode, Python and Jinja compile everything again
        environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        environment |= {"HOME": home, "IPYTHONDIR": f"{home}/ipython", "PYTHONPATH": str(ROOT), **settings}
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(env=environment, cwd=home, extra_arguments=["--log-level=ERROR"])
        stack.callback(manager.cleanup_resources)
        stack.callback(manager.shutdown_kernel, now=True)
        client = manager.blocking_client()
        client.start_channels()
        stack.callback(client.stop_channels)
        client.wait_for_ready(timeout=PATIENCE)
        yield Kernel(manager, client)


@row("%load_ext in a fresh kernel", beside="import ipywidgets", goal=0.2, short=True)
def load_extension(meter: Meter) -> None:
    _in_fresh_kernels(meter, (), LOAD, "import ipywidgets")


@row("first %nuon_installer demo of a fresh kernel, displayed", beside="import pandas", goal=1.6, short=True)
def first_demo(meter: Meter) -> None:
    _in_fresh_kernels(meter, (LOAD,), DEMO, "import pandas")


def _in_fresh_kernels(meter: Meter, before: tuple[str, ...], own: str, peer: str) -> None:
    """Compare two cells, each in kernels of its own; the first kernels only fill the system's caches."""
    if isinstance(meter, ProfilingMeter):
        meter.add_text(_in_fresh_kernel(before, methodcaller("profile", own)))
        return
    for number in range(meter.scale.kernels + 1):
        figures = [_in_fresh_kernel(before, methodcaller("processor_time", cell)) for cell in (own, peer)]
        if number:
            meter.record(*figures)


def _in_fresh_kernel(before: tuple[str, ...], measure: Callable[[Kernel], T]) -> T:
    with kernel() as fresh:
        for cell in before:
            fresh.run(cell)
        return measure(fresh)


@row("display the demo installer once more", beside="its first display in the same kernel", goal=0.15, short=True)
def display_demo_again(meter: Meter) -> None:
    for _ in range(meter.scale.kernels):
        with kernel() as fresh:
            fresh.run(LOAD)
            fresh.run("shown = %nuon_installer demo")
            if isinstance(meter, ProfilingMeter):
                fresh.run("shown")
                meter.add_text(fresh.profile("shown"))
                return
            first, again = fresh.processor_time("shown"), fresh.processor_time("shown")
            meter.record(again, first)


def magic_displayed(apps: int, meter: Meter) -> None:
    """Measure `%nuon_installer` from the cell to its display, at the server's latency."""
    size = FOR_LATENCY(apps=apps)
    with serve(size, delay=LATENCY) as served, kernel(**_settings(served.url)) as running:
        running.run(LOAD)
        running.run(DEMO)
        for _ in range(meter.scale.repeats):
            requested(served.url)
            start = time.monotonic()
            running.run(f"%nuon_installer {INSTALLER}")
            elapsed = time.monotonic() - start
            number = len(requested(served.url))
            meter.record(elapsed, LATENCY * shortest(number, AT_ONCE, LEVELS))
            meter.note = f"{elapsed:.2f} s for {number} requests"


for apps in (3, 10, 30):
    row(
        f"%nuon_installer, {apps} apps, 50 ms of latency, to displayed",
        beside="its chain of requests, 8 at once",
        goal=1.5,
        unit="s",
        name=f"magic_{apps}_apps",
    )(partial(magic_displayed, apps))


def shortest(requests: int, at_once: int, levels: int) -> int:
    """Return after how many latencies all answers can be there: the first comes alone, others wait for it."""
    return max(levels, 1 + math.ceil((requests - 1) / at_once))


@row("Ctrl-C while loading the large vendor, to the next prompt", beside="", goal=None, unit="s")
def interrupt_loading(meter: Meter) -> None:
    source = f"loaded = %nuon_installer {INSTALLER}"
    samples = []
    with kernel(**_settings(vendor(meter.scale.vendor).url)) as running:
        running.run(LOAD)
        running.run(DEMO)
        start = time.monotonic()
        running.run(source)
        elapsed = time.monotonic() - start
        for number in range(1, INTERRUPTS + 1):
            samples.append(running.until_interrupted(source, elapsed * number / (INTERRUPTS + 1)))
            running.run("pass")
    for sample in samples:
        if not math.isnan(sample):
            meter.record(sample)
    found = meter.figures.own
    meter.note = f"worst {max(found):.2f} s of {len(found)}; to reach: 0.1 s, worst 0.2 s"


def _settings(url: str) -> dict[str, str]:
    return {"NUON_API_URL": url, "NUON_API_TOKEN": TOKEN, "NUON_ORG_ID": ORG}
