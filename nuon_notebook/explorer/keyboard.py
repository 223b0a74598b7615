"""Gives the headers of accordions what ipywidgets does not: role, tabindex, aria-expanded and keys."""

from __future__ import annotations

from pathlib import Path

from anywidget import AnyWidget
from traitlets import Unicode


class Keyboard(AnyWidget):
    """Acts on the explorer that it stands in; without it the mouse still works."""

    _esm = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")
    name = Unicode("nuon-explorer").tag(sync=True)

    def reveal(self) -> None:
        """Bring what was opened last into view and give it the focus."""
        self.send({"reveal": True})
