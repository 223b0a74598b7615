"""What something belongs to, in words: the line below the title of its page."""

from typing import Final

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Customers

OWNERS: Final = {formats.plural(noun): noun for noun in ("app", "app branch", "component", "install", "org", "runner")}
"""By the name of a table of the API, what one of its records is."""


def owner_noun(owner_type: str) -> str:
    """Return what an owner is, in words: `app branch` for `app_branches`."""
    words = owner_type.replace("_", " ")
    return OWNERS.get(words, words)


def on_install(
    name: str | None, install_id: str | None, app: str | None = None, version: int | None = None
) -> tuple[str | Customers, ...]:
    """Return in words on which install something is: its name or id, its app, the version that it is set to now."""
    if not (name or install_id):
        return ()
    facts = (
        Customers("on install", (name,)) if name else f"on install {install_id}",
        app or "",
        f"now set to v{version}" if version is not None else "",
    )
    return tuple(filter(None, facts))
