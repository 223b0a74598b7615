"""Models need no client, no notebook and no display library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cases import failures

LISTS = """
from nuon_notebook import models
for name in sorted(models.__all__):
    kind = getattr(models, name)
    if name not in ("Collection", "Model"):
        kind.model_validate_json_list(b"[{}]")
        kind.model_validate({})
        kind.model_validate_json(b"{}")
print("read")
"""
HEAVY = ("httpx", "IPython", "ipywidgets", "pandas", "jinja2", "nh3", "markdown_it")
PROGRAM = """
import sys
from nuon_notebook.models import Installer
installer = Installer.model_validate_json(b'{"id": "int1", "apps": [{"id": "app1", "name": "shop"}]}')
print(installer.apps["shop"].id, repr(installer), installer.headline.title)
print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)


def test_an_installer_is_read_with_no_client_anywhere(run: subprocess.CompletedProcess[str]) -> None:
    assert run.stdout == "app1 Installer(id='int1') int1\n"


@pytest.mark.parametrize("program", [LISTS, LISTS.replace("sorted(models.__all__)", "sorted(models.__all__)[::-1]")])
def test_every_type_is_read_in_whatever_order_the_types_are_used(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("read\n", "")


def test_reading_an_installer_imports_neither(run: subprocess.CompletedProcess[str]) -> None:
    def holds(module: str) -> None:
        assert module not in run.stderr.split()

    assert failures(holds, HEAVY) == []
