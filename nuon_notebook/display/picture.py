"""Shows a model as a picture: SVG in an `<img>` that needs no trust, network or ids, beside the same in words."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final, Protocol

from markupsafe import Markup

from nuon_notebook.display.formats import shorten
from nuon_notebook.redaction.sanitize import sanitize_line, sanitize_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.display.view import View

MAX_ALT: Final = 6000  # characters of the text that says the same


class Drawing(Protocol):
    """What the template of a picture draws, measured in pixels."""

    @property
    def template(self) -> str:
        """The name of the template."""
        ...

    @property
    def width(self) -> int:
        """Its width."""
        ...

    @property
    def height(self) -> int:
        """Its height."""
        ...


class Drawn(Protocol):
    """A model that is shown as a picture."""

    @property
    def drawing(self) -> Drawing:
        """What is drawn."""
        ...

    @property
    def alt(self) -> str:
        """The text that says the same."""
        ...


def picture(shown: View, render: Callable[..., Markup]) -> Markup:
    """Return a picture of a model as HTML. Its texts are masked, since its template gets them from a view.

    Args:
        shown: a view of a `Drawn`.
        render: renders a template, given its name and context; it escapes all texts.
    """
    svg = sanitize_text(render(shown.drawing.template, drawing=shown.drawing, alt=shown.alt))
    one_line = "".join(map(str.strip, svg.split("\n")))
    data = Markup(base64.b64encode(one_line.encode()).decode())  # noqa: S704 - it has no other letters
    alt = shorten(sanitize_line(shown.alt), MAX_ALT)
    return render("picture.html.j2", data=data, drawing=shown.drawing, alt=alt)
