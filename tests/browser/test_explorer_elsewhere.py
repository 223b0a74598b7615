"""The explorer in Notebook 7 and in Voila."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from nuon_notebook import demo
from tests.browser.exploring import CONNECTED, Exploring, live_notebook
from tests.browser.servers import Frontend, JupyterServer
from tests.browser.test_explorer import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from nuon_notebook.demo import Server

NOTEBOOK: Final = Frontend(
    "notebook", "notebooks", ("--JupyterNotebookApp.expose_app_in_browser=True", "--LabApp.news_url=None")
)
VOILA: Final = Frontend(
    "jupyter_server", "voila/render", ("--ServerApp.jpserver_extensions={'voila.server_extension': True}",)
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with demo.serve() as running:
        yield running


@pytest.fixture(params=[NOTEBOOK, VOILA], ids=["notebook", "voila"])
def explorer(
    request: pytest.FixtureRequest, server: Server, new_page: Callable[..., Page],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Exploring]:  # fmt: skip
    frontend: Frontend = request.param
    with JupyterServer(tmp_path_factory.mktemp("elsewhere"), frontend) as running:
        page = new_page()
        page.goto(running.address(live_notebook(server, demo.INSTALLER_ID), "explorer", trusted=True))
        if frontend is NOTEBOOK:
            page.wait_for_function(CONNECTED)
            page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        yield Exploring(page)


def test_a_config_opens(explorer: Exploring) -> None:
    explorer.open(*CONFIG, "Components")
    explorer.root.locator("summary", has_text="ticket-queue").first.click()
    explorer.root.locator("details[open] code").filter(visible=True).first.wait_for()
    expect(explorer.row("Components")).to_have_attribute("aria-expanded", "true")
