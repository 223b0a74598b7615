"""Ids and names as people paste them: with quotes around, and with invisible characters from web pages and chats."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from nuon_notebook.redaction.sanitize import INVISIBLE_CATEGORIES, INVISIBLE_LETTERS

QUOTES = "\"'`´“”„‟‘’‚‛«»‹›′″＂＇"  # noqa: RUF001 - what word processors and chats make of quotes

ID: Final = re.compile(r"([a-z]{3})[0-9a-z]{23}")
KINDS: Final = {
    "acw": "action",
    "app": "app",
    "bld": "build",
    "cmp": "component",
    "dpl": "deploy",
    "iar": "action run",
    "inl": "install",
    "int": "installer",
    "inw": "workflow",
    "iws": "step",
    "job": "job",
    "log": "log stream",
    "org": "org",
    "run": "runner",
    "sbr": "sandbox run",
}
"""What an id is mostly that of, by its first letters. Those of `app` may also be a config, old ids have none."""


def kind_of_id(text: str) -> str:
    """Return what a text is the id of, by its first letters; empty if it is no id, or these are not known."""
    found = ID.fullmatch(text)
    return KINDS.get(found[1], "") if found else ""


def clean_identifier(text: str) -> str:
    """Return an id or name without what no id or name has: invisible characters, quotes and blanks around it."""
    return remove_invisible(text).strip(QUOTES + " ")


def remove_invisible(text: str) -> str:
    """Return a text without invisible characters and without blanks around it.

    Line breaks and tabs within become blanks. Blanks other than the ordinary one, such as the no-break space, are
    removed.
    """
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return INVISIBLE_LETTERS.sub("", "".join(map(_visible, text))).strip(" ")


def _visible(character: str) -> str:
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    is_other_blank = category == "Zs" and character != " "
    return "" if is_other_blank or category in INVISIBLE_CATEGORIES else character
