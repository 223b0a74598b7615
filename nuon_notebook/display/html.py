"""Renders models as HTML: fragments from templates, as many as the budget allows."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from nuon_notebook import options
from nuon_notebook.display.budget import LINE_FIRST, Node, SectionNode, select, select_sections
from nuon_notebook.display.environment import INSIDE_EXPLORER, macro_of, picture_of, render_template
from nuon_notebook.display.new_properties import collecting
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sanitize import sanitize_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nuon_notebook.display.sections import Displayable
    from nuon_notebook.display.view import Unknown

# These are replaced by nested fragments. No text contains them, because texts are escaped.
SLOT = Markup("<slot>")
REST_SLOT = Markup("<rest>")
MAX_BODY_SHARE = 0.75  # of the budget; a larger body would leave no space for the sections
REST_COST = 80  # bytes of a line that counts what is not shown, without the expression's path
LEFT_OUT_COST = 80  # bytes of a line that lists what is not shown, without the expression's path and titles
BADGE_COST = 150

PREFORMATTED = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
BLANK_LINES = re.compile(r"\n\s*\n")
# Between tags, where nothing shows it. In a notebook each line costs a dozen bytes.
WHITE_SPACE = re.compile(r"\n\s*(?=</(?:li|div|details|p|td|table)>|<(?:table|ul|br)\b)")
AFTER_SUMMARY = re.compile(r"</summary>\n\s*(?=<)")
QUOTES = re.compile(r"&#(34|39);(?=[^<>]*(?:<|\Z))")  # in texts; in a tag the next angle bracket ends it
BLANK_LINE = re.compile(r"(?<=\n)[ \t]*\n")

MACROS = {
    "table": "row",
    "collection": "row",
    "lines": "line",
    "body": "body",
}  # by layout, for layouts without a template


def html(shown: Displayable | Sequence[Displayable]) -> str:
    """Return a model, or a table of several, as HTML of at most `max_html_kb`.

    Args:
        shown: a model or a collection of models.

    Returns:
        The same bytes for the same models and options. If something does not fit, its number is shown, with the
        Python expression that gives it.
    """
    with masking_by(shown):
        return _within_budget(lambda writer, budget: select(shown, writer, budget))


def body(shown: Displayable) -> str:
    """Return a model's own content, without its sections, as HTML."""
    with masking_by(shown):
        writer = HtmlWriter()
        node = Node(shown, _fill_slot(writer.node(shown, "body"), ()))  # only one that could not be rendered has a slot
        return "\n".join(filter(None, (node.fragment, writer.new_properties(node))))


def inside(shown: Displayable) -> str:
    """Return a model with its headline and sections as HTML of at most `max_html_kb`, without a style sheet."""
    with masking_by(shown):
        return _within_budget(lambda writer, budget: select(shown, writer, budget, "within"))


def without_headline(shown: Displayable) -> str:
    """Return a model with its sections as HTML of at most `max_html_kb`, without its headline and a style sheet."""
    with masking_by(shown):
        writer = HtmlWriter()
        return _render_tree(select(shown, writer, _budget(), "answer_pane"), writer)


def sections(shown: Displayable, names: Sequence[str], chosen: str = "") -> str:
    """Return some sections of a model as HTML of at most `max_html_kb`, without a style sheet.

    Args:
        shown: the model.
        names: the sections; a single one has no heading.
        chosen: the id of the list item that is shown open.
    """
    with masking_by(shown):
        return _within_budget(lambda writer, budget: select_sections(shown, names, writer, budget), chosen)


def _within_budget(choose: Callable[[HtmlWriter, int], Node], chosen: str = "") -> str:
    """Render what a function selects, with the properties that are new in the API; select less if these do not fit."""
    budget = _budget()
    while True:
        writer = HtmlWriter(chosen)
        node = choose(writer, budget)
        new = writer.new_properties(node)
        page = _render_tree(node, writer, new)
        excess = len(page.encode()) - _budget()
        if excess <= 0 or not new or budget <= 1:
            return page
        budget = max(1, budget - excess)


def _budget() -> int:
    return options.current().max_html_kb * 1024


class HtmlWriter:
    """Makes HTML fragments from templates.

    Args:
        chosen: the id of the list item that is shown open.
    """

    def __init__(self, chosen: str = "") -> None:
        self._chosen = chosen
        self._frames: dict[tuple[SectionNode, bool], str] = {}
        self._lines: dict[int, tuple[Any, Markup]] = {}  # with the model, so that no other one gets its address
        self._new_properties: dict[str, dict[str, Unknown]] = defaultdict(dict)  # by fragment

    @property
    def opens_rows(self) -> bool:
        """Whether rows open. In an explorer the names in them open the explorer's own rows instead."""
        return not INSIDE_EXPLORER.get()

    @property
    def least_details(self) -> int:
        """The bytes of a fold without content."""
        return len("<details><summary></summary></details>")

    def node(self, model: Any, layout: str, path: str = "", level: int = 0) -> str:  # noqa: ARG002 - lists are indented
        """Return a model's own fragment. If rendering fails, return a line that says so."""
        with collecting() as found:
            fragment = self._node(model, layout, path)
        if found:
            self._new_properties[fragment].update(found)
        return fragment

    def _node(self, model: Any, layout: str, path: str) -> str:
        try:
            in_rows = layout in ("row", "rows")
            rendered = (
                self._render_row(model, path, whole=layout == "rows") if in_rows else self._render_node(model, layout)
            )
            return without_blank_lines(rendered)
        except Exception as error:  # noqa: BLE001 - shown in its place; the rest of the page is kept
            failure = type(error).__name__
            return without_blank_lines(render_template("broken.html.j2", layout=layout, failure=failure, slot=SLOT))

    def _render_row(self, model: Any, path: str, *, whole: bool) -> Markup:
        """Render a row. Its line is made once, although what it opens may come later."""
        row = self._line(model, "row")
        if not whole:
            return render_template("row.html.j2", row=row, opens=False)
        shown = view(model)
        inside, about = (macro_of(model, name)(shown) for name in ("opened", "about"))
        opens = bool(model.opens or inside.strip() or about.strip())
        return render_template(
            "row.html.j2",
            row=row,
            opens=opens,
            opened=model.shown_open,
            inside=inside,
            about=about,
            path=path,
            slot=SLOT,
        )

    def _render_node(self, model: Any, layout: str) -> Markup:
        if layout == "markdown":
            return render_template("prose.html.j2", text=model)
        if layout == "pane":
            return render_template("pane.html.j2", body=SLOT)
        shown = view(model)
        if layout == "picture":
            return picture_of(shown)
        if layout in ("brief", "list"):
            return self._render_item(model, whole=layout == "list")
        if layout in MACROS:
            return macro_of(model, MACROS[layout])(shown)
        inside = "" if isinstance(model, tuple) else macro_of(model, "body")(shown)
        if layout == "root" and self.cost(without_blank_lines(inside)) > _budget() * MAX_BODY_SHARE:
            inside = render_template("overlong.html.j2")
        answered = _opens_with_answers(model)
        return render_template(
            f"{layout}.html.j2", model=shown, body=inside, answered=answered, slot=SLOT, rest=REST_SLOT
        )

    def _render_item(self, model: Any, *, whole: bool) -> Markup:
        """Render a list item. Its line is made once, although its details may come later."""
        line = self._line(model, "headline")
        if not whole:
            return render_template("list.html.j2", line=line, whole=False)
        body = macro_of(model, "body")(view(model))
        answered, opened = _opens_with_answers(model), self.opens(model)
        return render_template(
            "list.html.j2", line=line, whole=True, body=body, answered=answered, opened=opened, slot=SLOT
        )

    def _line(self, model: Any, macro: str) -> Markup:
        if id(model) not in self._lines:
            self._lines[id(model)] = (model, macro_of(model, macro)(view(model)))
        return self._lines[id(model)][1]

    def has_details(self, model: Any, layout: str) -> bool:
        """Return whether an item of a list, or a row, may have more than its line. Not every row opens."""
        return self.opens_rows if layout == "rows" else getattr(model, "has_details", True)

    def opens(self, model: Any) -> bool:
        """Return whether a list item is shown open."""
        chosen = bool(self._chosen) and getattr(model, "id", None) == self._chosen
        return chosen or getattr(model, "shown_open", False)

    def frame(self, section: SectionNode) -> str:
        """Return the frame of a section: its heading and the number of cut items, or why it is empty."""
        rest = without_blank_lines(render_template("rest.html.j2", section=section)) if section.is_incomplete else ""
        return _fill_slot(self._frame(section, full=bool(section.nodes)), [rest], REST_SLOT)

    def _frame(self, section: SectionNode, *, full: bool) -> str:
        key = (section, full)
        if key not in self._frames:  # the budget requests unchanged frames repeatedly
            self._frames[key] = self._render_frame(section, full=full)
        return self._frames[key]

    def _render_frame(self, section: SectionNode, *, full: bool) -> str:
        has_head = section.section.layout in ("table", "collection", "rows") and section.size
        head = macro_of(section.items[0], "head")() if has_head else ""
        in_brief = view(section.items[0].in_brief) if section.section.layout == "answer" and section.size else ()
        slots = {"slot": SLOT, "rest": REST_SLOT}
        return without_blank_lines(
            render_template("section.html.j2", section=section, head=head, in_brief=in_brief, full=full, **slots)
        )

    def frame_cost(self, section: SectionNode) -> int:
        """Return the maximum size of the frame of a section, in bytes."""
        lines = section.is_incomplete * (2 if section.section.layout in LINE_FIRST else 1)
        return self.cost(self._frame(section, full=True)) + lines * (REST_COST + len(section.path.encode()))

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return the line that lists empty sections."""
        return without_blank_lines(render_template("empty.html.j2", sections=sections)) if sections else ""

    def left_out(self, sections: Sequence[SectionNode]) -> str:
        """Return the line that lists sections of a model of which nothing is shown."""
        if not sections:
            return ""
        return without_blank_lines(render_template("left_out.html.j2", sections=sections, path=sections[0].owner_path))

    def left_out_cost(self, section: SectionNode) -> int:
        """Return the maximum size of listing a section there, in bytes."""
        statuses = len(section.statuses) * BADGE_COST
        return LEFT_OUT_COST + statuses + len(section.section.title) + len(section.owner_path.encode())

    def new_properties(self, node: Node) -> str:
        """Return the fold that tells the properties that are new in the API, of a node and everything below it."""
        found = dict(chain.from_iterable(self._new_properties[one].items() for one in _fragments(node)))
        if not found:
            return ""
        return without_blank_lines(
            render_template("new_properties.html.j2", found=sorted(found.values(), key=itemgetter(0)))
        )

    def cost(self, fragment: str) -> int:
        """Return the size of a fragment in bytes, including a line end."""
        return len(fragment.encode()) + 1


def without_blank_lines(html: str) -> str:
    """Return HTML without invisible characters, blank lines, and other white space that shows nowhere.

    nbconvert may put it into Markdown, where a blank line ends HTML. What follows would be read as Markdown, and text
    could become links and images.
    """
    chunks = PREFORMATTED.split(sanitize_text(str(html)).strip("\n"))
    chunks[::2] = [_shorten(BLANK_LINES.sub("\n", chunk)) for chunk in chunks[::2]]
    chunks[1::2] = [BLANK_LINE.sub("&#10;", chunk) for chunk in chunks[1::2]]
    return "".join(chunks)


def _shorten(html: str) -> str:
    """Leave out what shows nowhere, and the escapes of quotes in texts: only in attributes are they needed."""
    html = AFTER_SUMMARY.sub("</summary>", WHITE_SPACE.sub("", html))
    return QUOTES.sub(lambda found: chr(int(found[1])), html) if "&#3" in html else html


def _opens_with_answers(model: Any) -> bool:
    return any(section.layout == "answer" for section in getattr(model, "sections", ()))


def _fragments(node: Node) -> Iterator[str]:
    yield node.fragment
    for section in node.sections:
        for _, below in sorted(section.nodes.items()):
            yield from _fragments(below)


def _render_tree(node: Node, writer: HtmlWriter, last: str = "") -> str:
    """Render a node with everything below it. A page that opens with answers has a place of its own for long texts."""
    shown = [section for section in node.sections if not section.is_left_out]
    left_out = writer.left_out([section for section in node.sections if section.is_left_out])
    fragment = node.fragment
    if REST_SLOT in fragment:
        texts = [section for section in shown if section.section.layout == "markdown"]
        shown = [section for section in shown if section.section.layout != "markdown"]
        fragment = _fill_slot(fragment, [_render_section(section, writer) for section in texts], REST_SLOT)
    sections = (_render_section(section, writer) for section in shown)
    return _fill_slot(fragment, [*sections, left_out, node.empty, last])


def _render_section(section: SectionNode, writer: HtmlWriter) -> str:
    return _fill_slot(writer.frame(section), [_render_tree(node, writer) for _, node in sorted(section.nodes.items())])


def _fill_slot(fragment: str, inside: Sequence[str], slot: str = SLOT) -> str:
    """Put fragments into the slot of another, each on its own line, so that differences are readable."""
    before, found, after = fragment.rpartition(slot)
    lines = "\n".join(filter(None, inside)) if found else ""
    if found and not lines:
        return before + after.removeprefix("\n") if after else before.removesuffix("\n")
    return "".join((before, lines, after))
