"""Models to text for terminals: the same tree as the HTML, one line each."""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

from nuon_notebook.display.budget import Branch, Twig, grow
from nuon_notebook.display.environment import text_environment
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sanitize import terminal_width
from nuon_notebook.redaction.sensitive_values import secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nuon_notebook.display.sections import Shown

MAX_LINES = 200
WHY_WIDTH = 54  # columns of a reason
WHY_LINES = 3
WIDTH = 78  # what is left of 80 columns in a notebook's frame

FORK, LAST, PIPE, BLANK = "├─ ", "└─ ", "│  ", "   "


def outline(shown: Shown | Sequence[Shown]) -> str:
    """Return a model, or several, as a tree of at most 200 lines.

    Args:
        shown: a model or a collection of models.

    Returns:
        The parts that the HTML has, in its order; what does not fit is counted.
    """
    with secrets_of(shown):
        return "\n".join(map(_narrow, _lines(grow(shown, OutlineWriter(), MAX_LINES))))


class OutlineWriter:
    """Makes the fragments of the tree: lines of text."""

    def branch(self, model: Any, layout: str) -> str:
        """Return a model's line; none for a single one, which its part's heading tells."""
        if layout in ("body", "markdown"):
            return ""
        try:
            said = ((macro, _line(macro, view(model))) for macro in _macros(model, layout))
            return "\n".join(filter(None, (_wrapped(text) if macro == "why" else text for macro, text in said)))
        except Exception as error:  # noqa: BLE001 - shown in its place, the rest of the outline stands
            return _line("broken", type(error).__name__)

    def twig(self, twig: Twig) -> str:
        """Return the heading of a part with what was cut, at most two lines."""
        return "\n".join(filter(None, (_heading(twig), _cut(twig))))

    def frame_cost(self, twig: Twig) -> int:
        """Return the lines that the frame of a part takes at most: what is cut may need one of its own."""
        return self.cost(_heading(twig)) + (twig.cut > 0 and (twig.size > 1 or not twig.part.framed))

    def nothing(self, twigs: Sequence[Twig]) -> str:
        """Return the lines that say which parts hold nothing."""
        return _line("nothing", twigs)

    def cost(self, fragment: str) -> int:
        """Return the lines that a fragment takes."""
        return len(fragment.splitlines())


def _macros(model: Any, layout: str) -> tuple[str, ...]:
    """Return what is said of a model, each on its own line: a collection says nothing, its items also their ids."""
    if isinstance(model, tuple):
        return ()
    identity = ("identity",) if layout in ("root", "collection") else ()
    return ("title", *identity, "why", "unreadable")


def _line(macro: str, subject: Any) -> str:
    made = getattr(text_environment().get_template("outline.txt.j2").module, macro)
    return cast("Callable[[Any], str]", made)(subject).strip()


def _wrapped(text: str) -> str:
    """Break a reason, which is worth more than its first line, so that it also fits at the tips of the tree.

    Names, which hold hyphens, stay whole: by them `share --anonymize` finds who is meant.
    """
    return "\n".join(textwrap.wrap(text, WHY_WIDTH, max_lines=WHY_LINES, placeholder="…", break_on_hyphens=False))


def _cut(twig: Twig) -> str:
    """Return the line that counts what is not shown; where nothing is, a heading says it all."""
    return _line("cut", twig) if twig.branches or not twig.part.framed else ""


def _heading(twig: Twig) -> str:
    if not twig.part.framed and twig.size:
        return ""
    single = view(twig.value[0]) if twig.part.layout == "body" and twig.size else None
    return _line("heading", {"twig": twig, "single": single})


def _lines(branch: Branch) -> Iterator[str]:
    """Yield a branch's line and, behind it, those of what hangs on it."""
    yield from branch.fragment.splitlines()
    yield from _hung([*_hanging(branch)])


def _hanging(branch: Branch) -> Iterator[list[str]]:
    """Yield, for each thing that hangs on a branch, its lines."""
    for twig in branch.twigs:
        heading = _heading(twig)
        inside = ([*_lines(twig.branches[index])] for index in sorted(twig.branches))
        below = [lines for lines in (*inside, _cut(twig).splitlines()) if lines]
        if heading:
            yield [heading, *_hung(below)]
        else:
            yield from below
    if branch.nothing:
        yield [branch.nothing]


def _hung(below: list[list[str]]) -> Iterator[str]:
    for number, lines in enumerate(below, 1):
        first, rest = (LAST, BLANK) if number == len(below) else (FORK, PIPE)
        yield first + lines[0]
        yield from (rest + line for line in lines[1:])


def _narrow(line: str) -> str:
    reached = [*accumulate(map(terminal_width, line))]
    if not reached or reached[-1] <= WIDTH:
        return line
    return f"{line[: bisect_right(reached, WIDTH - 1)]}…"
