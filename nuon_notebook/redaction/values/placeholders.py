"""Recognises placeholders: values that say themselves that another one belongs in their place.

`YOUR_API_KEY`, `sk-...` and `my-secret-token` are placeholders, and so is a value that only names what it should be:
`password`, `db_password`. A word that does not say so is a secret, however weak: `changeme`, `admin`, `postgres`. They
are shipped as defaults and stay in force where nobody changes them.
"""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import WORD

MASK: Final = "\N{BULLET}" * 8
"""Replaces whatever is masked. Its length is always the same, so that it says nothing about the secret's."""

MASKED = lazy_pattern(r"[*xX.\N{BULLET}\N{BLACK CIRCLE}\u2026_#?-]{3,}")
BRACKETED = lazy_pattern(r"<[A-Za-z](?:[^<>\n]{0,60}>|[\w-]{0,30}\Z)|\[[A-Z][A-Z _-]{2,60}\]")
CUT_OFF = lazy_pattern(r"[\w$-]{0,12}?(?:\.{3,}|\u2026|[*#]{3,}|[xX]{3,}[xX_-]*)(?:[\w-]{0,4})")
"""The begin of a value, and signs for the rest: `sk-...`, `hf_xxxx`."""

REPEATED = lazy_pattern(r"[\w-]{0,16}?(?:[xX_-]{6,}|0{8,}|(?:1234567890){1,9}[0-9]{0,9})")
COUNTED = lazy_pattern(
    r"(?i)(?:[a-z]{2,5}[-_])?(?:abc(?:def)?|xyz|foo|bar|baz|foobar|qwerty)?[-_]?(?:123(?:4(?:5(?:6\d*)?)?)?)?"
)
DOCUMENTED = lazy_pattern(r"[A-Za-z0-9/+=_-]{0,60}EXAMPLE(?:KEY|TOKEN|SECRET)?")
"""How the documentation of AWS ends its keys."""

STAND_IN_WORDS: Final = (
    *("your", "example", "placeholder", "dummy", "fake", "redacted", "replace", "insert", "removed", "todo", "fixme"),
    *("notreal", "omitted", "hidden", "xxx"),
)
"""Beginnings of words that say that a value is none."""

REQUEST = lazy_pattern(r"\bchange (?:me|this|it)\b|\bgoes here\b|\bput .* here\b")
"""Words in a value that ask for another one. Written as one word, `changeme` is a default that is in use."""

NOUNS: Final = (
    *("apikey", "accesskey", "password", "passphrase", "passwd", "passcode", "pass", "pwd", "secret", "secrets"),
    *("token", "tokens", "key", "keys", "credential", "credentials", "pw", "pat"),
)
"""Words for what a secret is. A name that ends with one refers to a secret."""

POSSESSIVES: Final = ("my", "the", "some", "this", "our", "any", "a", "an")
TRAILING: Final = ("value", "here", "goes", "name", "string", "text", "id")
QUALIFIERS: Final = (
    "api",
    "access",
    "auth",
    "client",
    "db",
    "database",
    "user",
    "private",
    "real",
    "own",
    "new",
    "test",
)
POSSESSED = lazy_pattern(
    rf"(?:{'|'.join(POSSESSIVES)})(?:{'|'.join((*QUALIFIERS, *NOUNS))})*(?:{'|'.join(NOUNS)})(?:{'|'.join(TRAILING)})*"
)
"""`my-secret-token` without its separators."""

WORDS_ONLY = lazy_pattern(r"[A-Za-z _.<>-]+")
NAME_OF_SECRET = lazy_pattern(
    r"[a-z]+(?:[_. -][a-z]+)*|[A-Z]+(?:[_. -][A-Z]+)*|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+|[A-Za-z]+(?: [A-Za-z]+)+"
)
"""Words in one notation: `db_password`, `DB-PASSWORD`, `dbPassword`, `DB password`."""

INTENSIFIERS: Final = frozenset(
    {"super", "top", "very", "ultra", "mega", "big", "strong", "secure", "correct", "secret", "not", "no", "keep", "so"}
)
"""Words that make a password of a noun: `top-secret`."""

METAVARIABLE = lazy_pattern(
    r"TEXT|VALUE|STRING|STR|KEY|SECRET|FILE|FILENAME|PATH|NAME|ID|ARN|URL|USER|INTEGER|CREDENTIALS?"
)
"""How a command's help names the value of an option."""

WHOLE_NAMES: Final = frozenset(
    {
        "password",
        "passphrase",
        "passcode",
        "passwd",
        "pass",
        "pwd",
        "pw",
        "token",
        "apikey",
        "accesstoken",
        "authtoken",
        "secretkey",
        "accesskey",
    }
)
"""Names of secrets that are no secrets where a secret should be."""

MAX_DIGITS: Final = 4


def is_placeholder(value: str) -> bool:
    """Tell whether a value stands for another one, or is masked already."""
    value = value.strip()
    if any(form.fullmatch(value) for form in (MASKED, BRACKETED, CUT_OFF, REPEATED, DOCUMENTED, METAVARIABLE)):
        return True
    words = [word.lower() for word in WORD.findall(value)]
    joined = "".join(words)
    if sum(map(str.isdigit, joined)) <= MAX_DIGITS and (
        any(word.startswith(STAND_IN_WORDS) for word in words) or REQUEST.search(" ".join(words))
    ):
        return True
    if not WORDS_ONLY.fullmatch(value):
        return False
    return POSSESSED.fullmatch(joined) is not None or joined in WHOLE_NAMES or _names_a_secret(value, words)


def names_what_it_is(value: str) -> bool:
    """Tell whether a value is only a word for secrets, such as `secret` or `key`."""
    return value.lower() in NOUNS


def is_counted(value: str) -> bool:
    """Tell whether a value is made of the first letters or digits, such as `abc123` and `sk-123456`."""
    return COUNTED.fullmatch(value) is not None


def _names_a_secret(value: str, words: list[str]) -> bool:
    """Tell whether a value is the name of a secret, such as `db_password`, rather than a secret."""
    if len(words) > 1 and words[-1] in TRAILING:
        words = words[:-1]
        if len(words) == 1:
            return words[0] in NOUNS and NAME_OF_SECRET.fullmatch(value) is not None
    return (
        len(words) > 1
        and words[-1] in NOUNS
        and words[0] not in INTENSIFIERS
        and NAME_OF_SECRET.fullmatch(value) is not None
    )
