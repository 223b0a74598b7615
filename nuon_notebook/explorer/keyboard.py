"""Gives the headers of accordions what ipywidgets does not: role, tabindex, aria-expanded and keys."""

from __future__ import annotations

from pathlib import Path

from anywidget import AnyWidget
from traitlets import Unicode


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
