"""Where a notebook holds something that is recognised as secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.references import MASK, is_reference
from nuon_notebook.redaction.rules import ASSIGNED_SECRET
from nuon_notebook.redaction.scanner import ALL_RULES, SHAPES_ONLY, find_secrets
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.sharing.contents import contents
from nuon_notebook.sharing.magic_lines import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.sharing.contents import Content


BY_CONTEXT: Final = frozenset(
    {
        "Kubernetes Secret data",
        *("password on a command line", "password in SQL", "password in .netrc"),
    }
)
"""Kinds that are recognised by what stands beside them, which in HTML before it is parsed is markup."""

SET = re.compile(
    r"\b(?:setdefault|putenv|setenv)\([ \t]{0,20}+[\"']([\w.-]{1,100}+)[\"'][ \t]{0,20}+,"
    r"[ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']"
    r"|(?m:^)[ \t]{0,20}+%(?:set_)?env[ \t]{1,20}+(\w{1,100}+)[ \t]{1,20}+(\S{1,500}+)"
)
"""Calls and magics that give a name a value; the scanner knows assignments, which scripts and manifests have too."""
SECRET_STR = re.compile(r"\bSecretStr\([ \t]{0,20}+[\"']([^\"'\n]{1,500}+)[\"']")


class Place(NamedTuple):
    """Where something was found.

    Attributes:
        where: cell and part of it, in words.
        kind: what it is recognised as, in words; never the value.
    """

    where: str
    kind: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}"


def search(notebook: NotebookNode, known: Mapping[str, str]) -> list[Place]:
    """Find what is recognised as secret in sources, outputs, attachments and metadata.

    Args:
        notebook: the notebook as it would be handed on.
        known: secrets that are known by value, and in words what each is.

    Returns:
        The places in the notebook's order, each kind named once in each.
    """
    return [Place(content.where, kind) for content in contents(notebook) for kind in sorted(_kinds(content, known))]


def _kinds(content: Content, known: Mapping[str, str]) -> set[str]:
    kinds: set[str] = set()
    for text, literal in frozenset(content.readings()):
        kinds.update(kind for value, kind in known.items() if value in text)
        findings = find_secrets(text, ALL_RULES if literal else SHAPES_ONLY)
        found = {finding.kind for finding in findings if not text.startswith(MASK, finding.start)}
        kinds |= found | set(_in_code(text)) if literal else found - BY_CONTEXT
    return kinds


def _in_code(text: str) -> Iterator[str]:
    for one, value, other, its_value in SET.findall(text):
        if is_secret_name(one or other) and not (is_reference(value or its_value) or VARIABLE.fullmatch(its_value)):
            yield ASSIGNED_SECRET
    if any(not is_reference(value) for value in SECRET_STR.findall(text)):
        yield "text of a SecretStr"
