"""The display is the same from a checkout, an editable install and a wheel."""

from __future__ import annotations

import os
import site
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]

SHOW = """
import sys
from nuon_notebook import loader, session
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.environment import template_folder

client, name = session.installer_named("demo")
installer = loader.load_installer(client, name)
sys.stdout.buffer.write((to_html(installer) + to_text(installer)).encode())
print(template_folder(), file=sys.stderr)
"""


class Place:
    """An environment with the package's dependencies, and at first without the package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
        (packages,) = folder.glob("lib/python*/site-packages")
        # A path that a .pth file adds has its own .pth files ignored: what is installed editably there stays out.
        (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))

    def install(self, *what: str) -> None:
        options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
        _run([sys.executable, "-m", "pip", "--python", str(self.python), "install", *options, *what])

    def show(self, **environment: str) -> tuple[bytes, Path]:
        """Return what is displayed, and the folder that the templates came from."""
        ended = _run([str(self.python), "-c", SHOW], cwd=self.folder, **environment)
        return ended.stdout, Path(ended.stderr.decode().strip())


def _run(line: Sequence[str], cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[bytes]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    ended = subprocess.run(line, cwd=cwd, capture_output=True, check=False, env=inherited | environment)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended


def test_checkout_editable_install_and_wheel_show_the_same(tmp_path: Path) -> None:
    checkout, editable, wheel = (Place(tmp_path / name) for name in ("checkout", "editable", "wheel"))
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path)])
    editable.install("--editable", str(ROOT))
    wheel.install(*map(str, tmp_path.glob("*.whl")))

    from_checkout, checkout_templates = checkout.show(PYTHONPATH=str(ROOT))
    from_editable, editable_templates = editable.show()
    from_wheel, wheel_templates = wheel.show()

    assert checkout_templates == editable_templates == ROOT / "templates"
    assert wheel_templates.is_relative_to(wheel.folder)
    assert from_checkout == from_editable == from_wheel
    assert b"Fernhill" in from_wheel
    assert (wheel.folder / "bin" / "nuon-notebook").exists()
