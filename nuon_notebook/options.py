"""The options for display and loading. The magics and `configure` set them."""

from __future__ import annotations

from typing import Any, NamedTuple

CONFIGS = 1  # of each app are loaded in full
WORKFLOWS = 5  # of each install
PLANS = 8  # of steps that wait, the longest first; `%nuon_approvals --plans` loads the others
MIN_HTML_KB = 16  # enough for the style sheet, the headings and the notes on what was cut


class Options(NamedTuple):
    """The values of all options.

    Attributes:
        max_html_kb: The maximum size of the HTML of one displayed object, in KiB.
        show_values: Show literal values of variables, except those that look like secrets.
        show_people: Show e-mail addresses and commit authors in full.
        progress: Show progress while loading takes longer than half a second.
    """

    max_html_kb: int = 140  # shows a small vendor's answers, what failed, and each newest config
    show_values: bool = False
    show_people: bool = False
    progress: bool = True


_current = Options()


def current() -> Options:
    """Return the current options."""
    return _current


def choose(**changes: Any) -> Options:
    """Change some options and return all of them.

    Args:
        **changes: Fields of `Options` by name.

    Raises:
        ValueError: `max_html_kb` is too small for any page.
    """
    global _current  # noqa: PLW0603 - one kernel has one set of options, as it has one `%config`
    changed = _current._replace(**changes)
    if changed.max_html_kb < MIN_HTML_KB:
        problem = f"max_html_kb must be at least {MIN_HTML_KB}"
        raise ValueError(problem)
    _current = changed
    return changed
