"""An explorer of the marked world, opened row by row as a person does, and all that its widgets then hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from ipywidgets import Accordion, Box
from pydantic import SecretStr

from nuon_notebook import demo, options
from nuon_notebook.client import Client
from nuon_notebook.explorer import Explorer
from nuon_notebook.loader import LoadOptions, load_app, load_installer
from tests.explorer.screen import Screen

if TYPE_CHECKING:
    from nuon_notebook import App, Installer
    from tests.leaks.marked import MarkedServer

ALIKE: Final = ("Configs", "Installs", "Workflows")
"""Rows that hold rows of one kind each: the first of them is opened."""

SOUGHT: Final = "zq"
"""What each mark begins with."""

NEWER_APP: Final = "mill-gauge"
"""An app that only newer servers have, on Google Cloud; every kind of plan waits on its install."""

WHOLE_KB: Final = 8192


def opened(server: MarkedServer) -> str:
    """The state of every widget of an explorer in which every kind of row is open and a mark was searched for."""
    before = options.current()
    options.choose(max_html_kb=WHOLE_KB)
    settings = server.settings
    try:
        with Client(settings["NUON_API_URL"], SecretStr(settings["NUON_API_TOKEN"]), settings["NUON_ORG_ID"]) as client:
            roots = (
                load_installer(client, demo.INSTALLER_ID, LoadOptions(configs=0)),
                load_app(client, NEWER_APP, LoadOptions(configs=0)),
            )
            return "\n".join(_explored(server, client, root) for root in roots)
    finally:
        options.choose(max_html_kb=before.max_html_kb)


def _explored(server: MarkedServer, client: Client, root: Installer | App) -> str:
    explorer = Explorer(root, lambda: client)
    screen = Screen(explorer)
    try:
        _open(screen, explorer.widget)
        screen.field("Search").value = SOUGHT
        server.refusing = True
        explorer.refresh()
        screen.settled()
        return "\n".join(_state(one) for one in explorer._factory.alive)
    finally:
        server.refusing = False
        explorer.close()


def _open(screen: Screen, widget: Any, *, alike: bool = False) -> None:
    if isinstance(widget, Accordion):
        for place, title in enumerate(widget.titles[:1] if alike else widget.titles):
            widget.selected_index = place
            screen.settled()
            _open(screen, widget.children[place], alike=title.startswith(ALIKE))
    elif isinstance(widget, Box):
        for child in widget.children:
            _open(screen, child, alike=alike)


def _state(widget: Any) -> str:
    return json.dumps(widget.get_state(), default=str, ensure_ascii=False)
