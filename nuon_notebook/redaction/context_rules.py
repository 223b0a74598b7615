"""Rules that recognise a secret by what stands beside it: in a URL, on a command line, in a known format."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.kubernetes import find_secret_data
from nuon_notebook.redaction.matchers import Pattern
from nuon_notebook.redaction.rule import Expression, Rule

COMMAND_LINE: Final = "password on a command line"
KUBERNETES_SECRET: Final = "Kubernetes Secret data"  # noqa: S105 - words for people

CONTEXT_RULES: Final = (
    Rule(
        "bearer-token", "bearer token",
        Pattern(r"(?i:\bbearer)[ \t]{1,9}([A-Za-z0-9._~+/-]{12,}+=*)"),
        any_of=(Expression(r"bearer.{1,9}?[\w.~+/-]{12}"),),
    ),
    Rule(
        "url-signature", "signature of a URL",
        Pattern(r"(?:[?&](?:sig|X-Amz-(?:Signature|Credential|Security-Token))=)([^&\s\"'<>]{8,}+)"),
        any_of=("sig=", "x-amz-"),
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
        Pattern(r"(?<!\S)(?:-u|--user)[ =]?[\"']?[^\s:\"'/]{1,100}+:(?!//)([^\s\"']{1,200}+)"),
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
)  # fmt: skip
