"""The content of the explorer: panes as HTML, headers of rows as text, the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from nuon_notebook.display import html as page
from nuon_notebook.display.budget import section_nodes
from nuon_notebook.display.environment import render_template, text_environment
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sanitize import sanitize_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.display.sections import Displayable

LONGEST_TITLE = 220  # characters; a header is one line


def style(slots: int, turns: int) -> str:
    """Return the style sheets of an explorer.

    Args:
        slots: the number of slots that the rows of a slice share.
        turns: the number of rows that share one slot.
    """
    return str(render_template("explorer_style.html.j2", slots=slots, turns=turns))


def body(shown: Displayable) -> str:
    """Return a model's own content, without its sections, as HTML."""
    return _pane(page.body(shown))


def prose(markdown: str) -> str:
    """Return a Markdown text as HTML."""
    return _pane(page.HtmlWriter().node(markdown, "markdown"))


def plain(text: str) -> str:
    """Return a text masked and without invisible characters."""
    return sanitize_text(str(view(text)))


def note(text: str, status: str = "") -> str:
    """Return a line of text as HTML, with an optional status."""
    return str(render_template("note.html.j2", text=sanitize_text(view(text)), status=status))


def title(shown: Displayable, within: Sequence[str] = ()) -> str:
    """Return the header of a model's row: its name, statuses and most important facts.

    Args:
        shown: the model.
        within: the sections whose failures it mentions.
    """
    with masking_by(shown):
        return _text("row", {"headline": view(shown.headline), "sections": section_nodes(shown, within)})


def section(shown: Displayable, heading: str, names: Sequence[str]) -> str:
    """Return the header of some sections of a model: the number of their items, and what failed in them."""
    with masking_by(shown):
        return _text("section", {"title": heading, "sections": section_nodes(shown, names)})


def _pane(inside: str) -> str:
    return str(render_template("pane.html.j2", body=Markup(inside)))  # noqa: S704 - made by templates


def _text(macro: str, subject: Any) -> str:
    made = cast("Callable[[Any], str]", getattr(text_environment().get_template("titles.txt.j2").module, macro))
    text = " ".join(made(subject).split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"
