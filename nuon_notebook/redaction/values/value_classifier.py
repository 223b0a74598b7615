"""Tells an assigned secret from a value that is none, by the value, its name, its quotes and what stands around it.

This is the one place where that is decided. What a value says by itself is the part of `references`, `placeholders`,
`prose` and `code_expressions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_password_name
from nuon_notebook.redaction.values.code_expressions import (
    is_attribute,
    is_call,
    is_code,
    is_compound_name,
    is_lookup,
    is_regular_expression,
    is_variable_name,
)
from nuon_notebook.redaction.values.ordinary_values import is_ordinary, is_piece_of_text
from nuon_notebook.redaction.values.placeholders import BRACKETED
from nuon_notebook.redaction.values.prose import are_words, is_sentence, is_text
from nuon_notebook.redaction.values.references import DOTTED_NAME, is_address, is_command, is_reference
from nuon_notebook.redaction.values.templates import MAX_LENGTH
from nuon_notebook.redaction.values.value_spans import LINE_START, WINDOW, line_end, text_before_name

if TYPE_CHECKING:
    from nuon_notebook.redaction.values.value_spans import AssignedName, ValueSpan

SHORT_NUMBER = lazy_pattern(r"[0-9]{1,2}[%d]?|[0-9]{1,7} bytes")
"""A number too short to be a password, or the size of one."""

ENCRYPTED = lazy_pattern(
    r"ENC\[[A-Z0-9_]{3,20},.*|ENC\([\w+/=]+\)|\{cipher\}.*|!vault\b.*|\$ANSIBLE_VAULT;.*|vault:v[0-9]+:[\w+/=]+"
    r"|Ag[A-Z][A-Za-z0-9+/]{150,}={0,2}|AQIC[A-Za-z0-9+/]{60,}={0,2}"
)
"""A ciphertext of SOPS, eyaml, Jasypt, Spring, Ansible, Vault, Sealed Secrets or AWS KMS."""

PROGRESS = lazy_pattern(r"[0-9]{1,3}%(?:\||$)")
TERRAFORM_UNKNOWN = lazy_pattern(
    r"\((?:sensitive value|known after apply)\)(?: -> \((?:sensitive value|known after apply)\))?"
)
"""How a Terraform plan writes values that it does not show."""

PUBLIC_KEY_START = lazy_pattern(
    r"\s{0,99}+(?:----[- ]BEGIN [A-Z0-9 ]{0,40}(?:PUBLIC KEY|CERTIFICATE)|(?:ssh-[a-z0-9]{3,9}|ecdsa-sha2-\w{1,20}) AAAA)"
)
PUBLIC_KEY = lazy_pattern(
    r"(?:(?:ssh-\w+|ecdsa-[\w-]+) )?AAAA(?:[BC]3NzaC1|E2VjZHNh|G[A-Za-z0-9]{6})[A-Za-z0-9+/=]*(?: \S+)?"
)
SEED_NAME = lazy_pattern(r"(?i)phrase|mnemonic|seed|secret|cred")
WORKING_DIRECTORY = lazy_pattern(r"(?:OLD)?PWD|pwd")
SECRET_OBJECT_NAME = lazy_pattern(
    r"(?i)existing|pull|mount|from|(?:password|pass|passwd|auth|token|tls|cert|credentials?|creds|config)s?_?-?secret$"
)
"""Names whose values are the names of Kubernetes secrets."""

MANIFEST_NAME = lazy_pattern(r"[a-z][a-z-]*(?:\.[a-z-]+)*")
PUBLIC_BADGE = lazy_pattern(r"(?:badge|\.svg|shield)\S{0,150}[?&]$")
ADDRESS_START = lazy_pattern(r"://$")
EXPANSION_START = lazy_pattern(r"\$\{$")
VERB = lazy_pattern(r"(?i)(?:\b(?:tests?|checks?|must|should|will|to|that|first|second|nd|st|rd|th|all|jobs?)[ /]|/)$")
"""What stands before `pass` where it is no password: `tests pass: ...`."""

TEST_RESULT = lazy_pattern(r"[0-9]{1,7}[,;]? {1,3}\(?(?i:fail|error|skip|warn|tests?\b|checks?\b)")
FILE_NAME = lazy_pattern(r"\.(?:py|js|ts|go|rs|java|md|rst|html|css|csv|ipynb|json|c|h|rb|php)$")
MOUNT_OPTION = lazy_pattern(r"(?:id|src|source|type|env|target)=")
TRAILING_ESCAPES = lazy_pattern(r"(?:\\+[nrt])+$")
QUOTE = lazy_pattern(r"[\"'`]")
MIN_SENTENCE_WORDS: Final = 3  # behind a capitalised name, this many words are prose
KEYWORD_START = lazy_pattern(r"[(,][ \t]*$|^[ \t]*$")


def is_secret_value(text: str, span: ValueSpan, name: AssignedName) -> bool:
    """Tell whether an assigned value is a secret.

    Args:
        text: the text that the value stands in.
        span: where it stands.
        name: the name that it is assigned to, which is that of a secret.
    """
    if span.end - span.start > MAX_LENGTH:
        return True
    value = TRAILING_ESCAPES.sub("", text[span.start : span.end])
    if _says_what_it_is(value, span) or _is_elsewhere(text, span, name) or _is_written_as_code(text, span, name):
        return False
    if SECRET_OBJECT_NAME.search(name.text) and MANIFEST_NAME.fullmatch(value):
        return False
    if is_password_name(name.text):
        return not _describes_password(value, span, name)
    return not (is_ordinary(value, name) or is_piece_of_text(text, span, name) or _describes(text, value, span, name))


def _says_what_it_is(value: str, span: ValueSpan) -> bool:
    """Tell whether a value by itself, whatever its name is, is no secret."""
    if is_reference(value if span.quoted else value.strip("[]():,; ")) or is_address(value):
        return True
    if not span.quoted and "," in value and all(map(is_reference, value.split(","))):
        return True  # a list of names
    return (
        PROGRESS.match(value) is not None
        or ENCRYPTED.fullmatch(value) is not None
        or is_regular_expression(value)
        or TERRAFORM_UNKNOWN.fullmatch(value) is not None
        or PUBLIC_KEY.fullmatch(value) is not None
        or is_public_key(value)
    )


def is_public_key(text: str) -> bool:
    """Tell whether a text begins as a public key or a certificate does."""
    return PUBLIC_KEY_START.match(text) is not None


def _is_written_as_code(text: str, span: ValueSpan, name: AssignedName) -> bool:
    if span.quoted:
        value = text[span.start : span.end]
        return is_command(value) or (text[span.start - 2 : span.start] == "=`" and " " in value)
    return BRACKETED.match(text, span.start) is not None or _is_unquoted_code(text, span, name)


def _is_elsewhere(text: str, span: ValueSpan, name: AssignedName) -> bool:
    """Tell whether a value is not what its name says, because of what stands before the name or belongs to it."""
    value = text[span.start : span.end]
    before = text_before_name(text, name)
    if ADDRESS_START.search(before) or PUBLIC_BADGE.search(before):
        return True  # passwords in a URL have a rule of their own
    if EXPANSION_START.search(before):
        return value.startswith("?") or is_reference(value.lstrip("-=+").rstrip("}"))
    if FILE_NAME.search(name.text) or DOTTED_NAME.fullmatch(text, name.start, span.end):
        return True
    if name.text.lower() == "pass" and (VERB.search(before) or TEST_RESULT.match(text, span.start)):
        return True
    if name.operator == " " and (MOUNT_OPTION.match(value) or _is_help(text, span)):
        return True
    return WORKING_DIRECTORY.fullmatch(name.text) is not None and value.startswith(("/", "~", "C:"))


def _is_unquoted_code(text: str, span: ValueSpan, name: AssignedName) -> bool:
    value = text[span.start : span.end]
    line = text[span.start : min(line_end(text, span.start), span.start + WINDOW)]
    if name.operator in ("==", "==="):
        return True
    if is_code(line, value):
        # In a property, `Token('...')` is the repr of a secret.
        return not (name.quote and is_call(line) and QUOTE.search(value)) or is_lookup(line)
    if not any(map(str.isalnum, value)):
        return True
    if is_attribute(value) and not is_password_name(name.text):
        return True
    if name.quote and name.operator == ":" and is_compound_name(value):
        return True
    return name.operator == "=" and is_variable_name(value) and _is_keyword_argument(text, span, name)


def _is_help(text: str, span: ValueSpan) -> bool:
    """Tell whether what follows an option is its description in a command's help."""
    line = text[span.start : min(line_end(text, span.start), span.start + WINDOW)]
    return text[max(0, span.start - 2) : span.start].isspace() and is_text(line)


def _is_keyword_argument(text: str, span: ValueSpan, name: AssignedName) -> bool:
    """Tell whether a value is passed to a function by its name: `connect(user, password=stored)`."""
    return text[span.end : span.end + 1] in (",", ")") and bool(KEYWORD_START.search(text_before_name(text, name)))


def _describes_password(value: str, span: ValueSpan, name: AssignedName) -> bool:
    if SHORT_NUMBER.fullmatch(value) or (is_sentence(value) and (not span.quoted or value[0].isupper())):
        return True
    return not span.quoted and name.operator == "=" and value == name.text.rpartition(".")[2]


def _describes(text: str, value: str, span: ValueSpan, name: AssignedName) -> bool:
    """Tell whether a value repeats its name, or is prose."""
    if _repeats_name(value, name.text, quoted=span.quoted) or is_sentence(value):
        return True
    if is_text(value) and not SEED_NAME.search(name.text):
        return True
    parts = value.split()
    if not are_words(parts):
        return False
    before = text_before_name(text, name)
    in_sentence = not span.quoted and name.quote in ("", "`") and not LINE_START.fullmatch(before)
    heading = name.text[0].isupper() and not name.text.isupper()
    return in_sentence or (len(parts) >= MIN_SENTENCE_WORDS and heading)


def _repeats_name(value: str, name: str, *, quoted: bool) -> bool:
    """Tell whether a value only repeats its name: `"token": "Token"`, `"API_TOKEN": token`."""
    one, other = _alphanumerics(value), _alphanumerics(name)
    if quoted:
        return one == other
    return value.isidentifier() and (other.endswith(one) or one.endswith(other))


def _alphanumerics(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
