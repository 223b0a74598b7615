"""HTML of strangers without what runs, what is fetched, and styles that would change what is around it."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import nh3

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
SHOWN = re.compile(r"<(?:img\b[^>]*\b(?:src|alt)=|meter\b|hr\b)")
"""Elements that are seen though no text is in them."""


def harmless(body: str) -> str:
    """Take out of HTML what runs, what is fetched, and styles that would change what is around them."""
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


def shows_something(body: str) -> bool:
    """Tell whether anything would be seen of HTML that is harmless already."""
    return bool(SHOWN.search(body) or unescape(nh3.clean(body, tags=set())).strip())
