"""Rows: answers computed from models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.measuring import row
from benchmarks.vendors import vendor
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.frames import frame
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.problems import problems
from nuon_notebook.analysis.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from benchmarks.measuring import Meter
    from nuon_notebook import Installer


@row("overview of the large vendor, displayed", beside="displaying the large vendor", goal=1.0)
def overview_of_large_vendor(meter: Meter) -> None:
    _compare(meter, overview)


@row("problems of the large vendor, displayed", beside="displaying the large vendor", goal=1.0)
def problems_of_large_vendor(meter: Meter) -> None:
    _compare(meter, partial(problems, since="24h"))


@row("approvals of the large vendor, displayed", beside="displaying the large vendor", goal=1.0)
def approvals_of_large_vendor(meter: Meter) -> None:
    _compare(meter, approvals)


@row("schedule of the large vendor, displayed", beside="displaying the large vendor", goal=1.0)
def schedule_of_large_vendor(meter: Meter) -> None:
    _compare(meter, schedule)


@row("data frame of its installs", beside="displaying the large vendor", goal=1.0)
def frame_of_installs(meter: Meter) -> None:
    served = vendor(meter.scale.vendor)
    frame([], "installs")  # imports pandas
    for _ in range(meter.scale.repeats):
        one, other = served.load(), served.load()
        meter.compare(partial(frame, one, "installs"), other._repr_html_)


def _compare(meter: Meter, answer: Callable[[Installer], Any]) -> None:
    served = vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        one, other = served.load(), served.load()
        meter.compare(partial(_display, answer, one), other._repr_html_)


def _display(answer: Callable[[Installer], Any], installer: Installer) -> str:
    return str(answer(installer)._repr_html_())
