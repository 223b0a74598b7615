"""Opens explorers: of a model, or of what an id or name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook import loader, session
from nuon_notebook.client.errors import InstallersRemovedError, NotFoundError
from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.loader.refresh import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Root
    from nuon_notebook.loader import Progress

    Tick = Callable[[Progress], None]

INSTALLER = "int"


def explore(root: Root) -> Explorer:
    """Open a model; what was not loaded is requested from the demo world or by this kernel's connection.

    Args:
        root: an installer, an app or an install.

    Returns:
        The explorer, which displays itself; `close()` ends it.
    """

    def client() -> Client:
        return session.demo_client() if session.of_demo(root) else session.client()

    return Explorer(root, client)


def explore_named(name: str | None, tick: Tick | None = None) -> Explorer:
    """Open an installer or an app by id or name; configs are loaded when they are opened.

    Args:
        name: an installer's id, an app's id or name, `demo`, `demo/NAME`; None for the installer in the settings.
        tick: called on this thread about every 0.1 seconds while it loads.

    Raises:
        NuonError: it could not be loaded.
    """
    if name is None or name == session.DEMO:
        client, known = session.installer_named(name)
        return Explorer(loader.load_installer(client, known, 0, WORKFLOWS, tick), lambda: client)
    client, known = session.app_named(name)
    return Explorer(_loaded(client, known, tick), lambda: client)


def _loaded(client: Client, name: str, tick: Tick | None) -> Root:
    # Old ids have no prefix, so that a prefix tells only which kind to try first.
    kinds: list[Callable[..., Root]] = [loader.load_app, loader.load_installer]
    first, second = reversed(kinds) if name.startswith(INSTALLER) else kinds
    try:
        return first(client, name, 0, WORKFLOWS, tick)
    except (NotFoundError, InstallersRemovedError) as error:
        try:
            return second(client, name, 0, WORKFLOWS, tick)
        except (NotFoundError, InstallersRemovedError):
            raise error from None
