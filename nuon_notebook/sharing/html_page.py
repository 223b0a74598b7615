"""A notebook as one web page that opens offline: nothing in it runs, and nothing is fetched.

Three steps: each output gets a static form, nbconvert makes HTML, and the HTML is sanitized.
"""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections import Counter
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

import nh3
from markupsafe import Markup, escape
from nbconvert import HTMLExporter
from nbformat import NotebookNode, from_dict, v4
from pygments.formatters.html import HtmlFormatter

from nuon_notebook.display.environment import render_template
from nuon_notebook.display.formats import count, join_words
from nuon_notebook.sharing.files import attachments_of, is_known_cell, is_known_output

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENT: Final = logging.getLogger(__name__)
SILENT.addHandler(logging.NullHandler())  # nbconvert warns of pictures without alternative text, which is no fault here
LIGHT_STYLE, DARK_STYLE = "default", "github-dark"

HTML: Final = "text/html"
INTERACTIVE: Final = "interactive output"
JSON_DATA: Final = "JSON output"
UNKNOWN_OUTPUT: Final = "output of unknown type"
UNKNOWN_CELL: Final = "cell of unknown type"
REMOTE_PICTURE: Final = "remote picture"
REASONS: Final = {
    INTERACTIVE: "it has no static form",
    REMOTE_PICTURE: "this page fetches nothing",
}
PLURALS: Final = {UNKNOWN_OUTPUT: "outputs of unknown type", UNKNOWN_CELL: "cells of unknown type"}
REASON: Final = "this page cannot show it"
REMOVED_ELEMENTS: Final = {
    "img": REMOTE_PICTURE, "iframe": "frame", "frame": "frame", "video": "video", "audio": "sound",
    "object": "embedded file", "embed": "embedded file", "canvas": "dynamic drawing",
}  # fmt: skip
OUTPUT_PROPERTIES: Final = {
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
}
OPENING_TAG = re.compile(r"<([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?\s*([^\s\"'>]{1,40})", re.IGNORECASE)
ALTERNATIVE = re.compile(r"\balt\s*=\s*(?:\"([^\"]{1,200})\"|'([^']{1,200})')", re.IGNORECASE)
EXPORTED_TYPES: Final = ("text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "text/plain")
"""What nbconvert can show of a bundle besides HTML, best first."""
OTHER_PICTURES: Final = ("image/gif", "image/webp")
SVG_TAG = re.compile(r"<(/?)svg\b[^<>]*?(/?)>", re.IGNORECASE)
SVG_NAMESPACES: Final = (
    ("xmlns", "http://www.w3.org/2000/svg"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
)

ALLOWED_TAGS: Final = nh3.ALLOWED_TAGS | {"mark", "section", "summary", "details", "figure", "figcaption"}
REMOVED_WITH_CONTENT: Final = {"script", "style", "template", "noscript", "object", "iframe", "title"}
ALLOWED_ATTRIBUTES: Final = {
    "*": {"class", "style", "title", "alt", "width", "height", "colspan", "rowspan", "open", "align", "valign"},
    "a": {"href"},
    "ul": {"type"},
    "img": {"src"},
    "meter": {"value", "min", "max"},
}
LINK_SCHEMES: Final = ("http", "https", "mailto")
EMBEDDED_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")
FETCHING_STYLE = re.compile(r"(?i)url\s*\(|image-set|expression\s*\(|@import|\\|/\*")  # escapes and comments hide words
POSITIONED_STYLE = re.compile(r"(?i)position\s*:\s*(?:fixed|sticky|absolute)")
VISIBLE_ELEMENT = re.compile(r"<(?:img\b[^>]*\b(?:src|alt)=|meter\b|hr\b)")
"""Elements that are seen without any text in them."""


def to_html_page(notebook: NotebookNode, title: str) -> tuple[str, list[str]]:
    """Return a notebook as a web page, and what is left out of it.

    Args:
        notebook: a notebook without widgets.
        title: the page's title.

    Returns:
        HTML with its style sheet. Apart from links, which lead to the web when they are clicked, nothing in it points
        to another host, and its content security policy lets browsers fetch and run nothing. Where something was left
        out, a line says so. Then what was left out, in words, with its number.
    """
    left_out: Counter[str] = Counter()
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True, log=SILENT)
    body, _ = exporter.from_notebook_node(_static_notebook(notebook, left_out))
    page = render_template(
        "shared.html.j2",
        title=title,
        body=Markup(sanitize_html(_tell_removed_elements(body, left_out))),  # noqa: S704 - sanitized just now
        light=_code_colours(LIGHT_STYLE),
        dark=_code_colours(DARK_STYLE),
    )
    listed = join_words([count(number, noun, PLURALS.get(noun, "")) for noun, number in left_out.items()])
    return page, [f"{listed} left out of the page"] if listed else []


@cache
def _code_colours(style: str) -> Markup:
    """Return the style sheet for the colours of code in a Pygments style."""
    rules = HtmlFormatter(style=style).get_style_defs(".highlight").splitlines()
    code_rules = (rule.partition(" /*")[0] for rule in rules if rule.startswith(".highlight ."))
    return Markup("\n".join(code_rules))  # noqa: S704 - Pygments' own


def _static_notebook(notebook: NotebookNode, left_out: Counter[str]) -> NotebookNode:
    """Return what the page shows of a notebook: each output without running anything, and raw cells as text.

    It has only properties that nbconvert needs. Others may have any value, which nbconvert might not expect.
    """
    cells = [_static_cell(cell, f"cell-{number}", left_out) for number, cell in enumerate(notebook.cells)]
    lexer = notebook.metadata.get("language_info", {}).get("pygments_lexer")
    language = {"name": "", "pygments_lexer": lexer} if isinstance(lexer, str) else {"name": ""}
    static: NotebookNode = v4.new_notebook(cells=cells, metadata={"language_info": from_dict(language)})
    return static


def _static_cell(cell: NotebookNode, cell_id: str, left_out: Counter[str]) -> NotebookNode:
    static: NotebookNode
    if not is_known_cell(cell):
        static = v4.new_markdown_cell(f"*[{_tell(UNKNOWN_CELL, left_out)}]*", id=cell_id)
    elif cell.cell_type == "raw":
        static = v4.new_raw_cell(f"<pre>{escape(cell.source)}</pre>", id=cell_id)
    elif cell.cell_type == "code":
        seen = (output for output in cell.outputs if output.get("data") != {})  # as a cleared line of progress leaves
        outputs = [_static_output(output, left_out) for output in seen]
        number = cell.execution_count
        static = v4.new_code_cell(cell.source, id=cell_id, outputs=outputs, execution_count=number)
    else:
        static = v4.new_markdown_cell(cell.source, id=cell_id, attachments=attachments_of(cell))
    return static


def _static_output(output: NotebookNode, left_out: Counter[str]) -> NotebookNode:
    if not is_known_output(output):
        line: NotebookNode = v4.new_output("display_data", {"text/plain": _tell(UNKNOWN_OUTPUT, left_out)})
        return line
    known = {name: output[name] for name in OUTPUT_PROPERTIES[output.output_type]}
    if "data" in known:
        known["data"] = _static_bundle(output.data, left_out)
        known["metadata"] = {mime: value for mime, value in output.metadata.items() if isinstance(value, dict)}
    static: NotebookNode = v4.new_output(output.output_type, **from_dict(known))
    return static


def _tell(noun: str, left_out: Counter[str]) -> str:
    """Return the line in place of something that is left out, and count it."""
    left_out[noun] += 1
    article = "An" if noun[0] in "aeiou" else "A"
    return f"{article} {noun} was here; {REASONS.get(noun, REASON)}."


def _static_bundle(bundle: dict[str, Any], left_out: Counter[str]) -> dict[str, Any]:
    """Return the best representation in a bundle that shows anything when nothing runs."""
    if isinstance(html := bundle.get(HTML), str):
        pictured = _drawings_to_pictures(html)
        if _is_visible(sanitize_html(pictured)):
            return {HTML: sanitize_html(_tell_removed_elements(pictured, left_out))}
    for mime in OTHER_PICTURES:
        if isinstance(picture := bundle.get(mime), str):
            return {HTML: f'<img src="data:{mime};base64,{escape("".join(picture.split()))}">'}
    exported = {mime: bundle[mime] for mime in EXPORTED_TYPES if bundle.get(mime)}
    only_data = all(mime == "application/json" for mime in bundle)
    return exported or {"text/plain": _tell(JSON_DATA if only_data else INTERACTIVE, left_out)}


def _tell_removed_elements(html: str, left_out: Counter[str]) -> str:
    """Put a line in the place of elements that sanitizing removes although people would see them."""

    def line(match: re.Match[str]) -> str:
        noun = REMOVED_ELEMENTS.get(match[1].lower())
        source = SOURCE.search(match[2])
        is_kept = noun == REMOTE_PICTURE and (not source or EMBEDDED_PICTURE.match(unescape(source[1])))
        if noun is None or is_kept:
            return match[0]
        alternative = ALTERNATIVE.search(match[2])
        told = _tell(noun, left_out)
        return f"<i>[{told}{f' It shows: {alternative[1] or alternative[2]}' if alternative else ''}]</i>"

    return OPENING_TAG.sub(line, html)


def _drawings_to_pictures(html: str) -> str:
    """Replace inline SVG in HTML by pictures, in which no script runs and for which nothing is fetched."""
    pieces: list[str] = []
    position = 0
    for start, end in _drawings(html):
        pieces += (html[position:start], _to_picture(html[start:end]))
        position = end
    return "".join((*pieces, html[position:]))


def _drawings(html: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each outermost SVG element."""
    depth = start = 0
    for tag in SVG_TAG.finditer(html):
        if not depth:
            start = tag.start()
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth < 0:
            depth = 0
        elif not depth and tag[1]:
            yield start, tag.end()


def _to_picture(svg: str) -> str:
    opening_tag = svg[: svg.index(">")]
    missing = "".join(f' {name}="{value}"' for name, value in SVG_NAMESPACES if f"{name}=" not in opening_tag)
    document = f"<svg{missing}{svg[len('<svg') :]}"
    try:
        expat.ParserCreate().Parse(document, True)
    except (expat.ExpatError, ValueError):
        return ""  # HTML tolerates errors that a picture must not have
    encoded = b64encode(document.encode()).decode()
    # Drawings expect a white page: black lines would not be visible on a dark one.
    return f'<img src="data:image/svg+xml;base64,{encoded}" style="background:#fff">'


def sanitize_html(body: str) -> str:
    """Remove from HTML whatever runs, whatever is fetched, and styles that would change the page around it."""
    return nh3.clean(
        body.encode("utf-8", "replace").decode(),  # nh3 refuses lone surrogates
        tags=ALLOWED_TAGS,
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={*LINK_SCHEMES, "data"},
    )


def _filter_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if EMBEDDED_PICTURE.match(value) else None
    if name == "href":
        return value if value.partition(":")[0].lower() in LINK_SCHEMES else None
    if name == "style":
        return None if FETCHING_STYLE.search(value) or POSITIONED_STYLE.search(value) else value
    return value


def _is_visible(sanitized: str) -> bool:
    """Return whether anything would be seen of sanitized HTML."""
    return bool(VISIBLE_ELEMENT.search(sanitized) or unescape(nh3.clean(sanitized, tags=set())).strip())
