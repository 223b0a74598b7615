"""What looks like a secret in a text, and where.

Two kinds of rules: shapes (a token is recognised wherever it stands; those of detect-secrets and what they
lack) and names (`render.assignments`: what is assigned to a password, a token, a key). High entropy alone is
no rule: ids, commits and digests have it too, and they have to stay readable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignments import assigned
from nuon_notebook.redaction.kubernetes import secret_data
from nuon_notebook.redaction.references import MASK, is_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLUGINS: Final = (
    "AWSKeyDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
"""The rules of detect-secrets that hold on plain text. Left out: high entropy and public addresses (ids,
digests and every manifest have them), and those whose expressions take quadratic time on hostile text
(JSON web tokens, private keys, OpenAI, URLs with passwords, assignments): the rules below stand for these."""

BY_NAME: Final = "value of a secret's name"  # the kind of what is told by the name that it is given to
SHAPES: Final = (
    ("Nuon token", r"(?<![0-9A-Za-z])tok(?:[0-9a-z]{23}|(?=[a-z]*+[0-9])[0-9a-z]{20,60})(?![0-9A-Za-z])"),
    ("JSON Web Token", r"(?<![\w-])eyJ[\w=-]{4,}+\.[\w=-]{4,}+(?:\.[\w.+/=-]*+)?"),
    ("bearer token", r"(?i:\bbearer)[ \t]{1,9}([A-Za-z0-9._~+/-]{12,}+=*)"),
    ("AWS session token", r"(?<![\w+/])(?:FwoG|IQoJ|FQoG)[A-Za-z0-9+/]{60,}+=*"),
    ("signature of a URL", r"(?:[?&](?:sig|X-Amz-(?:Signature|Credential|Security-Token))=)([^&\s\"'<>]{8,}+)"),
    ("Slack webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{8,}+)"),
    ("webhook", r"(?:discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/([\w@/.-]{8,}+)"),
    ("Slack token", r"\bx(?:app|oxe|oxc|oxd|oxa|oxb|oxp|oxs|oxr)-[\w-]{10,}+"),
    ("GitHub token", r"\bgithub_pat_\w{22,}+"),
    ("Google API key", r"\bAIza[\w-]{35}"),
    ("OpenAI token", r"(?<![\w-])sk-(?:proj-|ant-|svcacct-|admin-)?[A-Za-z0-9][\w-]{19,}+"),
    ("Stripe key", r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}+"),
    ("Artifactory token", r"\bAKC[A-Za-z0-9]{10,}+"),
    ("Vault token", r"\bhv[sbr]\.[\w-]{20,}+"),
    ("Terraform token", r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{30,}+"),
    ("access token", r"\b(?:dckr_pat_|dop_v1_|glsa_|glc_|shpat_|lin_api_|ATATT3|PMAK-)[\w=-]{20,}+"),
    ("age key", r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}+"),
    ("password hash", r"(?<![\w$])\$(?:2[abxy]|1|5|6|7|y|argon2\w{1,3}|scrypt)\$[./A-Za-z0-9$=,+-]{20,}+"),
    ("private key", r"\bLS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FURS)[A-Za-z0-9+/]{16,}+=*"),
    ("URL with a password", r"[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s/:@\"'<>]{0,200}+:([^\s/\"'<>]{1,300})@"),
    ("URL with a token", r"\bhttps?://([\w-]{20,}+)@"),
    ("URL with a password", r"(?<![\w.-])[\w.-]{1,100}+:([^\s:@/\"']{1,200}+)@(?:tcp|unix)\("),
    ("password on a command line", r"(?<!\S)(?:-u|--user)[ =]?[\"']?[^\s:\"'/]{1,100}+:([^\s\"']{1,200}+)"),
    ("password on a command line", r"\b(?:mysql\w*+|mariadb\w*+)\b[^\n|;]{0,200}?\s-p([^\s-]\S*+)"),
    ("password on a command line", r"\b(?:sshpass|docker login|helm registry login)\b[^\n|;]{0,200}?\s-p ([^\s-]\S*+)"),
    ("password on a command line", r"\bredis-cli\b[^\n|;]{0,200}?\s-a ([^\s-]\S*+)"),
    ("password on a command line", r"[\w.-]{1,60}+:([^\s\"'|]{1,200}+)[\"']?[ \t]{0,9}+\|[ \t]{0,9}+(?:sudo )?chpass"),
    ("password in SQL", r"(?i:\b(?:password|identified by))[ \t]{1,9}+'([^'\n]{1,200}+)'"),
    ("password in .netrc", r"(?i:\blogin[ \t]{1,9}+\S{1,200}+[ \t]{1,9}+password[ \t]{1,9}+)(\S++)"),
    ("Kubernetes Secret data", r"--from-literal[= ][\"']?[\w.-]{1,200}+=([^\s\"']++)"),
)
"""Kind and expression; where there is a group, it is the secret, else all of it."""

WHOLE_WORDS: Final = frozenset({"Mailchimp Access Key", "Telegram Bot Token", "Twilio API Key"})
"""Rules of detect-secrets that also match inside of longer words, such as an ARN with its account number."""

LONG_ENOUGH: Final = 16  # a group shorter than this is a prefix that the expression names, not the secret

PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,60}+)-----")
PUBLIC_PEM: Final = frozenset(
    {"CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY",
     "RSA PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "X509 CRL", "DH PARAMETERS", "EC PARAMETERS", "PGP SIGNATURE",
     "PGP SIGNED MESSAGE", "SSH SIGNATURE"}
)  # fmt: skip
PEM_BODY = re.compile(r"(?:[\s\\>|A-Za-z0-9+/=,\"']|-(?!----)|:[ ])*+")
ESCAPED = re.compile(
    r"(?:\x1b|\\+(?:x1b|u001b|033|e))\[[0-9;]{0,40}+[A-Za-z]"  # colours of a terminal
    r"|\\+(?:[abefnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})"
)
"""What stands for a character, or for none, and ends with letters that would be taken for those of the next word."""
HINT = re.compile(
    r"[:=@$]|--|\btok|-----BEGIN|[A-Za-z0-9+/_-]{20}|xox|(?i:pass|secret|token|bearer|identified|mysql|mariadb|login|redis-cli)"
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Where in a text something looks like a secret.

    Attributes:
        start: offset of its first character.
        end: offset behind its last character.
        kind: what it looks like, in words; never the value.
    """

    start: int
    end: int
    kind: str


def find_secrets(text: str) -> list[Finding]:
    """Find what looks like a secret.

    References (template expressions, variables, names of Kubernetes secrets) are none. Takes time linear in
    the text's length, whatever it holds.

    Returns:
        The findings in order; they do not overlap.
    """
    if not HINT.search(text):
        return []
    found = [*_told_by_form(text), *_told_by_name(text)]
    return _apart(found, text)


def find_by_form(text: str) -> list[Finding]:
    """Find likewise what is recognised whatever it is called: all but values of names that say secret."""
    return _apart(_told_by_form(text), text) if HINT.search(text) else []


def looks_secret(text: str) -> bool:
    """Tell whether anything in a text looks like a secret."""
    return bool(find_secrets(text))


def _told_by_form(text: str) -> Iterator[Finding]:
    for said in dict.fromkeys((text, _opened(text, "\n"))):
        yield from _keys(said)
        yield from _shapes(said)
        yield from (Finding(start, end, "Kubernetes Secret data") for start, end in secret_data(said))


def _told_by_name(text: str) -> Iterator[Finding]:
    # Blanks, no lines: behind the last of these comes the end of the quotes, which would pass for the value's.
    for said in dict.fromkeys((text, _opened(text, " "))):
        yield from (Finding(start, end, BY_NAME) for start, end in assigned(said))


def _opened(text: str, line_end: str) -> str:
    """Put blanks, or something else for the ends of lines, in place of escapes; all others stay where they are."""
    return ESCAPED.sub(lambda match: (line_end if match[0][-1] == "n" else " ").rjust(len(match[0])), text)


def _shapes(text: str) -> Iterator[Finding]:
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = _secret_part(match)
            value = text[start:end]
            if is_reference(value) or _is_identifier(kind, text, start, value):
                continue
            yield Finding(start, end, kind)


def _secret_part(match: re.Match[str]) -> tuple[int, int]:
    groups = [match.span(index) for index, group in enumerate(match.groups(), start=1) if group]
    if len(match.groups()) == 1 and match.re.pattern in _own():
        return groups[0] if groups else match.span()
    return next((span for span in groups if span[1] - span[0] >= LONG_ENOUGH), match.span())


def _is_identifier(kind: str, text: str, start: int, value: str) -> bool:
    """Tell a commit and a part of an ARN from the tokens that look like them."""
    if kind in WHOLE_WORDS:
        return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_-")
    return kind == "AWS Access Key" and re.fullmatch(r"[0-9a-f]{40}", value) is not None


@cache
def _own() -> frozenset[str]:
    return frozenset(expression for _, expression in SHAPES)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (*((kind, re.compile(expression)) for kind, expression in SHAPES), *_library())


def _library() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Take the expressions of detect-secrets, not its scanning: that reads files and may ask the network."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class  # noqa: PLC0415 - 0.1 s

    for kind, plugin in sorted(get_mapping_from_secret_type_to_class().items()):
        if plugin.__name__ in PLUGINS:
            yield from ((kind, pattern) for pattern in getattr(plugin, "denylist", ()))


def _keys(text: str) -> Iterator[Finding]:
    """Find PEM blocks that hold no public key or certificate, whole or cut off, on one line or many."""
    for match in PEM.finditer(text):
        if match[1] in PUBLIC_PEM:
            continue
        body = PEM_BODY.match(text, match.end())
        end = body.end() if body else match.end()
        last = len(text[match.end() : end].rstrip().rstrip("\"',\\"))
        if last:
            yield Finding(match.end(), match.end() + last, "private key")


def _apart(found: Iterable[Finding], text: str) -> list[Finding]:
    """Join findings that overlap, and leave out what is masked already."""
    apart: list[Finding] = []
    for finding in sorted(found):
        if not text[finding.start : finding.end].strip(MASK[0] + " \n\t"):
            continue
        if apart and finding.start < apart[-1].end:
            last = apart.pop()
            apart.append(Finding(last.start, max(last.end, finding.end), last.kind))
        else:
            apart.append(finding)
    return apart
