"""Renders models as HTML and text, through templates.

Models import this package, so its modules are imported only at the first display.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nuon_notebook.garbage_collection import promote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.display.sections import Displayable


def to_html(shown: Displayable | Sequence[Displayable]) -> str:
    """Return a model, or a table of several, as HTML of at most `max_html_kb`."""
    from nuon_notebook.display import html  # noqa: PLC0415 - see above

    page = html.html(shown)
    _promote_first_page()
    return page


@cache
def _promote_first_page() -> None:
    """Once, spare the garbage collector what the first page left behind: modules, templates, expressions."""
    promote()


def to_text(shown: Displayable | Sequence[Displayable]) -> str:
    """Return a model, or several, as a tree of at most 180 lines."""
    from nuon_notebook.display import terminal, text_outline  # noqa: PLC0415 - see above

    return terminal.plain(text_outline.outline(shown))
