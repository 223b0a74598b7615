"""Which values in a script are secrets: `password: "hunter2"` has one, `{radio: !0, password: !0}` has none.

Scripts of libraries are full of names such as `token` and `password`, and of values that are words of a language or
parts of a program. Only a quoted word that somebody could have chosen as a password counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.rules.assignment_rules import ASSIGNED_SECRET
from nuon_notebook.redaction.scanner import Finding
from nuon_notebook.redaction.secret_names import is_password_name, is_secret_name
from nuon_notebook.redaction.values.value_classifier import is_secret_value
from nuon_notebook.redaction.values.value_spans import AssignedName, ValueSpan

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTED_VALUE = re.compile(r"([:=]{1,3})[ \t]{0,9}([\"'`])((?:(?!\2)[^\n\\]){6,200}+)\2")
NAME = re.compile(r"([\w.-]{1,100})([\"'`\])]{0,2})[ \t]{0,9}\Z")
MIXED_WORD = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[\w+/=.,:!?@#%^&*~-]{6,}")
BASE64_OF_JSON = re.compile(r"eyJ|W3s|e30")  # it is decoded and read by itself
PHRASE = re.compile(r"(?=.*[^A-Za-z])[\w+/=.,:!?@#%^&*~-]{8,}")
LOOKBEHIND: Final = 130

MIN_MINIFIED: Final = 2000  # characters
MIN_LINE: Final = 500  # characters of a line, on average
MIN_PUNCTUATION: Final = 0.02  # share of semicolons and braces
FUNCTION = re.compile(r"\bfunction\b|=>")


def is_minified_script(text: str) -> bool:
    """Return whether a text is a program of JavaScript that was made small: few lines, many braces, functions."""
    if len(text) < max(MIN_MINIFIED, MIN_LINE * (text.count("\n") + 1)):
        return False
    punctuation = sum(map(text.count, ";{}"))
    return punctuation >= MIN_PUNCTUATION * len(text) and FUNCTION.search(text) is not None


def find_script_values(text: str) -> Iterator[Finding]:
    """Find quoted values that are assigned to a secret's name in a script, and that somebody could have chosen.

    Values of more than 200 characters are tables of a parser.
    """
    for match in QUOTED_VALUE.finditer(text):
        name = NAME.search(text, max(match.start() - LOOKBEHIND, 0), match.start())
        if name and is_secret_name(name[1]) and _is_chosen(match[3], name[1]):
            assigned = AssignedName(name[1], name.start(1), match[1][0], name[2][:1])
            if is_secret_value(text, ValueSpan(*match.span(3), quoted=True), assigned):
                yield Finding(*match.span(3), ASSIGNED_SECRET)


def _is_chosen(value: str, name: str) -> bool:
    if MIXED_WORD.fullmatch(value):
        return not BASE64_OF_JSON.match(value)
    return is_password_name(name) and PHRASE.fullmatch(value) is not None and not is_secret_name(value)
