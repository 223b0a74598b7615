"""The Jinja environments: template folder, filters, globals and macros."""

from __future__ import annotations

import json
import os
import re
import sys
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from nuon_notebook.display import formats, svg
from nuon_notebook.display.markdown import markdown
from nuon_notebook.display.new_properties import collect
from nuon_notebook.display.other_fields import OtherFields, other_fields
from nuon_notebook.display.picture import picture
from nuon_notebook.display.sections import Badge, SectionStatus
from nuon_notebook.display.terminal import MARKS
from nuon_notebook.display.view import View, Views, fields_of, model_of
from nuon_notebook.redaction import sanitize
from nuon_notebook.redaction.masking import Hidden, mask_text
from nuon_notebook.redaction.policy import omitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.display.budget import SectionNode

UNTIL_NOW = ("execution_time", "execution_duration")  # these grow until the run is finished (API page, section 4)
SHARED = "ui.html.j2"
FALLBACK = "model.html.j2"  # for models without their own template
PAIR_LENGTH = 2
MAX_TITLES = 4  # of sections that the same call loads
MAX_CHARACTERS = 6000  # of one text
SHORT_WORD = 12  # letters that fit into any column
WHITESPACE = re.compile(r"(\s+)")
BREAKS = re.compile(r"(?<=[:/_.-])(?=[^\s:])|(?<=[a-z])(?=[A-Z])")  # in a long word: after signs, before capitals
MAX_LINES = 60  # of a folded text
PACKAGE = Path(__file__).parent.parent
INSIDE_EXPLORER: ContextVar[bool] = ContextVar("INSIDE_EXPLORER", default=False)
"""Whether names open rows: only in the explorer somebody hears that they are pressed."""


def template_folder() -> Path:
    """Return the template folder: inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def properties(shown: View) -> tuple[tuple[str, Any], ...]:
    """Return the properties of a model by name, for the template of all models.

    Returns:
        Each name with a text or a number or, for a map, with pairs of names and values.
    """
    kind = type(model_of(shown))
    elsewhere = {section.field or section.name for section in kind.sections}
    left_out = omitted(kind) - {"created_at"}
    names = [name for name in fields_of(shown) if name not in left_out | elsewhere]
    if not (getattr(shown, "finished", None) or getattr(shown, "finished_at", None)):
        names = [name for name in names if name not in UNTIL_NOW]
    values = ((name, getattr(shown, name)) for name in names)
    yes_no = {True: "yes", False: "no"}
    return tuple(
        (name.replace("_", " "), yes_no[value] if isinstance(value, bool) else _one_line(value))
        for name, value in values
    )


def _one_line(value: Any) -> Any:
    """Reduce a property to what fits on one line: times in words, models as their titles."""
    if isinstance(value, datetime):
        return formats.format_time(value)
    if isinstance(value, timedelta):
        return formats.format_duration(value)
    if isinstance(value, dict):
        return tuple((name, _as_text(item)) for name, item in value.items())
    if isinstance(value, Views) or (isinstance(value, tuple) and not is_pairs(value)):
        return ", ".join(str(item) for item in value)
    return value


def _as_text(value: Any) -> str | Hidden | None:
    if value is None or isinstance(value, str | Hidden):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def is_pairs(value: object) -> bool:
    """Return whether a value is a map as pairs of names and values."""
    return isinstance(value, tuple) and all(isinstance(item, tuple) and len(item) == PAIR_LENGTH for item in value)


def body_of(shown: View) -> Markup:
    """Render the body of a model, to be shown within the body of another."""
    return macro_of(model_of(shown), "body")(shown)


def picture_of(shown: View) -> Markup:
    """Render a model as a picture."""
    return picture(shown, render_template)


def other_fields_of(shown: View) -> OtherFields:
    """Return the fields of a model that no template mentions, each reduced to one line.

    Those that the schema does not list are collected for the page.
    """
    model = model_of(shown)
    found = other_fields(model, _sources_of)
    collect(type(model).__name__, found.unknown)
    declared = tuple((path, _one_line(value)) for path, value in found.declared)
    return replace(found, declared=declared)


def exceptions(badges: Sequence[Badge]) -> Sequence[Badge]:
    """Return the badges of what failed, waits, runs or is not known, most severe first."""
    loud = [badge for badge in badges if not formats.status_tone(badge.status).quiet]
    return sorted(loud, key=lambda badge: formats.SEVERITY[formats.status_tone(badge.status)])


def quiet_words(badges: Sequence[Badge]) -> str:
    """Return statuses in plain words: those that are not done, each with its label, or else one that is.

    Empty if a badge says more.
    """
    if not badges or exceptions(badges):
        return ""
    open_ones = [badge for badge in badges if formats.status_tone(badge.status) is not formats.Tone.DONE]
    chosen = open_ones or [Badge(badges[0].status)]
    return ", ".join(f"{badge.label} {formats.status_words(badge.status)}".strip() for badge in chosen)


def excerpt(text: str) -> tuple[str, str]:
    """Return the beginning of a text and, in words, how much is cut. It ends with a complete line, if possible."""
    lines = text.splitlines()
    ends = accumulate(len(line) + 1 for line in lines[:MAX_LINES])
    fitting = sum(end - 1 <= MAX_CHARACTERS for end in ends)
    if not fitting:
        return text[:MAX_CHARACTERS], formats.count(len(text) - MAX_CHARACTERS, "more character")
    cut = len(lines) - fitting
    return "\n".join(lines[:fitting]), formats.count(cut, "more line") if cut else ""


def breakable(text: str) -> Markup:
    """Return a text whose long words break where a reader would break them, if a column is too narrow for them."""
    words = WHITESPACE.split(text)
    return Markup().join(_breakable(word) if len(word) > SHORT_WORD else escape(word) for word in words)


def _breakable(word: str) -> Markup:
    first, *others = BREAKS.split(word)
    parts = [first]
    for part in others:
        if len(parts[-1]) + len(part) <= SHORT_WORD:
            parts[-1] += part
        else:
            parts.append(part)
    return Markup("<wbr>").join(map(escape, parts))


def by_state(sections: Sequence[SectionNode]) -> list[tuple[str, str, list[str]]]:
    """Group the titles of empty sections by status and by the call that loads them, most severe status first."""
    titles: dict[tuple[str, str], list[str]] = {}
    for status in SectionStatus:
        for one in sections:
            if one.state.status is status:
                titles.setdefault((status.value, mask_text(one.state.load)), []).append(one.section.title)
    return [(status, load, _abbreviated(those) if load else those) for (status, load), those in titles.items()]


def _abbreviated(titles: list[str]) -> list[str]:
    """Return the first titles and the number of further ones."""
    more = len(titles) - MAX_TITLES
    return [*titles[:MAX_TITLES], f"{more} more"] if more > 1 else titles


FILTERS: dict[str, Any] = {
    "format_clock": formats.format_clock,
    "format_date": formats.format_date,
    "format_time": formats.format_time,
    "format_duration": formats.format_duration,
    "format_age": formats.format_age,
    "cron": formats.cron,
    "shorten": formats.shorten,
    "breakable": breakable,
    "bold": Markup("<b>{}</b>").format,
    "markdown": markdown,
    "as_json": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
    "properties": properties,
    "exceptions": exceptions,
    "quiet_words": quiet_words,
    "status_words": formats.status_words,
    "says_more": formats.says_more,
    "by_state": by_state,
    "excerpt": excerpt,
    "join_words": formats.join_words,
    "other_fields": other_fields_of,
    "fit": svg.fit,
    "shape": svg.shape,
    "curve": svg.curve,
}

GLOBALS: dict[str, Any] = {
    "count": formats.count,
    "tone": formats.status_tone,
    "colours": formats.BADGE_COLOURS,
    "glyphs": formats.GLYPHS,
    "marks": MARKS,
    "inside_explorer": INSIDE_EXPLORER.get,
    "LIMIT": 40,  # of names of one map
}

TESTS = {"pairs": is_pairs, "hidden": lambda value: isinstance(value, Hidden)}


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Return the cache of compiled templates, in the folder of compiled modules; None if it is not writable.

    Compiling all templates takes longer than displaying an installer.
    """
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder), "template-%s.cache")


@cache
def html_environment() -> Environment:
    """Return the environment of the HTML templates, which escapes all values."""
    made = Environment(
        loader=FileSystemLoader(template_folder()),
        bytecode_cache=_bytecode_cache(),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return _configured(made)


@cache
def text_environment() -> Environment:
    """Return the environment of the text templates, which escapes control characters."""
    made = Environment(
        loader=FileSystemLoader(template_folder()),
        bytecode_cache=_bytecode_cache(),
        autoescape=False,  # noqa: S701 - this is not HTML; `finalize` escapes control characters
        finalize=_for_terminal,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return _configured(made)


def _configured(environment: Environment) -> Environment:
    environment.filters.update(FILTERS)
    environment.globals.update(GLOBALS, body_of=body_of, picture_of=picture_of)
    environment.tests.update(TESTS)
    return environment


def _finalize(value: object) -> object:
    """Return what a template prints for a value: nothing for None, only the beginning of a long text."""
    if isinstance(value, str) and len(value) > MAX_CHARACTERS and not isinstance(value, Markup):
        more = formats.count(len(value) - MAX_CHARACTERS, "more character")
        return type(value)(f"{value[:MAX_CHARACTERS]}\N{HORIZONTAL ELLIPSIS} and {more}")
    return "" if value is None else value


def _for_terminal(value: object) -> object:
    return sanitize.sanitize_line(value) if isinstance(value, str) else _finalize(value)


def render_template(name: str, **context: Any) -> Markup:
    """Render an HTML template.

    Args:
        name: the name of a file in the template folder.
        **context: the variables of the template.
    """
    environment = html_environment()
    template = environment.get_template(name)
    # `render` would copy the globals several times, which takes longer than most templates.
    variables = {**environment.globals, **context}
    known = environment.context_class(environment, variables, template.name, template.blocks)
    return Markup("".join(template.root_render_func(known)))  # noqa: S704 - autoescaped by the template


def macro_of(model: object, macro: str) -> Callable[..., Markup]:
    """Return a macro from the template of a model's class or of its nearest base class that has the macro.

    Args:
        model: the model.
        macro: the macro's name: `body`, `head`, `row`, `line`.
    """
    return _macro_of(tuple(base.__name__ for base in type(model).__mro__), macro)


@cache
def _macro_of(kinds: tuple[str, ...], macro: str) -> Callable[..., Markup]:
    for name in filter(_exists, map(_template_name, kinds)):
        found = getattr(html_environment().get_template(name).module, macro, None)
        if found is not None:
            return cast("Callable[..., Markup]", found)
    problem = f"no template has the macro {macro}"
    raise TemplateNotFound(problem)


@cache
def _sources_of(kind: type) -> tuple[str, ...]:
    """Return the sources of the templates for a class of models; empty if only the general one applies."""
    names = (_template_name(base.__name__) for base in kind.__mro__)
    own = [name for name in names if name != FALLBACK and _exists(name)]
    loader = cast("FileSystemLoader", html_environment().loader)
    return tuple(loader.get_source(html_environment(), name)[0] for name in (*own, *((SHARED,) if own else ())))


def _exists(name: str) -> bool:
    return name in _template_names()


@cache
def _template_names() -> frozenset[str]:
    return frozenset(html_environment().list_templates())


def _template_name(kind: str) -> str:
    """`AppAWSIAMRoleConfig` → `app_aws_iam_role_config.html.j2`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=AWS)(?=[A-Z])", "_", kind).lower()
    return f"{snake}.html.j2"
