"""An explorer in a browser, used as a person does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.browser.notebooks import unrun
from tests.browser.sheets import SCREENSHOTS

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from playwright.sync_api import Locator, Page

    from nuon_notebook.demo import Server

HEADER: Final = ".jupyter-widget-Collapse-header"
CONNECTED: Final = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.sessionContext?.session;
  return session?.kernel?.connectionStatus === "connected" && session.kernel.status === "idle";
}"""
CONNECT: Final = """
import nuon_notebook
from pydantic import SecretStr
_ = nuon_notebook.connect({url!r}, SecretStr({token!r}), {org!r})
%load_ext nuon_notebook
%config NuonMagics.progress = False
"""


def live_notebook(server: Server, installer_id: str) -> NotebookNode:
    """A notebook that was not run yet: it connects, opens the explorer, and has a cell to spare."""
    connect = CONNECT.format(url=server.url, token=server.world.token, org=server.world.org_id)
    return unrun(connect, f"%nuon_explore {installer_id}", "'the other cell has run ' + str(6 * 7)")


def run_all(page: Page, title: str = "Harbor Desk") -> Exploring:
    """Run a live notebook in JupyterLab until its explorer shows a row."""
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    page.get_by_text("the other cell has run 42").last.wait_for()
    explorer = Exploring(page)
    explorer.row(title)
    return explorer


class Exploring:
    """The explorer on a page.

    Args:
        page: the page that shows it.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root: Locator = page.locator(".nuon-explorer").last

    def row(self, title: str) -> Locator:
        """The innermost visible header that begins with a title."""
        found = self.root.locator(HEADER).filter(has_text=re.compile(rf"^\s*{re.escape(title)}"), visible=True).last
        found.wait_for()
        return found

    def open(self, *titles: str) -> None:
        """Click rows open, one within the other."""
        for title in titles:
            self.row(title).click()
            self.row(title).locator("xpath=../div[contains(@class,'Collapse-contents')]//*").first.wait_for(
                state="attached"
            )

    def sees(self, text: str) -> None:
        """Wait until a text can be read."""
        self.root.get_by_text(text).filter(visible=True).first.wait_for()

    def press(self, words: str) -> None:
        """Click a button."""
        self.root.get_by_role("button", name=words, exact=True).filter(visible=True).last.click()

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.root.get_by_label(label, exact=True).filter(visible=True).last

    @property
    def found(self) -> Locator:
        """What the search marked."""
        return self.root.locator(".nuon-found").filter(visible=True)

    def screenshot(self, name: str, width: int = 1440) -> Any:
        """Store a picture as `build/screenshots/<name>.png`, taken in a window of a width."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        height = self.root.evaluate("root => Math.ceil(root.getBoundingClientRect().height)")
        self.page.set_viewport_size({"width": width, "height": height + 600})
        path = SCREENSHOTS / f"{name}.png"
        self.root.screenshot(path=path, animations="disabled")
        if before:
            self.page.set_viewport_size(before)
        return path
