"""What a user may choose about the display: magics write it, render reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

MIN_HTML_KB = 16  # below this the frame of a page (style sheet, headings, what was cut) does not fit


@dataclass(frozen=True, slots=True)
class Options:
    """The choices in force.

    Attributes:
        max_html_kb: the most HTML that one displayed object may make, in KiB.
        show_values: show literal values of variables (never what looks like a secret).
        show_people: show e-mail addresses and commit authors whole.
        progress: show progress while loading takes longer than half a second.
    """

    max_html_kb: int = 256
    show_values: bool = False
    show_people: bool = False
    progress: bool = True


_current = Options()


def current() -> Options:
    """Return the choices in force."""
    return _current


def choose(**choices: Any) -> Options:
    """Change some choices and return all of them.

    Args:
        **choices: fields of `Options` by name.

    Raises:
        ValueError: `max_html_kb` is below the least that a page needs.
    """
    global _current  # noqa: PLW0603 - one kernel has one set of choices, as it has one `%config`
    chosen = replace(_current, **choices)
    if chosen.max_html_kb < MIN_HTML_KB:
        problem = f"max_html_kb must be at least {MIN_HTML_KB}"
        raise ValueError(problem)
    _current = chosen
    return chosen
