"""The public function `explore`: opens an explorer on a model, or on the record with an id or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook import lookup, session
from nuon_notebook.explorer.explorer import Explorer
from nuon_notebook.loader.refresh import DEFAULT_WORKFLOWS
from nuon_notebook.models import App, Install, Installer

if TYPE_CHECKING:
    from nuon_notebook.explorer.context import Root


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
    client, root = lookup.installer_or_app(name, 0, DEFAULT_WORKFLOWS)
    return Explorer(root, lambda: client)
