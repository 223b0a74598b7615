"""The versions of Nuon's API that the demo server can behave like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NEW_PROPERTIES_SINCE: Final = 765
"""The version with the first properties that older servers do not send."""


@dataclass(frozen=True)
class ApiVersion:
    """A version of the API.

    Attributes:
        number: as `GET /version` says it.
        installers: whether it has installers. They were removed in 0.19.708.
    """

    number: str
    installers: bool = False

    def has(self, since: int) -> bool:
        """Return whether it has what was added in 0.19.`since`."""
        return int(self.number.rpartition(".")[2]) >= since


API_VERSIONS: Final = {
    version.number: version
    for version in (ApiVersion("0.19.687", installers=True), ApiVersion("0.19.708"), ApiVersion("0.19.1147"))
}
"""The versions of real servers by number, oldest first."""

NEWEST: Final = API_VERSIONS["0.19.1147"]

EVERYTHING: Final = ApiVersion(NEWEST.number, installers=True)
"""What no real server has, but `demo` in a notebook: all that the newest server has, and installers."""
