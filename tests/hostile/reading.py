"""Reads HTML as strictly as it can be read: what is in it, and what has no business there."""

from __future__ import annotations

import base64
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from nuon_notebook.display.environment import render_template, template_folder
from nuon_notebook.display.markdown import TAGS
from nuon_notebook.display.view import Marked
from nuon_notebook.redaction.sanitize import INVISIBLE_CATEGORIES

OWN_TAGS: Final = {*TAGS, "img", "mark", "span", "style", "wbr"}
VOID: Final = {"br", "hr", "img", "wbr"}
BLOCKS: Final = {"blockquote", "details", "div", "dl", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"}
WITHIN: Final = {
    "li": {"ol", "ul"},
    "tr": {"thead", "tbody", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
}
SOURCES: Final = "".join(path.read_text(encoding="utf-8") for path in sorted(template_folder().glob("*.html.j2")))
CLASSES: Final = {
    *" ".join(re.findall(r'class="?([^"{}>]*)', SOURCES)).split(),
    *(kind.mark for kind in Marked.__subclasses__()),
}
SHEET: Final = render_template("style.html.j2").partition(">")[2].rpartition("<")[0]
STYLE: Final = re.compile(
    r"(?:background|color):#(?:[0-9a-f]{3}){1,2}|text-align:left|list-style:none|white-space:(?:nowrap|normal|pre-wrap)|overflow-wrap:\w+(?:-\w+)?"
    r"|(?:margin-left|padding|padding-left|font-size|width):[\w. %]+"
    r"|max-width:(?:100%|\d+em)|min-width:\d+(?:px|em)?|height:(?:auto|[\d.]+em)|display:inline-(?:block|flex)|overflow-x:auto"
    r"|word-wrap:break-word|table-layout:fixed|flex:(?:\d+ )?\d+em|flex-wrap:wrap|gap:0 1em|vertical-align:top|border:0"
    r"|border-top:1px solid #80808040"
)
PICTURE: Final = re.compile("data:image/svg\\+xml;base64,([A-Za-z0-9+/]+=*)")
SVG: Final = "{http://www.w3.org/2000/svg}"
DRAWN: Final = {f"{SVG}{tag}" for tag in ("svg", "style", "rect", "path", "text", "tspan", "g")}
OF_PICTURES: Final = {"alt": re.compile(".+", re.DOTALL), "width": re.compile(r"\d+"), "height": re.compile(r"\d+")}
STATUS: Final = re.compile(r"[A-Za-z]+(?:[-_ ][A-Za-z]+)*")
OUTWARD: Final = {"target": "_blank", "rel": "noreferrer"}
ADDRESS: Final = re.compile(r"(?:https?://|mailto:).+", re.IGNORECASE | re.DOTALL)


class Text(NamedTuple):
    """A text, and the tags around it from the outermost to its own."""

    data: str
    within: tuple[str, ...]


class Reading(HTMLParser):
    """What HTML holds.

    Attributes:
        problems: what does not belong there, in words.
        texts: every text, unescaped.
        links: the addresses of its links.
        outermost: the tags that are in no other.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.texts: list[Text] = []
        self.links: list[str] = []
        self.outermost: list[str] = []
        self._within: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self._within]
        self.problems += [f"character U+{ord(letter):04X}" for letter in sorted(set(html)) if is_invisible(letter)]

    @property
    def words(self) -> str:
        """All text, without the style sheet."""
        return " ".join(text.data for text in self.texts if "style" not in text.within)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in OWN_TAGS:
            self.problems.append(f"<{tag}>")
        if tag in WITHIN and not {*self._within[-1:]} & WITHIN[tag]:
            self.problems.append(f"<{tag}> in <{(self._within or ['nothing'])[-1]}>")
        if (tag in BLOCKS and "p" in self._within) or (tag == "a" and "a" in self._within):
            self.problems.append(f"<{tag}> in {self._within}")
        self.problems += [f"<{tag} {name}={value!r}>" for name, value in attrs if not _allowed(tag, name, value or "")]
        self.links += [value or "" for name, value in attrs if name == "href"]
        if not self._within:
            self.outermost.append(tag)
        if tag not in VOID:
            self._within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.problems.append(f"<{tag}/>, {len(attrs)} attributes")

    def handle_endtag(self, tag: str) -> None:
        if not self._within or self._within[-1] != tag:
            self.problems.append(f"</{tag}> in {self._within}")
        else:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(Text(data, tuple(self._within)))
        if self._within[-1:] == ["style"] and data.strip() != SHEET.strip():
            self.problems.append("a style sheet that is not ours")

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.problems.append(f"declaration {decl!r}")

    def unknown_decl(self, data: str) -> None:
        self.problems.append(f"declaration {data!r}")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"instruction {data!r}")


def is_invisible(letter: str) -> bool:
    """Tell whether a character shows as nothing or acts on its surroundings; a line end is none."""
    return letter != "\n" and unicodedata.category(letter) in INVISIBLE_CATEGORIES


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("alt", "height", "src", "width"):
        return tag == "img" and (
            is_our_picture(value) if name == "src" else OF_PICTURES[name].fullmatch(value) is not None
        )
    if name in ("href", "target", "rel"):
        return tag == "a" and (ADDRESS.fullmatch(value) is not None if name == "href" else value == OUTWARD[name])
    if name == "style":
        return all(STYLE.fullmatch(declaration) for declaration in value.split(";"))
    if name == "class":
        return set(value.split()) <= CLASSES
    if name == "title":
        return tag in ("mark", "span") and STATUS.fullmatch(value) is not None
    return (tag, name) in {("details", "open"), ("ol", "start"), ("ul", "type")}


def is_our_picture(source: str) -> bool:
    """Tell whether a source is a drawing that is made of nothing but shapes and texts."""
    found = PICTURE.fullmatch(source)
    if not found:
        return False
    svg = ET.fromstring(base64.b64decode(found[1]))  # noqa: S314 - it fails on what is no XML
    return {one.tag for one in svg.iter()} <= DRAWN and not any(
        "href" in name for one in svg.iter() for name in one.attrib
    )
