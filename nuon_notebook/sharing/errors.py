"""Why a notebook was not shared.

ShareError
└─ FoundError
   ├─ SecretFoundError
   └─ NameFoundError
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from nuon_notebook.display.formats import join_words
from nuon_notebook.errors import NuonError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PLACES = 12  # in one message


class Place(NamedTuple):
    """Where in a notebook something was found.

    Attributes:
        where: the cell and the part of it, for instance `cell 3, output (stdout)`.
        kind: what was recognised, in words; never the value.
    """

    where: str
    kind: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}"


class ShareError(NuonError):
    """The notebook was not shared, and nothing was written."""


class FoundError(ShareError):
    """The notebook contains something that must not be handed on.

    Attributes:
        places: where it was found, and what kind it is; never the value.
    """

    remedy: ClassVar[str]

    def __init__(self, name: str, places: Sequence[Place]) -> None:
        listed = [str(place) for place in places[:MAX_PLACES]]
        if len(places) > MAX_PLACES:
            listed.append(f"{len(places) - MAX_PLACES} more")
        super().__init__(f"{name} was not shared, nothing was written:", f"{join_words(listed)}.", self.remedy)
        self.places = tuple(places)


class SecretFoundError(FoundError):
    """The notebook contains something that is recognised as secret.

    Attributes:
        entries: what to allow, such as `json-web-token@3`, if it is no secret; for known secrets there is nothing.
    """

    remedy = "Remove it from these cells and run them again. Revoke a secret that was saved in a file."

    def __init__(self, name: str, places: Sequence[Place], entries: Sequence[str] = ()) -> None:
        super().__init__(name, places)
        self.entries = tuple(entries)
        if entries:
            options = " ".join(f"--allow {entry}" for entry in entries[:MAX_PLACES])
            self.advice += f" What you have checked and found to be no secret you can allow: {options}"
            self.advice += " and so on." if len(entries) > MAX_PLACES else "."


class NameFoundError(FoundError):
    """The notebook contains a name that cannot be replaced, for instance in an encoded text or in code."""

    remedy = "Remove it from these cells and run them again, or share the notebook without --anonymize."
