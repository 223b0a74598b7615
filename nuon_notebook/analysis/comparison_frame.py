"""A comparison as a data frame. pandas is imported only here, and only when a frame is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.errors import NuonError
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from nuon_notebook.analysis.comparison import Change, Comparison

    Row = tuple[str | None, ...]

COLUMNS: Final = {
    "part": "category", "item": "string", "change": "category", "property": "string", "old": "string", "new": "string"
}  # fmt: skip
"""The columns by name, with their types."""


def frame_of(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each property that differs, with the texts that are shown.

    Raises:
        NuonError: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - an optional dependency, and heavy
    except ImportError:
        raise NuonError(
            what="A data frame needs pandas, which is not installed.",
            advice='Install it: `pip install "nuon-notebook[analysis]"`.',
        ) from None
    with masking_by(comparison):
        rows = [row for change in comparison for row in _rows(change)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _rows(change: Change) -> Iterator[Row]:
    own = (change.part, mask_text(change.name) if change.name else None, change.change)
    if not change.properties:
        yield (*own, None, None, None)
    for one in change.properties:
        yield (*own, mask_text(one.name or ""), one.shown_old, one.shown_new)
