"""Gives accordions what ipywidgets does not: headers with roles, keys and colours, and names that open rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from anywidget import AnyWidget
from traitlets import Unicode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SAME_HIT: Final = "same hit"
SEARCH_USED: Final = "search used"
OPENED: Final = "opened"


class Accessibility(AnyWidget):
    """Acts on the explorer that it is in; without it the mouse still works."""

    _esm = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
    name = Unicode("nuon-explorer").tag(sync=True)

    def reveal(self, pane: str, texts: tuple[str, ...]) -> None:
        """Mark what was found and bring it into view.

        Args:
            pane: the class of the pane that shows it.
            texts: texts by which its line in the pane is found; empty where it is the row that holds the pane.
        """
        self.send({"pane": pane, "texts": texts})

    def on_event(self, event: str, act: Callable[[Sequence[str]], None]) -> None:
        """Call a function when the page tells of an event.

        Args:
            event: `SAME_HIT`: the hit that is chosen was chosen again, so that no list changed. `SEARCH_USED`: the
                pointer or the focus has come to the search bar. `OPENED`: a name was pressed that opens a row.
            act: the function; it gets the ids of the records that the name stands for, of the other events none.
        """

        def received(_widget: Any, content: Any, _buffers: Any) -> None:
            if isinstance(content, dict) and content.get("event") == event:
                act(tuple(str(content.get("ids") or "").split()))

        self.on_msg(received)
