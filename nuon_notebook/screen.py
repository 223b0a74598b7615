"""One screen of a terminal: reports whose rows take a line each, cut to what fits and counted."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

from nuon_notebook.analysis.approvals import Approvals, approvals
from nuon_notebook.analysis.log import Log
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.problems import Problems, problems
from nuon_notebook.display.environment import text_environment
from nuon_notebook.display.terminal import aligned, cut
from nuon_notebook.display.text_outline import MAX_LINES, outline
from nuon_notebook.display.view import view
from nuon_notebook.models import App, Installer
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LINES: Final = 22  # of 24: above is the command, below the next prompt
LINES_PER_ROW: Final = 4  # of a log, at most
ALL: Final = "--all shows everything"


def in_short(shown: Any) -> str:
    """Return what the terminal shows of a model, or several, unless it is asked for everything.

    Args:
        shown: what is displayed.

    Returns:
        Overview, problems and approvals of an installer or an app, within one screen; the outline of problems or
        approvals, within one screen; all lines of a log; else the whole outline. All have marks; see
        `nuon_notebook.display.terminal`.
    """
    if isinstance(shown, Log):
        return outline(shown, max(MAX_LINES, LINES_PER_ROW * len(shown.rows)))  # as many rows as were asked for
    if isinstance(shown, Installer | App):
        return screen(shown, {"installs": overview(shown), "problems": problems(shown), "steps": approvals(shown)})
    if not isinstance(shown, Problems | Approvals):
        return outline(shown)
    brief, whole = outline(shown, LINES - 1), outline(shown)
    return brief if brief == whole else f"{brief}\n{ALL}"


def screen(shown: Installer | App, answers: Mapping[str, Any]) -> str:
    """Return reports that have `rows`, such as `Problems`, within one screen: for each a head and its first rows.

    Args:
        shown: what they are about.
        answers: the reports, as of the same moment, each by what its rows are: for instance `problems`.

    Returns:
        Lines with marks, as those of an outline. Space that one report does not need is for the others. The last lines
        say as of when it is, what was not looked at, and how everything is shown; then of what there are more rows.
    """
    reports = [*answers.values()]
    with masking_by([shown, *reports]):
        title = cut(_line("head", view(shown)))
        foot = [*filter(None, [_foot(reports)])]
        heads = [cut(_line("head", view(report))) for report in reports]
        rows = [[_line(type(row).__name__, view(row)) for row in report.rows] for report in reports]
    spaces = shares([*map(len, rows)], LINES - 2 - len(heads) - len(foot))
    tables = ([head, *map(cut, aligned(those[:space]))] for head, those, space in zip(heads, rows, spaces, strict=True))
    more = [f"{len(those)} {name}" for name, those, space in zip(answers, rows, spaces, strict=True) if those[space:]]
    last = f"{ALL}, also all {', '.join(more)}" if more else ALL
    return "\n".join([title, *chain.from_iterable(tables), *foot, last])


def shares(wanted: Sequence[int], space: int) -> list[int]:
    """Divide a space evenly; what one does not want is for the others.

    Args:
        wanted: how much each wants.
        space: how much there is.
    """
    given = [0] * len(wanted)
    while space > 0 and (hungry := [at for at, size in enumerate(wanted) if given[at] < size]):
        for at in hungry[:space]:
            given[at] += 1
        space -= len(hungry[:space])
    return given


def _foot(reports: Sequence[Any]) -> str:
    unread = dict.fromkeys(view(gap).what for report in reports for gap in report.gaps)
    return cut(_line("foot", {"report": view(reports[0]), "unread": [*unread]}))


def _line(macro: str, subject: Any) -> str:
    made = getattr(text_environment().get_template("screen.txt.j2").module, macro)
    return cast("Callable[[Any], str]", made)(subject).strip("\n")
