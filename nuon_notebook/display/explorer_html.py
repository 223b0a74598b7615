"""The content of the explorer: panes as HTML, headers of rows as text, the style sheet."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from markupsafe import Markup

from nuon_notebook.display import formats
from nuon_notebook.display import html as page
from nuon_notebook.display.budget import section_nodes
from nuon_notebook.display.environment import INSIDE_EXPLORER, render_template, text_environment
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.display.view import view
from nuon_notebook.redaction.sanitize import sanitize_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nuon_notebook.display.sections import Displayable

LONGEST_TITLE: Final = 220  # characters; a header is one line
MARK: Final = "\N{WORD JOINER}"
"""Stands before and after each exception of a header, so that the page can colour it. No text of the API has it."""

REASON: Final = "\N{INVISIBLE SEPARATOR}"
"""Stands before the reason at the end of a header."""


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


def sections(shown: Displayable, names: Sequence[str], chosen: str = "") -> str:
    """Return some sections of a model as HTML, in which names open their rows; see `html.sections`."""
    with _names_open_rows():
        return page.sections(shown, names, chosen)


def answer(shown: Displayable, remark: str = "") -> str:
    """Return the result of an analysis as HTML, without its headline, in which names open their rows.

    Args:
        shown: the result.
        remark: a line above it, for instance how much a filter hides; may be empty.
    """
    with _names_open_rows():
        return (note(remark) if remark else "") + page.without_headline(shown)


@contextmanager
def _names_open_rows() -> Iterator[None]:
    before = INSIDE_EXPLORER.set(True)
    try:
        yield
    finally:
        INSIDE_EXPLORER.reset(before)


def prose(markdown: str) -> str:
    """Return a Markdown text as HTML."""
    return _pane(page.HtmlWriter().node(markdown, "markdown"))


def plain(text: str) -> str:
    """Return a text masked and without invisible characters."""
    return sanitize_text(str(view(text)))


def note(text: str, status: str = "") -> str:
    """Return a line of text as HTML, with an optional status."""
    return str(render_template("note.html.j2", text=sanitize_text(view(text)), status=status))


def title(shown: Displayable, within: Iterable[Badge] = ()) -> str:
    """Return the header of a model's row: its name, what is exceptional, its most important facts.

    Args:
        shown: the model.
        within: statuses of what is in it, which are told with its own.
    """
    with masking_by(shown):
        headline = view(shown.headline)
        told = exceptions((*headline.badges, *view(tuple(within))))
        still = "" if told else _not_done(headline.badges)
        return _header(headline.title, told, (*filter(None, (still,)), *headline.facts), headline.why)


def line(shown: Displayable) -> str:
    """Return the header of a model's row as plain text."""
    return title(shown).replace(MARK, "").replace(REASON, "")


def section(shown: Displayable, heading: str, names: Sequence[str], within: Iterable[Badge] | None = None) -> str:
    """Return the header of some sections of a model: the number of their items, and what is exceptional in them.

    Args:
        shown: the model.
        heading: the title.
        names: the sections.
        within: the statuses of what is in them; None to look at their items.
    """
    with masking_by(shown):
        nodes = section_nodes(shown, names)
        found = _badges_in(nodes) if within is None else within
        failures = [Badge("error") for node in nodes if node.failure]
        notes = [Badge("warning") for node in nodes if node.state.note and not node.failure]
        told = exceptions(view((*failures, *found, *notes)))
        return _header(_text("sections", {"title": heading, "sections": nodes}), told)


def named(heading: str, headline: Headline, size: int | None = None) -> str:
    """Return the header of a row that answers a question.

    Args:
        heading: the question, in a word.
        headline: that of the answer; its facts and its reason follow.
        size: how many things the answer lists; None if it is no list.
    """
    shown = view(headline)
    number = "" if size is None else f" {size or 'none'}"
    return _header(f"{heading}{number}", exceptions(shown.badges), shown.facts, shown.why)


def exceptions(badges: Iterable[Badge]) -> list[str]:
    """Return in words what failed, waits, runs or is not known, most severe first: one text for each meaning.

    For instance `✕ components, workflow error` and `! 2 waiting for approval`.
    """
    counted = Counter(badge for badge in badges if not formats.status_tone(badge.status).quiet)
    groups: dict[formats.Tone, dict[str, list[str]]] = {}
    for badge, number in counted.items():
        words = formats.status_words(badge.status)
        what = " ".join(filter(None, (str(number) if number > 1 else "", badge.label)))
        groups.setdefault(formats.status_tone(badge.status), {}).setdefault(words, []).append(what)
    ordered = sorted(groups.items(), key=lambda item: formats.SEVERITY[item[0]])
    return [f"{formats.GLYPHS[tone]} {', '.join(map(_told, words.items()))}" for tone, words in ordered]


def _not_done(badges: Iterable[Badge]) -> str:
    """Return the statuses that are neither done nor exceptional, in words: what is pending or was cancelled."""
    found = (badge for badge in badges if formats.status_tone(badge.status) is formats.Tone.NEUTRAL)
    return ", ".join(f"{badge.label} {formats.status_words(badge.status)}".strip() for badge in found)


def _told(told: tuple[str, list[str]]) -> str:
    words, what = told
    return f"{', '.join(filter(None, what))} {words}".strip()


def _badges_in(nodes: Iterable[Any]) -> Iterator[Badge]:
    for node in nodes:
        for status, number in node.statuses.items():
            yield from (Badge(status) for _ in range(number))


def _pane(inside: str) -> str:
    return str(render_template("pane.html.j2", body=Markup(inside)))  # noqa: S704 - made by templates


def _header(title: str, told: Sequence[str], facts: Sequence[object] = (), why: str = "") -> str:
    text = _text("header", {"title": title, "exceptions": told, "facts": facts, "why": why})
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _text(macro: str, subject: Any) -> str:
    made = cast("Callable[[Any], str]", getattr(text_environment().get_template("titles.txt.j2").module, macro))
    return " ".join(made(subject).split())
