"""Recognises values that only refer to a value: template expressions, variables, paths, placeholders."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\N{BULLET}" * 8
"""Replaces whatever is masked. Its length is always the same, so that it says nothing about the secret's."""

MAX_LENGTH: Final = 4000
"""Longer values are never taken for a reference; up to this length the expressions below stay cheap."""

TEMPLATE = re.compile(r"\{\{(?:[^{}\"`]|\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|\{(?!\{)|\}(?!\}))*+\}\}")
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|`([^`]*+)`")
PIPELINE_START = re.compile(r"\{\{-?\s*+$")
LITERAL_FUNCTION = re.compile(r"\b(?:default|coalesce|ternary|printf|print|cat|quote|b64enc|join)\b[^|{}]*$")
VARIABLE = re.compile(
    r"\$\{\{[^{}]*+\}\}|\$\{[\w.:/\[\]\"'*-]{1,200}+\}|\$\([^()\n]{1,300}+\)|\$[A-Z_][A-Z0-9_]*+|\$[0-9@*#]|%[A-Z_]+%"
)
SHELL_DEFAULT = re.compile(r"\$\{\w+:?[-=+]([^}]+)\}")
MEANINGLESS_WORD = re.compile(
    r"(?i:true|false|yes|no|null|none|nil|~|undefined|required|optional|enabled|disabled|string|str|bool|number"
    r"|int|any|object|sensitive|hidden|n/?a|-|redacted|\[redacted\]|<redacted>|\(sensitive value\)|valueFrom)"
)
MASKED = re.compile(r"[*xX.\N{BULLET}\N{BLACK CIRCLE}\u2026_-]{3,}")
PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9 _.-]{0,60}>|\[[A-Z][A-Z _-]{2,60}\]")
ADDRESS = re.compile(
    r"arn:aws[\w-]*:[^\s]+|(?:vault|ssm|secretsmanager|op|ref\+\w+|gcp-sm|awssm|aws-sm|azurekv|env|file):[\w/:.#@*-]+"
    r"|!(?:Ref|Sub|GetAtt|ImportValue|Join|Select)\b.*|(?:~|\.{1,2})?(?:/[\w.@-]+){2,}/?"
)
EXPRESSION = re.compile(
    r"(?:var|local|module|data|each|self|count|path|random_password|random_string|aws_\w+|azurerm_\w+|google_\w+"
    r"|kubernetes_\w+|process\.env|os\.environ|settings|config|secrets|github|inputs|Values)"
    r"(?:\.[\w-]+|\[[^\]\n]{0,80}\])+|[A-Za-z_][\w.]*\((?:[^\n]*)\)(?:\.\w+)*|os\.environ\[[^\]\n]+\]"
)
COMMAND = re.compile(r"(?:cat|aws|az|gcloud|kubectl|vault|curl|op|jq|head|openssl|terraform|gpg|base64) [-./\w]")


def is_template(text: str) -> bool:
    """Tell whether a text consists of template expressions only, such as `{{ .nuon.install.id }}`."""
    return "{{" in text and len(text) <= MAX_LENGTH and not TEMPLATE.sub("", text).strip("\"' \t\r\n")


def template_literals(text: str) -> list[str]:
    """Return the literal values in template expressions: defaults, and literals at the start of a pipeline."""
    found: list[str] = []
    for expression in TEMPLATE.findall(text):
        for literal in LITERAL.finditer(expression):
            before = expression[: literal.start()]
            if PIPELINE_START.search(before) or LITERAL_FUNCTION.search(before):
                found.append(literal[1] or literal[2] or "")
    return [literal for literal in found if literal.strip()]


def is_reference(value: str) -> bool:
    """Tell whether a value only refers to a secret, is masked already, or is a word such as `null` or `optional`."""
    if len(value) > MAX_LENGTH:
        return False
    value = value.strip().strip("\"'`").strip()
    if not value or MEANINGLESS_WORD.fullmatch(value) or MASKED.fullmatch(value):
        return True
    if "{{" in value or "$" in value or "%" in value:
        if template_literals(value) or SHELL_DEFAULT.search(value):
            return False
        if not VARIABLE.sub("", TEMPLATE.sub("", value)).strip("\"'`:/@.,;-_ \t&?"):
            return True
    return bool(PLACEHOLDER.fullmatch(value) or ADDRESS.fullmatch(value))


def is_command(value: str) -> bool:
    """Tell whether a quoted value is a command that reads a secret, such as `cat /run/secrets/token`."""
    return COMMAND.match(value.strip()) is not None


def is_expression(value: str) -> bool:
    """Tell whether an unquoted value is code that refers to another value, such as `var.password`."""
    return EXPRESSION.fullmatch(value.strip().rstrip(",;")) is not None
