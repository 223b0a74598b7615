"""Gives the headers of accordions what ipywidgets does not: role, tabindex, aria-expanded and keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from anywidget import AnyWidget
from traitlets import Unicode

if TYPE_CHECKING:
    from collections.abc import Callable


class Keyboard(AnyWidget):
    """Acts on the explorer that it stands in; without it the mouse still works."""

    _esm = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")
    name = Unicode("nuon-explorer").tag(sync=True)

    def reveal(self, pane: str, told: tuple[str, ...]) -> None:
        """Mark what was found and bring it into view.

        Args:
            pane: the class of the pane that shows it.
            told: texts by which it is known in the pane; empty where it is the row that holds the pane.
        """
        self.send({"pane": pane, "told": told})

    def on_again(self, go: Callable[[], None]) -> None:
        """Call a function when a person chooses the hit that is chosen: no list changes then."""

        def told(_widget: Any, content: Any, _buffers: Any) -> None:
            if content == {"again": True}:
                go()

        self.on_msg(told)
