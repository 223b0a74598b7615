"""Recognises values that only refer to a value: template expressions, variables, addresses, placeholders."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.values.placeholders import is_placeholder
from nuon_notebook.redaction.values.prose import FUNCTION_WORDS
from nuon_notebook.redaction.values.templates import (
    MAX_LENGTH,
    close_template,
    default_values,
    template_literals,
    without_expressions,
)

STATEMENT = lazy_pattern(
    r"(?i:true|false|yes|no|null|none|nil|nan|~|undefined|required|optional|enabled|disabled|sensitive|hidden|n/?a|-"
    r"|\[?redacted\]?|<redacted>|\(sensitive value\)|valueFrom|read|write|inherit|always|never|auto|missing|empty|unset"
    r"|set|given|absent|present|expired|valid|invalid|failed|denied|unknown|unused|prompt|ask|generated|encrypted"
    r"|accepted|rejected|revoked|changed|unchanged|updated|configured|unspecified|omit|unlimited|inherited|ok|success"
    r"|failure|bearer|basic|same-origin|include"
    r"|(?:is |was |has been )?(?:not |un|in|already |auto)?(?:set|given|found|provided|required|available|valid|used"
    r"|known|configured|specified|applicable|changed|updated|expired|rotated|accepted|supported|needed|present|generated|empty)"
    r")"
)
"""A word that says something about a secret instead of being one."""

TYPE = lazy_pattern(
    r"(?i:(?:secret)?(?:str|string|bytes|text)|bool|boolean|number|int|integer|any|object|char|uuid|binary)"
    r"(?:\[\]|[?!])?(?: ?\| ?(?:None|null|undefined|str|string|bytes|number))*"
    r"(?: ?= ?(?:None|null|undefined|\.\.\.))?[,;]?"
    r"|(?:t\.|typing\.)?(?:Optional|Union|List|list|Dict|dict|Sequence|Annotated|Literal|Option|Promise|Record"
    r"|Array|Final|ClassVar|tuple|set|Iterable|Callable)[\[<].{0,200}[\]>](?: ?= ?[\w.()]+)?,?"
    r"|(?i:n?(?:var)?char2?|text|blob|varbinary|character varying)(?: ?\([0-9]{1,6}(?: \w{4})?\))?"
    r"(?i: (?:not null|null|unique|primary key|default null|default '')){0,3},?"
    r"|@\{.*|IntPtr\.Zero\b.*"
)
"""How code and schemas write the type of a value."""

ADDRESS = lazy_pattern(
    r"arn:aws[\w-]*:[^\s]+|(?:vault|ssm|secretsmanager|op|ref\+\w+|gcp-sm|awssm|aws-sm|azurekv|env|file):[\w/:.#@*-]+"
    r"|!(?:Ref|Sub|GetAtt|ImportValue|Join|Select)\b.*|@?(?:~|\.{1,2})?(?:/[\w.@-]+){2,}/?|\.{1,2}/[\w./@-]+"
)
DOTTED_NAME = lazy_pattern(r"[A-Za-z_]{2,}\d?(?:\.[A-Za-z_]{2,}\d?){2,}(?::[A-Za-z_]+)?")
"""A name in code, such as `company.module.Class`."""

URL = lazy_pattern(
    r"[A-Za-z][\w+.-]{1,30}:(?://)?/?(?:([^\s/@:]{0,100}):?([^\s/@]{0,200})@)?([^\s/@?#]{0,200})([/?#]\S*)?"
)
OPAQUE = lazy_pattern(r"(?=[A-Za-z_-]{0,40}[0-9])(?=[0-9_-]{0,40}[A-Za-z])[A-Za-z0-9_-]{16,}|[A-Za-z0-9]{24,}")
"""A part of a path or a query that may be a secret itself."""

COMMAND = lazy_pattern(r"(?:cat|aws|az|gcloud|kubectl|vault|curl|op|jq|head|openssl|terraform|gpg|base64) [-./\w]")
AUTHORIZATION = lazy_pattern(r"(?i:\b(?:authorization|x-api-key):)|(?i:\b(?:bearer|basic|token|digest|apikey)\b)")
MIN_SYMBOLS: Final = 3  # fewer characters that are neither letters nor digits are no password
PUNCTUATION: Final = "\"'`:/@.,;-_ \t&?=+|()[]{}<>!*\\"


def is_reference(value: str) -> bool:
    """Tell whether a value only refers to a secret, is masked already, or is a word such as `null` or `optional`."""
    if len(value) > MAX_LENGTH:
        return False
    value = value.strip().strip("\"'`").strip()
    if (
        (len(value) < MIN_SYMBOLS and not any(map(str.isalnum, value)))
        or value.lower() in FUNCTION_WORDS
        or STATEMENT.fullmatch(value)
        or is_placeholder(value)
    ):
        return True
    if any(mark in value for mark in "{$%<@_(["):
        value = close_template(value)
        if template_literals(value) or not all(map(is_reference, default_values(value))):
            return False
        rest = AUTHORIZATION.sub("", without_expressions(value))
        if rest != value and (not rest.strip(PUNCTUATION) or is_plain_url(rest)):
            return True
    return bool(TYPE.fullmatch(value) or ADDRESS.fullmatch(value))


def is_address(value: str) -> bool:
    """Tell whether a value is a URL without a password, or the name of something in code."""
    value = value.strip()
    return is_plain_url(value) or DOTTED_NAME.fullmatch(value) is not None


def is_plain_url(value: str) -> bool:
    """Tell whether a value is a URL without a password and without a part that may be a secret."""
    url = URL.fullmatch(value)
    if not url or "://" not in value:
        return False
    user, password, _, path = (part or "" for part in url.groups())
    if (password and not is_placeholder(password)) or OPAQUE.search(user):
        return False
    return not OPAQUE.search(path)


def is_command(value: str) -> bool:
    """Tell whether a quoted value is a command that reads a secret, such as `cat /run/secrets/token`."""
    return COMMAND.match(value.strip()) is not None
