"""Rows: the explorer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Accordion, Box, Button, VBox, Widget
from ipywidgets.widgets.widget import _instances

from benchmarks.large_vendor import Size
from benchmarks.measuring import row
from benchmarks.vendors import vendor
from nuon_notebook.explorer import explore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.measuring import Meter
    from nuon_notebook.explorer import Explorer
    from nuon_notebook.models import Installer

    Path = tuple[str, ...]

FEW, SHOWN = 10, 50


@row("make the explorer on the large vendor", beside="json.loads of the same bytes", goal=3.0, short=True)
def explore_large_vendor(meter: Meter) -> None:
    served = vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        installer = served.load()
        made: list[Explorer] = []
        meter.compare(partial(_make, installer, made), served.decode)
        _close(made)


@row(
    "open a row of it (median of 8 kinds)", beside="the same HTML, Accordion, empty boxes by hand", goal=1.5, short=True
)
def open_row(meter: Meter) -> None:
    installer = vendor(meter.scale.vendor).load()
    made: list[Explorer] = []
    explorer = _make(installer, made)
    for path in paths(installer):
        before = set(_instances)
        own = meter.own(partial(explorer.open, *path))
        opened = opened_since(before)
        made_by_hand: list[Widget] = []
        meter.record(own, meter.peer(partial(by_hand, opened, made_by_hand)))
        for widget in made_by_hand:
            widget.close()
    _close(made)


@row("make the explorer on 1,000 configs", beside="on 10", goal=1.2, short=True)
def explore_1000_configs(meter: Meter) -> None:
    many, few = _of_configs(meter.scale.many), _of_configs(FEW)
    made: list[Explorer] = []
    _make(few, made)
    for _ in range(meter.scale.repeats):
        meter.compare(partial(_make, many, made), partial(_make, few, made))
        _close(made)
    meter.note = f"{meter.scale.many} configs"


@row("open the list of 1,000 configs", beside="of 50, as many as it shows at first", goal=1.2, short=True)
def list_1000_configs(meter: Meter) -> None:
    _compare_opening(meter, SHOWN, lambda app: ((_id(app),), (_id(app), "configs")))


@row("open a config in the list of 1,000", beside="of 10", goal=1.2, short=True)
def open_1000_configs(meter: Meter) -> None:
    _compare_opening(meter, FEW, lambda app: ((_id(app), "configs"), (_id(app), "configs", _id(app.configs[0]))))


def _compare_opening(meter: Meter, few: int, rows: Callable[[Any], tuple[Path, Path]]) -> None:
    """Compare opening the second of two rows in an app with many configs and in one with few."""
    apps = [_of_configs(number) for number in (meter.scale.many, few)]
    for _ in range(meter.scale.repeats):
        made: list[Explorer] = []
        opening = []
        for installer in apps:
            outer, inner = rows(installer.apps[0])
            explorer = _make(installer, made)
            explorer.open(*outer)
            opening.append(partial(explorer.open, *inner))
        meter.compare(*opening)
        _close(made)
    meter.note = f"{meter.scale.many} configs"


def paths(installer: Installer) -> Iterator[Path]:
    """The keys of rows of every kind, in each app, outer ones first; all of it is loaded."""
    for app in installer.apps:
        app_id = _id(app)
        config, install = app.configs[0], app.installs[0]
        yield (app_id,)
        yield (app_id, "configs")
        yield (app_id, "configs", _id(config))
        yield (app_id, "configs", _id(config), "components")
        yield (app_id, "installs")
        yield (app_id, "installs", _id(install))
        yield (app_id, "installs", _id(install), "workflows")
        yield (app_id, "installs", _id(install), "workflows", _id(install.workflows[0]))


def opened_since(before: set[str]) -> list[Widget]:
    """Return the widgets made since then.

    Raises:
        AssertionError: there is none, so that nothing was opened.
    """
    found = [widget for key, widget in _instances.items() if key not in before]
    if not any(isinstance(widget, HTML | Accordion) for widget in found):
        problem = "opening a row made no widgets"
        raise AssertionError(problem)
    return found


def by_hand(widgets: list[Widget], made: list[Widget]) -> None:
    """Make the same HTML, accordions, boxes and buttons as some widgets, in the plainest way."""
    for widget in widgets:
        if isinstance(widget, HTML):
            made.append(HTML(widget.value))
        elif isinstance(widget, Accordion):
            made.append(Accordion([VBox() for _ in widget.children], titles=widget.titles))
        elif isinstance(widget, Button):
            made.append(Button(description=widget.description))
        elif isinstance(widget, Box):
            made.append(VBox())


def _make(root: Installer, made: list[Explorer]) -> Explorer:
    explorer = explore(root)
    made.append(explorer)
    _ = explorer.widget  # what is clicked on
    return explorer


def _close(made: list[Explorer]) -> None:
    while made:
        made.pop().close()


def _of_configs(number: int) -> Installer:
    return vendor(Size(apps=1, configs=number, installs=1, workflows=1)).load()


def _id(record: Any) -> str:
    return str(record.id)
