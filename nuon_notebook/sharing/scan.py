"""Finds secrets in a notebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.rules.assignment_rules import ASSIGNED_SECRET
from nuon_notebook.redaction.rules.command_rules import COMMAND_LINE
from nuon_notebook.redaction.rules.format_rules import CONFIGURATION, KUBERNETES_SECRET, NETRC, SQL
from nuon_notebook.redaction.scanner import NOT_ENCODED, SHAPES_ONLY, Finding, find_secrets
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.placeholders import MASK
from nuon_notebook.redaction.values.references import is_reference
from nuon_notebook.sharing.allowed import NOT_IN_A_CELL, Found
from nuon_notebook.sharing.errors import Place
from nuon_notebook.sharing.notebook_texts import notebook_texts
from nuon_notebook.sharing.python_source import INTERPOLATION
from nuon_notebook.sharing.script_values import find_script_values
from nuon_notebook.sharing.text_variants import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.sharing.notebook_texts import NotebookText
    from nuon_notebook.sharing.text_variants import TextVariant

CONTEXT_KINDS: Final = frozenset({COMMAND_LINE, CONFIGURATION, KUBERNETES_SECRET, NETRC, SQL})
"""Kinds that are not looked for in markup and code as written: the words that tell them mislead there."""

AS_WRITTEN: Final = SHAPES_ONLY.without(CONTEXT_KINDS)

SETTER_CALL = re.compile(
    r"\b(?:setdefault|putenv|setenv)\([ \t]{0,20}+[\"']([\w.-]{1,100}+)[\"'][ \t]{0,20}+,"
    r"[ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']"
)
ENV_MAGIC = re.compile(r"(?m:^)[ \t]{0,20}+%(?:set_)?env[ \t]{1,20}+(\w{1,100}+)[ \t]{1,20}+(\S{1,500}+)")
SECRET_STR = re.compile(r"\bSecretStr\([ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']")


def scan(notebook: NotebookNode, secrets: Mapping[str, str], tick: Callable[[], object] = lambda: None) -> list[Found]:
    """Find what is recognised as secret in sources, outputs, attachments and metadata.

    Args:
        notebook: the notebook as it would be handed on.
        secrets: secrets that are known by value, each with a description.
        tick: is called again and again while it runs.

    Returns:
        What was found, in the notebook's order; each kind is listed once per place.
    """
    found: list[Found] = []
    for text in notebook_texts(notebook):
        cell = str(text.cell or NOT_IN_A_CELL)
        known, recognised = _kinds(text, secrets, tick)
        kinds = sorted({*((kind, True) for kind in known), *((kind, False) for kind in recognised)})
        found += (Found(Place(text.where, kind), cell, is_known) for kind, is_known in kinds)
    return found


def find(variant: TextVariant) -> list[Finding]:
    """Find what is recognised as secret in a text by its shape, by its name, or by the call it is passed to."""
    text, reading = variant
    if reading is Reading.WHOLE:
        return []
    rules = NOT_ENCODED if reading is Reading.TEXT else AS_WRITTEN
    unmasked = [finding for finding in find_secrets(text, rules) if not text.startswith(MASK, finding.start)]
    return [*unmasked, *FURTHER_FINDERS[reading](text)]


def _kinds(
    notebook_text: NotebookText, secrets: Mapping[str, str], tick: Callable[[], object]
) -> tuple[set[str], set[str]]:
    """Return the kinds of what is known by value, and of what is recognised."""
    known: set[str] = set()
    recognised: set[str] = set()
    for variant in frozenset(notebook_text.variants()):
        tick()
        known.update(description for value, description in secrets.items() if value in variant.text)
        recognised.update(finding.kind for finding in find(variant))
    return known, recognised


def _find_in_calls(text: str) -> Iterator[Finding]:
    """Find secrets that a call or a magic is given. Assignments, which scripts have too, are the scanner's part."""
    for match in SETTER_CALL.finditer(text):
        if is_secret_name(match[1]) and not is_reference(match[2]):
            yield Finding(*match.span(2), ASSIGNED_SECRET)
    for match in ENV_MAGIC.finditer(text):
        if is_secret_name(match[1]) and not (is_reference(match[2]) or INTERPOLATION.fullmatch(match[2])):
            yield Finding(*match.span(2), ASSIGNED_SECRET)
    for match in SECRET_STR.finditer(text):
        if not is_reference(match[1]):
            yield Finding(*match.span(1), "text of a SecretStr")


FURTHER_FINDERS: Final[dict[Reading, Callable[[str], Iterator[Finding]]]] = {
    Reading.TEXT: _find_in_calls,
    Reading.MARKUP: lambda _: iter(()),
    Reading.SCRIPT: find_script_values,
}
"""What else is looked for in a text, by how it is read."""
