"""Renders untrusted Markdown as harmless HTML.

The text is masked, parsed by markdown-it and cleaned by nh3. The result has no scripts, styles, classes, ids or images,
and its links lead to the web or to a mailbox. Template expressions are shown, not evaluated.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sanitize import sanitize_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_CHARACTERS: Final = 60_000  # of a text that are shown
MAX_TAGS: Final = 2_000  # if there are more, HTML in the text is shown as source
MAX_DEPTH: Final = 20  # levels of lists and quotations
MAX_TEMPLATE: Final = 2_000

TAGS: Final = {
    *("a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h4", "h5", "h6", "hr"),
    *("i", "kbd", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "u", "ul"),
}
ADDED_ATTRIBUTES: Final = {
    "a": {"target": "_blank"},  # otherwise a link in a widget replaces the notebook
    **{cell: {"style": "text-align:left"} for cell in ("td", "th")},  # JupyterLab aligns tables to the right
}
ADDRESS = re.compile(r"(?i)(?:https?://|mailto:)\S")
HEADING = re.compile(r"(?i)<(/?)h([1-6])\b")
IMAGE = re.compile(r"(?i)<img\b((?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,100})>")
ATTRIBUTE = re.compile(r"(?i)\b(alt|src)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
EXPRESSION = re.compile(rf"\{{\{{(?:[^{{}}]|\{{(?!\{{)|\}}(?!\}})){{0,{MAX_TEMPLATE}}}+\}}\}}")
LEADING = re.compile(rf"(?:\s*+{EXPRESSION.pattern})++[ \t]*+(?:\n|\Z)")


def markdown(text: str | None) -> Markup:
    """Return a Markdown text as HTML.

    Args:
        text: untrusted Markdown, possibly a Go template with HTML in it.

    Returns:
        Clean HTML. Leading template lines are folded, headings are small, and images are replaced by links with their
        description. If the text is long, the number of characters that are not shown is appended.
    """
    return _render(mask_text(sanitize_text(text or "")).strip("\n"))


@lru_cache(maxsize=256)
def _render(source: str) -> Markup:
    from nuon_notebook.display.environment import render_template  # noqa: PLC0415 - the environment imports this module

    preamble, body = _split_preamble(source)
    return render_template(
        "markdown.html.j2",
        preamble=preamble[:MAX_CHARACTERS],
        text=_render_body(body[:MAX_CHARACTERS]),
        cut=max(len(preamble) - MAX_CHARACTERS, 0) + max(len(body) - MAX_CHARACTERS, 0),
    )


def _split_preamble(source: str) -> tuple[str, str]:
    """Split a text into its leading lines that contain only template expressions, and the rest."""
    reached = 0
    while (line := LEADING.match(source, reached)) is not None and line.end() > reached:
        reached = line.end()
    return source[:reached].strip("\n"), source[reached:]


def _render_body(source: str) -> Markup:
    parser = _parser(html_allowed=source.count("<") <= MAX_TAGS)
    # Twice, because removing tags can leave HTML that a browser would parse differently.
    cleaned = _sanitize(_sanitize(parser.render(_escape_table_pipes(source))))
    return Markup(cleaned.strip())  # noqa: S704 - cleaned in the line above


def _sanitize(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "details": {"open"}, "ol": {"start"}},
        link_rel="noreferrer",  # this implies `noopener`
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_filter_attribute,
        set_tag_attribute_values=ADDED_ATTRIBUTES,
    )


def _filter_attribute(_tag: str, attribute: str, value: str) -> str | None:
    """Keep only links to other hosts. A relative link would lead into the reader's own Jupyter."""
    return value if attribute != "href" or ADDRESS.match(value.strip()) else None


def _escape_table_pipes(source: str) -> str:
    """Escape the pipes of template expressions in tables, where they would split cells."""
    lines = source.split("\n")
    return "\n".join(_escape_pipes(line) if line.lstrip().startswith("|") and "{{" in line else line for line in lines)


def _escape_pipes(line: str) -> str:
    return EXPRESSION.sub(lambda match: match[0].replace("|", r"\|"), line)


@cache
def _parser(*, html_allowed: bool) -> MarkdownIt:
    options = {"html": html_allowed, "linkify": False, "typographer": False, "maxNesting": MAX_DEPTH}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "template", _template)
    parser.validateLink = lambda address: bool(ADDRESS.match(address))  # type: ignore[assignment, method-assign]
    parser.core.ruler.push("simplify", lambda state: _simplify(state.tokens))
    return parser


def _template(state: StateInline, silent: bool) -> bool:
    """Parse a template expression as text, even if it contains Markdown characters."""
    match = EXPRESSION.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _simplify(tokens: Sequence[Token]) -> None:
    """Make headings small and replace images by links."""
    inside_link = 0
    for token in tokens:
        inside_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type in ("heading_open", "heading_close"):
            token.tag = _smaller(token.tag)
        elif token.type in ("html_block", "html_inline"):
            token.content = IMAGE.sub(_link_to_image, HEADING.sub(_smaller_tag, token.content))
        elif token.type == "image":
            _replace_image(token, linked=bool(inside_link))
        elif token.children:
            _simplify(token.children)


def _smaller_tag(tag: re.Match[str]) -> str:
    return f"<{tag[1]}{_smaller(f'h{tag[2]}')}"


def _smaller(tag: str) -> str:
    return f"h{min(int(tag[1:]) + 3, 6)}"


def _replace_image(image: Token, *, linked: bool) -> None:
    """Replace an image by a link with its description; inside of a link, by the description alone."""
    address = "" if linked else str(image.attrGet("src") or "")
    image.type = "html_inline"
    image.content = _anchor(image.content, address)
    image.children = None


def _link_to_image(image: re.Match[str]) -> str:
    found: dict[str, Any] = {name.lower(): html.unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(image[1])}
    return _anchor(found.get("alt", ""), found.get("src", ""))


def _anchor(text: str, address: str) -> str:
    described = html.escape(text.strip() or "image")
    return f'<a href="{html.escape(address)}">{described}</a>' if ADDRESS.match(address) else described
