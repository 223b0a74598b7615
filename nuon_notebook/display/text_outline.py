"""Renders models as text for terminals: the same tree as the HTML, one line for each model."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from nuon_notebook.display.budget import LINE_FIRST, Node, SectionNode, select
from nuon_notebook.display.environment import text_environment
from nuon_notebook.display.sections import is_displayable
from nuon_notebook.display.terminal import (
    BRANCH,
    CELL,
    EXPRESSION,
    EXPRESSION_END,
    WIDTH,
    fitted,
    height,
    width,
    wrapped,
    wrapped_at_separators,
)
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nuon_notebook.display.sections import Displayable

MAX_LINES = 180  # so that a notebook stays small, which has the text beside the page
ROWS = ("row", "rows")

FORK, LAST, PIPE, BLANK = "├─ ", "└─ ", "│  ", "   "
DEEPEST = 8  # level of the tree that is reckoned with
WRAPPED = {"why": wrapped, "depends_on": wrapped, "used_by": wrapped, "belongs_to": wrapped_at_separators}
CUT_WORDS = "1,000 without details: "


def outline(shown: Displayable | Sequence[Displayable], max_lines: int = MAX_LINES) -> str:
    """Return a model, or several, as a tree.

    Args:
        shown: a model or a collection of models.
        max_lines: how many lines there may be.

    Returns:
        The sections of the HTML, in the same order. If something does not fit, its number is shown. Statuses are marked
        for `terminal.coloured`; `terminal.plain` removes the marks.
    """
    with masking_by(shown):
        writer = OutlineWriter(of_several=not is_displayable(shown))
        return "\n".join(part for line in writer.lines(select(shown, writer, max_lines)) for part in fitted(line))


class OutlineWriter:
    """Makes text fragments: lines of the outline.

    Args:
        of_several: whether the outline is that of a collection, whose items are told apart by their ids.
    """

    def __init__(self, *, of_several: bool = False) -> None:
        self._headings: dict[tuple[SectionNode, bool], str] = {}
        self._identified = ("root", "collection", *ROWS) if of_several else ("root",)

    @property
    def opens_rows(self) -> bool:
        """Always: an outline shows what is in a row below it."""
        return True

    @property
    def least_details(self) -> int:
        """A line that names what is not shown, and one that says how it is reached."""
        return 2

    def node(self, model: Any, layout: str, path: str = "", level: int = 0) -> str:  # noqa: ARG002 - cut sections tell their own
        """Return a model's line; empty for a single model, which is described by the heading of its section."""
        if layout in ("answer", "body", "markdown", "picture"):
            return ""
        try:
            macros = _macros(model, layout, identified=layout in self._identified)
            shown = view(model)
            columns = _columns(level)
            lines = _in_lines(_line("title", shown), level) if macros else []
            for macro in macros:
                line = _line(macro, shown)
                lines += WRAPPED[macro](line, columns) if macro in WRAPPED else [line]
            return "\n".join(filter(None, lines))
        except Exception as error:  # noqa: BLE001 - shown in its place; the rest of the outline is kept
            return _line("broken", type(error).__name__)

    def has_details(self, model: Any, layout: str) -> bool:
        """Return whether an item may have more than its line: sections, since an outline has no bodies."""
        shown = model.opens if layout == "rows" else model
        return shown is not None and bool(shown.sections)

    def opens(self, model: Any) -> bool:
        """Return whether a list item is shown open."""
        return bool(getattr(model, "shown_open", False))

    def frame(self, section: SectionNode) -> str:
        """Return the heading of a section and the numbers of what is cut, at most three lines."""
        return "\n".join(filter(None, (self._heading(section), _rest_lines(section))))

    def _heading(self, section: SectionNode) -> str:
        key = (section, bool(section.nodes))
        if key not in self._headings:  # the budget requests unchanged headings repeatedly
            self._headings[key] = _heading(section)
        return self._headings[key]

    def frame_cost(self, section: SectionNode) -> int:
        """Return the maximum number of lines of the frame of a section, including that for the number of cut items."""
        heading = sum(_height(line, section.level) for line in self._heading(section).splitlines())
        if not section.is_incomplete or (section.section.framed and section.section.single):
            return heading
        rest = f"{CUT_WORDS}{EXPRESSION}{section.path}[{section.size}:{section.size}]{EXPRESSION_END}"
        lines = 2 if section.section.layout in LINE_FIRST else 1
        return heading + lines * _height(rest, section.level_of_items)

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return the lines that list empty sections."""
        line = _line("empty", sections)
        return line if EXPRESSION in line else "\n".join(wrapped_at_separators(line, _columns(DEEPEST)))

    def left_out(self, sections: Sequence[SectionNode]) -> str:
        """Return the line that lists sections of a model of which nothing is shown."""
        told = [section for section in sections if section.section.layout != "picture"]
        return _line("left_out", told) if told else ""

    def left_out_cost(self, section: SectionNode) -> int:
        """Return the maximum number of lines of listing a section there: the first takes the expression, too."""
        return 0 if section.section.layout == "picture" else 2

    def cost(self, fragment: str) -> int:
        """Return the maximum number of lines of a fragment."""
        return sum(_height(line, DEEPEST) for line in fragment.splitlines())

    def lines(self, node: Node) -> Iterator[str]:
        """Yield the lines of a node and of everything below it."""
        yield from node.fragment.splitlines()
        yield from _draw_branches([*self._branches(node)])

    def _branches(self, node: Node) -> Iterator[list[str]]:
        """Yield the lines of each branch of a node."""
        for section in (one for one in node.sections if not one.is_left_out):
            heading = self._heading(section)
            items, rest = [*self._items(section)], [[line] for line in _rest_lines(section).splitlines()]
            below = [lines for lines in ((*rest, *items) if section.section.newest_last else (*items, *rest)) if lines]
            if heading:
                yield [*heading.splitlines(), *_draw_branches(below)]
            else:
                yield from below
        left_out = self.left_out([one for one in node.sections if one.is_left_out])
        yield from (line.splitlines() for line in (left_out, node.empty) if line)

    def _items(self, section: SectionNode) -> Iterator[list[str]]:
        """Yield the lines of each item of a section. Of an answer, its sections are the items."""
        nodes = [section.nodes[index] for index in sorted(section.nodes)]
        if section.section.layout == "answer":
            yield from chain.from_iterable(map(self._branches, nodes))
        else:
            yield from ([*self.lines(node)] for node in nodes)


def _height(line: str, level: int) -> int:
    """Return how many lines of a terminal a line takes at a level of the tree, if its expressions do not fit on it."""
    return sum(map(height, fitted(BLANK * level + line))) if EXPRESSION in line else bool(line)


def _macros(model: Any, layout: str, *, identified: bool) -> tuple[str, ...]:
    """Return the macros of the lines below a model's title. A collection has none; its items include their ids."""
    if isinstance(model, tuple):
        return ()
    identity = ("identity",) if identified else ()
    of_page = ("belongs_to", "moment", "depends_on", "used_by") if layout == "root" else ()
    return (*identity, *of_page, "why", "ran", "reference", "unreadable")


def _columns(level: int) -> int:
    """Return how many columns there are at a level of the tree."""
    return WIDTH - BRANCH * level


def _in_lines(title: str, level: int) -> list[str]:
    """Return a title with its facts in one line if it fits; else facts begin another one, but not at the root."""
    columns, line = _columns(level), title.replace(CELL, " ")
    if width(line) <= columns or EXPRESSION in title:
        return [line]
    parts = title.replace(f" \N{MIDDLE DOT}{CELL}", CELL).split(CELL) if level else [line]
    return [line for part in parts for line in wrapped_at_separators(part, columns)]


def _line(macro: str, subject: Any) -> str:
    return _macro(macro)(subject).strip()


@cache
def _macro(name: str) -> Callable[[Any], str]:
    return cast("Callable[[Any], str]", getattr(text_environment().get_template("outline.txt.j2").module, name))


def _rest_lines(section: SectionNode) -> str:
    """Return the lines that count what is cut; empty if nothing is shown, because the heading then says so."""
    return _line("rest", section) if section.nodes or not section.section.framed else ""


def _heading(section: SectionNode) -> str:
    if section.section.layout == "picture" or (not section.section.framed and section.size):
        return ""  # other sections say in words what a picture shows
    single = view(section.items[0]) if section.section.layout in ("answer", "body") and section.size else None
    return "\n".join(_in_lines(_line("heading", {"section": section, "single": single}), section.level))


def _draw_branches(below: list[list[str]]) -> Iterator[str]:
    for number, lines in enumerate(below, 1):
        first, rest = (LAST, BLANK) if number == len(below) else (FORK, PIPE)
        yield first + lines[0]
        yield from (rest + line for line in lines[1:])
