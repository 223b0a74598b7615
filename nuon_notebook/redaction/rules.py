"""All rules of the scanner, each with a name.

Tokens are recognised by their shape wherever they stand, other values by the name that they are assigned to. High
entropy alone is no rule: ids, commits and digests have it too, and they have to stay readable.

Some plugins of detect-secrets are left out. Those for high entropy and public addresses match ids, digests and every
manifest. Those for JSON Web Tokens, private keys, OpenAI tokens, URLs with passwords and assignments take quadratic
time on hostile text; rules of this module replace them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nuon_notebook.redaction.assignments import (
    find_assignments,
    find_flags,
    find_name_value_pairs,
    find_set_commands,
    find_table_rows,
    find_variable_blocks,
    find_xml_elements,
)
from nuon_notebook.redaction.kubernetes import find_secret_data
from nuon_notebook.redaction.matchers import Matcher, Pattern, Plugin, find_private_keys


class Expression(str):
    """A regular expression among literal texts. In `any_of` it begins with a literal character."""

    __slots__ = ()


class CaseSensitive(Expression):
    """A regular expression that is tried on the text itself instead of the text in lower case."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """How one form of secret is found.

    A text can match only if, in lower case, it contains one of `any_of` and, if given, one of `and_any_of`. On other
    texts `find` is not called. These conditions are tried on the text as it is, while `find` is also called with
    two or more blanks in place of each escape sequence. So where the rule allows blanks, they allow any character.

    Attributes:
        name: Name of the rule; unique.
        kind: What the secret looks like, in words for people.
        find: Yields the spans of secrets in a text.
        any_of: Literal texts or expressions. The prefilter is made of these, so they should be rare in other texts.
        and_any_of: Further literal texts or expressions.
        line_break: What replaces an escaped end of line: a line end, or a blank where the value would otherwise be
            looked for on the next line.
    """

    name: str
    kind: str
    find: Matcher
    any_of: tuple[str, ...]
    and_any_of: tuple[str, ...] = ()
    line_break: str = "\n"


ASSIGNED_SECRET: Final = "value of a secret's name"  # noqa: S105 - words for people
COMMAND_LINE: Final = "password on a command line"
KUBERNETES_SECRET: Final = "Kubernetes Secret data"  # noqa: S105
COMMIT: Final = r"[0-9a-f]{40}"

SHAPE_RULES: Final = (
    Rule(
        "nuon-token", "Nuon token",
        Pattern(r"(?<![0-9A-Za-z])tok(?:[0-9a-z]{23}|(?=[a-z]*+[0-9])[0-9a-z]{20,60})(?![0-9A-Za-z])"),
        any_of=(Expression("tok[0-9a-z]{20}"),),
    ),
    Rule(
        "json-web-token", "JSON Web Token",
        Pattern(r"(?<![\w-])eyJ[\w=-]{4,}+\.[\w=-]{4,}+(?:\.[\w.+/=-]*+)?"),
        any_of=("eyj",),
    ),
    Rule(
        "bearer-token", "bearer token",
        Pattern(r"(?i:\bbearer)[ \t]{1,9}([A-Za-z0-9._~+/-]{12,}+=*)"),
        any_of=(Expression(r"bearer.{1,9}?[\w.~+/-]{12}"),),
    ),
    Rule(
        "aws-session-token", "AWS session token",
        Pattern(r"(?<![\w+/])(?:FwoG|IQoJ|FQoG)[A-Za-z0-9+/]{60,}+=*"),
        any_of=("fwog", "iqoj", "fqog"),
    ),
    Rule(
        "url-signature", "signature of a URL",
        Pattern(r"(?:[?&](?:sig|X-Amz-(?:Signature|Credential|Security-Token))=)([^&\s\"'<>]{8,}+)"),
        any_of=("sig=", "x-amz-"),
    ),
    Rule(
        "slack-webhook", "Slack webhook",
        Pattern(r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{8,}+)"),
        any_of=("hooks.slack.com",),
    ),
    Rule(
        "webhook", "webhook",
        Pattern(r"(?:discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/([\w@/.-]{8,}+)"),
        any_of=("/api/webhooks/", "webhook.office.com/"),
    ),
    Rule(
        "slack-token", "Slack token",
        Pattern(r"\bx(?:app|oxe|oxc|oxd|oxa|oxb|oxp|oxs|oxr)-[\w-]{10,}+"),
        any_of=("xapp-", "xox"),
    ),
    Rule("github-pat", "GitHub token", Pattern(r"\bgithub_pat_\w{22,}+"), any_of=("github_pat_",)),
    Rule("google-api-key", "Google API key", Pattern(r"\bAIza[\w-]{35}"), any_of=("aiza",)),
    Rule(
        "openai-token", "OpenAI token",
        Pattern(r"(?<![\w-])sk-(?:proj-|ant-|svcacct-|admin-)?[A-Za-z0-9][\w-]{19,}+"),
        any_of=(Expression(r"sk-[a-z0-9][\w-]{19}"),),
    ),
    Rule(
        "stripe-key", "Stripe key",
        Pattern(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}+"),
        any_of=("k_live_", "k_test_"),
    ),
    Rule("artifactory-token", "Artifactory token", Pattern(r"\bAKC[A-Za-z0-9]{10,}+"), any_of=("akc",)),
    Rule("vault-token", "Vault token", Pattern(r"\bhv[sbr]\.[\w-]{20,}+"), any_of=("hvs.", "hvb.", "hvr.")),
    Rule(
        "terraform-token", "Terraform token",
        Pattern(r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{30,}+"),
        any_of=(".atlasv1.",),
    ),
    Rule(
        "access-token", "access token",
        Pattern(r"\b(?:dckr_pat_|dop_v1_|glsa_|glc_|shpat_|lin_api_|ATATT3|PMAK-)[\w=-]{20,}+"),
        any_of=("dckr_pat_", "dop_v1_", "glsa_", "glc_", "shpat_", "lin_api_", "atatt3", "pmak-"),
    ),
    Rule("age-key", "age key", Pattern(r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}+"), any_of=("age-secret-key-1",)),
    Rule(
        "password-hash", "password hash",
        Pattern(r"(?<![\w$])\$(?:2[abxy]|1|5|6|7|y|argon2\w{1,3}|scrypt)\$[./A-Za-z0-9$=,+-]{20,}+"),
        any_of=("$2a$", "$2b$", "$2x$", "$2y$", "$1$", "$5$", "$6$", "$7$", "$y$", "$argon2", "$scrypt$"),
    ),
    Rule("private-key", "private key", find_private_keys, any_of=("-----begin",)),
    Rule(
        "base64-private-key", "private key",
        Pattern(r"\bLS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FURS)[A-Za-z0-9+/]{16,}+=*"),
        any_of=("ls0tls1crudjti",),
    ),
    Rule(
        "url-password", "URL with a password",
        Pattern(r"[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s/:@\"'<>]{0,200}+:([^\s/\"'<>]{1,300})@"),
        any_of=("@",), and_any_of=("://",),
    ),
    Rule(
        "url-token", "URL with a token",
        Pattern(r"\bhttps?://([\w-]{20,}+)@"),
        any_of=("@",), and_any_of=("://",),
    ),
    Rule(
        "database-address-password", "URL with a password",
        Pattern(r"(?<![\w.-])[\w.-]{1,100}+:([^\s:@/\"']{1,200}+)@(?:tcp|unix)\("),
        any_of=("@tcp(", "@unix("),
    ),
    Rule(
        "user-option", COMMAND_LINE,
        Pattern(r"(?<!\S)(?:-u|--user)[ =]?[\"']?[^\s:\"'/]{1,100}+:([^\s\"']{1,200}+)"),
        any_of=(Expression(r"-u(?:ser)?[ =]?[\"']?[^\s:\"'/]{1,100}+:"),),
    ),
    Rule(
        "mysql-password", COMMAND_LINE,
        Pattern(r"\b(?:mysql\w*+|mariadb\w*+)\b[^\n|;]{0,200}?\s-p([^\s-]\S*+)"),
        any_of=("mysql", "mariadb"), and_any_of=("-p",),
    ),
    Rule(
        "login-password", COMMAND_LINE,
        Pattern(r"\b(?:sshpass|docker login|helm registry login)\b[^\n|;]{0,200}?\s-p ([^\s-]\S*+)"),
        any_of=("sshpass", "login"), and_any_of=("-p",),
    ),
    Rule(
        "redis-password", COMMAND_LINE,
        Pattern(r"\bredis-cli\b[^\n|;]{0,200}?\s-a ([^\s-]\S*+)"),
        any_of=("redis-cli",), and_any_of=("-a",),
    ),
    Rule(
        "chpasswd", COMMAND_LINE,
        Pattern(r"[\w.-]{1,60}+:([^\s\"'|]{1,200}+)[\"']?[ \t]{0,9}+\|[ \t]{0,9}+(?:sudo )?chpass"),
        any_of=("chpass",), and_any_of=("|",),
    ),
    Rule(
        "sql-password", "password in SQL",
        Pattern(r"(?i:\b(?:password|identified by))[ \t]{1,9}+'([^'\n]{1,200}+)'"),
        any_of=(Expression(r"password.{1,9}'"), Expression(r"identified by.{1,9}'")),
    ),
    Rule(
        "netrc-password", "password in .netrc",
        Pattern(r"(?i:\blogin[ \t]{1,9}+\S{1,200}+[ \t]{1,9}+password[ \t]{1,9}+)(\S++)"),
        any_of=("login",), and_any_of=("password",),
    ),
    Rule(
        "kubectl-from-literal", KUBERNETES_SECRET,
        Pattern(r"--from-literal[= ][\"']?[\w.-]{1,200}+=([^\s\"']++)"),
        any_of=("--from-literal",),
    ),
    Rule(
        "kubernetes-secret", KUBERNETES_SECRET, find_secret_data,
        any_of=(Expression(r"kind.{0,31}secret"),),
    ),
    Rule(
        "detect-secrets-aws", "AWS Access Key", Plugin("AWSKeyDetector", ignored=COMMIT),
        any_of=(
            Expression("a(?:3t[a-z0-9]|bia|cca|kia|sia)[0-9a-z]{16}"),
            Expression("aws.{0,20}?(?:key|pw|pass|token).{0,20}?[0-9a-z/+]{40}"),
        ),
        and_any_of=(CaseSensitive("A(?:3T[A-Z0-9]|BIA|CCA|KIA|SIA)[0-9A-Z]{16}"), Expression("[0-9a-z/+]{40}")),
    ),
    Rule(
        "detect-secrets-discord", "Discord Bot Token", Plugin("DiscordBotTokenDetector"),
        any_of=(Expression(r"\.[\w-]{6}\.[\w-]{27}"),),
    ),
    Rule(
        "detect-secrets-github", "GitHub Token", Plugin("GitHubTokenDetector"),
        any_of=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    ),
    Rule(
        "detect-secrets-mailchimp", "Mailchimp Access Key", Plugin("MailchimpDetector", whole_words=True),
        any_of=(Expression(r"-us[0-9](?<=[0-9a-z]{32}-us[0-9])"),),
    ),
    Rule(
        "detect-secrets-npm", "NPM tokens", Plugin("NpmDetector"),
        any_of=(
            Expression("npm_[a-z0-9-]{36}"),
            Expression(r"_authtoken[\s\S]{0,14}?[a-z0-9-]{36}"),
            Expression(r"npm[ _-]?token[\s\S]{0,14}?[a-z0-9-]{36}"),
        ),
    ),
    Rule(
        "detect-secrets-sendgrid", "SendGrid API Key", Plugin("SendGridDetector"),
        any_of=(Expression(r"sg\.[\w-]{22}\."),),
    ),
    Rule(
        "detect-secrets-slack", "Slack Token", Plugin("SlackDetector"),
        any_of=("hooks.slack.com", Expression("xox[abposr]-")),
    ),
    Rule("detect-secrets-square", "Square OAuth Secret", Plugin("SquareOAuthDetector"), any_of=("sq0csp-",)),
    Rule("detect-secrets-stripe", "Stripe Access Key", Plugin("StripeDetector"), any_of=("k_live_",)),
    Rule(
        "detect-secrets-twilio", "Twilio API Key", Plugin("TwilioKeyDetector", whole_words=True),
        any_of=(Expression("ac[a-z0-9]{32}"), Expression("sk[a-z0-9]{32}")),
        and_any_of=(CaseSensitive("AC[a-z0-9]{32}"), CaseSensitive("SK[a-z0-9]{32}")),
    ),
)  # fmt: skip
"""Rules that recognise a secret by itself, whatever it is called."""

SECRET_WORDS: Final = (
    *("pass", "pwd", "secret", "token", "key", "cred", "dsn", "auth", "bearer", "cookie", "webhook", "salt", "sig"),
    *("kubeconfig", Expression("connection.?string")),
)


def _name_rule(name: str, find: Matcher, and_any_of: tuple[str, ...]) -> Rule:
    # At a line break, the quotes behind the next line would be taken for the value.
    return Rule(name, ASSIGNED_SECRET, find, SECRET_WORDS, and_any_of, line_break=" ")


NAME_RULES: Final = (
    _name_rule("assignment", find_assignments, (":", "=")),
    _name_rule("flag", find_flags, ("--",)),
    _name_rule("set-command", find_set_commands, (Expression(r"(?:env|arg|setx)[ \t\\\x1b]"),)),
    _name_rule("name-value-pair", find_name_value_pairs, ("value", "default")),
    _name_rule("variable-block", find_variable_blocks, ("variable", "output")),
    _name_rule("xml-element", find_xml_elements, ("</",)),
    _name_rule("table-row", find_table_rows, ("|",)),
)
"""Rules that recognise a secret by the name that it is assigned to."""
