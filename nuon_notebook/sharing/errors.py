"""Why a notebook was not shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.client.errors import NuonError
from nuon_notebook.render.words import list_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.sharing.search import Place

MOST_NAMED = 12


class ShareError(NuonError):
    """The notebook was not shared, and nothing was written."""


class SecretFoundError(ShareError):
    """The notebook holds something that is recognised as secret.

    Attributes:
        places: where it was found and of what kind it is; never the value.
    """

    def __init__(self, name: str, places: Sequence[Place]) -> None:
        named = [str(place) for place in places[:MOST_NAMED]]
        if len(places) > MOST_NAMED:
            named.append(f"{len(places) - MOST_NAMED} more")
        super().__init__(
            f"{name} was not shared, nothing was written:",
            f"it holds {list_words(named)}.",
            "Take it out of these cells, run them anew, and revoke a secret that was in a file.",
        )
        self.places = tuple(places)
