"""Models to HTML and text, through templates.

Models import this package, so its parts are loaded at the first display.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.render.parts import Shown


def html(shown: Shown | Sequence[Shown]) -> str:
    """Return a model, or several as a table, as HTML of at most `max_html_kb`."""
    from nuon_notebook.render import page  # noqa: PLC0415 - see above

    return page.html(shown)


def outline(shown: Shown | Sequence[Shown]) -> str:
    """Return a model, or several, as a tree of at most 200 lines."""
    from nuon_notebook.render import lines  # noqa: PLC0415 - see above

    return lines.outline(shown)
