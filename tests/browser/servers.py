"""Jupyter servers on loopback: each has a home of its own, and asks nothing of the network."""

from __future__ import annotations

import copy
import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import nbformat
from nbformat.sign import NotebookNotary

if TYPE_CHECKING:
    from typing import Self

ROOT: Final = Path(__file__).parents[2]
KERNEL: Final = "running-python"
KERNELSPEC: Final = {"name": KERNEL, "display_name": "The running Python", "language": "python"}
LONGEST_START: Final = 60
SETTINGS: Final[dict[str, Any]] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "scrollPastEnd": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Frontend:
    """A way to show notebooks in a browser.

    Attributes:
        module: what `python -m` starts.
        page: the path under which it opens a notebook.
        options: command line options beyond those of every Jupyter server.
    """

    module: str
    page: str
    options: tuple[str, ...] = ()


LAB: Final = Frontend(
    "jupyterlab",
    "lab/tree",
    ("--LabApp.extension_manager=readonly", "--LabApp.news_url=None", "--LabApp.expose_app_in_browser=True"),
)


class JupyterServer:
    """A server that runs as long as its context; its one kernel is the interpreter that runs the tests.

    Args:
        home: an empty folder, for all that the server reads and writes.
        frontend: what shows the notebooks.
    """

    def __init__(self, home: Path, frontend: Frontend) -> None:
        self._home = home
        self._frontend = frontend
        self._token = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self.origin = ""

    def __enter__(self) -> Self:
        self._furnish()
        command = [sys.executable, "-m", self._frontend.module, "--no-browser", *self._options()]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self._home, env=self._environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.origin = f"http://127.0.0.1:{self._announced_port()}"
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(LONGEST_START)

    def address(self, notebook: nbformat.NotebookNode, name: str, *, trusted: bool) -> str:
        """Store a notebook, signed where it is to be trusted, and return where a browser finds it."""
        path = self._home / "notebooks" / f"{name}.ipynb"
        stored = copy.deepcopy(notebook)
        stored.metadata["title"] = name  # trust goes by content: a copy of a signed notebook would be trusted, too
        nbformat.write(stored, path)
        if trusted:
            notary = NotebookNotary(data_dir=str(self._home / "data"))
            notary.sign(nbformat.read(path, as_version=4))
            notary.store.close()
        return f"{self.origin}/{self._frontend.page}/{quote(path.name)}?reset&token={self._token}"

    def choose_theme(self, theme: str) -> None:
        """Set the theme that pages have from now on, `light` or `dark`."""
        folder = self._home / "settings" / "@jupyterlab" / "apputils-extension"
        folder.mkdir(parents=True, exist_ok=True)
        chosen = {"theme": f"JupyterLab {theme.title()}", "adaptive-theme": False}
        (folder / "themes.jupyterlab-settings").write_text(json.dumps(chosen))

    @property
    def _log(self) -> Path:
        return self._home / "server.log"

    def _furnish(self) -> None:
        for name in ("notebooks", "config/labconfig", "data/kernels", "runtime", "settings", "workspaces", "ipython"):
            (self._home / name).mkdir(parents=True)
        (self._home / "config/labconfig/default_setting_overrides.json").write_text(json.dumps(SETTINGS))
        kernel = self._home / "data/kernels" / KERNEL
        kernel.mkdir()
        started = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(
            json.dumps({"argv": started, "display_name": "The running Python", "language": "python"})
        )

    def _options(self) -> tuple[str, ...]:
        return (
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port=0",
            f"--ServerApp.root_dir={self._home / 'notebooks'}",
            "--ServerApp.allow_root=True",
            "--ServerApp.terminals_enabled=False",
            "--KernelSpecManager.ensure_native_kernel=False",
            f"--KernelSpecManager.allowed_kernelspecs={KERNEL}",
            f"--MultiKernelManager.default_kernel_name={KERNEL}",
            *self._frontend.options,
        )

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON", "NUON"))
        }
        return kept | {
            "HOME": str(self._home),
            "JUPYTER_CONFIG_DIR": str(self._home / "config"),
            "JUPYTER_DATA_DIR": str(self._home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self._home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self._home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self._home / "workspaces"),
            "IPYTHONDIR": str(self._home / "ipython"),
            "JUPYTER_TOKEN": self._token,
            "PYTHONPATH": str(ROOT),
        }

    def _announced_port(self) -> int:
        """Wait for the file in which a server writes its address."""
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until and self._process and self._process.poll() is None:
            for file in (self._home / "runtime").glob("jpserver-*.json"):
                text = file.read_text()
                if text.endswith("}"):
                    return int(json.loads(text)["port"])
            time.sleep(0.1)
        message = f"{self._frontend.module} did not start:\n{self._log.read_text()}"
        raise RuntimeError(message)
