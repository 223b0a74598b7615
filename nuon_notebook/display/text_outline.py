"""Models to text for terminals: the same tree as the HTML, one line each."""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

from nuon_notebook.display.budget import Node, SectionNode, select
from nuon_notebook.display.environment import text_environment
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sanitize import terminal_width
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nuon_notebook.display.sections import Displayable

MAX_LINES = 200
WHY_WIDTH = 54  # columns of a reason
WHY_LINES = 3
WIDTH = 78  # of 80 columns; the rest is for the frame around a notebook's output

FORK, LAST, PIPE, BLANK = "├─ ", "└─ ", "│  ", "   "


def outline(shown: Displayable | Sequence[Displayable]) -> str:
    """Return a model, or several, as a tree of at most 200 lines.

    Args:
        shown: a model or a collection of models.

    Returns:
        The parts that the HTML has, in its order; what does not fit is counted.
    """
    with masking_by(shown):
        return "\n".join(map(_truncate, _lines(select(shown, OutlineWriter(), MAX_LINES))))


class OutlineWriter:
    """Makes the fragments of the tree: lines of text."""

    def node(self, model: Any, layout: str) -> str:
        """Return a model's line; none for a single one, which its part's heading tells."""
        if layout in ("body", "markdown"):
            return ""
        try:
            lines = ((macro, _line(macro, view(model))) for macro in _macros(model, layout))
            return "\n".join(filter(None, (_wrap(text) if macro == "why" else text for macro, text in lines)))
        except Exception as error:  # noqa: BLE001 - shown in its place, the rest of the outline stands
            return _line("broken", type(error).__name__)

    def frame(self, section: SectionNode) -> str:
        """Return the heading of a part with what was cut, at most two lines."""
        return "\n".join(filter(None, (_heading(section), _cut_line(section))))

    def frame_cost(self, section: SectionNode) -> int:
        """Return the lines that the frame of a part takes at most: what is cut may need one of its own."""
        return self.cost(_heading(section)) + (section.cut > 0 and (section.size > 1 or not section.section.framed))

    def empty(self, sections: Sequence[SectionNode]) -> str:
        """Return the lines that say which parts hold nothing."""
        return _line("empty", sections)

    def cost(self, fragment: str) -> int:
        """Return the lines that a fragment takes."""
        return len(fragment.splitlines())


def _macros(model: Any, layout: str) -> tuple[str, ...]:
    """Return what is lines of a model, each on its own line: a collection says nothing, its items also their ids."""
    if isinstance(model, tuple):
        return ()
    identity = ("identity",) if layout in ("root", "collection") else ()
    moment = ("moment",) if layout == "root" else ()
    return ("title", *identity, *moment, "why", "unreadable")


def _line(macro: str, subject: Any) -> str:
    made = getattr(text_environment().get_template("outline.txt.j2").module, macro)
    return cast("Callable[[Any], str]", made)(subject).strip()


def _wrap(text: str) -> str:
    """Break a reason, which is worth more than its first line, so that it also fits at the tips of the tree.

    Names, which hold hyphens, stay whole: by them `share --anonymize` finds who is meant.
    """
    return "\n".join(textwrap.wrap(text, WHY_WIDTH, max_lines=WHY_LINES, placeholder="…", break_on_hyphens=False))


def _cut_line(section: SectionNode) -> str:
    """Return the line that counts what is not shown; where nothing is, a heading says it all."""
    return _line("cut", section) if section.nodes or not section.section.framed else ""


def _heading(section: SectionNode) -> str:
    if not section.section.framed and section.size:
        return ""
    single = view(section.items[0]) if section.section.layout == "body" and section.size else None
    return _line("heading", {"section": section, "single": single})


def _lines(node: Node) -> Iterator[str]:
    """Yield a node's line and, behind it, those of what hangs on it."""
    yield from node.fragment.splitlines()
    yield from _draw_branches([*_branches(node)])


def _branches(node: Node) -> Iterator[list[str]]:
    """Yield, for each thing that hangs on a node, its lines."""
    for section in node.sections:
        heading = _heading(section)
        inside = ([*_lines(section.nodes[index])] for index in sorted(section.nodes))
        below = [lines for lines in (*inside, _cut_line(section).splitlines()) if lines]
        if heading:
            yield [heading, *_draw_branches(below)]
        else:
            yield from below
    if node.empty:
        yield [node.empty]


def _draw_branches(below: list[list[str]]) -> Iterator[str]:
    for number, lines in enumerate(below, 1):
        first, rest = (LAST, BLANK) if number == len(below) else (FORK, PIPE)
        yield first + lines[0]
        yield from (rest + line for line in lines[1:])


def _truncate(line: str) -> str:
    reached = [*accumulate(map(terminal_width, line))]
    if not reached or reached[-1] <= WIDTH:
        return line
    return f"{line[: bisect_right(reached, WIDTH - 1)]}…"
