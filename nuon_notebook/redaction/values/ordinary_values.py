"""Recognises values that are no tokens and no keys: numbers, times, short words, and the tokens of a tokenizer.

This holds for the values of names such as `token` and `signature`. A password may be a number or a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.values.placeholders import is_counted, names_what_it_is

if TYPE_CHECKING:
    from nuon_notebook.redaction.values.value_spans import AssignedName, ValueSpan

NUMBERS = lazy_pattern(
    r"(?:[~<>=]{0,2}[$]?(?:0x[0-9A-Fa-f]{1,8}|[0-9]{1,15}(?:[.,_][0-9]{1,15})*)(?:[eE][+-]?[0-9]+)?"
    r" ?(?:[smhdwyKMGTkB%]|ms|min|[KMG]i?[Bb]|hours?|minutes?|seconds?|days?|weeks?|months?|years?|bytes|tokens?|keys?|chars?"
    r"|characters)?(?:[ \t]{0,9}+[,/x-][ \t]{0,9}+(?=[0-9])|\Z))+"
)
"""Numbers with their units: a duration, a size, a count, a version."""

COUNTS = lazy_pattern(r"(?:[a-z_]{1,30}[=:][ ]?[0-9]{1,12}\b[,;]?[ \t]{0,3}){1,10}")
"""Numbers with names: `prompt=12 completion=7`."""

DURATION = lazy_pattern(r"(?:[0-9]+(?:\.[0-9]+)?(?:ms|[wdhms])){1,5}")

MOMENT = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]{4,20}(?:Z|[+-][0-9:]{4,6})?)?")
DIGEST = lazy_pattern(r"sha(?:1|256|512)[:-][A-Za-z0-9+/=]{20,}")
SPECIAL_TOKEN = lazy_pattern(r"</?[\w|]{1,40}>|\[[A-Z]{2,5}\]|<\|[\w|]{1,40}\|>|##\w{1,30}|[\u2581\u0120]\S{0,30}")
"""How tokenizers write the tokens that are no words."""

HOST = lazy_pattern(r"[\w.-]{1,100}:[0-9]{2,5}(?:/\w*)?")

FUNCTION_SIGNATURE = lazy_pattern(r"(?i)signature$")
TOKEN_NAME = lazy_pattern(r"(?i)tokens?(?:[_-]?str)?$")
CONNECTION_NAME = lazy_pattern(r"(?i)dsn$|connection_?string|conn_?str")
WEAK_NAME = lazy_pattern(
    r"(?i)(?:db|database|host|application|app|service|storage|account|session|shared|token)_?keys?$"
)
"""Names of keys by which something is found, at least as often as secrets."""

LOWER_WORDS = lazy_pattern(r"[a-z]{2,}(?:_[a-z]{2,})+")
SHORT_NAME = lazy_pattern(r"(?i)(?:tokens?(?:_?str)?|keys?|authorization|signature|sig|cookies?|provision|webhook)$")
SHORT_WORD = lazy_pattern(r"[A-Za-z]{1,7}")
"""So few letters are no token and no key."""

TOKENIZED = lazy_pattern(
    r"[\"'](?:score|token_str|logprob|top_logprobs|regex|lemma|pos|tag|sequence|offset)[\"']|\bregex:"
)
"""Names beside which a token is a part of a text."""

PIECE_OF_TEXT = lazy_pattern(r"[\"']?[A-Za-z.\N{RIGHT SINGLE QUOTATION MARK}_-]{1,30}[\"']?")
NEIGHBOURHOOD: Final = 200  # characters before a name and behind it
MIN_PIECES: Final = 2


def is_ordinary(value: str, name: AssignedName) -> bool:
    """Tell whether a value has the form of something that is no token and no key."""
    if SHORT_WORD.fullmatch(value) and SHORT_NAME.search(name.text):
        return True
    if WEAK_NAME.search(name.text) and LOWER_WORDS.fullmatch(value):
        return True
    if not any(map(str.isalnum, value)) or names_what_it_is(value):
        return True
    if is_counted(value) or any(form.fullmatch(value) for form in (NUMBERS, COUNTS, DURATION, MOMENT, SPECIAL_TOKEN)):
        return True
    if FUNCTION_SIGNATURE.search(name.text) and ("(" in value or DIGEST.fullmatch(value)):
        return True
    return CONNECTION_NAME.search(name.text) is not None and HOST.fullmatch(value) is not None


def is_piece_of_text(text: str, span: ValueSpan, name: AssignedName) -> bool:
    """Tell whether a token is a piece of a text, as tokenizers and highlighters cut it."""
    if not TOKEN_NAME.search(name.text):
        return False
    pieces = text[span.start : span.end].split(",")
    if not all(PIECE_OF_TEXT.fullmatch(piece.strip()) for piece in pieces):
        return False
    around = text[max(0, name.start - NEIGHBOURHOOD) : span.end + NEIGHBOURHOOD]
    return len(pieces) >= MIN_PIECES or len(pieces[0]) == 1 or TOKENIZED.search(around) is not None
