"""A notebook as one web page that opens offline: nothing in it runs, and nothing is fetched."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from nbconvert import HTMLExporter
from pygments.formatters.html import HtmlFormatter

from nuon_notebook.display.environment import render_template
from nuon_notebook.sharing.harmless import harmless
from nuon_notebook.sharing.static_forms import without_programs

if TYPE_CHECKING:
    from nbformat import NotebookNode

QUIET: Final = logging.getLogger(__name__)
QUIET.addHandler(logging.NullHandler())  # what the library warns of are pictures without a text, which is no fault here

LIGHT, DARK = "default", "github-dark"


def page(notebook: NotebookNode, title: str) -> str:
    """Return a notebook as a web page.

    Args:
        notebook: a notebook without widgets.
        title: the page's title.

    Returns:
        HTML with its style sheet. Links lead to the web when they are clicked; apart from them nothing in it points
        to another host, and its policy has browsers fetch and run nothing.
    """
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True, log=QUIET)
    body, _ = exporter.from_notebook_node(without_programs(notebook))
    return render_template(
        "shared.html.j2",
        title=title,
        body=Markup(harmless(body)),  # noqa: S704 - cleaned just now
        light=_colours(LIGHT),
        dark=_colours(DARK),
    )


@cache
def _colours(style: str) -> Markup:
    """Return the style sheet by which the colours of code are those of a Pygments style."""
    rules = HtmlFormatter(style=style).get_style_defs(".highlight").splitlines()
    own = (rule.partition(" /*")[0] for rule in rules if rule.startswith(".highlight ."))
    return Markup("\n".join(own))  # noqa: S704 - the library's own
