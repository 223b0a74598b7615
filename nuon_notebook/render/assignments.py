"""Where in a text a value is given to something whose name says secret: `PASSWORD=x`, `token: x`, `--api-key x`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nuon_notebook.render.references import is_expression, is_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SECRET_NAME = re.compile(
    r"passw|passphrase|passcode|secret|token|credential|bearer|authorization|cookie|webhook|connectionstring"
    r"|(?:api|access|private|secret|signing|encryption|master|shared|account|service|auth|session|license|storage"
    r"|deploy|root|ssh|client|deployment|jwt|hmac|crypto|tls|admin|db|database|priv|sas|host|integration"
    r"|application|app|license|rsa)keys?(?!id)|pwd|dsn$|sharedaccess|(?:^|db|my|mysql|redis|smtp)pass$|kubeconfig"
    r"|apitok|hmac$|salt$|pgpass|sig$|signature$"
)
PASSWORD_NAME = re.compile(r"passw|pwd|passphrase|passcode|pass$")
HARMLESS_ENDING: Final = frozenset(
    """name names ref refs path paths file files filename length len size ttl expiry expires expiration expired age
    policy policies type types kind enabled disabled required optional rotation rotate id ids arn arns url urls uri
    uris endpoint audience issuer count min max limit field header headers format algorithm alg version store
    manager provider providers class namespace selector label labels annotation annotations description title
    timeout interval seconds minutes hours days mount mounts volume dir directory prefix suffix exists create
    created automount projection scope scopes server host port engine backend driver role group groups hint
    placeholder reset change changed strength complexity status state valid invalid missing error errors source
    region bucket domain template templates schema usage request review controller operator sync syncs reader
    rbac binding budget parameter param params variable var env mode method config management recovery""".split()
)
BROAD_NAME = re.compile(
    r"pass|pwd|token|key|secret|cred|dsn|auth|private|salt|webhook|bearer|cookie|cert|sign|conn|sas|pin$|otp|seed"
    r"|mnemonic|license|session|jwt|hash|database_?url|(?:redis|amqp|mongo|postgres|broker)\w*ur[il]"
)

ANY_NAME = re.compile(
    r"(?i:pass|pwd|secret|token|key|cred|dsn|auth|bearer|cookie|webhook|connection.?string|salt|sig|kubeconfig)"
)
ASSIGNMENT = re.compile(
    r"(?<![\w.$@])([A-Za-z_][\w.-]{0,99}+)\\{0,2}[\"'`\])]{0,2}[ \t]{0,20}+(:=|=>|={1,3}(?!=)|\?=|:(?![:/]))[ \t]{0,20}+"
)
FLAG = re.compile(
    r"(?<![\w-])--([A-Za-z][\w-]{1,60}+)"
    r"(?:[ \t]{1,20}+|\\?[\"'],[ \t]{0,20}+\n?[ \t]{0,200}+\\?(?=[\"'])|[\"']?[ \t]{0,9}+\n[ \t]{0,200}+-[ \t]{1,9}+)(?!-)"
)
INSTRUCTION = re.compile(r"(?m)^[ \t]{0,99}+(?:ENV|ARG|setenv|setx)[ \t]{1,9}+([A-Za-z_]\w{0,99}+)[ \t]{1,9}+(?!=)")
PAIR = re.compile(
    r"\b(?:[Nn]ame|[Kk]ey|ParameterKey|parameter_key)\\?[\"']?[ \t]{0,9}+[:=][ \t]{0,9}+\\?[\"']?([\w./-]{1,100}+)\\?[\"']?"
    r"[ \t]{0,9}+,?\s{0,200}+\\?[\"']?(?:[Vv]alue|ParameterValue|parameter_value|[Dd]efault)\\?[\"']?[ \t]{0,9}+[:=][ \t]{0,9}+"
)
VARIABLE_BLOCK = re.compile(
    r"\b(?:variable|output)[ \t]{1,9}+\"([\w-]{1,100}+)\"[ \t]{0,9}+\{[^{}]{0,2000}?\b(?:default|value)[ \t]{0,20}+=[ \t]{0,20}+"
)
ELEMENT = re.compile(r"<([A-Za-z][\w.:-]{0,80}+)>([^<>\n]{1,500}+)</")
QUOTED = re.compile(r"(\\{0,2})(\"{3}|'{3}|[\"'`])")
BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$")
HEREDOC = re.compile(r"<<[-~]?[\"']?(\w+)[\"']?[ \t]*\r?$")
SCHEME = re.compile(r"(?i:bearer|basic|token|digest|apikey)[ \t]+")
TAGGED = re.compile(r"(?:!!\w+|&[\w-]+)[ \t]+")
TOKEN = re.compile(r"(?:(?![,;&][\w. -]{1,60}=)[^\s\"'<>`|])++")
LINE_START = re.compile(r"[ \t>|#/*-]*(?:\d+\.[ \t])?(?:export |set |ENV |ARG |env |-e |RUN )?[ \t]*[\"'`]?$")
PROSE = re.compile(r"[A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}]+[.,;:!?]?")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[smhd]|ms|[KMG]i?B?)?")
MANIFEST_NAME = re.compile(r"[a-z][a-z-]*(?:\.[a-z-]+)*")
SENTENCE: Final = 3  # words from which on a text behind a capitalised name reads as prose
FAR_BACK: Final = 200  # characters of a line that are looked at for what stands before a name


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether free text that assigns a literal to a name gives a secret away: `db_password`, not `tokenTTL`."""
    words = [word.lower() for word in WORDS.findall(name)]
    joined = "".join(words)
    if not words or not SECRET_NAME.search(joined):
        return False
    return words[-1] not in HARMLESS_ENDING and not joined.endswith(("secretkeyref", "publickey", "publickeys"))


@lru_cache(maxsize=4096)
def may_be_secret_name(name: str) -> bool:
    """Tell whether a variable's name is any reason at all not to show its literal value."""
    return BROAD_NAME.search(name.lower().replace("-", "_")) is not None


def assigned(text: str) -> Iterator[Span]:
    """Find the literal values that are assigned to names which say secret."""
    if not ANY_NAME.search(text):
        return
    for match in ASSIGNMENT.finditer(text):
        if is_secret_name(match[1]):
            yield from _value(text, match.end(), match[1], match.start(), match[2])
    for pattern in (FLAG, INSTRUCTION):
        for match in pattern.finditer(text):
            if is_secret_name(match[1]):
                yield from _value(text, match.end(), match[1], match.start() - 1, " ")
    for pattern in (PAIR, VARIABLE_BLOCK):
        for match in pattern.finditer(text):
            if is_secret_name(match[1]):
                yield from _value(text, match.end(), match[1], _line_start(text, match.end()), "=")
    for match in ELEMENT.finditer(text):
        if is_secret_name(match[1]) and not is_reference(match[2]):
            yield match.span(2)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value(text: str, at: int, name: str, named_at: int, operator: str) -> Iterator[Span]:
    """Yield the value that begins at an offset, if it is a literal one."""
    tag = TAGGED.match(text, at) or SCHEME.match(text, at)
    at = tag.end() if tag else at
    end = _line_end(text, at)
    rest = text[at:end]
    if not rest.strip() or rest[0] == "#":
        if operator == ":":
            yield from _below(text, _line_start(text, named_at), end, name)
        return
    if BLOCK_SCALAR.match(rest) and operator == ":":
        yield from _deeper(text, _line_start(text, named_at), end)
        return
    heredoc = HEREDOC.match(rest)
    if heredoc:
        close = re.compile(rf"^[ \t]*{heredoc[1]}\b", re.MULTILINE).search(text, end)
        yield end + 1, close.start() - 1 if close else len(text)
        return
    start, stop, quoted = _extent(text, at, end, named_at, operator)
    if stop > start and not _harmless(text[start:stop], name, named_at, text, quoted=quoted):
        yield start, stop


def _extent(text: str, at: int, end: int, named_at: int, operator: str) -> tuple[int, int, bool]:
    quote = QUOTED.match(text, at)
    if quote:
        start = quote.end()
        close = _closing_quote(text, start, quote[0], end)
        return start, close, True
    if text[at] in "{[" and text[at : at + 2] != "{{":
        close = text.find("]", at, end)
        plain = text[at] == "[" and close > at and not re.search(r"[:={]", text[at:close])
        return (at + 1, close, False) if plain else (at, at, False)
    before = text[max(_line_start(text, named_at), named_at - FAR_BACK) : named_at]
    opener = before[-1:] if before[-1:] in ("'", '"', "`") else ""
    if opener and operator != " ":
        close = text.find(opener, at, end)
        return at, _trimmed(text, at, close if close > 0 else end), False
    if LINE_START.fullmatch(before) and operator != " ":
        spaced = operator == ":" or text[at - 1] in " \t"
        stop = end if spaced else at + len(re.split(r"\s", _without_templates(text[at:end]), maxsplit=1)[0])
        comment = re.search(r"[ \t]#", text[at:stop])
        return at, _trimmed(text, at, at + comment.start() if comment else stop), False
    if text.startswith("{{", at):
        return at, at + len(re.split(r"[\s,;&\"']", _without_templates(text[at:end]), maxsplit=1)[0]), False
    token = TOKEN.match(text, at, end)
    stop = token.end() if token else at
    return at, at + len(text[at:stop].rstrip(",;)}].")), False


def _without_templates(text: str) -> str:
    """Replace blanks and quotes inside of template expressions, so that a value can be cut at its blanks."""
    return re.sub(r"\{\{[^{}\n]*+\}\}", lambda match: "x" * len(match[0]), text)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \t\r,;"))


def _closing_quote(text: str, start: int, quote: str, line_end: int) -> int:
    bare = quote.lstrip("\\")
    if len(bare) == len('"""'):
        close = text.find(bare, start)
        return close if close >= 0 else len(text)
    escaped = len(quote) - 1
    at = start
    while (at := text.find(bare, at, line_end)) >= 0:
        slashes = at - start - len(text[start:at].rstrip("\\"))
        if slashes <= escaped and (escaped == slashes or not slashes):
            return at - slashes
        at += 1
    return line_end


def _harmless(value: str, name: str, named_at: int, text: str, *, quoted: bool) -> bool:
    if is_reference(value) or (not quoted and is_expression(value)):
        return True
    if PASSWORD_NAME.search("".join(WORDS.findall(name)).lower()):
        return False
    if NUMBER.fullmatch(value):
        return True
    words = name.lower()
    if ("existing" in words or "pull" in words or words.endswith(("secret", "secrets", "key"))) and (
        not words.endswith(("clientsecret", "client_secret", "client-secret")) and MANIFEST_NAME.fullmatch(value)
    ):
        return "-" in value or "existing" in words or "pull" in words
    parts = value.split()
    prose = all(PROSE.fullmatch(part) for part in parts)
    if prose and not quoted and not LINE_START.fullmatch(text[max(_line_start(text, named_at), named_at - FAR_BACK) : named_at]):
        return True
    return prose and len(parts) >= SENTENCE and name[0].isupper() and not name.isupper()


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _deeper(text: str, line_start: int, end: int) -> Iterator[Span]:
    """Yield the lines below that are indented deeper than one: the text of a block scalar."""
    outer = _indentation(text[line_start:end])
    first: int | None = None
    last = at = end + 1
    while at <= len(text):
        stop = _line_end(text, at)
        line = text[at:stop]
        if line.strip():
            if _indentation(line) <= outer:
                break
            first = at + _indentation(line) if first is None else first
            last = at + len(line.rstrip())
        at = stop + 1
    if first is not None and not is_reference(text[first:last]):
        yield first, last


def _below(text: str, line_start: int, end: int, name: str) -> Iterator[Span]:
    """Yield the plain values of a list, or the one value, that stands on the lines below a name."""
    outer = _indentation(text[line_start:end])
    at = end + 1
    while at < len(text):
        stop = _line_end(text, at)
        body = text[at:stop].strip()
        inner = _indentation(text[at:stop])
        item = body.startswith("- ")
        if inner < outer or (inner == outer and not item) or not body or re.search(r":(\s|$)", body):
            return
        start = at + inner + (2 if item else 0)
        value = text[start:stop].rstrip()
        if not value.startswith(("#", "{", "[")) and not _harmless(value, name, line_start, text, quoted=False):
            yield start, start + len(value)
        if not item:
            return
        at = stop + 1
