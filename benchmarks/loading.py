"""Rows: from answers to models."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import row
from benchmarks.vendors import vendor
from nuon_notebook.models import Installer
from tests.conformance.schema import filled

if TYPE_CHECKING:
    from benchmarks.measuring import Meter

ROOT = Path(__file__).parents[1]
LARGE = 20.0  # megabytes
LEVELS = 4  # of models within an app, until every type occurs


@row("load the large vendor", beside="ten lines of httpx and json.loads for the same answers", goal=1.6, short=True)
def load_large_vendor(meter: Meter) -> None:
    served = vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        meter.compare(served.load, served.fetch)
    meter.note = f"{len(served.targets)} requests, {sum(map(len, served.bodies)) / 1e6:.1f} MB"


@row("load it from a server with lists of the org", beside="from one without", goal=0.5, short=True)
def load_org_lists(meter: Meter) -> None:
    with_lists, without = vendor(meter.scale.vendor, org_lists=True), vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        meter.compare(with_lists.load, without.load)
    meter.note = f"{len(with_lists.targets)} requests instead of {len(without.targets)}"


@row("load it with a wrong type in every record", beside="the clean load", goal=3.0, short=True)
def load_wrong_types(meter: Meter) -> None:
    clean, wrong = vendor(meter.scale.vendor), vendor(meter.scale.vendor, wrong_types=True)
    for _ in range(meter.scale.repeats):
        meter.compare(wrong.load, clean.load)


@row("bytes to Installer, 1 MB, every property filled", beside="json.loads", goal=3.0, short=True)
def parse_1_mb(meter: Meter) -> None:
    _parse(meter, installer_bytes(meter.scale.parsed))


@row("bytes to Installer, 20 MB, every property filled", beside="json.loads", goal=3.0)
def parse_20_mb(meter: Meter) -> None:
    _parse(meter, installer_bytes(LARGE))


def _parse(meter: Meter, body: bytes) -> None:
    for _ in range(meter.scale.repeats):
        meter.compare(lambda: Installer.model_validate_json(body), lambda: json.loads(body))
    meter.note = f"{len(body) / 1e6:.1f} MB"


@row("peak memory of that, 20 MB", beside="json.loads", goal=2.0, unit="bytes")
def parse_20_mb_memory(meter: Meter) -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(installer_bytes(LARGE))
        file.flush()
        for _ in range(min(meter.scale.repeats, 3)):
            meter.record(_peak_memory("models", file.name), _peak_memory("json", file.name))


def _peak_memory(way: str, path: str) -> float:
    command = [sys.executable, "-m", "benchmarks.loading", way, path]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def _print_peak_memory(way: str, path: str) -> None:
    """Print by how many bytes the peak of this process rises while a file is parsed and what came of it is held."""
    body = Path(path).read_bytes()
    Installer.model_validate_json(b"{}")
    before = _highest_memory()
    parsed = Installer.model_validate_json(body) if way == "models" else json.loads(body)
    print(_highest_memory() - before)
    del parsed


def _highest_memory() -> int:
    """Return the most bytes that this process has had in memory."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux, `getrusage` counts what the parent had when it started this process
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@cache
def installer_bytes(megabytes: float) -> bytes:
    """Return an installer of about a size in which every property has a value."""
    marks = count(1)
    app = filled("app.App", deep=LEVELS, marks=marks)
    apps = [app]
    installer = filled("app.Installer", deep=1, marks=marks)
    needed = round(megabytes * 1e6 / len(json.dumps(app, separators=(",", ":"))))
    apps += [filled("app.App", deep=LEVELS, marks=marks) for _ in range(needed - 1)]
    return json.dumps(installer | {"apps": apps}, separators=(",", ":")).encode()


if __name__ == "__main__":
    _print_peak_memory(*sys.argv[1:])
