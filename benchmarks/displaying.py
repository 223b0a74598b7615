"""Rows: from models to HTML and text."""

from __future__ import annotations

import re
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import nbformat
from IPython.core.formatters import DisplayFormatter
from IPython.display import JSON

from benchmarks.large_vendor import LargeVendor, Size
from benchmarks.loading import installer_bytes
from benchmarks.measuring import row
from benchmarks.vendors import vendor
from nuon_notebook import load_installer
from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.models import App, Installer

if TYPE_CHECKING:
    from benchmarks.measuring import Meter
    from nuon_notebook.analysis.comparison import Comparison

INVISIBLE = frozenset({"style", "svg", "script", "title"})
PICTURES_AND_LINKS = re.compile(r'\s(?:href|src)="[^"]*"|<svg.*?</svg>', re.DOTALL)


@row("display the large vendor", beside="json.loads of the same bytes", goal=3.0, short=True)
def display_large_vendor(meter: Meter) -> None:
    served = vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        installer = served.load()
        meter.compare(installer._repr_html_, served.decode)


@row("str() of it", beside="json.loads of the same bytes", goal=2.0, short=True)
def print_large_vendor(meter: Meter) -> None:
    served = vendor(meter.scale.vendor)
    for _ in range(meter.scale.repeats):
        installer = served.load()
        meter.compare(partial(str, installer), served.decode)


@row("HTML of 1,000 whole configs", beside="HTML of 1", goal=3.0, short=True)
def display_1000_configs(meter: Meter) -> None:
    many, one = whole_configs(meter.scale.many), whole_configs(1)
    App.model_validate(one)._repr_html_()
    for _ in range(meter.scale.repeats):
        large, small = App.model_validate(many), App.model_validate(one)
        meter.compare(large._repr_html_, small._repr_html_)
    sizes = [len(App.model_validate(app)._repr_html_()) / 1e3 for app in (many, one)]
    meter.note = f"{meter.scale.many} configs; pages of {sizes[0]:.0f} and {sizes[1]:.0f} kB"


def whole_configs(number: int, components: int = 24) -> dict[str, Any]:
    """Return an app with so many configs, each with all that the server sends of it."""
    vendor_ = LargeVendor(Size(apps=1, configs=number, installs=0, components=components))
    path = next(path for path in vendor_.answers if re.fullmatch(r"/v1/apps/app[^/]+", path))
    configs = [vendor_.answers[f"{path}/config/{config['id']}?recurse=true"]() for config in _list(vendor_, path)]
    return {**vendor_.answers[path](), "app_configs": configs}  # type: ignore[dict-item]


def _list(vendor_: LargeVendor, path: str) -> Any:
    return vendor_.answers[f"{path}/configs"]()


@row("compare two configs of 200 components, and show it", beside="HTML of one of them", goal=3.0, short=True)
def compare_200_components(meter: Meter) -> None:
    payload = whole_configs(2, components=200)
    payload["app_configs"][0] = edited(payload["app_configs"][0])
    compare_newest(App.model_validate(payload))._repr_html_()  # imports what is needed
    for _ in range(meter.scale.repeats):
        app, other = App.model_validate(payload), App.model_validate(payload)
        meter.compare(lambda: compare_newest(app)._repr_html_(), other.configs[0]._repr_html_)  # noqa: B023 - at once
    meter.note = f"{len(compare_newest(app))} changes"


def compare_newest(app: App) -> Comparison:
    """Return what changed between the two newest configs of an app."""
    return compare_configs(app.configs[1], app.configs[0])


def edited(config: dict[str, Any]) -> dict[str, Any]:
    """Return a config in which every component has another schedule, and every text another line."""
    rows = [_edited(row) | {"drift_schedule": "30 4 * * *"} for row in config["component_config_connections"]]
    return {**config, "component_config_connections": rows}


def _edited(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _edited(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_edited(one) for one in value]
    return f"{value}# another line\n" if isinstance(value, str) and "\n" in value else value


@row("the demo installer's page, without pictures and href", beside="its visible text", goal=2.2, unit="bytes")
def demo_page_size(meter: Meter) -> None:
    page = load_installer("demo")._repr_html_()
    meter.record(len(PICTURES_AND_LINKS.sub("", page).encode()), len(visible_text(page).encode()))
    meter.note = f"the page is {len(page.encode()):,} bytes with pictures and href"


def visible_text(page: str) -> str:
    """Return the text of a page, with single spaces."""
    reader = _Text()
    reader.feed(page)
    return " ".join("".join(reader.found).split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's
        self._hidden += tag in INVISIBLE

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in INVISIBLE

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


@row("a notebook with a payload of 1 MB", beside="the same by IPython.display.JSON", goal=0.1, unit="bytes")
def notebook_size(meter: Meter) -> None:
    body = installer_bytes(1.0)
    installer = Installer.model_validate_json(body)
    meter.record(notebook_bytes(installer), notebook_bytes(JSON(body.decode())))


def notebook_bytes(shown: object) -> int:
    """Return the size of a notebook whose one cell shows an object."""
    data, metadata = DisplayFormatter().format(shown)
    output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
    cell = nbformat.v4.new_code_cell("shown", outputs=[output], execution_count=1, id="cell")
    return len(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode())
