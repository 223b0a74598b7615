"""Takes README's pictures of a real JupyterLab: `make pictures`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from nuon_notebook import demo
from tests.browser.exploring import CONNECTED, live_notebook, run_all
from tests.browser.notebooks import executed
from tests.browser.servers import LAB, JupyterServer
from tests.browser.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parents[2] / "notebooks" / "pictures"
WINDOW: Final = {"width": 1180, "height": 1400}
TALL: Final = {**WINDOW, "height": 3400}
FAILED: Final = """installer = %nuon_installer demo
workflows = installer.installs["eastgate-bank"].workflows
next(workflow for workflow in workflows if workflow.failed_steps)"""
PICTURES: Final = {
    "installer": ("%load_ext nuon_notebook", "%nuon_installer demo"),
    "workflow": ("%load_ext nuon_notebook\n%config NuonMagics.progress = False", FAILED),
}


def take(page: Page, server: JupyterServer, name: str, cells: tuple[str, ...]) -> None:
    """Save the last cell of a notebook, with its output, as a picture."""
    page.goto(server.address(executed(*cells), name, trusted=True))
    cell = page.locator(".jp-Notebook .jp-Cell").last
    cell.locator(".jp-OutputArea-output").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
    page.mouse.move(0, 0)
    page.set_viewport_size(TALL)  # what is out of sight would be covered by the status bar
    cell.screenshot(path=FOLDER / f"{name}.png")


def take_explorer(page: Page, server: JupyterServer) -> None:
    """Save the explorer of an app, with a failed workflow opened in it, as a picture."""
    with demo.serve() as asked:
        page.goto(server.address(live_notebook(asked, "harbor-desk"), "explorer", trusted=True))
        page.wait_for_function(CONNECTED)
        explorer = run_all(page, "Installs")
        explorer.open("Installs", "eastgate-bank", "Workflows", "Deploy components ✕ error")
        explorer.sees("CrashLoopBackOff")
        page.set_viewport_size(TALL)
        page.mouse.move(0, 0)
        explorer.root.screenshot(path=FOLDER / "explorer.png", animations="disabled")


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as home, JupyterServer(Path(home), LAB) as server, sync_playwright() as playwright:
        program = shutil.which("chromium") or sys.exit("no Chromium: `make chromium` installs it")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        for name, cells in PICTURES.items():
            take(page, server, name, cells)
        take_explorer(page, server)
        browser.close()


if __name__ == "__main__":
    main()
