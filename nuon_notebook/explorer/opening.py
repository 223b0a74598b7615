"""Opens explorers: of a model in hand, or of what a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook import loader, session
from nuon_notebook.client.errors import InstallersRemovedError, NotFoundError
from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.loader.refresh import WORKFLOWS_AT_FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Root
    from nuon_notebook.loader import Progress

    Tick = Callable[[Progress], None]

INSTALLER = "int"


def explore(root: Root) -> Explorer:
    """Open a model that is in hand; what it lacks is asked of the demo world or of this kernel's connection."""

    def client() -> Client:
        return session.demo_client() if session.of_demo(root) else session.client()

    return Explorer(root, client)


def explore_named(name: str | None, tick: Tick | None = None) -> Explorer:
    """Open an installer or an app by id or name; configs are asked for when they are opened.

    Args:
        name: an installer's id, an app's id or name, `demo`, `demo/NAME`; None for the installer in the settings.
        tick: called on this thread about every 0.1 seconds while it loads.

    Raises:
        NuonError: it cannot be had.
    """
    if name is None or name == session.DEMO:
        client, known = session.installer_named(name)
        return Explorer(loader.load_installer(client, known, 0, WORKFLOWS_AT_FIRST, tick), lambda: client)
    client, known = session.app_named(name)
    return Explorer(_loaded(client, known, tick), lambda: client)


def _loaded(client: Client, name: str, tick: Tick | None) -> Root:
    # Old ids have no prefix, so that it tells only what is asked for first.
    kinds: list[Callable[..., Root]] = [loader.load_app, loader.load_installer]
    first, second = reversed(kinds) if name.startswith(INSTALLER) else kinds
    try:
        return first(client, name, 0, WORKFLOWS_AT_FIRST, tick)
    except (NotFoundError, InstallersRemovedError) as error:
        try:
            return second(client, name, 0, WORKFLOWS_AT_FIRST, tick)
        except (NotFoundError, InstallersRemovedError):
            raise error from None
