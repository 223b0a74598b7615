"""A notebook as one web page that opens offline: nothing in it runs, and nothing is fetched."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Final

import nh3
from markupsafe import Markup
from nbconvert import HTMLExporter
from pygments.formatters.html import HtmlFormatter

from nuon_notebook.render.environment import render_template

if TYPE_CHECKING:
    from nbformat import NotebookNode

QUIET: Final = logging.getLogger(__name__)
QUIET.addHandler(logging.NullHandler())  # what the library warns of are pictures without a text, which is no fault here

LIGHT, DARK = "default", "github-dark"
TAGS: Final = nh3.ALLOWED_TAGS | {"mark", "section", "summary", "details", "figure", "figcaption"}
REMOVED: Final = {"script", "style", "template", "noscript", "object", "iframe", "title"}
ATTRIBUTES: Final = {
    "*": {"class", "style", "title", "alt", "width", "height", "colspan", "rowspan", "open", "align", "valign"},
    "a": {"href"},
    "ul": {"type"},
    "img": {"src"},
    "meter": {"value", "min", "max"},
}
WEB: Final = ("http", "https", "mailto")
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")
FETCHING = re.compile(r"(?i)url\s*\(|image-set|expression\s*\(|@import|\\|/\*")  # escapes and comments hide words
STAYING = re.compile(r"(?i)position\s*:\s*(?:fixed|sticky|absolute)")


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
    body, _ = exporter.from_notebook_node(notebook)
    return render_template(
        "shared.html.j2",
        title=title,
        body=Markup(_harmless(body)),  # noqa: S704 - cleaned just now
        light=_colours(LIGHT),
        dark=_colours(DARK),
    )


def _harmless(body: str) -> str:
    """Take out of a page what runs, what is fetched, and styles that would change what is around them."""
    return nh3.clean(
        body.encode("utf-8", "replace").decode(),  # a lone surrogate is no text for the library
        tags=TAGS,
        clean_content_tags=REMOVED,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={*WEB, "data"},
    )


def _kept(_tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if PICTURE.match(value) else None
    if name == "href":
        return value if value.partition(":")[0].lower() in WEB else None
    if name == "style":
        return None if FETCHING.search(value) or STAYING.search(value) else value
    return value


@cache
def _colours(style: str) -> Markup:
    """Return the style sheet by which the colours of code are those of a Pygments style."""
    rules = HtmlFormatter(style=style).get_style_defs(".highlight").splitlines()
    own = (rule.partition(" /*")[0] for rule in rules if rule.startswith(".highlight ."))
    return Markup("\n".join(own))  # noqa: S704 - the library's own
