"""The marked world displayed in every way the product has, once for all tests."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import v4

from nuon_notebook import demo
from nuon_notebook.sharing import share
from tests.leaks.marked import MarkedServer, serve, spoilt
from tests.leaks.opened import opened
from tests.magics.conftest import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
SECONDS = 180
FAILED = "inw6qj5uddo3adtw9cjt6pfkcv"
"""A workflow that failed."""

EVERY_MODEL = """
from pprint import pprint
from nuon_notebook.models import Model
passed = {}
def every(found, seen):
    if id(found) in passed:
        return seen
    passed[id(found)] = found  # held, so that no other model gets its id
    seen.setdefault(type(found), found)
    names = [name for name in type(found).model_fields if name != "outputs"]  # a model that is never shown
    names += [section.name for section in found.sections]
    for value in [getattr(found, name) for name in names]:
        value = list(value.values()) if isinstance(value, dict) else value
        value = value if getattr(value, "loaded", True) else []
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, Model):
                every(one, seen)
    return seen
seen = every(installer, {})
for root in (installer, bank, workflow, asked.rows[0]):
    for record in root.loaded_with:
        every(record, seen)
for model in (log, log.loaded, difference, *filter(None, (row.loaded_plan for row in asked.rows))):
    every(model, seen)
one_of_each = list(seen.values())
for model in one_of_each:
    display(model)
    print(repr(model), str(model), f"{model}", [model], {"a": model}, sep="\\n")
    pprint(model)
print(installer.apps, repr(installer.apps), installer.installs, repr(installer.installs))
"""
LOGGED = """
import logging, sys
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, force=True)
again = %nuon_app harbor-desk
logging.getLogger().handlers.clear()
"""
FAILING = [
    "%nuon_app spoilt-refused", "__import__('nuon_notebook').Client().app('spoilt-refused')",
    "%nuon_app spoilt-whole", "%nuon_app spoilt-cut", "%nuon_app spoilt-list", "%nuon_app spoilt-text",
    "client = __import__('nuon_notebook').Client(); client.app('spoilt-cut')", "client.app('gone')",
    "from nuon_notebook import Installer, Install; Installer.model_validate_json(open('whole.json').read())",
    "Installer.model_validate_json(open('list.json').read())", "Install.model_validate(open('list.json').read())",
    "installer.apps[0].app_configs['none such']", "installer.no_such_name", "installer.id = 'other'",
    "1 / installer.installs",
]  # fmt: skip
EVERY_CONFIG = "%nuon_app harbor-desk --configs all --workflows 9"
SHOWN = [
    f"%nuon_installer {demo.INSTALLER_ID}", "%nuon_installers", "%nuon_apps", "%nuon_connect",
    EVERY_CONFIG, "installer.installs", "Client().install(installer.installs[0].id)",
    "client = Client()\nprint(client, repr(client.settings), client.settings.token)",
    "Client().workflow(installer.installs[0].workflows[0].id)", "%config NuonMagics",
]  # fmt: skip
LOADED = [
    "from nuon_notebook import Client, load_log",
    f"installer = %nuon_installer {demo.INSTALLER_ID}",
    "bank = next(one.id for one in installer.installs if one.name.endswith('eastgate-bank'))",
    "bank = %nuon_install {bank} --deep",
    f"workflow = %nuon_workflow {FAILED} --deep",
    "asked = %nuon_approvals mill-gauge --plans",
    f"log = load_log('{FAILED}')",
    "configs = installer.apps['harbor-desk'].configs",
    "difference = Client().config_diff(configs[0].app_id, configs['v11'].id, configs['v10'].id)",
]
"""What an installer is made of, and an install, a workflow, a log and plans: every place that the server fills."""
OF_INSTALLS = [
    "bank", "bank.runners", "bank.stacks", "bank.inputs", "bank.upgrades", "workflow", "log", "difference",
    f"%nuon_logs {FAILED} --tail 9 --level error", "asked", "asked.rows",
]  # fmt: skip
EXPLORED = "if hasattr(installer, 'explore'):\n    display(installer.explore())"
DUMPED = """
for model in one_of_each:
    print(model.model_dump_json(), model.model_dump(), model.model_dump(mode="json"))
"""


class Leaked:
    """What came out of the marked world, by the way it took.

    The notebooks begin to run at once, beside what this process does; the rest is done when it is asked for first.

    Args:
        folder: where notebooks and pages are written.
        server: the world's server, which knows what it sent.
        aside: runs the notebooks.
    """

    def __init__(self, folder: Path, server: MarkedServer, aside: Executor) -> None:
        self.folder = folder
        self.server = server
        self._begun = {take: aside.submit(take, folder, server) for take in BY_NOTEBOOKS}
        self._taken: dict[str, str] = {}

    def way(self, name: str) -> str:
        """All text that came out one way."""
        if name not in self._taken:
            take = WAYS[name]
            if take in SHARING:
                self.way("saved")
            self._taken |= self._begun[take].result() if take in self._begun else take(self.folder, self.server)
        return self._taken[name]


def executed(folder: Path, server: MarkedServer, cells: list[str]) -> NotebookNode:
    """A notebook of cells after a kernel ran them, failing ones too."""
    first = "%load_ext nuon_notebook\n%config NuonMagics.progress = False\n%config NuonMagics.max_html_kb = 8192"
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in (first, *cells)])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUON_")}
    environment |= {"HOME": str(folder), "PYTHONPATH": str(ROOT), **server.settings}
    runner = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],
    )
    # On a loop of its own, which is closed: the one that `execute` makes on another thread stays open.
    done: NotebookNode = asyncio.run(runner.async_execute(env=environment))
    return done


def outputs(notebook: NotebookNode, *sources: str) -> str:
    """All that the cells of these sources put out."""
    cells = [cell for cell in notebook.cells if cell.source in sources]
    assert len(cells) == len(sources)
    return json.dumps([cell.outputs for cell in cells], ensure_ascii=False)


@pytest.fixture(scope="session")
def leaked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaked]:
    """Everything that comes out of the marked world."""
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "whole.json").write_bytes(spoilt("whole"))
    (folder / "list.json").write_bytes(spoilt("list"))
    with serve() as server, ThreadPoolExecutor(1) as aside:
        yield Leaked(folder, server, aside)
        aside.shutdown(cancel_futures=True)


def _displayed(folder: Path, server: MarkedServer) -> dict[str, str]:
    shown = [*SHOWN, *OF_INSTALLS]
    notebook = executed(folder, server, [*LOADED, *shown, EVERY_MODEL, LOGGED, EXPLORED, *FAILING])
    magics = outputs(notebook, *shown)
    assert "Traceback" not in outputs(notebook, *LOADED, EVERY_MODEL)
    nbformat.write(notebook, folder / "saved.ipynb")
    saved = (folder / "saved.ipynb").read_text(encoding="utf-8")
    # A megabyte of configs that differ by their version: sharing would read it for ten seconds and learn nothing.
    notebook.cells = [cell for cell in notebook.cells if cell.source != EVERY_CONFIG]
    _drop_repeated_outputs(notebook)
    nbformat.write(notebook, folder / "in.ipynb")
    return {
        "magics": magics,
        "representations": outputs(notebook, EVERY_MODEL),
        "logs": outputs(notebook, LOGGED),
        "explorer": outputs(notebook, EXPLORED) + json.dumps(notebook.metadata.get("widgets", {}), ensure_ascii=False),
        "errors": outputs(notebook, *FAILING),
        "saved": saved,
    }


def _drop_repeated_outputs(notebook: NotebookNode) -> None:
    """Keep the first of equal outputs: sharing reads them again and finds the same."""
    kept: list[Any] = []
    for cell in notebook.cells:
        shown = [(one, [one.get("data"), one.get("text")]) for one in cell.outputs]
        cell.outputs = [one for one, content in shown if content == [None, None] or content not in kept]
        kept += [content for _, content in shown]


def _shared(folder: Path, _server: MarkedServer) -> dict[str, str]:
    plain = share(folder / "in.ipynb", html=True)
    return {"shared": _read(plain.notebook), "page": _read(plain.page)}


def _anonymous(folder: Path, _server: MarkedServer) -> dict[str, str]:
    made = share(folder / "in.ipynb", folder / "anonymous.ipynb", html=True, anonymize=True)
    return {"anonymous": _read(made.notebook), "anonymous page": _read(made.page)}


def _read(path: Path | None) -> str:
    assert path
    return path.read_text(encoding="utf-8")


def _on_request(folder: Path, server: MarkedServer) -> dict[str, str]:
    asked = "%config NuonMagics.show_values = True\n%config NuonMagics.show_people = True"
    shown = ["installer", *OF_INSTALLS]
    notebook = executed(folder, server, [asked, *LOADED, *shown, EVERY_MODEL, DUMPED])
    return {"on request": outputs(notebook, *shown, EVERY_MODEL), "dumps": outputs(notebook, DUMPED)}


def _completed(folder: Path, server: MarkedServer) -> dict[str, str]:
    lines = ["%nuon_app ", "%nuon_installer ", "installer.", "installer.apps[0].", "installer.installs[0].", "inst"]
    with running(folder, server.settings) as kernel:
        kernel.run(f"installer = %nuon_installer {demo.INSTALLER_ID}")
        inspected: list[Any] = [kernel.run(f"{name}?").messages for name in ("installer", "installer.apps")]
        return {"completion": "\n".join([*(text for line in lines for text in kernel.tab(line)), str(inspected)])}


def _opened(_folder: Path, server: MarkedServer) -> dict[str, str]:
    with serve() as own:  # in the end it refuses everything, which what runs beside it must not meet
        text = opened(own)
    server.also_sent(own)
    return {"opened explorer": text}


Take = Callable[[Path, MarkedServer], dict[str, str]]
BY_NOTEBOOKS: Final[tuple[Take, ...]] = (_displayed, _on_request)
SHARING: Final[tuple[Take, ...]] = (_shared, _anonymous)
WAYS: Final[dict[str, Take]] = {
    **dict.fromkeys(("magics", "representations", "logs", "explorer", "errors", "saved"), _displayed),
    **dict.fromkeys(("shared", "page"), _shared),
    **dict.fromkeys(("anonymous", "anonymous page"), _anonymous),
    **dict.fromkeys(("on request", "dumps"), _on_request),
    "completion": _completed,
    "opened explorer": _opened,
}
