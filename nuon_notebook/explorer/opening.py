"""The public function `explore`: opens an explorer on a model, or on the record with an id or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook import loader, session
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.errors import InstallersRemovedError, NotFoundError
from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.loader.refresh import DEFAULT_WORKFLOWS
from nuon_notebook.models import App, Install, Installer
from nuon_notebook.progress import show_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.context import Root
    from nuon_notebook.loader import Progress

    Tick = Callable[[Progress], None]

INSTALLER_PREFIX = "int"


def explore(subject: Root | str | None = None) -> Explorer:
    """Open an installer, an app or an install as accordions. What is in them is loaded when it is opened.

    Args:
        subject: A model; or an installer's id, an app's id or name, `demo` or `demo/NAME`. Default: the installer of
            NUON_INSTALLER_ID. What is missing is asked of the demo world for its models, else of this kernel's
            connection.

    Returns:
        The explorer, which displays itself. `close()` closes it.

    Raises:
        InvalidIdError: The text is empty.
        NuonError: The record with the id or name could not be loaded.
        TypeError: The subject is another kind of model.
    """
    if not isinstance(subject, str | Installer | App | Install | None):
        problem = f"explore() opens an installer, an app or an install, not {type(subject).__name__}"
        raise TypeError(problem)
    if not isinstance(subject, str | None):
        return Explorer(subject, lambda: session.demo_client() if session.is_demo_record(subject) else session.client())
    name = subject if subject is None else session.named(subject, "subject", "explore() takes an id or name")
    with show_progress("the installer" if name is None else sanitize(name, "", MAX_ID)) as tick:
        return _explore_by_name(name, tick)


def _explore_by_name(name: str | None, tick: Tick | None) -> Explorer:
    if name is None or name == session.DEMO:
        client, resolved = session.resolve_installer(name)
        return Explorer(loader.load_installer(client, resolved, 0, DEFAULT_WORKFLOWS, tick), lambda: client)
    client, resolved = session.resolve_app(name)
    return Explorer(_loaded(client, resolved, tick), lambda: client)


def _loaded(client: Client, name: str, tick: Tick | None) -> Root:
    # The prefix only tells what to ask for first: old ids have none.
    kinds: list[Callable[..., Root]] = [loader.load_app, loader.load_installer]
    first, second = reversed(kinds) if name.startswith(INSTALLER_PREFIX) else kinds
    try:
        return first(client, name, 0, DEFAULT_WORKFLOWS, tick)
    except (NotFoundError, InstallersRemovedError) as error:
        try:
            return second(client, name, 0, DEFAULT_WORKFLOWS, tick)
        except (NotFoundError, InstallersRemovedError):
            raise error from None
