"""Asks what the components of an app are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from nuon_notebook.client import Client


async def component_names(client: Client, app_id: str) -> tuple[dict[str, str], str]:
    """Return names by id, and why there are not all: `GET /v1/apps/{app_id}/components`.

    What they name is in hand, and is shown by ids where they cannot be had; so a failure is told, not raised.
    """
    names: dict[str, str] = {}
    try:
        async for one in client.api.components(app_id):
            names[one.id or ""] = one.name or ""
    except NuonError as error:
        return names, f"Components are told by their ids: {error}"
    return names, ""
