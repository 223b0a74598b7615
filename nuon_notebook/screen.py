"""One screen of a terminal: reports whose rows take a line each, cut to what fits and counted."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

from nuon_notebook.analysis.approvals import Approvals, approvals
from nuon_notebook.analysis.log import Log
from nuon_notebook.analysis.overview import Overview, overview
from nuon_notebook.analysis.problems import Problems, problems
from nuon_notebook.display.environment import text_environment
from nuon_notebook.display.terminal import aligned, cut, room
from nuon_notebook.display.text_outline import MAX_LINES, outline
from nuon_notebook.display.view import view
from nuon_notebook.models import App, Installer
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LINES: Final = 22  # of 24: above is the command, below the next prompt
LINES_PER_ROW: Final = 4  # of a log, at most
ALL: Final = "--all shows everything"


def in_short(shown: Any, everything: str = ALL) -> str:
    """Return what the terminal shows of a model, or several, unless it is asked for everything.

    Args:
        shown: what is displayed.
        everything: the words that say how everything is shown.

    Returns:
        Overview, problems and approvals of an installer or an app, within one screen; an overview, problems or
        approvals, within one screen; all lines of a log; else the whole outline. All have marks; see
        `nuon_notebook.display.terminal`.
    """
    if isinstance(shown, Log):
        return outline(shown, max(MAX_LINES, LINES_PER_ROW * len(shown.rows)))  # as many rows as were asked for
    if isinstance(shown, Installer | App):
        answers = {"installs": overview(shown), "problems": problems(shown), "steps": approvals(shown)}
        return screen(answers, everything, shown)
    if isinstance(shown, Overview):
        return screen({"installs": shown}, everything)
    if not isinstance(shown, Problems | Approvals):
        return outline(shown)
    brief, whole = outline(shown, LINES - 1), outline(shown)
    return brief if brief == whole else f"{brief}\n{everything}"


def screen(answers: Mapping[str, Any], everything: str = ALL, about: Installer | App | None = None) -> str:
    """Return reports that have `rows`, such as `Problems`, within one screen: for each a head and its first rows.

    Args:
        answers: the reports, as of the same moment, each by what its rows are: for instance `problems`.
        everything: the words that say how everything is shown.
        about: what they are about, if that is to be said first.

    Returns:
        Lines with marks, as those of an outline. Space that one report does not need is for the others. The last lines
        say as of when it is, what was not looked at, and how everything is shown; then of what there are more rows.
    """
    reports, columns = [*answers.values()], room()
    with masking_by([*([about] if about else []), *reports]):
        title = [cut(_line("head", view(about)), columns)] if about else []
        foot = [*filter(None, [cut(_foot(reports), columns)])]
        heads = [cut(_line("head", view(report)), columns) for report in reports]
        rows = [[_line(type(row).__name__, view(row)) for row in report.rows] for report in reports]
    spaces = shares([*map(len, rows)], LINES - 1 - len(title) - len(heads) - len(foot))
    shown = [aligned(those[:space], columns) for those, space in zip(rows, spaces, strict=True)]
    tables = ([head, *(cut(line, columns) for line in lines)] for head, lines in zip(heads, shown, strict=True))
    more = [f"{len(those)} {name}" for name, those, space in zip(answers, rows, spaces, strict=True) if those[space:]]
    last = [f"{everything}, also all {', '.join(more)}" if more else everything]
    return "\n".join([*title, *chain.from_iterable(tables), *foot, *last])


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
    return _line("foot", {"report": view(reports[0]), "unread": [*unread]})


def _line(macro: str, subject: Any) -> str:
    made = getattr(text_environment().get_template("screen.txt.j2").module, macro)
    return cast("Callable[[Any], str]", made)(subject).strip("\n")
