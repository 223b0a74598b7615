"""Finds secrets in a notebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignment_rules import ASSIGNED_SECRET
from nuon_notebook.redaction.references import MASK, is_reference
from nuon_notebook.redaction.scanner import SHAPES_ONLY, Finding, find_secrets
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.sharing.errors import Place
from nuon_notebook.sharing.notebook_texts import notebook_texts
from nuon_notebook.sharing.python_source import INTERPOLATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.sharing.notebook_texts import NotebookText
    from nuon_notebook.sharing.text_variants import TextVariant

CONTEXT_KINDS: Final = frozenset(
    {
        "Kubernetes Secret data",
        *("password on a command line", "password in SQL", "password in .netrc", "secret in a configuration file"),
    }
)
"""Kinds that are recognised by the words beside them. In markup and code as written, these words mislead."""

SETTER_CALL = re.compile(
    r"\b(?:setdefault|putenv|setenv)\([ \t]{0,20}+[\"']([\w.-]{1,100}+)[\"'][ \t]{0,20}+,"
    r"[ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']"
)
ENV_MAGIC = re.compile(r"(?m:^)[ \t]{0,20}+%(?:set_)?env[ \t]{1,20}+(\w{1,100}+)[ \t]{1,20}+(\S{1,500}+)")
SECRET_STR = re.compile(r"\bSecretStr\([ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']")


def scan(notebook: NotebookNode, secrets: Mapping[str, str]) -> list[Place]:
    """Find what is recognised as secret in sources, outputs, attachments and metadata.

    Args:
        notebook: the notebook as it would be handed on.
        secrets: secrets that are known by value, each with a description.

    Returns:
        The places in the notebook's order; each kind is listed once per place.
    """
    return [Place(text.where, kind) for text in notebook_texts(notebook) for kind in sorted(_kinds(text, secrets))]


def find(text: TextVariant) -> list[Finding]:
    """Find what is recognised as secret in a text by its shape, by its name, or by the call it is passed to."""
    found = find_secrets(text.text, SHAPES_ONLY) if text.raw else find_secrets(text.text)
    unmasked = [finding for finding in found if not text.text.startswith(MASK, finding.start)]
    if text.raw:
        return [finding for finding in unmasked if finding.kind not in CONTEXT_KINDS]
    return [*unmasked, *_find_in_calls(text.text)]


def _kinds(notebook_text: NotebookText, secrets: Mapping[str, str]) -> set[str]:
    kinds: set[str] = set()
    for variant in frozenset(notebook_text.variants()):
        kinds.update(description for value, description in secrets.items() if value in variant.text)
        kinds.update(finding.kind for finding in find(variant))
    return kinds


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
