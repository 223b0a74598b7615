"""How each property may be shown, by the table in `masking.json`."""

from __future__ import annotations

import json
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.redaction.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE: Final = Path(__file__).with_name("masking.json")
ANY_TYPE: Final = "(any type)"
UNKNOWN: Final = "(unknown property)"


class Tier(Enum):
    """How a property may be shown; the words are the table's."""

    NEVER = "never"
    VALUES = "values"
    KEYS = "keys"
    SCAN = "scan"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    PLAIN = "plain"


@cache
def table() -> Mapping[str, Any]:
    """Return the masking table as it stands in `masking.json`."""
    read: Mapping[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read


@cache
def _rows() -> Mapping[str, Tier]:
    rows = {row: tier for tier in Tier if tier is not Tier.PLAIN for row in table()[tier.value]}
    return rows | dict.fromkeys(table()["never_if"], Tier.NEVER)


@lru_cache(maxsize=4096)
def tier(api_type: str, name: str) -> Tier:
    """Return how a property may be shown.

    Args:
        api_type: the API's name of the type, for instance `app.Install`.
        name: the property, or `UNKNOWN` for one that no schema lists.
    """
    rows = _rows()
    return rows.get(f"{api_type}.{name}") or rows.get(f"{ANY_TYPE}.{name}") or Tier.PLAIN


def tier_of(model: Any, name: str) -> Tier:
    """Return how a property of this model may be shown, where that depends on the model too."""
    found = tier(model.api_type, name)
    if (
        found is Tier.NEVER and f"{model.api_type}.{name}" in table()["never_if"]
    ):  # the one condition there is: sensitive is true
        secret = getattr(model, "sensitive", None) is True or is_secret_name(getattr(model, "name", None) or "")
        return Tier.NEVER if secret else Tier.SCAN
    return found


def shown_keys(api_type: str, name: str) -> tuple[str, ...]:
    """Return the keys of a map in the tier keys that may be shown."""
    return tuple(table()["keys"].get(f"{api_type}.{name}", ()))
