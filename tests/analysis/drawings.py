"""Pictures as they are in a page: their SVG, its texts, and the text that says the same."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree as ET

PREFIX = "data:image/svg+xml;base64,"
FORBIDDEN = re.compile(r"<script|\sid=|href|url\(|@import|@font-face|\son\w+=|<foreignObject|<image", re.IGNORECASE)
SVG = "{http://www.w3.org/2000/svg}"


class Picture(NamedTuple):
    """A picture of a page: its source, its text, and its size in the page."""

    svg: str
    alt: str
    size: int

    @property
    def root(self) -> ET.Element:
        """Its elements; an error if it is no XML."""
        return ET.fromstring(self.svg)  # noqa: S314 - our own

    @property
    def texts(self) -> list[str]:
        """All of its texts, from above to below as they are drawn."""
        return ["".join(one.itertext()) for one in self.root.iter(f"{SVG}text")]

    def count(self, kind: str) -> int:
        """The number of elements of a class."""
        return sum(kind in (one.get("class") or "").split() for one in self.root.iter())


def pictures_in(html: str) -> list[Picture]:
    """The pictures of a page, each checked to be what every viewer shows and `share` reads."""
    found = _Images()
    found.feed(html)
    for one in found.pictures:
        assert not FORBIDDEN.search(one.svg)
        assert "<script" not in one.alt
        assert one.root.tag == f"{SVG}svg"
    return found.pictures


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[Picture] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            names = dict(attrs)
            source = names["src"] or ""
            assert source.startswith(PREFIX)
            svg = base64.b64decode(source.removeprefix(PREFIX), validate=True).decode()
            self.pictures.append(Picture(svg, names["alt"] or "", len(self.get_starttag_text() or "")))
