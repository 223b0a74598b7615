"""What `import nuon_notebook` offers."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import nuon_notebook

ROOT = Path(nuon_notebook.__file__).parents[1]
NAMES = [name for name in nuon_notebook.__all__ if name != "__version__"]


def test_every_public_name_is_there_and_offered() -> None:
    assert [name for name in NAMES if not callable(getattr(nuon_notebook, name))] == []
    assert isinstance(nuon_notebook.__version__, str)
    assert set(nuon_notebook.__all__) <= set(dir(nuon_notebook))


def test_the_public_names_can_be_counted_at_a_glance() -> None:
    assert len(nuon_notebook.__all__) <= 38


def test_every_public_class_and_function_has_a_docstring() -> None:
    assert [name for name in NAMES if not getattr(nuon_notebook, name).__doc__] == []


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'HelmChart'"):
        _ = nuon_notebook.HelmChart


def test_importing_the_package_imports_nothing_but_the_standard_library() -> None:
    program = "import sys; before = set(sys.modules); import nuon_notebook; print(*set(sys.modules) - before)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    imported = {name.partition(".")[0] for name in ended.stdout.split()}
    assert imported - sys.stdlib_module_names == {"nuon_notebook"}


def test_type_checkers_and_editors_read_the_same_names() -> None:
    tree = ast.parse(Path(nuon_notebook.__file__).read_text())
    (typed,) = (node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    imported = {
        alias.name: getattr(import_module(node.module), alias.name)
        for node in typed.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("nuon_notebook")
        for alias in node.names
    }
    assert imported == {name: getattr(nuon_notebook, name) for name in NAMES if not name.endswith("ipython_extension")}
