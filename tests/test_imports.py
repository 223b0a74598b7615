"""Imports run one way, and loading the extension imports nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import nuon_notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(nuon_notebook.__file__).parent
LAYERS = (
    *("magics", "cli", "sharing", "explorer"),
    *("completion", "connection", "progress", "arguments", "in_hand"),  # what magics and cli share with nobody below
    *("session", "loader", "demo", "client", "analysis", "models", "display", "redaction", "options", "errors"),
)
DOOR = ("models", "explorer")  # `Model.explore()` imports the explorer when it is called
FILES = {
    ".".join(("nuon_notebook", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}


def imports(module: str, *, later: bool) -> Iterator[str]:
    """The modules of this package that a module imports: when it is imported, or also later and for types."""
    waiting: list[ast.AST] = [ast.parse(FILES[module].read_text())]
    while waiting:
        node = waiting.pop()
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if later or not (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or typing):
            waiting += ast.iter_child_nodes(node)
        yield from filter(FILES.__contains__, named(node))


def named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative import"
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if name in FILES else str(node.module) for name in inner)


def layer(module: str) -> str:
    return module.split(".")[1]


MODULES = [module for module in FILES if module != "nuon_notebook"]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_belongs_to_a_layer(module: str) -> None:
    assert layer(module) in LAYERS


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_is_below_it(module: str) -> None:
    own = LAYERS.index(layer(module))
    imported = [name for name in imports(module, later=True) if name in MODULES]
    above = [name for name in imported if LAYERS.index(layer(name)) < own]
    door = [name for name in above if (layer(module), layer(name)) == DOOR]
    assert [name for name in above if name not in door] == []
    assert set(door).isdisjoint(imports(module, later=False))


@pytest.mark.parametrize("module", [module for module in MODULES if layer(module) == "display"])
def test_display_knows_no_model(module: str) -> None:
    assert [name for name in imports(module, later=True) if layer(name) == "models"] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter({module: {*imports(module, later=False)} - {module} for module in FILES}).prepare()


def test_the_package_itself_imports_nothing_of_it() -> None:
    assert [*imports("nuon_notebook", later=False)] == []


HEAVY = (
    "httpx",
    "pydantic",
    "ipywidgets",
    "jinja2",
    "pandas",
    "nh3",
    "markdown_it",
    "nbformat",
    "detect_secrets",
    "yaml",
)
LOAD = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
import nuon_notebook
nuon_notebook.load_ipython_extension(shell)
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    home = tmp_path_factory.mktemp("home")
    environment = {"HOME": str(home), "IPYTHONDIR": str(home), "PYTHONPATH": str(ROOT.parent)}
    run = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True, env=environment)
    return run.stdout.split()


@pytest.mark.parametrize("module", HEAVY)
def test_loading_the_extension_does_not_import(loaded: list[str], module: str) -> None:
    assert module not in loaded


def test_loading_the_extension_loads_the_extension(loaded: list[str]) -> None:
    assert "nuon_notebook" in loaded
