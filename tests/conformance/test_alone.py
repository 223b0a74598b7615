"""Models need no client, no notebook and no display library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cases import failures

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


def test_reading_an_installer_imports_neither(run: subprocess.CompletedProcess[str]) -> None:
    def holds(module: str) -> None:
        assert module not in run.stderr.split()

    assert failures(holds, HEAVY) == []
