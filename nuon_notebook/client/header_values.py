"""Why a text cannot be a token or the id of an org, both of which are sent in a header."""

from __future__ import annotations

import re

from nuon_notebook.identifiers import QUOTES, remove_invisible

SCHEME = re.compile(r"(?:authorization\s*:\s*)?(?:bearer|basic|token)\s", re.IGNORECASE)
ASSIGNMENT = re.compile(r"(?:export\s+)?NUON_[A-Z_]+\s*=|(?:api_token|org_id)\s*:")


def problem_of(value: str) -> str:
    """Return why a value cannot be a token or an id, without quoting it; empty if it can be one.

    Args:
        value: the value, without blanks around it.
    """
    return next((problem for problem, found in _findings(value) if found), "")


def _findings(value: str) -> tuple[tuple[str, bool], ...]:
    return (
        ("it is empty", not remove_invisible(value)),
        ("it is in quotes; give it without them", value[:1] in QUOTES or value[-1:] in QUOTES),
        ("it begins with the name of its variable; give the value alone", bool(ASSIGNMENT.match(value))),
        ("it begins with `Bearer` or the like, which the client adds by itself", bool(SCHEME.match(value))),
        ("it has a line break within", any(sign in value for sign in "\n\r\u2028\u2029")),
        ("it has a blank within", any(map(str.isspace, value))),
        ("it has an invisible character within", remove_invisible(value) != value),
        ("it has a letter that is not ASCII", not value.isascii()),
    )
