"""Why a notebook was not shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display.formats import list_words
from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.sharing.search import Place

MOST_NAMED = 12


class ShareError(NuonError):
    """The notebook was not shared, and nothing was written."""


class FoundError(ShareError):
    """The notebook holds something that must not be handed on.

    Attributes:
        places: where it was found and of what kind it is; never the value.
    """

    remedy: ClassVar[str]

    def __init__(self, name: str, places: Sequence[Place]) -> None:
        named = [str(place) for place in places[:MOST_NAMED]]
        if len(places) > MOST_NAMED:
            named.append(f"{len(places) - MOST_NAMED} more")
        super().__init__(f"{name} was not shared, nothing was written:", f"{list_words(named)}.", self.remedy)
        self.places = tuple(places)


class SecretFoundError(FoundError):
    """The notebook holds something that is recognised as secret."""

    remedy = "Take it out of these cells and run them anew. A secret that was saved in a file should be revoked."


class NameFoundError(FoundError):
    """The notebook holds a name where no stand-in can be put, such as in an encoded text or in code."""

    remedy = "Take it out of these cells and run them anew, or share the notebook without --anonymize."
