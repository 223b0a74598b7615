"""Imports run one way, down a list of layers, and loading the extension imports nothing heavy."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import nuon_notebook
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(nuon_notebook.__file__).parent
LAYERS = [
    tuple(re.findall(r"`(\w+)`", row))
    for row in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", (ROOT.parent / "CONTRIBUTING.md").read_text(), re.MULTILINE)
]
"""The rooms in the table of CONTRIBUTING: a module imports from its own row and from those below."""

DOORS_UP = (("models", "explorer"), ("models", "analysis"))
"""`Model.explore()` imports the explorer, `Collection.to_frame()` the analyses, only when they are called."""

FILES = {
    ".".join(("nuon_notebook", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
MODULES = [module for module in FILES if module != "nuon_notebook"]


def part_of(module: str) -> str:
    """The file or folder of the package that a module is in."""
    return module.split(".")[1]


def layer_of(module: str) -> int:
    """The layer of a module, counted from the top."""
    return next(number for number, parts in enumerate(LAYERS) if part_of(module) in parts)


def imports(module: str, *, later: bool) -> Iterator[str]:
    """The modules of this package that a module imports.

    Args:
        module: the module.
        later: whether to include those that are imported by its functions, or for types only.
    """
    waiting: list[ast.AST] = [ast.parse(FILES[module].read_text())]
    while waiting:
        node = waiting.pop()
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if later or not (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or typing):
            waiting += ast.iter_child_nodes(node)
        yield from filter(FILES.__contains__, imported_by(node))


def imported_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative import"
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if name in FILES else str(node.module) for name in inner)


def test_every_module_belongs_to_one_layer() -> None:
    listed = [part for parts in LAYERS for part in parts]
    assert len(listed) == len(set(listed))
    assert {part_of(module) for module in MODULES} == set(listed)


def test_a_module_imports_only_from_its_layer_and_below() -> None:
    def holds(module: str) -> None:
        imported = [name for name in imports(module, later=True) if name in MODULES]
        above = [name for name in imported if layer_of(name) < layer_of(module)]
        through_the_door = [name for name in above if (part_of(module), part_of(name)) in DOORS_UP]
        assert [name for name in above if name not in through_the_door] == []
        assert set(through_the_door).isdisjoint(imports(module, later=False))

    assert failures(holds, MODULES) == []


def test_display_knows_no_model() -> None:
    def holds(module: str) -> None:
        assert [name for name in imports(module, later=True) if part_of(name) == "models"] == []

    assert failures(holds, [module for module in MODULES if part_of(module) == "display"]) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter({module: {*imports(module, later=False)} - {module} for module in FILES}).prepare()


def test_the_package_itself_imports_nothing_of_it() -> None:
    assert [*imports("nuon_notebook", later=False)] == []


def test_annotations_of_models_are_evaluated_by_the_compiler() -> None:
    # Pydantic evaluates the text of each postponed annotation by itself: a tenth of the time until the first page.
    def holds(module: str) -> None:
        assert "from __future__" not in FILES[module].read_text()

    of_models = [module for module in MODULES if part_of(module) == "models"]
    declaring = [module for module in of_models if "    api_type: ClassVar[str] = " in FILES[module].read_text()]
    assert "nuon_notebook.models.base" in declaring
    assert len(declaring) > 20
    assert failures(holds, [*declaring, "nuon_notebook.analysis.result"]) == []  # of which all results derive


HEAVY = (
    "httpx",
    "pydantic",
    "ipywidgets",
    "jinja2",
    "pandas",
    "nh3",
    "markdown_it",
    "nbformat",
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
NOT_FOR_THE_FIRST_PAGE = (
    "ipywidgets",
    "pandas",
    "nbformat",
    "nbconvert",
    "yaml",
    "httpcore",
    "pygments",
)
SHOW = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
shell.run_line_magic("load_ext", "nuon_notebook")
shown = shell.run_line_magic("nuon_installer", "demo")
shell.display_formatter.format(shown)
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""


def imported_in_a_fresh_process(program: str, home: Path) -> list[str]:
    """The packages that a program prints."""
    environment = {"HOME": str(home), "IPYTHONDIR": str(home), "PYTHONPATH": str(ROOT.parent)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return run.stdout.split()


def test_loading_the_extension_imports_nothing_heavy(tmp_path: Path) -> None:
    imported = imported_in_a_fresh_process(LOAD, tmp_path)
    assert "nuon_notebook" in imported
    assert [module for module in HEAVY if module in imported] == []


def test_the_first_page_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    imported = imported_in_a_fresh_process(SHOW, tmp_path)
    assert {"nuon_notebook", "httpx", "jinja2", "pydantic"} <= {*imported}
    assert [module for module in NOT_FOR_THE_FIRST_PAGE if module in imported] == []
