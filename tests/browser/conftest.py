"""Fixtures: a real JupyterLab, a real Chromium, and the places in which an output is looked at.

Nothing here imports Playwright before a test asks for a browser, so that the rest of the suite runs without it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser.notebooks import as_on_github, executed, exported, exported_markdown, shown
from tests.browser.servers import LAB, JupyterServer
from tests.browser.sheets import WINDOW, Sheet, Traffic
from tests.browser.waiting import PATIENCE, comes_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbformat import NotebookNode
    from playwright.sync_api import Browser, Page

HERE: Final = Path(__file__).parent
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
TRUST: Final = """(cells => cells.length > 0 && cells.every(cell => cell.model.trusted))(
  jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code'))"""
END_KERNELS: Final = "window.jupyterapp?.serviceManager.sessions.shutdownAll().catch(() => null)"
HOW_TO_INSTALL: Final = "no Chromium: `apt-get install chromium` and `pip install playwright`, then run this again"
DEMO_CELLS: Final = (
    "%load_ext nuon_notebook\n%config NuonMagics.progress = False",
    "%nuon_installer demo",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; its event loop ends with this package, since asyncio allows one for each thread."""
    program = shutil.which("chromium")
    try:
        from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - see the head of this file
    except ImportError:
        program = None
    if not program:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(HOW_TO_INSTALL)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """JupyterLab."""
    with JupyterServer(tmp_path_factory.mktemp("lab"), LAB) as server:
        yield server


@pytest.fixture(scope="package")
def demo_notebook() -> NotebookNode:
    """A notebook that shows the demo installer, executed."""
    return executed(*DEMO_CELLS)


@pytest.fixture(scope="module")
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each as in a browser that was never used before; they and their kernels end with the module."""
    contexts = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(viewport=WINDOW, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        for page in context.pages:
            page.evaluate(END_KERNELS)
        context.close()


@pytest.fixture(scope="module")
def in_lab(lab: JupyterServer, new_page: Callable[..., Page]) -> Callable[..., Sheet]:
    """Opens a notebook in JupyterLab and returns its last output."""

    def show(notebook: NotebookNode, name: str, *, theme: str = "light", trusted: bool = True) -> Sheet:
        lab.choose_theme(theme)
        page, traffic = new_page(), Traffic()
        traffic.watch(page)
        page.goto(lab.address(notebook, name, trusted=trusted))
        page.locator(f"body[data-jp-theme-light='{'true' if theme == 'light' else 'false'}']").wait_for(
            state="attached"
        )
        outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
        comes_to(page, outputs.count, lambda: sum(len(cell.get("outputs", ())) for cell in notebook.cells))
        root = outputs.last
        root.wait_for()
        assert page.evaluate(TRUST) == trusted, "the notebook is not trusted as the test wants it"
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
        return Sheet(root, traffic, lab.origin)

    return show


@pytest.fixture(scope="module")
def from_file(new_page: Callable[..., Page], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Sheet]:
    """Opens a page from a file with the network cut, and returns an element of it."""

    def show(html: str, name: str, selector: str) -> Sheet:
        path = tmp_path_factory.mktemp("pages") / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        page, traffic = new_page(offline=True), Traffic()
        page.route("**/*", lambda route: route.continue_() if route.request.url == path.as_uri() else route.abort())
        traffic.watch(page)
        page.goto(path.as_uri())
        return Sheet(page.locator(selector).last, traffic, path.as_uri())

    return show


@pytest.fixture(scope="module")
def nbconvert_page(demo_notebook: NotebookNode, from_file: Callable[..., Sheet]) -> Sheet:
    """The demo notebook as `nbconvert --to html` leaves it."""
    return from_file(exported(demo_notebook), "nbconvert", ".jp-OutputArea-output")


@pytest.fixture(scope="module")
def markdown_page(demo_notebook: NotebookNode, from_file: Callable[..., Sheet]) -> Sheet:
    """The demo notebook as `nbconvert --to markdown` leaves it, read by a reader of Markdown."""
    body = exported_markdown(demo_notebook)
    return from_file(f'<!doctype html><meta charset="utf-8"><main>{body}</main>', "markdown", "main")


@pytest.fixture(scope="module")
def github_page(demo_notebook: NotebookNode, from_file: Callable[..., Sheet]) -> Sheet:
    """The demo installer under GitHub's rules."""
    body = as_on_github(shown(demo_notebook, "text/html"))
    return from_file(f'<!doctype html><meta charset="utf-8"><main>{body}</main>', "github", "main")
