"""Which values in a script are secrets: `password: "hunter2"` has one, `{radio: !0, password: !0}` has none.

Scripts of libraries are full of names such as `token` and `password`, and of values that are words of a language or
parts of a program. Only a quoted word that somebody could have chosen as a password counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.secret_names import is_password_name, is_secret_name

if TYPE_CHECKING:
    from nuon_notebook.redaction.scanner import Finding

QUOTED_NAME = re.compile(r"([\w.-]{1,100})[\"'`\])]{0,2}[ \t]{0,9}[:=]{1,3}[ \t]{0,9}[\"'`]\Z")
MAX_LENGTH: Final = 200  # of a value; longer ones are tables of a parser
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


def is_script_value(text: str, finding: Finding) -> bool:
    """Return whether a value that is assigned to a secret's name in a script is a secret, rather than code."""
    if finding.end - finding.start > MAX_LENGTH:
        return False
    assigned = QUOTED_NAME.search(text, max(finding.start - LOOKBEHIND, 0), finding.start)
    value = text[finding.start : finding.end]
    if not assigned or text[finding.end : finding.end + 1] != text[finding.start - 1]:
        return False
    if MIXED_WORD.fullmatch(value):
        return not BASE64_OF_JSON.match(value)
    return is_password_name(assigned[1]) and PHRASE.fullmatch(value) is not None and not is_secret_name(value)
